//! What a folder of espaces holds when it is opened.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::Durabilite;
use super::purge::derniere;
use super::schema::{FICHIER, derniere_ouverture, nom_admis, ouvrir};
use crate::erreur::JournalError;

/// An espace that the folder holds, and where it stands.
pub(super) struct Trouve {
    pub(super) espace: String,
    pub(super) dernier_id: u64,
    pub(super) ouverture: u64,
    /// What was last taken away of it.
    pub(super) purge: Option<String>,
}

/// The espaces that the folder holds.
pub(super) fn recenser(espaces: &Path, durabilite: Durabilite) -> Result<Vec<Trouve>, JournalError> {
    let erreur = |cause| JournalError::Dossier {
        dossier: espaces.to_owned(),
        cause,
    };
    let mut trouves = Vec::new();
    for entree in std::fs::read_dir(espaces).map_err(erreur)? {
        let dossier: PathBuf = entree.map_err(erreur)?.path();
        let Some(espace) = dossier.file_name().and_then(|n| n.to_str()).filter(|n| nom_admis(n)) else {
            continue;
        };
        if !dossier.join(FICHIER).is_file() {
            continue;
        }
        let c = ouvrir(&dossier, durabilite)?;
        trouves.push(Trouve {
            espace: espace.to_owned(),
            dernier_id: dernier(&c)?,
            ouverture: derniere_ouverture(&c)?,
            purge: derniere(&c)?,
        });
    }
    Ok(trouves)
}

/// Id of the last exchange of an espace. It may be gone: its id is not given again.
pub(super) fn dernier(c: &Connection) -> rusqlite::Result<u64> {
    let sql = "SELECT max(coalesce((SELECT max(id) FROM echanges), 0), coalesce((SELECT max(jusque) FROM purges), 0))";
    c.query_row(sql, [], |l| l.get(0)).map(|n: i64| u64::try_from(n).unwrap_or(0))
}
