//! The service as its callers meet it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are not tests to clippy

mod actions;
mod carte;
mod corpus;
mod http;
mod message;
mod outils;
mod recherche;
mod refus;
mod reglage;
mod tls;
mod verification;
mod wsdl;
