//! The simulated INSi teleservice: search of an INS by traits (WS_INS2) and by carte Vitale, and a verification whose contract is not
//! public, played under names that are settings.
//!
//! Two endpoints answer on `/lps`: `insi.lps` (server TLS; the caller proves who it is by the assertion of a card) and `insi.tlsm`
//! (mutual TLS; by the certificate of its structure). The answers come from the fictitious country; what the real service says of
//! its refusals is little known, so the codes that are ours begin with `banc_` and are listed in [`fautes`].

mod etat;
pub mod fautes;
mod recherche;
mod refus;
mod service;
mod verification;
mod wsdl;

use std::sync::Arc;

use segur_insi_messages::Ecriture;
use segur_kit::{Reglages, Service, lire_reglages};
use serde::Deserialize;

pub use verification::Contrat;

/// How the service is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InsiReglage {
    /// Rules (`saml.ps.certificat.chaine`…) whose findings are still recorded, but refuse no request: for a candidate whose card or
    /// example the bench cannot trust.
    pub tolerances: Vec<String>,
    /// `[insi.reponses]`: how answers are spelled.
    pub reponses: Ecriture,
    /// `[insi.verification]`: what the contract of the verification is supposed to be.
    pub verification: Contrat,
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
    if let Some(t) = reglage.tolerances.iter().find(|t| !connues.iter().any(|r| r.id == *t)) {
        return Err(format!(
            "tolérance inconnue : « {t} » n'est pas une règle que ce service regarde. « segur-bench regles » les liste."
        ));
    }
    if let Some(refus) = reglage.reponses.prefixe_refuse() {
        return Err(format!("reponses : {refus}"));
    }
    let element = &reglage.verification.element;
    let nom_xml =
        element.starts_with(|c: char| c.is_ascii_alphabetic()) && element.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if !nom_xml || reglage.verification.espace_reponse.is_empty() {
        return Err(format!(
            "verification : element = « {element} » et espace-reponse = « {} » : un nom d'élément XML et un espace de noms non vide sont attendus",
            reglage.verification.espace_reponse
        ));
    }
    Ok(service(reglage))
}
