//! The étapes of a scenario, counted, and the sentence that says what decided.

use segur_model::catalogue::Catalogue;
use segur_model::resultat::{Partie, ResultatEtape};
use segur_model::{Cause, Comptes, ConstatEtape};

use crate::grammaire::ast::Scenario;

/// The étapes that count: one that only prepares counts when something condemns it, or is to be explained, and no other time.
pub(super) fn compter(etapes: &[ResultatEtape]) -> Comptes {
    let mut comptes = Comptes::default();
    let pese = |e: &&ResultatEtape| !e.prealable || matches!(e.constat, ConstatEtape::Ecart | ConstatEtape::NonJoue(Cause::AExpliquer));
    for e in etapes.iter().filter(pese) {
        comptes.compter(&e.constat);
    }
    comptes
}

/// The reasons of what decided, étape by étape.
pub(super) fn dire(etapes: &[ResultatEtape], comptes: &Comptes) -> String {
    use segur_model::Constat::{Conforme, Declare, NonApplicable, NonConforme, NonTeste};
    let decide = |e: &&ResultatEtape| match comptes.constat() {
        NonConforme => e.constat == ConstatEtape::Ecart,
        NonTeste => {
            matches!(e.constat, ConstatEtape::NonJoue(_)) && (!e.prealable || e.constat == ConstatEtape::NonJoue(Cause::AExpliquer))
        }
        Declare => e.constat == ConstatEtape::DECLARE,
        NonApplicable => true,
        Conforme => false,
    };
    let raisons: Vec<String> = etapes
        .iter()
        .filter(decide)
        .filter(|e| !e.raison.is_empty())
        .map(|e| format!("{} : {}", e.numero.dit(), e.raison))
        .collect();
    // Several étapes stopped by one cause say it once.
    let mut dites: Vec<String> = Vec::new();
    for r in raisons {
        let deja = dites
            .last()
            .is_some_and(|d| d.split_once(" : ").map(|x| x.1) == r.split_once(" : ").map(|x| x.1));
        if !deja {
            dites.push(r);
        }
    }
    dites.join(" ; ")
}

/// Numbers of the référentiel that no étape of the scenario carries.
pub(super) fn absentes_du_pack(scenario: &Scenario, catalogue: &Catalogue) -> Vec<u32> {
    let Some(derniere) = dernier_numero(scenario, catalogue) else {
        return Vec::new();
    };
    let portee = |n: u32| {
        scenario
            .etapes
            .iter()
            .any(|e| e.numero.est_rem() && (e.numero.de..=e.numero.a).contains(&n))
    };
    (1..=derniere).filter(|n| !portee(*n)).collect()
}

fn dernier_numero(scenario: &Scenario, catalogue: &Catalogue) -> Option<u32> {
    catalogue
        .exigences
        .iter()
        .flat_map(|e| &e.scenarios)
        .find(|s| s.id == scenario.numero)
        .and_then(|s| s.etapes)
}

/// The étapes of the référentiel that were played, when some were not.
pub(super) fn partie(scenario: &Scenario, catalogue: &Catalogue, etapes: &[ResultatEtape]) -> Option<Partie> {
    let sur = dernier_numero(scenario, catalogue)?;
    let faite = |e: &ResultatEtape| !matches!(e.constat, ConstatEtape::NonJoue(_));
    let jouees: Vec<u32> = (1..=sur)
        .filter(|n| {
            let mut siennes = etapes
                .iter()
                .filter(|e| e.numero.est_rem() && (e.numero.de..=e.numero.a).contains(n))
                .peekable();
            siennes.peek().is_some() && siennes.all(faite)
        })
        .collect();
    let entier = jouees.len() == usize::try_from(sur).unwrap_or(usize::MAX);
    (!entier).then_some(Partie { jouees, sur })
}
