//! From a box of the page to the message: which side is up, how many modules, and what they say.

use datamatrix::DataMatrix;

use crate::page::Toile;

/// Sizes of ECC 200, rows then columns: ISO/IEC 16022, table 7.
const TAILLES: &[(usize, usize)] = &[
    (10, 10),
    (12, 12),
    (14, 14),
    (16, 16),
    (18, 18),
    (20, 20),
    (22, 22),
    (24, 24),
    (26, 26),
    (32, 32),
    (36, 36),
    (40, 40),
    (44, 44),
    (48, 48),
    (52, 52),
    (64, 64),
    (72, 72),
    (80, 80),
    (88, 88),
    (96, 96),
    (104, 104),
    (120, 120),
    (132, 132),
    (144, 144),
    (8, 18),
    (8, 32),
    (12, 26),
    (12, 36),
    (16, 36),
    (16, 48),
];

/// A box seen after some quarter turns.
struct Vue<'t> {
    toile: &'t Toile,
    boite: [usize; 4],
    quarts: u8,
}

impl Vue<'_> {
    /// Height and width, once turned.
    fn cotes(&self) -> (f64, f64) {
        let (l, h) = ((self.boite[2] - self.boite[0]) as f64, (self.boite[3] - self.boite[1]) as f64);
        if self.quarts.is_multiple_of(2) { (h, l) } else { (l, h) }
    }

    /// Whether the pixel at a place of the unit square (from the top left, once turned) is dark.
    fn sombre(&self, u: f64, v: f64) -> bool {
        let (u, v) = match self.quarts {
            0 => (u, v),
            1 => (v, 1.0 - u),
            2 => (1.0 - u, 1.0 - v),
            _ => (1.0 - v, u),
        };
        let [x0, y0, x1, y1] = self.boite;
        let x = (x0 + (u * (x1 - x0) as f64) as usize).min(x1 - 1);
        let y = (y0 + (v * (y1 - y0) as f64) as usize).min(y1 - 1);
        self.toile.sombre(x, y)
    }

    /// The left side and the bottom are full.
    fn a_les_bords_pleins(&self) -> bool {
        let (h, l) = self.cotes();
        let (du, dv) = (1.0 / l, 1.0 / h);
        let plein = |n: f64, point: &dyn Fn(f64) -> bool| {
            let n = (n as usize).max(1);
            let sombres = (0..n).filter(|i| point((*i as f64 + 0.5) / n as f64)).count();
            sombres * 20 >= n * 19
        };
        plein(h, &|v| self.sombre(du, v)) && plein(l, &|u| self.sombre(u, 1.0 - dv))
    }

    /// A module is what most of nine points of it say: one alone falls on a seam.
    fn module(&self, rang: usize, colonne: usize, (rangs, colonnes): (usize, usize)) -> bool {
        let mut sombres = 0;
        for dv in [0.3, 0.5, 0.7] {
            for du in [0.3, 0.5, 0.7] {
                let (u, v) = ((colonne as f64 + du) / colonnes as f64, (rang as f64 + dv) / rangs as f64);
                sombres += usize::from(self.sombre(u, v));
            }
        }
        sombres >= 5
    }

    /// The modules, when the two dotted sides fit this size.
    fn modules(&self, taille: (usize, usize)) -> Option<Vec<bool>> {
        let (rangs, colonnes) = taille;
        let (h, l) = self.cotes();
        let (mh, ml) = (h / rangs as f64, l / colonnes as f64);
        // Modules are square, and at least a pixel and a half.
        if mh < 1.5 || ml < 1.5 || mh > ml * 1.15 || ml > mh * 1.15 {
            return None;
        }
        let fautes_haut = (0..colonnes).filter(|c| self.module(0, *c, taille) != (c % 2 == 0)).count();
        let fautes_droite = (0..rangs).filter(|r| self.module(*r, colonnes - 1, taille) != (r % 2 == 1)).count();
        if fautes_haut * 10 > colonnes || fautes_droite * 10 > rangs {
            return None;
        }
        let mut modules = Vec::with_capacity(rangs * colonnes);
        for r in 0..rangs {
            for c in 0..colonnes {
                // The finder is known: a stain on it must not refuse the symbol.
                modules.push(if c == 0 || r == rangs - 1 {
                    true
                } else if r == 0 {
                    c % 2 == 0
                } else if c == colonnes - 1 {
                    r % 2 == 1
                } else {
                    self.module(r, c, taille)
                });
            }
        }
        Some(modules)
    }
}

/// The message of the symbol in this box, if there is one.
pub(super) fn lire(toile: &Toile, boite: [usize; 4]) -> Option<Vec<u8>> {
    for quarts in 0..4 {
        let vue = Vue { toile, boite, quarts };
        if !vue.a_les_bords_pleins() {
            continue;
        }
        for taille in TAILLES {
            if let Some(modules) = vue.modules(*taille)
                && let Ok(octets) = DataMatrix::decode(&modules, taille.1)
            {
                return Some(octets);
            }
        }
    }
    None
}
