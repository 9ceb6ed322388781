//! The témoin as its driver and as INSi meet it.

// The setting of clippy that allows them in tests does not reach the helpers of an integration test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod actes;
mod adaptateurs;
mod banc;
mod defauts;
mod documentation;
mod durable;
mod fausse_insi;
mod tls;
