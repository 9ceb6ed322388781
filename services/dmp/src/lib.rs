//! The simulated DMP: test of existence (TD0.2) and alimentation (TD2.1, new documents and replacements).
//!
//! One endpoint, `dmp.lps` (mutual TLS); the services of the DMP are below it (`…/patients`, `…/repository`). The other transactions
//! are recognised, recorded, and refused by a fault that says that this version does not play them. The full list of the refusals of
//! the real DMP is not public: what is known is in [`fautes`] and in the codes of IHE; what is ours begins with `banc_`.

mod alimentation;
mod etat;
mod existence;
pub mod fautes;
mod message;
pub mod prerempli;
mod refus;
mod reponse;
mod service;
mod wsdl;

use std::sync::Arc;

use segur_kit::{Reglages, Service, lire_reglages};
use serde::Deserialize;

/// How the service is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DmpReglage {
    /// Rules (`vihf.signature.valide`…) whose findings are still recorded, but refuse no request: for a candidate whose card or
    /// example the bench cannot trust.
    pub tolerances: Vec<String>,
}

/// The service, one value for every espace.
#[must_use]
pub fn service(reglage: DmpReglage) -> Arc<dyn Service> {
    Arc::new(service::Dmp::nouveau(reglage))
}

/// The service, with the settings of a file.
///
/// # Errors
/// What to change in them (French).
pub fn ouvrir(reglages: Reglages) -> Result<Arc<dyn Service>, String> {
    let reglage: DmpReglage = lire_reglages(reglages)?;
    let connues = segur_xds::DIALECTE.regles();
    match reglage.tolerances.iter().find(|t| !connues.iter().any(|r| r.id == *t)) {
        None => Ok(service(reglage)),
        Some(t) => Err(format!(
            "tolérance inconnue : « {t} » n'est pas une règle que ce service regarde. « segur-bench regles » les liste."
        )),
    }
}
