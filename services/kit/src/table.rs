//! What a service must not forget, by kind: a table of the file of the espace, and all of it in memory. Each request works on a
//! draft of its own; the draft is committed with the exchange, and refused when what it changes was changed by another meanwhile.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::journal::EffetRefuse;

/// The SQL that makes the table of a [`Table`], for [`crate::Service::tables`].
#[macro_export]
macro_rules! creer_table {
    ($nom:literal) => {
        concat!(
            "CREATE TABLE ",
            $nom,
            " (rang INTEGER PRIMARY KEY, cle TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, valeur TEXT NOT NULL) STRICT;"
        )
    };
}

/// What is kept in a table, and can be drafted.
pub trait Rangee {
    /// Reads the table.
    ///
    /// # Errors
    /// When it is not there, or holds what it should not.
    fn charger(&mut self, c: &Connection) -> rusqlite::Result<()>;

    /// Takes the draft out; `None` when it is empty.
    fn preparer(&mut self) -> Option<Prepare>;
}

type Ecrire = Box<dyn Fn(&Transaction<'_>) -> Result<(), EffetRefuse> + Send>;

/// A draft, ready to be written.
pub struct Prepare {
    pub(crate) ecrire: Ecrire,
    pub(crate) appliquer: Box<dyn FnOnce() + Send>,
}

/// Things by key, the oldest forgotten when there are too many. A clone is another draft, over what is committed when it is made: what is
/// committed later it does not see, and cannot write over.
#[derive(Debug)]
pub struct Table<T> {
    nom: &'static str,
    max: usize,
    commun: Arc<RwLock<Arc<Commun<T>>>>,
    /// What was committed when this draft began; none: it is no clone, and sees all.
    vu: Option<Arc<Commun<T>>>,
    /// What this draft changes: the version that it read (none: it is new), and the value.
    brouillon: BTreeMap<String, (Option<i64>, Arc<T>)>,
    /// Keys of what is new, in order.
    neufs: Vec<String>,
}

#[derive(Debug)]
struct Commun<T> {
    par_cle: BTreeMap<String, (i64, Arc<T>)>,
    ordre: VecDeque<String>,
}

impl<T> Clone for Commun<T> {
    fn clone(&self) -> Self {
        Self {
            par_cle: self.par_cle.clone(),
            ordre: self.ordre.clone(),
        }
    }
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self {
            nom: self.nom,
            max: self.max,
            commun: self.commun.clone(),
            vu: Some(committes(&self.commun)),
            brouillon: self.brouillon.clone(),
            neufs: self.neufs.clone(),
        }
    }
}

impl<T> Table<T> {
    /// A table made by [`creer_table!`], read when the espace opens, that holds at most so many.
    #[must_use]
    pub fn nouvelle(nom: &'static str, max: usize) -> Self {
        let commun = Commun {
            par_cle: BTreeMap::new(),
            ordre: VecDeque::new(),
        };
        Self {
            nom,
            max,
            commun: Arc::new(RwLock::new(Arc::new(commun))),
            vu: None,
            brouillon: BTreeMap::new(),
            neufs: Vec::new(),
        }
    }

    /// One of them.
    #[must_use]
    pub fn lire(&self, cle: &str) -> Option<Arc<T>> {
        match self.brouillon.get(cle) {
            Some((_, valeur)) => Some(valeur.clone()),
            None => self.communs().par_cle.get(cle).map(|(_, valeur)| valeur.clone()),
        }
    }

    /// One of them, to change.
    pub fn modifier(&mut self, cle: &str) -> Option<&mut T>
    where
        T: Clone,
    {
        if !self.brouillon.contains_key(cle) {
            let (version, valeur) = self.communs().par_cle.get(cle).cloned()?;
            self.brouillon.insert(cle.to_owned(), (Some(version), valeur));
        }
        self.brouillon.get_mut(cle).map(|(_, valeur)| Arc::make_mut(valeur))
    }

