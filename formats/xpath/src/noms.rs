//! Names as numbers: every expanded name that an expression tests is known before a document is read, so that a step of a path
//! compares two integers.

use std::collections::HashMap;

/// Number of a name that no expression tests: equal to nothing.
pub(crate) const INCONNU: u32 = 0;
/// Number of « no namespace ».
pub(crate) const SANS_ESPACE: u32 = 1;

/// The names that expressions test.
#[derive(Debug)]
pub struct Noms {
    espaces: HashMap<String, u32>,
    locaux: HashMap<String, u32>,
}

impl Default for Noms {
    fn default() -> Self {
        Self {
            espaces: HashMap::from([(String::new(), SANS_ESPACE)]),
            locaux: HashMap::new(),
        }
    }
}

impl Noms {
    /// The number of a namespace, made if it is new.
    pub(crate) fn espace(&mut self, uri: &str) -> u32 {
        numero(&mut self.espaces, uri)
    }

    /// The number of a local name, made if it is new.
    pub(crate) fn local(&mut self, nom: &str) -> u32 {
        numero(&mut self.locaux, nom)
    }

    /// The number of a namespace, or [`INCONNU`].
    pub(crate) fn espace_connu(&self, uri: &str) -> u32 {
        self.espaces.get(uri).copied().unwrap_or(INCONNU)
    }

    /// The number of a local name, or [`INCONNU`].
    pub(crate) fn local_connu(&self, nom: &str) -> u32 {
        self.locaux.get(nom).copied().unwrap_or(INCONNU)
    }
}

fn numero(table: &mut HashMap<String, u32>, nom: &str) -> u32 {
    if let Some(n) = table.get(nom) {
        return *n;
    }
    // From 1: 0 is the unknown name. A table of 4 billion names is out of reach of the caps on schemas.
    let n = u32::try_from(table.len() + 1).unwrap_or(u32::MAX);
    table.insert(nom.to_owned(), n);
    n
}
