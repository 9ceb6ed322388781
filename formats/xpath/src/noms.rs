//! Names as numbers: every expanded name that an expression tests is known before a document is read, so that a step of a path
//! compares two integers.
//!
//! Schemas that judge the same documents share one table: a tree that is made once is then good for all of them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// Number of a name that no expression tests: equal to nothing.
pub(crate) const INCONNU: u32 = 0;
/// Number of « no namespace ».
pub(crate) const SANS_ESPACE: u32 = 1;

/// The names that expressions test. A copy is the same table.
#[derive(Debug, Clone, Default)]
pub struct Noms(Arc<RwLock<Table>>);

/// The table itself: it only grows.
#[derive(Debug)]
pub(crate) struct Table {
    espaces: HashMap<String, u32>,
    locaux: HashMap<String, u32>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            espaces: HashMap::from([(String::new(), SANS_ESPACE)]),
            locaux: HashMap::new(),
        }
    }
}

impl Noms {
    /// The number of a namespace, made if it is new.
    pub(crate) fn espace(&self, uri: &str) -> u32 {
        self.numero(uri, |t| &t.espaces, |t| &mut t.espaces)
    }

    /// The number of a local name, made if it is new.
    pub(crate) fn local(&self, nom: &str) -> u32 {
        self.numero(nom, |t| &t.locaux, |t| &mut t.locaux)
    }

    fn numero(
        &self,
        nom: &str,
        lire: impl Fn(&Table) -> &HashMap<String, u32>,
        ecrire: impl Fn(&mut Table) -> &mut HashMap<String, u32>,
    ) -> u32 {
        if let Some(n) = lire(&self.table()).get(nom) {
            return *n;
        }
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let table = ecrire(&mut table);
        // From 1: 0 is the unknown name. A table of 4 billion names is out of reach of the caps on schemas.
        let suivant = u32::try_from(table.len() + 1).unwrap_or(u32::MAX);
        *table.entry(nom.to_owned()).or_insert(suivant)
    }

    /// The table, as long as a tree is made.
    pub(crate) fn table(&self) -> RwLockReadGuard<'_, Table> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many names are known: a tree that was made when there were as many has the numbers of all of them.
    #[must_use]
    pub fn combien(&self) -> usize {
        let table = self.table();
        table.espaces.len() + table.locaux.len()
    }
}

impl Table {
    /// The number of a namespace, or [`INCONNU`].
    pub(crate) fn espace(&self, uri: &str) -> u32 {
        self.espaces.get(uri).copied().unwrap_or(INCONNU)
    }

    /// The number of a local name, or [`INCONNU`].
    pub(crate) fn local(&self, nom: &str) -> u32 {
        self.locaux.get(nom).copied().unwrap_or(INCONNU)
    }
}
