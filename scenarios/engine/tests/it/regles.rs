//! Every verified rule whose breach is an error can change a verdict: a scenario of the pack names it, or a list says why none does.
//! A rule that nothing names says « Écart » in a report beside an exigence that is « Conforme ».

use std::collections::BTreeSet;

use segur_dialecte::nomme;
use segur_engine::catalogues::embarques;
use segur_engine::grammaire::ast::Observation;
use segur_engine::regles::toutes;
use segur_model::{Rule, Severity};
use serde::Deserialize;

use crate::pack::tous;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Liste {
    regle: Vec<SansScenario>,
}

/// A rule, or a family of rules, that no scenario names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SansScenario {
    id: String,
    raison: String,
}

fn liste() -> Vec<SansScenario> {
    let lue: Liste = toml::from_str(include_str!("../../regles-sans-scenario.toml")).expect("regles-sans-scenario.toml");
    lue.regle
}

/// The words of every `verifier` of the packs.
fn mots() -> BTreeSet<String> {
    let observations = tous(&embarques().unwrap())
        .into_iter()
        .flat_map(|s| s.etapes)
        .flat_map(|e| e.observer);
    observations
        .flat_map(|o| match o {
            Observation::Attendu(a) => a.verifier,
            Observation::Fichier(f) => f.verifier,
            Observation::Jamais(_) => Vec::new(),
        })
        .collect()
}

/// Rules that condemn, when nobody named them: verified, and an error.
fn erreurs() -> impl Iterator<Item = &'static Rule> {
    toutes().into_iter().filter(|r| r.severity_effective() == Severity::Error)
}

#[test]
fn chaque_regle_verifiee_a_un_scenario_ou_une_raison() {
    let (mots, liste) = (mots(), liste());
    let oubliees: Vec<String> = erreurs()
        .filter(|r| !mots.iter().any(|m| nomme(m, r.id)) && !liste.iter().any(|l| nomme(&l.id, r.id)))
        .map(|r| format!("{} : {}", r.id, r.dit))
        .collect();
    assert!(
        oubliees.is_empty(),
        "ni « verifier » d'un scénario, ni entrée de regles-sans-scenario.toml :\n{}",
        oubliees.join("\n")
    );
}

#[test]
fn chaque_entree_de_la_liste_sert() {
    let mots = mots();
    let mut vues = BTreeSet::new();
    for SansScenario { id, raison } in liste() {
        let sert = erreurs().any(|r| nomme(&id, r.id) && !mots.iter().any(|m| nomme(m, r.id)));
        assert!(
            sert,
            "{id} : aucune règle vérifiée de ce nom, ou le pack les nomme toutes ; retirer l'entrée"
        );
        assert!(
            raison.ends_with('.') && raison.len() > 40,
            "{id} : dire pourquoi aucun scénario ne la nomme"
        );
        assert!(vues.insert(id.clone()), "{id} est deux fois dans la liste");
    }
}
