//! The flow of the document: what is placed, from the top of a page to its bottom, then on the next. Nothing is drawn here: how many pages
//! there are is known at the end only, and each of them says it.

use super::police::Polices;
use super::texte::{Couleur, Ligne, Style, Texte};

/// A4, in points.
pub(crate) const LARGEUR: f32 = 595.28;
pub(crate) const HAUTEUR: f32 = 841.89;
/// Left and right of the text.
pub(crate) const MARGE: f32 = 48.0;
/// Of the text: below the head of the page, above its foot.
const HAUT: f32 = 66.0;
const BAS: f32 = HAUTEUR - 58.0;

/// Below a heading, and below a paragraph.
const SOUS_TITRE: f32 = 1.5;

/// Most lines of a heading: it stays on one page, whatever name it holds.
const MAX_LIGNES_TITRE: usize = 8;

/// Most pages. A document cannot list more than 8,191 in PDF 1.4, and nobody prints half of it.
pub(crate) const MAX_PAGES: usize = 5_000;

/// What is on a page. Coordinates from its upper left corner; those of a text are of its baseline.
pub(crate) enum Trace {
    Texte {
        x: f32,
        y: f32,
        texte: String,
        style: Style,
    },
    Rectangle {
        x: f32,
        y: f32,
        l: f32,
        h: f32,
        couleur: Couleur,
    },
    /// The number of the page of a target, ending at `x`.
    Renvoi {
        x: f32,
        y: f32,
        cible: Cible,
        style: Style,
    },
}

/// Something of which the page is cited, wherever it falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cible(usize);

/// Where something fell: page from 0, and height on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) page: usize,
    pub(crate) y: f32,
}

/// A bookmark.
pub(crate) struct Signet {
    pub(crate) niveau: usize,
    pub(crate) dit: String,
    pub(crate) place: Place,
}

/// A heading that waits for what it heads: it is never alone at the bottom of a page.
struct Titre {
    lignes: Vec<Ligne>,
    signet: Option<(usize, String)>,
    cible: Option<Cible>,
    avant: f32,
    /// Where it stands, and the rules along it.
    x: f32,
    filets: Vec<(f32, Couleur)>,
}

/// The document as it grows.
pub(crate) struct Feuille<'p> {
    pub(crate) polices: &'p Polices,
    pub(crate) pages: Vec<Vec<Trace>>,
    pub(crate) signets: Vec<Signet>,
    /// Each target, once it is placed.
    cibles: Vec<Option<Place>>,
    attente: Vec<Titre>,
    y: f32,
    /// How far what comes is set in.
    pub(crate) retrait: f32,
    /// Rules drawn along what comes, on its left.
    filets: Vec<(f32, Couleur)>,
}

impl<'p> Feuille<'p> {
    pub(crate) fn nouvelle(polices: &'p Polices) -> Self {
        Self {
            polices,
            pages: vec![Vec::new()],
            signets: Vec::new(),
            cibles: Vec::new(),
            attente: Vec::new(),
            y: HAUT,
            retrait: 0.0,
            filets: Vec::new(),
        }
    }

    /// Left edge of what comes.
    pub(crate) fn x(&self) -> f32 {
        MARGE + self.retrait
    }

    /// Room for what comes, from left to right.
    pub(crate) fn largeur(&self) -> f32 {
        LARGEUR - 2.0 * MARGE - self.retrait
    }

    pub(crate) fn y(&self) -> f32 {
        self.y
    }

    /// Whether the document is as long as it may be: what comes is not placed.
    pub(crate) fn pleine(&self) -> bool {
        self.pages.len() >= MAX_PAGES
    }

    pub(crate) fn cible(&mut self) -> Cible {
        self.cibles.push(None);
        Cible(self.cibles.len() - 1)
    }

    /// Where a target fell.
    pub(crate) fn place_de(&self, cible: Cible) -> Option<Place> {
        self.cibles.get(cible.0).copied().flatten()
    }

    pub(crate) fn tracer(&mut self, trace: Trace) {
        if let Some(page) = self.pages.last_mut() {
            page.push(trace);
        }
    }

    /// Room left on the page, headings that wait counted.
    pub(crate) fn reste(&self) -> f32 {
        BAS - self.y - self.en_attente()
    }

    /// Room of a page of its own.
    pub(crate) fn page_entiere() -> f32 {
        BAS - HAUT
    }

    fn en_attente(&self) -> f32 {
        self.attente.iter().map(Titre::hauteur).sum()
    }

    pub(crate) fn page_suivante(&mut self) {
        if self.y > HAUT {
            self.pages.push(Vec::new());
            self.y = HAUT;
        }
    }

