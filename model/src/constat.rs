//! The two results of a campaign, never added up: what the bench saw, and the state of each proof.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::etape::Numero;
use crate::rule::Trust;

/// On what an expectation that holds rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fondement {
    /// A request that the bench received, or a document that it judged byte for byte.
    Vu,
    /// The candidate's word or a tester's: the answer of an act, a file in which the candidate tells about itself, a « vu ».
    Declare,
}

/// Why something was not played, or not judged. It condemns nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "kebab-case")]
pub enum Cause {
    /// A person has to play or to attest it.
    AJouer,
    /// Something that comes before did not happen.
    Bloque(Blocage),
    /// The candidate does not declare a fact on which it depends.
    NonDeclare,
    /// The file that an act answered does not keep to its contract (`docs/actes.md`).
    HorsContrat,
    /// A request came for somebody else than the scenario's.
    AExpliquer,
    /// The bench itself could not judge: bytes lost, a check that stopped.
    Banc,
    /// The bench has no scenario for it, or only a part of it.
    SansScenario,
    /// The référentiel asks it and publishes no scenario for it: nothing of it can be played, here or elsewhere.
    NonPublie,
    /// Left out by the choice of the tester (`--seulement`, `--depuis`).
    HorsSelection,
    /// A document decides, which the vendor or a third party gives.
    SurPiece,
    /// A préconisation for which the bench has no scenario: nobody has to do it.
    Preconisation,
}

impl Cause {
    /// In French, for a person.
    #[must_use]
    pub fn libelle(&self) -> &'static str {
        match self {
            Self::AJouer => "à jouer par une personne",
            Self::Bloque(_) => "bloqué",
            Self::NonDeclare => "fait non déclaré",
            Self::HorsContrat => "fichier hors contrat",
            Self::AExpliquer => "à expliquer",
            Self::Banc => "le banc n'a pas pu juger",
            Self::SansScenario => "le banc n'a pas de scénario",
            Self::NonPublie => "le référentiel n'en publie pas de scénario",
            Self::HorsSelection => "hors de votre sélection",
            Self::SurPiece => "sur pièce",
            Self::Preconisation => "préconisation, sans scénario",
        }
    }
}

/// What kept the rest of a scenario from being judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocage {
    /// Scenario.
    pub scenario: String,
    /// Étape that did not happen as what follows needs.
    pub etape: Numero,
    /// Operation that was awaited; empty when it is an act that was not done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub operation: String,
    /// Code of the fault, or rule on which the simulated service refused; empty when neither is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub regle: String,
    /// Trust in that rule: a rule that is not verified blocks, and never condemns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// What happened, in French.
    pub dit: String,
}

impl Blocage {
    /// What tells two causes apart: the same refusal of the same operation is one cause, wherever it shows.
    #[must_use]
    pub fn cle(&self) -> (&str, &str) {
        if self.regle.is_empty() {
            (&self.operation, &self.dit)
        } else {
            (&self.operation, &self.regle)
        }
    }
}

/// What came of one étape, or of one of its observations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "etat", rename_all = "kebab-case")]
pub enum ConstatEtape {
    /// A verified rule or an expectation of the scenario did not hold.
    Ecart,
    /// Everything judged held.
    Tenu {
        /// On what it rests: the weakest of what was judged.
        fondement: Fondement,
    },
    /// Not, or not wholly, played.
    NonJoue(Cause),
    /// An act without an expectation, or an optional exchange: no verdict of its own.
    Geste,
    /// Not for this candidate (the reason is beside it).
    SansObjet,
}

impl ConstatEtape {
    /// Seen by the bench.
    pub const VU: Self = Self::Tenu { fondement: Fondement::Vu };
    /// On the candidate's or a tester's word.
    pub const DECLARE: Self = Self::Tenu {
        fondement: Fondement::Declare,
    };

