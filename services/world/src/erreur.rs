//! Why a country cannot be loaded.

/// Why a file of the country is refused. Each says where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// The file is too large to be one of ours.
    #[error("{fichier} : {octets} octets, le maximum est {max} ; répartissez les fiches en plusieurs fichiers")]
    TropGrand {
        /// File.
        fichier: String,
        /// Its size.
        octets: usize,
        /// The cap.
        max: usize,
    },
    /// The text is not TOML, or not of the form of a country.
    #[error("{fichier}:{ligne}:{colonne} : {raison}")]
    Lecture {
        /// File.
        fichier: String,
        /// Line, from 1.
        ligne: usize,
        /// Column, from 1.
        colonne: usize,
        /// What is wrong (French).
        raison: String,
    },
    /// The fiche exists.
    #[error(
        "{fichier}:{ligne}:{colonne} : la fiche {fiche} existe déjà ; donnez-lui un autre nom, \
         ou écrivez « remplace = true » dans cette entrée pour remplacer celle qui existe"
    )]
    Doublon {
        /// File.
        fichier: String,
        /// Line, from 1.
        ligne: usize,
        /// Column, from 1.
        colonne: usize,
        /// The name taken.
        fiche: String,
    },
    /// A professional works in a structure that nobody describes.
    #[error(
        "{fichier}:{ligne}:{colonne} : le professionnel {fiche} exerce dans la structure {structure}, qui n'existe pas ; \
         ajoutez une entrée [[structures]] de ce nom, ou citez l'une de celles-ci : {connues}"
    )]
    StructureInconnue {
        /// File.
        fichier: String,
        /// Line, from 1.
        ligne: usize,
        /// Column, from 1.
        colonne: usize,
        /// The professional.
        fiche: String,
        /// The structure that is missing.
        structure: String,
        /// Those that exist.
        connues: String,
    },
}
