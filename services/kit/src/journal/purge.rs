//! Taking the oldest exchanges away. What a campaign holds stays, and so does every body that a remaining exchange or the state of a
//! service refers to. A batch is one transaction; files go after it, and those that a crash left go at the next opening.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use segur_model::controle::BilanPurge;
use serde::Deserialize;
use time::OffsetDateTime;

use super::schema::{AVEC_GARDE, SANS_GARDE, entier};
use crate::erreur::JournalError;
use crate::francais::{citation, date, nombre};

/// Exchanges of a batch: who writes waits for no more than one.
const LOT: usize = 256;
/// SHA-256 of nothing: an empty body is kept nowhere.
pub(super) const VIDE: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What was last taken away of each espace, for a person.
#[derive(Clone, Default)]
pub(super) struct Purges(Arc<Mutex<BTreeMap<String, String>>>);

impl Purges {
    pub(super) fn noter(&self, espace: &str, dit: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(espace.to_owned(), dit);
    }

    pub(super) fn derniere(&self, espace: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(espace).cloned()
    }
}

/// What a pass is to take away.
#[derive(Debug, Clone)]
pub(super) struct Passe {
    /// When it began: its batches are told together.
    pub(super) debut: OffsetDateTime,
    /// French, as it is told.
    pub(super) pourquoi: String,
    /// Exchanges up to this one.
    pub(super) jusque: u64,
    /// Those received before this instant; none: whatever their age.
    pub(super) avant: Option<OffsetDateTime>,
    /// No more than it takes to free so many bytes; none: all of them.
    pub(super) assez: Option<u64>,
    /// The campaign that lets go of its exchanges first.
    pub(super) liberer: Option<String>,
    pub(super) a_blanc: bool,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(super) struct Lot {
    /// Where the next batch goes on; none: there is no more.
    pub(super) suite: Option<u64>,
    pub(super) echanges: u64,
    pub(super) octets: u64,
}

/// Exchanges that a campaign holds: those after `depuis`, up to `jusque`.
struct Tenue {
    campagne: String,
    depuis: u64,
    jusque: u64,
}

/// What is read of an exchange to know whether it goes.
#[derive(Deserialize)]
struct Age {
    #[serde(with = "time::serde::rfc3339")]
    recu: OffsetDateTime,
}

/// When an exchange was received; none: it cannot be read, and stays.
fn recu(json: &str) -> Option<OffsetDateTime> {
    serde_json::from_str::<Age>(json).ok().map(|a| a.recu)
}

/// Takes a batch away. `nommes`: bodies that the state of services refers to. `taille`: size of a body that is a file.
pub(super) fn un_lot(
    t: &Transaction<'_>,
    passe: &Passe,
    depuis: u64,
    nommes: &HashSet<String>,
    taille: &dyn Fn(&str) -> u64,
) -> Result<Lot, JournalError> {
    let mut lot = Lot::default();
    t.execute_batch(SANS_GARDE)?;
    if let Some(campagne) = &passe.liberer {
        t.execute("DELETE FROM tenus WHERE campagne = ?1", [campagne])?;
    }
    let corps = Corps { t, nommes, taille };
    let tenues = tenues(t)?;
    let lignes = lire(t, &libres(&tenues, depuis, passe.jusque))?;
    let mut dernier = depuis;
    if lignes.len() == LOT {
        lot.suite = lignes.last().map(|(id, ..)| *id);
    }
    for (id, requete, reponse, json) in lignes {
        if passe.assez.is_some_and(|assez| lot.octets >= assez) {
            break;
        }
        // Ids are nearly in the order of reception, not quite.
        if passe.avant.is_some_and(|avant| recu(&json).is_none_or(|recu| recu >= avant)) {
            continue;
        }
        t.prepare_cached("DELETE FROM echanges WHERE id = ?1")?.execute([entier(id)])?;
        (dernier, lot.echanges) = (id, lot.echanges + 1);
        lot.octets += json.len() as u64 + corps.rendre(&requete, id)?;
        if reponse != requete {
            lot.octets += corps.rendre(&reponse, id)?;
        }
    }
    if lot.suite.is_none() || passe.assez.is_some() {
        lot.octets += corps.ramasser(premier(t, &tenues)?)?;
    }
    if lot.echanges > 0 || lot.octets > 0 {
        t.execute(
            "INSERT INTO purges VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (instant) DO UPDATE SET
                 jusque = max(jusque, excluded.jusque), echanges = echanges + excluded.echanges, octets = octets + excluded.octets",
            params![
                ecrire(passe.debut),
                passe.pourquoi,
                entier(dernier),
                entier(lot.echanges),
                entier(lot.octets)
            ],
        )?;
    }
    t.execute_batch(AVEC_GARDE)?;
    Ok(lot)
}

/// The bodies of what is taken away.
struct Corps<'a> {
    t: &'a Transaction<'a>,
    nommes: &'a HashSet<String>,
    taille: &'a dyn Fn(&str) -> u64,
}

