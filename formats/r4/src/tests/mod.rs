//! Tests.

mod corpus;
mod json;
mod mutations;
mod pairs;
mod profils;
mod structure;

use segur_dialecte::Lu;
use segur_model::{Environnement, Finding};

use crate::R4Lu;

/// Findings of a file that must be readable.
fn juger(octets: &[u8]) -> Vec<Finding> {
    let lu = R4Lu::lire(octets);
    assert_eq!(lu.illisible(), None);
    lu.constats_seuls(Environnement::Test)
}

/// The rules of findings, each once, in order.
fn ids(constats: &[Finding]) -> Vec<&str> {
    let mut tous: Vec<&str> = constats.iter().map(|f| f.rule.as_str()).collect();
    tous.sort_unstable();
    tous.dedup();
    tous
}

/// Those that are errors.
fn erreurs(constats: &[Finding]) -> Vec<&str> {
    let mut tous: Vec<&str> = constats.iter().filter(|f| f.is_error()).map(|f| f.rule.as_str()).collect();
    tous.sort_unstable();
    tous.dedup();
    tous
}
