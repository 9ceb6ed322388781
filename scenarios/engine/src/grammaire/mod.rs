//! The grammar of scenarios (**contract**, `docs/guide/ecrire-un-scenario.md`): YAML in, checked [`ast::Scenario`] out,
//! or errors with file, line, column and a suggestion.

pub mod ast;
mod erreur;
mod grandeurs;
mod lecture;
mod lexique;
mod noms;
mod pack;
mod yaml;

pub use erreur::ErreurScenario;
pub use grandeurs::duree;
pub use lexique::Lexique;
pub use noms::{FAITS_PATIENT, FAITS_PROFESSIONNEL};
pub use pack::{charger_pack, charger_textes, texte};

pub(crate) use lecture::{Derniers, mots};

/// Reads one scenario file, and checks all of it. `nom_fichier` may have a folder before it.
///
/// # Errors
/// Every error of the file, in file order.
pub fn charger(nom_fichier: &str, texte: &str, lexique: &Lexique) -> Result<ast::Scenario, Vec<ErreurScenario>> {
    let sans_dossier = nom_fichier.rsplit(['/', '\\']).next().unwrap_or(nom_fichier);
    lecture::lire(sans_dossier, texte, lexique)
}
