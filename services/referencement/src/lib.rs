//! The ANS referencing workflow, rehearsed: Convergence, the people behind it, and the money that follows. Everything that it says is
//! *simulé*: it never issues anything, and its robot applies reasons that are inferred (`segur_dossier::examen`).
//! `docs/referencement.md` says what is played and what is not sure.

mod actions;
mod appel;
pub mod argent;
mod candidature;
mod connexion;
mod depot;
mod ecrans;
mod envois;
mod etat;
mod formulaire;
mod gestes;
mod pieces;
mod psc;
mod reglage;
mod routes;
mod service;
pub mod usage;

use std::sync::Arc;

use segur_kit::{Reglages, Service, lire_reglages};
use segur_model::catalogue::Catalogue;

pub use argent::Fenetres;
pub use reglage::{AdressesPsc, PiecesDuBanc, Reglage};
pub use routes::OPERATIONS;

/// The service, one value for every espace. `catalogues`: what may be applied for.
///
/// # Errors
/// What to change in the settings (French).
pub fn service(reglage: Reglage, catalogues: Vec<Catalogue>) -> Result<Arc<dyn Service>, String> {
    Ok(Arc::new(service::Referencement::nouveau(reglage, catalogues)?))
}

/// The service, with the settings of a file.
///
/// # Errors
/// What to change in them (French).
pub fn ouvrir(reglages: Reglages, catalogues: Vec<Catalogue>) -> Result<Arc<dyn Service>, String> {
    service(lire_reglages(reglages)?, catalogues)
}
