//! A request over HTTP, as a service gets it.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use hyper::http::{HeaderMap, Method, Uri};
use segur_model::{Exchange, Peer};
use time::OffsetDateTime;

use crate::inscription::Estampille;
use crate::journal::{Morceau, masque};

/// A request as received, read whole.
#[derive(Debug, Clone)]
pub struct Requete {
    /// HTTP method.
    pub methode: Method,
    /// URI as sent.
    pub uri: Uri,
    /// Headers as sent, secrets included: they are masked in the journal only.
    pub entetes: HeaderMap,
    /// Body, out of its `Content-Encoding` when it came in one.
    pub corps: Bytes,
    /// The body as it came, when it came in an encoding: what the journal keeps.
    pub(crate) code: Option<Bytes>,
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
    /// Rank of this request for (espace, service), from 1: feeds [`crate::Contexte::tirage`].
    pub rang: u64,
    /// Real instant of reception.
    pub recu: OffsetDateTime,
    /// Instant of reception on the clock of the espace.
    pub instant: OffsetDateTime,
    /// What the service read of it.
    pub lecture: Lecture,
}

/// What a service reads of a request: once, whether [`crate::Service::classer`] or [`crate::Service::repondre`] asks first.
#[derive(Clone, Default)]
pub struct Lecture(Arc<Lue>);

#[derive(Default)]
struct Lue {
    lu: OnceLock<Box<dyn Any + Send + Sync>>,
    /// SHA-256 of the body.
    empreinte: OnceLock<String>,
}

impl Lecture {
    /// What was read, else what this reads now.
    pub fn une_fois<T: Send + Sync + 'static>(&self, lire: impl FnOnce() -> T) -> Arc<T> {
        if let Some(lue) = self.0.lu.get().and_then(|l| l.downcast_ref::<Arc<T>>()) {
            return lue.clone();
        }
        let lue = Arc::new(lire());
        // Another reading may be there: it is not of this kind, and stays.
        let _ = self.0.lu.set(Box::new(lue.clone()));
        lue
    }

    /// The digest of the body, when somebody asked for it.
    pub(crate) fn empreinte_connue(&self) -> Option<&String> {
        self.0.empreinte.get()
    }
}

impl fmt::Debug for Lecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lecture({})", if self.0.lu.get().is_some() { "lue" } else { "" })
    }
}

impl Requete {
    /// The exchange as far as it is known before the answer, for the rules and the facts: its headers are masked as the journal keeps them.
    #[must_use]
    pub fn echange(&self, service: &str, operation: &str) -> Exchange {
        let mut echange = Estampille {
            espace: &self.espace,
            service,
            session: &self.session,
            pair: &self.pair,
            recu: self.recu,
            instant: self.instant,
        }
        .echange(operation);
        echange.requete.ligne = format!("{} {} HTTP/1.1", self.methode, self.uri);
        echange.requete.entetes = masque::tous(&self.entetes);
        echange
    }

    /// The same with its secrets, for the service that must compare them.
    #[must_use]
    pub fn recue(&self, service: &str, operation: &str) -> Exchange {
        let mut echange = self.echange(service, operation);
        echange.requete.entetes = entetes(&self.entetes);
        echange
    }

    /// SHA-256 of its body as it came, lower-case hexadecimal: the name under which the journal keeps it.
    #[must_use]
    pub fn empreinte(&self) -> &str {
        let garde = self.code.as_ref().unwrap_or(&self.corps);
        self.lecture.0.empreinte.get_or_init(|| crate::francais::empreinte(garde))
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
            code: None,
            pair: Peer::default(),
            point: "",
            panne: None,
            espace: crate::ESPACE_DEFAUT.to_owned(),
            session: String::new(),
            rang: 1,
            recu: OffsetDateTime::UNIX_EPOCH,
            instant: OffsetDateTime::UNIX_EPOCH,
            lecture: Lecture::default(),
        }
    }

    /// Where a document is, when it is a slice of the body; `None` when it was made apart (decoded).
    #[must_use]
    pub fn morceau(&self, document: &Bytes) -> Option<Morceau> {
        if self.code.is_some() {
            return None;
        }
        let debut = (document.as_ptr() as usize).checked_sub(self.corps.as_ptr() as usize)?;
        // Bytes that lie between the first and the last of a body are the body's own: nothing else is kept there.
        self.corps.get(debut..debut.checked_add(document.len())?)?;
        Some(Morceau {
            corps: self.empreinte().to_owned(),
            debut: debut as u64,
            longueur: document.len() as u64,
        })
    }

    /// Whether it only looks whether somebody answers: no method that carries a message, and no body.
    #[must_use]
    pub fn sans_message(&self) -> bool {
        matches!(self.methode.as_str(), "GET" | "HEAD" | "OPTIONS") && self.corps.is_empty()
    }

    /// The first value of a header, when it is text.
    #[must_use]
    pub fn entete(&self, nom: &str) -> Option<&str> {
        self.entetes.get(nom).and_then(|v| v.to_str().ok())
    }
}

/// Headers as text.
pub(crate) fn entetes(entetes: &HeaderMap) -> Vec<(String, String)> {
    entetes
        .iter()
        .map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect()
}
