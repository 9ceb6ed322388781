//! The tables of mail in the file of an espace, and the way back into memory.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use segur_kit::Morceau;
use segur_kit::rusqlite::{self, Connection, Transaction, params};
use time::OffsetDateTime;

use super::message::{Corps, Drapeaux, Message};
use super::{Dossier, EtatBoite, Reglee};

/// What makes them.
pub(crate) const TABLES: &[&str] = &[concat!(
    "CREATE TABLE mssante_boites (adresse TEXT PRIMARY KEY, valeur TEXT NOT NULL) STRICT, WITHOUT ROWID;",
    "CREATE TABLE mssante_dossiers (boite TEXT NOT NULL, nom TEXT NOT NULL, validite INTEGER NOT NULL, prochain INTEGER NOT NULL, ",
    "modseq INTEGER NOT NULL, abonne INTEGER NOT NULL, PRIMARY KEY (boite, nom)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE mssante_messages (boite TEXT NOT NULL, dossier TEXT NOT NULL, uid INTEGER NOT NULL, modseq INTEGER NOT NULL, ",
    "drapeaux TEXT NOT NULL, recu INTEGER NOT NULL, corps TEXT NOT NULL, debut INTEGER NOT NULL, longueur INTEGER NOT NULL, ",
    "prefixe BLOB NOT NULL, entetes BLOB NOT NULL, rang INTEGER NOT NULL, echange INTEGER, ",
    "PRIMARY KEY (boite, dossier, uid)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE mssante_rangs (un INTEGER PRIMARY KEY CHECK (un = 1), dernier INTEGER NOT NULL) STRICT;",
    "CREATE TABLE mssante_expulses (boite TEXT NOT NULL, dossier TEXT NOT NULL, modseq INTEGER NOT NULL, uid INTEGER NOT NULL, ",
    "PRIMARY KEY (boite, dossier, modseq, uid)) STRICT, WITHOUT ROWID;",
)];

/// One change, as the file sees it.
#[derive(Debug, Clone)]
pub(super) enum Ligne {
    /// A folder as it becomes.
    Dossier {
        nom: String,
        validite: u32,
        prochain: u32,
        modseq: u64,
        abonne: bool,
    },
    /// A mail that comes.
    Message { dossier: String, message: Message },
    /// Flags as they become.
    Drapeaux {
        dossier: String,
        uid: u32,
        modseq: u64,
        drapeaux: Drapeaux,
    },
    /// A mail that goes.
    Expulse { dossier: String, uid: u32, modseq: u64 },
    /// A folder that goes, with its mails.
    SansDossier { nom: String },
    /// A folder that changes its name.
    Renomme { de: String, vers: String },
    /// What the operator sets of the mailbox.
    Reglee(Reglee),
}

impl Ligne {
    /// Writes it. `echange`: the exchange that does it. Gives the rank of a mail that comes.
    pub(super) fn ecrire(&self, t: &Transaction<'_>, boite: &str, echange: Option<u64>) -> rusqlite::Result<Option<u64>> {
        match self {
            Self::Dossier {
                nom,
                validite,
                prochain,
                modseq,
                abonne,
            } => {
                let sql = "INSERT INTO mssante_dossiers VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (boite, nom) DO UPDATE SET \
                           validite = ?3, prochain = ?4, modseq = ?5, abonne = ?6";
                t.prepare_cached(sql)?
                    .execute(params![boite, nom, validite, prochain, entier(*modseq), abonne])?;
            }
            Self::Message { dossier, message: m } => {
                let sql = "INSERT INTO mssante_rangs VALUES (1, 1) ON CONFLICT (un) DO UPDATE SET dernier = dernier + 1 RETURNING dernier";
                let rang: i64 = t.prepare_cached(sql)?.query_row([], |l| l.get(0))?;
                let sql = "INSERT INTO mssante_messages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
                t.prepare_cached(sql)?.execute(params![
                    boite,
                    dossier,
                    m.uid,
                    entier(m.modseq),
                    m.drapeaux.to_string(),
                    m.recu.unix_timestamp(),
                    m.corps.octets.corps,
                    entier(m.corps.octets.debut),
                    entier(m.corps.octets.longueur),
                    &m.corps.prefixe[..],
                    &m.corps.entetes[..],
                    rang,
                    m.corps.echange.get().copied().or(echange).map(entier),
                ])?;
                return Ok(Some(naturel(rang)));
            }
            Self::Drapeaux {
                dossier,
                uid,
                modseq,
                drapeaux,
            } => {
                let sql = "UPDATE mssante_messages SET modseq = ?4, drapeaux = ?5 WHERE boite = ?1 AND dossier = ?2 AND uid = ?3";
                t.prepare_cached(sql)?
                    .execute(params![boite, dossier, uid, entier(*modseq), drapeaux.to_string()])?;
            }
            Self::Expulse { dossier, uid, modseq } => {
                let sql = "DELETE FROM mssante_messages WHERE boite = ?1 AND dossier = ?2 AND uid = ?3";
                t.prepare_cached(sql)?.execute(params![boite, dossier, uid])?;
                let sql = "INSERT OR IGNORE INTO mssante_expulses VALUES (?1, ?2, ?3, ?4)";
                t.prepare_cached(sql)?.execute(params![boite, dossier, entier(*modseq), uid])?;
            }
            Self::SansDossier { nom } => {
                for table in [
                    "mssante_dossiers WHERE boite = ?1 AND nom = ?2",
                    "mssante_messages WHERE boite = ?1 AND dossier = ?2",
                ] {
                    t.prepare_cached(&format!("DELETE FROM {table}"))?.execute(params![boite, nom])?;
                }
                let sql = "DELETE FROM mssante_expulses WHERE boite = ?1 AND dossier = ?2";
                t.prepare_cached(sql)?.execute(params![boite, nom])?;
            }
            Self::Renomme { de, vers } => {
                for sql in [
                    "UPDATE mssante_dossiers SET nom = ?3 WHERE boite = ?1 AND nom = ?2",
                    "UPDATE mssante_messages SET dossier = ?3 WHERE boite = ?1 AND dossier = ?2",
                    "UPDATE mssante_expulses SET dossier = ?3 WHERE boite = ?1 AND dossier = ?2",
                ] {
                    t.prepare_cached(sql)?.execute(params![boite, de, vers])?;
                }
            }
            Self::Reglee(reglee) => {
                let valeur = serde_json::to_string(reglee).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
                let sql = "INSERT INTO mssante_boites VALUES (?1, ?2) ON CONFLICT (adresse) DO UPDATE SET valeur = ?2";
                t.prepare_cached(sql)?.execute(params![boite, valeur])?;
            }
        }
        Ok(None)
    }
}

