//! What can keep the témoin from starting.

use std::path::PathBuf;

use segur_model::francais::systeme;

/// Why the témoin could not start. Every message says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemoinError {
    /// A defect that does not exist was asked.
    #[error("défaut inconnu : « {nom} »{}. Les défauts connus : segur-bench demo --liste-defauts", suggestion.as_ref().map(|s| format!(" (vouliez-vous dire « {s} » ?)")).unwrap_or_default())]
    DefautInconnu {
        /// As asked.
        nom: String,
        /// The nearest known name.
        suggestion: Option<String>,
    },
    /// The configuration lacks something, or contradicts itself.
    #[error("configuration du témoin : {0}")]
    Config(String),
    /// A file named by the configuration cannot be read, or the data folder cannot be written.
    #[error("{quoi} : {} : {}. Vérifier le chemin et les droits", chemin.display(), systeme(source))]
    Fichier {
        /// What the file is.
        quoi: &'static str,
        /// Where.
        chemin: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The data file is not one that the témoin wrote.
    #[error("le fichier de données {} est illisible ({detail}). Le déplacer, ou choisir un autre dossier `donnees`", chemin.display())]
    Magasin {
        /// Where.
        chemin: PathBuf,
        /// Why.
        detail: String,
    },
    /// The address cannot be listened to.
    #[error(
        "impossible d'écouter sur {adresse} : {}. Choisir un autre port, ou 0 pour un port libre",
        systeme(source)
    )]
    Ecoute {
        /// Address asked.
        adresse: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}
