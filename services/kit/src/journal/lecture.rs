//! Readers: connections beside that of the writer, opened as they are needed and kept for the next.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension};
use segur_model::Exchange;

use super::{FICHIER, Filtre, schema};
use crate::ZONE_COMMUNE;
use crate::erreur::JournalError;

pub(super) struct Lecteurs {
    dossier: PathBuf,
    libres: Mutex<Vec<Connection>>,
}

impl Lecteurs {
    pub(super) fn nouveaux(dossier: PathBuf) -> Self {
        Self {
            dossier,
            libres: Mutex::default(),
        }
    }

    fn avec<T>(&self, f: impl FnOnce(&Connection) -> Result<T, JournalError>) -> Result<T, JournalError> {
        let libre = self.libres.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connexion = match libre {
            Some(c) => c,
            None => schema::ouvrir_en_lecture(&self.dossier.join(FICHIER))?,
        };
        let resultat = f(&connexion)?;
        self.libres.lock().unwrap_or_else(PoisonError::into_inner).push(connexion);
        Ok(resultat)
    }

    pub(super) fn lire(&self, id: u64) -> Result<Option<Exchange>, JournalError> {
        self.avec(|c| {
            let json: Option<String> = c
                .prepare_cached("SELECT echange FROM echanges WHERE id = ?1")?
                .query_row([id_sql(id)], |l| l.get(0))
                .optional()?;
            json.map(|j| analyser(id, &j)).transpose()
        })
    }

    pub(super) fn octets(&self, id: u64) -> Result<Option<(Bytes, Bytes)>, JournalError> {
        self.avec(|c| {
            let empreintes: Option<(String, String)> = c
                .prepare_cached("SELECT requete, reponse FROM echanges WHERE id = ?1")?
                .query_row([id_sql(id)], |l| Ok((l.get(0)?, l.get(1)?)))
                .optional()?;
            let Some((requete, reponse)) = empreintes else { return Ok(None) };
            Ok(Some((self.corps(c, &requete)?, self.corps(c, &reponse)?)))
        })
    }

    fn corps(&self, c: &Connection, empreinte: &str) -> Result<Bytes, JournalError> {
        const VIDE: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
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
        // The digest comes from the file: it must not become a path.
        let erreur = |cause| JournalError::Octets {
            empreinte: empreinte.to_owned(),
            cause,
        };
        if empreinte.len() != 64 || !empreinte.bytes().all(|o| o.is_ascii_hexdigit()) {
            return Err(erreur(std::io::Error::other("ce n'est pas une empreinte")));
        }
        let octets = std::fs::read(self.dossier.join("octets").join(empreinte)).map_err(erreur)?;
        if crate::francais::empreinte(&octets) != empreinte {
            return Err(erreur(std::io::Error::other("le fichier ne correspond plus à son empreinte")));
        }
        Ok(octets.into())
    }

    pub(super) fn chercher(&self, filtre: &Filtre) -> Result<Vec<Exchange>, JournalError> {
        let (condition, mut textes) = condition(filtre);
        let sql = format!("SELECT id, echange FROM echanges WHERE id > ?1{condition} ORDER BY id LIMIT ?2");
        let limite = filtre.limite.map_or(-1, i64::from);
        self.avec(|c| {
            let mut requete = c.prepare_cached(&sql)?;
            let mut valeurs: Vec<Box<dyn rusqlite::ToSql>> = vec![Box::new(id_sql(filtre.depuis)), Box::new(limite)];
            valeurs.extend(textes.drain(..).map(|t| Box::new(t) as Box<dyn rusqlite::ToSql>));
            let lignes = requete.query_map(rusqlite::params_from_iter(valeurs), |l| {
                Ok((l.get::<_, i64>(0)?, l.get::<_, String>(1)?))
            })?;
            lignes
                .map(|ligne| {
                    let (id, json) = ligne?;
                    analyser(u64::try_from(id).unwrap_or(0), &json)
                })
                .collect()
        })
    }
}

/// The SQL of [`Filtre::retient`], and the texts of its parameters from `?3` on.
fn condition(filtre: &Filtre) -> (String, Vec<String>) {
    let mut textes: Vec<String> = Vec::new();
    let mut parametre = |texte: String| {
        textes.push(texte);
        format!("?{}", textes.len() + 2)
    };
    let mut sql = String::new();
    if !filtre.operations.is_empty() {
        let motifs: Vec<String> = filtre
            .operations
            .iter()
            .map(|m| format!("operation GLOB {}", parametre(glob(m))))
            .collect();
        sql.push_str(&format!(" AND ({})", motifs.join(" OR ")));
    }
    if !filtre.espaces.is_empty() {
        let mut choix: Vec<String> = filtre
            .espaces
            .iter()
            .map(|e| format!("espace = {}", parametre(e.clone())))
            .collect();
        if filtre.communes {
            choix.push(format!("espace = {}", parametre(ZONE_COMMUNE.to_owned())));
        } else if !filtre.operations.is_empty() {
            let commune = parametre(ZONE_COMMUNE.to_owned());
            let nommees: Vec<String> = filtre.operations.iter().map(|o| parametre(o.clone())).collect();
            choix.push(format!("espace = {commune} AND operation IN ({})", nommees.join(", ")));
        }
        sql.push_str(&format!(" AND ({})", choix.join(" OR ")));
    }
    (sql, textes)
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

fn id_sql(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

fn analyser(id: u64, json: &str) -> Result<Exchange, JournalError> {
    serde_json::from_str(json).map_err(|e| JournalError::Illisible { id, cause: e.to_string() })
}
