//! The declaration of a candidate: `candidat.toml`, given to `segur-bench run --candidat`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A *système candidat*, as its vendor declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidat {
    /// The product.
    pub produit: Produit,
    /// What the campaign is about.
    #[serde(default)]
    pub campagne: ReglageCampagne,
    /// Declared facts, tested by `si` in scenarios (`mode_insi = "structure"`, `horloge = "oui"`).
    #[serde(default)]
    pub faits: BTreeMap<String, String>,
    /// How the candidate is made to act; the first pilot that declares an act plays it, a person plays the others.
    #[serde(default)]
    pub pilotes: Vec<ReglagePilote>,
    /// Operations that the candidate calls by itself, whatever it is asked (`psc.introspection`): for the scenario's own patient
    /// and structure, they are nothing to explain.
    #[serde(default)]
    pub arriere_plan: Vec<String>,
    /// Patience of the engine.
    #[serde(default)]
    pub moteur: ReglageMoteur,
}

/// Product and vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Produit {
    /// Commercial name.
    pub nom: String,
    /// Version under test.
    pub version: String,
    /// Vendor.
    #[serde(default)]
    pub editeur: String,
    /// NIL of the product, when it has one.
    #[serde(default)]
    pub nil: String,
}

/// Which exigences apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageCampagne {
    /// Couloir (`biologie`).
    pub couloir: String,
    /// Wave.
    pub vague: u8,
    /// Profiles besides `Général`.
    pub profils: Vec<String>,
}

impl Default for ReglageCampagne {
    fn default() -> Self {
        Self {
            couloir: "biologie".to_owned(),
            vague: 1,
            profils: Vec::new(),
        }
    }
}

/// One driver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum ReglagePilote {
    /// The candidate (or its adapter) answers `GET {url}/actes` and `POST {url}/actes/{acte}`.
    Http {
        /// Base URL, without trailing slash.
        url: String,
        /// Acts it plays; empty: those that `GET {url}/actes` lists.
        #[serde(default)]
        actes: Vec<String>,
        /// Time limit of one act, in seconds.
        #[serde(default = "delai_acte")]
        delai_s: u64,
    },
    /// A command started for each act: request on standard input, answer on standard output.
    Commande {
        /// Program and arguments.
        commande: Vec<String>,
        /// Acts it plays.
        actes: Vec<String>,
        /// Time limit of one act, in seconds.
        #[serde(default = "delai_acte")]
        delai_s: u64,
        /// Working folder; default: that of the candidate file.
        #[serde(default)]
        dossier: Option<String>,
    },
    /// A person at the terminal.
    Manuel {
        /// Acts it plays; empty: all.
        #[serde(default)]
        actes: Vec<String>,
    },
}

fn delai_acte() -> u64 {
    60
}

/// Patience of the engine, in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageMoteur {
    /// Default of `dans`: how long after the end of an act an expected exchange may still come.
    pub dans_ms: u64,
    /// Calm at the end of a scenario before a `jamais` holds. A candidate whose acts answer only once everything they
    /// cause is sent may declare less than the 5 s of the contract.
    pub calme_ms: u64,
}

impl Default for ReglageMoteur {
    fn default() -> Self {
        Self {
            dans_ms: 30_000,
            calme_ms: 5_000,
        }
    }
}
