//! What a simulated service is, and what the kit hands to it.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use segur_model::vocabulaire::Operation;
use segur_model::{Faits, Finding};

use crate::contexte::Contexte;
use crate::dialogue::Dialogue;
use crate::erreur::JournalError;
use crate::journal::Effet;
use crate::requete::Requete;
use crate::tls::ModeTls;

/// A simulated national service. One value serves every espace: its state is keyed by `Contexte::espace`.
#[async_trait]
pub trait Service: Send + Sync + 'static {
    /// Its name, the prefix of its operations, endpoints and actions (`insi`).
    fn nom(&self) -> &'static str;

    /// The operations that it records, as its dialect lists them.
    fn operations(&self) -> &'static [Operation] {
        &[]
    }

    /// Its endpoints; each is opened once per espace.
    fn points(&self) -> Vec<Point>;

    /// HTTP: the operation that this request is, before the handler runs. Faults are matched on it, and it names the exchange
    /// when the handler does not say otherwise (or fails). A service without an HTTP endpoint leaves it.
    fn classer(&self, _: &Requete) -> String {
        format!("{}.illisible", self.nom())
    }

    /// HTTP: answers. When [`Requete::panne`] is set, the service answers that fault or business code in its own dialect in
    /// place of the true answer; a code that it does not know is answered as the nearest fault that it has.
    async fn repondre(&self, _: &Contexte, _: Requete) -> Reponse {
        Reponse::texte(404, "Ce service ne parle pas HTTP.\n")
    }

    /// HTTP: what is answered when a fault says this status, and nothing else. Where the real service says more with it, so does this one.
    fn panne_de_statut(&self, statut: u16) -> Reponse {
        Reponse::nouvelle(statut, "", "")
    }

    /// An action of the world on this service (`POST /banc/actions/{service}/{action}`).
    async fn action(&self, ctx: &Contexte, action: &str, parametres: serde_json::Value) -> Result<serde_json::Value, ActionRefusee>;

    /// What it shows of its state to a person and to tests (`GET /banc/vues/{service}/{chemin}`): it changes nothing, and no exchange is
    /// recorded. What it answers is never run as a page of the bench.
    async fn montrer(&self, _: &Contexte, chemin: &str, _: &[(String, String)]) -> Result<Reponse, ActionRefusee> {
        let chemin = crate::francais::citation(chemin);
        Err(ActionRefusee::Inconnue(format!(
            "le service « {} » n'a pas de vue « {chemin} »",
            self.nom()
        )))
    }

    /// Its tables in the file of each espace, all named `<nom>_…`: each entry brings them from the version of its rank to the next.
    fn tables(&self) -> &'static [&'static str] {
        &[]
    }

    /// Reads its tables, when an espace is opened, and again when they were emptied. What was read before this epoque is no more.
    ///
    /// # Errors
    /// When the tables hold what they should not: the espace does not open.
    fn charger(&self, _espace: &str, _c: &rusqlite::Connection, _epoque: u64) -> rusqlite::Result<()> {
        Ok(())
    }

    /// The espace is open: what the service had begun there, and its tables remember, may go on ([`crate::Sortants::lancer`]).
    fn ouvert(&self, _: &Contexte) {}

    /// Whether its tables are left by a reset: what persons build over weeks, which the reset before each scenario must not take away.
    fn survit(&self) -> bool {
        false
    }

    /// Forgets what it holds of an espace in memory.
    fn remettre_a_zero(&self, espace: &str);
}

/// One endpoint of a service.
#[derive(Clone)]
pub struct Point {
    /// Name within the service: `tlsm` gives the endpoint `insi.tlsm`.
    pub nom: &'static str,
    /// What it asks of TLS as soon as a client connects.
    pub tls: ModeTls,
    /// TLS 1.2 alone is spoken there, as the real service does; else 1.2 and 1.3.
    pub tls12: bool,
    /// What is spoken there.
    pub face: Face,
    /// Identity of the PKI that it presents; none, or one that the PKI has not: `serveur`.
    pub identite: Option<Arc<str>>,
    /// The port that products expect, taken when it is free and nothing says otherwise.
    pub port: Option<u16>,
}

/// What is spoken on an endpoint.
#[derive(Clone)]
pub enum Face {
    /// HTTP/1.1: each request is one for [`Service::classer`], then [`Service::repondre`].
    Http {
        /// Path shown in its URL (`/lps`). Every path reaches the service.
        chemin: &'static str,
    },
    /// A protocol of commands: each connection is a dialogue of its own.
    Session {
        /// Scheme shown in its URL (`smtp`).
        schema: &'static str,
        /// Opens the dialogue of a client that has just connected.
        ouvrir: Ouvrir,
    },
}

/// Opens the dialogue of a client that has just connected.
pub type Ouvrir = Arc<dyn Fn(&Contexte) -> Box<dyn Dialogue> + Send + Sync>;

impl Point {
    /// An endpoint that speaks HTTP, and the path shown in its URL.
    #[must_use]
    pub const fn http(nom: &'static str, tls: ModeTls, chemin: &'static str) -> Self {
        Self {
            nom,
            tls,
            tls12: false,
            face: Face::Http { chemin },
            identite: None,
            port: None,
        }
    }

    /// An endpoint where sessions are held, the scheme of its URL, and what opens the dialogue of each.
    #[must_use]
    pub fn session<D: Dialogue + 'static>(
        nom: &'static str,
        tls: ModeTls,
        schema: &'static str,
        ouvrir: impl Fn(&Contexte) -> D + Send + Sync + 'static,
    ) -> Self {
        let ouvrir: Ouvrir = Arc::new(move |ctx| Box::new(ouvrir(ctx)));
        Self {
            nom,
            tls,
            tls12: false,
            face: Face::Session { schema, ouvrir },
            identite: None,
            port: None,
        }
    }

    /// The same, in TLS 1.2 alone.
    #[must_use]
    pub const fn en_tls12(mut self) -> Self {
        self.tls12 = true;
        self
    }

    /// The same, presenting this identity of the PKI.
    #[must_use]
    pub fn presentant(mut self, identite: &str) -> Self {
        self.identite = Some(identite.into());
        self
    }

    /// The same, at the port that products expect: the espace `defaut` takes it at a first start, when it is free.
    #[must_use]
    pub const fn au_port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Whether HTTP is spoken there over TLS from the first byte: its name can be told from what comes in.
    pub(crate) fn est_https(&self) -> bool {
        matches!(self.face, Face::Http { .. }) && self.tls != ModeTls::Clair
    }

    /// Its URL, on a host and port.
    pub(crate) fn url(&self, hote: &str) -> String {
        match &self.face {
            Face::Http { chemin } if self.tls == ModeTls::Clair => format!("http://{hote}{chemin}"),
            Face::Http { chemin } => format!("https://{hote}{chemin}"),
            Face::Session { schema, .. } => format!("{schema}://{hote}"),
        }
    }
}

/// An answer, and what the service saw.
#[derive(Default)]
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
    /// What the exchange changes in the state of the service, committed with it.
    pub effet: Option<Effet>,
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

impl From<JournalError> for ActionRefusee {
    fn from(erreur: JournalError) -> Self {
        Self::Impossible(erreur.to_string())
    }
}
