//! The simulated INSi teleservice: search of an INS by traits (WS_INS2).
//!
//! Two endpoints answer on `/lps`: `insi.lps` (server TLS; the caller proves who it is by the assertion of a card) and `insi.tlsm`
//! (mutual TLS; by the certificate of its structure). The answers come from the fictitious country; what the real service says of
//! its refusals is little known, so the codes that are ours begin with `banc_` and are listed in [`fautes`].

mod etat;
pub mod fautes;
mod recherche;
mod refus;
mod service;
mod wsdl;

use std::sync::Arc;

use segur_kit::Service;

/// How the service is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InsiReglage {
    /// Rules (`saml.ps.certificat.chaine`…) whose findings are still recorded, but refuse no request: for a candidate whose card or
    /// example the bench cannot trust.
    pub tolerances: Vec<String>,
}

/// The service, one value for every espace.
#[must_use]
pub fn service(reglage: InsiReglage) -> Arc<dyn Service> {
    Arc::new(service::Insi::nouveau(reglage))
}
