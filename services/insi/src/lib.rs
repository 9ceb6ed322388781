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

use segur_kit::{Reglages, Service, lire_reglages};
use serde::Deserialize;

/// How the service is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
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

/// The service, with the settings of a file.
///
/// # Errors
/// What to change in them (French).
pub fn ouvrir(reglages: Reglages) -> Result<Arc<dyn Service>, String> {
    let reglage: InsiReglage = lire_reglages(reglages)?;
    let connues = segur_insi_messages::DIALECTE.regles();
    match reglage.tolerances.iter().find(|t| !connues.iter().any(|r| r.id == *t)) {
        None => Ok(service(reglage)),
        Some(t) => Err(format!(
            "tolérance inconnue : « {t} » n'est pas une règle que ce service regarde. « segur-bench regles » les liste."
        )),
    }
}
