//! The engine proper: it plays scenarios, and judges what they left.

pub mod apparier;
mod attente;
pub mod conclure;
pub mod declare;
mod deroule;
mod etape;
pub mod exigences;
pub(crate) mod fichiers;
pub mod jouer;
pub mod preuves;
pub mod releve;
#[cfg(test)]
mod tests;
pub mod valeurs;

pub use jouer::{Moteur, MoteurError, Progres, Reglage, Suivi, retenu};
