//! A log of lines, read back: what a crash cut was never acknowledged, what is no line of it is told with its number.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

use serde::de::DeserializeOwned;

use super::{CampagneError, disque};

/// Gives each line to `voir`, from the first; the length of those that are whole.
pub(super) fn relire<T: DeserializeOwned>(
    journal: &mut File,
    chemin: &Path,
    quoi: &'static str,
    mut voir: impl FnMut(T),
) -> Result<u64, CampagneError> {
    journal.seek(SeekFrom::Start(0)).map_err(disque(quoi, chemin))?;
    let mut lecteur = BufReader::new(journal);
    let (mut entier, mut ligne) = (0, Vec::new());
    for numero in 1.. {
        ligne.clear();
        let n = lecteur.read_until(b'\n', &mut ligne).map_err(disque(quoi, chemin))?;
        if n == 0 || ligne.last() != Some(&b'\n') {
            break;
        }
        voir(serde_json::from_slice(&ligne).map_err(|e| CampagneError::Illisible {
            chemin: chemin.to_owned(),
            ligne: numero,
            cause: e.to_string(),
        })?);
        entier += n as u64;
    }
    Ok(entier)
}
