//! The state of a service that survives: what each request drafts, and how it is committed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use rusqlite::Connection;

use crate::contexte::Contexte;
use crate::erreur::JournalError;
use crate::journal::Effet;
use crate::table::Rangee;

/// How often something is tried again when what it was decided on has changed meanwhile.
pub(crate) const ESSAIS: usize = 16;

/// The state of one espace: its tables. A clone is a draft of its own.
pub trait Garde: Default + Clone + Send + 'static {
    /// Its tables.
    fn tables(&mut self) -> Vec<&mut dyn Rangee>;

    /// Bodies that this draft refers to, and that no message holds: kept with what it changes.
    fn corps(&mut self) -> Vec<Bytes> {
        Vec::new()
    }
}

/// The state of every espace, as committed.
#[derive(Debug)]
pub struct Gardes<E>(Mutex<BTreeMap<String, Travail<E>>>);

impl<E> Default for Gardes<E> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// A draft of the state of an espace, and the epoque under which it was read.
#[derive(Debug, Clone, Default)]
pub struct Travail<E> {
    /// The state, to read and change.
    pub etat: E,
    epoque: u64,
    /// Held while what was committed enters the tables, one by one, and while a draft is made of them all.
    moment: Arc<Mutex<()>>,
}

impl<E: Garde> Gardes<E> {
    /// Reads the state of an espace in its file: what [`crate::Service::charger`] is for.
    ///
    /// # Errors
    /// When the tables hold what they should not.
    pub fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        let mut etat = E::default();
        etat.tables().into_iter().try_for_each(|t| t.charger(c))?;
        let moment = Arc::default();
        self.verrou().insert(espace.to_owned(), Travail { etat, epoque, moment });
        Ok(())
    }

    /// Forgets an espace; its file remembers.
    pub fn oublier(&self, espace: &str) {
        self.verrou().remove(espace);
    }

    /// A draft of the state of an espace, all its tables as they are at one moment. One that was never read is empty, and what is drafted
    /// there is never kept.
    pub fn ouvrir(&self, espace: &str) -> Travail<E> {
        let espaces = self.verrou();
        let Some(travail) = espaces.get(espace) else {
            return Travail::default();
        };
        let _moment = travail.moment.lock().unwrap_or_else(PoisonError::into_inner);
        travail.clone()
    }

    /// Changes the state without an exchange: an action. Done again when what it was decided on has changed meanwhile.
    ///
    /// # Errors
    /// What `faire` answers, and nothing is changed; or when it cannot be written.
    pub async fn changer<R, F: From<JournalError>>(
        &self,
        ctx: &Contexte,
        mut faire: impl FnMut(&mut Travail<E>) -> Result<R, F>,
    ) -> Result<R, F> {
        let mut essais = ESSAIS;
        loop {
            let mut travail = self.ouvrir(&ctx.espace);
            let rendu = faire(&mut travail)?;
            let Some(effet) = travail.effet() else { return Ok(rendu) };
            match ctx.changer(effet).await {
                Ok(()) => return Ok(rendu),
                Err(JournalError::Perime) if essais > 0 => essais -= 1,
                Err(e) => return Err(e.into()),
            }
        }
    }

    /// A panic under the lock can only be an allocation that fails: there is nothing to save then.
    fn verrou(&self) -> MutexGuard<'_, BTreeMap<String, Travail<E>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Garde> Travail<E> {
    /// What it changes, to be committed with an exchange; `None` when that is nothing. The draft is empty after.
    pub fn effet(&mut self) -> Option<Effet> {
        let prepares: Vec<_> = self.etat.tables().into_iter().filter_map(|t| t.preparer()).collect();
        if prepares.is_empty() {
            return None;
        }
        let (ecrire, appliquer): (Vec<_>, Vec<_>) = prepares.into_iter().map(|p| (p.ecrire, p.appliquer)).unzip();
        let effet = Effet::libre(move |t, _| ecrire.iter().try_for_each(|e| e(t)));
        let effet = self.etat.corps().into_iter().fold(effet, Effet::garder);
        let moment = self.moment.clone();
        Some(effet.sous(self.epoque).puis(move || {
            let _moment = moment.lock().unwrap_or_else(PoisonError::into_inner);
            appliquer.into_iter().for_each(|a| a());
        }))
    }
}
