//! Every object that the trailer leads to, once in each role, looked at for what PDF/A-1 forbids.

use std::collections::HashSet;

use super::{Carnet, graphique};
use crate::limites;
use crate::pdf::Nature;
use crate::syntaxe::{Dico, Fichier, Objet};

/// What an object is, by the key that leads to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Role {
    Autre,
    Catalogue,
    Formulaire,
    Apparences,
    Annotations,
    Annotation,
    Champs,
    Actions,
    Action,
}

/// Annotations that PDF 1.4 has and PDF/A-1 admits.
const ANNOTATIONS: &[&str] = &[
    "Text",
    "Link",
    "FreeText",
    "Line",
    "Square",
    "Circle",
    "Highlight",
    "Underline",
    "Squiggly",
    "StrikeOut",
    "Stamp",
    "Ink",
    "Popup",
    "Widget",
    "PrinterMark",
    "TrapNet",
];
const ACTIONS: &[&str] = &[
    "Sound",
    "Movie",
    "ResetForm",
    "ImportData",
    "SetState",
    "NOP",
    "Rendition",
    "Trans",
    "GoTo3DView",
    "Hide",
    "SetOCGState",
];
const NOMMEES: &[&str] = &["NextPage", "PrevPage", "FirstPage", "LastPage"];

struct Visite<'f, 'a, 'c> {
    fichier: &'f Fichier<'a>,
    carnet: &'c mut Carnet,
    a_voir: Vec<(u32, Role)>,
    vus: HashSet<(u32, Role)>,
    /// The output intent is for RGB.
    rvb: bool,
}

/// Goes through the document from its trailer.
pub(super) fn parcourir(fichier: &Fichier<'_>, rvb: bool, carnet: &mut Carnet) {
    let mut visite = Visite {
        fichier,
        carnet,
        a_voir: Vec::new(),
        vus: HashSet::new(),
        rvb,
    };
    if let Some(racine) = fichier.trailer.brut("Root") {
        visite.suivre(racine, Role::Catalogue, 0);
    }
    if let Some(info) = fichier.trailer.brut("Info") {
        visite.suivre(info, Role::Autre, 0);
    }
    while let Some((numero, role)) = visite.a_voir.pop() {
        let objet = fichier.objet(numero);
        visite.voir(&objet, role, numero);
    }
    if visite.vus.len() > 2 * limites::OBJETS {
        fichier.borne("objets parcourus");
    }
}

