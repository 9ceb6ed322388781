//! The simulated Pro Santé Connect: the Keycloak dialect of the realm `esante-wallet`, its login page and its e-CPS, CIBA, an API
//! Pro Santé Connectée with its authorization server, and a Proxy e-Santé. `docs/psc.md` says what is played and what is not sure.

mod actions;
mod adresses;
mod appel;
mod autorisation;
mod avis;
mod ciba;
mod cles;
mod client;
mod defaut;
mod demande;
mod ecps;
mod edc;
mod etat;
mod gestes;
mod identification;
mod introspection;
mod jetons;
mod pages;
mod par;
mod profil;
mod proxy;
mod psc;
mod refus;
mod reglage;
mod routes;
mod service;
mod sortie;
mod telephone;
mod token;
mod userinfo;
mod validee;

use std::sync::Arc;

use segur_kit::{Reglages, Service, lire_reglages};

pub use reglage::{Acr, Bascules, FormeNonce, FormeSub, FormeUserinfo, Justesse, Perimetre, Pkce, PscReglage};

/// The service, one value for every espace.
#[must_use]
pub fn service(reglage: PscReglage) -> Arc<dyn Service> {
    Arc::new(psc::Psc::nouveau(reglage))
}

/// The service, with the settings of a file.
///
/// # Errors
/// What to change in them (French).
pub fn ouvrir(reglages: Reglages) -> Result<Arc<dyn Service>, String> {
    let reglage: PscReglage = lire_reglages(reglages)?;
    reglage.verifier()?;
    Ok(service(reglage))
}
