//! Calls of the bench to the candidate: made beside the answer, recorded as exchanges.

use std::sync::Arc;

use bytes::Bytes;
use segur_model::{Direction, Exchange, Peer};
use time::OffsetDateTime;
use tokio::runtime::Handle;

use crate::erreur::JournalError;
use crate::espace::Espace;
use crate::inscription::{Estampille, Inscription};
use crate::journal::{Effet, Filtre, Morceau};

/// How a service calls the candidate. The default has no bench around it (a service tried alone): nothing is called.
#[derive(Clone, Default)]
pub struct Sortants(Option<Registre>);

/// Where the calls of an espace are recorded.
#[derive(Clone)]
pub struct Registre {
    espace: Arc<Espace>,
    /// What runs its calls, wherever they are launched from.
    taches: Handle,
}

impl Sortants {
    pub(crate) fn nouveaux(espace: &Arc<Espace>) -> Self {
        Self(Some(Registre {
            espace: espace.clone(),
            taches: Handle::current(),
        }))
    }

    /// Changes the state of the espace without an exchange; there is none where no bench is around.
    pub(crate) async fn changer(&self, effet: Effet) -> Result<(), JournalError> {
        match &self.0 {
            Some(r) => r.espace.journal.changer(&r.espace.id, effet).await,
            None => Ok(()),
        }
    }

    /// Part of a body that the espace keeps; there is none where no bench is around.
    pub(crate) async fn lire(&self, morceau: &Morceau) -> Result<Bytes, JournalError> {
        match &self.0 {
            Some(r) => r.espace.journal.morceau(&r.espace.id, morceau).await,
            None => Err(JournalError::Ferme),
        }
    }

    /// What is read in the file of the espace; there is none where no bench is around.
    pub(crate) async fn consulter<T: Send + 'static>(
        &self,
        lire: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JournalError> {
        match &self.0 {
            Some(r) => r.espace.journal.consulter(&r.espace.id, lire).await,
            None => Err(JournalError::Ferme),
        }
    }

    /// An exchange of the espace.
    pub(crate) async fn echange(&self, id: u64) -> Result<Option<Exchange>, JournalError> {
        let Some(r) = &self.0 else { return Ok(None) };
        let lu = r.espace.journal.lire(Some(&r.espace.id), id).await?;
        Ok(lu.filter(|e| e.espace == r.espace.id))
    }

    /// The bodies of an exchange.
    pub(crate) async fn octets(&self, id: u64) -> Result<Option<(Bytes, Bytes)>, JournalError> {
        match &self.0 {
            Some(r) => r.espace.journal.octets(Some(&r.espace.id), id).await,
            None => Ok(None),
        }
    }

    /// The exchanges of a session of the espace.
    pub(crate) async fn session(&self, service: &str, session: &str, limite: u32) -> Result<Vec<Exchange>, JournalError> {
        let Some(r) = &self.0 else { return Ok(Vec::new()) };
        let filtre = Filtre {
            session: Some(session.to_owned()),
            limite: Some(limite),
            ..Filtre::espace(&r.espace.id).operation(&format!("{service}.*"))
        };
        r.espace.journal.chercher(&filtre).await
    }

    /// The exchanges of the espace, of these operations, after an id.
    pub(crate) async fn echanges(&self, operations: &[&str], apres: u64, limite: u32) -> Result<Vec<Exchange>, JournalError> {
        let Some(r) = &self.0 else { return Ok(Vec::new()) };
        if operations.is_empty() {
            return Ok(Vec::new());
        }
        let filtre = Filtre {
            operations: operations.iter().map(|o| (*o).to_owned()).collect(),
            depuis: apres,
            limite: Some(limite),
            siennes: true,
            ..Filtre::espace(&r.espace.id)
        };
        r.espace.journal.chercher(&filtre).await
    }

    /// Runs a task beside the answer being made, which waits for nothing of it. A stop of the espace waits for it, for some time:
    /// a task must end by itself within seconds, or when [`Registre::arret`] resolves.
    pub fn lancer<T>(&self, tache: impl FnOnce(Registre) -> T)
    where
        T: Future<Output = ()> + Send + 'static,
    {
        let Some(registre) = &self.0 else { return };
        let vivant = registre.espace.vivant();
        let tache = tache(registre.clone());
        registre.taches.spawn(async move {
            tache.await;
            drop(vivant);
        });
    }
}

impl Registre {
    /// An exchange that starts now, for the service to complete.
    #[must_use]
    pub fn echange(&self, service: &str, operation: &str) -> Exchange {
        let estampille = Estampille {
            espace: &self.espace.id,
            service,
            session: &self.espace.session(),
            pair: &Peer::default(),
            recu: OffsetDateTime::now_utc(),
            instant: self.espace.horloge.maintenant(),
        };
        Exchange {
            direction: Direction::BancVersCandidat,
            ..estampille.echange(operation)
        }
    }

    /// Records it, ended now, secrets masked, with what it changes in the state of the service: both, or neither.
    ///
    /// # Errors
    /// When it cannot be written, or what it was decided on has changed meanwhile.
    pub async fn inscrire_avec(&self, echange: Exchange, requete: Bytes, reponse: Bytes, effet: Effet) -> Result<Exchange, JournalError> {
        let mut inscription = Inscription::nouvelle(&self.espace, echange);
        inscription.ecriture.requete = requete;
        inscription.ecriture.reponse = reponse;
        inscription.ecriture.effet = Some(effet);
        inscription.ecrire().await
    }

    /// Resolves when the espace is asked to stop: what is long ends then.
    pub async fn arret(&self) {
        self.espace.arret().await;
    }

    /// Records it, ended now, secrets masked. A journal that cannot be written is told on the error output, as for any exchange.
    pub async fn inscrire(&self, echange: Exchange, requete: Bytes, reponse: Bytes) {
        let mut inscription = Inscription::nouvelle(&self.espace, echange);
        inscription.ecriture.requete = requete;
        inscription.ecriture.reponse = reponse;
        inscription.ecrire_ou_signaler().await;
    }
}
