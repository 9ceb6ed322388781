//! Datamatrix symbols: found in a drawn page, and decoded.

mod composantes;
mod lecture;

use crate::page::Toile;

/// Symbols read on one page.
const MAX: usize = 32;

/// What was read on a page, and whether everything was looked at.
pub(crate) struct Lus {
    pub(crate) textes: Vec<String>,
    pub(crate) complet: bool,
}

/// Every symbol of a page.
pub(crate) fn chercher(toile: &Toile) -> Lus {
    let Some(sale) = toile.sale else {
        return Lus {
            textes: Vec::new(),
            complet: true,
        };
    };
    let (boites, complet) = composantes::boites(toile, sale);
    let mut textes = Vec::new();
    for boite in boites {
        if textes.len() >= MAX {
            break;
        }
        if let Some(octets) = lecture::lire(toile, boite) {
            // Data matrices are ISO 8859-1 unless they say otherwise.
            textes.push(octets.iter().map(|o| char::from(*o)).collect());
        }
    }
    Lus { textes, complet }
}
