//! Readers: for each espace, connections beside that of the writer, opened as they are needed and kept for the next.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, ToSql};
use segur_model::Exchange;

use super::morceau::Morceau;
use super::purge::VIDE;
use super::schema::entier;
use super::stock::est_empreinte;
use super::{Filtre, schema};
use crate::ZONE_COMMUNE;
use crate::erreur::JournalError;

/// The readers of every espace that the folder holds.
#[derive(Default)]
pub(super) struct Lecteurs(RwLock<BTreeMap<String, Arc<Lecteur>>>);

impl Lecteurs {
    pub(super) fn ajouter(&self, espace: &str, dossier: PathBuf, copie: Arc<Mutex<()>>) {
        let mut tous = self.0.write().unwrap_or_else(PoisonError::into_inner);
        tous.entry(espace.to_owned())
            .or_insert_with(|| Arc::new(Lecteur::nouveau(dossier, copie)));
    }

    /// What is held while an espace is copied.
    pub(super) fn copie(&self, espace: &str) -> Arc<Mutex<()>> {
        self.un(espace).map_or_else(Arc::default, |l| l.copie.clone())
    }

    pub(super) fn noms(&self) -> Vec<String> {
        self.tous().into_iter().map(|(nom, _)| nom).collect()
    }

    fn tous(&self) -> Vec<(String, Arc<Lecteur>)> {
        let tous = self.0.read().unwrap_or_else(PoisonError::into_inner);
        tous.iter().map(|(e, l)| (e.clone(), l.clone())).collect()
    }

    pub(super) fn un(&self, espace: &str) -> Option<Arc<Lecteur>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(espace).cloned()
    }

    pub(super) fn lire(&self, espace: Option<&str>, id: u64) -> Result<Option<Exchange>, JournalError> {
        self.premier(espace, |l| l.lire(id))
    }

    pub(super) fn octets(&self, espace: Option<&str>, id: u64) -> Result<Option<(Bytes, Bytes)>, JournalError> {
        self.premier(espace, |l| l.octets(id))
    }

    /// What the espace says, or the zone `commune`; without an espace, the first that has it. An espace that comes from another bench has ids of
    /// its own, which another may have too.
    fn premier<T>(&self, espace: Option<&str>, f: impl Fn(&Lecteur) -> Result<Option<T>, JournalError>) -> Result<Option<T>, JournalError> {
        let Some(espace) = espace else {
            return self.tous().iter().find_map(|(_, l)| f(l).transpose()).transpose();
        };
        // Its own first: the zone may have another exchange of the same number.
        let lecteurs = [espace, ZONE_COMMUNE].into_iter().filter_map(|nom| self.un(nom));
        lecteurs.map(|l| f(&l)).find_map(Result::transpose).transpose()
    }

    /// Lets go of the files of an espace.
    pub(super) fn oublier(&self, espace: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(espace);
    }

    /// The exchanges of a filter up to an id, in the order of their ids.
    pub(super) fn chercher(&self, filtre: &Filtre, jusque: u64) -> Result<Vec<Exchange>, JournalError> {
        let mut trouves = Vec::new();
        for (espace, lecteur) in self.tous() {
            if let Some(condition) = Condition::de(filtre, &espace) {
                trouves.extend(lecteur.chercher(&condition, filtre, jusque)?);
            }
        }
        trouves.sort_by_key(|e| e.id);
        if let Some(limite) = filtre.limite {
            trouves.truncate(usize::try_from(limite).unwrap_or(usize::MAX));
        }
        Ok(trouves)
    }
}

/// The readers of one espace.
pub(super) struct Lecteur {
    dossier: PathBuf,
    libres: Mutex<Vec<Connection>>,
    /// Held while the espace is copied.
    pub(super) copie: Arc<Mutex<()>>,
}

