//! PDF documents as the exigences ask for them: what a file says of itself and what it holds, the clauses of PDF/A-1 that the bench
//! judges, the datamatrix INS decoded from the page, the traits printed, and the name of the file. Pure: bytes in, findings out.
//!
//! Reading is bounded in bytes, values, depth, pixels and operations ([`limites`]): what goes beyond is told, never followed.

mod dialecte;
mod erreur;
mod ins;
mod jugement;
mod lecture;
pub mod limites;
mod page;
mod pdf;
mod symbole;
mod syntaxe;
mod xmp;

pub use dialecte::{DIALECTE, FAITS, PdfLu};
pub use erreur::PdfIllisible;
pub use ins::{DatamatrixIns, InsRefuse, lire_ins};
pub use jugement::{CLAUSES, Clause, NON_COUVERTES, NomAttendu, REGLES, juger_nom};
pub use lecture::lire;
pub use pdf::{Annonce, IntentionSortie, Nature, Page, Pdf, Police, Releve, Symbole};

#[cfg(test)]
mod tests;
