//! The extraction files: text in UTF-8, one header line, fields separated by `|`, no quoting, and in those of PS_LibreAcces a separator
//! more at the end of each line. They grow columns over the years: read by name, never by position.

mod colonnes;
mod lecture;

pub use colonnes::{CORRESPONDANCE, DIPLOMES, PERSONNE_ACTIVITE, SAVOIR_FAIRE};
pub use lecture::{Bornes, ExtractionIllisible, Ligne, Table};

/// Archive of the professionals, in open access.
pub const LIBRE_ACCES: &str = "PS_LibreAcces";
/// Archive of the published mailboxes, in open access.
pub const MSSANTE: &str = "Extraction_Correspondance_MSSante";
/// Archive of the cards: restricted.
pub const PORTEURS: &str = "Porteurs_CPS_CPF";