    /// Adds one, or replaces that of the same key.
    pub fn mettre(&mut self, cle: String, valeur: T) {
        let version = match self.brouillon.get(&cle) {
            Some((version, _)) => *version,
            None => self.communs().par_cle.get(&cle).map(|(version, _)| *version),
        };
        if version.is_none() && !self.brouillon.contains_key(&cle) {
            self.neufs.push(cle.clone());
        }
        self.brouillon.insert(cle, (version, Arc::new(valeur)));
    }

    /// The keys of those that are wanted, in order of arrival.
    pub fn cles(&self, mut voulu: impl FnMut(&str, &T) -> bool) -> Vec<String> {
        let communs = self.communs();
        let mut cles = Vec::new();
        for cle in communs.ordre.iter().chain(&self.neufs) {
            let propre = self.brouillon.get(cle).map(|(_, v)| v);
            let valeur = propre.or_else(|| communs.par_cle.get(cle).map(|(_, v)| v));
            if valeur.is_some_and(|v| voulu(cle, v)) {
                cles.push(cle.clone());
            }
        }
        cles
    }

    /// The keys that begin so, in the order of keys: those of one thing among many are found without looking at the others.
    #[must_use]
    pub fn cles_sous(&self, debut: &str) -> Vec<String> {
        let communs = self.communs();
        let gardees = communs.par_cle.range(debut.to_owned()..).map(|(cle, _)| cle);
        let propres = self.brouillon.range(debut.to_owned()..).map(|(cle, _)| cle);
        let siennes = |cle: &&String| cle.starts_with(debut);
        let toutes: std::collections::BTreeSet<&String> = gardees.take_while(siennes).chain(propres.take_while(siennes)).collect();
        toutes.into_iter().cloned().collect()
    }

    fn communs(&self) -> Arc<Commun<T>> {
        self.vu.clone().unwrap_or_else(|| committes(&self.commun))
    }
}

fn committes<T>(commun: &RwLock<Arc<Commun<T>>>) -> Arc<Commun<T>> {
    commun.read().unwrap_or_else(PoisonError::into_inner).clone()
}

impl<T> Commun<T> {
    fn mettre(&mut self, cle: String, version: i64, valeur: Arc<T>, max: usize) {
        if self.par_cle.insert(cle.clone(), (version, valeur)).is_none() {
            self.ordre.push_back(cle);
        }
        while self.ordre.len() > max {
            if let Some(ancienne) = self.ordre.pop_front() {
                self.par_cle.remove(&ancienne);
            }
        }
    }
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Rangee for Table<T> {
    fn charger(&mut self, c: &Connection) -> rusqlite::Result<()> {
        let mut commun = self.commun.write().unwrap_or_else(PoisonError::into_inner);
        let commun = Arc::make_mut(&mut commun);
        let mut requete = c.prepare(&format!("SELECT cle, version, valeur FROM {} ORDER BY rang", self.nom))?;
        let mut lignes = requete.query([])?;
        while let Some(ligne) = lignes.next()? {
            let json: String = ligne.get(2)?;
            let valeur = serde_json::from_str(&json)
                .map_err(|e| rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Text, Box::new(e)))?;
            commun.mettre(ligne.get(0)?, ligne.get(1)?, Arc::new(valeur), self.max);
        }
        Ok(())
    }

