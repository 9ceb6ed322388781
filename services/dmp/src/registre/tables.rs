//! The tables.

/// The first version held each document whole in memory; its tables are left behind, but for the identifiers that serve only once.
pub(crate) const TABLES: &[&str] = &[
    concat!(
        segur_kit::creer_table!("dmp_documents"),
        segur_kit::creer_table!("dmp_uniques")
    ),
    "
    CREATE TABLE dmp_entrees (
        rang      INTEGER PRIMARY KEY,
        uuid      TEXT NOT NULL UNIQUE,
        lid       TEXT NOT NULL,
        version   INTEGER NOT NULL,
        fiche     TEXT NOT NULL,
        unique_id TEXT NOT NULL,
        statut    TEXT NOT NULL,
        fond      TEXT NOT NULL     -- metadata, JSON
    ) STRICT;
    CREATE INDEX dmp_entrees_fiche  ON dmp_entrees (fiche, statut);
    CREATE INDEX dmp_entrees_unique ON dmp_entrees (unique_id);
    CREATE UNIQUE INDEX dmp_entrees_lid ON dmp_entrees (lid, version);
    CREATE TABLE dmp_lots (rang INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, fiche TEXT NOT NULL, unique_id TEXT NOT NULL, lot TEXT NOT NULL) STRICT;
    CREATE INDEX dmp_lots_fiche  ON dmp_lots (fiche);
    CREATE INDEX dmp_lots_unique ON dmp_lots (unique_id);
    CREATE TABLE dmp_liens (rang INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, fiche TEXT NOT NULL, source TEXT NOT NULL, cible TEXT NOT NULL, lien TEXT NOT NULL) STRICT;
    CREATE INDEX dmp_liens_source ON dmp_liens (source);
    CREATE INDEX dmp_liens_cible  ON dmp_liens (cible);
    -- Every uniqueId ever taken, of documents and of lots: the registry is one for all patients.
    CREATE TABLE dmp_pris (unique_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    INSERT INTO dmp_pris SELECT cle FROM dmp_uniques;
    DROP TABLE dmp_documents;
    DROP TABLE dmp_uniques;
    -- Who may read which DMP: a professional or a structure, by national identifier.
    CREATE TABLE dmp_autorisations (porteur TEXT NOT NULL, fiche TEXT NOT NULL, autorisation TEXT NOT NULL, PRIMARY KEY (porteur, fiche)) STRICT, WITHOUT ROWID;
    CREATE INDEX dmp_autorisations_fiche ON dmp_autorisations (fiche);
    -- What an action of the bench changed of the DMP of a patient, or of the parameters.
    CREATE TABLE dmp_regles (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) STRICT, WITHOUT ROWID;
    -- Patients whose DMP was filled with what it holds from the start.
    CREATE TABLE dmp_remplis (fiche TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    ",
    "
    -- Identifiers of the last messages and assertions, and the digest of what each is that of.
    CREATE TABLE dmp_vus (rang INTEGER PRIMARY KEY, cle TEXT NOT NULL UNIQUE, empreinte TEXT NOT NULL) STRICT;
    ",
];
