//! What a simulated service is, and what the kit hands to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use hyper::http::{HeaderMap, Method, Uri};
use segur_certs::Igc;
use segur_model::{Direction, Exchange, Faits, Finding, Message, Peer, World};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::horloge::Horloge;
use crate::sortants::Sortants;

/// A simulated national service. One value serves every espace: its state is keyed by `Contexte::espace`.
#[async_trait]
pub trait Service: Send + Sync + 'static {
    /// Its name, the prefix of its operations, endpoints and actions (`insi`).
    fn nom(&self) -> &'static str;

    /// Its endpoints; each is opened once per espace.
    fn points(&self) -> Vec<Point>;

    /// The operation that this request is, before the handler runs. Faults are matched on it, and it names the exchange
    /// when the handler does not say otherwise (or fails).
    fn classer(&self, requete: &Requete) -> String;

    /// Answers. When [`Requete::panne`] is set, the service answers that fault or business code in its own dialect in
    /// place of the true answer; a code that it does not know is answered as the nearest fault that it has.
    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse;

    /// An action of the world on this service (`POST /banc/actions/{service}/{action}`).
    async fn action(&self, ctx: &Contexte, action: &str, parametres: serde_json::Value) -> Result<serde_json::Value, ActionRefusee>;

    /// Forgets the state of an espace.
    fn remettre_a_zero(&self, espace: &str);
}

/// One endpoint of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Name within the service: `tlsm` gives the endpoint `insi.tlsm`.
    pub nom: &'static str,
    /// What it asks of TLS.
    pub tls: ModeTls,
    /// Path shown in its URL (`/lps`). Every path reaches the service.
    pub chemin: &'static str,
}

/// What an endpoint asks of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModeTls {
    /// Plain HTTP.
    Clair,
    /// TLS, no certificate asked of the client.
    Serveur,
    /// TLS, a client certificate is asked and, when given, must be good.
    MutuelFacultatif,
    /// TLS, a good client certificate is wanted.
    Mutuel,
}

/// A request as received, read whole.
#[derive(Debug, Clone)]
pub struct Requete {
    /// HTTP method.
    pub methode: Method,
    /// URI as sent.
    pub uri: Uri,
    /// Headers as sent, secrets included: they are masked in the journal only.
    pub entetes: HeaderMap,
    /// Body.
    pub corps: Bytes,
    /// Who is at the other end, with its verified certificate.
    pub pair: Peer,
    /// Endpoint it came to, name within the service (`tlsm`).
    pub point: &'static str,
    /// Fault or business code to answer ([`segur_model::controle::QuoiPanne::Faute`]).
    pub panne: Option<String>,
    /// Espace of the endpoint.
    pub espace: String,
    /// The connection.
    pub session: String,
    /// Rank of this request for (espace, service), from 1: feeds [`Contexte::tirage`].
    pub rang: u64,
    /// Real instant of reception.
    pub recu: OffsetDateTime,
    /// Instant of reception on the clock of the espace.
    pub instant: OffsetDateTime,
}

impl Requete {
    /// The exchange as far as it is known before the answer, for the rules and the facts. The journal has one of its own, masked.
    #[must_use]
    pub fn echange(&self, service: &str, operation: &str) -> Exchange {
        let entetes = self
            .entetes
            .iter()
            .map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned()));
        Exchange {
            espace: self.espace.clone(),
            service: service.to_owned(),
            operation: operation.to_owned(),
            session: self.session.clone(),
            recu: self.recu,
            pair: self.pair.clone(),
            requete: Message {
                ligne: format!("{} {} HTTP/1.1", self.methode, self.uri),
                entetes: entetes.collect(),
                ..Message::default()
            },
            ..Exchange::vide(Direction::CandidatVersBanc, self.instant)
        }
    }

    /// The host that the client calls: its `Host`, or the authority of the URI.
    #[must_use]
    pub fn hote(&self) -> &str {
        self.entete("host")
            .or_else(|| self.uri.authority().map(|a| a.as_str()))
            .unwrap_or("localhost")
    }

    /// A request on nothing, for tests and for requests that the kit makes itself.
    #[must_use]
    pub fn nouvelle(methode: Method, uri: Uri, corps: impl Into<Bytes>) -> Self {
        Self {
            methode,
            uri,
            entetes: HeaderMap::new(),
            corps: corps.into(),
            pair: Peer::default(),
            point: "",
            panne: None,
            espace: crate::ESPACE_DEFAUT.to_owned(),
            session: String::new(),
            rang: 1,
            recu: OffsetDateTime::UNIX_EPOCH,
            instant: OffsetDateTime::UNIX_EPOCH,
        }
    }

    /// The first value of a header, when it is text.
    #[must_use]
    pub fn entete(&self, nom: &str) -> Option<&str> {
        self.entetes.get(nom).and_then(|v| v.to_str().ok())
    }
}

