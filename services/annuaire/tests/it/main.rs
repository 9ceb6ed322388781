//! The service as its callers meet it, over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are not tests to clippy

mod banc;
mod corpus;
mod extraction;
mod fil;
mod mauvaises;
mod r4;
mod recherche;
mod temps;
