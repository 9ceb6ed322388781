//! Why a schema was not loaded.

use crate::fichiers::FichierRefuse;

/// Every message says what to do, or where to look.
#[derive(Debug, thiserror::Error)]
pub enum ErreurSchema {
    /// A file of the schema.
    #[error("{0}")]
    Fichier(#[from] FichierRefuse),
    /// An include that leads nowhere.
    #[error("{ou} : {cause}")]
    Inclusion {
        /// File and line.
        ou: String,
        /// Why.
        cause: String,
    },
    /// Not XML.
    #[error("{fichier} : {cause}")]
    MalForme {
        /// The file.
        fichier: String,
        /// Where and why.
        cause: String,
    },
    /// XML, but not ISO Schematron.
    #[error("{fichier} : la racine est « {racine} », hors de l'espace de noms d'ISO Schematron ; donner un schéma .sch")]
    PasUnSchema {
        /// The file.
        fichier: String,
        /// Name of its root.
        racine: String,
    },
    /// The queries are not XPath.
    #[error(
        "le langage de requête « {0} » n'est pas évalué : seuls « xslt » (ou aucun), « xslt2 » et ce qui leur est commun dans « xslt3 » le sont"
    )]
    Langage(String),
    /// The phase that was asked does not exist.
    #[error("la phase « {0} » n'existe pas dans ce schéma")]
    Phase(String),
    /// A pattern is based on nothing.
    #[error("{ou} : le motif abstrait « {id} » n'existe pas")]
    MotifAbstrait {
        /// File and line.
        ou: String,
        /// Its identifier.
        id: String,
    },
    /// An abstract pattern is based on another one: neither says what it checks (ISO Schematron, 5.4.12: `is-a` is for concrete patterns).
    #[error("{ou} : le motif « {id} » est abstrait et dit à la fois is-a ; écrire ses règles, ou ôter l'un des deux")]
    MotifAbstraitDerive {
        /// File and line.
        ou: String,
        /// Its identifier.
        id: String,
    },
    /// Two variables of one place have the same name.
    #[error("{ou} : la variable « {nom} » est déclarée deux fois au même endroit ; n'en garder qu'une")]
    VariableDouble {
        /// File and line of the second.
        ou: String,
        /// Its name.
        nom: String,
    },
    /// An expression reads a variable that nothing declares where it stands.
    #[error("{ou} : la variable « {nom} » n'est déclarée ni dans la règle avant ce point, ni dans le motif, la phase ou le schéma")]
    VariableInconnue {
        /// File and line.
        ou: String,
        /// Its name.
        nom: String,
    },
    /// What an element lacks.
    #[error("{ou} : {quoi}")]
    Incomplet {
        /// File and line.
        ou: String,
        /// What is missing.
        quoi: String,
    },
    /// A bound of ours.
    #[error("schéma trop grand : {quoi}")]
    Borne {
        /// Which one.
        quoi: String,
    },
}
