//! The operator as its clients meet it: over TLS, beside a Pro Santé Connect.

// Helpers outside `#[test]` functions are tests too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod essai;
mod imap;
mod operateurs;
mod parler;
mod refus_du_pair;
mod relais;
mod soumission;
mod usagers;
mod vues;
