//! The service as its callers meet it, over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are not tests to clippy

mod alimentation;
mod banc;
mod contrats;
mod corpus;
mod durabilite;
mod existence;
mod formes;
mod mauvaises;
mod message;
mod refus;
mod schemas;
mod tls;
mod web;
mod web_navigateur;
mod wsdl;
mod xades;
mod zeep;
