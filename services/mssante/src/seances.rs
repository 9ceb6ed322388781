//! The sessions that are open, so that the operator may close them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// What the operator closes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fermeture {
    rang: u64,
    /// The sessions of this mailbox; none: all.
    boite: Option<String>,
}

/// By espace.
#[derive(Default)]
pub(crate) struct Seances(Mutex<BTreeMap<String, watch::Sender<Fermeture>>>);

impl Seances {
    /// Closes the sessions of a mailbox, or all.
    pub fn fermer(&self, espace: &str, boite: Option<String>) {
        self.avec(espace, |s| {
            s.send_modify(|f| {
                f.rang += 1;
                f.boite = boite;
            });
        });
    }

    /// What a session that opens now listens to.
    pub fn suivre(&self, espace: &str) -> Ecoute {
        Ecoute(self.avec(espace, watch::Sender::subscribe))
    }

    fn avec<R>(&self, espace: &str, faire: impl FnOnce(&watch::Sender<Fermeture>) -> R) -> R {
        let mut tous = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faire(
            tous.entry(espace.to_owned())
                .or_insert_with(|| watch::Sender::new(Fermeture::default())),
        )
    }
}

/// The ear of a session.
pub(crate) struct Ecoute(watch::Receiver<Fermeture>);

impl Ecoute {
    /// Resolves when the sessions of this mailbox are closed.
    pub async fn fermee(&mut self, boite: Option<&str>) {
        loop {
            // The service lives as long as its sessions: its voice never goes away before them.
            if self.0.changed().await.is_err() {
                return std::future::pending().await;
            }
            let f = self.0.borrow_and_update().clone();
            if f.boite.is_none() || f.boite.as_deref() == boite {
                return;
            }
        }
    }
}
