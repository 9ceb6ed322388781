//! What a service remembers of each espace, until it is reset.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The state of every espace; one that was never seen, or was forgotten, starts from the default.
#[derive(Debug)]
pub struct Etats<E>(Mutex<BTreeMap<String, E>>);

impl<E> Default for Etats<E> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<E: Default> Etats<E> {
    /// Works on the state of an espace, alone: two requests at once cannot both find the same thing free.
    pub fn avec<R>(&self, espace: &str, faire: impl FnOnce(&mut E) -> R) -> R {
        faire(self.verrou().entry(espace.to_owned()).or_default())
    }

    /// Forgets an espace.
    pub fn oublier(&self, espace: &str) {
        self.verrou().remove(espace);
    }

    /// A panic under the lock can only be an allocation that fails: there is nothing to save then.
    fn verrou(&self) -> MutexGuard<'_, BTreeMap<String, E>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
