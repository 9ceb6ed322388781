//! The SQLite file: its tables, its version, how it is opened.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::Durabilite;
use crate::erreur::JournalError;

/// Each entry takes the file from the version of its rank to the next.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE echanges (
        id          INTEGER PRIMARY KEY,
        espace      TEXT NOT NULL,
        operation   TEXT NOT NULL,
        requete     TEXT NOT NULL,   -- digests of the bodies: a row of `corps`, or a file of `octets/`
        reponse     TEXT NOT NULL,
        echange     TEXT NOT NULL    -- the exchange, JSON
    ) STRICT;
    CREATE INDEX echanges_par_espace ON echanges (espace, id);
    CREATE TABLE corps (empreinte TEXT PRIMARY KEY, octets BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE ouvertures (rang INTEGER PRIMARY KEY, version TEXT NOT NULL) STRICT;
    CREATE TRIGGER echanges_figes  BEFORE UPDATE ON echanges BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
    CREATE TRIGGER echanges_gardes BEFORE DELETE ON echanges BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
    CREATE TRIGGER corps_figes     BEFORE UPDATE ON corps    BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
    CREATE TRIGGER corps_gardes    BEFORE DELETE ON corps    BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
"];

/// Opens the file for writing, and brings it to the present version.
pub(super) fn ouvrir(chemin: &Path, durabilite: Durabilite) -> Result<Connection, JournalError> {
    let mut c = Connection::open(chemin)?;
    c.busy_timeout(std::time::Duration::from_secs(5))?;
    let connu = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let trouve: i64 = c.query_row("PRAGMA user_version", [], |l| l.get(0))?;
    if trouve > connu {
        return Err(JournalError::VersionPosterieure {
            chemin: chemin.to_owned(),
            trouve,
            connu,
        });
    }
    let _mode: String = c.query_row("PRAGMA journal_mode = WAL", [], |l| l.get(0))?;
    c.pragma_update(
        None,
        "synchronous",
        match durabilite {
            Durabilite::Normale => "NORMAL",
            Durabilite::Forte => "FULL",
        },
    )?;
    for (version, migration) in (1_i64..).zip(MIGRATIONS).skip_while(|(version, _)| *version <= trouve) {
        let t = c.transaction()?;
        t.execute_batch(migration)?;
        t.pragma_update(None, "user_version", version)?;
        t.commit()?;
    }
    Ok(c)
}

/// Opens the file for reading beside the writer.
pub(super) fn ouvrir_en_lecture(chemin: &Path) -> Result<Connection, JournalError> {
    let c = Connection::open_with_flags(chemin, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    c.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(c)
}

/// Notes that the journal was opened, and says how many times it was.
pub(super) fn compter_ouverture(c: &mut Connection) -> Result<u64, JournalError> {
    c.execute("INSERT INTO ouvertures (version) VALUES (?1)", [env!("CARGO_PKG_VERSION")])?;
    Ok(u64::try_from(c.last_insert_rowid()).unwrap_or(0))
}

/// The last id; 0 in an empty journal.
pub(super) fn dernier_id(c: &Connection) -> Result<u64, JournalError> {
    let id: i64 = c.query_row("SELECT coalesce(max(id), 0) FROM echanges", [], |l| l.get(0))?;
    Ok(u64::try_from(id).unwrap_or(0))
}
