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

pub use choix::Choix;
pub use compteurs::Compteurs;
pub use csv::csv;
pub use ecran::{Vue, ecran};
pub use programmes::Usages;