    fn preparer(&mut self) -> Option<Prepare> {
        if self.brouillon.is_empty() {
            return None;
        }
        let mut brouillon = std::mem::take(&mut self.brouillon);
        // What is new in the order it came, then what changes.
        let neufs = std::mem::take(&mut self.neufs);
        let neufs = neufs.into_iter().filter_map(|cle| brouillon.remove_entry(&cle)).collect::<Vec<_>>();
        let tous: Vec<_> = neufs
            .into_iter()
            .chain(brouillon)
            .map(|(cle, (v, valeur))| (cle, v, valeur))
            .collect();
        // A value that JSON cannot say is written as null, which the table refuses.
        let textes = tous.iter().map(|(_, _, valeur)| serde_json::to_string(&**valeur).ok());
        let lignes: Vec<_> = tous
            .iter()
            .zip(textes)
            .map(|((cle, v, _), texte)| (cle.clone(), *v, texte))
            .collect();
        let (nom, max, commun) = (self.nom, self.max, self.commun.clone());
        self.vu = None;
        Some(Prepare {
            ecrire: Box::new(move |t| {
                lignes
                    .iter()
                    .try_for_each(|(cle, version, texte)| ecrire(t, nom, max, (cle, *version, texte)))
            }),
            appliquer: Box::new(move || {
                let mut commun = commun.write().unwrap_or_else(PoisonError::into_inner);
                // Copied only where a draft still looks at it.
                let commun = Arc::make_mut(&mut commun);
                for (cle, version, valeur) in tous {
                    commun.mettre(cle, version.unwrap_or(0) + 1, valeur, max);
                }
            }),
        })
    }
}

fn ecrire(t: &Transaction<'_>, nom: &str, max: usize, ligne: (&str, Option<i64>, &Option<String>)) -> Result<(), EffetRefuse> {
    let (cle, version, texte) = ligne;
    let faites = match version {
        Some(lue) => t
            .prepare_cached(&format!(
                "UPDATE {nom} SET valeur = ?1, version = version + 1 WHERE cle = ?2 AND version = ?3"
            ))?
            .execute(params![texte, cle, lue])?,
        None => {
            let faites = t
                .prepare_cached(&format!(
                    "INSERT INTO {nom} (cle, version, valeur) VALUES (?1, 1, ?2) ON CONFLICT (cle) DO NOTHING"
                ))?
                .execute(params![cle, texte])?;
            t.prepare_cached(&format!("DELETE FROM {nom} WHERE rang <= (SELECT max(rang) FROM {nom}) - ?1"))?
                .execute([i64::try_from(max).unwrap_or(i64::MAX)])?;
            faites
        }
    };
    if faites == 0 { Err(EffetRefuse::Perime) } else { Ok(()) }
}

/// Numbers given once each, whoever asks: the next is never that of another, even of a draft that was not kept.
#[derive(Debug, Clone)]
pub struct Compteur {
    nom: &'static str,
    donnes: Arc<AtomicU64>,
    /// The last that this draft took.
    pris: Option<u64>,
}

impl Compteur {
    /// A counter, alone in its table: `CREATE TABLE <nom> (rang INTEGER PRIMARY KEY, valeur INTEGER NOT NULL) STRICT`.
    #[must_use]
    pub fn nouveau(table: &'static str) -> Self {
        Self {
            nom: table,
            donnes: Arc::default(),
            pris: None,
        }
    }

    /// The next number, from 1.
    pub fn suivant(&mut self) -> u64 {
        let n = self.donnes.fetch_add(1, Ordering::SeqCst) + 1;
        self.pris = Some(n);
        n
    }
}

impl Rangee for Compteur {
    fn charger(&mut self, c: &Connection) -> rusqlite::Result<()> {
        let lu: Option<i64> = c
            .query_row(&format!("SELECT valeur FROM {}", self.nom), [], |l| l.get(0))
            .optional()?;
        self.donnes
            .store(lu.and_then(|n| u64::try_from(n).ok()).unwrap_or(0), Ordering::SeqCst);
        Ok(())
    }

    fn preparer(&mut self) -> Option<Prepare> {
        let (nom, pris) = (self.nom, i64::try_from(self.pris.take()?).unwrap_or(i64::MAX));
        Some(Prepare {
            ecrire: Box::new(move |t| {
                let sql = format!("INSERT INTO {nom} VALUES (1, ?1) ON CONFLICT (rang) DO UPDATE SET valeur = max(valeur, ?1)");
                t.prepare_cached(&sql)?.execute([pris])?;
                Ok(())
            }),
            appliquer: Box::new(|| {}),
        })
    }
}
