//! Where an imported scenario and one of the bench meet: a table made by reading says which étapes of the bench take the place of which
//! étapes of which text. A text that the table does not know is never merged: the two stand side by side.

mod composer;
mod cote;
mod erreur;
pub mod fiches;
mod fusion;
mod numeros;
mod pieces;
mod table;

pub use composer::{Composition, composer};
pub use cote::cote_a_cote;
pub use erreur::CorrespondanceError;
pub use fusion::fondre;
pub use table::{Entree, Table};
