//! Paths: built operator by operator, in pixels.

use super::matrice::Matrice;
use super::raster::Contour;

/// The path being built: subpaths in pixels, and the current point.
#[derive(Default)]
pub(super) struct Trace {
    pub(super) contours: Vec<Contour>,
    pub(super) ouvert: Contour,
    pub(super) coupe: bool,
}

impl Trace {
    pub(super) fn fermer(&mut self) {
        if self.ouvert.len() > 1 {
            self.contours.push(std::mem::take(&mut self.ouvert));
        }
        self.ouvert.clear();
    }

    pub(super) fn tracer(&mut self, mot: &str, n: &[f64], ctm: &Matrice) {
        let p = |i: usize| Some(ctm.point(*n.get(i)?, *n.get(i + 1)?));
        match mot {
            "m" => {
                self.fermer();
                self.ouvert.extend(p(0));
            }
            "l" => self.ouvert.extend(p(0)),
            "h" => {
                let premier = self.ouvert.first().copied();
                self.ouvert.extend(premier);
                self.fermer();
            }
            "re" => {
                self.fermer();
                if let [x, y, l, h] = n {
                    let coins = [(*x, *y), (x + l, *y), (x + l, y + h), (*x, y + h), (*x, *y)];
                    self.contours.push(coins.map(|(x, y)| ctm.point(x, y)).to_vec());
                }
            }
            _ => {
                let Some(depart) = self.ouvert.last().copied() else { return };
                let poignees = match mot {
                    "c" => (p(0), p(2), p(4)),
                    "v" => (Some(depart), p(0), p(2)),
                    _ => (p(0), p(2), p(2)),
                };
                let (Some(a), Some(b), Some(fin)) = poignees else { return };
                for pas in 1..=8 {
                    let t = f64::from(pas) / 8.0;
                    let s = 1.0 - t;
                    let (k0, k1, k2, k3) = (s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t);
                    let x = k0 * depart.0 + k1 * a.0 + k2 * b.0 + k3 * fin.0;
                    let y = k0 * depart.1 + k1 * a.1 + k2 * b.1 + k3 * fin.1;
                    self.ouvert.push((x, y));
                }
            }
        }
    }
}

/// A segment with its thickness.
pub(super) fn bande(de: (f64, f64), vers: (f64, f64), moitie: f64) -> Vec<(f64, f64)> {
    let (dx, dy) = (vers.0 - de.0, vers.1 - de.1);
    let longueur = dx.hypot(dy);
    if longueur < 1e-9 {
        return Vec::new();
    }
    // The thinnest line is one pixel.
    let moitie = moitie.max(0.5);
    let (nx, ny) = (-dy / longueur * moitie, dx / longueur * moitie);
    vec![
        (de.0 + nx, de.1 + ny),
        (vers.0 + nx, vers.1 + ny),
        (vers.0 - nx, vers.1 - ny),
        (de.0 - nx, de.1 - ny),
    ]
}
