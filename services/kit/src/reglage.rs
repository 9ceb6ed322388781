//! How a bench is started.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use segur_certs::Igc;
use segur_model::{World, francais};
use serde::de::DeserializeOwned;

use crate::controle::Pages;
use crate::horloge::SourceHorloge;
use crate::journal::Durabilite;
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
    /// Token of the control plane; wanted off loopback.
    pub jeton: Option<String>,
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
            horloge: SourceHorloge::Reelle,
            ports: BTreeMap::new(),
            gardes: PortsGardes::new(),
            premier_port: 0,
            hote_annonce: None,
            pages: None,
            limites: Limites::default(),
        }
    }
}

/// What the journal keeps. What a campaign holds is kept whatever is said here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// Exchanges older than this, in real time, are taken away; none: whatever their age.
    pub age: Option<Duration>,
    /// Bytes that an espace may take: beyond, its oldest exchanges are taken away; none: as many as come.
    pub plafond: Option<u64>,
}

/// Ports by espace, then by endpoint.
pub type PortsGardes = BTreeMap<String, BTreeMap<String, u16>>;

/// Caps on what comes from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limites {
    /// Largest request body, in bytes.
    pub corps: usize,
    /// Largest request head, in bytes.
    pub entetes: usize,
    /// Connections open at the same time, all endpoints together. Half of them are shared out between the espaces.
    pub connexions: usize,
    /// Connections open at the same time on one endpoint of one espace: the others keep theirs.
    pub par_point: usize,
    /// Connections open at the same time on the control plane.
    pub controle: usize,
    /// Time for the head of a request to the control plane; also how long an idle connection to it is kept.
    pub tete: Duration,
    /// Bytes a second below which the body of a request is not waited for, nor who reads an answer, beyond the time of `lecture`.
    pub debit: u64,
    /// Time for a TLS handshake.
    pub poignee: Duration,
    /// Time without a byte in the middle of a request, or of an answer; also how long an idle connection is kept.
    pub lecture: Duration,
    /// Sessions open at the same time on one endpoint of one espace: those that wait must not take the place of the others.
    pub sessions: usize,
    /// How long a session may stay without a command, and a command may take to come whole.
    pub inactivite: Duration,
    /// Espaces.
    pub espaces: usize,
}

impl Default for Limites {
    fn default() -> Self {
        Self {
            corps: 40 * 1024 * 1024,
            entetes: 64 * 1024,
            connexions: 1024,
            par_point: 640,
            controle: 256,
            tete: Duration::from_secs(10),
            debit: 16 * 1024,
            poignee: Duration::from_secs(10),
            lecture: Duration::from_secs(30),
            sessions: 64,
            inactivite: Duration::from_secs(30 * 60),
            espaces: 64,
        }
    }
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
