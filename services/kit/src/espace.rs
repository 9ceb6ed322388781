//! One espace: an isolated slice of every service, with its own listeners, clock and faults. An address belongs to one
//! espace, so that even a handshake that fails is attributed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use segur_model::controle::{EtatEspace, Tentative};
use tokio::sync::watch;

use crate::debit::Debit;
use crate::horloge::Horloge;
use crate::journal::Journal;
use crate::mesures::Comptes;
use crate::pannes::Pannes;
use crate::tentatives::Tentatives;
use crate::tls::MaterielTls;

/// How long a stop waits for the exchanges in progress.
const DELAI_ARRET: Duration = Duration::from_secs(10);

/// One espace.
pub(crate) struct Espace {
    pub(crate) id: String,
    pub(crate) horloge: Horloge,
    pub(crate) pannes: Pannes,
    pub(crate) tentatives: Tentatives,
    /// Where its exchanges are written.
    pub(crate) journal: Journal,
    /// Its certificates: those of the bench, or its own.
    pub(crate) tls: Arc<MaterielTls>,
    /// What was counted of it.
    pub(crate) comptes: Comptes,
    /// How fast it may be asked.
    pub(crate) debit: Debit,
    /// URL of each endpoint, by name.
    pub(crate) points: Arc<BTreeMap<String, String>>,
    /// Where each endpoint listens: what is announced may be a name without a port.
    pub(crate) ports: BTreeMap<String, u16>,
    /// How often it was opened, by whichever bench.
    ouverture: u64,
    /// How many sessions the process has opened, all espaces together.
    sessions: Arc<AtomicU64>,
    rangs: BTreeMap<&'static str, AtomicU64>,
    arret: watch::Sender<bool>,
    vivants: watch::Sender<usize>,
}

/// What an espace is opened with.
pub(crate) struct Moyens {
    pub(crate) tls: Arc<MaterielTls>,
    pub(crate) debit: Debit,
    pub(crate) points: BTreeMap<String, String>,
    pub(crate) ports: BTreeMap<String, u16>,
    pub(crate) ouverture: u64,
}

/// One task of an espace: the espace is stopped when none is left.
pub(crate) struct Vivant(Arc<Espace>);

impl Drop for Vivant {
    fn drop(&mut self) {
        self.0.vivants.send_modify(|n| *n -= 1);
    }
}

impl Espace {
    pub(crate) fn nouveau(
        id: &str,
        horloge: Horloge,
        journal: Journal,
        moyens: Moyens,
        sessions: Arc<AtomicU64>,
        services: impl Iterator<Item = &'static str>,
    ) -> Self {
        let Moyens {
            tls,
            debit,
            points,
            ports,
            ouverture,
        } = moyens;
        Self {
            id: id.to_owned(),
            horloge,
            pannes: Pannes::default(),
            tentatives: Tentatives::default(),
            journal,
            tls,
            comptes: Comptes::default(),
            debit,
            points: Arc::new(points),
            ports,
            ouverture,
            sessions,
            rangs: services.map(|s| (s, AtomicU64::new(0))).collect(),
            arret: watch::Sender::new(false),
            vivants: watch::Sender::new(0),
        }
    }

    pub(crate) fn vivant(self: &Arc<Self>) -> Vivant {
        self.vivants.send_modify(|n| *n += 1);
        Vivant(self.clone())
    }

    /// Resolves when the espace is asked to stop.
    pub(crate) async fn arret(&self) {
        let _ = self.arret.subscribe().wait_for(|a| *a).await;
    }

    /// Asks its tasks to stop.
    pub(crate) fn arreter(&self) {
        self.arret.send_replace(true);
    }

    /// Waits until none is left, for some time.
    pub(crate) async fn attendre_la_fin(&self) {
        let mut vivants = self.vivants.subscribe();
        let _ = tokio::time::timeout(DELAI_ARRET, vivants.wait_for(|n| *n == 0)).await;
    }

    /// The name of the next session: it never comes twice in a journal.
    pub(crate) fn session(&self) -> String {
        format!("{}.{}", self.ouverture, self.sessions.fetch_add(1, Ordering::SeqCst) + 1)
    }

    /// The rank of the next request to a service.
    pub(crate) fn rang(&self, service: &str) -> u64 {
        self.rangs.get(service).map_or(1, |r| r.fetch_add(1, Ordering::SeqCst) + 1)
    }

    /// The next request to each service is the first again.
    pub(crate) fn recompter(&self) {
        for rang in self.rangs.values() {
            rang.store(0, Ordering::SeqCst);
        }
    }

    pub(crate) fn etat(&self) -> EtatEspace {
        EtatEspace {
            id: self.id.clone(),
            points: BTreeMap::clone(&self.points),
            horloge: self.horloge.maintenant(),
            pannes: self.pannes.liste(),
            purge: self.journal.derniere_purge(&self.id),
        }
    }

    pub(crate) fn tentatives(&self) -> Vec<Tentative> {
        self.points.iter().map(|(nom, url)| self.tentatives.lire(nom, url)).collect()
    }
}
