//! What is drawn on a page: content streams, the forms that they call, and the appearances of annotations.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::arbre::Feuille;
use super::couleur::{Espace, Famille, Usages};
use super::image::Image;
use super::matrice::Matrice;
use super::plume::Plume;
use super::police::Fonte;
use super::raster::{Boite, Toile};
use crate::lecture::Carnet;
use crate::limites;
use crate::pdf::Nature;
use crate::syntaxe::{Brut, Dico, Fichier, Flux, Objet, Ou};

/// Colorants of a DeviceN (PDF Reference 1.4, appendix C).
const ENCRES: usize = 8;

/// What lasts from one page to the next: the fonts used, the images decoded, and what may still be spent.
pub(crate) struct Atelier<'f, 'a> {
    pub(super) fichier: &'f Fichier<'a>,
    pub(super) fontes: HashMap<u32, Rc<Fonte>>,
    pub(super) images: HashMap<u32, (Option<Rc<Image>>, Usages)>,
    /// Pages of which it was told that states are nested too deep.
    pub(super) etats_dits: BTreeSet<usize>,
    /// Graphics states and XObjects that were judged, by object number.
    pub(super) juges: HashSet<u32>,
    /// Patterns, and glyphs of Type 3 fonts (font and code), whose content was gone through.
    pub(super) parcourus: HashSet<(u32, u32)>,
    /// What the contents use, and PDF/A-1 forbids.
    pub(crate) carnet: Carnet,
    /// ICC profiles of the colour spaces used, by object number.
    pub(crate) profils: BTreeSet<u32>,
    pub(super) operateurs: Cell<usize>,
    pub(super) pixels: Cell<usize>,
    /// Fonts with which text is shown: those that PDF/A-1 wants in the file.
    pub(crate) employees: Vec<Rc<Fonte>>,
    /// Forms that call themselves, by object number.
    pub(crate) formulaires_en_boucle: BTreeSet<u32>,
    /// Pages where an inline image is compressed by LZW.
    pub(crate) lzw_en_ligne: BTreeSet<usize>,
}

/// What was seen on a page.
#[derive(Debug)]
pub(crate) struct Dessin {
    pub(crate) toile: Toile,
    pub(crate) texte: String,
    /// What of it is printed.
    pub(crate) en_clair: String,
    /// Some text is in an invisible mode; some image is painted.
    pub(crate) invisible: bool,
    pub(crate) image: bool,
    /// Points of a unit of user space.
    pub(crate) unite: f64,
    /// Every code shown has a text.
    pub(crate) texte_complet: bool,
    /// Device colours used without a default space in their place.
    pub(crate) familles: BTreeSet<Famille>,
    /// What is not drawn here, and might be a symbol.
    pub(crate) non_dessine: BTreeSet<&'static str>,
    pub(crate) page: usize,
    /// The width that a glyph of a Type 3 font says it has.
    pub(super) chasse: Option<f64>,
}

/// The graphics state, as far as it is followed.
#[derive(Clone)]
pub(super) struct Etat {
    pub(super) ctm: Matrice,
    pub(super) coupe: Boite,
    pub(super) fond: (Espace, Option<u8>),
    pub(super) contour: (Espace, Option<u8>),
    pub(super) epaisseur: f64,
    pub(super) fonte: Option<Rc<Fonte>>,
    pub(super) mode_texte: i64,
    pub(super) plume: Plume,
}

/// What a content stream is read with.
pub(super) struct Contenu<'c> {
    pub(super) octets: &'c [u8],
    pub(super) ressources: Rc<Objet>,
    pub(super) profondeur: usize,
}

impl Etat {
    fn initial(toile: &Toile) -> Self {
        Self {
            ctm: toile.repere,
            coupe: toile.entiere(),
            fond: (Espace::Gris, Some(0)),
            contour: (Espace::Gris, Some(0)),
            epaisseur: 1.0,
            fonte: None,
            mode_texte: 0,
            plume: Plume::default(),
        }
    }
}

impl Dessin {
    fn nouveau(cadre: [f64; 4], page: usize) -> Self {
        Self {
            toile: Toile::nouvelle(cadre),
            texte: String::new(),
            en_clair: String::new(),
            invisible: false,
            image: false,
            unite: 1.0,
            texte_complet: true,
            familles: BTreeSet::new(),
            non_dessine: BTreeSet::new(),
            page,
            chasse: None,
        }
    }

    /// Tells that something was neither drawn nor read: what is not found may be there.
    pub(super) fn manquer(&mut self, quoi: &'static str) {
        self.non_dessine.insert(quoi);
        self.texte_complet = false;
    }
}

