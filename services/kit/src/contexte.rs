//! What a service may ask, for one espace.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use segur_certs::Igc;
use segur_dialecte::Connu;
use segur_model::{Exchange, World};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::erreur::JournalError;
use crate::horloge::Horloge;
use crate::journal::{Effet, Morceau};
use crate::requete::Requete;
use crate::sortants::Sortants;

/// What a service may ask, for one espace.
#[derive(Clone)]
pub struct Contexte {
    /// The espace.
    pub espace: String,
    /// Its clock. A service never asks the system for the time.
    pub horloge: Horloge,
    /// The fictitious country.
    pub monde: Arc<World>,
    /// The test PKI.
    pub igc: Arc<Igc>,
    /// Seed of every identifier.
    pub graine: String,
    /// URL of each endpoint of the espace, by name (`psc.auth`): one endpoint may announce another.
    pub points: Arc<BTreeMap<String, String>>,
    /// Its calls to the candidate.
    pub sortants: Sortants,
}

impl Contexte {
    /// Commits a change of the state at once, without an exchange: what others must see before a long answer is made.
    ///
    /// # Errors
    /// When what it was decided on has changed meanwhile, or it cannot be written.
    pub async fn changer(&self, effet: Effet) -> Result<(), JournalError> {
        self.sortants.changer(effet).await
    }

    /// Part of a body that the espace keeps.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub async fn lire(&self, morceau: &Morceau) -> Result<Bytes, JournalError> {
        self.sortants.lire(morceau).await
    }

    /// What a service reads in its tables of the espace, as committed, off the threads that answer. What is decided on it is checked again by the
    /// effect that writes it ([`crate::EffetRefuse::Perime`]).
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn consulter<T: Send + 'static>(
        &self,
        lire: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JournalError> {
        self.sortants.consulter(lire).await
    }

    /// An exchange of the espace; none when there is none of this number, or it was purged.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn echange(&self, id: u64) -> Result<Option<Exchange>, JournalError> {
        self.sortants.echange(id).await
    }

    /// Its bodies: request, answer.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn octets(&self, id: u64) -> Result<Option<(Bytes, Bytes)>, JournalError> {
        match self.echange(id).await? {
            Some(_) => self.sortants.octets(id).await,
            None => Ok(None),
        }
    }

    /// The exchanges of one session of a service, in order, so many at most.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn session(&self, service: &str, session: &str, limite: u32) -> Result<Vec<Exchange>, JournalError> {
        self.sortants.session(service, session, limite).await
    }

    /// The espace's own exchanges of these operations (full names, or patterns with `*`) that come after an id, in the order of their ids, so many
    /// at most: who keeps the last id goes on from there. No operation gives no exchange.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn echanges(&self, operations: &[&str], apres: u64, limite: u32) -> Result<Vec<Exchange>, JournalError> {
        self.sortants.echanges(operations, apres, limite).await
    }

    /// 32 bytes drawn from (seed, espace, purpose, rank): the same for the same four, whatever else happens at the same time.
    #[must_use]
    pub fn tirage(&self, but: &str, rang: u64) -> [u8; 32] {
        let mut h = Sha256::new();
        for morceau in [self.graine.as_str(), &self.espace, but] {
            h.update((morceau.len() as u64).to_be_bytes());
            h.update(morceau.as_bytes());
        }
        h.update(rang.to_be_bytes());
        h.finalize().into()
    }

    /// What this espace knows, to judge a request by: of test, and of a candidate that follows the bench clock if `suit` is nearer to it than to
    /// the real time (when the bench shows real time there is nothing to follow).
    #[must_use]
    pub fn connu(&self, requete: &Requete, suit: Option<OffsetDateTime>) -> Connu<'_> {
        Connu {
            recu: requete.recu,
            horloge_declaree: suit.is_some_and(|t| (t - requete.instant).abs() < (t - requete.recu).abs()),
            ..Connu::du_monde(&self.monde, self.igc.confiance(), requete.instant)
        }
    }

    /// A UUID for what opens something (a session, a code, a token): drawn by the system, so that nobody guesses it, and that a reset, after which
    /// ranks begin again, gives none twice. Where the clock stands still, as in the demo, the same bytes must come twice: it is then
    /// [`Contexte::uuid`].
    #[must_use]
    pub fn secret(&self, but: &str, rang: u64) -> String {
        let mut octets = [0; 16];
        let hasard = rustls::crypto::aws_lc_rs::default_provider().secure_random;
        if self.horloge.est_figee() || hasard.fill(&mut octets).is_err() {
            return self.uuid(but, rang);
        }
        uuid::Builder::from_random_bytes(octets).into_uuid().to_string()
    }

    /// A UUID (version 8: custom) drawn as [`Contexte::tirage`] draws.
    #[must_use]
    pub fn uuid(&self, but: &str, rang: u64) -> String {
        let mut octets = [0; 16];
        octets.copy_from_slice(&self.tirage(but, rang)[..16]);
        uuid::Uuid::new_v8(octets).to_string()
    }
}
