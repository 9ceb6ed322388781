//! The IHE_XDM archive (ITI-32, *ZIP over email*): a zip with `INDEX.HTM`, `README.TXT` and, in `IHE_XDM/<SUBSETnn>`, one submission
//! set: `METADATA.XML` and its documents.

mod archive;
pub mod bornes;
mod dialecte;
mod ecrire;
mod juger;
mod lire;
mod lot;
mod nom;
mod refus;
mod regles;
mod zip_sur;

pub use archive::{ArchiveXdm, Fichier, SousEnsemble};
pub use dialecte::{DIALECTE, FAITS, LISTE, XdmLu};
pub use ecrire::{DocumentXdm, SoumissionXdm, XdmNonEcrit, ecrire, ecrire_d_apres};
pub use juger::situer;
pub use lire::lire;
pub use nom::juger_nom;
pub use refus::XdmIllisible;
pub use regles::REGLES;

#[cfg(test)]
mod tests;
