//! What an act depends on beside the file: who acts, what the ANS says, the other files, the setting of the windows; and why it is refused.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::bareme::Sons;
use super::etapes::Qui;
use super::financement::Financement;
use super::regles::Manquement;

/// What a closed window does. Those of a rehearsal are nearly all closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fenetres {
    /// It is told.
    #[default]
    Dites,
    /// It refuses.
    Refusent,
}

/// The certificate of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referencement {
    /// Its number.
    pub numero: String,
    /// Product that it names.
    pub produit: String,
    /// Version that it names.
    pub version: String,
    /// Since when.
    pub date: OffsetDateTime,
}

/// What an act depends on.
#[derive(Debug, Clone)]
pub struct ContexteFinancement<'a> {
    /// The data.
    pub sons: &'a Sons,
    /// Who acts.
    pub qui: Qui,
    /// The certificate; none: the product is not referenced.
    pub reference: Option<Referencement>,
    /// The other files: an instance, a site count once. The file itself may be among them.
    pub autres: &'a [Financement],
    /// What a closed window does.
    pub fenetres: Fenetres,
}

impl ContexteFinancement<'_> {
    /// The certificate, as it stood at an instant.
    #[must_use]
    pub fn reference_a(&self, quand: OffsetDateTime) -> Option<&Referencement> {
        self.reference.as_ref().filter(|r| r.date <= quand)
    }
}

/// Why an act is refused. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    /// Somebody else does that.
    #[error("« {geste} » revient au rôle {} ; ce rôle-ci est {} : changer de rôle, ou laisser faire", .attendu.dit(), .qui.dit())]
    Qui {
        /// The act.
        geste: &'static str,
        /// Who may.
        attendu: Qui,
        /// Who asked.
        qui: Qui,
    },
    /// No such instance.
    #[error("l'instance « {0} » n'est pas de ce dossier : voir la liste de ses instances")]
    InstanceInconnue(String),
    /// What was sent cannot be read, or is not known.
    #[error("{0}")]
    Saisie(String),
    /// Rules do not hold.
    #[error("{}", dire(.0))]
    Regles(Vec<Manquement>),
}

impl Refus {
    /// The rules that do not hold.
    #[must_use]
    pub fn manquements(&self) -> &[Manquement] {
        match self {
            Self::Regles(m) => m,
            _ => &[],
        }
    }
}

fn dire(manquements: &[Manquement]) -> String {
    let dits: Vec<String> = manquements
        .iter()
        .map(|m| format!("{} Vu : {}. {} [{}]", m.dit, m.vu, m.a_faire, m.regle))
        .collect();
    dits.join("\n")
}
