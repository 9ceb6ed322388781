//! The service as its callers meet it, over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are not tests to clippy

mod avis;
mod banc;
mod ciba;
mod clients;
mod code;
mod durabilite;
mod edc;
mod hasard;
mod jetons;
mod mauvaises;
mod pages;
mod par;
mod proxy;
mod sortie;
mod sur_le_fil;
mod vocabulaire;
