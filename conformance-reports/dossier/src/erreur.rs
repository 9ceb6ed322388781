//! What can go wrong, said to the person who can act on it.

use std::io;
use std::path::{Path, PathBuf};

use segur_model::francais::systeme;

/// Why a dossier could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// A dossier never overwrites another file.
    #[error("{} existe déjà : un dossier n'en remplace jamais un autre. Donnez un autre nom, ou déplacez celui-ci.", .chemin.display())]
    Existe {
        /// The path that is taken.
        chemin: PathBuf,
    },
    /// The disk refused. Nothing is left behind.
    #[error("écriture de {} impossible ({}). Rien n'a été laissé sur le disque : vérifiez le dossier, ses droits et la place libre.", .chemin.display(), systeme(source))]
    Ecriture {
        /// The path that was asked for.
        chemin: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What receives a stream refused it: told with its path by who writes the pack.
    #[error("écriture impossible ({})", systeme(.0))]
    Sortie(io::Error),
    /// A file cannot be read.
    #[error("lecture de {} impossible ({}). Vérifiez le chemin et les droits.", .chemin.display(), systeme(source))]
    Lecture {
        /// The path.
        chemin: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// This is not a dossier that can be judged.
    #[error("{} n'est pas un dossier lisible : {raison}", .chemin.display())]
    Illisible {
        /// The path.
        chemin: PathBuf,
        /// Why.
        raison: String,
    },
    /// The pack was altered: nothing is taken out of it.
    #[error("{} a été modifié depuis son écriture, rien n'en est tiré :\n  - {}", .chemin.display(), .problemes.join("\n  - "))]
    Altere {
        /// The path.
        chemin: PathBuf,
        /// What `verifier` found.
        problemes: Vec<String>,
    },
    /// A file that the manifest does not cite is read from no pack.
    #[error("« {fichier} » n'est pas un fichier que le manifeste du dossier cite.")]
    NonCite {
        /// The name that was asked for.
        fichier: String,
    },
    /// A file of a pack larger than who reads it takes.
    #[error("« {fichier} » fait {taille} octets, {max} au plus.")]
    TropGrand {
        /// Its name in the pack.
        fichier: String,
        /// Its size.
        taille: u64,
        /// The cap.
        max: u64,
    },
    /// A piece that was given cannot be read any more.
    #[error("la pièce « {nom} » ne se lit pas : {raison}.")]
    Piece {
        /// Its name.
        nom: String,
        /// Why.
        raison: String,
    },
    /// The bytes of a piece are not in the campaign. Also what the closure [`crate::Entree::octets`] returns.
    #[error("contenu {empreinte} introuvable dans la campagne ({raison}). Rejouez la campagne, ou retrouvez son dossier de travail.")]
    Octets {
        /// SHA-256 asked for.
        empreinte: String,
        /// Why.
        raison: String,
    },
    /// The bytes of a piece are not those that the campaign recorded.
    #[error("le contenu {empreinte} a changé depuis la campagne : il ne prouve plus rien. Rejouez la campagne.")]
    OctetsAlteres {
        /// SHA-256 recorded.
        empreinte: String,
    },
    /// Possible real data.
    #[error(
        "identités peut-être réelles, qui ne sont ni du monde du banc, ni publiées pour les essais, ni déclarées :\n  - {}\nLe dossier n'est pas \
         écrit. Retirez ces données, ou déclarez ces identités de test (--identites) ; si vous êtes certain qu'elles ne sont à personne, \
         ajoutez --accepter-identites.",
        .liste.join("\n  - ")
    )]
    IdentitesInconnues {
        /// Each number, and where it was seen.
        liste: Vec<String>,
    },
    /// The key and the certificate that sign cannot serve.
    #[error("signataire inutilisable : {0}. Il faut un certificat X.509 et sa clé privée RSA (2048 bits au moins), en PEM.")]
    Signataire(String),
    /// A pack that no reader would accept.
    #[error("dossier trop volumineux : {0}. Retirez des pièces (les vidéos se déposent à part), ou séparez la campagne.")]
    TropVolumineux(String),
    /// Rows of a workbook that no spreadsheet would hold.
    #[error(transparent)]
    Classeur(segur_model::classeur::LignesError),
    /// A view of the result could not be made.
    #[error("{quoi} n'a pas pu être produit : {raison}. C'est un défaut du banc : signalez-le avec la campagne.")]
    Vue {
        /// Which view.
        quoi: &'static str,
        /// Why.
        raison: String,
    },
}

impl DossierError {
    pub(crate) fn ecriture(chemin: &Path, source: io::Error) -> Self {
        Self::Ecriture {
            chemin: chemin.to_owned(),
            source,
        }
    }

    pub(crate) fn lecture(chemin: &Path, source: io::Error) -> Self {
        Self::Lecture {
            chemin: chemin.to_owned(),
            source,
        }
    }

    pub(crate) fn illisible(chemin: &Path, raison: impl ToString) -> Self {
        Self::Illisible {
            chemin: chemin.to_owned(),
            raison: raison.to_string(),
        }
    }

    pub(crate) fn vue(quoi: &'static str, raison: impl ToString) -> Self {
        Self::Vue {
            quoi,
            raison: raison.to_string(),
        }
    }
}
