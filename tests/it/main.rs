//! The project as a whole: how the house is laid out, and the bench as its users meet it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod maison;
