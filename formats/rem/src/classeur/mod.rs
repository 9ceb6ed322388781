//! A workbook as a grid of texts, whatever it was written in: sheets, cells by row and column, and what must be said of how they stand.

mod archive;
mod cadre;
mod texte;
mod xlsx;

use std::collections::{BTreeMap, BTreeSet};

use segur_model::classeur::{CELLULES_MAX, Cellule, LignesDuClasseur, UNITES_MAX};

use crate::erreur::RemError;

/// Largest file, in bytes.
pub const OCTETS_MAX: u64 = 64 << 20;
/// Rows looked at in a sheet.
const LIGNES_MAX: u32 = 20_000;
/// Columns looked at in a sheet; what is further is left out, and said.
const COLONNES_MAX: u32 = 256;
/// Texts kept of a sheet, in bytes: 200 MB of cells are no REM.
const TEXTE_MAX: usize = 64 << 20;

/// One sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Feuille {
    /// Its name.
    pub nom: String,
    /// Cells that hold something, by row and column from 0; merged ones hold what their first one does.
    pub cellules: BTreeMap<(u32, u32), String>,
    /// Every cell as it stands: nothing is spread, and what is only spaces is there.
    pub brutes: BTreeMap<(u32, u32), Cellule>,
    /// Rows that the file hides, or filters away.
    pub lignes_cachees: BTreeSet<u32>,
    /// Columns that it hides.
    pub colonnes_cachees: BTreeSet<u32>,
    /// Merged regions: first row and column, last row and column.
    pub fusions: Vec<((u32, u32), (u32, u32))>,
    /// Cells that hold a formula, and whether it left a value.
    pub formules: BTreeMap<(u32, u32), bool>,
    /// Cells that hold an error of the spreadsheet (`#REF!`).
    pub erreurs: Vec<((u32, u32), String)>,
    /// Cells that were cut, as no spreadsheet writes so much.
    pub coupees: Vec<(u32, u32)>,
    /// Whether columns were left out.
    pub trop_large: bool,
    /// Whether the sheet itself is hidden.
    pub cachee: bool,
}

/// A whole workbook.
#[derive(Debug, Clone, Default)]
pub(crate) struct Classeur {
    pub feuilles: Vec<Feuille>,
    /// Whether it has macros.
    pub macros: bool,
}

impl Feuille {
    /// Keeps a cell where it stands, within the caps. Gives what the sheet holds now, in bytes.
    fn poser(&mut self, (ligne, colonne): (u32, u32), cellule: Cellule, tenu: &mut usize) -> Result<(), RemError> {
        let vide = cellule.texte().trim().is_empty();
        if cellule.texte().is_empty() || vide && (ligne >= LIGNES_MAX || colonne >= COLONNES_MAX) {
            return Ok(());
        }
        if colonne >= COLONNES_MAX {
            self.trop_large = true;
            return Ok(());
        }
        let trop = |maximum| RemError::TropDeLignes {
            feuille: self.nom.clone(),
            maximum,
        };
        if ligne >= LIGNES_MAX {
            return Err(trop("20 000 lignes"));
        }
        if self.brutes.len() >= CELLULES_MAX {
            return Err(trop("500 000 cellules"));
        }
        let cellule = match cellule {
            Cellule::Texte(t) if t.len() > UNITES_MAX && t.encode_utf16().count() > UNITES_MAX => {
                self.coupees.push((ligne, colonne));
                Cellule::Texte(debut(&t))
            }
            entiere => entiere,
        };
        *tenu += cellule.texte().len();
        if *tenu > TEXTE_MAX {
            return Err(trop("64 Mo de texte"));
        }
        if !vide {
            self.cellules.insert((ligne, colonne), cellule.texte().to_owned());
        }
        self.brutes.insert((ligne, colonne), cellule);
        Ok(())
    }

    /// The sheet whose rows were kept.
    pub(crate) fn des(lignes: &LignesDuClasseur) -> Self {
        let mut feuille = Self {
            nom: lignes.feuille.clone(),
            ..Self::default()
        };
        let rang = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for (l, ligne) in (0..).zip(&lignes.lignes) {
            for (c, cellule) in (0..).zip(&ligne.cellules) {
                let Some(cellule) = cellule else { continue };
                if !cellule.texte().trim().is_empty() {
                    feuille.cellules.insert((l, c), cellule.texte().to_owned());
                }
                feuille.brutes.insert((l, c), cellule.clone());
            }
        }
        feuille.fusions = lignes
            .fusions
            .iter()
            .map(|[haut, gauche, bas, droite]| ((rang(*haut), rang(*gauche)), (rang(*bas), rang(*droite))))
            .collect();
        feuille.etendre_les_fusions();
        feuille
    }

    /// Gives every cell of a merged region what its first one holds, as far as the sheet goes.
    fn etendre_les_fusions(&mut self) {
        let derniere = self.cellules.keys().map(|(l, _)| *l).max().unwrap_or(0);
        let mut reste = CELLULES_MAX;
        for ((haut, gauche), (bas, droite)) in self.fusions.clone() {
            let Some(valeur) = self.cellules.get(&(haut, gauche)).cloned() else {
                continue;
            };
            for ligne in haut..=bas.min(derniere.max(haut).saturating_add(1_000)).min(LIGNES_MAX) {
                for colonne in gauche..=droite.min(COLONNES_MAX) {
                    if reste == 0 {
                        return;
                    }
                    reste -= 1;
                    self.cellules.entry((ligne, colonne)).or_insert_with(|| valeur.clone());
                }
            }
        }
    }
}

/// What a cell holds of a text that is too long, in whole characters.
fn debut(texte: &str) -> String {
    let mut unites = 0;
    texte
        .chars()
        .take_while(|c| {
            unites += c.len_utf16();
            unites <= UNITES_MAX
        })
        .collect()
}

/// Reads a workbook. `nom` tells a `.csv` from the rest.
pub(crate) fn lire(octets: &[u8], nom: &str) -> Result<Classeur, RemError> {
    if octets.is_empty() {
        return Err(RemError::Vide);
    }
    let taille = octets.len() as u64;
    if taille > OCTETS_MAX {
        return Err(RemError::TropGros {
            taille: taille.div_ceil(1 << 20),
            maximum: OCTETS_MAX >> 20,
        });
    }
    let extension = nom.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    if octets.starts_with(b"PK") {
        return xlsx::lire(octets);
    }
    if octets.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(archive::ancien(octets));
    }
    if octets.starts_with(b"%PDF") {
        return Err(RemError::Genre { genre: "c'est un PDF" });
    }
    let tete = String::from_utf8_lossy(octets.get(..512.min(octets.len())).unwrap_or_default()).to_lowercase();
    if tete.contains("<html") || tete.contains("<!doctype") || tete.contains("<?xml") {
        return Err(RemError::Genre {
            genre: "c'est une page HTML ou un XML, quel que soit son nom",
        });
    }
    if matches!(extension.as_str(), "csv" | "tsv" | "txt") {
        return texte::lire(octets, nom);
    }
    Err(RemError::Genre {
        genre: "ce n'est pas un classeur",
    })
}
