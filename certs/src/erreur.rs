//! What can go wrong with certificates, said to the person who can mend it.

use std::path::{Path, PathBuf};

use segur_model::francais::systeme;

/// Why a certificate, a plan or a folder of certificates could not be read, made or written.
#[derive(Debug, thiserror::Error)]
pub enum CertsError {
    /// A file cannot be opened or read.
    #[error("lecture de {} impossible : {}. Vérifiez le chemin et les droits.", fichier.display(), systeme(source))]
    Lecture {
        /// The file.
        fichier: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file or a folder cannot be written.
    #[error("écriture de {} impossible : {}. Vérifiez les droits et la place disponible.", fichier.display(), systeme(source))]
    Ecriture {
        /// The file.
        fichier: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder already holds something: keys are never overwritten.
    #[error("{} existe déjà et n'est pas vide : une IGC n'est jamais écrasée. Choisissez un autre dossier, ou supprimez celui-ci.", dossier.display())]
    DossierOccupe {
        /// The folder.
        dossier: PathBuf,
    },
    /// A file of a folder of certificates holds something else than it should.
    #[error("{fichier} est inutilisable : {raison}. Supprimez le dossier de l'IGC pour qu'elle soit recréée, ou restaurez ce fichier.")]
    Fichier {
        /// The file.
        fichier: String,
        /// What is wrong in it.
        raison: String,
    },
    /// The authority that should issue has no key here.
    #[error(
        "cette IGC n'émet plus rien : celle de démonstration, dont les clés sont publiques, et celles des versions d'avant n'ont pas gardé la clé de \
         leurs autorités. Démarrez « segur-bench serve » sur un dossier neuf (--data), sans « [igc] demo »"
    )]
    SansEmetteur,
    /// A certificate, a PEM text or a revocation list cannot be read.
    #[error(transparent)]
    X509(#[from] segur_x509::X509Error),
    /// The plan of certificates does not hold together.
    #[error("plan de certificats incorrect : {0}. Corrigez le plan (modèle : certs/plan.toml).")]
    Plan(String),
    /// The making of a key, a certificate or a CRL failed.
    #[error("fabrication de {quoi} impossible : {raison}. C'est un défaut du banc : signalez-le.")]
    Fabrication {
        /// What was being made.
        quoi: String,
        /// What the library said.
        raison: String,
    },
    /// The password of the exported key stores cannot be used.
    #[error("mot de passe refusé : {0}. Choisissez un mot de passe non vide, en caractères ASCII imprimables.")]
    MotDePasse(&'static str),
}

impl CertsError {
    pub(crate) fn lecture(fichier: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let fichier = fichier.to_path_buf();
        move |source| Self::Lecture { fichier, source }
    }

    pub(crate) fn ecriture(fichier: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let fichier = fichier.to_path_buf();
        move |source| Self::Ecriture { fichier, source }
    }

    pub(crate) fn fabrication<E: std::fmt::Display>(quoi: &str) -> impl FnOnce(E) -> Self {
        let quoi = quoi.to_owned();
        move |raison| Self::Fabrication {
            quoi,
            raison: raison.to_string(),
        }
    }
}
