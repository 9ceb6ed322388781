//! The dossier as its readers meet it: written, opened, verified, compared.

// Helpers outside `#[test]` functions are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod attestation;
mod bombes;
mod classeur;
mod donnees;
mod ecriture;
mod examen;
mod exemple;
mod identites;
mod jetons;
mod lecteur;
mod memes_mots;
mod rapport_pdf;
mod secrets;
mod verification;
mod vues;