    /// From what leaves no trace to what matters most.
    fn rang(&self) -> u8 {
        match self {
            Self::SansObjet => 0,
            Self::Geste => 1,
            Self::Tenu { fondement: Fondement::Vu } => 2,
            Self::Tenu {
                fondement: Fondement::Declare,
            } => 3,
            Self::NonJoue(Cause::AJouer) => 4,
            Self::NonJoue(Cause::Bloque(_)) => 6,
            Self::NonJoue(_) => 5,
            Self::Ecart => 7,
        }
    }

    /// The one of the two that decides.
    #[must_use]
    pub fn pire(self, autre: Self) -> Self {
        if autre.rang() > self.rang() { autre } else { self }
    }

    /// Whether it counts: a geste and what has no object do not.
    #[must_use]
    pub fn est_juge(&self) -> bool {
        !matches!(self, Self::Geste | Self::SansObjet)
    }

    /// One word, for files that a machine compares: `ecart`, `vu`, `declare`, `a-jouer`, `bloque`, `non-joue`, `geste`, `sans-objet`.
    #[must_use]
    pub fn mot(&self) -> &'static str {
        match self {
            Self::Ecart => "ecart",
            Self::Tenu { fondement: Fondement::Vu } => "vu",
            Self::Tenu {
                fondement: Fondement::Declare,
            } => "declare",
            Self::NonJoue(Cause::AJouer) => "a-jouer",
            Self::NonJoue(Cause::Bloque(_)) => "bloque",
            Self::NonJoue(_) => "non-joue",
            Self::Geste => "geste",
            Self::SansObjet => "sans-objet",
        }
    }

    /// French label for a person.
    #[must_use]
    pub fn libelle(&self) -> &'static str {
        match self {
            Self::Ecart => "Écart",
            Self::Tenu { fondement: Fondement::Vu } => "Vu",
            Self::Tenu {
                fondement: Fondement::Declare,
            } => "Déclaré",
            Self::NonJoue(Cause::AJouer) => "À jouer",
            Self::NonJoue(Cause::Bloque(_)) => "Bloqué",
            Self::NonJoue(Cause::AExpliquer) => "À expliquer",
            Self::NonJoue(_) => "Non joué",
            Self::Geste => "Geste",
            Self::SansObjet => "Sans objet",
        }
    }
}

/// How many étapes came out which way. Counts lead: one attested screen never hides three exchanges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comptes {
    /// Écarts.
    pub ecarts: u32,
    /// Held, and seen.
    pub vues: u32,
    /// Held on somebody's word.
    pub declarees: u32,
    /// A person has to play them.
    pub a_jouer: u32,
    /// Blocked by something before.
    pub bloquees: u32,
    /// Not played for another reason.
    pub non_jouees: u32,
}

impl Comptes {
    /// Counts an étape.
    pub fn compter(&mut self, c: &ConstatEtape) {
        let case = match c {
            ConstatEtape::Ecart => &mut self.ecarts,
            ConstatEtape::Tenu { fondement: Fondement::Vu } => &mut self.vues,
            ConstatEtape::Tenu {
                fondement: Fondement::Declare,
            } => &mut self.declarees,
            ConstatEtape::NonJoue(Cause::AJouer) => &mut self.a_jouer,
            ConstatEtape::NonJoue(Cause::Bloque(_)) => &mut self.bloquees,
            ConstatEtape::NonJoue(_) => &mut self.non_jouees,
            ConstatEtape::Geste | ConstatEtape::SansObjet => return,
        };
        *case += 1;
    }

    /// Adds those of another scenario.
    pub fn ajouter(&mut self, autre: &Self) {
        self.ecarts += autre.ecarts;
        self.vues += autre.vues;
        self.declarees += autre.declarees;
        self.a_jouer += autre.a_jouer;
        self.bloquees += autre.bloquees;
        self.non_jouees += autre.non_jouees;
    }

