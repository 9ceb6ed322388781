//! The référentiel of a campaign: a folder that `import` wrote, or a catalogue that ships with its pack.

use std::path::{Path, PathBuf};

use segur_engine::catalogues;
use segur_engine::grammaire::ast::Scenario;
use segur_engine::grammaire::{self, Lexique};
use segur_model::World;
use segur_model::candidat::ReglageCampagne;
use segur_model::catalogue::Catalogue;

use super::campagne::{self, Textes};
use crate::erreur::Erreur;

/// File of the catalogue in a folder of `import`.
pub const CATALOGUE: &str = "referentiel.toml";

/// A folder of `import`, read.
pub struct Referentiel {
    /// What it asks.
    pub catalogue: Catalogue,
    /// What is played of it.
    pub scenarios: Vec<Scenario>,
    /// Their texts.
    pub textes: Textes,
}

/// The catalogue of a folder.
pub fn catalogue(dossier: &Path) -> Result<Catalogue, Erreur> {
    let chemin = dossier.join(CATALOGUE);
    let texte = std::fs::read_to_string(&chemin).map_err(|e| {
        Erreur::dit(format!(
            "--referentiel {} : pas de {CATALOGUE} lisible ({}). Donnez le dossier qu'a écrit « segur-bench import CLASSEUR »",
            dossier.display(),
            segur_model::francais::systeme(&e)
        ))
    })?;
    let lu = catalogues::lire(&chemin.display().to_string(), &texte)?;
    Ok(catalogues::resoudre(&[lu])?.remove(0))
}

impl Referentiel {
    /// Reads a folder, for this world.
    pub fn ouvrir(dossier: &Path, monde: &World) -> Result<Self, Erreur> {
        let catalogue = catalogue(dossier)?;
        let lexique = Lexique::du_monde(monde, vec![catalogue.clone()]);
        let nom = dossier.join("scenarios");
        let scenarios = campagne::charge(&nom.display().to_string(), grammaire::charger_pack(&nom, &lexique))?;
        let textes = campagne::textes(&nom.display().to_string(), &scenarios);
        Ok(Self {
            catalogue,
            scenarios,
            textes,
        })
    }
}

/// The catalogue of a campaign, as it was opened.
pub fn de_la_campagne(referentiel: &str, reglage: &ReglageCampagne) -> Result<Catalogue, Erreur> {
    if referentiel.is_empty() {
        campagne::catalogue(&reglage.couloir, reglage.vague)
    } else {
        catalogue(Path::new(referentiel))
    }
}

/// The folder, however it is named from here: a campaign is resumed from elsewhere.
pub fn absolu(dossier: &Path) -> Result<PathBuf, Erreur> {
    dossier
        .canonicalize()
        .map_err(|e| Erreur::fichier("lecture du référentiel", dossier, &e))
}
