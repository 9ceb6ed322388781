//! The simulated DMP: tests of existence, authorisations, submissions, searches, retrievals and changes of metadata, over a registry that the
//! espace keeps (TD0.2 to TD3.3d of the guide DMPi v2.10).
//!
//! Three endpoints. `dmp.lps` (mutual TLS); the services of the DMP are below it (`…/patients`, `…/habilitations`, `…/registry`,
//! `…/repository`). `dmp.web`: the contextual web access, by the card of a professional (`web`). `dmp.psc`: the same transactions under a token of Pro
//! Santé Connect, as try-outs of the ANS had them (`psc`). The full list of the refusals of the real DMP is not public: what is known is in `donnees/causes.toml` and in the codes
//! of IHE; what is ours begins with `banc_`, and can be set.

mod actes;
mod causes;
mod demandeur;
mod dossiers;
mod droits;
pub mod fautes;
mod message;
mod par_monde;
mod parametres;
#[doc(hidden)]
pub mod peuplement;
pub mod prerempli;
mod psc;
mod reemploi;
mod refus;
mod registre;
mod reglage;
mod remplir;
mod reponse;
mod service;
mod web;
mod wsdl;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use psc::{ApiPscReglage, DroitsDeleguee, ModePsc};
use segur_kit::{Reglages, Service, lire_reglages};
use serde::Deserialize;

/// How the service is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct DmpReglage {
    /// Rules (`vihf.signature.valide`…) whose findings are still recorded, but refuse no request: for a candidate whose card or
    /// example the bench cannot trust.
    pub tolerances: Vec<String>,
    /// Codes under which the service refuses, by cause (`donnees/causes.toml`): those of the real DMP that are not public are the candidate's to
    /// give.
    pub codes: BTreeMap<String, String>,
    /// Whether searches give the entries of the signatures of lots: the DMP is not known to.
    pub montre_signatures: bool,
    /// The mode under Pro Santé Connect, which is known second-hand.
    pub api_psc: ApiPscReglage,
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
    causes::Codes(reglage.codes.clone()).verifier()?;
    reglage.api_psc.verifier()?;
    let connues = segur_xds::DIALECTE.regles();
    match reglage.tolerances.iter().find(|t| !connues.iter().any(|r| r.id == *t)) {
        None => Ok(service(reglage)),
        Some(t) => Err(format!(
            "tolérance inconnue : « {t} » n'est pas une règle que ce service regarde. « segur-bench regles » les liste."
        )),
    }
}
