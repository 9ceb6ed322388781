//! What the service remembers of an espace, until it is reset.

use std::collections::BTreeMap;

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
    /// The `Instance` last seen of each software (IDAM and name).
    pub instances: BTreeMap<(String, String), String>,
}

/// How many pieces of software are remembered.
const LOGICIELS_MAX: usize = 1_000;

impl Etat {
    /// Remembers the instance of a software, and gives the one that it had before when it is another.
    pub fn instance(&mut self, logiciel: (String, String), instance: &str) -> Option<String> {
        if self.instances.len() >= LOGICIELS_MAX && !self.instances.contains_key(&logiciel) {
            return None;
        }
        self.instances
            .insert(logiciel, instance.to_owned())
            .filter(|avant| avant != instance)
    }
}

/// Every espace.
pub(crate) type Etats = segur_kit::Etats<Etat>;