impl Lecteur {
    fn nouveau(dossier: PathBuf, copie: Arc<Mutex<()>>) -> Self {
        Self {
            dossier,
            libres: Mutex::default(),
            copie,
        }
    }

    pub(super) fn avec<T>(&self, f: impl FnOnce(&Connection) -> Result<T, JournalError>) -> Result<T, JournalError> {
        let libre = self.libres.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connexion = match libre {
            Some(c) => c,
            None => schema::ouvrir_en_lecture(&self.dossier)?,
        };
        let resultat = f(&connexion)?;
        self.libres.lock().unwrap_or_else(PoisonError::into_inner).push(connexion);
        Ok(resultat)
    }

    pub(super) fn octets_de(&self) -> PathBuf {
        self.dossier.join("octets")
    }

    fn lire(&self, id: u64) -> Result<Option<Exchange>, JournalError> {
        self.avec(|c| {
            let json: Option<String> = c
                .prepare_cached("SELECT echange FROM echanges WHERE id = ?1")?
                .query_row([entier(id)], |l| l.get(0))
                .optional()?;
            json.map(|j| analyser(id, &j)).transpose()
        })
    }

    fn octets(&self, id: u64) -> Result<Option<(Bytes, Bytes)>, JournalError> {
        self.avec(|c| {
            let empreintes: Option<(String, String)> = c
                .prepare_cached("SELECT requete, reponse FROM echanges WHERE id = ?1")?
                .query_row([entier(id)], |l| Ok((l.get(0)?, l.get(1)?)))
                .optional()?;
            let Some((requete, reponse)) = empreintes else { return Ok(None) };
            let corps = || Ok((self.corps(c, &requete)?, self.corps(c, &reponse)?));
            match corps() {
                Ok(corps) => Ok(Some(corps)),
                // It was purged in the meantime.
                Err(_) if !self.connait(c, id)? => Ok(None),
                Err(e) => Err(e),
            }
        })
    }

    fn connait(&self, c: &Connection, id: u64) -> Result<bool, JournalError> {
        let mut requete = c.prepare_cached("SELECT EXISTS (SELECT 1 FROM echanges WHERE id = ?1)")?;
        Ok(requete.query_row([entier(id)], |l| l.get(0))?)
    }

    fn corps(&self, c: &Connection, empreinte: &str) -> Result<Bytes, JournalError> {
        if empreinte == VIDE {
            return Ok(Bytes::new());
        }
        let en_table: Option<Vec<u8>> = c
            .prepare_cached("SELECT octets FROM corps WHERE empreinte = ?1")?
            .query_row([empreinte], |l| l.get(0))
            .optional()?;
        if let Some(octets) = en_table {
            return Ok(octets.into());
        }
        let octets = std::fs::read(self.fichier(empreinte)?).map_err(|cause| illisible(empreinte, cause))?;
        if crate::francais::empreinte(&octets) != empreinte {
            return Err(illisible(
                empreinte,
                std::io::Error::other("le fichier ne correspond plus à son empreinte"),
            ));
        }
        Ok(octets.into())
    }

    /// Part of a body, the rest of which is not read.
    pub(super) fn morceau(&self, m: &Morceau) -> Result<Bytes, JournalError> {
        self.avec(|c| {
            let en_table: Option<Vec<u8>> = c
                .prepare_cached("SELECT substr(octets, ?2 + 1, ?3) FROM corps WHERE empreinte = ?1")?
                .query_row((&m.corps, entier(m.debut), entier(m.longueur)), |l| l.get(0))
                .optional()?;
            if let Some(octets) = en_table {
                return Ok(octets.into());
            }
            let mut octets = Vec::new();
            let lu = File::open(self.fichier(&m.corps)?).and_then(|mut f| {
                f.seek(SeekFrom::Start(m.debut))?;
                f.take(m.longueur).read_to_end(&mut octets)
            });
            lu.map_err(|cause| illisible(&m.corps, cause))?;
            Ok(octets.into())
        })
    }

