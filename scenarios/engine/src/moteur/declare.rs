//! What a candidate declares of itself, `[faits]` of its file: a slip of the pen must not make an exigence not applicable.

use std::collections::BTreeSet;

use segur_model::candidat::Candidat;
use segur_model::vocabulaire::declaration;

use crate::grammaire::ast::{Condition, Scenario};
use crate::pilotes::Pilotes;

/// The values that a candidate declares of a fact, in lower case: nobody means something else by `Web`.
pub(super) fn valeurs_dites(declare: &str) -> impl Iterator<Item = String> + '_ {
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
        Condition::Capacite(acte) => pilotes.capacite(acte) || acte == "horloge" && candidat.faits.contains_key("horloge"),
        Condition::Faits(faits) => faits.iter().all(|(fait, valeurs)| match candidat.faits.get(fait) {
            Some(v) => valeurs_dites(v).any(|v| valeurs.contains(&v)),
            None => par_defaut(fait).is_some_and(|d| valeurs.iter().any(|v| v == d)),
        }),
    }
}

/// What a candidate is taken to be when it says nothing of a fact, where everybody but a few is so.
pub(super) fn par_defaut(fait: &str) -> Option<&'static str> {
    (fait == "insi_a_la_creation").then_some("non")
}

/// Why what a candidate declares of a fact cannot be told from a slip of the pen: no scenario asks for that value (French).
/// None: every value is known.
pub(super) fn valeur_inconnue(scenarios: &[Scenario], fait: &str, declare: &str) -> Option<String> {
    let conditions = scenarios
        .iter()
        .flat_map(|s| s.si.iter().chain(s.etapes.iter().filter_map(|e| e.si.as_ref())));
    let connues: BTreeSet<&str> = conditions
        .filter_map(|c| match c {
            Condition::Faits(faits) => faits.get(fait),
            Condition::Capacite(_) => None,
        })
        .flatten()
        .map(String::as_str)
        // Whatever the question, these two words answer it.
        .chain(["oui", "non"])
        // Said of a candidate in every example.
        .chain((fait == "mode_insi").then_some(["structure", "carte"]).into_iter().flatten())
        .collect();
    let inconnue = valeurs_dites(declare).find(|v| !connues.contains(v.as_str()))?;
    Some(format!(
        "le candidat déclare {fait} = « {declare} », et « {inconnue} » n'est pas une valeur connue : corrigez [faits] de candidat.toml ; \
         les valeurs connues sont {}",
        connues.into_iter().collect::<Vec<_>>().join(", ")
    ))
}
