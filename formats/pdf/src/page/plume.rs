//! Where a text is shown: as much of the text state as tells whether it can be seen.

use super::matrice::Matrice;
use super::raster::{Boite, Toile};

/// Height, in points, under which nobody reads a text.
const HAUTEUR_MIN: f64 = 1.0;

/// The text state. How wide glyphs are is not known: a text that follows another on its line is taken to begin where that one does.
#[derive(Debug, Clone)]
pub(super) struct Plume {
    /// The matrix of the line (`Tlm`), which is that of the text where a line begins.
    ligne: Matrice,
    /// `TL`.
    interligne: f64,
    /// Second operand of `Tf`.
    pub(super) taille: f64,
    /// How far the texts of this line may have gone, before and after where it stands, in their height.
    montre: (f64, f64),
}

impl Default for Plume {
    fn default() -> Self {
        Self {
            ligne: IDENTITE,
            interligne: 0.0,
            taille: 0.0,
            montre: (0.0, 0.0),
        }
    }
}

const IDENTITE: Matrice = Matrice([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

impl Plume {
    /// An operator that moves it.
    pub(super) fn mener(&mut self, mot: &str, n: &[f64]) {
        if mot != "TL" {
            self.montre = (0.0, 0.0);
        }
        match (mot, n) {
            ("BT", _) => self.ligne = IDENTITE,
            ("TL", [l, ..]) => self.interligne = *l,
            ("Td", [x, y, ..]) => self.avancer(*x, *y),
            ("TD", [x, y, ..]) => {
                self.interligne = -y;
                self.avancer(*x, *y);
            }
            ("T*", _) => self.avancer(0.0, -self.interligne),
            ("Tm", _) => {
                if let Some(m) = Matrice::depuis(n) {
                    self.ligne = m;
                }
            }
            _ => {}
        }
    }

    fn avancer(&mut self, x: f64, y: f64) {
        self.ligne = Matrice([1.0, 0.0, 0.0, 1.0, x, y]).puis(&self.ligne);
    }

    /// Whether a text cannot be seen: wholly out of where painting shows, or under [`HAUTEUR_MIN`]. `pas`: how far, in its own height, it
    /// may go from where its line stands, before and after. What might be seen is taken to be. `unite`: points of a unit of user space.
    pub(super) fn hors_de_vue(&mut self, ctm: &Matrice, toile: &Toile, coupe: Boite, pas: (f64, f64), unite: f64) -> bool {
        self.montre.0 += pas.0;
        self.montre.1 += pas.1;
        let vers = self.ligne.puis(ctm);
        let haut = 1.5 * self.taille;
        let (debut, fin) = (-haut - self.montre.0 * self.taille, haut + self.montre.1 * self.taille);
        let coins = [(debut, -haut), (fin, -haut), (fin, haut), (debut, haut)].map(|(x, y)| vers.point(x, y));
        let hauteur = (vers.0[2] * self.taille).hypot(vers.0[3] * self.taille) / toile.echelle() * unite;
        if !hauteur.is_finite() || coins.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return false;
        }
        let [x0, y0, x1, y1] = coupe.map(|c| c as f64);
        let tous = |f: &dyn Fn(&(f64, f64)) -> bool| coins.iter().all(f);
        hauteur < HAUTEUR_MIN || tous(&|p| p.0 <= x0) || tous(&|p| p.0 >= x1) || tous(&|p| p.1 <= y0) || tous(&|p| p.1 >= y1)
    }
}
