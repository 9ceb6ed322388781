//! A document kept once: a part of a body that is in the journal already.

use serde::{Deserialize, Serialize};

/// Where a document is: the body that holds it, and the bytes that are its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Morceau {
    /// SHA-256 of the body, hexadecimal.
    pub corps: String,
    /// Where it begins in it.
    pub debut: u64,
    /// Its length.
    pub longueur: u64,
}

impl Morceau {
    /// A whole body.
    #[must_use]
    pub fn entier(corps: &[u8]) -> Self {
        Self {
            corps: crate::francais::empreinte(corps),
            debut: 0,
            longueur: corps.len() as u64,
        }
    }
}
