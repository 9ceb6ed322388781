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
    /// Two global variables have the same name: the last one is read.
    VariableDouble {
        /// Its name.
        nom: String,
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
            Self::VariableDouble { nom } => write!(f, "la variable « {nom} » est déclarée deux fois : la dernière est lue"),
        }
    }
}
