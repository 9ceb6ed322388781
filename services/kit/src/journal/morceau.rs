//! A document kept once: a part of a body that is in the journal already.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::requete::Requete;

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
    /// A document in a request whose body it is a slice of; `None` when it was made apart (decoded).
    #[must_use]
    pub fn dans(requete: &Requete, document: &Bytes) -> Option<Self> {
        let debut = (document.as_ptr() as usize).checked_sub(requete.corps.as_ptr() as usize)?;
        // Bytes that lie between the first and the last of a body are the body's own: nothing else is kept there.
        requete.corps.get(debut..debut.checked_add(document.len())?)?;
        Some(Self {
            corps: requete.empreinte().to_owned(),
            debut: debut as u64,
            longueur: document.len() as u64,
        })
    }

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
