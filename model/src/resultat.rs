//! The result of a campaign: what the engine produces, and what reporters (console, dossier, JUnit) are pure views of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::candidat::Produit;
use crate::constat::{Blocage, Cause, Comptes, Constat, ConstatEtape, EtatPreuve};
use crate::etape::Numero;
use crate::exchange::Exchange;
use crate::rule::Finding;

/// A whole campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultatCampagne {
    /// Identifier (`demo-1`).
    pub id: String,
    /// The product under test.
    pub produit: Produit,
    /// Couloir.
    pub couloir: String,
    /// Wave.
    pub vague: u8,
    /// Profiles besides `Général`.
    pub profils: Vec<String>,
    /// Declared facts of the candidate.
    pub faits: BTreeMap<String, String>,
    /// Operations that it calls by itself, as it declares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arriere_plan: Vec<String>,
    /// Catalogue: code and version.
    pub referentiel: String,
    /// Version of the bench.
    pub banc: String,
    /// Seed of the world.
    pub graine: String,
    /// Bench instant at which it was opened.
    #[serde(with = "time::serde::rfc3339")]
    pub ouverte: OffsetDateTime,
    /// Whether a person took part.
    pub avec_personne: bool,
    /// Scenarios, in the order of the pack.
    pub scenarios: Vec<ResultatScenario>,
    /// Constat of each applicable exigence, in the order of the catalogue.
    pub exigences: Vec<ResultatExigence>,
    /// State of each proof of each applicable exigence, in the order of the catalogue.
    pub preuves: Vec<ResultatPreuve>,
    /// What blocked something, each cause once, the widest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<CauseBloquante>,
    /// Patience of the engine with this candidate.
    pub moteur: crate::candidat::ReglageMoteur,
    /// Every rule that a scenario of the campaign asked, once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regles: Vec<RegleCitee>,
}

/// One cause, and all that it blocks. It condemns none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseBloquante {
    /// What happened, where it was first seen.
    pub blocage: Blocage,
    /// The exigence that owns the operation, to which the cause is charged; none: « cause sans exigence ».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proprietaire: Option<String>,
    /// Exigences that it keeps from being judged, in the order of the catalogue.
    pub exigences: Vec<String>,
    /// Scenarios that it stops, in the order of the pack.
    pub scenarios: Vec<String>,
}

impl ResultatCampagne {
    /// Exit code of `demo` and `run`: 1 when something is non-conform or blocked, else 0.
    #[must_use]
    pub fn code_sortie(&self) -> u8 {
        u8::from(!self.causes.is_empty() || self.exigences.iter().any(|e| e.constat == Constat::NonConforme))
    }

    /// Ids of the exigences with this constat.
    #[must_use]
    pub fn exigences_a(&self, constat: Constat) -> Vec<&str> {
        self.exigences
            .iter()
            .filter(|e| e.constat == constat)
            .map(|e| e.id.as_str())
            .collect()
    }
}

/// One scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultatScenario {
    /// Number.
    pub id: String,
    /// Title (French).
    pub titre: String,
    /// What is to be known before it is played: objective, prerequisites, how to test (French).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexte: Vec<String>,
    /// Exigences that it serves.
    pub exigences: Vec<String>,
    /// The word of its counts.
    pub constat: Constat,
    /// Its étapes, counted.
    pub comptes: Comptes,
    /// Why, in French, when it is not plainly `Conforme`.
    pub raison: String,
    /// Why it was not played at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Étapes of the référentiel that were judged, when they are not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partie: Option<Partie>,
    /// Étapes in order.
    pub etapes: Vec<ResultatEtape>,
    /// Exchanges that no observation claimed: a warning.
    pub inattendus: Vec<Conserve>,
}

/// A scenario of which a part alone was played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partie {
    /// Numbers of the étapes of the référentiel that the bench judged.
    pub jouees: Vec<u32>,
    /// How many étapes the référentiel has.
    pub sur: u32,
}

