//! What tells whether a scenario is still the one that was played.

use std::hash::{Hash, Hasher};

use segur_model::catalogue::{CatalogueScenario, Proof};
use sha2::{Digest, Sha256};

use crate::grammaire::ast::Scenario;

/// A hasher whose value is the same on every machine and with every compiler of this program.
struct Sha(Sha256);

impl Hasher for Sha {
    fn write(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    fn write_usize(&mut self, n: usize) {
        self.0.update((n as u64).to_le_bytes());
    }

    fn write_isize(&mut self, n: isize) {
        self.0.update((n as i64).to_le_bytes());
    }

    fn finish(&self) -> u64 {
        0
    }
}

/// Digest of what is played of a scenario. Where its file puts it, its comments, what is said before it and the pieces that its proofs ask
/// change nothing of what was played.
#[must_use]
pub fn du_scenario(s: &Scenario) -> String {
    let mut s = s.clone();
    s.contexte.clear();
    s.etapes.iter_mut().for_each(|e| e.preuves.clear());
    let mut sha = Sha(Sha256::new());
    s.hash(&mut sha);
    court(&hex::encode(sha.0.finalize()))
}

/// Digest of what a proof asks, in the scenario that asks it: a film of former étapes shows something else.
#[must_use]
pub fn de_la_demande(p: &Proof, s: &CatalogueScenario) -> String {
    let plat = |t: &str| -> String { t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let plan: String = s.plan.iter().map(|e| plat(e)).collect();
    court(&hex::encode(Sha256::digest(format!(
        "{}|{}|{:?}|{plan}",
        p.id,
        plat(&p.demande),
        p.natures
    ))))
}

fn court(hex: &str) -> String {
    hex.get(..16).unwrap_or(hex).to_owned()
}