    /// The digest comes from the file: it must not become a path.
    fn fichier(&self, empreinte: &str) -> Result<PathBuf, JournalError> {
        if est_empreinte(empreinte) {
            Ok(self.octets_de().join(empreinte))
        } else {
            Err(illisible(empreinte, std::io::Error::other("ce n'est pas une empreinte")))
        }
    }

    fn chercher(&self, condition: &Condition, filtre: &Filtre, jusque: u64) -> Result<Vec<Exchange>, JournalError> {
        let sql = format!(
            "SELECT id, echange FROM echanges WHERE id > ?1 AND id <= ?2{} ORDER BY id LIMIT ?3",
            condition.sql
        );
        let limite = filtre.limite.map_or(-1, i64::from);
        self.avec(|c| {
            let mut requete = c.prepare_cached(&sql)?;
            let (depuis, jusque) = (entier(filtre.depuis), entier(jusque));
            let mut valeurs: Vec<&dyn ToSql> = vec![&depuis, &jusque, &limite];
            valeurs.extend(condition.textes.iter().map(|t| t as &dyn ToSql));
            let lignes = requete.query_map(&valeurs[..], |l| Ok((l.get::<_, i64>(0)?, l.get::<_, String>(1)?)))?;
            lignes
                .map(|ligne| {
                    let (id, json) = ligne?;
                    analyser(u64::try_from(id).unwrap_or(0), &json)
                })
                .collect()
        })
    }
}

/// The SQL of [`Filtre::retient`] for the exchanges of one espace.
struct Condition {
    sql: String,
    /// Parameters from `?4` on.
    textes: Vec<String>,
}

impl Condition {
    /// None: the filter wants nothing of this espace.
    fn de(filtre: &Filtre, espace: &str) -> Option<Self> {
        let voulu = filtre.espaces.is_empty() || filtre.espaces.iter().any(|e| e == espace);
        let commune = espace == ZONE_COMMUNE;
        let entiere = voulu || (commune && filtre.communes && !filtre.siennes);
        if !entiere && (!commune || filtre.siennes || filtre.operations.is_empty()) {
            return None;
        }
        let mut condition = Self {
            sql: String::new(),
            textes: Vec::new(),
        };
        if !filtre.operations.is_empty() {
            let globs = filtre.operations.iter().map(|o| glob(o));
            condition.une_de("GLOB", globs.collect());
        }
        if !entiere {
            condition.une_de("=", filtre.operations.clone());
        }
        if let Some(session) = &filtre.session {
            // As the exchange is written: every other text of it that says the same has its quotes escaped.
            let dit = format!("\"session\":{}", serde_json::Value::from(session.as_str()));
            condition
                .sql
                .push_str(&format!(" AND instr(echange, ?{}) > 0", condition.textes.len() + 4));
            condition.textes.push(dit);
        }
        Some(condition)
    }

    fn une_de(&mut self, comment: &str, textes: Vec<String>) {
        let premier = self.textes.len() + 4;
        let choix: Vec<String> = (premier..)
            .take(textes.len())
            .map(|n| format!("operation {comment} ?{n}"))
            .collect();
        self.sql.push_str(&format!(" AND ({})", choix.join(" OR ")));
        self.textes.extend(textes);
    }
}

/// Our pattern as GLOB has it: only `*` is special.
fn glob(motif: &str) -> String {
    motif.chars().fold(String::new(), |mut s, c| {
        match c {
            '?' | '[' => s.extend(['[', c, ']']),
            c => s.push(c),
        }
        s
    })
}

fn illisible(empreinte: &str, cause: std::io::Error) -> JournalError {
    JournalError::Octets {
        empreinte: empreinte.to_owned(),
        cause,
    }
}

fn analyser(id: u64, json: &str) -> Result<Exchange, JournalError> {
    serde_json::from_str(json).map_err(|e| JournalError::Illisible { id, cause: e.to_string() })
}
