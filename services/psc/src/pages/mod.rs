//! The pages: French, without outside asset, and *simulé* on each. One has a script, and does without.

mod commun;
mod connexion;
mod ecps;
mod message;
mod renvoi;
mod telephone;

pub(crate) use connexion::{Formulaire, connexion};
pub(crate) use ecps::{EnAttente, ecps};
pub(crate) use message::{deconnecte, erreur, presentation, quitter};
pub(crate) use renvoi::renvoi;
pub(crate) use telephone::telephone;
