//! The rules of a document.

pub(crate) mod bio;
pub(crate) mod coherence;
pub(crate) mod corps;
pub(crate) mod entete;
pub(crate) mod modele;
pub(crate) mod participants;
pub(crate) mod patient;
pub(crate) mod remplacement;

use segur_model::Rule;
use segur_model::joints;
use segur_model::rule::{conseil, rapportee, regle, stricte};

/// Every rule: of the header (`cda.en-tete.*`), of the body (`cda.corps.*`), of the model (`cda.modele.*`),
/// of the biology report (`cda.cr-bio.*`), of what replaces (`cda.remplacement.*`), and of the coherence with the metadata
/// (`cda-xds.coherence.*`).
pub const REGLES: &[&Rule] = joints!(&Rule;
    entete::REGLES,
    patient::REGLES,
    participants::REGLES,
    corps::REGLES,
    bio::REGLES,
    modele::REGLES,
    remplacement::REGLES,
    coherence::REGLES,
);

/// First year of the volets for which the rules of [`RECENTES`] are errors.
pub(crate) const ANNEE_DES_RECENTES: u16 = 2022;

/// Rules that documents of older volets need not hold, for which they only warn: versions were optional, and the official samples
/// of the DMP (2021) have neither the traits of the INS nor a performer.
pub(crate) const RECENTES: &[&str] = &[
    entete::SET_ID.id,
    entete::VERSION.id,
    entete::ACTE_EXECUTANT.id,
    patient::NOM_NAISSANCE.id,
    patient::PRENOMS.id,
    patient::PREMIER_PRENOM.id,
    patient::LIEU_NAISSANCE.id,
];

const STRUCT_MIN: &str = "CI-SIS, volet Structuration minimale de documents de santé, v1.16.8";
