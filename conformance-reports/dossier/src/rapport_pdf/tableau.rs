//! Tables: a head that comes again on each page, rows that are cut only when they are too high for one.

use super::feuille::{Cible, Feuille, Trace};
use super::texte::{CORPS, FILET, FOND, Ligne, Style, Texte};

/// Around the text of a cell.
const BORD: f32 = 2.2;

/// A column: its share of the width, and whether it holds numbers.
#[derive(Clone, Copy)]
pub(crate) struct Colonne<'t> {
    pub(crate) titre: &'t str,
    pub(crate) part: f32,
    pub(crate) nombres: bool,
}

/// A column of text.
pub(crate) fn c(titre: &str, part: f32) -> Colonne<'_> {
    Colonne {
        titre,
        part,
        nombres: false,
    }
}

/// A column of numbers.
pub(crate) fn n(titre: &str, part: f32) -> Colonne<'_> {
    Colonne {
        titre,
        part,
        nombres: true,
    }
}

/// A cell.
pub(crate) enum Cellule {
    Texte(Texte),
    /// The number of the page of a target.
    Page(Cible),
}

impl From<Texte> for Cellule {
    fn from(t: Texte) -> Self {
        Self::Texte(t)
    }
}

/// In the text of tables.
pub(crate) const DANS: Style = Style { taille: 7.8, ..CORPS };

/// A cell of plain text.
pub(crate) fn t(texte: impl Into<String>) -> Cellule {
    Cellule::Texte(Texte::nouveau(texte, DANS))
}

/// The same, in bold: what names the row.
pub(crate) fn g(texte: impl Into<String>) -> Cellule {
    Cellule::Texte(Texte::nouveau(texte, DANS.gras()))
}

/// A row cut into lines.
struct Rangee {
    cellules: Vec<(Vec<Ligne>, Option<Cible>)>,
    nombre: usize,
}

impl Rangee {
    fn hauteur(&self) -> f32 {
        self.nombre as f32 * DANS.interligne() + 2.0 * BORD
    }
}

impl Feuille<'_> {
    /// A table. Without titles, it has no head.
    pub(crate) fn tableau(&mut self, colonnes: &[Colonne<'_>], rangees: impl IntoIterator<Item = Vec<Cellule>>) {
        let total: f32 = colonnes.iter().map(|c| c.part).sum();
        let largeurs: Vec<f32> = colonnes.iter().map(|c| c.part / total * self.largeur()).collect();
        let tete = colonnes.iter().any(|c| !c.titre.is_empty()).then(|| {
            let titres = colonnes
                .iter()
                .map(|c| Cellule::Texte(Texte::nouveau(c.titre, DANS.gras())))
                .collect();
            self.rangee(&largeurs, titres)
        });
        let haut_de_tete = tete.as_ref().map_or(0.0, Rangee::hauteur);
        self.espace(2.0);
        let mut ouverte = false;
        for rangee in rangees {
            if self.pleine() {
                break;
            }
            let rangee = self.rangee(&largeurs, rangee);
            let page = self.pages.len();
            // Room for the whole row, unless it is too high to be kept whole.
            let tient = rangee.hauteur().min(Self::page_entiere() / 3.0);
            self.reserver(tient + if ouverte { 0.0 } else { haut_de_tete });
            if let Some(tete) = tete.as_ref().filter(|_| !ouverte || self.pages.len() > page) {
                self.poser_rangee(tete, colonnes, &largeurs, 0, tete.nombre, true);
            }
            ouverte = true;
            let mut debut = 0;
            while debut < rangee.nombre {
                let place = ((self.reste() - 2.0 * BORD) / DANS.interligne()).max(0.0) as usize;
                if place == 0 {
                    self.page_suivante();
                    if let Some(tete) = &tete {
                        self.poser_rangee(tete, colonnes, &largeurs, 0, tete.nombre, true);
                    }
                    continue;
                }
                let fin = rangee.nombre.min(debut + place);
                self.poser_rangee(&rangee, colonnes, &largeurs, debut, fin, false);
                debut = fin;
            }
        }
        self.espace(5.0);
    }

    fn rangee(&self, largeurs: &[f32], cellules: Vec<Cellule>) -> Rangee {
        let cellules: Vec<(Vec<Ligne>, Option<Cible>)> = cellules
            .into_iter()
            .zip(largeurs)
            .map(|(cellule, l)| match cellule {
                Cellule::Texte(texte) => (self.polices.lignes(&texte, l - 2.0 * BORD), None),
                Cellule::Page(cible) => (Vec::new(), Some(cible)),
            })
            .collect();
        let nombre = cellules.iter().map(|(l, _)| l.len()).max().unwrap_or(0).max(1);
        Rangee { cellules, nombre }
    }

    /// Lines `debut..fin` of a row, with the rule below.
    fn poser_rangee(&mut self, rangee: &Rangee, colonnes: &[Colonne<'_>], largeurs: &[f32], debut: usize, fin: usize, tete: bool) {
        let pas = DANS.interligne();
        let h = (fin - debut) as f32 * pas + 2.0 * BORD;
        let (gauche, haut, largeur) = (self.x(), self.y(), self.largeur());
        if tete {
            self.tracer(Trace::Rectangle {
                x: gauche,
                y: haut,
                l: largeur,
                h,
                couleur: FOND,
            });
        }
        let mut x = gauche;
        for (((lignes, cible), colonne), l) in rangee.cellules.iter().zip(colonnes).zip(largeurs) {
            for (rang, ligne) in lignes.iter().skip(debut).take(fin - debut).enumerate() {
                let retrait = if colonne.nombres { l - BORD - ligne.largeur } else { BORD };
                let y = haut + BORD + rang as f32 * pas + pas * 0.76;
                for f in &ligne.fragments {
                    self.tracer(Trace::Texte {
                        x: x + retrait + f.x,
                        y,
                        texte: f.texte.clone(),
                        style: f.style,
                    });
                }
            }
            if let Some(cible) = cible.filter(|_| debut == 0) {
                self.tracer(Trace::Renvoi {
                    x: x + l - BORD,
                    y: haut + BORD + pas * 0.76,
                    cible,
                    style: DANS,
                });
            }
            x += l;
        }
        self.avancer(h);
        let y = self.y();
        self.tracer(Trace::Rectangle {
            x: gauche,
            y,
            l: largeur,
            h: 0.4,
            couleur: FILET,
        });
    }
}