/// « joué en partie : étapes 1, 2 sur 5 »
impl std::fmt::Display for Partie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let jouees: Vec<String> = self.jouees.iter().map(u32::to_string).collect();
        match jouees.as_slice() {
            [] => write!(f, "joué en partie : aucune étape sur {}", self.sur),
            [une] => write!(f, "joué en partie : étape {une} sur {}", self.sur),
            toutes => write!(f, "joué en partie : étapes {} sur {}", toutes.join(", "), self.sur),
        }
    }
}

/// One étape (or range of étapes).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultatEtape {
    /// Number.
    pub numero: Numero,
    /// Which one it is, from 0, of the étapes that have this number, when there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
    /// Whether it only prepares: not met, it blocks what follows and condemns nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prealable: bool,
    /// What came of it.
    pub constat: ConstatEtape,
    /// Why, in French.
    pub raison: String,
    /// Who acts, as a reader would name him: « Dr X, RPPS … »; empty: nobody is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub par: String,
    /// What the bench did before the act, in French, in order: the clock moved, a fault was set, a person of the world was renamed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub banc: Vec<String>,
    /// What would have made it *vu*, where it is only *déclaré* by the act or by a person (French).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pour_voir: String,
    /// The act, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acte: Option<ResultatActe>,
    /// Observations in order.
    pub observations: Vec<ResultatObservation>,
    /// What a person was asked to attest: phrase, and answer (absent: not asked).
    #[serde(default)]
    pub vus: Vec<(String, Option<bool>)>,
    /// Who attested, and what they noted; absent: nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub testeur: Option<Testeur>,
    /// Pieces that this étape gives to proofs.
    #[serde(default)]
    pub pieces: Vec<Piece>,
}

/// Who attested an étape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Testeur {
    /// Name, as they gave it.
    pub nom: String,
    /// What they noted of what was not seen (French); empty: nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// One act as it was played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultatActe {
    /// Name of the act.
    pub acte: String,
    /// `http`, `commande`, `manuel`, or empty when nobody could play it.
    pub pilote: String,
    /// Parameters as sent.
    pub parametres: serde_json::Map<String, serde_json::Value>,
    /// `fait`, `refuse`, `erreur`; absent when not played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<crate::acte::Issue>,
    /// The issue that the scenario expects, when it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue_attendue: Option<crate::acte::Issue>,
    /// The candidate's sentence.
    pub message: String,
}

/// One observation as it was judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultatObservation {
    /// The observation in words: `attendu insi.recherche-traits (nom r1)`.
    pub dit: String,
    /// Name that captures it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nom: Option<String>,
    /// What came of it.
    pub constat: ConstatEtape,
    /// Why, in French.
    pub raison: String,
    /// Place in the scenario file: `INS-va1.28.01.yaml:14:7`.
    pub place: String,
    /// Exchanges that it claimed.
    pub echanges: Vec<Conserve>,
    /// File that it read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fichier: Option<Octets>,
    /// Rules that did not hold, and expectations (`egal`) that were not met.
    pub findings: Vec<Finding>,
    /// What was expected and came: a line that holds proves itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenus: Vec<Tenu>,
    /// Rules, or families of rules, that were asked and of which nothing broke (`vihf`, `cda.n3`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regles: Vec<String>,
    /// What would have made it *vu*, where it is only *déclaré* (French).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pour_voir: String,
}

/// One expectation that was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenu {
    /// The fact that was looked at (`doc.confidentialite`); empty: the exchange, the file or the absence itself.
    pub fait: String,
    /// Whether the fact judges; else it chose the exchange among those that came.
    pub juge: bool,
    /// What was expected, in French.
    pub attendu: String,
    /// What was seen.
    pub vu: Vec<String>,
    /// Exchange in which it was read; absent: the file, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echange: Option<u64>,
    /// What the expectation stands on: exigence, rule of its référentiel, place in the scenario.
    pub source: String,
}

/// A rule of the bench, as a reader is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegleCitee {
    /// Identifier.
    pub id: String,
    /// What must hold, in French.
    pub dit: String,
    /// Document and section that it stands on.
    pub source: String,
    /// Trust in that source.
    pub trust: crate::rule::Trust,
}

