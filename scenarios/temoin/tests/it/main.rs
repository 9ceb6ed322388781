//! The témoin as its driver and as INSi meet it.

mod actes;
mod adaptateurs;
mod banc;
mod defauts;
mod durable;
mod fausse_insi;
mod tls;
