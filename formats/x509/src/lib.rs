//! The one reader of certificates: what a certificate says ([`X509`]), the names in it and names written by others
//! ([`dn_equivalents`], [`element_dn`]), revocation lists ([`Crl`]), and what is wrong with a certificate for somebody who trusts
//! certain authorities ([`Confiance`]). Pure: bytes and instants are given, nothing is fetched.

mod attributs;
mod certificat;
mod chaine;
mod confiance;
mod crl;
mod dn;
mod erreur;
mod extensions;
mod memoire;
mod pem;
mod probleme;
mod revocation;

pub use attributs::oid_attribut;
pub use certificat::{Usages, UsagesCle, X509};
pub use confiance::{Confiance, ConfianceDatee};
pub use crl::Crl;
pub use dn::{dn_equivalents, element_dn, est_d_une_personne};
pub use erreur::X509Error;
pub use pem::{ecrire_pem, lire_pem};
pub use probleme::Probleme;

#[cfg(test)]
mod tests;
