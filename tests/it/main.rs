//! The bench as its users meet it. One binary: each test file more is one link more.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

/// As the command: half of what the tests play is played in their own process.
#[global_allocator]
static ALLOCATEUR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod bureau;
mod candidats;
mod check;
mod check_serve;
mod classeur;
mod clients;
mod consultation;
mod coupures;
mod coupures_courrier;
mod courriel;
mod defauts;
mod deploiement;
mod documents;
mod dossier;
mod exemples;
mod export;
#[cfg(unix)]
mod guides;
mod hors_boucle;
mod import;
mod maison;
mod mandataire;
mod monde;
mod outils;
mod packs_dmp;
mod plusieurs;
mod ports;
mod referencement;
mod rejeu;
mod retention;
mod tiers;
