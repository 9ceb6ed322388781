//! Clinical documents (CDA R2) as the CI-SIS asks for them: reading the header and the body with their places, the rules of
//! *Structuration minimale*, of the models of the Ségur and of the biology report, what ties a document to the one it replaces, its
//! coherence with its XDS metadata, and its facts. Pure: bytes in, findings out.

mod arbre;
mod coherence;
mod constats;
mod corps;
mod derivation;
mod dialecte;
mod document;
mod entete;
mod faits;
mod horodatage;
mod identite;
mod illisible;
mod jdv;
mod loinc;
mod modeles;
mod nombres;
pub mod ns;
mod regles;
mod remplacement;
mod rendu;
mod ucum;

pub use coherence::MetadonneesDocument;
pub use derivation::{AuteurDerive, CodeDerive, Derivation, NonDerivable, deriver};
pub use dialecte::{DIALECTE, Document};
pub use document::{Cda, Champ, Code, Identifiant, Incorpore, Modele, Niveau};
pub use faits::FAITS;
pub use identite::TraitsDuPatient;
pub use illisible::CdaIllisible;
pub use regles::REGLES;
/// Of a document that cannot be read no other rule says anything.
pub use regles::entete::LISIBLE;
pub use remplacement::juger_remplacement;
pub use rendu::{Rendu, rendre};

#[cfg(test)]
mod tests;
