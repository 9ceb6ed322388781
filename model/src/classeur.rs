//! The rows of a workbook that was imported, as they stand in its sheet: what a catalogue does not model is here, so that an export gives
//! back what was read. Kept beside the catalogue of an import, in `lignes.json`.

use serde::{Deserialize, Serialize};

/// Name of the file that holds them.
pub const FICHIER: &str = "lignes.json";
/// Rows of a sheet.
pub const LIGNES_MAX: usize = 20_000;
/// Columns of a sheet.
pub const COLONNES_MAX: usize = 256;
/// Cells of a sheet.
pub const CELLULES_MAX: usize = 500_000;
/// Merged regions of a sheet.
pub const FUSIONS_MAX: usize = 50_000;
/// UTF-16 units of a cell: no spreadsheet writes more.
pub const UNITES_MAX: usize = 32_767;
/// Bytes of the file.
pub const OCTETS_MAX: u64 = 192 << 20;

/// The sheet that both exporters of the ANS write.
pub const FEUILLE: &str = "Exigences";
/// Titles of an export of Convergence, in order (`ansforge/segur-squash-plugins`, `convergence-export`).
pub const CONVERGENCE: [&str; 14] = [
    "Périmètre",
    "ID",
    "Chapitre",
    "Fonction",
    "Exigence",
    "Commentaire",
    "Profil",
    "N° scénario",
    "Scénario de conformité",
    "N° preuve",
    "Preuve",
    "Profil historique",
    "Criticité",
    "Ordre",
];

/// The rows of one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LignesDuClasseur {
    /// Name of the sheet.
    pub feuille: String,
    /// Row of the titles, from 0.
    pub titres: usize,
    /// Merged regions: first row and column, last row and column, from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fusions: Vec<[usize; 4]>,
    /// All its rows, from the first of the sheet: what is above the titles and empty rows too.
    pub lignes: Vec<LigneDuClasseur>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LigneDuClasseur {
    /// Exigence that it is of, as the catalogue names it; empty: of none (titles, empty row).
    #[serde(default, rename = "e", skip_serializing_if = "String::is_empty")]
    pub exigence: String,
    /// Its cells from the first column; what is empty at its end is left out.
    #[serde(rename = "c")]
    pub cellules: Vec<Option<Cellule>>,
}

/// What a cell holds. Figures are kept as they are written: a reader of JSON may lose their last digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cellule {
    /// A text, never a formula.
    Texte(String),
    /// Yes or no.
    Booleen(bool),
    /// A number.
    Nombre {
        /// In decimal.
        n: String,
    },
    /// A date, with its time.
    Date {
        /// Days since the end of 1899, in decimal.
        date: String,
    },
    /// A duration.
    Duree {
        /// In days, in decimal.
        duree: String,
    },
}

/// Why rows are not read or written (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LignesError {
    /// No JSON of ours.
    #[error("{FICHIER} est illisible ({0}) : importez de nouveau le classeur")]
    Illisible(String),
    /// More than a workbook has.
    #[error(
        "{FICHIER} dépasse ce que le banc garde d'un classeur ({0}) : ôtez du classeur ce qui n'est pas du REM, et importez-le de nouveau"
    )]
    Trop(&'static str),
    /// A cell that no spreadsheet holds.
    #[error("{FICHIER}, ligne {ligne}, colonne {colonne} : {quoi}. Corrigez le classeur, et importez-le de nouveau")]
    Cellule {
        /// Row, from 1.
        ligne: usize,
        /// Column, from 1.
        colonne: usize,
        /// What is amiss.
        quoi: &'static str,
    },
}

impl Cellule {
    /// What it says, as an import reads it.
    #[must_use]
    pub fn texte(&self) -> &str {
        match self {
            Self::Texte(t) | Self::Nombre { n: t } | Self::Date { date: t } | Self::Duree { duree: t } => t,
            Self::Booleen(true) => "VRAI",
            Self::Booleen(false) => "FAUX",
        }
    }

    /// The figure of what is no text.
    #[must_use]
    pub fn nombre(&self) -> Option<f64> {
        match self {
            Self::Nombre { n } | Self::Date { date: n } | Self::Duree { duree: n } => n.parse().ok().filter(|n: &f64| n.is_finite()),
            Self::Texte(_) | Self::Booleen(_) => None,
        }
    }

    fn defaut(&self) -> Option<&'static str> {
        match self {
            Self::Texte(t) if t.len() > UNITES_MAX && t.encode_utf16().count() > UNITES_MAX => {
                Some("plus de 32 767 caractères, ce qu'aucun tableur ne tient")
            }
            Self::Texte(_) | Self::Booleen(_) => None,
            _ => self.nombre().is_none().then_some("ce n'est pas un nombre"),
        }
    }
}

impl LigneDuClasseur {
    /// Whether nothing is in it.
    #[must_use]
    pub fn est_vide(&self) -> bool {
        self.cellules.iter().all(Option::is_none)
    }
}

