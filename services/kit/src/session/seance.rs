//! What a session holds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncWriteExt;

use crate::connexion::{Connexion, Moment};
use crate::contexte::Contexte;
use crate::dialogue::{Dialogue, Empechement, Envoi};
use crate::flux::Duplex;
use crate::inscription::{Inscription, signaler};
use crate::journal::Morceau;

/// How much of a body that is kept is read at a time.
const TRANCHE: u64 = 1024 * 1024;
/// Small pieces of an answer leave together, up to so many bytes.
const PAQUET: usize = 64 * 1024;

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

    /// Sends an answer, piece by piece; false when the client is gone, or a piece could not be read.
    pub(super) async fn envoyer_tout(&mut self, envois: &[Envoi]) -> bool {
        let mut paquet = BytesMut::new();
        for envoi in envois {
            match envoi {
                Envoi::Octets(octets) if envois.len() == 1 => return self.envoyer(octets).await,
                Envoi::Octets(octets) => paquet.extend_from_slice(octets),
                Envoi::Garde { morceau, .. } => {
                    let mut lus = 0;
                    while lus < morceau.longueur {
                        let tranche = Morceau {
                            corps: morceau.corps.clone(),
                            debut: morceau.debut + lus,
                            longueur: TRANCHE.min(morceau.longueur - lus),
                        };
                        match self.c.espace.journal.morceau(&self.c.espace.id, &tranche).await {
                            Ok(octets) if octets.len() as u64 == tranche.longueur => paquet.extend_from_slice(&octets),
                            Ok(_) => return self.couper("un corps gardé est plus court que ce que l'état en dit : la réponse est coupée"),
                            Err(erreur) => return self.couper(&erreur.to_string()),
                        }
                        lus += tranche.longueur;
                        if paquet.len() >= PAQUET && !self.envoyer(&paquet.split()).await {
                            return false;
                        }
                    }
                }
            }
            if paquet.len() >= PAQUET && !self.envoyer(&paquet.split()).await {
                return false;
            }
        }
        self.envoyer(&paquet).await
    }

    /// The answer was announced longer than it can be: nothing more can be said on this connection.
    fn couper(&mut self, erreur: &str) -> bool {
        signaler(&erreur);
        self.coupee = true;
        false
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
