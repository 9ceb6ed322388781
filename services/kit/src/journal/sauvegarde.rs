//! A copy of an espace, made while it runs.

use std::path::Path;
use std::sync::PoisonError;

use super::lecture::Lecteur;
use super::schema::FICHIER;
use crate::erreur::JournalError;

/// Copies an espace into a folder that does not exist yet. The file first, as it stands at one instant, then the bodies: those that it
/// names were in place before it named them, none ever changes, and none is purged meanwhile.
pub(super) fn sauvegarder(lecteur: &Lecteur, vers: &Path) -> Result<(), JournalError> {
    let erreur = |cause| JournalError::Dossier {
        dossier: vers.to_owned(),
        cause,
    };
    let _copie = lecteur.copie.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(parent) = vers.parent() {
        std::fs::create_dir_all(parent).map_err(erreur)?;
    }
    std::fs::create_dir(vers).map_err(erreur)?;
    std::fs::create_dir(vers.join("octets")).map_err(erreur)?;
    let cible = vers.join(FICHIER);
    lecteur.avec(|c| Ok(c.execute("VACUUM INTO ?1", [cible.to_string_lossy()])?))?;
    for entree in std::fs::read_dir(lecteur.octets_de()).map_err(erreur)? {
        let entree = entree.map_err(erreur)?;
        // Another name is that of a body being written.
        if entree.file_name().len() == 64 {
            std::fs::copy(entree.path(), vers.join("octets").join(entree.file_name())).map_err(erreur)?;
        }
    }
    Ok(())
}
