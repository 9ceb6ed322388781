//! The published schemas, against what Saxon says of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod corpus;
mod exemples;
mod mutations;
mod saxon;
