//! What tells whether a scenario is still the one that was played.

use std::hash::{Hash, Hasher};

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

/// Digest of all that a scenario asks. Where its file puts it, and its comments, change nothing.
#[must_use]
pub fn du_scenario(s: &Scenario) -> String {
    let mut sha = Sha(Sha256::new());
    s.hash(&mut sha);
    court(&hex::encode(sha.0.finalize()))
}

/// Digest of what a proof asks.
#[must_use]
pub fn de_la_demande(p: &segur_model::catalogue::Proof) -> String {
    let dit: String = p
        .demande
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    court(&hex::encode(Sha256::digest(format!("{}|{dit}|{:?}", p.id, p.natures))))
}

fn court(hex: &str) -> String {
    hex.get(..16).unwrap_or(hex).to_owned()
}
