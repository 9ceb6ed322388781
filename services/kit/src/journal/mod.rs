//! The journal of exchanges: append-only, searchable, awaitable. One SQLite file per process (`journal.sqlite`), one writer
//! thread, bodies above 1 MiB as files named by their digest (`octets/<sha256>`), written before the row that names them.

mod ecrivain;
mod filtre;
mod lecture;
pub(crate) mod masque;
mod schema;
#[cfg(test)]
mod tests;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use segur_model::Exchange;
use tokio::sync::watch;

pub use ecrivain::{Ecriture, Effet};
pub use filtre::Filtre;

use crate::erreur::JournalError;
use ecrivain::Ecrivain;
use lecture::Lecteurs;

/// Name of the file in the folder of the journal.
pub(crate) const FICHIER: &str = "journal.sqlite";
/// Bodies above this size are files.
const CORPS_EN_TABLE_MAX: usize = 1024 * 1024;

/// What « written » means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Durabilite {
    /// Committed to the write-ahead log: survives the death of the process.
    #[default]
    Normale,
    /// And forced to the disk: survives the loss of power.
    Forte,
}

/// The journal. Clones share it; it closes with the last one.
#[derive(Clone)]
pub struct Journal {
    interieur: Arc<Interieur>,
}

// The order of the fields is the order of closing: the writer ends its last group, then the readers, the lock and at last
// the temporary folder.
struct Interieur {
    ecrivain: Ecrivain,
    lecteurs: Arc<Lecteurs>,
    dernier: watch::Receiver<u64>,
    ouverture: u64,
    dossier: PathBuf,
    _verrou: File,
    _ephemere: Option<tempfile::TempDir>,
}

impl Journal {
    /// Opens the journal of a folder, which is made when it does not exist. `None`: a private temporary folder.
    ///
    /// # Errors
    /// When the folder cannot be used, another process holds it, or a later version wrote it.
    pub fn ouvrir(dossier: Option<&Path>, durabilite: Durabilite) -> Result<Self, JournalError> {
        let erreur = |dossier: &Path| {
            let dossier = dossier.to_owned();
            move |cause| JournalError::Dossier { dossier, cause }
        };
        let (dossier, ephemere) = match dossier {
            Some(d) => (d.to_owned(), None),
            None => {
                let t = tempfile::Builder::new()
                    .prefix("segur-bench-")
                    .tempdir()
                    .map_err(erreur(&std::env::temp_dir()))?;
                (t.path().to_owned(), Some(t))
            }
        };
        std::fs::create_dir_all(dossier.join("octets")).map_err(erreur(&dossier))?;
        let verrou = verrouiller(&dossier)?;
        let mut connexion = schema::ouvrir(&dossier.join(FICHIER), durabilite)?;
        let ouverture = schema::compter_ouverture(&mut connexion)?;
        let dernier_id = schema::dernier_id(&connexion)?;
        let (annonce, dernier) = watch::channel(dernier_id);
        let ecrivain = Ecrivain::demarrer(connexion, dossier.clone(), durabilite, annonce)?;
        let lecteurs = Arc::new(Lecteurs::nouveaux(dossier.clone()));
        Ok(Self {
            interieur: Arc::new(Interieur {
                ecrivain,
                lecteurs,
                dernier,
                ouverture,
                dossier,
                _verrou: verrou,
                _ephemere: ephemere,
            }),
        })
    }

    /// Its folder.
    #[must_use]
    pub fn dossier(&self) -> &Path {
        &self.interieur.dossier
    }

    /// How many times this journal was opened, this one included. Part of the names of sessions: they never come twice.
    #[must_use]
    pub fn ouverture(&self) -> u64 {
        self.interieur.ouverture
    }

    /// Id of the last exchange written; 0 when there is none.
    #[must_use]
    pub fn dernier_id(&self) -> u64 {
        *self.interieur.dernier.borrow()
    }

