//! Fonts: whether their program is in the file, and what their codes say.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::glyphes;
use super::programme::programme;
use crate::pdf::Police;
use crate::syntaxe::{Dico, Fichier, Flux, Lexeur, Lu, Objet};

/// Entries of one `ToUnicode`.
const CODES: usize = 70_000;

/// A font under reading.
#[derive(Debug)]
pub(crate) struct Fonte {
    pub(crate) police: Police,
    pub(crate) dico: Dico,
    /// Bytes of a code.
    largeur: usize,
    codes: HashMap<u32, String>,
    /// Codes of one byte that were shown.
    pub(crate) montres: RefCell<BTreeSet<u8>>,
    /// Codes are those of a usual encoding when the table does not have them.
    usuelle: bool,
}

fn nom_de(fichier: &Fichier<'_>, dico: &Dico, cle: &str) -> String {
    fichier.lire(dico, cle).nom().unwrap_or_default().to_owned()
}

impl Fonte {
    pub(crate) fn lire(fichier: &Fichier<'_>, dico: &Dico, numero: u32, page: usize) -> Self {
        let sous_type = nom_de(fichier, dico, "Subtype");
        let descendants = fichier.lire(dico, "DescendantFonts");
        let descendant = descendants.tableau().and_then(<[_]>::first).map(|d| fichier.suivre(d));
        let (incorporee, defaut) = match sous_type.as_str() {
            // The glyphs of a Type 3 font are streams of the document.
            "Type3" => (true, None),
            "Type0" => descendant
                .as_ref()
                .and_then(|d| d.dico())
                .map_or((false, None), |d| programme(fichier, d)),
            _ => programme(fichier, dico),
        };
        let composee = sous_type == "Type0";
        let mut nom = nom_de(fichier, dico, "BaseFont");
        if nom.is_empty() {
            nom = nom_de(fichier, dico, "Name");
        }
        let mut codes = HashMap::new();
        let usuelle = !composee && encodage(fichier, dico, &sous_type, &mut codes);
        if let Some(flux) = fichier.lire(dico, "ToUnicode").flux()
            && let Some(octets) = fichier.decoder(flux).octets()
        {
            vers_unicode(fichier, &octets, &mut codes);
        }
        Self {
            police: Police {
                nom,
                sous_type,
                incorporee,
                defaut,
                objet: numero,
                page,
            },
            dico: dico.clone(),
            largeur: if composee { 2 } else { 1 },
            codes,
            montres: RefCell::default(),
            usuelle,
        }
    }

    /// The text of a shown string, and whether every code has one.
    pub(crate) fn texte(&self, octets: &[u8]) -> (String, bool) {
        let (mut texte, mut complet) = (String::new(), true);
        for code in octets.chunks(self.largeur) {
            let n = code.iter().fold(0_u32, |n, o| (n << 8) | u32::from(*o));
            if let Some(dit) = self.codes.get(&n) {
                texte.push_str(dit);
            } else if let (true, [o]) = (self.usuelle, code)
                && let Some(c) = glyphes::par_code(*o)
            {
                texte.push(c);
            } else {
                complet = false;
                texte.push(char::REPLACEMENT_CHARACTER);
            }
        }
        (texte, complet)
    }

    /// The content of a glyph of a Type 3 font, and the resources of the font.
    pub(crate) fn glyphe(&self, fichier: &Fichier<'_>, code: u8) -> Option<(Rc<Flux>, Rc<Objet>)> {
        let encodage = fichier.lire(&self.dico, "Encoding");
        let differences = fichier.lire(encodage.dico()?, "Differences");
        let mut suivant = 0_usize;
        let mut nom = None;
        for element in differences.tableau()? {
            match &*fichier.suivre(element) {
                Objet::Nombre(_) => suivant = element.taille().unwrap_or(0),
                Objet::Nom(n) => {
                    if suivant == usize::from(code) {
                        nom = Some(n.clone());
                    }
                    suivant += 1;
                }
                _ => {}
            }
        }
        let procedures = fichier.lire(&self.dico, "CharProcs");
        let glyphe = fichier.lire(procedures.dico()?, &nom?);
        Some((Rc::clone(glyphe.flux()?), fichier.lire(&self.dico, "Resources")))
    }

