//! The reports that answer a mail: what was done with it (MDN, RFC 8098), and whether it was delivered (DSN, RFC 3464). Read as they come
//! (the form that the IG of the ANS shows breaks the grammar of the RFC, and is in use), written in the form of the RFC. Writing asks
//! neither clock nor chance: dates, identifiers and boundaries are given, and the same values give the same bytes.

mod codes;
mod courriel;
mod dsn;
mod lire;
mod mdn;
mod mime;

pub use codes::{ErreurIntegration, erreur_connue};
pub use courriel::{NouveauCourriel, PieceJointe, ecrire_courriel};
pub use dsn::{Action, NouveauDsn, Rendu, SortDsn, ecrire_dsn};
pub use lire::{DestinataireDsn, Disposition, Dsn, Mdn, Rapport};
pub use mdn::{Mode, NouveauMdn, Traitement, ecrire_mdn, envoi_automatique_admis};
pub use mime::Timbre;

#[cfg(test)]
mod tests;
