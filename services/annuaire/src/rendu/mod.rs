//! Resources of the API v2, made from the records.

mod commun;
mod personne;
mod structure;

pub(crate) use commun::{Cible, elements, id_personne, id_structure, numero_de, tombe};
pub(crate) use personne::{praticien, situation};
pub(crate) use structure::{equipement, organisation, soin};
