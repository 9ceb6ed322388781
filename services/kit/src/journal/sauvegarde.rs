//! A copy of an espace, made while it runs.

use std::path::Path;

use super::lecture::Lecteur;
use super::schema::FICHIER;
use crate::erreur::JournalError;

/// Copies an espace into a folder that does not exist yet. The file first, as it stands at one instant, then the bodies: those that it
/// names were in place before it named them, and none ever changes.
pub(super) fn sauvegarder(lecteur: &Lecteur, vers: &Path) -> Result<(), JournalError> {
    let erreur = |cause| JournalError::Dossier {
        dossier: vers.to_owned(),
        cause,
    };
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
