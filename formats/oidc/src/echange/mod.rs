//! An exchange with Pro Santé Connect: what was asked, its facts, and what is judged of it.

mod demande;
mod faits;
mod formes;
mod jugement;
mod lu;
mod retour;

pub use demande::{Autorisation, Demande};
pub use faits::rpps;
pub use formes::{deux_chiffres, identifiant_national};
pub use jugement::PREFIXE_DEPOT;
pub use lu::{DIALECTE, PscLu};
