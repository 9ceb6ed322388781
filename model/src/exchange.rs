//! The exchange: one request and its answer, as the bench saw them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::rule::Finding;

/// Facts parsed from an exchange or a file: name → values. Absent name and empty list both mean « absent ».
/// A fact with several values (first names, history) matches a pattern when any of its values does.
pub type Faits = BTreeMap<String, Vec<String>>;

/// The facts of a message or a file, and its entries: a trace is one record, and a record that holds what is expected is not the
/// same as a file that holds each part of it somewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaitsLus {
    /// All the facts, entries spread.
    pub faits: Faits,
    /// By list (`appels`, `documents`): the facts of each of its entries, by names relative to the list, in order.
    pub entrees: BTreeMap<String, Vec<Faits>>,
}

impl FaitsLus {
    /// The values of a fact.
    #[must_use]
    pub fn valeurs(&self, nom: &str) -> &[String] {
        self.faits.get(nom).map_or(&[][..], Vec::as_slice)
    }
}

impl From<Faits> for FaitsLus {
    fn from(faits: Faits) -> Self {
        Self {
            faits,
            entrees: BTreeMap::new(),
        }
    }
}

/// The facts that every exchange has, whatever it carries.
pub mod fait {
    /// HTTP status of the answer.
    pub const REPONSE: &str = "reponse";
    /// CN of the client certificate.
    pub const CERTIFICAT_CN: &str = "certificat.cn";
    /// Each of its OU.
    pub const CERTIFICAT_OU: &str = "certificat.ou";
    /// Why the handshake or the reading failed.
    pub const ECHEC: &str = "echec";
    /// Faults of the bench that touched it; the kit sets it.
    pub const PANNE: &str = "panne";
    /// Whether a text is in the request: the engine answers it.
    pub const CONTIENT: &str = "contient";
}

/// Sets a fact. One without value is absent, never an empty list; and so is an empty text: INSi answers both for « nothing ».
pub fn mettre<V: Into<String>>(faits: &mut Faits, nom: &str, valeurs: impl IntoIterator<Item = V>) {
    let valeurs: Vec<String> = valeurs.into_iter().map(Into::into).filter(|v| !v.is_empty()).collect();
    if !valeurs.is_empty() {
        faits.insert(nom.to_owned(), valeurs);
    }
}

/// Which way a request went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The candidate called a simulated service.
    CandidatVersBanc,
    /// The bench called the candidate.
    BancVersCandidat,
    /// A simulated service called another.
    ServiceVersService,
}

/// The certificate that a peer presented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificat {
    /// Subject, RFC 4514 order and names (`CN=…,OU=…,O=…,C=FR`).
    pub sujet: String,
    /// Issuer, same form.
    pub emetteur: String,
    /// Common name of the subject.
    pub cn: String,
    /// Organisational units of the subject, in order. In IGC-Santé ORG certificates one is the structure identifier.
    pub ou: Vec<String>,
    /// Serial number, upper-case hexadecimal.
    pub serie: String,
    /// SHA-256 of the DER, lower-case hexadecimal.
    pub empreinte: String,
    /// Not before (UTC).
    #[serde(with = "time::serde::rfc3339")]
    pub debut: OffsetDateTime,
    /// Not after (UTC).
    #[serde(with = "time::serde::rfc3339")]
    pub fin: OffsetDateTime,
}

/// Who was at the other end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// Network address of the peer.
    pub adresse: String,
    /// The certificate that it presented, valid or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificat: Option<Certificat>,
}

/// One half of an exchange without its body: the bytes are asked for apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// HTTP: `POST /lps HTTP/1.1`, `HTTP/1.1 200 OK`. A command: its first line, secrets masked. Empty when there was no message.
    pub ligne: String,
    /// Headers as received or sent, in order, secrets masked.
    #[serde(default)]
    pub entetes: Vec<(String, String)>,
    /// Size of the body in bytes.
    pub taille: u64,
    /// SHA-256 of the body, lower-case hexadecimal.
    pub empreinte: String,
}

impl Exchange {
    /// An exchange of which only the way and the instant are known: where each starts from, to be completed by field.
    #[must_use]
    pub fn vide(direction: Direction, instant: OffsetDateTime) -> Self {
        Self {
            id: 0,
            espace: String::new(),
            service: String::new(),
            operation: String::new(),
            direction,
            session: String::new(),
            recu: instant,
            instant,
            duree_ms: 0,
            pair: Peer::default(),
            requete: Message::default(),
            reponse: Message::default(),
            statut: None,
            echec: None,
            faits: Faits::new(),
            findings: Vec::new(),
            refus: None,
        }
    }

    /// The first value of a fact.
    #[must_use]
    pub fn fait(&self, nom: &str) -> Option<&str> {
        self.faits.get(nom)?.first().map(String::as_str)
    }

    /// The facts that every exchange has, whatever it carries.
    #[must_use]
    pub fn faits_communs(&self) -> Faits {
        let mut faits = Faits::new();
        mettre(&mut faits, fait::REPONSE, self.statut.map(|s| s.to_string()));
        mettre(&mut faits, fait::ECHEC, self.echec.clone());
        if let Some(certificat) = &self.pair.certificat {
            mettre(&mut faits, fait::CERTIFICAT_CN, [certificat.cn.clone()]);
            mettre(&mut faits, fait::CERTIFICAT_OU, certificat.ou.clone());
        }
        faits
    }
}

impl Message {
    /// The first value of a header, by case-insensitive name.
    #[must_use]
    pub fn entete(&self, nom: &str) -> Option<&str> {
        self.entetes
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(nom))
            .map(|(_, v)| v.as_str())
    }
}

/// One request and its answer. A handshake that fails is an exchange without request, with the reason in `echec`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Position in the journal of this process, from 1. Later exchanges have greater ids.
    pub id: u64,
    /// Espace it belongs to; `commune` when nothing tells.
    pub espace: String,
    /// Service: `insi`, `dmp`…
    pub service: String,
    /// Operation, dotted: `insi.recherche-traits`; `<service>.connexion-refusee` for a failed handshake.
    pub operation: String,
    /// Which way.
    pub direction: Direction,
    /// One TCP connection or browser session.
    pub session: String,
    /// Instant of reception, real time, UTC. Order between exchanges is by this instant.
    #[serde(with = "time::serde::rfc3339")]
    pub recu: OffsetDateTime,
    /// Instant of reception on the bench clock of the espace.
    #[serde(with = "time::serde::rfc3339")]
    pub instant: OffsetDateTime,
    /// Milliseconds from reception to answer.
    pub duree_ms: u64,
    /// The other end.
    pub pair: Peer,
    /// The request.
    pub requete: Message,
    /// The answer.
    pub reponse: Message,
    /// HTTP status, or number of the answer in a protocol of commands (SMTP), when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statut: Option<u16>,
    /// Why the handshake or the reading failed, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echec: Option<String>,
    /// Facts parsed when it was received. Checks re-read the raw bytes; these serve to search and to match.
    pub faits: Faits,
    /// What the service itself remarked (tolerated oddities, refusals).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The rule on which the service refused the request, when it did: one of `findings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refus: Option<String>,
}
