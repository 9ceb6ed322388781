//! What a session holds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncWriteExt;

use crate::connexion::{Connexion, Moment};
use crate::contexte::Contexte;
use crate::dialogue::{Dialogue, Empechement};
use crate::flux::Duplex;
use crate::inscription::Inscription;

/// One session.
pub(super) struct Seance {
    pub(super) c: Connexion,
    pub(super) contexte: Contexte,
    pub(super) dialogue: Box<dyn Dialogue>,
    pub(super) flux: Box<dyn Duplex>,
    /// What was read and is not yet a frame.
    pub(super) tampon: BytesMut,
    pub(super) chiffre: bool,
    /// A command of which a part came.
    pub(super) en_cours: Option<EnCours>,
    /// The connection is cut, not closed.
    pub(super) coupee: bool,
}

/// A command of which at least a part came.
pub(super) struct EnCours {
    pub(super) inscription: Inscription,
    pub(super) moment: Moment,
    pub(super) rang: u64,
    pub(super) panne: Option<String>,
    pub(super) tronquer: bool,
}

impl Seance {
    /// What the service says when the kit ends the session.
    pub(super) fn mots(&self, cause: Empechement) -> Bytes {
        catch_unwind(AssertUnwindSafe(|| self.dialogue.congedier(&cause))).unwrap_or_default()
    }

    pub(super) fn inscription(&self, operation: &str, moment: Moment) -> Inscription {
        self.c.inscription(&format!("{}.{operation}", self.c.service.nom()), moment)
    }

    /// Sends; false when the client is gone, or does not take what it is sent.
    pub(super) async fn envoyer(&mut self, octets: &[u8]) -> bool {
        let envoi = async {
            self.flux.write_all(octets).await?;
            self.flux.flush().await
        };
        let limites = self.c.coeur.limites;
        let delai = limites.lecture + Duration::from_secs(octets.len() as u64 / limites.debit.max(1));
        matches!(tokio::time::timeout(delai, envoi).await, Ok(Ok(())))
    }
}
