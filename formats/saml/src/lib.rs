//! The SAML 2.0 assertions of the national services: the one that a professional's card signs for INSi (*assertion PS*), here; the one
//! that every message to the DMP carries, in [`vihf`]. Build, sign, verify, check. Pure: the instant, the trust anchors and the
//! revocation lists are given.

mod commun;
mod lecture;
pub mod regles;
mod signature;
mod signer;
mod verification;
pub mod vihf;

pub use regles::REGLES;
pub use signer::{AssertionPs, SamlError, signer_assertion_ps};
pub use verification::{PsLue, est_d_une_cps};

#[cfg(test)]
mod tests;
