//! The Annuaire Santé on the wire: its FHIR searches (API v2) and its extraction files. Pure: bytes in, facts and findings out.
//!
//! The service that answers, the engine that judges recorded bytes and the tests read a request with the same code. What the
//! directory holds, and how it is found quickly, is the service's own.

mod apparier;
mod appel;
mod capacites;
mod dialecte;
pub mod extraction;
mod faits;
mod instants;
mod issue;
mod juger;
mod nom;
pub mod operations;
mod pliage;
mod recherche;
pub mod regles;
pub mod systemes;
mod table;
mod url;

#[cfg(test)]
mod tests;

pub use apparier::{correspond, correspond_avec, date_correspond, jeton_correspond, texte_correspond};
pub use appel::{Appel, GenreAppel};
pub use capacites::capacites;
pub use dialecte::{AnnuaireLu, DIALECTE};
pub use instants::lire_instant;
pub use issue::{PAGE_REFUSEE, diagnostics, issue, trop_d_appels};
pub use pliage::plier;
pub use recherche::{COUNT_MAX, Critere, Modificateur, Recherche, RechercheRefusee, Total, Valeur};
pub use regles::REGLES;
pub use table::{COMMUNS, Genre, Lien, Parametre, RESSOURCES, Ressource, ressource};
pub use url::{Illisible, decoder, encoder, parametres};
