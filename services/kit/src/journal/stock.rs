//! The file of one espace, and the bodies beside it, as the writer holds them.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::ecriture::Changement;
use super::effet::{Effet, EffetRefuse};
use super::schema::{self, FICHIER, Tables, entier};
use super::{CORPS_EN_TABLE_MAX, Durabilite};
use crate::erreur::JournalError;
use crate::francais::empreinte;

pub(super) struct Stock {
    connexion: Connection,
    dossier: PathBuf,
    durabilite: Durabilite,
    epoque: u64,
}

/// What became of one change, when the others of its group are none the worse for it.
pub(super) type Sort = Result<(), JournalError>;

impl Stock {
    /// Opens the folder of an espace, which is made when it does not exist. It begins a new epoque: it may have been moved.
    pub(super) fn ouvrir(dossier: PathBuf, durabilite: Durabilite, ouverture: u64) -> Result<Self, JournalError> {
        std::fs::create_dir_all(dossier.join("octets")).map_err(|cause| JournalError::Dossier {
            dossier: dossier.clone(),
            cause,
        })?;
        let connexion = schema::ouvrir(&dossier, durabilite)?;
        let epoque = schema::nouvelle_epoque(&connexion, ouverture)?;
        Ok(Self {
            connexion,
            dossier,
            durabilite,
            epoque,
        })
    }

    /// Brings the tables of services to their present version.
    pub(super) fn amener(&mut self, tables: &[Tables]) -> Result<(), JournalError> {
        schema::amener(&mut self.connexion, &self.dossier.join(FICHIER), tables)
    }

    /// The state as it is, and its epoque.
    pub(super) fn etat(&self) -> (&Connection, u64) {
        (&self.connexion, self.epoque)
    }

    /// Empties the state, never the journal, and begins a new epoque.
    pub(super) fn vider(&mut self, ouverture: u64) -> Result<(), JournalError> {
        let t = self.connexion.transaction_with_behavior(TransactionBehavior::Immediate)?;
        schema::vider(&t)?;
        let epoque = schema::nouvelle_epoque(&t, ouverture)?;
        t.commit()?;
        self.epoque = epoque;
        Ok(())
    }

    /// One transaction for the group; exchanges are given the ids after `dernier`, which becomes the last. Bodies kept as files are
    /// in place before it commits. What an effect refuses takes only its own away; any other error, the whole group.
    pub(super) fn inscrire(&mut self, groupe: &mut [Changement], dernier: &mut u64) -> Result<Vec<Sort>, JournalError> {
        let t = self.connexion.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let lieu = Lieu {
            t: &t,
            octets: &self.dossier.join("octets"),
            durabilite: self.durabilite,
            epoque: self.epoque,
        };
        let mut id = *dernier;
        let mut sorts = Vec::with_capacity(groupe.len());
        for changement in groupe {
            sorts.push(lieu.ajouter(changement, &mut id)?);
        }
        t.commit()?;
        *dernier = id;
        Ok(sorts)
    }
}

/// A transaction, and what goes with it.
struct Lieu<'a> {
    t: &'a Transaction<'a>,
    octets: &'a Path,
    durabilite: Durabilite,
    epoque: u64,
}

impl Lieu<'_> {
    fn ajouter(&self, changement: &mut Changement, id: &mut u64) -> Result<Sort, JournalError> {
        if changement.effet().is_none() {
            return self.ecrire(changement, id).map(Ok);
        }
        let avant = *id;
        self.t.prepare_cached("SAVEPOINT effet")?.execute([])?;
        let sort = match self.ecrire(changement, id) {
            Err(e @ (JournalError::Effet(_) | JournalError::Perime)) => {
                *id = avant;
                self.t.prepare_cached("ROLLBACK TO effet")?.execute([])?;
                Err(e)
            }
            autre => Ok(autre?),
        };
        self.t.prepare_cached("RELEASE effet")?.execute([])?;
        Ok(sort)
    }

    fn ecrire(&self, changement: &mut Changement, id: &mut u64) -> Result<(), JournalError> {
        if let Changement::Echange(ecriture) = changement {
            *id += 1;
            let e = &mut ecriture.echange;
            e.id = *id;
            self.garder(&e.requete.empreinte, &ecriture.requete)?;
            self.garder(&e.reponse.empreinte, &ecriture.reponse)?;
            let json = serde_json::to_string(e).map_err(|cause| JournalError::Illisible {
                id: e.id,
                cause: cause.to_string(),
            })?;
            self.t
                .prepare_cached("INSERT INTO echanges (id, operation, requete, reponse, echange) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![entier(*id), e.operation, e.requete.empreinte, e.reponse.empreinte, json])?;
        }
        if let Some(effet) = changement.effet() {
            self.appliquer(effet, changement)?;
        }
        Ok(())
    }

    fn appliquer(&self, effet: &Effet, changement: &Changement) -> Result<(), JournalError> {
        if effet.epoque.is_some_and(|e| e != self.epoque) {
            return Err(JournalError::Perime);
        }
        for corps in &effet.corps {
            self.garder(&empreinte(corps), corps)?;
        }
        // An effect that panics is a mistake of its service: it must not take the journal away from the others.
        match catch_unwind(AssertUnwindSafe(|| (effet.faire)(self.t, changement.echange()))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(EffetRefuse::Perime)) => Err(JournalError::Perime),
            Ok(Err(EffetRefuse::Sqlite(cause))) => Err(JournalError::Effet(cause.to_string())),
            Err(_) => Err(JournalError::Effet("défaut du service simulé".to_owned())),
        }
    }

    /// Keeps a body under its digest, in the table or as a file. The same body is kept once.
    fn garder(&self, nom: &str, corps: &[u8]) -> Result<(), JournalError> {
        if corps.is_empty() {
            return Ok(());
        }
        if corps.len() <= CORPS_EN_TABLE_MAX {
            self.t
                .prepare_cached("INSERT OR IGNORE INTO corps (empreinte, octets) VALUES (?1, ?2)")?
                .execute(params![nom, corps])?;
            return Ok(());
        }
        deposer(self.octets, nom, corps, self.durabilite).map_err(|cause| JournalError::Octets {
            empreinte: nom.to_owned(),
            cause,
        })
    }
}

/// Writes a file whole or not at all: under another name first, then renamed.
fn deposer(dossier: &Path, nom: &str, corps: &[u8], durabilite: Durabilite) -> std::io::Result<()> {
    let chemin = dossier.join(nom);
    if chemin.metadata().is_ok_and(|m| m.len() == corps.len() as u64) {
        return Ok(());
    }
    let mut provisoire = tempfile::NamedTempFile::new_in(dossier)?;
    provisoire.write_all(corps)?;
    if durabilite == Durabilite::Forte {
        provisoire.as_file().sync_all()?;
    }
    provisoire.persist(&chemin)?;
    if durabilite == Durabilite::Forte {
        std::fs::File::open(dossier)?.sync_all()?;
    }
    Ok(())
}
