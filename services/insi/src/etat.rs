//! What the service remembers of an espace, until it is reset.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use segur_model::world::ReponseInsi;
use serde::Deserialize;

/// Which platform is simulated: they do not answer an unknown person alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Plateforme {
    /// The vendors' test platform, which has only part of the base: an unknown person is a fault.
    Editeur,
    /// Production: an unknown person is CR 01.
    #[default]
    Production,
}

/// One espace.
#[derive(Debug, Default)]
pub(crate) struct Etat {
    pub plateforme: Plateforme,
    /// Scripts set by an action, by patient: they replace those of the world.
    pub scripts: BTreeMap<String, Vec<ReponseInsi>>,
    /// Calls that concerned each patient.
    pub appels: BTreeMap<String, u32>,
}

/// Every espace.
#[derive(Debug, Default)]
pub(crate) struct Etats(Mutex<BTreeMap<String, Etat>>);

impl Etats {
    /// Works on the state of an espace, alone.
    pub fn avec<R>(&self, espace: &str, faire: impl FnOnce(&mut Etat) -> R) -> R {
        faire(self.verrou().entry(espace.to_owned()).or_default())
    }

    pub fn oublier(&self, espace: &str) {
        self.verrou().remove(espace);
    }

    /// Every change of the state is a single assignment: one left half-way by a panic elsewhere cannot be.
    fn verrou(&self) -> MutexGuard<'_, BTreeMap<String, Etat>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
