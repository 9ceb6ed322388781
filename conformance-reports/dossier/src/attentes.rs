//! What waits for a person, scenario by scenario: étapes to play or to attest, requests to explain.

use segur_model::resultat::{ResultatCampagne, ResultatEtape, ResultatScenario};
use segur_model::{Cause, ConstatEtape};

use crate::recit;

/// Étapes that wait for one and the same thing.
pub(crate) struct Attente {
    /// `étapes 1, 2 à 4`.
    pub(crate) etapes: String,
    /// What is awaited, in French.
    pub(crate) raison: String,
}

/// The ways out of a request for somebody else than the scenario's.
pub(crate) const COMMENT_EXPLIQUER: &str = "Une requête s'explique de trois façons : l'opération déclarée dans arriere_plan de candidat.toml, le \
    scénario rejoué seul (run --rejouer), ou l'explication que donne le testeur.";

/// Whether a request is to be explained.
pub(crate) fn a_expliquer(r: &ResultatCampagne) -> bool {
    let mut etapes = r.scenarios.iter().flat_map(|s| &s.etapes);
    etapes.any(|e| e.constat == ConstatEtape::NonJoue(Cause::AExpliquer))
}

/// The scenarios in which a person has something to do, with what it is.
pub(crate) fn par_scenario(r: &ResultatCampagne) -> Vec<(&ResultatScenario, Vec<Attente>)> {
    r.scenarios
        .iter()
        .map(|s| (s, du_scenario(s)))
        .filter(|(_, attentes)| !attentes.is_empty())
        .collect()
}

fn du_scenario(s: &ResultatScenario) -> Vec<Attente> {
    // What stops a scenario is repeated by each étape that it stops.
    let mut par_raison: Vec<(&str, Vec<&ResultatEtape>)> = Vec::new();
    for e in s.etapes.iter().filter(|e| attend(&e.constat)) {
        match par_raison.iter_mut().find(|(raison, _)| *raison == e.raison) {
            Some((_, etapes)) => etapes.push(e),
            None => par_raison.push((&e.raison, vec![e])),
        }
    }
    // What persons alone play is told by its own étapes: where each says another thing, their numbers are enough.
    let muette = |e: &ResultatEtape| e.acte.is_none() && e.banc.is_empty() && e.observations.is_empty();
    if par_raison.len() > 1 && s.etapes.iter().all(muette) {
        let dues: Vec<&ResultatEtape> = s.etapes.iter().filter(|e| attend(&e.constat)).collect();
        return vec![Attente {
            etapes: en_mots(&dues),
            raison: "à jouer, et à attester".to_owned(),
        }];
    }
    let mut attentes: Vec<Attente> = par_raison
        .into_iter()
        .map(|(raison, etapes)| Attente {
            etapes: en_mots(&etapes),
            raison: raison.to_owned(),
        })
        .collect();
    if attentes.is_empty() && matches!(s.cause, Some(Cause::AJouer)) {
        attentes.push(Attente {
            etapes: "scénario entier".to_owned(),
            raison: s.raison.clone(),
        });
    }
    attentes
}

fn attend(c: &ConstatEtape) -> bool {
    matches!(c, ConstatEtape::NonJoue(Cause::AJouer | Cause::AExpliquer))
}

fn en_mots(etapes: &[&ResultatEtape]) -> String {
    match etapes {
        [une] => recit::etape_dite(une.numero, une.repetition),
        plusieurs => {
            let numeros: Vec<String> = plusieurs
                .iter()
                .map(|e| {
                    let numero = e.numero.to_string().replace("..", " à ");
                    e.repetition
                        .map_or_else(|| numero.clone(), |r| format!("{numero} (passage {})", r + 1))
                })
                .collect();
            format!("étapes {}", numeros.join(", "))
        }
    }
}
