//! The folder of an import, read back: its catalogue, and its scenarios, checked against that catalogue alone. A catalogue that ships may
//! have the same code: it is not looked at.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use segur_model::World;
use segur_model::catalogue::Catalogue;
use segur_model::francais::systeme;

use crate::catalogues;
use crate::grammaire::ast::Scenario;
use crate::grammaire::{ErreurScenario, Lexique, charger_pack};

/// Name of the catalogue in the folder.
pub const REFERENTIEL: &str = "referentiel.toml";
/// Largest catalogue that is read.
const OCTETS_MAX: u64 = 32 << 20;

/// A folder that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DossierError {
    /// No catalogue there, or one that cannot be read.
    #[error("{fichier} : {cause}. Donnez le dossier qu'a écrit « segur-bench import »")]
    Illisible {
        /// File.
        fichier: String,
        /// Cause (French).
        cause: String,
    },
    /// The catalogue is not one.
    #[error("{0}")]
    Catalogue(String),
    /// Scenarios with errors, all of them.
    #[error("{} erreur(s) dans les scénarios importés :\n  {}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  "))]
    Scenarios(Vec<ErreurScenario>),
}

/// The catalogue and the scenarios of an imported folder; `monde` gives the fiches that its owner may have named.
///
/// # Errors
/// What is wrong, with file and line.
pub fn charger_dossier(dossier: &Path, monde: &World) -> Result<(Catalogue, Vec<Scenario>), DossierError> {
    let catalogue = catalogue(dossier)?;
    let lexique = Lexique::du_monde(monde, vec![catalogue.clone()]);
    let scenarios = charger_pack(&dossier.join("scenarios"), &lexique).map_err(DossierError::Scenarios)?;
    Ok((catalogue, scenarios))
}

/// The catalogue of an imported folder, alone.
///
/// # Errors
/// It is not there, or cannot be used.
pub fn catalogue(dossier: &Path) -> Result<Catalogue, DossierError> {
    let chemin = dossier.join(REFERENTIEL);
    let illisible = |cause: String| DossierError::Illisible {
        fichier: chemin.display().to_string(),
        cause,
    };
    let mut texte = String::new();
    File::open(&chemin)
        .and_then(|f| f.take(OCTETS_MAX + 1).read_to_string(&mut texte))
        .map_err(|e| illisible(systeme(&e)))?;
    if texte.len() as u64 > OCTETS_MAX {
        return Err(illisible(format!("plus de {} Mio", OCTETS_MAX >> 20)));
    }
    let lu = catalogues::lire(REFERENTIEL, &texte).map_err(|e| place(&texte).unwrap_or_else(|| DossierError::Catalogue(e.to_string())))?;
    let resolus = catalogues::resoudre(&[lu]).map_err(|e| DossierError::Catalogue(format!("{REFERENTIEL} : {e}")))?;
    resolus.into_iter().next().ok_or_else(|| illisible("aucun référentiel".to_owned()))
}

/// The error of a catalogue as those of scenarios are told: file, line, column.
fn place(texte: &str) -> Option<DossierError> {
    let e = toml::from_str::<Catalogue>(texte).err()?;
    let avant = texte.get(..e.span()?.start)?;
    let ligne = avant.matches('\n').count() + 1;
    let colonne = avant.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Some(DossierError::Catalogue(format!("{REFERENTIEL}:{ligne}:{colonne}: {}", e.message())))
}