    /// The width of a code of a simple font.
    pub(crate) fn largeur(&self, fichier: &Fichier<'_>, code: u8) -> Option<f64> {
        let premier = fichier.lire(&self.dico, "FirstChar").taille()?;
        let largeurs = fichier.lire(&self.dico, "Widths");
        let largeur = largeurs.tableau()?.get(usize::from(code).checked_sub(premier)?)?;
        fichier.suivre(largeur).nombre()
    }

    /// Whether its glyphs may be a symbol, which is not drawn here.
    pub(crate) fn peut_dessiner_un_symbole(&self) -> bool {
        let nom = self.police.nom.to_ascii_lowercase();
        self.police.sous_type == "Type3" || ["matrix", "barcode", "code128", "2d"].iter().any(|m| nom.contains(m))
    }
}

/// Reads the differences of a simple font; says whether its other codes are those of a usual encoding.
fn encodage(fichier: &Fichier<'_>, dico: &Dico, sous_type: &str, codes: &mut HashMap<u32, String>) -> bool {
    let encodage = fichier.lire(dico, "Encoding");
    let Some(fin) = encodage.dico() else {
        let descripteur = fichier.lire(dico, "FontDescriptor");
        let drapeaux = descripteur.dico().and_then(|d| fichier.lire(d, "Flags").entier()).unwrap_or(0);
        let symbolique = drapeaux & 4 != 0;
        return encodage.nom().is_some() || (!symbolique && sous_type != "Type3");
    };
    let mut code = 0_u32;
    for element in fichier.lire(fin, "Differences").tableau().unwrap_or_default() {
        match element {
            Objet::Nombre(n) => code = *n as u32,
            Objet::Nom(nom) => {
                if let Some(texte) = glyphes::par_nom(nom) {
                    codes.insert(code, texte);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    sous_type != "Type3"
}

fn utf16(octets: &[u8]) -> String {
    let unites: Vec<u16> = octets
        .chunks(2)
        .map(|c| c.iter().fold(0, |n, o| (n << 8) | u16::from(*o)))
        .collect();
    String::from_utf16_lossy(&unites)
}

fn code_de(objet: &Objet) -> Option<u32> {
    let octets = objet.chaine().filter(|c| (1..=4).contains(&c.len()))?;
    Some(octets.iter().fold(0, |n, o| (n << 8) | u32::from(*o)))
}

fn vers_unicode(fichier: &Fichier<'_>, octets: &[u8], codes: &mut HashMap<u32, String>) {
    let mut lexeur = Lexeur::contenu(octets, &fichier.reste);
    let mut valeurs: Vec<Objet> = Vec::new();
    while let Some(lu) = lexeur.suivant() {
        match lu {
            Lu::Valeur(v) => valeurs.push(v),
            Lu::Mot(mot) => {
                match mot.as_str() {
                    "endbfchar" => {
                        for paire in valeurs.chunks_exact(2) {
                            if let [de, vers] = paire
                                && let (Some(code), Some(texte)) = (code_de(de), vers.chaine())
                            {
                                codes.insert(code, utf16(texte));
                            }
                        }
                    }
                    "endbfrange" => valeurs.chunks_exact(3).for_each(|triplet| plage(triplet, codes)),
                    _ => {}
                }
                valeurs.clear();
            }
        }
        if codes.len() > CODES {
            break;
        }
    }
}

fn plage(triplet: &[Objet], codes: &mut HashMap<u32, String>) {
    let [de, a, vers] = triplet else { return };
    let (Some(de), Some(a)) = (code_de(de), code_de(a)) else { return };
    for (rang, code) in (de..=a).take(CODES.saturating_sub(codes.len())).enumerate() {
        let texte = match vers {
            Objet::Tableau(t) => t.get(rang).and_then(Objet::chaine).map(utf16),
            Objet::Chaine(debut) => suivante(debut, rang),
            _ => None,
        };
        if let Some(texte) = texte {
            codes.insert(code, texte);
        }
    }
}

/// The text `rang` after another: its last character moves.
fn suivante(debut: &[u8], rang: usize) -> Option<String> {
    let mut texte = utf16(debut);
    let dernier = texte.pop()?;
    texte.push(char::from_u32(u32::from(dernier).checked_add(u32::try_from(rang).ok()?)?)?);
    Some(texte)
}
