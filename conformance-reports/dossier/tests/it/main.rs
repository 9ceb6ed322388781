//! The dossier as its readers meet it: written, opened, verified, compared.

mod ecriture;
mod exemple;
mod identites;
mod verification;
mod vues;
