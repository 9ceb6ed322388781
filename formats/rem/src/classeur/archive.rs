//! The archive that a workbook is, within caps: everything in it is unzipped once to be measured before anyone builds on it.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::erreur::RemError;

/// Entries of the archive.
const ENTREES_MAX: usize = 5_000;
/// What all of it unzips to.
const DEPLIE_MAX: u64 = 300 << 20;
/// How many times its size one entry may unzip to, beyond what is small anyway.
const RAPPORT_MAX: u64 = 300;
const PETIT: u64 = 8 << 20;
/// Shared strings that the workbook may announce: its reader makes room for as many before it reads one.
const CHAINES_MAX: u64 = 2_000_000;

/// An archive that was measured.
pub(super) struct Archive<'o> {
    zip: ZipArchive<Cursor<&'o [u8]>>,
    /// Name of each entry, in its order; empty where it is no text.
    noms: Vec<String>,
}

impl<'o> Archive<'o> {
    /// Opens it, and measures all that is in it.
    pub(super) fn ouvrir(octets: &'o [u8]) -> Result<Self, RemError> {
        let mut zip = ZipArchive::new(Cursor::new(octets)).map_err(|e| illisible(&e))?;
        if zip.len() > ENTREES_MAX {
            return Err(RemError::Illisible {
                cause: format!("archive de plus de {ENTREES_MAX} fichiers"),
            });
        }
        let mut total = 0;
        let mut noms = Vec::new();
        for rang in 0..zip.len() {
            let entree = zip.by_index(rang).map_err(|e| illisible(&e))?;
            let nom = entree.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
            let serre = entree.compressed_size();
            let tient = (serre.saturating_mul(RAPPORT_MAX)).max(PETIT).min(DEPLIE_MAX - total);
            let mut tete = Vec::new();
            let mut flux = entree.take(tient + 1);
            let lus = (&mut flux).take(4_096).read_to_end(&mut tete).map_err(|e| illisible(&e))? as u64;
            let lus = lus + std::io::copy(&mut flux, &mut std::io::sink()).map_err(|e| illisible(&e))?;
            if lus > tient {
                return Err(RemError::SeDeplie {
                    partie: nom,
                    maximum: DEPLIE_MAX >> 20,
                });
            }
            total += lus;
            if nom.ends_with("sharedStrings.xml") && chaines_annoncees(&tete) > CHAINES_MAX {
                return Err(RemError::Illisible {
                    cause: format!("plus de {CHAINES_MAX} textes annoncés"),
                });
            }
            noms.push(nom);
        }
        Ok(Self { zip, noms })
    }

    /// The names of its entries.
    pub(super) fn noms(&self) -> impl Iterator<Item = &str> {
        self.noms.iter().map(String::as_str)
    }

    /// An entry, whatever the case of its name and its leading slash; none when it is not there.
    pub(super) fn entree(&mut self, nom: &str) -> Result<Option<Vec<u8>>, RemError> {
        let voulu = nom.trim_start_matches('/').to_lowercase();
        let Some(rang) = self.noms.iter().position(|n| n.trim_start_matches('/').to_lowercase() == voulu) else {
            return Ok(None);
        };
        let mut octets = Vec::new();
        let entree = self.zip.by_index(rang).map_err(|e| illisible(&e))?;
        entree.take(DEPLIE_MAX).read_to_end(&mut octets).map_err(|e| illisible(&e))?;
        Ok(Some(octets))
    }
}

/// The largest `count` or `uniqueCount` in the head of the shared strings.
fn chaines_annoncees(tete: &[u8]) -> u64 {
    let tete = String::from_utf8_lossy(tete).to_lowercase();
    let valeurs = tete.split("count").skip(1).filter_map(|suite| {
        let chiffres: String = suite
            .trim_start_matches([' ', '=', '"', '\''])
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        // More digits than fit are more than any cap.
        (!chiffres.is_empty()).then(|| chiffres.parse().unwrap_or(u64::MAX))
    });
    valeurs.max().unwrap_or(0)
}

fn illisible(e: &(dyn std::error::Error + 'static)) -> RemError {
    RemError::Illisible {
        cause: format!("archive abîmée : {}", segur_model::francais::cause(e)),
    }
}

/// A file of the older container: a workbook under a password, or of a former format.
pub(super) fn ancien(octets: &[u8]) -> RemError {
    let nom: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if octets.windows(nom.len()).any(|f| f == nom) {
        RemError::Chiffre
    } else {
        RemError::Genre {
            genre: "c'est un classeur de l'ancien format .xls",
        }
    }
}
