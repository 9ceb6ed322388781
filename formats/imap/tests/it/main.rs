//! IMAP on the wire: commands cut and read, answers written, the structure of messages, searches; and what nobody should send.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod clients;
mod commandes;
mod hostiles;
mod outils;
mod recherches;
mod reponses;
mod structures;
