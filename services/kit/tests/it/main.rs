//! The kit over real sockets, with a tiny service of its own.

#![allow(clippy::unwrap_used, clippy::panic)]

mod attaque;
mod controle;
mod durabilite;
mod espaces;
mod http;
mod jouet;
mod outils;
mod pannes;
mod reprise;
mod retention;
mod sessions;
mod tls;
