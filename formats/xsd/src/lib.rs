//! A document against the schema of the CDA as the ANS extends it (`CDA_extended.xsd`), which is not in the bench: it is read in a
//! checkout of `TestContenuCDA` that the user has. No network: everything that the schema includes is in the checkout.
//!
//! [`Schemas`] is `Send + Sync`: loaded once, it judges from any number of threads.

mod chargement;
mod document;
mod juger;
mod regles;

pub use chargement::{ErreurXsd, Schemas};
pub use document::XsdNonJuge;
pub use regles::REGLES;

#[cfg(test)]
mod tests;
