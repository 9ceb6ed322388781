//! How a bench is started.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use segur_certs::Igc;
use segur_model::{World, francais};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::controle::Pages;
use crate::horloge::SourceHorloge;
use crate::journal::Durabilite;
use crate::limites::Limites;
use crate::prises::PortsGardes;
use crate::retention::Retention;
use crate::service::Service;

/// How a bench is started. [`ReglageBanc::nouveau`] gives loopback, free ports, real clock, temporary journal.
#[derive(Clone)]
pub struct ReglageBanc {
    /// The fictitious country.
    pub monde: Arc<World>,
    /// The test PKI.
    pub igc: Arc<Igc>,
    /// Folder of the journal; `None`: a private temporary folder, removed at the end.
    pub donnees: Option<PathBuf>,
    /// What « written » means.
    pub durabilite: Durabilite,
    /// What the journal keeps.
    pub retention: Retention,
    /// Where the control plane listens.
    pub controle: SocketAddr,
    /// Token of the control plane, which may do everything; one is wanted off loopback.
    pub jeton: Option<String>,
    /// Other tokens, which may do less.
    pub jetons: Vec<Jeton>,
    /// Whether the control plane and the page are asked over TLS, with the certificate `serveur` of the PKI.
    pub controle_tls: bool,
    /// Where the time comes from.
    pub horloge: SourceHorloge,
    /// Address of each endpoint of the espace `defaut` (`insi.tlsm`, and `igc.crl`); `127.0.0.1:0` when not given. Another
    /// espace listens on the same IP address, on a free port.
    pub ports: BTreeMap<String, SocketAddr>,
    /// Ports of the last time, taken again where none is configured: [`crate::Banc::ports`] gives them.
    pub gardes: PortsGardes,
    /// Where free ports are looked for, upwards; 0: the system chooses.
    pub premier_port: u16,
    /// Host name written in the URLs, in place of the IP address listened on.
    pub hote_annonce: Option<String>,
    /// How the endpoints that are called over TLS are named, when something before the bench gives each its name: `{point}` and `{espace}` stand for
    /// what they say (`psc-auth`, `defaut`). Such a URL has no port.
    pub noms: Option<String>,
    /// Pages served at the address of the control plane.
    pub pages: Option<Pages>,
    /// Caps.
    pub limites: Limites,
}

impl ReglageBanc {
    /// Loopback, free ports, real clock, temporary journal.
    #[must_use]
    pub fn nouveau(monde: Arc<World>, igc: Arc<Igc>) -> Self {
        Self {
            monde,
            igc,
            donnees: None,
            durabilite: Durabilite::Normale,
            retention: Retention::default(),
            controle: (Ipv4Addr::LOCALHOST, 0).into(),
            jeton: None,
            jetons: Vec::new(),
            controle_tls: false,
            horloge: SourceHorloge::Reelle,
            ports: BTreeMap::new(),
            gardes: PortsGardes::new(),
            premier_port: 0,
            hote_annonce: None,
            noms: None,
            pages: None,
            limites: Limites::default(),
        }
    }
}

/// A token of the control plane.
#[derive(Clone)]
pub struct Jeton {
    /// The secret.
    pub secret: String,
    /// What it may do.
    pub role: Role,
    /// The only espace that it sees; none: all.
    pub espace: Option<String>,
}

/// What a token may do; each may what the one before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Look: exchanges, state, page.
    Lire,
    /// Play a campaign: faults, clock, actions, reset of an espace.
    Agir,
    /// Make and delete espaces, purge, save.
    Administrer,
}

/// Settings of a service, as the file of `serve` writes them under its name.
pub type Reglages = serde_json::Map<String, serde_json::Value>;

/// What opens a service with its settings; the error says what to change (French).
pub type Fabrique = fn(Reglages) -> Result<Arc<dyn Service>, String>;

/// Reads the settings of a service.
///
/// # Errors
/// A key that is none, or a value that is not of its kind (French).
pub fn lire_reglages<T: DeserializeOwned>(reglages: Reglages) -> Result<T, String> {
    serde_json::from_value(reglages.into()).map_err(|e| francais::json(&e))
}
