//! The infrastructure as its users meet it: certificates judged by rustls and webpki, files read back, openssl.

// Helpers outside `#[test]` functions are tests too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod completer;
mod corpus;
mod demo;
mod dossier;
mod handshake;
mod pour;
mod raccordement;
mod verification;

use std::sync::OnceLock;

use segur_certs::{INSTANT_DEMO, Igc, Plan};
use time::{OffsetDateTime, macros::datetime};

/// The frozen instant of the demo.
pub const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

/// A fresh infrastructure, made once for all tests.
pub fn fraiche() -> &'static Igc {
    static IGC: OnceLock<Igc> = OnceLock::new();
    IGC.get_or_init(|| Igc::creer(&Plan::embarque().unwrap(), INSTANT_DEMO).unwrap())
}

/// The text of an error, whatever the answer would have been.
pub fn refus<T: std::fmt::Debug, E: std::fmt::Display>(r: Result<T, E>) -> String {
    r.unwrap_err().to_string()
}
