//! Affine transforms, as PDF writes them.

/// `[a b c d e f]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Matrice(pub(crate) [f64; 6]);

impl Matrice {
    /// `self` first, `apres` next.
    pub(crate) fn puis(&self, apres: &Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [g, h, i, j, k, l] = apres.0;
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    pub(crate) fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Whether it turns nothing: each coordinate is made of that one alone.
    pub(crate) fn est_droite(&self) -> bool {
        self.0[1] == 0.0 && self.0[2] == 0.0
    }

    pub(crate) fn inverse(&self) -> Option<Self> {
        let [a, b, c, d, e, f] = self.0;
        let det = a * d - b * c;
        if !det.is_finite() || det.abs() < 1e-12 {
            return None;
        }
        Some(Self([
            d / det,
            -b / det,
            -c / det,
            a / det,
            (c * f - d * e) / det,
            (b * e - a * f) / det,
        ]))
    }

    pub(crate) fn depuis(nombres: &[f64]) -> Option<Self> {
        let six: [f64; 6] = nombres.get(..6)?.try_into().ok()?;
        six.iter().all(|n| n.is_finite()).then_some(Self(six))
    }
}