impl<'f, 'a> Atelier<'f, 'a> {
    pub(crate) fn nouveau(fichier: &'f Fichier<'a>) -> Self {
        Self {
            fichier,
            fontes: HashMap::new(),
            images: HashMap::new(),
            etats_dits: BTreeSet::new(),
            juges: HashSet::new(),
            parcourus: HashSet::new(),
            carnet: Carnet::default(),
            profils: BTreeSet::new(),
            operateurs: Cell::new(limites::OPERATEURS),
            pixels: Cell::new(limites::PIXELS),
            employees: Vec::new(),
            formulaires_en_boucle: BTreeSet::new(),
            lzw_en_ligne: BTreeSet::new(),
        }
    }

    /// Draws a page and its annotations.
    pub(crate) fn dessiner(&mut self, feuille: &Feuille, page: usize) -> Dessin {
        self.fichier.controle.ou.set(Ou::Page(page));
        let mut dessin = Dessin::nouveau(feuille.cadre, page);
        dessin.unite = self.fichier.lire(&feuille.dico, "UserUnit").nombre().unwrap_or(1.0);
        let etat = Etat::initial(&dessin.toile);
        let octets = self.octets_de_la_page(&feuille.dico, &mut dessin);
        let contenu = Contenu {
            octets: &octets,
            ressources: Rc::clone(&feuille.ressources),
            profondeur: 0,
        };
        self.executer(&contenu, etat.clone(), &mut Vec::new(), &mut dessin);
        let annotations = self.fichier.lire(&feuille.dico, "Annots");
        for annotation in annotations.tableau().unwrap_or_default().iter().take(2000) {
            self.apparence(annotation, &etat, &mut dessin);
        }
        dessin
    }

    fn octets_de_la_page(&self, dico: &Dico, dessin: &mut Dessin) -> Vec<u8> {
        let contenu = self.fichier.lire(dico, "Contents");
        let morceaux: Vec<Rc<Objet>> = match &*contenu {
            Objet::Tableau(t) => t.iter().map(|o| self.fichier.suivre(o)).collect(),
            _ => vec![contenu],
        };
        let mut octets = Vec::new();
        for flux in morceaux.iter().filter_map(|m| m.flux()) {
            if octets.len() > limites::FLUX {
                self.fichier.borne("octets décompressés");
                break;
            }
            match self.fichier.decoder(flux).octets() {
                Some(decodes) => octets.extend(decodes),
                None => dessin.manquer("un contenu qui ne se décode pas"),
            }
            // A token does not go from one stream to the next.
            octets.push(b'\n');
        }
        octets
    }

    /// The normal appearance of an annotation, its box brought onto its rectangle.
    fn apparence(&mut self, annotation: &Objet, etat: &Etat, dessin: &mut Dessin) {
        let fichier = self.fichier;
        let annotation = fichier.suivre(annotation);
        let Some(dico) = annotation.dico() else { return };
        let apparences = fichier.lire(dico, "AP");
        let Some(normale) = apparences.dico().map(|d| fichier.lire(d, "N")) else {
            return;
        };
        let normale = match &*normale {
            Objet::Dico(etats) => fichier.lire(dico, "AS").nom().map(|n| fichier.lire(etats, n)).unwrap_or(normale),
            _ => normale,
        };
        let Some(flux) = normale.flux() else { return };
        let nombres = |dico: &Dico, cle: &str| -> Vec<f64> {
            let objet = fichier.lire(dico, cle);
            objet
                .tableau()
                .unwrap_or_default()
                .iter()
                .filter_map(|o| fichier.suivre(o).nombre())
                .collect()
        };
        let (boite, rect) = (nombres(&flux.dico, "BBox"), nombres(dico, "Rect"));
        let (&[bx0, by0, bx1, by1], &[x0, y0, x1, y1]) = (&boite[..], &rect[..]) else {
            return;
        };
        let (sx, sy) = ((x1 - x0) / (bx1 - bx0), (y1 - y0) / (by1 - by0));
        if !sx.is_finite() || !sy.is_finite() {
            return;
        }
        let vers = Matrice([sx, 0.0, 0.0, sy, x0 - bx0 * sx, y0 - by0 * sy]);
        let etat = Etat {
            ctm: vers.puis(&etat.ctm),
            ..etat.clone()
        };
        self.formulaire(&normale, Rc::new(Objet::Nul), 0, etat, &mut Vec::new(), dessin);
    }

