//! The uses: what the journal of the espace shows was sent, counted by site, type, channel, INS and month, and the indicators that are made
//! of it. By the recorded facts alone: what they do not tell is said not to be told. It is *simulé*: no aid is computed on it.

mod choix;
mod cle;
mod compteurs;
mod csv;
mod ecran;
mod indicateurs;
mod lecture;
mod programmes;
#[cfg(test)]
mod tests;

pub(crate) use choix::Choix;
pub(crate) use compteurs::Compteurs;
pub(crate) use csv::csv;
pub(crate) use ecran::{Vue, ecran};
pub(crate) use programmes::Usages;
