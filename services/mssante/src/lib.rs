//! The simulated MSSanté operator: submission (SMTP) and mailboxes (IMAP) of the API LPS, relay between operators, the white list, and the
//! mailboxes of citizens in Mon espace santé. `docs/mssante.md` says what is played and what is not sure.

mod actions;
mod adresses;
mod auth;
mod avis;
mod correspondants;
mod courrier;
mod document;
mod imap;
mod lecture;
mod reglage;
mod relais;
mod remise;
mod seances;
mod service;
mod smtp;
mod usagers;
mod vues;
mod web;

use std::sync::Arc;

use segur_kit::{Reglages, Service, lire_reglages};

pub use reglage::{MssanteReglage, RelaisReglage};

/// The service, one value for every espace.
#[must_use]
pub fn service(reglage: MssanteReglage) -> Arc<dyn Service> {
    Arc::new(service::Mssante::nouveau(reglage))
}

/// The service, with the settings of a file.
///
/// # Errors
/// What to change in them (French).
pub fn ouvrir(reglages: Reglages) -> Result<Arc<dyn Service>, String> {
    let reglage: MssanteReglage = lire_reglages(reglages)?;
    Ok(service(reglage))
}