    /// A form XObject; one that is being drawn is not drawn again within itself.
    pub(super) fn formulaire(
        &mut self,
        objet: &Objet,
        ressources: Rc<Objet>,
        profondeur: usize,
        mut etat: Etat,
        en_cours: &mut Vec<u32>,
        dessin: &mut Dessin,
    ) {
        let Some(flux) = objet.flux() else { return };
        if flux.numero != 0 && en_cours.contains(&flux.numero) {
            self.formulaires_en_boucle.insert(flux.numero);
            return;
        }
        if profondeur >= limites::FORMULAIRES {
            self.fichier.borne("formulaires imbriqués");
            dessin.manquer("un formulaire imbriqué trop profond");
            return;
        }
        let Brut::Octets(octets) = self.fichier.decoder(flux) else {
            dessin.manquer("un contenu qui ne se décode pas");
            return;
        };
        let matrice = self.fichier.lire(&flux.dico, "Matrix");
        let nombres: Vec<f64> = matrice.tableau().unwrap_or_default().iter().filter_map(Objet::nombre).collect();
        if let Some(matrice) = Matrice::depuis(&nombres) {
            etat.ctm = matrice.puis(&etat.ctm);
        }
        let siennes = self.fichier.lire(&flux.dico, "Resources");
        let contenu = Contenu {
            octets: &octets,
            // An old form without resources uses those of its page.
            ressources: if siennes.dico().is_some() { siennes } else { ressources },
            profondeur: profondeur + 1,
        };
        en_cours.push(flux.numero);
        self.executer(&contenu, etat, en_cours, dessin);
        en_cours.pop();
    }

    /// The content of a pattern, or of a glyph: gone through for what it uses, and not drawn. Gives the width that a glyph says.
    pub(super) fn parcourir(
        &mut self,
        flux: &Flux,
        ressources: Rc<Objet>,
        profondeur: usize,
        en_cours: &mut Vec<u32>,
        dessin: &mut Dessin,
    ) -> Option<f64> {
        if en_cours.contains(&flux.numero) {
            return None;
        }
        if profondeur >= limites::FORMULAIRES {
            self.fichier.borne("formulaires imbriqués");
            return None;
        }
        let octets = self.fichier.decoder(flux).octets()?;
        let siennes = self.fichier.lire(&flux.dico, "Resources");
        let contenu = Contenu {
            octets: &octets,
            ressources: if siennes.dico().is_some() { siennes } else { ressources },
            profondeur: profondeur + 1,
        };
        let mut a_part = Dessin::nouveau([0.0, 0.0, 2.0, 2.0], dessin.page);
        let etat = Etat::initial(&a_part.toile);
        en_cours.push(flux.numero);
        self.executer(&contenu, etat, en_cours, &mut a_part);
        en_cours.pop();
        dessin.familles.extend(a_part.familles);
        a_part.chasse
    }

    /// A device colour: noted, unless the resources put a default space in its place.
    pub(super) fn employer_famille(&self, famille: Famille, contenu: &Contenu<'_>, dessin: &mut Dessin) {
        let defaut = match famille {
            Famille::Gris => "DefaultGray",
            Famille::Rvb => "DefaultRGB",
            Famille::Cmjn => "DefaultCMYK",
        };
        if !dessin.familles.contains(&famille) && self.ressource(contenu, "ColorSpace", defaut).is_none() {
            dessin.familles.insert(famille);
        }
    }

    /// What a colour space leans on: its device colours, unless the resources put a default space in their place, and its profiles.
    pub(super) fn employer(&mut self, usages: &Usages, contenu: &Contenu<'_>, dessin: &mut Dessin) {
        for famille in &usages.familles {
            self.employer_famille(*famille, contenu, dessin);
        }
        self.profils.extend(&usages.profils);
        if usages.encres > ENCRES {
            let vu = format!("DeviceN de {} encres, au-delà de {ENCRES}", usages.encres);
            self.carnet.noter(Nature::Limite, format!("page {}", dessin.page), vu);
        }
    }

    /// Spends pixels; false when there are none left.
    pub(super) fn peindre(&self, pixels: usize) -> bool {
        let reste = self.pixels.get().saturating_sub(pixels);
        self.pixels.set(reste);
        if reste == 0 {
            self.fichier.borne("pixels dessinés");
        }
        reste > 0
    }

    /// Whether one more operator may be executed.
    pub(super) fn avancer(&self) -> bool {
        let reste = self.operateurs.get().saturating_sub(1);
        self.operateurs.set(reste);
        if reste == 0 {
            self.fichier.borne("opérateurs exécutés");
        }
        reste > 0
    }
}
