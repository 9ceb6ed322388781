//! The sessions that are open, so that the operator may close them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// What the operator closed, by rank: a session compares them with the last that it has seen, and so misses none.
#[derive(Debug, Default)]
struct Fermetures {
    rang: u64,
    /// The last time that all were.
    toutes: u64,
    /// The last time that those of a mailbox were.
    boites: BTreeMap<String, u64>,
}

/// By espace.
#[derive(Default)]
pub(crate) struct Seances(Mutex<BTreeMap<String, watch::Sender<Fermetures>>>);

impl Seances {
    /// Closes the sessions of a mailbox, or all.
    pub fn fermer(&self, espace: &str, boite: Option<String>) {
        self.avec(espace, |s| {
            s.send_modify(|f| {
                f.rang += 1;
                match boite {
                    None => f.toutes = f.rang,
                    Some(boite) => drop(f.boites.insert(boite, f.rang)),
                }
            });
        });
    }

    /// What a session that opens now listens to.
    pub fn suivre(&self, espace: &str) -> Ecoute {
        self.avec(espace, |s| {
            let recu = s.subscribe();
            let vu = recu.borrow().rang;
            Ecoute { recu, vu }
        })
    }

    fn avec<R>(&self, espace: &str, faire: impl FnOnce(&watch::Sender<Fermetures>) -> R) -> R {
        let mut tous = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faire(
            tous.entry(espace.to_owned())
                .or_insert_with(|| watch::Sender::new(Fermetures::default())),
        )
    }
}

/// The ear of a session.
pub(crate) struct Ecoute {
    recu: watch::Receiver<Fermetures>,
    vu: u64,
}

impl Ecoute {
    /// Whether the sessions of this mailbox were closed since the session last asked. Asked before each answer: a command that came
    /// after the operator closed is not served, whichever of the two the session sees first.
    pub fn est_fermee(&mut self, boite: Option<&str>) -> bool {
        let f = self.recu.borrow_and_update();
        let la_sienne = boite.and_then(|b| f.boites.get(b)).copied().unwrap_or_default();
        let fermee = f.toutes.max(la_sienne) > self.vu;
        if !fermee {
            // What was closed before a login does not close what it opens.
            self.vu = f.rang;
        }
        fermee
    }

    /// Resolves when the sessions of this mailbox are closed.
    pub async fn fermee(&mut self, boite: Option<&str>) {
        while !self.est_fermee(boite) {
            // The service lives as long as its sessions: its voice never goes away before them.
            if self.recu.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_is_seen_whatever_comes_after_it() {
        let seances = Seances::default();
        let mut e = seances.suivre("commun");
        assert!(!e.est_fermee(Some("a@b")));
        seances.fermer("commun", Some("a@b".into()));
        seances.fermer("commun", Some("c@d".into()));
        seances.fermer("autre", None);
        assert!(e.est_fermee(Some("a@b")), "the second closing hides the first");
        assert!(e.est_fermee(Some("a@b")), "it stays closed");
        let mut nouvelle = seances.suivre("commun");
        assert!(!nouvelle.est_fermee(Some("a@b")), "a session opened since is not closed");
        seances.fermer("commun", None);
        assert!(nouvelle.est_fermee(None), "all, even who is not known yet");
    }

    #[test]
    fn what_was_closed_before_a_login_does_not_close_what_it_opens() {
        let seances = Seances::default();
        let mut e = seances.suivre("commun");
        seances.fermer("commun", Some("a@b".into()));
        assert!(!e.est_fermee(None));
        assert!(!e.est_fermee(Some("a@b")));
    }
}
