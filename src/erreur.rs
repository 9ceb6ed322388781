//! What stops a command. Every message says what to do next.

/// Any error of the command line: shown after « erreur : », exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum Erreur {
    /// Already a whole sentence.
    #[error("{0}")]
    Dit(String),
    /// The kit.
    #[error(transparent)]
    Kit(#[from] segur_kit::KitError),
    /// Certificates.
    #[error(transparent)]
    Certs(#[from] segur_certs::CertsError),
    /// World.
    #[error(transparent)]
    Monde(#[from] segur_world::WorldError),
    /// Catalogue.
    #[error(transparent)]
    Catalogue(#[from] segur_engine::catalogues::CatalogueError),
    /// Table of correspondances.
    #[error(transparent)]
    Correspondance(#[from] segur_engine::correspondance::CorrespondanceError),
    /// Table of persons.
    #[error(transparent)]
    Fiches(#[from] segur_engine::correspondance::fiches::FichesError),
    /// Imported folder.
    #[error(transparent)]
    DossierImporte(#[from] segur_engine::dossier_importe::DossierError),
    /// Control plane.
    #[error(transparent)]
    Controle(#[from] segur_engine::controle::ControleError),
    /// Driver.
    #[error(transparent)]
    Pilote(#[from] segur_engine::pilotes::PiloteError),
    /// Campaign.
    #[error(transparent)]
    Campagne(#[from] segur_engine::campagne::CampagneError),
    /// Engine.
    #[error(transparent)]
    Moteur(#[from] segur_engine::moteur::MoteurError),
    /// Témoin.
    #[error(transparent)]
    Temoin(#[from] segur_temoin::TemoinError),
    /// Workbook.
    #[error(transparent)]
    Rem(#[from] segur_rem::RemError),
    /// Rows of a workbook.
    #[error(transparent)]
    Lignes(#[from] segur_model::classeur::LignesError),
    /// Dossier.
    #[error(transparent)]
    Dossier(#[from] segur_dossier::DossierError),
}

impl Erreur {
    /// A whole sentence.
    pub fn dit(message: impl Into<String>) -> Self {
        Self::Dit(message.into())
    }

    /// A file that could not be read or written.
    pub fn fichier(quoi: &str, chemin: &std::path::Path, e: &std::io::Error) -> Self {
        Self::Dit(format!(
            "{quoi} impossible ({}) : {}",
            chemin.display(),
            segur_model::francais::systeme(e)
        ))
    }
}
