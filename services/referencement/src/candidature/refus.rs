//! Why an act is refused, and what to do. Nothing is changed then.

use super::{Etat, Role};

/// Why an act is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refus {
    /// Not in this quality.
    #[error("ce geste n'est pas permis à qui est {} ici", .0.dit())]
    Role(Role),
    /// Not in this state.
    #[error("la candidature est « {} » : {quoi}{}", .etat.dit(), if *.etat == Etat::HorsDelai { " ; un relecteur peut la rouvrir" } else { "" })]
    Etat { etat: Etat, quoi: &'static str },
    /// Not in the state of this chapter, or of this proof.
    #[error("{0}")]
    Impossible(String),
    /// Something is missing or wrong in what was sent.
    #[error("{0}")]
    Saisie(String),
    /// No such proof.
    #[error("la preuve « {0} » n'est pas demandée à cette candidature : voir la liste de ses preuves, et ses profils")]
    PreuveInconnue(String),
    /// No such chapter.
    #[error("« {0} » n'est pas un chapitre de cette candidature")]
    ChapitreInconnu(String),
    /// Somebody else was faster.
    #[error("la preuve « {preuve} » a changé entre-temps ({par}) : relire ce qui vient d'y être fait, puis recommencer")]
    Entretemps { preuve: String, par: String },
    /// A chapter is not complete.
    #[error("« {chapitre} » n'est pas complet : il manque {}", .manquent.join(", "))]
    Incomplet { chapitre: String, manquent: Vec<String> },
}