/// An answer, and what the service saw.
#[derive(Debug, Clone, Default)]
pub struct Reponse {
    /// HTTP status.
    pub statut: u16,
    /// Headers, without `Content-Length`, `Date` and `Connection`: the kit adds them.
    pub entetes: Vec<(String, String)>,
    /// Body.
    pub corps: Bytes,
    /// Facts parsed from the exchange. The kit adds those that every exchange has (`reponse`, `certificat.cn`…).
    pub faits: Faits,
    /// What the service remarked.
    pub findings: Vec<Finding>,
    /// The rule on which it refuses the request, when it does: one of `findings`.
    pub refus: Option<String>,
    /// Operation, when reading showed another than [`Service::classer`] said.
    pub operation: Option<String>,
}

impl Reponse {
    /// An answer with a body of this media type.
    #[must_use]
    pub fn nouvelle(statut: u16, type_contenu: &str, corps: impl Into<Bytes>) -> Self {
        let entetes = if type_contenu.is_empty() {
            Vec::new()
        } else {
            vec![("content-type".to_owned(), type_contenu.to_owned())]
        };
        Self {
            statut,
            entetes,
            corps: corps.into(),
            ..Self::default()
        }
    }

    /// A sentence for a person.
    #[must_use]
    pub fn texte(statut: u16, texte: impl Into<String>) -> Self {
        Self::nouvelle(statut, "text/plain; charset=utf-8", texte.into())
    }

    /// The same with one more header.
    #[must_use]
    pub fn entete(mut self, nom: &str, valeur: impl Into<String>) -> Self {
        self.entetes.push((nom.to_owned(), valeur.into()));
        self
    }

    /// The same, a refusal on this rule.
    #[must_use]
    pub fn refusee_sur(mut self, regle: &str) -> Self {
        self.refus = Some(regle.to_owned());
        self
    }

    /// The same with what the service remarked. A refusal on a rule of which nothing was remarked stands on no rule.
    #[must_use]
    pub fn constatee(mut self, findings: Vec<Finding>) -> Self {
        self.refus = self.refus.filter(|r| findings.iter().any(|f| f.rule == *r));
        self.findings = findings;
        self
    }

    /// The same with one more value of a fact.
    #[must_use]
    pub fn fait(mut self, nom: &str, valeur: impl Into<String>) -> Self {
        self.faits.entry(nom.to_owned()).or_default().push(valeur.into());
        self
    }
}

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

    /// A UUID (version 8: custom) drawn as [`Contexte::tirage`] draws.
    #[must_use]
    pub fn uuid(&self, but: &str, rang: u64) -> String {
        let mut octets = [0; 16];
        octets.copy_from_slice(&self.tirage(but, rang)[..16]);
        uuid::Uuid::new_v8(octets).to_string()
    }
}

/// Why an action was not carried out, and what to do (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionRefusee {
    /// The service has no such action: 404.
    #[error("{0}")]
    Inconnue(String),
    /// A parameter is missing or wrong: 400.
    #[error("{0}")]
    Parametres(String),
    /// It cannot be done in the present state: 409.
    #[error("{0}")]
    Impossible(String),
}
