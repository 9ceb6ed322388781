//! Clinical documents (CDA R2) as the CI-SIS asks for them: reading the header and the body with their places, the rules of
//! *Structuration minimale* and of the biology report, the coherence of a document with its XDS metadata, and its facts. Pure:
//! bytes in, findings out.

mod arbre;
mod coherence;
mod constats;
mod derivation;
mod document;
mod entete;
mod faits;
mod horodatage;
mod jdv;
pub mod ns;
mod regles;

pub use coherence::{MetadonneesDocument, juger_coherence};
pub use derivation::{AuteurDerive, CodeDerive, Derivation, NonDerivable, deriver};
pub use document::{Cda, CdaIllisible, Champ, Code, Identifiant, Incorpore, Modele, Niveau, lire};
pub use entete::{ContexteCda, juger_entete};
pub use faits::faits;
pub use regles::REGLES;

#[cfg(test)]
mod tests;