/// An exchange with its bytes, kept by the campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conserve {
    /// The exchange.
    pub exchange: Exchange,
    /// Body of the request.
    #[serde(rename = "requete")]
    pub corps_requete: Octets,
    /// Body of the answer.
    #[serde(rename = "reponse")]
    pub corps_reponse: Octets,
    /// Documents that the request carries, taken out of their layers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Octets>,
}

/// Bytes kept by the campaign, by content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Octets {
    /// SHA-256, lower-case hexadecimal: the key.
    pub empreinte: String,
    /// Size in bytes.
    pub taille: u64,
    /// Media type, parameters kept.
    #[serde(rename = "type")]
    pub media: String,
}

/// One piece of evidence, for one proof number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// Proof number.
    pub preuve: String,
    /// What it is.
    pub quoi: Contenu,
    /// Whether its kind is one that the catalogue asks for that proof: else it is an `appui` and closes nothing.
    pub recevable: bool,
    /// Why it closes nothing although its kind is asked (French): judged non-conform, not under the name that is asked…
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub refus: String,
    /// Étape that gives it.
    pub etape: Numero,
    /// Which one it is, from 0, of the étapes that have this number, when there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
    /// How it came, when a person gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub donnee: Option<Donnee>,
}

/// How a piece came that a person gave (`preuve ajouter`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Donnee {
    /// Kind as which it was taken.
    pub nature: crate::catalogue::NaturePreuve,
    /// Name of the file that was given.
    pub nom: String,
    /// Who gave it; empty: they did not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub par: String,
    /// When, in real time.
    #[serde(with = "time::serde::rfc3339")]
    pub le: OffsetDateTime,
    /// At which second of a film each étape begins, in the order of the étapes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reperes: Vec<(u32, u32)>,
    /// How long the film lasts, in milliseconds, where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duree_ms: Option<u64>,
    /// What a reader should know of it (French).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Content of a piece.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "nature", rename_all = "kebab-case")]
pub enum Contenu {
    /// An exchange on the wire.
    Message {
        /// Name in the scenario.
        nom: String,
        /// The exchanges it captured.
        echanges: Vec<Conserve>,
    },
    /// A document taken out of an exchange.
    Document {
        /// Name in the scenario.
        nom: String,
        /// Its bytes.
        octets: Octets,
    },
    /// A file from the candidate or a person.
    Fichier {
        /// Name in the scenario.
        nom: String,
        /// Name that the candidate gave the file, when it named one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nom_fichier: Option<String>,
        /// Its bytes.
        octets: Octets,
    },
    /// A video still to be made, or given by a person.
    Video {
        /// Étapes to show.
        de: u32,
        /// Last of them.
        a: u32,
        /// Its bytes, when given.
        octets: Option<Octets>,
    },
    /// A screenshot still to be made, or given by a person.
    Capture {
        /// What it must show.
        phrase: String,
        /// Its bytes, when given.
        octets: Option<Octets>,
    },
    /// An attestation to sign.
    Attestation {
        /// Template.
        modele: String,
    },
    /// Only a third party can issue it.
    Tiers {
        /// Who.
        de: String,
        /// What.
        quoi: String,
    },
}

/// Constat of one exigence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultatExigence {
    /// Id.
    pub id: String,
    /// The word of its counts.
    pub constat: Constat,
    /// The étapes of its scenarios, counted.
    pub comptes: Comptes,
    /// A third party decides in the end: what the bench saw is a rehearsal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repetition: bool,
    /// Why nothing was played for it, or not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Why, in French.
    pub raison: String,
    /// Scenarios that were played for it.
    pub scenarios: Vec<String>,
}

/// State of one proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultatPreuve {
    /// Number.
    pub id: String,
    /// Exigence.
    pub exigence: String,
    /// Scenario of the REM.
    pub scenario: String,
    /// State.
    pub etat: EtatPreuve,
    /// Why, and what is still to do, in French.
    pub raison: String,
    /// Pieces that a person gave, in the order in which they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub donnees: Vec<Piece>,
}
