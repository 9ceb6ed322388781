//! ISO Schematron (ISO/IEC 19757-3), run natively, as the ANS publishes its schemas (`queryBinding="xslt2"`): includes, abstract
//! patterns and rules, phases, variables at every level, value sets looked up. Pure Rust: no XSLT, no Java, no network.
//!
//! A test that cannot be evaluated is a third status ([`Issue::NonEvalue`]): a fault of the schema or of the bench, never of the
//! document. What published schemas get wrong is tolerated and said ([`Avertissement`]).

mod aiguillage;
mod ans;
mod avertissement;
mod construction;
mod erreur;
mod fichiers;
mod jeux;
mod modele;
mod piece;
mod portees;
mod rapport;
mod schema;
mod source;
mod subordonnes;
pub mod svrl;
mod validation;
mod versions;

pub use ans::{JeuAns, PasLesSchematrons, REGLES};
pub use avertissement::Avertissement;
pub use erreur::ErreurSchema;
pub use fichiers::FichierRefuse;
pub use rapport::{Constat, Declenchement, Issue, MotifLu, Propriete, Rapport};
pub use schema::Schema;
pub use validation::{ErreurValidation, Options};
