//! A mail: read once within bounds, its facts, the documents that it carries, and the rules that it is judged by.
//!
//! [`Courriel`] is its headers, decoded, and its parts; [`CourrielLu`] opens what it carries too, and judges.

mod adresses;
pub mod bornes;
pub(crate) mod commentaires;
mod contenu;
mod entetes;
mod faits;
mod juger;
mod lire;
mod lu;
pub mod mbox;
mod objet;
mod objet_date;
mod parties;
mod patient;
mod porte;
pub mod regles;

pub use adresses::{couper as couper_adresse, est_usager, matricule_juste, matricule_usager};
pub use contenu::Encodage;
pub use entetes::{Adresse, EnTete, EnTetes};
pub use faits::FAITS;
pub(crate) use faits::code_detaille;
pub use lire::{Courriel, CourrielIllisible, GenreCourriel};
pub use lu::CourrielLu;
pub use objet::{LIBELLE_MAX, MARQUE, Objet, dit_remplacer, est_un_transfert, est_une_reponse};
pub use parties::{Partie, TypeMime};
pub use patient::Patient;
pub use porte::{Archive, PdfJoint};
pub use regles::REGLES;

#[cfg(test)]
mod tests;
