//! The workbooks: made here in every shape, and the real ones where they are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod classeurs;
mod corpus;
mod en_forme;
mod fabrique;
mod mesure;
