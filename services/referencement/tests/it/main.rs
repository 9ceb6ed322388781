//! The portal, by HTTP alone, as browsers and scripts meet it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod mauvaises;
mod monnaie;
mod parcours;
mod portail;
