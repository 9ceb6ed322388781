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

    /// The line by which the other end was answered: that of an announcement is the only one of its exchange.
    fn ligne_dite(&self) -> &str {
        match self.reponse.ligne.as_str() {
            "" if self.direction == Direction::BancVersCandidat => self.requete.ligne.as_str(),
            ligne => ligne,
        }
    }

    /// Whether it is a command of SMTP: its answer begins by its number, where HTTP begins by its version.
    #[must_use]
    pub fn est_smtp(&self) -> bool {
        let chiffres = |l: &str| l.len() >= 3 && l.bytes().take(3).all(|o| o.is_ascii_digit());
        self.statut.is_some() && chiffres(self.ligne_dite())
    }

    /// Whether it is of a protocol of commands (SMTP, IMAP), and not of HTTP.
    #[must_use]
    pub fn est_de_session(&self) -> bool {
        let http = |l: &str| l.starts_with("HTTP/") || l.contains(" HTTP/");
        let dite = self.ligne_dite();
        self.est_smtp() || (self.statut.is_none() && !dite.is_empty() && !http(dite) && !http(&self.requete.ligne))
    }

    /// The word by which IMAP ends an answer (`OK`, `NO`, `BAD`, `BYE`), and all that it says from there on.
    fn etat(&self) -> Option<(&str, &str)> {
        let dite = self.ligne_dite();
        let suite = dite.split_once(' ').map_or("", |(_, suite)| suite);
        let mot = suite.split(' ').next().unwrap_or_default();
        let lu = ["OK", "NO", "BAD", "BYE", "PREAUTH"].iter().find(|e| mot.eq_ignore_ascii_case(e));
        match (self.fait("etat"), lu) {
            (Some(etat), Some(lu)) if etat == *lu => Some((etat, suite)),
            (Some(etat), _) => Some((etat, etat)),
            (None, Some(lu)) => Some((lu, suite)),
            (None, None) => None,
        }
    }

    /// What it was answered, in the words of its protocol: `HTTP 500`, `SMTP 535 5.7.8 …`, `OK`, `NO [AUTHENTICATIONFAILED] …`.
    #[must_use]
    pub fn issue_dite(&self) -> String {
        let dite = self.ligne_dite();
        match self.statut {
            Some(s) if !self.est_smtp() => format!("HTTP {s}"),
            Some(s) if s < 400 => format!("SMTP {s}"),
            // Another line of the answer (that of a challenge) would be taken for the last.
            Some(s) if dite.starts_with(&s.to_string()) => format!("SMTP {dite}"),
            Some(s) => format!("SMTP {s}"),
            None if !self.est_de_session() => "sans réponse".to_owned(),
            None => match self.etat() {
                Some(("OK" | "PREAUTH", _)) => "OK".to_owned(),
                Some((_, suite)) => suite.to_owned(),
                None => dite.to_owned(),
            },
        }
    }

    /// Whether it was answered, and not by a refusal.
    #[must_use]
    pub fn reussi(&self) -> bool {
        let admis = match self.statut {
            Some(s) => s < 400,
            None => self.est_de_session() && !matches!(self.etat(), Some(("NO" | "BAD" | "BYE", _))),
        };
        self.echec.is_none() && admis
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

    /// The number that who asked gave to its request: `X-Request-Id`, or the trace of a `traceparent` (W3C Trace Context).
    #[must_use]
    pub fn demande(&self) -> Option<&str> {
        let trace = || self.requete.entete("traceparent")?.split('-').nth(1);
        self.requete.entete("x-request-id").or_else(trace)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn echange(statut: Option<u16>, reponse: &str, etat: Option<&str>) -> Exchange {
        let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
        e.statut = statut;
        e.reponse.ligne = reponse.to_owned();
        mettre(&mut e.faits, "etat", etat);
        e
    }

    #[test]
    fn an_answer_is_said_in_the_words_of_its_protocol() {
        for (statut, reponse, etat, dite, reussi) in [
            (Some(200), "HTTP/1.1 200 OK", None, "HTTP 200", true),
            (Some(500), "", None, "HTTP 500", false),
            (None, "", None, "sans réponse", false),
            (Some(252), "252 2.5.2 Envoyez", None, "SMTP 252", true),
            (Some(535), "535 5.7.8 Non", None, "SMTP 535 5.7.8 Non", false),
            (Some(535), "334 eyJ9", None, "SMTP 535", false),
            (None, "a1 OK Fait", Some("OK"), "OK", true),
            (None, "* CAPABILITY IMAP4rev1", Some("OK"), "OK", true),
            (None, "* OK pret", None, "OK", true),
            (
                None,
                "a1 NO [AUTHENTICATIONFAILED] Non",
                Some("NO"),
                "NO [AUTHENTICATIONFAILED] Non",
                false,
            ),
            (None, "+ ", Some("NO"), "NO", false),
            (None, "a1 BAD Illisible", Some("BAD"), "BAD Illisible", false),
            (None, "* BYE Fermeture", Some("BYE"), "BYE Fermeture", false),
        ] {
            let e = echange(statut, reponse, etat);
            assert_eq!((e.issue_dite().as_str(), e.reussi()), (dite, reussi), "{statut:?} {reponse}");
        }
        let annonce = |ligne: &str| {
            let mut e = echange(None, "", None);
            e.direction = Direction::BancVersCandidat;
            e.requete.ligne = ligne.to_owned();
            (e.issue_dite(), e.reussi())
        };
        assert_eq!(annonce("* 3 EXISTS"), ("* 3 EXISTS".to_owned(), true));
        assert_eq!(annonce("* BYE Fermeture"), ("BYE Fermeture".to_owned(), false));
        assert_eq!(annonce("POST /avis HTTP/1.1"), ("sans réponse".to_owned(), false));
    }
}
