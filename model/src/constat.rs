//! The two results of a campaign, never added up: what the bench saw, and the state of each proof.

use serde::{Deserialize, Serialize};

/// What the bench saw. Never an official verdict. Ordered from best to worst for folding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Constat {
    /// Does not apply to this candidate (the reason is beside it).
    NonApplicable,
    /// Everything that was judged held.
    Conforme,
    /// Not, or not wholly, played: nothing can be said.
    #[serde(rename = "NonTeste")]
    NonTeste,
    /// A verified rule or an expectation of the scenario did not hold.
    NonConforme,
}

impl Constat {
    /// Worst wins; `NonApplicable` counts only when nothing else is there.
    #[must_use]
    pub fn pire(self, autre: Self) -> Self {
        self.max(autre)
    }

    /// French label for a person.
    #[must_use]
    pub fn libelle(self) -> &'static str {
        match self {
            Self::NonApplicable => "Non applicable",
            Self::Conforme => "Conforme",
            Self::NonTeste => "Non testé",
            Self::NonConforme => "Non conforme",
        }
    }
}

/// State of one proof number. Decided by the kind of proof that the catalogue asks, never by a constat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EtatPreuve {
    /// The dossier holds a piece of the kind asked.
    Produite,
    /// The vendor must still add a piece that the bench cannot make (video, capture, attestation).
    #[serde(rename = "ACompleter")]
    ACompleter,
    /// Only a third party can issue it (ANS, CNDA, auditor).
    TiersRequis,
    /// Not asked of this candidate (the reason is beside it).
    SansObjet,
}

impl EtatPreuve {
    /// French label for a person.
    #[must_use]
    pub fn libelle(self) -> &'static str {
        match self {
            Self::Produite => "Produite",
            Self::ACompleter => "À compléter",
            Self::TiersRequis => "Tiers requis",
            Self::SansObjet => "Sans objet",
        }
    }
}
