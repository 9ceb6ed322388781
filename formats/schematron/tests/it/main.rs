//! The published schemas, against what Saxon says of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod atelier;
mod bornes;
mod cas_publics;
mod exemples;
mod hostile;
mod mutations;
mod norme;
mod saxon;
mod semantique;
mod sorties;
mod subordonnes;
mod suite;
mod version_1;
mod versions;