impl LignesDuClasseur {
    /// Reads the file, within the caps.
    ///
    /// # Errors
    /// It is no such file, or holds more than a workbook does.
    pub fn lire(octets: &[u8]) -> Result<Self, LignesError> {
        if octets.len() as u64 > OCTETS_MAX {
            return Err(LignesError::Trop("192 Mo"));
        }
        let lues: Self = serde_json::from_slice(octets).map_err(|e| LignesError::Illisible(crate::francais::json(&e)))?;
        lues.verifier()?;
        Ok(lues)
    }

    /// The bytes of the file: what [`Self::lire`] reads.
    ///
    /// # Errors
    /// It holds more than [`Self::lire`] takes.
    pub fn ecrire(&self) -> Result<Vec<u8>, LignesError> {
        self.verifier()?;
        let octets = serde_json::to_vec(self).map_err(|e| LignesError::Illisible(crate::francais::json(&e)))?;
        if octets.len() as u64 > OCTETS_MAX {
            return Err(LignesError::Trop("192 Mo"));
        }
        Ok(octets)
    }

    /// The row of the titles.
    #[must_use]
    pub fn ligne_de_titres(&self) -> Option<&LigneDuClasseur> {
        self.lignes.get(self.titres)
    }

    /// Columns of its widest row.
    #[must_use]
    pub fn largeur(&self) -> usize {
        self.lignes.iter().map(|l| l.cellules.len()).max().unwrap_or(0)
    }

    /// Whether they are within the caps.
    ///
    /// # Errors
    /// They are not: the message says where.
    pub fn verifier(&self) -> Result<(), LignesError> {
        if self.lignes.len() > LIGNES_MAX {
            return Err(LignesError::Trop("20 000 lignes"));
        }
        if self.largeur() > COLONNES_MAX {
            return Err(LignesError::Trop("256 colonnes"));
        }
        if self.lignes.iter().map(|l| l.cellules.iter().flatten().count()).sum::<usize>() > CELLULES_MAX {
            return Err(LignesError::Trop("500 000 cellules"));
        }
        if self.fusions.len() > FUSIONS_MAX {
            return Err(LignesError::Trop("50 000 cellules fusionnées"));
        }
        if self.titres >= self.lignes.len() {
            return Err(LignesError::Illisible("la ligne de titres n'y est pas".to_owned()));
        }
        for (l, ligne) in (1..).zip(&self.lignes) {
            for (c, cellule) in (1..).zip(&ligne.cellules) {
                if let Some(quoi) = cellule.as_ref().and_then(Cellule::defaut) {
                    return Err(LignesError::Cellule {
                        ligne: l,
                        colonne: c,
                        quoi,
                    });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn une(cellule: Cellule) -> LignesDuClasseur {
        LignesDuClasseur {
            feuille: "Exigences".to_owned(),
            lignes: vec![LigneDuClasseur {
                exigence: "ABC.01".to_owned(),
                cellules: vec![None, Some(cellule)],
            }],
            ..LignesDuClasseur::default()
        }
    }

    #[test]
    fn every_sort_of_cell_comes_back_as_it_was() {
        for cellule in [
            Cellule::Texte("=1+1\u{1}\n".to_owned()),
            Cellule::Texte("vide".to_owned()),
            Cellule::Booleen(false),
            Cellule::Nombre { n: "0.1".to_owned() },
            Cellule::Date {
                date: "45000.5".to_owned(),
            },
            Cellule::Duree { duree: "1.25".to_owned() },
        ] {
            let lignes = une(cellule);
            assert_eq!(LignesDuClasseur::lire(&lignes.ecrire().unwrap_or_default()), Ok(lignes));
        }
    }

    #[test]
    fn what_no_sheet_holds_is_refused_both_ways() {
        let longue = une(Cellule::Texte("é".repeat(UNITES_MAX + 1)));
        assert!(matches!(longue.ecrire(), Err(LignesError::Cellule { ligne: 1, colonne: 2, .. })));
        // What a spreadsheet counts is UTF-16: a smiley is two.
        assert!(une(Cellule::Texte("\u{1f600}".repeat(UNITES_MAX / 2 + 1))).ecrire().is_err());
        assert!(une(Cellule::Texte("é".repeat(UNITES_MAX))).ecrire().is_ok());
        for faux in [
            r#"{"feuille":"x","titres":1,"lignes":[{"c":[]}]}"#.to_owned(),
            r#"{"feuille":"x","titres":0,"lignes":[{"c":[{"n":"NaN"}]}]}"#.to_owned(),
            r#"{"feuille":"x","titres":0,"lignes":[{"c":[{"f":"=1"}]}]}"#.to_owned(),
            format!(
                r#"{{"feuille":"x","titres":0,"lignes":[{{"c":[{}null]}}]}}"#,
                "null,".repeat(COLONNES_MAX)
            ),
            format!(
                r#"{{"feuille":"x","titres":0,"lignes":[{}{{"c":[]}}]}}"#,
                r#"{"c":[]},"#.repeat(LIGNES_MAX)
            ),
            String::new(),
        ] {
            let court: String = faux.chars().take(80).collect();
            assert!(LignesDuClasseur::lire(faux.as_bytes()).is_err(), "{court}");
        }
    }
}
