//! The one door to the verification of XML signatures. It reads what is signed in the tree that its callers read, and asks others for
//! two things only: canonical XML, and RSA.
//!
//! It is narrow on purpose. References are to elements of the same document, by their identifier; the caller says which ones must be
//! covered, and neither more nor less is taken. The key is that of the certificate that the caller judged: nothing in `KeyInfo` is
//! followed. Transforms are the enveloped signature and canonicalisations; signatures are RSA PKCS#1 v1.5.

mod algorithmes;
mod canonique;
mod condensat;
mod signataire;
mod verification;

pub use condensat::condensat;
pub use signataire::signataire;
pub use verification::{Demande, Refus, verifier};

#[cfg(test)]
mod tests;
