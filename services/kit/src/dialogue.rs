//! What a service of commands is (SMTP, IMAP, MLLP), and what the kit hands to it. The kit owns the connection: accepting, TLS,
//! frames, caps, idleness, faults of the connection, the journal. The service says what each frame is, what to answer, and what
//! comes next.

use std::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;
use segur_model::{Exchange, Faits, Finding, Peer};
use time::OffsetDateTime;

use crate::contexte::Contexte;
use crate::inscription::Estampille;
use crate::journal::{Effet, Morceau};
use crate::tls::ModeTls;
use crate::trames::{Cadre, Trame};

/// One connection of a client, from its opening to its close. It holds the state of the session.
#[async_trait]
pub trait Dialogue: Send {
    /// The operation that a command is, by its first frame, before it is handled: faults are matched on it, and it names the
    /// exchange when the answer does not say otherwise. The first frame is the opening of the connection ([`Trame::ouverture`]).
    fn classer(&self, trame: &Trame) -> String;

    /// Where a secret stands in the content of a frame (a token, a password): the journal keeps its digest in its place.
    fn secret(&self, _: &Trame) -> Option<Range<usize>> {
        None
    }

    /// Answers a frame, and says what comes next. To the opening, a protocol where the server speaks first answers its greeting,
    /// another answers nothing (and nothing is recorded). When [`Commande::panne`] is set, that fault is answered in the words of
    /// the protocol in place of the true answer, and nothing changes.
    async fn repondre(&mut self, ctx: &Contexte, commande: Commande) -> Replique;

    /// What the bench says by itself while it waits for a frame (IDLE of IMAP). The wait is dropped when a frame comes, and
    /// begun again after it.
    async fn annoncer(&mut self, _: &Contexte) -> Replique {
        std::future::pending().await
    }

    /// What is said, in the words of the protocol, when the kit ends the session. Empty: it ends without a word.
    fn congedier(&self, _: &Empechement) -> Bytes {
        Bytes::new()
    }
}

/// A frame as received, and all that is known of its connection.
#[derive(Debug, Clone)]
pub struct Commande {
    /// What came.
    pub trame: Trame,
    /// Who is at the other end, with its verified certificate.
    pub pair: Peer,
    /// Whether TLS is up.
    pub chiffre: bool,
    /// Endpoint it came to, name within the service.
    pub point: &'static str,
    /// Fault to answer: a code of the service, or the number of a fault `statut`.
    pub panne: Option<String>,
    /// Espace of the endpoint.
    pub espace: String,
    /// The connection.
    pub session: String,
    /// Rank of this command, the same for all its frames, for (espace, service), from 1: feeds [`Contexte::tirage`].
    pub rang: u64,
    /// Real instant of reception.
    pub recu: OffsetDateTime,
    /// Instant of reception on the clock of the espace.
    pub instant: OffsetDateTime,
}

impl Commande {
    /// The exchange as far as it is known before the answer, for the rules and the facts. The journal has one of its own.
    #[must_use]
    pub fn echange(&self, service: &str, operation: &str) -> Exchange {
        Estampille {
            espace: &self.espace,
            service,
            session: &self.session,
            pair: &self.pair,
            recu: self.recu,
            instant: self.instant,
        }
        .echange(operation)
    }
}

/// What is answered to a frame, what the service saw, and what comes next.
pub struct Replique {
    /// The bytes of the answer.
    pub octets: Bytes,
    /// What follows them: parts of bodies that the bench keeps, and what stands between them.
    pub envois: Vec<Envoi>,
    /// What was said before in the session and that this command stands on (the envelope of a mail): it is put before the request
    /// in the journal, so that the exchange can be judged alone.
    pub rappel: Bytes,
    /// What comes next.
    pub suite: Suite,
    /// Operation, when reading showed another than [`Dialogue::classer`] said.
    pub operation: Option<String>,
    /// Number of the answer, where the protocol has one (SMTP).
    pub statut: Option<u16>,
    /// The answer says no, where the protocol has no number (`NO` of IMAP, `AE` of HL7).
    pub negative: bool,
    /// Facts parsed from the frame. The kit adds those that every exchange has.
    pub faits: Faits,
    /// What the service remarked.
    pub findings: Vec<Finding>,
    /// The rule on which it refuses, when it does: one of `findings`.
    pub refus: Option<String>,
    /// What the exchange changes in the state of the service, committed with it. The answer then waits for the commit.
    pub effet: Option<Effet>,
}

/// A piece of a long answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Envoi {
    /// Bytes.
    Octets(Bytes),
    /// Part of a body that is in the journal already: read as it is sent, and never recorded a second time.
    Garde {
        /// Where it is.
        morceau: Morceau,
        /// What stands in its place in the record of the answer: its size and its digest, in words.
        mention: Bytes,
    },
}

/// What comes after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// The command is done; a frame that begins another is awaited.
    Lire(Cadre),
    /// The command goes on in the frame that is awaited (a literal of IMAP, an answer to a challenge): all its frames are one
    /// exchange, named, and touched by faults, at the first.
    Poursuivre(Cadre),
    /// TLS is put on the connection (STARTTLS), then a frame is awaited. What the client had already sent in clear is thrown away,
    /// and is a fact of the exchange.
    Tls {
        /// What is asked of TLS.
        mode: ModeTls,
        /// The frame awaited after it.
        puis: Cadre,
    },
    /// The connection is closed.
    Fermer,
}

impl Replique {
    /// An answer, and what comes next.
    #[must_use]
    pub fn nouvelle(octets: impl Into<Bytes>, suite: Suite) -> Self {
        Self {
            octets: octets.into(),
            envois: Vec::new(),
            rappel: Bytes::new(),
            suite,
            operation: None,
            statut: None,
            negative: false,
            faits: Faits::new(),
            findings: Vec::new(),
            refus: None,
            effet: None,
        }
    }

    /// The same with one more value of a fact.
    #[must_use]
    pub fn fait(mut self, nom: &str, valeur: impl Into<String>) -> Self {
        self.faits.entry(nom.to_owned()).or_default().push(valeur.into());
        self
    }
}

/// Why the kit ends a session in place of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empechement {
    /// As many sessions as the endpoint takes are open.
    Complet,
    /// Nothing came for too long.
    Inactif,
    /// The bench, or the espace, stops.
    Arret,
    /// What came is no frame: cut in the middle, or too long by far.
    Illisible,
    /// The exchange, or what it was to change, could not be written: what was asked is not done.
    NonEcrit,
    /// The service itself failed.
    Defaillance,
}