    /// Writes an exchange with its two bodies and its effect. It is in the queue when this returns, and committed when the future
    /// resolves: what one caller writes keeps the order of its calls, whether it waits or not.
    ///
    /// # Errors
    /// When it could not be committed, effect included: the caller must not acknowledge it to anybody. Nothing of it is kept.
    pub fn append(&self, ecriture: Ecriture) -> impl Future<Output = Result<Exchange, JournalError>> + Send + use<> {
        let attente = self.interieur.ecrivain.ecrire(ecriture);
        async { attente.await.map_err(|_| JournalError::Ferme)? }
    }

    /// One exchange.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn lire(&self, id: u64) -> Result<Option<Exchange>, JournalError> {
        self.lecture(move |l| l.lire(id)).await
    }

    /// The bodies of an exchange: request, answer.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn octets(&self, id: u64) -> Result<Option<(Bytes, Bytes)>, JournalError> {
        self.lecture(move |l| l.octets(id)).await
    }

    /// The exchanges of a filter, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn chercher(&self, filtre: &Filtre) -> Result<Vec<Exchange>, JournalError> {
        let filtre = filtre.clone();
        self.lecture(move |l| l.chercher(&filtre)).await
    }

    /// The first exchange of a filter, already there or to come; `None` when none came in time.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn attendre(&self, filtre: &Filtre, delai: Duration) -> Result<Option<Exchange>, JournalError> {
        let mut suite = self.suivre(Filtre {
            limite: Some(1),
            ..filtre.clone()
        });
        match tokio::time::timeout(delai, suite.suivants()).await {
            Ok(lot) => Ok(lot?.into_iter().next()),
            Err(_) => Ok(None),
        }
    }

    /// Follows the exchanges of a filter as they come.
    #[must_use]
    pub fn suivre(&self, filtre: Filtre) -> Suite {
        Suite {
            journal: self.clone(),
            annonces: self.interieur.dernier.clone(),
            filtre,
        }
    }

    async fn lecture<T, F>(&self, f: F) -> Result<T, JournalError>
    where
        T: Send + 'static,
        F: FnOnce(&Lecteurs) -> Result<T, JournalError> + Send + 'static,
    {
        let lecteurs = self.interieur.lecteurs.clone();
        tokio::task::spawn_blocking(move || f(&lecteurs))
            .await
            .map_err(|_| JournalError::Ferme)?
    }
}

/// Exchanges as they come.
pub struct Suite {
    journal: Journal,
    annonces: watch::Receiver<u64>,
    filtre: Filtre,
}

impl Suite {
    /// Waits until at least one exchange of the filter is there that was not yet given, then gives those there are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn suivants(&mut self) -> Result<Vec<Exchange>, JournalError> {
        loop {
            // Seen before the search: what is committed during it will wake us again.
            let jusque = *self.annonces.borrow_and_update();
            let lot = self.journal.chercher(&self.filtre).await?;
            if let Some(dernier) = lot.last() {
                self.filtre.depuis = dernier.id;
                return Ok(lot);
            }
            // Nothing up to there: the next search need not read it again.
            self.filtre.depuis = self.filtre.depuis.max(jusque);
            self.annonces.changed().await.map_err(|_| JournalError::Ferme)?;
        }
    }
}

/// The lock is the system's own, on a file: it goes with the process, however it dies.
fn verrouiller(dossier: &Path) -> Result<File, JournalError> {
    let erreur = |cause| JournalError::Dossier {
        dossier: dossier.to_owned(),
        cause,
    };
    let verrou = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dossier.join("journal.verrou"))
        .map_err(erreur)?;
    match verrou.try_lock() {
        Ok(()) => Ok(verrou),
        Err(TryLockError::WouldBlock) => Err(JournalError::Verrouille(dossier.join(FICHIER))),
        Err(TryLockError::Error(cause)) => Err(erreur(cause)),
    }
}
