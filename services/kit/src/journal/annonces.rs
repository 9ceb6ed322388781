//! Who is told of what is committed. Each espace has its own watch: what comes in one wakes nobody of another.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::select_all;
use tokio::sync::watch;

use super::Filtre;
use crate::ZONE_COMMUNE;

/// The watches of those who wait, by espace; the empty name is that of who wants all of them. `None`: the journal is closed.
#[derive(Clone)]
pub(super) struct Annonces(Arc<Mutex<Option<Guets>>>);

type Guets = BTreeMap<String, watch::Sender<()>>;

const TOUS: &str = "";

impl Annonces {
    pub(super) fn nouvelles() -> Self {
        Self(Arc::new(Mutex::new(Some(Guets::new()))))
    }

    /// Something was committed in these espaces.
    pub(super) fn dire<'a>(&self, espaces: impl Iterator<Item = &'a str>) {
        if let Some(guets) = &*self.verrou() {
            for espace in espaces.chain([TOUS]) {
                if let Some(guet) = guets.get(espace) {
                    guet.send_replace(());
                }
            }
        }
    }

    /// The journal writes no more: who waits learns it.
    pub(super) fn fermer(&self) {
        *self.verrou() = None;
    }

    /// What wakes who waits for exchanges of this filter.
    pub(super) fn guetter(&self, filtre: &Filtre) -> Guet {
        let mut guets = self.verrou();
        let Some(guets) = &mut *guets else { return Guet(Vec::new()) };
        // Whoever went away leaves nothing behind: a name that was asked for is not kept for ever.
        guets.retain(|_, guet| guet.receiver_count() > 0);
        let guet = |espace: &str| {
            let guet = guets.entry(espace.to_owned()).or_insert_with(|| watch::Sender::new(()));
            guet.subscribe()
        };
        Guet(espaces(filtre).into_iter().map(guet).collect())
    }

    /// Espaces that somebody waits for.
    #[cfg(test)]
    pub(super) fn noms(&self) -> Vec<String> {
        self.verrou().iter().flat_map(|g| g.keys().cloned()).collect()
    }

    /// A panic under the lock can only be an allocation that fails: there is nothing to save then.
    fn verrou(&self) -> MutexGuard<'_, Option<Guets>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The espaces where an exchange of this filter may come.
fn espaces(filtre: &Filtre) -> Vec<&str> {
    if filtre.espaces.is_empty() {
        return vec![TOUS];
    }
    let mut espaces: Vec<&str> = filtre.espaces.iter().map(String::as_str).collect();
    // There an operation is found by its full name alone, or all of them where they are asked for.
    let nommee = || filtre.operations.iter().any(|o| !o.contains('*'));
    if !filtre.siennes && (filtre.communes || nommee()) {
        espaces.push(ZONE_COMMUNE);
    }
    espaces
}

/// The wait for the next commit in some espaces.
pub(super) struct Guet(Vec<watch::Receiver<()>>);

impl Guet {
    /// What was committed until now is known: it wakes no more.
    pub(super) fn savoir(&mut self) {
        for guet in &mut self.0 {
            guet.mark_unchanged();
        }
    }

    /// Resolves at the next commit; `false` when none can come any more.
    pub(super) async fn suivant(&mut self) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let attentes = self.0.iter_mut().map(|g| Box::pin(g.changed()));
        select_all(attentes).await.0.is_ok()
    }
}
