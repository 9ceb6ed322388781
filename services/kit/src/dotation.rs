//! What an espace has beside its journal: certificates of its own, and copies of it.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use segur_certs::{Igc, Plan};
use segur_model::controle::Sauvegarde;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::banc::presentees;
use crate::erreur::KitError;
use crate::espaces::Coeur;
use crate::journal::nom_admis;
use crate::tls::MaterielTls;

/// The folder of the certificates of an espace, in its own.
const IGC: &str = "igc";
/// The folder of the copies, in that of the data.
const SAUVEGARDES: &str = "sauvegardes";
/// Longest name of a copy.
const NOM_MAX: usize = 64;

impl Coeur {
    fn dossier_de(&self, espace: &str) -> PathBuf {
        self.journal.dossier().join("espaces").join(espace)
    }

    /// The certificates of an espace: its own, when its folder has some.
    pub(crate) fn materiel(&self, espace: &str) -> Result<Arc<MaterielTls>, KitError> {
        let dossier = self.dossier_de(espace).join(IGC);
        let mut propres = self.propres.write().unwrap_or_else(PoisonError::into_inner);
        if !dossier.is_dir() {
            propres.remove(espace);
            return Ok(self.tls.clone());
        }
        let igc = Arc::new(Igc::charger(&dossier).map_err(|e| KitError::Igc(e.to_string()))?);
        let tls = Arc::new(MaterielTls::charger(igc.clone(), presentees(&self.services))?);
        propres.insert(espace.to_owned(), igc);
        Ok(tls)
    }

    /// Makes certificates for an espace, unless it has some: nobody else's are taken there, nor its own elsewhere.
    pub(crate) async fn doter(&self, espace: &str) -> Result<(), KitError> {
        let (dossier, nom) = (self.dossier_de(espace).join(IGC), espace.to_owned());
        let faire = move || {
            if dossier.is_dir() {
                return Ok(());
            }
            let mut plan = Plan::embarque()?;
            // Its lists of revocation are beside those of the bench, under its name.
            plan.base_crl = format!("{}/{nom}", plan.base_crl);
            Igc::creer(&plan, OffsetDateTime::now_utc())?.enregistrer(&dossier)
        };
        let fait = tokio::task::spawn_blocking(faire).await;
        fait.map_err(|e| KitError::Igc(e.to_string()))?
            .map_err(|e: segur_certs::CertsError| KitError::Igc(e.to_string()))
    }

    /// Copies an espace while it runs, as it stands at one instant.
    pub(crate) async fn sauvegarder(&self, espace: &str) -> Result<Sauvegarde, KitError> {
        self.existant(espace)?;
        let quand = OffsetDateTime::now_utc();
        let format = format_description!("[year][month][day]T[hour][minute][second][subsecond digits:3]");
        let nom = format!("{espace}-{}", quand.format(format).unwrap_or_default());
        let dossier = self.journal.dossier().join(SAUVEGARDES).join(&nom);
        self.journal.sauvegarder(espace, &dossier).await?;
        let (source, cible) = (self.dossier_de(espace).join(IGC), dossier.join(IGC));
        if source.is_dir() {
            copier(source, cible).await?;
        }
        Ok(Sauvegarde {
            nom,
            dossier: dossier.display().to_string(),
        })
    }

    /// Puts a copy back as the folder of an espace that has none.
    pub(crate) async fn restaurer(&self, nom: &str, espace: &str) -> Result<(), KitError> {
        let admis = nom.len() <= NOM_MAX && nom.split('-').all(nom_admis);
        let dossier = self.journal.dossier().join(SAUVEGARDES).join(nom);
        if !admis || !dossier.is_dir() {
            return Err(KitError::SauvegardeInconnue(crate::francais::citation(nom)));
        }
        let cible = self.dossier_de(espace);
        if cible.exists() {
            return Err(KitError::DossierExistant(cible));
        }
        copier(dossier, cible).await
    }
}

/// Copies a folder beside its place, then puts it there: whole, or not at all.
async fn copier(source: PathBuf, cible: PathBuf) -> Result<(), KitError> {
    let place = cible.clone();
    let copie = move || {
        let provisoire = cible.with_extension("copie");
        let _ = std::fs::remove_dir_all(&provisoire);
        copier_dans(&source, &provisoire)?;
        std::fs::rename(&provisoire, &cible)
    };
    let fait = tokio::task::spawn_blocking(copie).await.map_err(std::io::Error::other);
    fait.and_then(|fait| fait)
        .map_err(|cause| KitError::Copie { dossier: place, cause })
}

fn copier_dans(source: &std::path::Path, cible: &std::path::Path) -> std::io::Result<()> {
    std::fs::create_dir_all(cible)?;
    for entree in std::fs::read_dir(source)? {
        let entree = entree?;
        let la = cible.join(entree.file_name());
        if entree.file_type()?.is_dir() {
            copier_dans(&entree.path(), &la)?;
        } else {
            std::fs::copy(entree.path(), &la)?;
        }
    }
    Ok(())
}
