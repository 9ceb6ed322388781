//! The témoin as its driver, INSi and the DMP meet it.

// The setting of clippy that allows them in tests does not reach the helpers of an integration test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod actes;
mod adaptateurs;
mod banc;
mod comptes_rendus;
mod defauts;
mod defauts_dmp;
mod dmp;
mod documentation;
mod durable;
mod fausse_insi;
mod faux_dmp;
mod tls;
