//! From a TCP connection to an exchange in the journal.

mod accueil;
mod connexion;
mod corps;
mod sortie;
mod temoin;
mod traiter;

pub(crate) use accueil::Accueil;
pub(crate) use connexion::signaler;
