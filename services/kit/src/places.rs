//! The connections that the bench holds, all endpoints together, shared between espaces: half of them in equal parts that nobody else
//! takes, the others for who comes first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is held.
pub(crate) struct Places {
    total: usize,
    tenues: Mutex<BTreeMap<String, usize>>,
}

/// A connection has one until it ends.
pub(crate) struct Place {
    places: Arc<Places>,
    espace: String,
}

/// Why there is none, and how many are held there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Complet {
    /// All are taken.
    EnTout(usize),
    /// What is left is for other espaces.
    Espace(usize),
}

impl Places {
    pub(crate) fn nouvelles(total: usize) -> Arc<Self> {
        Arc::new(Self {
            total,
            tenues: Mutex::default(),
        })
    }

    /// A place for a connection of an espace, one of so many that are open.
    pub(crate) fn prendre(self: &Arc<Self>, espace: &str, ouverts: usize) -> Result<Place, Complet> {
        let part = self.total / (2 * ouverts.max(1));
        let mut tenues = self.verrou();
        let prises: usize = tenues.values().sum();
        let siennes = tenues.get(espace).copied().unwrap_or(0);
        let entamees: usize = tenues.iter().filter(|(e, _)| *e != espace).map(|(_, n)| part.min(*n)).sum();
        let gardees = (part * ouverts.saturating_sub(1)).saturating_sub(entamees);
        if prises >= self.total {
            return Err(Complet::EnTout(prises));
        }
        if siennes >= part && prises + gardees >= self.total {
            return Err(Complet::Espace(siennes));
        }
        tenues.insert(espace.to_owned(), siennes + 1);
        Ok(Place {
            places: self.clone(),
            espace: espace.to_owned(),
        })
    }

    /// How many an espace holds.
    pub(crate) fn tenues(&self, espace: &str) -> usize {
        self.verrou().get(espace).copied().unwrap_or(0)
    }

    /// A panic under the lock can only be an allocation that fails: there is nothing to save then.
    fn verrou(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.tenues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut tenues = self.places.verrou();
        match tenues.get_mut(&self.espace) {
            Some(n) if *n > 1 => *n -= 1,
            _ => {
                tenues.remove(&self.espace);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_espace_a_sa_part() {
        let places = Places::nouvelles(12);
        let prendre = |espace: &str, combien: usize| -> Vec<Place> { (0..combien).map_while(|_| places.prendre(espace, 3).ok()).collect() };
        let goulu = prendre("a", 100);
        assert_eq!(goulu.len(), 8, "two are kept for each of the two others");
        assert_eq!(places.prendre("a", 3).err(), Some(Complet::Espace(8)));
        let b = prendre("b", 100);
        assert_eq!(b.len(), 2);
        assert_eq!(places.prendre("b", 3).err(), Some(Complet::Espace(2)));
        let c = prendre("c", 100);
        assert_eq!(c.len(), 2);
        assert_eq!(places.prendre("c", 3).err(), Some(Complet::EnTout(12)));
        drop(goulu);
        assert_eq!(
            prendre("c", 100).len(),
            6,
            "those that nobody has a right to are for who comes first"
        );
        drop((b, c));
        assert!(places.verrou().is_empty(), "the places come back");
        // Alone, an espace has them all; without enough for a part each, who comes first.
        assert_eq!((0..20).map_while(|_| places.prendre("a", 1).ok()).collect::<Vec<_>>().len(), 12);
    }
}
