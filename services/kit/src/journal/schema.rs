//! The SQLite file of an espace: its tables, their version, how it is opened.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, params};

use super::Durabilite;
use crate::erreur::JournalError;

/// Name of the file in the folder of an espace.
pub(super) const FICHIER: &str = "espace.sqlite";
/// Statements kept ready on each connection.
const REQUETES_GARDEES: usize = 64;

/// The tables of a service: its name, which begins theirs (`dmp_documents`), and what brings them from each version to the next.
pub(crate) type Tables = (&'static str, &'static [&'static str]);

/// Each entry takes the file from the version of its rank to the next. The journal cannot be changed; all other tables are state.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE echanges (
        id          INTEGER PRIMARY KEY,
        operation   TEXT NOT NULL,
        requete     TEXT NOT NULL,   -- digests of the bodies: a row of `corps`, or a file of `octets/`
        reponse     TEXT NOT NULL,
        echange     TEXT NOT NULL    -- the exchange, JSON
    ) STRICT;
    CREATE TABLE corps (rang INTEGER PRIMARY KEY, empreinte TEXT NOT NULL UNIQUE, octets BLOB NOT NULL) STRICT;
    CREATE TABLE epoques (epoque INTEGER PRIMARY KEY, ouverture INTEGER NOT NULL, version TEXT NOT NULL) STRICT;
    CREATE TABLE schemas (service TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
    CREATE TRIGGER echanges_figes  BEFORE UPDATE ON echanges BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
    CREATE TRIGGER echanges_gardes BEFORE DELETE ON echanges BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
    CREATE TRIGGER corps_figes     BEFORE UPDATE ON corps    BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
    CREATE TRIGGER corps_gardes    BEFORE DELETE ON corps    BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
",
    "
    -- Bodies that something else refers to than the exchange that brought them, and the last exchange that does.
    CREATE TABLE renvois (empreinte TEXT PRIMARY KEY, dernier INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO renvois
        SELECT empreinte, max(id) FROM (SELECT requete AS empreinte, id FROM echanges UNION ALL SELECT reponse, id FROM echanges)
        GROUP BY empreinte HAVING count(*) > 1;
    INSERT OR IGNORE INTO renvois
        SELECT empreinte, 0 FROM corps WHERE empreinte NOT IN (SELECT requete FROM echanges UNION SELECT reponse FROM echanges);
    -- Files of bodies that nothing refers to any more, until they are removed.
    CREATE TABLE effaces (empreinte TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    -- What campaigns hold: the exchanges after one, up to another (none: up to the last).
    CREATE TABLE tenus (campagne TEXT NOT NULL, depuis INTEGER NOT NULL, jusque INTEGER, PRIMARY KEY (campagne, depuis))
        STRICT, WITHOUT ROWID;
    -- What was taken away: when, why, up to which exchange, how much.
    CREATE TABLE purges (instant TEXT PRIMARY KEY, pourquoi TEXT NOT NULL, jusque INTEGER NOT NULL, echanges INTEGER NOT NULL,
        octets INTEGER NOT NULL) STRICT, WITHOUT ROWID;
",
];

/// What keeps the journal from being cut by a slip; a purge alone lifts it, within its transaction.
pub(super) const SANS_GARDE: &str = "DROP TRIGGER echanges_gardes; DROP TRIGGER corps_gardes;";
pub(super) const AVEC_GARDE: &str = "
    CREATE TRIGGER echanges_gardes BEFORE DELETE ON echanges BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
    CREATE TRIGGER corps_gardes    BEFORE DELETE ON corps    BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
";

/// What is not state.
const DU_JOURNAL: [&str; 8] = ["echanges", "corps", "epoques", "schemas", "renvois", "effaces", "tenus", "purges"];

/// Opens the file of an espace for writing, made when it does not exist, and brings it to the present version.
pub(super) fn ouvrir(dossier: &Path, durabilite: Durabilite) -> Result<Connection, JournalError> {
    let chemin = dossier.join(FICHIER);
    pour_soi(&chemin);
    let mut c = Connection::open(&chemin)?;
    c.busy_timeout(std::time::Duration::from_secs(5))?;
    c.set_prepared_statement_cache_capacity(REQUETES_GARDEES);
    let trouve: i64 = c.query_row("PRAGMA user_version", [], |l| l.get(0))?;
    connue(&chemin, trouve, MIGRATIONS)?;
    if trouve == 0 {
        // So that what is purged is given back to the disk; it can be chosen before the first table alone.
        c.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    let _mode: String = c.query_row("PRAGMA journal_mode = WAL", [], |l| l.get(0))?;
    c.pragma_update(None, "synchronous", synchronous(durabilite))?;
    for (version, migration) in suite(trouve, MIGRATIONS) {
        let t = c.transaction()?;
        t.execute_batch(migration)?;
        t.pragma_update(None, "user_version", version)?;
        t.commit()?;
    }
    Ok(c)
}

pub(super) fn synchronous(durabilite: Durabilite) -> &'static str {
    match durabilite {
        Durabilite::Normale => "NORMAL",
        Durabilite::Forte => "FULL",
    }
}

/// A file as the first version made it.
#[cfg(test)]
pub(super) fn premiere_version(c: &Connection) {
    c.execute_batch(MIGRATIONS[0]).unwrap();
    c.pragma_update(None, "user_version", 1).unwrap();
}

/// Makes the file for its owner alone before SQLite does: its companions (`-wal`, `-shm`) take its rights. What cannot be made is told by
/// SQLite.
fn pour_soi(chemin: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(chemin);
}

/// Brings the tables of services to their present version.
pub(super) fn amener(c: &mut Connection, chemin: &Path, tables: &[Tables]) -> Result<(), JournalError> {
    for (service, migrations) in tables.iter().filter(|(_, m)| !m.is_empty()) {
        let t = c.transaction()?;
        let trouve: Option<i64> = t
            .query_row("SELECT version FROM schemas WHERE service = ?1", [service], |l| l.get(0))
            .optional()?;
        let trouve = trouve.unwrap_or(0);
        connue(chemin, trouve, migrations)?;
        for (version, migration) in suite(trouve, migrations) {
            t.execute_batch(migration)?;
            t.execute("INSERT OR REPLACE INTO schemas VALUES (?1, ?2)", params![service, version])?;
        }
        t.commit()?;
    }
    Ok(())
}

fn suite<'a>(trouve: i64, migrations: &'a [&'a str]) -> impl Iterator<Item = (i64, &'a &'a str)> {
    (1_i64..).zip(migrations).skip_while(move |(version, _)| *version <= trouve)
}

fn connue(chemin: &Path, trouve: i64, migrations: &[&str]) -> Result<(), JournalError> {
    let connu = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    if trouve <= connu {
        return Ok(());
    }
    Err(JournalError::VersionPosterieure {
        chemin: chemin.to_owned(),
        trouve,
        connu,
    })
}

/// Begins a new epoque, in this opening of the journal.
pub(super) fn nouvelle_epoque(c: &Connection, ouverture: u64) -> rusqlite::Result<u64> {
    c.execute(
        "INSERT INTO epoques (ouverture, version) VALUES (?1, ?2)",
        params![entier(ouverture), env!("CARGO_PKG_VERSION")],
    )?;
    Ok(u64::try_from(c.last_insert_rowid()).unwrap_or(0))
}

/// How often the espace was opened: the greatest of the numbers that a bench gave to an opening; 0: never.
pub(crate) fn derniere_ouverture(c: &Connection) -> rusqlite::Result<u64> {
    c.query_row("SELECT coalesce(max(ouverture), 0) FROM epoques", [], |l| l.get(0))
        .map(|n: i64| u64::try_from(n).unwrap_or(0))
}

/// Empties every table but those of the journal, and those of these services.
pub(super) fn vider(t: &Transaction<'_>, gardes: &[&str]) -> rusqlite::Result<()> {
    let gardee = |nom: &str| gardes.iter().any(|s| nom.trim_start_matches('"').starts_with(&format!("{s}_")));
    for nom in tables_d_etat(t)?.into_iter().filter(|n| !gardee(n)) {
        t.execute(&format!("DELETE FROM {nom}"), [])?;
    }
    Ok(())
}

/// The tables that hold the state of services, quoted.
fn tables_d_etat(c: &Connection) -> rusqlite::Result<Vec<String>> {
    let noms: Vec<String> = c
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'")?
        .query_map([], |l| l.get(0))?
        .collect::<Result<_, _>>()?;
    let etat = noms.into_iter().filter(|n| !DU_JOURNAL.contains(&n.as_str()));
    Ok(etat.map(|n| format!("\"{}\"", n.replace('"', "\"\""))).collect())
}

/// Every digest that the state of services names, whichever services run: a text of 64 hexadecimal digits, wherever it stands.
pub(super) fn nommes_par_l_etat(c: &Connection) -> rusqlite::Result<HashSet<String>> {
    let mut nommes = HashSet::new();
    for table in tables_d_etat(c)? {
        let mut requete = c.prepare(&format!("SELECT * FROM {table}"))?;
        let colonnes = requete.column_count();
        let mut lignes = requete.query([])?;
        while let Some(ligne) = lignes.next()? {
            for rang in 0..colonnes {
                if let ValueRef::Text(texte) = ligne.get_ref(rang)? {
                    let mots = texte.split(|o| !o.is_ascii_hexdigit()).filter(|m| m.len() == 64);
                    nommes.extend(mots.map(|m| String::from_utf8_lossy(m).into_owned()));
                }
            }
        }
    }
    Ok(nommes)
}

/// Opens the file for reading beside the writer.
pub(super) fn ouvrir_en_lecture(dossier: &Path) -> Result<Connection, JournalError> {
    let c = Connection::open_with_flags(
        dossier.join(FICHIER),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    c.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(c)
}

/// Whether an espace may have this name: it is that of a folder.
pub(crate) fn nom_admis(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|o| o.is_ascii_alphanumeric() || o == b'-')
}

pub(super) fn entier(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}
