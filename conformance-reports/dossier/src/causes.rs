//! What blocks, in words: « 1 cause bloque 25 exigences : … — imputée à INS/va1.34 ».

use std::collections::BTreeSet;

use segur_model::Trust;
use segur_model::resultat::CauseBloquante;

use crate::bilan::familles;
use crate::recit::compte;

/// `1 cause bloque 25 exigences`; `None`: nothing blocks.
pub(crate) fn titre(causes: &[CauseBloquante]) -> Option<String> {
    if causes.is_empty() {
        return None;
    }
    let exigences: BTreeSet<&str> = causes.iter().flat_map(|c| &c.exigences).map(String::as_str).collect();
    let verbe = if causes.len() == 1 { "bloque" } else { "bloquent" };
    Some(format!(
        "{} {verbe} {}",
        compte(causes.len(), "cause", "causes"),
        compte(exigences.len(), "exigence", "exigences")
    ))
}

/// What happened, the rule, the trust in it, and who owns the operation.
pub(crate) fn phrase(c: &CauseBloquante) -> String {
    format!("{}{} — {}", dit(c), confiance(c), imputation(c))
}

/// What happened, with the code or the rule of the refusal.
pub(crate) fn dit(c: &CauseBloquante) -> String {
    let b = &c.blocage;
    if b.regle.is_empty() || b.dit.contains(&b.regle) {
        b.dit.clone()
    } else {
        format!("{}, {}", b.regle, b.dit)
    }
}

/// `imputée à INS/va1.34`.
pub(crate) fn imputation(c: &CauseBloquante) -> String {
    match &c.proprietaire {
        Some(id) => format!("imputée à {id}"),
        None => "cause sans exigence".to_owned(),
    }
}

/// Trust in the rule of a refusal.
pub(crate) fn regle(t: Trust) -> &'static str {
    match t {
        Trust::Verified => "règle vérifiée",
        Trust::SecondHand => "règle connue de seconde main",
        Trust::Unverified => "règle non vérifiée",
    }
}

fn confiance(c: &CauseBloquante) -> String {
    // The near miss may have said it.
    let deja = |t: Trust| {
        c.blocage
            .dit
            .contains(if t == Trust::SecondHand { "de seconde main" } else { "vérifiée" })
    };
    match c.blocage.trust {
        Some(t) if !deja(t) => format!(" ({})", regle(t)),
        _ => String::new(),
    }
}

/// Every cause as lines of plain text, the widest first: what opens the console and JUnit.
pub(crate) fn lignes(causes: &[CauseBloquante]) -> Vec<String> {
    let Some(titre) = titre(causes) else { return Vec::new() };
    let mut lignes = Vec::new();
    if let [une] = causes {
        lignes.push(format!("{titre} : {}", phrase(une)));
        lignes.push(format!("    {}", portee(une)));
        return lignes;
    }
    lignes.push(format!("{titre} :"));
    for (rang, c) in (1..).zip(causes) {
        lignes.push(format!(
            "  {rang}. {} : {}",
            compte(c.exigences.len(), "exigence", "exigences"),
            phrase(c)
        ));
        lignes.push(format!("     {}", portee(c)));
    }
    lignes
}

/// Where it was first seen, and all that it keeps from being judged.
fn portee(c: &CauseBloquante) -> String {
    format!(
        "{} ; exigences : {} ; scénarios : {}",
        vue_d_abord(c),
        abreges(&c.exigences),
        abreges(&c.scenarios)
    )
}

/// `vue d'abord à l'étape p1 du scénario DMP/va1.15.01`.
pub(crate) fn vue_d_abord(c: &CauseBloquante) -> String {
    let b = &c.blocage;
    let article = if b.etape.de == b.etape.a { "à l'" } else { "aux " };
    format!("vue d'abord {article}{} du scénario {}", b.etape.dit(), b.scenario)
}

/// `INS/va1.28 41, DMP/va1.15`.
fn abreges(ids: &[String]) -> String {
    familles(ids.iter().map(String::as_str))
        .into_iter()
        .map(|(famille, numeros)| format!("{famille}{}", numeros.join(" ")))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use segur_model::{Blocage, Numero};

    use super::*;

    fn cause(regle: &str, proprietaire: Option<&str>, exigences: &[&str]) -> CauseBloquante {
        CauseBloquante {
            blocage: Blocage {
                scenario: "INS/va1.28.01".to_owned(),
                etape: Numero::rem(2, 2),
                operation: "insi.recherche-traits".to_owned(),
                regle: regle.to_owned(),
                trust: (!regle.is_empty()).then_some(Trust::SecondHand),
                dit: "IDAM absent".to_owned(),
            },
            proprietaire: proprietaire.map(str::to_owned),
            exigences: exigences.iter().map(|e| (*e).to_owned()).collect(),
            scenarios: vec!["INS/va1.28.01".to_owned(), "INS/va1.28.02".to_owned()],
        }
    }

    #[test]
    fn une_cause_se_dit_en_une_ligne() {
        let une = [cause("desir_550", Some("INS/va1.34"), &["INS/va1.28", "INS/va1.41"])];
        assert_eq!(
            lignes(&une),
            [
                "1 cause bloque 2 exigences : desir_550, IDAM absent (règle connue de seconde main) — imputée à INS/va1.34",
                "    vue d'abord à l'étape 2 du scénario INS/va1.28.01 ; exigences : INS/va1.28 41 ; scénarios : INS/va1.28.01 02",
            ]
        );
    }

    #[test]
    fn une_exigence_que_deux_causes_bloquent_compte_une_fois() {
        let deux = [cause("", None, &["INS/va1.28", "INS/va1.41"]), cause("x", None, &["INS/va1.28"])];
        let dites = lignes(&deux);
        assert_eq!(dites[0], "2 causes bloquent 2 exigences :");
        assert_eq!(dites[1], "  1. 2 exigences : IDAM absent — cause sans exigence");
        assert!(lignes(&[]).is_empty());
    }
}
