//! The relevé of a scenario: what happened, before anything is judged. The runner fills it; [`super::juger`] judges it
//! alone, so that the same relevé gives the same result with the candidate absent.

use std::collections::BTreeMap;

use segur_model::resultat::{Conserve, Octets, ResultatActe, Testeur};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Everything that one play of one scenario left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Releve {
    /// Scenario number.
    pub scenario: String,
    /// From 1; a scenario interrupted in its automatic étapes is played again.
    pub tentative: u32,
    /// Last id of the journal before it began: exchanges up to this one are not its own.
    pub depuis: u64,
    /// Étapes played so far, in order.
    pub etapes: Vec<ReleveEtape>,
    /// Exchanges of the espace since it began, in order.
    pub echanges: Vec<Conserve>,
    /// Ids of those that came once it was over, while another scenario was played ([`super::tardifs`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tardifs: Vec<u64>,
    /// Instant up to which the journal was read.
    #[serde(with = "time::serde::rfc3339")]
    pub lu_jusqu_a: OffsetDateTime,
    /// Whether it was played to its end, calm included.
    pub termine: bool,
    /// With what it was played; absent from a campaign of before this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avec: Option<Avec>,
    /// What happened to the bench meanwhile (French): it is not judged, and is played again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrompu: Option<String>,
    /// Why a person says that it has no object, and who (French).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sans_objet: Option<String>,
    /// What a tester says of the requests that are nobody's: it lifts « à expliquer », and no more than *déclaré* comes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explication: Option<String>,
}

/// With what a scenario was played: with another version or another text, it is to be played again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Avec {
    /// Version of the product.
    pub version: String,
    /// Digest of the scenario ([`crate::campagne::empreinte::du_scenario`]).
    pub scenario: String,
}

impl Releve {
    /// One of which nothing was played yet.
    #[must_use]
    pub fn vierge(scenario: &str, tentative: u32, depuis: u64, avec: Option<Avec>) -> Self {
        Self {
            scenario: scenario.to_owned(),
            tentative,
            depuis,
            etapes: Vec::new(),
            echanges: Vec::new(),
            tardifs: Vec::new(),
            lu_jusqu_a: OffsetDateTime::now_utc(),
            termine: false,
            avec,
            interrompu: None,
            sans_objet: None,
            explication: None,
        }
    }

    /// Whether anything was done in it: an act that was answered, a sentence that a person answered.
    #[must_use]
    pub fn entame(&self) -> bool {
        self.etapes.iter().any(|e| {
            let acte = e.acte.as_ref().is_some_and(|a| a.resultat.issue.is_some());
            acte || e.vus.iter().any(|(_, reponse)| reponse.is_some())
        })
    }

    /// Why it no longer holds, in French; `None`: it was played with this version and this text, or nobody knows.
    #[must_use]
    pub fn tombe(&self, avec: &Avec) -> Option<String> {
        let joue = self.avec.as_ref()?;
        if joue.version != avec.version {
            return Some(format!("joué avec la version {}, et non {}", joue.version, avec.version));
        }
        (joue.scenario != avec.scenario).then(|| "son texte a changé depuis qu'il a été joué".to_owned())
    }
}

/// What one étape left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleveEtape {
    /// Index in the étapes as they are unrolled.
    pub rang: usize,
    /// Window opened by this étape's own `banc` or `faire`; absent when it has neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fenetre: Option<Fenetre>,
    /// Why it was not played, when it was not (condition, `--depuis`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passee: Option<Passee>,
    /// The act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acte: Option<ReleveActe>,
    /// Phrases of `voir`, and what the person answered.
    #[serde(default)]
    pub vus: Vec<(String, Option<bool>)>,
    /// Who attested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub testeur: Option<Testeur>,
}

impl ReleveEtape {
    /// An étape that is played, of which nothing is known yet.
    #[must_use]
    pub fn nouvelle(rang: usize) -> Self {
        Self {
            rang,
            fenetre: None,
            passee: None,
            acte: None,
            vus: Vec::new(),
            testeur: None,
        }
    }

    /// Whether a person answered all that they were asked.
    #[must_use]
    pub fn repondue(&self) -> bool {
        self.vus.iter().all(|(_, reponse)| reponse.is_some())
    }

    /// An étape that was passed.
    #[must_use]
    pub fn passee(rang: usize, passee: Passee) -> Self {
        Self {
            passee: Some(passee),
            ..Self::nouvelle(rang)
        }
    }
}

/// Why an étape was not played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Passee {
    /// Its condition does not hold for this candidate.
    SansObjet(String),
    /// The candidate does not declare a fact on which it depends.
    NonDeclaree(String),
    /// The tester chose so (`--depuis`).
    HorsSelection(String),
    /// What the bench had to do needs something that did not come.
    BancSansValeur(String),
    /// Something before did not happen: see there.
    Bloquee,
}

/// When exchanges may answer an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fenetre {
    /// Last id of the journal when it opened.
    pub depuis: u64,
    /// When the act ended; observations close `dans` later.
    #[serde(with = "time::serde::rfc3339")]
    pub fin_acte: OffsetDateTime,
}

/// An act as it was played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleveActe {
    /// The act and its answer.
    pub resultat: ResultatActe,
    /// Whether the candidate is known to have tried it: it answered.
    pub tente: bool,
    /// Files that it answered, by name.
    #[serde(default)]
    pub fichiers: BTreeMap<String, Octets>,
    /// Names under which the candidate gives them, where it names them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub noms: BTreeMap<String, String>,
}
