//! What is wrong in a table of correspondances, and what to do.

/// A table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrespondanceError {
    /// It is no such table.
    #[error("{nom} illisible : {cause}")]
    Illisible {
        /// File.
        nom: String,
        /// Cause, with line and column.
        cause: String,
    },
    /// Not a fingerprint.
    #[error(
        "{scenario} : « {empreinte} » n'est pas une empreinte. Recopiez celle que l'import écrit dans referentiel.toml (16 chiffres hexadécimaux)"
    )]
    Empreinte {
        /// Scenario of the entry.
        scenario: String,
        /// What is written.
        empreinte: String,
    },
    /// Twice the same text.
    #[error("{scenario} : le texte {empreinte} y est deux fois. Gardez une entrée")]
    Doublon {
        /// Scenario of the entry.
        scenario: String,
        /// Its fingerprint.
        empreinte: String,
    },
    /// Not the number of an étape of a référentiel.
    #[error("{scenario} : « {etape} » n'est pas une étape du référentiel. Écrivez 3, ou 1..4 ; p1 et b1 suivent d'elles-mêmes")]
    Etape {
        /// Scenario of the entry.
        scenario: String,
        /// What is written.
        etape: String,
    },
    /// Étapes would not be played in their order.
    #[error(
        "{scenario} : l'étape {etape} du banc passerait avant celle qui la précède. Les étapes importées doivent croître avec celles du banc"
    )]
    Ordre {
        /// Scenario of the entry.
        scenario: String,
        /// Étape of the bench.
        etape: String,
    },
    /// `garde` names an étape that nothing covers.
    #[error("{scenario} : « garde » nomme l'étape {etape}, qu'aucune étape du banc ne couvre. Ôtez-la : elle reste guidée")]
    Garde {
        /// Scenario of the entry.
        scenario: String,
        /// Étape that was imported.
        etape: u32,
    },
    /// No such scenario in the bench.
    #[error("{scenario} : le banc n'a pas ce scénario{suggestion}")]
    Scenario {
        /// Scenario of the entry.
        scenario: String,
        /// The nearest, if any.
        suggestion: String,
    },
    /// The scenario of the bench lacks this étape, or the entry does.
    #[error("{scenario} : {dit}")]
    Etapes {
        /// Scenario of the entry.
        scenario: String,
        /// What is wrong, and what to do (French).
        dit: String,
    },
}
