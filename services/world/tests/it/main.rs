//! The fictitious country: what it holds, how INSi answers from it, and what a vendor can add to it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod cartes;
mod corpus;
mod dmp;
mod monde;
mod reponses;
mod surcouche;
