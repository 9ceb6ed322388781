//! FHIR R4 in JSON, as a file: a resource or a Bundle read without loss ([`json`]), and judged by the structure of R4 4.0.1 (a table that is
//! shipped, `donnees/r4.txt`), its invariants, the rules of the directory and of e-prescription, and profiles that are given
//! ([`Profils`]). Bytes in, findings out; only the folder of profiles is read from disk. The API of the directory is another crate, `segur-fhir`.
//!
//! Reading is bounded ([`json::PROFONDEUR_MAX`], [`json::VALEURS_MAX`]). FHIR in XML is not read, and the reader is told so.

mod annuaire;
mod bundle;
mod chemin;
mod dialecte;
mod eprescription;
pub mod invariants;
pub mod json;
mod lu;
pub mod primitif;
mod profils;
mod references;
pub mod regles;
mod structure;
pub mod table;
#[cfg(test)]
mod tests;

pub use dialecte::DIALECTE;
pub use lu::{R4Illisible, R4Lu};
pub use profils::{Profils, ProfilsIllisibles};
pub use regles::REGLES;
