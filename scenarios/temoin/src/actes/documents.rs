//! Documents given by a folder, sent in place of those that the témoin writes.

use std::path::Path;

use crate::cr::entete::{self, Entete};

/// Longest document sent.
const TAILLE_MAX: u64 = 10 * 1024 * 1024;

/// A document given.
pub(super) struct Fourni {
    pub nom: String,
    pub octets: Vec<u8>,
    pub entete: Entete,
}

/// The document of this rank, in the order of names; after the last one comes the first.
///
/// # Errors
/// The folder or the document cannot be read (French).
pub(super) fn prendre(dossier: &Path, rang: usize) -> Result<Fourni, String> {
    let illisible = |e: std::io::Error| format!("dossier de documents {} : {e}", dossier.display());
    let mut chemins: Vec<_> = std::fs::read_dir(dossier)
        .map_err(illisible)?
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|c| c.is_file() && c.extension().is_some_and(|e| e.eq_ignore_ascii_case("xml")))
        .collect();
    chemins.sort();
    let chemin = chemins
        .get(rang % chemins.len().max(1))
        .ok_or_else(|| format!("le dossier de documents {} n'a pas de fichier .xml", dossier.display()))?;
    let nom = chemin.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let lire = || {
        if std::fs::metadata(chemin)?.len() > TAILLE_MAX {
            return Ok(None);
        }
        std::fs::read(chemin).map(Some)
    };
    let octets = lire()
        .map_err(|e: std::io::Error| format!("document fourni {nom} : {e}"))?
        .ok_or_else(|| format!("document fourni {nom} : plus de {TAILLE_MAX} octets"))?;
    let entete = entete::lire(&octets).map_err(|e| format!("document fourni {nom} : {e}"))?;
    Ok(Fourni { nom, octets, entete })
}
