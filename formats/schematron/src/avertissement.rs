//! What a published schema gets wrong, and the engine tolerates.

/// A fault of a schema that does not stop it from being run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Avertissement {
    /// A file is named in another case than its own.
    Casse {
        /// As written.
        ecrit: String,
        /// Name of the file that was read.
        lu: String,
    },
    /// A value set is missing, and another file of the same identifier was read in its place.
    JeuRemplace {
        /// As written.
        ecrit: String,
        /// Name of the file that was read.
        lu: String,
    },
    /// An expression cannot be read: its assertions are « non évaluées ».
    Expression {
        /// File and line.
        ou: String,
        /// As written.
        expression: String,
        /// Why.
        cause: String,
    },
    /// A phase names a pattern that does not exist.
    MotifAbsent {
        /// Its identifier.
        id: String,
    },
    /// A rule extends an abstract rule that does not exist.
    RegleAbsente {
        /// File and line.
        ou: String,
        /// Its identifier.
        id: String,
    },
    /// Two variables of the same place have the same name: the last one is read.
    VariableDouble {
        /// Its name.
        nom: String,
    },
    /// An expression reads a variable that nothing declares where it stands: it cannot be evaluated.
    VariableInconnue {
        /// File and line.
        ou: String,
        /// Its name.
        nom: String,
    },
    /// A rule of a schema for XSLT 2 is about texts, which the published pipeline does not visit.
    ContexteDeTexte {
        /// File and line.
        ou: String,
        /// As written.
        contexte: String,
    },
}

impl std::fmt::Display for Avertissement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Casse { ecrit, lu } => write!(
                f,
                "le schéma nomme « {ecrit} », le fichier s'appelle « {lu} » (la casse diffère) : il est lu quand même"
            ),
            Self::JeuRemplace { ecrit, lu } => {
                write!(
                    f,
                    "le jeu de valeurs « {ecrit} » manque : « {lu} », de même identifiant, est lu à sa place"
                )
            }
            Self::Expression { ou, expression, cause } => {
                write!(
                    f,
                    "{ou} : expression illisible, ses assertions ne sont pas évaluées : {expression} ({cause})"
                )
            }
            Self::MotifAbsent { id } => write!(f, "la phase active le motif « {id} », qui n'existe pas"),
            Self::RegleAbsente { ou, id } => write!(f, "{ou} : la règle abstraite « {id} » n'existe pas"),
            Self::VariableInconnue { ou, nom } => {
                write!(
                    f,
                    "{ou} : la variable « {nom} » n'est pas déclarée à cet endroit : ce qui la lit n'est pas évalué"
                )
            }
            Self::ContexteDeTexte { ou, contexte } => write!(
                f,
                "{ou} : le contexte « {contexte} » désigne des textes, que la chaîne publiée pour « xslt2 » ne visite pas : la règle ne s'y applique pas"
            ),
            Self::VariableDouble { nom } => write!(f, "la variable « {nom} » est déclarée deux fois : la dernière est lue"),
        }
    }
}
