//! From a connection that got through to HTTP exchanges in the journal.

mod corps;
mod servir;
mod sortie;
mod temoin;
mod traiter;

pub(crate) use servir::servir;
