//! Integration tests of the engine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod correspondance;
mod dossier_importe;
mod grammaire;
mod importes;
mod pack;
mod referentiels;
mod regles;
