//! What a candidate declares of itself, `[faits]` of its file: a slip of the pen must not make an exigence not applicable.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::candidat::Candidat;
use segur_model::vocabulaire::declaration;

use crate::grammaire::ast::{Condition, Scenario};
use crate::pilotes::Pilotes;

/// Facts that the engine itself asks, and one that every example says of its candidate and no scenario of the bench asks; their values.
const DU_BANC: [(&str, &[&str]); 3] = [
    ("horloge", &["oui", "non"]),
    ("insi_a_la_creation", &["oui", "non"]),
    ("mode_insi", &["structure", "carte"]),
];

/// The values that a candidate declares of a fact, in lower case: nobody means something else by `Web`.
pub fn valeurs_dites(declare: &str) -> impl Iterator<Item = String> + '_ {
    declare.split(',').map(|v| v.trim().to_lowercase())
}

/// What a condition wants, in the words of a reader: « INSi est appelé avec un certificat de structure, ou … ».
pub(super) fn voulues(fait: &str, valeurs: &[String]) -> String {
    let dites: Vec<String> = valeurs.iter().flat_map(|v| declaration(fait, v)).collect();
    format!("{} ({})", dites.join(", ou "), valeurs.join(", "))
}

/// Whether a condition holds for a candidate. What it does not declare does not hold.
#[must_use]
pub fn remplie(c: &Condition, candidat: &Candidat, pilotes: &Pilotes) -> bool {
    match c {
        Condition::Capacite(acte) => capable(acte, candidat, pilotes),
        Condition::Faits(faits) => faits.iter().all(|(fait, valeurs)| fait_rempli(fait, valeurs, candidat)),
    }
}

/// Whether a candidate can do this.
pub(super) fn capable(acte: &str, candidat: &Candidat, pilotes: &Pilotes) -> bool {
    pilotes.capacite(acte) || acte == "horloge" && candidat.faits.contains_key("horloge")
}

/// Whether what a candidate declares of a fact is one of these values. It may have several (`mode_psc = "web, ciba"`).
pub(super) fn fait_rempli(fait: &str, valeurs: &[String], candidat: &Candidat) -> bool {
    match candidat.faits.get(fait) {
        Some(v) => valeurs_dites(v).any(|v| valeurs.contains(&v)),
        None => par_defaut(fait).is_some_and(|d| valeurs.iter().any(|v| v == d)),
    }
}

/// What a candidate is taken to be when it says nothing of a fact, where everybody but a few is so.
pub(super) fn par_defaut(fait: &str) -> Option<&'static str> {
    (fait == "insi_a_la_creation").then_some("non")
}

/// Why what a candidate declares of a fact cannot be told from a slip of the pen: no scenario asks for that value (French).
/// None: every value is known.
pub(super) fn valeur_inconnue(scenarios: &[Scenario], fait: &str, declare: &str) -> Option<String> {
    let connues = faits_connus(scenarios).remove(fait).unwrap_or_default();
    let inconnue = valeurs_dites(declare).find(|v| !connues.contains(v.as_str()))?;
    Some(format!(
        "le candidat déclare {fait} = « {declare} », et « {inconnue} » n'est pas une valeur connue : corrigez [faits] de candidat.toml ; \
         les valeurs connues sont {}",
        connues.into_iter().collect::<Vec<_>>().join(", ")
    ))
}

/// The facts that a scenario or the engine asks, and the values that they know of each; « oui » and « non » answer what a scenario asks.
#[must_use]
pub fn faits_connus(scenarios: &[Scenario]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut connus: BTreeMap<&str, BTreeSet<&str>> = DU_BANC
        .into_iter()
        .map(|(fait, valeurs)| (fait, valeurs.iter().copied().collect()))
        .collect();
    let conditions = scenarios
        .iter()
        .flat_map(|s| s.si.iter().chain(s.etapes.iter().filter_map(|e| e.si.as_ref())));
    for c in conditions {
        if let Condition::Faits(faits) = c {
            for (fait, valeurs) in faits {
                let siennes = connus.entry(fait).or_default();
                siennes.extend(valeurs.iter().map(String::as_str).chain(["oui", "non"]));
            }
        }
    }
    connus
}
