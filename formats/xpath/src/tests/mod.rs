#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod banc;
mod documents;
mod documents_hostiles;
mod hostile;
mod motifs;
mod table;
