//! The témoin as its driver, INSi and the DMP meet it.

// The setting of clippy that allows them in tests does not reach the helpers of an integration test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod actes;
mod adaptateurs;
mod annuaire;
mod banc;
mod comptes_rendus;
mod defauts;
mod defauts_consultation;
mod defauts_dmp;
mod defauts_psc;
mod dmp;
mod documentation;
mod durable;
mod fausse_insi;
mod faux_annuaire;
mod faux_dmp;
mod faux_psc;
mod faux_registre;
mod front;
mod psc;
mod psc_hostile;
mod tls;
