//! The control plane (**contract**, `GET/PUT/POST /banc/…`): what a test harness and the engine say to a running bench.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How to reach a running bench: the file `banc.json` that `serve` writes and that `run --banc` reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccesBanc {
    /// Base URL of the control plane (`http://127.0.0.1:4100`).
    pub controle: String,
    /// Token wanted off loopback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jeton: Option<String>,
    /// Authorities whose certificate it presents, PEM, when it is asked over TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confiance: Option<String>,
}

/// `GET /banc/etat`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Etat {
    /// Version of the bench.
    pub version: String,
    /// Seed of the world.
    pub graine: String,
    /// Drawn when the process starts: another is another process, or the same started again.
    #[serde(default)]
    pub demarrage: String,
    /// Drawn when its folder of data is made: another is another journal.
    #[serde(default)]
    pub donnees: String,
    /// Digest of what it simulates: the fictitious country, and how its clock goes. The processes of one bench have the same.
    #[serde(default)]
    pub reglages: String,
    /// The clock of its machine, real time.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub maintenant: Option<OffsetDateTime>,
    /// Services of this process.
    pub services: Vec<EtatService>,
    /// Espaces of this process.
    pub espaces: Vec<EtatEspace>,
    /// Why nothing more can be written (a full disk), in French: no exchange is acknowledged any more. Absent when all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EtatService {
    /// `insi`.
    pub nom: String,
    /// Operations that it records.
    pub operations: Vec<String>,
    /// Actions that it offers.
    pub actions: Vec<String>,
}

/// One espace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EtatEspace {
    /// `defaut`…
    pub id: String,
    /// Endpoints: name (`insi.lps`) → URL.
    pub points: BTreeMap<String, String>,
    /// Bench clock of the espace.
    #[serde(with = "time::serde::rfc3339")]
    pub horloge: OffsetDateTime,
    /// Active faults.
    pub pannes: Vec<Panne>,
    /// What was last taken away of its journal, and why, in French. Absent: nothing ever was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purge: Option<String>,
}

/// One fault (`PUT /banc/pannes` replaces the whole list of an espace).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panne {
    /// Operation or pattern (`insi.*`).
    pub sur: String,
    /// What happens.
    pub quoi: QuoiPanne,
    /// Only at the nth matching request since it was set, from 1; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nieme: Option<u32>,
    /// Probability, 0 to 1, drawn from the seed; absent: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probabilite: Option<f64>,
    /// Seed of that probability.
    #[serde(default)]
    pub graine: u64,
}

/// What a fault does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum QuoiPanne {
    /// Answer after this many milliseconds.
    Latence(u64),
    /// Answer this HTTP status with an empty body.
    Statut(u16),
    /// Answer the service's own fault or business code (`insi_102`, `desir_550`, `cr_01`).
    Faute(String),
    /// Send only the first half of the body, then close.
    CorpsTronque,
    /// Close the connection without an answer.
    Fermeture,
    /// Present this server certificate: `expire`, `revoque`, `etranger`.
    CertificatServeur(String),
    /// The CRL distribution point answers 503.
    CrlInjoignable,
}

/// `PUT /banc/horloge`: a positive offset, set on all services at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReglageHorloge {
    /// Seconds ahead of real time (or of the frozen instant).
    pub decalage_s: u64,
}

/// `GET /banc/tentatives`: the last attempt on one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tentative {
    /// Endpoint (`insi.lps`).
    pub point: String,
    /// Its URL.
    pub url: String,
    /// When; absent: nobody tried yet.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub instant: Option<OffsetDateTime>,
    /// Whether it went through.
    pub reussie: bool,
    /// Why it failed, or what was seen, in French.
    pub explication: String,
    /// What to do next, in French; empty when it went through.
    #[serde(default)]
    pub conseil: String,
    /// Écarts that the service remarked on it: the call may have gone through all the same.
    #[serde(default, skip_serializing_if = "est_nul")]
    pub ecarts: u32,
    /// Exchange to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echange: Option<u64>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
fn est_nul(n: &u32) -> bool {
    *n == 0
}

/// `POST /banc/espaces`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreationEspace {
    /// Identifier: letters, digits, hyphen, at most 32.
    pub id: String,
    /// Whether it has a PKI of its own: no certificate of another espace is taken there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub igc_propre: bool,
    /// The name of a backup that its folder is made of; it must not exist yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depuis: Option<String>,
}

impl CreationEspace {
    /// An espace of this name, empty or as its folder is, with the certificates of the bench.
    #[must_use]
    pub fn nommee(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            igc_propre: false,
            depuis: None,
        }
    }
}

/// `POST /banc/espaces/{id}/sauvegarde`: the copy that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sauvegarde {
    /// Its name, to open an espace from it.
    pub nom: String,
    /// Its folder, on the machine of the bench.
    pub dossier: String,
}

/// `POST /banc/purge`: which exchanges to take away, of one espace or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandePurge {
    /// Those received before this instant, real time: the bench clock is for testers to move.
    #[serde(with = "time::serde::rfc3339")]
    pub avant: OffsetDateTime,
    /// Say what would be taken away, and take nothing.
    #[serde(default)]
    pub a_blanc: bool,
    /// A campaign that lets go of its exchanges first: its own folder keeps copies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liberer: Option<String>,
}

/// What a purge took away of one espace, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilanPurge {
    /// The espace.
    pub espace: String,
    /// Exchanges.
    pub echanges: u64,
    /// Bytes of them: rows, and bodies that nothing else refers to.
    pub octets: u64,
    /// Exchanges of the same age that stay because a campaign holds them, by campaign.
    #[serde(default)]
    pub tenus: BTreeMap<String, u64>,
}

/// `PUT /banc/campagnes/{id}`: a campaign holds the exchanges of the espace that come after one, until it says that it is over. They are
/// never purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenueCampagne {
    /// The last exchange that is not its own.
    pub depuis: u64,
    /// It is over: those that come from now on are not its own.
    #[serde(default)]
    pub finie: bool,
}

/// An error of the control plane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErreurControle {
    /// What is wrong and what to do next, in French.
    pub erreur: String,
}