impl Visite<'_, '_, '_> {
    fn suivre(&mut self, objet: &Objet, role: Role, dans: u32) {
        match objet {
            Objet::Ref(numero) => {
                if self.vus.len() <= 2 * limites::OBJETS && self.vus.insert((*numero, role)) {
                    self.a_voir.push((*numero, role));
                }
            }
            autre => self.voir(autre, role, dans),
        }
    }

    fn voir(&mut self, objet: &Objet, role: Role, numero: u32) {
        match objet {
            Objet::Tableau(elements) => {
                let role = if role == Role::Annotations { Role::Annotation } else { role };
                for element in elements {
                    self.suivre(element, role, numero);
                }
            }
            Objet::Dico(dico) => self.dictionnaire(dico, role, numero),
            Objet::Flux(flux) => {
                self.flux(&flux.dico, flux.numero);
                self.dictionnaire(&flux.dico, role, flux.numero);
            }
            _ => {}
        }
    }

    fn dictionnaire(&mut self, dico: &Dico, role: Role, numero: u32) {
        let lieu = if numero == 0 {
            "objet sans numéro".to_owned()
        } else {
            format!("objet {numero}")
        };
        match role {
            Role::Catalogue => self.catalogue(dico, &lieu),
            Role::Formulaire => self.formulaire(dico, &lieu),
            Role::Apparences => graphique::xobjet(self.fichier, dico, &lieu, self.carnet),
            Role::Annotation => self.annotation(dico, &lieu),
            Role::Action => self.action(dico, &lieu),
            Role::Champs if dico.a("AA") => self.carnet.noter(Nature::Declencheur, &lieu, "un champ a des déclencheurs (/AA)"),
            _ => {}
        }
        if dico.a("EF") {
            let nom = [self.fichier.lire(dico, "UF"), self.fichier.lire(dico, "F")]
                .iter()
                .find_map(|o| o.chaine().map(clair));
            self.carnet.noter(
                Nature::FichierIncorpore,
                &lieu,
                format!("fichier « {} » (/EF)", nom.unwrap_or_default()),
            );
        }
        for (cle, valeur) in &dico.0 {
            let suivant = match (role, cle.as_str()) {
                // The way up has been gone down.
                (_, "Parent" | "P") => continue,
                (_, "AP") => Role::Apparences,
                // States of an appearance, and not what a form holds.
                (Role::Apparences, _) if !dico.a("Subtype") && !dico.a("BBox") => Role::Apparences,
                (Role::Actions, _) | (_, "A" | "OpenAction" | "Next") => Role::Action,
                (_, "AA") => Role::Actions,
                (_, "Annots") => Role::Annotations,
                (_, "AcroForm") => Role::Formulaire,
                (Role::Formulaire, "Fields") | (Role::Champs, "Kids") => Role::Champs,
                _ => Role::Autre,
            };
            self.suivre(valeur, suivant, numero);
        }
        // The tree of names of the scripts holds actions that no key announces.
        if role == Role::Autre && matches!(self.fichier.lire(dico, "S").nom(), Some("JavaScript" | "Launch")) {
            self.action(dico, &lieu);
        }
    }

    fn catalogue(&mut self, dico: &Dico, lieu: &str) {
        if dico.a("OCProperties") {
            self.carnet
                .noter(Nature::ContenuOptionnel, lieu, "/OCProperties est dans le catalogue");
        }
        if dico.a("AA") {
            self.carnet
                .noter(Nature::Declencheur, lieu, "le catalogue a des déclencheurs (/AA)");
        }
        let noms = self.fichier.lire(dico, "Names");
        if noms.dico().is_some_and(|n| n.a("EmbeddedFiles")) {
            self.carnet
                .noter(Nature::FichierIncorpore, lieu, "arbre /EmbeddedFiles dans /Names");
        }
    }

    fn formulaire(&mut self, dico: &Dico, lieu: &str) {
        if *self.fichier.lire(dico, "NeedAppearances") == Objet::Bool(true) {
            self.carnet.noter(Nature::ApparencesAFaire, lieu, "/NeedAppearances true");
        }
        if dico.a("XFA") {
            self.carnet.noter(Nature::Xfa, lieu, "formulaire XFA");
        }
    }

    fn annotation(&mut self, dico: &Dico, lieu: &str) {
        let sorte = self.fichier.lire(dico, "Subtype").nom().unwrap_or_default().to_owned();
        if !ANNOTATIONS.contains(&sorte.as_str()) {
            self.carnet
                .noter(Nature::AnnotationType, lieu, format!("annotation de sorte « {sorte} »"));
        }
        if sorte == "Widget" && dico.a("AA") {
            self.carnet.noter(Nature::Declencheur, lieu, "un champ a des déclencheurs (/AA)");
        }
        if self.fichier.lire(dico, "CA").nombre().is_some_and(|o| !graphique::opaque(o)) {
            self.carnet
                .noter(Nature::AnnotationEtat, lieu, "annotation d'opacité /CA autre que 1");
        }
        let colore = ["C", "IC"]
            .iter()
            .any(|cle| self.fichier.lire(dico, cle).tableau().is_some_and(|t| !t.is_empty()));
        if colore && !self.rvb {
            self.carnet.noter(
                Nature::CouleurAppareil,
                lieu,
                "couleur d'annotation (/C ou /IC) sans intention de sortie RVB",
            );
        }
        self.apparence(dico, &sorte, lieu);
        // Popups have no appearance of their own; the flags are those of the others.
        let drapeaux = self.fichier.lire(dico, "F").entier();
        let imprimee = drapeaux.is_some_and(|f| f & 0b10_0011 == 0 && f & 4 != 0);
        if sorte != "Popup" && !imprimee {
            let vu = drapeaux.map_or_else(|| "/F est absent".to_owned(), |f| format!("/F {f}"));
            self.carnet.noter(
                Nature::AnnotationEtat,
                lieu,
                format!("{vu} : imprimée, ni cachée ni invisible est attendu"),
            );
        }
    }

    /// An appearance has a normal state and no other; a button has a dictionary of them.
    fn apparence(&mut self, dico: &Dico, sorte: &str, lieu: &str) {
        let apparences = self.fichier.lire(dico, "AP");
        let Some(etats) = apparences.dico() else {
            if sorte == "Widget" {
                self.carnet
                    .noter(Nature::ChampSansApparence, lieu, "un champ n'a pas d'apparence (/AP)");
            }
            return;
        };
        if let Some((autre, _)) = etats.0.iter().find(|(cle, _)| cle != "N") {
            self.carnet
                .noter(Nature::Apparence, lieu, format!("/{autre} dans /AP, où /N est seul admis"));
        }
        let normale = self.fichier.lire(etats, "N");
        let bouton = sorte == "Widget" && self.herite(dico, "FT").as_deref() == Some("Btn");
        let attendue = match &*normale {
            Objet::Flux(_) => !bouton,
            Objet::Dico(_) => bouton,
            _ => false,
        };
        if !attendue {
            let vu = if bouton {
                "/N d'un bouton n'est pas un dictionnaire d'apparences"
            } else {
                "/N n'est pas un flux"
            };
            self.carnet.noter(Nature::Apparence, lieu, vu);
        }
    }

    /// A name that a field has, or that it has from the fields above.
    fn herite(&self, dico: &Dico, cle: &str) -> Option<String> {
        let mut dico = dico.clone();
        for _ in 0..limites::PROFONDEUR {
            if let Some(nom) = self.fichier.lire(&dico, cle).nom() {
                return Some(nom.to_owned());
            }
            dico = self.fichier.lire(&dico, "Parent").dico()?.clone();
        }
        None
    }

    fn action(&mut self, dico: &Dico, lieu: &str) {
        let sorte = self.fichier.lire(dico, "S");
        let sorte = sorte.nom().unwrap_or_default();
        match sorte {
            "JavaScript" => self.carnet.noter(Nature::JavaScript, lieu, "action /JavaScript"),
            "Launch" => self.carnet.noter(Nature::Lancement, lieu, "action /Launch"),
            "Named" => {
                let nom = self.fichier.lire(dico, "N");
                let nom = nom.nom().unwrap_or_default();
                if !NOMMEES.contains(&nom) {
                    self.carnet.noter(Nature::Action, lieu, format!("action nommée /{nom}"));
                }
            }
            _ if ACTIONS.contains(&sorte) => self.carnet.noter(Nature::Action, lieu, format!("action /{sorte}")),
            _ => {}
        }
    }

    fn flux(&mut self, dico: &Dico, numero: u32) {
        let lieu = format!("objet {numero}");
        if let Some(cle) = ["F", "FFilter", "FDecodeParms"].iter().find(|cle| dico.a(cle)) {
            self.carnet
                .noter(Nature::FluxExterne, &lieu, format!("/{cle} dans le dictionnaire d'un flux"));
        }
        if self.fichier.filtres(dico).iter().any(|(nom, _)| nom == "LZWDecode" || nom == "LZW") {
            self.carnet.noter(Nature::Lzw, &lieu, "filtre /LZWDecode");
        }
    }
}

fn clair(octets: &[u8]) -> String {
    octets.iter().filter(|o| **o >= 32).map(|o| char::from(*o)).collect()
}
