//! The workbooks of the ANS: REM and exports of Convergence, read with the slips that they carry, cut into étapes, made a catalogue and guided
//! scenarios. Pure: bytes in, values out. The text of a workbook is its owner's: nothing of it is kept here.

mod brutes;
mod changements;
mod classeur;
mod colonnes;
mod decoupe;
mod en_forme;
mod erreur;
mod glissement;
mod import;
mod lignes;
mod natures;
mod nom;
pub mod numero;
mod preuves;
mod referentiel;
mod scenario;
mod texte;

pub use changements::{Changements, Ecart, changements};
pub use classeur::OCTETS_MAX;
pub use colonnes::Forme;
pub use decoupe::{Decoupe, EtapeLue, decouper};
pub use en_forme::{EnForme, en_forme};
pub use erreur::RemError;
pub use glissement::Glissement;
pub use import::{Demande, Import, importer};
pub use natures::{natures, toutes};
pub use scenario::ScenarioEcrit;
pub use texte::{empreinte, lisible, mots};