impl Corps<'_> {
    /// An exchange that is gone referred to it: it goes too, unless something else does. Gives the bytes that go.
    fn rendre(&self, empreinte: &str, id: u64) -> Result<u64, JournalError> {
        let dernier: Option<i64> = self
            .t
            .prepare_cached("SELECT dernier FROM renvois WHERE empreinte = ?1")?
            .query_row([empreinte], |l| l.get(0))
            .optional()?;
        if empreinte == VIDE || dernier.is_some_and(|d| d > entier(id)) {
            return Ok(0);
        }
        if self.nommes.contains(empreinte) {
            self.t
                .prepare_cached("INSERT OR IGNORE INTO renvois VALUES (?1, ?2)")?
                .execute(params![empreinte, entier(id)])?;
            return Ok(0);
        }
        // Without `renvois`, nothing else ever did.
        if dernier.is_some() && self.reste(empreinte, entier(id))? {
            return Ok(0);
        }
        self.oter(empreinte)
    }

    /// Those that stayed when their exchange went, for something that is no more. `premier`: the first exchange that may still go.
    fn ramasser(&self, premier: u64) -> Result<u64, JournalError> {
        let mut requete = self.t.prepare_cached("SELECT empreinte, dernier FROM renvois WHERE dernier < ?1")?;
        let candidats: Vec<(String, i64)> = requete
            .query_map([entier(premier)], |l| Ok((l.get(0)?, l.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let mut octets = 0;
        for (empreinte, dernier) in candidats {
            if !self.nommes.contains(&empreinte) && !self.reste(&empreinte, dernier)? {
                octets += self.oter(&empreinte)?;
            }
        }
        Ok(octets)
    }

    /// Whether an exchange up to this one still refers to it: one that is held. The others are gone, so that few are read.
    fn reste(&self, empreinte: &str, jusque: i64) -> Result<bool, JournalError> {
        let mut requete = self
            .t
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM echanges WHERE id <= ?2 AND (requete = ?1 OR reponse = ?1))")?;
        Ok(requete.query_row(params![empreinte, jusque], |l| l.get(0))?)
    }

    fn oter(&self, empreinte: &str) -> Result<u64, JournalError> {
        let t = self.t;
        t.prepare_cached("DELETE FROM renvois WHERE empreinte = ?1")?.execute([empreinte])?;
        let en_table: Option<i64> = t
            .prepare_cached("DELETE FROM corps WHERE empreinte = ?1 RETURNING length(octets)")?
            .query_row([empreinte], |l| l.get(0))
            .optional()?;
        if let Some(octets) = en_table {
            return Ok(u64::try_from(octets).unwrap_or(0));
        }
        t.prepare_cached("INSERT OR IGNORE INTO effaces VALUES (?1)")?
            .execute([empreinte])?;
        Ok((self.taille)(empreinte))
    }
}

type Ligne = (u64, String, String, String);

/// The first exchanges of these stretches, as many as make a batch.
fn lire(t: &Transaction<'_>, libres: &[(u64, u64)]) -> Result<Vec<Ligne>, JournalError> {
    let mut lignes = Vec::new();
    let mut requete =
        t.prepare_cached("SELECT id, requete, reponse, echange FROM echanges WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3")?;
    for (depuis, jusque) in libres {
        let reste = i64::try_from(LOT - lignes.len()).unwrap_or(0);
        let lues = requete.query_map(params![entier(*depuis), entier(*jusque), reste], |l| {
            Ok((u64::try_from(l.get::<_, i64>(0)?).unwrap_or(0), l.get(1)?, l.get(2)?, l.get(3)?))
        })?;
        lignes.extend(lues.collect::<Result<Vec<Ligne>, _>>()?);
    }
    Ok(lignes)
}

/// The first exchange that nobody holds; past all of them when there is none.
fn premier(t: &Transaction<'_>, tenues: &[Tenue]) -> Result<u64, JournalError> {
    let mut requete = t.prepare_cached("SELECT min(id) FROM echanges WHERE id > ?1 AND id <= ?2")?;
    for (depuis, jusque) in libres(tenues, 0, u64::MAX) {
        let id: Option<i64> = requete.query_row(params![entier(depuis), entier(jusque)], |l| l.get(0))?;
        if let Some(id) = id {
            return Ok(u64::try_from(id).unwrap_or(0));
        }
    }
    Ok(u64::MAX)
}

fn tenues(c: &Connection) -> Result<Vec<Tenue>, JournalError> {
    let mut requete = c.prepare_cached("SELECT campagne, depuis, jusque FROM tenus ORDER BY depuis")?;
    let tenues = requete.query_map([], |l| {
        let id = |n: i64| u64::try_from(n).unwrap_or(0);
        Ok(Tenue {
            campagne: l.get(0)?,
            depuis: id(l.get(1)?),
            jusque: l.get::<_, Option<i64>>(2)?.map_or(u64::MAX, id),
        })
    })?;
    Ok(tenues.collect::<Result<_, _>>()?)
}

/// What nobody holds between two exchanges, the first not included, as such stretches.
fn libres(tenues: &[Tenue], depuis: u64, jusque: u64) -> Vec<(u64, u64)> {
    let mut libres = Vec::new();
    let mut courant = depuis;
    for t in tenues {
        let fin = t.depuis.min(jusque);
        if fin > courant {
            libres.push((courant, fin));
        }
        courant = courant.max(t.jusque);
    }
    if jusque > courant {
        libres.push((courant, jusque));
    }
    libres
}

/// How many exchanges each campaign holds, up to this one.
pub(super) fn gardes(c: &Connection, passe: &Passe) -> Result<BTreeMap<String, u64>, JournalError> {
    let mut gardes = BTreeMap::new();
    let mut requete = c.prepare_cached("SELECT count(*) FROM echanges WHERE id > ?1 AND id <= ?2")?;
    for t in tenues(c)?.into_iter().filter(|t| Some(&t.campagne) != passe.liberer.as_ref()) {
        let n: i64 = requete.query_row(params![entier(t.depuis), entier(t.jusque.min(passe.jusque))], |l| l.get(0))?;
        if n > 0 {
            *gardes.entry(t.campagne).or_default() += u64::try_from(n).unwrap_or(0);
        }
    }
    Ok(gardes)
}

/// A campaign holds what comes after an exchange, until it is over. One campaign at a time is played in an espace: what another left open
/// is closed.
pub(super) fn tenir(c: &Connection, campagne: &str, depuis: u64, fin: Option<u64>) -> Result<(), JournalError> {
    c.execute(
        "UPDATE tenus SET jusque = max(depuis, ?1) WHERE jusque IS NULL AND (campagne <> ?2 OR depuis <> ?1)",
        params![entier(depuis), campagne],
    )?;
    c.execute(
        "INSERT INTO tenus VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET jusque = excluded.jusque",
        params![campagne, entier(depuis), fin.map(entier)],
    )?;
    Ok(())
}

/// The last exchange that was received before an instant, but for some disorder: ids follow reception closely.
pub(super) fn frontiere(c: &Connection, avant: OffsetDateTime) -> Result<u64, JournalError> {
    let mut requete = c.prepare_cached("SELECT id, echange FROM echanges WHERE id >= ?1 ORDER BY id LIMIT 1")?;
    let dernier: i64 = c.query_row("SELECT coalesce(max(id), 0) FROM echanges", [], |l| l.get(0))?;
    let (mut bas, mut haut) = (0, u64::try_from(dernier).unwrap_or(0));
    while bas < haut {
        let milieu = bas + (haut - bas).div_ceil(2);
        let (id, json): (i64, String) = requete.query_row([entier(milieu)], |l| Ok((l.get(0)?, l.get(1)?)))?;
        let id = u64::try_from(id).unwrap_or(milieu);
        // One that cannot be read stays whatever is said here: each is looked at before it goes.
        if recu(&json).is_some_and(|recu| recu >= avant) {
            haut = milieu - 1;
        } else {
            bas = id;
        }
    }
    Ok(bas)
}

/// What was last taken away.
pub(super) fn derniere(c: &Connection) -> Result<Option<String>, JournalError> {
    let mut requete = c.prepare("SELECT instant, pourquoi, echanges, octets FROM purges ORDER BY instant DESC LIMIT 1")?;
    let derniere = requete.query_row([], |l| {
        let n = |i| l.get::<_, i64>(i).map(|n| u64::try_from(n).unwrap_or(0));
        let bilan = BilanPurge {
            echanges: n(2)?,
            octets: n(3)?,
            ..BilanPurge::default()
        };
        Ok((l.get::<_, String>(0)?, l.get::<_, String>(1)?, bilan))
    });
    let derniere = derniere.optional()?;
    Ok(derniere.map(|(instant, pourquoi, bilan)| {
        let instant = OffsetDateTime::parse(&instant, &time::format_description::well_known::Rfc3339);
        dire(instant.ok(), &pourquoi, &bilan)
    }))
}

/// Sorted as text, instants of one width are sorted in time.
fn ecrire(instant: OffsetDateTime) -> String {
    let forme = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    instant.to_offset(time::UtcOffset::UTC).format(forme).unwrap_or_default()
}

/// What a pass did, for a person.
pub(super) fn dire(instant: Option<OffsetDateTime>, pourquoi: &str, bilan: &BilanPurge) -> String {
    let quand = instant.map_or_else(String::new, |i| format!(" du {}", date(i)));
    format!("purge{quand} ({pourquoi}) : {}", dire_bilan(bilan, false))
}

/// What a purge took away of an espace, or would (`a_blanc`), for a person.
#[must_use]
pub fn dire_bilan(bilan: &BilanPurge, a_blanc: bool) -> String {
    let s = if bilan.echanges > 1 { "s" } else { "" };
    let verbe = match (a_blanc, bilan.echanges > 1) {
        (true, true) => "seraient ôtés",
        (true, false) => "serait ôté",
        (false, true) => "ôtés",
        (false, false) => "ôté",
    };
    // Bodies that several exchanges share are counted when the last of them goes, which does not happen then.
    let environ = if a_blanc { "au moins " } else { "" };
    let (echanges, octets) = (nombre(bilan.echanges), nombre(bilan.octets));
    let mut dit = format!("{echanges} échange{s} {verbe} ({environ}{octets} octets)");
    for (campagne, n) in &bilan.tenus {
        let s = if *n > 1 { "s" } else { "" };
        dit.push_str(&format!(
            " ; {} gardé{s}, que la campagne « {} » tient",
            nombre(*n),
            citation(campagne)
        ));
    }
    dit
}