/// Every mailbox of which something was kept.
pub(super) fn charger(c: &Connection) -> rusqlite::Result<BTreeMap<String, EtatBoite>> {
    let mut boites: BTreeMap<String, EtatBoite> = BTreeMap::new();
    let mut requete = c.prepare("SELECT adresse, valeur FROM mssante_boites")?;
    let mut lignes = requete.query([])?;
    while let Some(l) = lignes.next()? {
        let json: String = l.get(1)?;
        let reglee = serde_json::from_str(&json)
            .map_err(|e| rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(e)))?;
        boites.entry(l.get(0)?).or_default().reglee = reglee;
    }
    let mut requete = c.prepare("SELECT boite, nom, validite, prochain, modseq, abonne FROM mssante_dossiers")?;
    let mut lignes = requete.query([])?;
    while let Some(l) = lignes.next()? {
        let dossier = Dossier {
            prochain: l.get(3)?,
            modseq: naturel(l.get(4)?),
            abonne: l.get(5)?,
            garde: true,
            ..Dossier::nouveau(l.get(2)?)
        };
        boites.entry(l.get(0)?).or_default().dossiers.insert(l.get(1)?, dossier);
    }
    let mut requete = c.prepare(
        "SELECT boite, dossier, uid, modseq, drapeaux, recu, corps, debut, longueur, prefixe, entetes, rang, echange FROM \
         mssante_messages ORDER BY boite, dossier, uid",
    )?;
    let mut lignes = requete.query([])?;
    while let Some(l) = lignes.next()? {
        let drapeaux: String = l.get(4)?;
        let (prefixe, entetes): (Vec<u8>, Vec<u8>) = (l.get(9)?, l.get(10)?);
        let message = Message {
            uid: l.get(2)?,
            modseq: naturel(l.get(3)?),
            drapeaux: Drapeaux::lire(&drapeaux),
            recu: OffsetDateTime::from_unix_timestamp(l.get(5)?).unwrap_or(OffsetDateTime::UNIX_EPOCH),
            rang: naturel(l.get(11)?),
            corps: std::sync::Arc::new(Corps {
                prefixe: prefixe.into(),
                octets: Morceau {
                    corps: l.get(6)?,
                    debut: naturel(l.get(7)?),
                    longueur: naturel(l.get(8)?),
                },
                entetes: entetes.into(),
                echange: l.get::<_, Option<i64>>(12)?.map(|n| OnceLock::from(naturel(n))).unwrap_or_default(),
            }),
        };
        let (boite, dossier): (String, String) = (l.get(0)?, l.get(1)?);
        if let Some(d) = boites.get_mut(&boite).and_then(|b| b.dossiers.get_mut(&dossier)) {
            d.poser(message);
        }
    }
    let mut requete = c.prepare("SELECT boite, dossier, modseq, uid FROM mssante_expulses ORDER BY modseq")?;
    let mut lignes = requete.query([])?;
    while let Some(l) = lignes.next()? {
        let (boite, dossier): (String, String) = (l.get(0)?, l.get(1)?);
        if let Some(d) = boites.get_mut(&boite).and_then(|b| b.dossiers.get_mut(&dossier)) {
            d.expulses.push((naturel(l.get(2)?), l.get(3)?));
        }
    }
    for boite in boites.values_mut() {
        boite.octets = boite
            .dossiers
            .values()
            .flat_map(|d| d.messages.values())
            .map(|m| m.corps.taille())
            .sum();
    }
    Ok(boites)
}

/// Rank of the last mail that came.
pub(super) fn dernier_rang(c: &Connection) -> rusqlite::Result<u64> {
    let lu: Option<i64> = c.query_row("SELECT max(dernier) FROM mssante_rangs", [], |l| l.get(0))?;
    Ok(lu.map_or(0, naturel))
}

fn entier(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn naturel(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
