//! The engine proper: it plays scenarios, and judges what they left.

pub mod apparier;
mod attente;
mod contrat;
pub mod declare;
mod deroule;
pub mod donnees;
mod etape;
pub mod exigences;
pub(crate) mod fichiers;
pub mod figurant;
mod guide;
mod interruption;
pub mod jouer;
pub mod juger;
pub mod lectures;
pub mod preuves;
pub mod recevabilite;
pub mod releve;
mod tardifs;
#[cfg(test)]
mod tests;
pub mod tirage;
pub mod valeurs;

pub use jouer::{Moteur, MoteurError, Progres, Reglage, Suivi, retenu};
