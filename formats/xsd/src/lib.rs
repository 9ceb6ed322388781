//! A document against the schema of the CDA as the ANS extends it (`CDA_extended.xsd`), which is not in the bench: it is read in a
//! checkout of `TestContenuCDA` that the user has. No network: everything that the schema includes is in the checkout.
//!
//! The validator is ours, and reads what this schema is made of, no more: a schema that says something else is refused when it is
//! loaded, never half applied. `docs/decisions/0015-xsd.md` says why.
//!
//! [`Schemas`] is `Send + Sync`: loaded once, it judges from any number of threads.

mod chargement;
mod compiler;
mod contenu;
mod document;
mod fichier;
mod juger;
mod modele;
mod primitifs;
mod regles;
mod simples;
mod termes;
mod valider;

pub use chargement::{ErreurXsd, Schemas};
pub use document::XsdNonJuge;
pub use regles::REGLES;

#[cfg(test)]
mod tests;
