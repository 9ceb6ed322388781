//! The pages: French, without script nor outside asset, and *simulé* on each.

mod commun;
mod connexion;
mod ecps;
mod message;

pub(crate) use connexion::{Formulaire, connexion};
pub(crate) use ecps::{EnAttente, ecps};
pub(crate) use message::{deconnecte, erreur, presentation};