    /// Makes room for this height, then places the headings that waited for it.
    pub(crate) fn reserver(&mut self, hauteur: f32) {
        if self.reste() < hauteur {
            self.page_suivante();
        }
        for titre in std::mem::take(&mut self.attente) {
            self.poser(titre);
        }
    }

    fn poser(&mut self, titre: Titre) {
        if self.y > HAUT {
            self.y += titre.avant;
        }
        let filets = std::mem::replace(&mut self.filets, titre.filets);
        let place = Place {
            page: self.pages.len() - 1,
            y: self.y,
        };
        if let Some((niveau, dit)) = titre.signet {
            self.signets.push(Signet { niveau, dit, place });
        }
        if let Some(cible) = titre.cible.and_then(|c| self.cibles.get_mut(c.0)) {
            *cible = Some(place);
        }
        for ligne in titre.lignes {
            self.ligne(titre.x, &ligne);
            self.avancer(ligne.hauteur);
        }
        self.avancer(SOUS_TITRE);
        self.filets = filets;
    }

    /// Goes down, with the rules along it.
    pub(crate) fn avancer(&mut self, hauteur: f32) {
        let (y, h) = (self.y, hauteur.min(BAS - self.y));
        for rang in 0..self.filets.len() {
            if let Some((x, couleur)) = self.filets.get(rang).copied() {
                self.tracer(Trace::Rectangle { x, y, l: 1.6, h, couleur });
            }
        }
        self.y += hauteur;
    }

    /// Goes down if something comes after.
    pub(crate) fn espace(&mut self, hauteur: f32) {
        if self.attente.is_empty() && self.y > HAUT {
            self.avancer(hauteur.min((BAS - self.y).max(0.0)));
        }
    }

    /// Draws a line with its top at the pen, which does not move.
    pub(crate) fn ligne(&mut self, x: f32, ligne: &Ligne) {
        let y = self.y + ligne.hauteur * 0.76;
        for f in &ligne.fragments {
            self.tracer(Trace::Texte {
                x: x + f.x,
                y,
                texte: f.texte.clone(),
                style: f.style,
            });
        }
    }

    /// A heading, with its bookmark and its target.
    pub(crate) fn titre(&mut self, texte: &Texte, avant: f32, signet: Option<(usize, String)>, cible: Option<Cible>) {
        // Headings of which nothing comes below would fill a page of their own.
        if self.en_attente() > Self::page_entiere() / 4.0 {
            self.reserver(0.0);
        }
        let mut lignes = self.polices.lignes(texte, self.largeur());
        if lignes.len() > MAX_LIGNES_TITRE {
            lignes.truncate(MAX_LIGNES_TITRE);
            if let Some(f) = lignes.last_mut().and_then(|l| l.fragments.last_mut()) {
                f.texte.pop();
                f.texte.push('…');
            }
        }
        self.attente.push(Titre {
            lignes,
            signet,
            cible,
            avant,
            x: self.x(),
            filets: self.filets.clone(),
        });
    }

    /// A paragraph; its first two lines stay together.
    pub(crate) fn paragraphe(&mut self, texte: &Texte) {
        if texte.est_vide() {
            return;
        }
        let lignes = self.polices.lignes(texte, self.largeur());
        let ensemble = if lignes.len() <= 3 { lignes.len() } else { 2 };
        self.reserver(lignes.iter().take(ensemble).map(|l| l.hauteur).sum());
        for l in &lignes {
            self.reserver(l.hauteur);
            self.ligne(self.x(), l);
            self.avancer(l.hauteur);
        }
        self.avancer(SOUS_TITRE);
    }

    /// A paragraph of plain text.
    pub(crate) fn phrase(&mut self, texte: impl Into<String>) {
        self.paragraphe(&Texte::simple(texte));
    }

    /// What `f` places is set in, with a rule of this colour along it.
    pub(crate) fn encadre(&mut self, couleur: Couleur, f: impl FnOnce(&mut Self)) {
        self.decale(7.0, |feuille| {
            feuille.filets.push((feuille.x() - 6.0, couleur));
            f(feuille);
            feuille.filets.pop();
        });
    }

    /// What `f` places is set in.
    pub(crate) fn decale(&mut self, retrait: f32, f: impl FnOnce(&mut Self)) {
        self.retrait += retrait;
        f(self);
        self.retrait -= retrait;
    }

    /// A line that stays with what comes.
    pub(crate) fn lie(&mut self, texte: &Texte) {
        self.titre(texte, 0.0, None, None);
    }

    /// Places what waits, whatever comes.
    pub(crate) fn finir(&mut self) {
        self.reserver(0.0);
    }
}

impl Titre {
    fn hauteur(&self) -> f32 {
        self.avant + self.lignes.iter().map(|l| l.hauteur).sum::<f32>() + SOUS_TITRE
    }
}