    /// The word that they make.
    #[must_use]
    pub fn constat(&self) -> Constat {
        if self.ecarts > 0 {
            Constat::NonConforme
        } else if self.a_jouer + self.bloquees + self.non_jouees > 0 {
            Constat::NonTeste
        } else if self.declarees > 0 {
            Constat::Declare
        } else if self.vues > 0 {
            Constat::Conforme
        } else {
            Constat::NonApplicable
        }
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn vides(&self) -> bool {
        *self == Self::default()
    }
}

/// « aucun écart · 3 vues, 1 déclarée, 1 à jouer »
impl fmt::Display for Comptes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ecarts {
            0 => f.write_str("aucun écart")?,
            1 => f.write_str("1 écart")?,
            n => write!(f, "{n} écarts")?,
        }
        let mut lien = " · ";
        let mut dire = |f: &mut fmt::Formatter<'_>, n: u32, un: &str, plusieurs: &str| {
            if n > 0 {
                let mot = if n == 1 { un } else { plusieurs };
                write!(f, "{lien}{n} {mot}")?;
                lien = ", ";
            }
            Ok(())
        };
        dire(f, self.vues, "vue", "vues")?;
        dire(f, self.declarees, "déclarée", "déclarées")?;
        dire(f, self.a_jouer, "à jouer", "à jouer")?;
        dire(f, self.bloquees, "bloquée", "bloquées")?;
        dire(f, self.non_jouees, "non jouée", "non jouées")
    }
}

/// The word of an exigence or of a scenario, from its counts. Never an official verdict. Ordered from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Constat {
    /// Does not apply to this candidate (the reason is beside it).
    NonApplicable,
    /// Every judged étape held, and was seen by the bench.
    Conforme,
    /// Every judged étape held, some on the candidate's or a tester's word alone.
    Declare,
    /// One étape at least was not played.
    NonTeste,
    /// A verified rule or an expectation of the scenario did not hold.
    NonConforme,
}

impl Constat {
    /// Every word, from best to worst.
    pub const TOUS: [Self; 5] = [
        Self::Conforme,
        Self::Declare,
        Self::NonTeste,
        Self::NonConforme,
        Self::NonApplicable,
    ];

    /// French label for a person.
    #[must_use]
    pub fn libelle(self) -> &'static str {
        match self {
            Self::NonApplicable => "Non applicable",
            Self::Conforme => "Conforme",
            Self::Declare => "Déclaré",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_make_the_word() {
        let mut c = Comptes::default();
        assert_eq!(c.constat(), Constat::NonApplicable);
        c.compter(&ConstatEtape::Geste);
        assert!(c.vides());
        c.compter(&ConstatEtape::VU);
        assert_eq!(c.constat(), Constat::Conforme);
        c.compter(&ConstatEtape::DECLARE);
        assert_eq!(c.constat(), Constat::Declare);
        c.compter(&ConstatEtape::NonJoue(Cause::AJouer));
        assert_eq!(c.constat(), Constat::NonTeste);
        assert_eq!(c.to_string(), "aucun écart · 1 vue, 1 déclarée, 1 à jouer");
        c.compter(&ConstatEtape::Ecart);
        assert_eq!(c.constat(), Constat::NonConforme);
    }

    #[test]
    fn the_worst_decides() {
        let a_jouer = ConstatEtape::NonJoue(Cause::AJouer);
        assert_eq!(ConstatEtape::VU.pire(ConstatEtape::DECLARE), ConstatEtape::DECLARE);
        assert_eq!(ConstatEtape::DECLARE.pire(a_jouer.clone()), a_jouer);
        assert_eq!(a_jouer.pire(ConstatEtape::Ecart), ConstatEtape::Ecart);
        assert_eq!(ConstatEtape::Geste.pire(ConstatEtape::SansObjet), ConstatEtape::Geste);
    }

    #[test]
    fn a_verdict_keeps_its_form_in_json() {
        let c = ConstatEtape::NonJoue(Cause::AJouer);
        let json = serde_json::to_string(&c).unwrap();
        assert_eq!(json, r#"{"etat":"non-joue","cause":"a-jouer"}"#);
        assert_eq!(serde_json::from_str::<ConstatEtape>(&json).unwrap(), c);
        assert_eq!(
            serde_json::to_string(&ConstatEtape::VU).unwrap(),
            r#"{"etat":"tenu","fondement":"vu"}"#
        );
    }
}
