//! What a workbook has that it should not, and that is read all the same: each with its cell.

/// Slips kept, at most; the others are counted.
pub const GLISSEMENTS_MAX: usize = 2_000;

/// One tolerated slip.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glissement {
    /// Where: `Exigences!J12`; a sheet alone when it is about all of it.
    pub cellule: String,
    /// What, and what was made of it (French).
    pub dit: String,
}

/// Collects slips, up to a cap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Glissements {
    gardes: Vec<Glissement>,
    tus: usize,
}

impl Glissements {
    pub(crate) fn dire(&mut self, cellule: impl Into<String>, dit: impl Into<String>) {
        if self.gardes.len() >= GLISSEMENTS_MAX {
            self.tus += 1;
            return;
        }
        let glissement = Glissement {
            cellule: cellule.into(),
            dit: dit.into(),
        };
        // One scenario stands on several rows: what is said of its cell is said once.
        if !self.gardes.iter().rev().take(200).any(|g| *g == glissement) {
            self.gardes.push(glissement);
        }
    }

    /// All of them, in the order of the sheet: what is about all of it first.
    pub(crate) fn finir(mut self, feuille: &str) -> Vec<Glissement> {
        self.gardes.sort_by_key(|g| g.cellule.rsplit_once('!').and_then(|(_, a)| place(a)));
        if self.tus > 0 {
            self.gardes.push(Glissement {
                cellule: feuille.to_owned(),
                dit: format!("{} autres glissements ne sont pas listés", self.tus),
            });
        }
        self.gardes
    }
}

/// `J12` of a row and a column that begin at 0.
#[must_use]
pub(crate) fn adresse(ligne: u32, colonne: u32) -> String {
    format!("{}{}", nom_de_colonne(colonne), ligne.saturating_add(1))
}

/// `A`, `Z`, `AA`…
pub(crate) fn nom_de_colonne(colonne: u32) -> String {
    let mut lettres = Vec::new();
    let mut reste = u64::from(colonne) + 1;
    while reste > 0 {
        let rang = (reste - 1) % 26;
        lettres.push(char::from(b'A' + u8::try_from(rang).unwrap_or(0)));
        reste = (reste - 1) / 26;
    }
    lettres.iter().rev().collect()
}

/// The row and the column, from 0, of `J12`.
pub(crate) fn place(adresse: &str) -> Option<(u32, u32)> {
    let chiffres = adresse.find(|c: char| c.is_ascii_digit())?;
    let (lettres, numero) = adresse.split_at(chiffres);
    if lettres.is_empty() || lettres.len() > 3 || !lettres.bytes().all(|o| o.is_ascii_uppercase()) {
        return None;
    }
    let colonne = lettres.bytes().fold(0_u32, |n, o| n * 26 + u32::from(o - b'A') + 1);
    Some((numero.parse::<u32>().ok()?.checked_sub(1)?, colonne - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_a_spreadsheet() {
        for (ligne, colonne, dit) in [
            (0, 0, "A1"),
            (11, 9, "J12"),
            (0, 25, "Z1"),
            (4, 26, "AA5"),
            (0, 701, "ZZ1"),
            (0, 702, "AAA1"),
        ] {
            assert_eq!(adresse(ligne, colonne), dit);
            assert_eq!(place(dit), Some((ligne, colonne)));
        }
        for faux in ["", "12", "A", "A0", "AAAA1", "a1", "A-1"] {
            assert_eq!(place(faux), None, "{faux}");
        }
    }
}
