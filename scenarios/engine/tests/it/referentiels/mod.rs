//! What holds over the catalogues that ship: what each says of its exigences, étapes and proofs, and that it agrees with the public set
//! without copying it.

mod corpus;

use segur_engine::catalogues::embarques;
use segur_model::catalogue::{Catalogue, CatalogueScenario, NaturePreuve, Proof};

use crate::pack::tous;

/// Scenarios that the pack plays and that have no plan: their public text has no étape, it asks a piece.
const SANS_PLAN: [&str; 6] = [
    "DMP/UX.49.01",  // an homologation of the CNDA
    "DMP/va1.21.01", // an homologation of the CNDA
    "DOC/va1.01.01", // a PDF/A-1
    "DOC/va1.21.01", // an autorisation of the CNDA
    "INS/va1.34.01", // an autorisation of the CNDA
    "INS/va1.58.01", // an autorisation of the CNDA
];

/// Catalogues as they are in their files: what one includes is not repeated.
fn propres() -> Vec<Catalogue> {
    let tous = embarques().unwrap();
    let incluses = |c: &Catalogue| -> Vec<String> {
        let inclus = tous.iter().filter(|i| c.inclut.contains(&i.code));
        inclus.flat_map(|i| i.exigences.iter().map(|e| e.id.clone())).collect()
    };
    let propre = |c: &Catalogue| {
        let deja = incluses(c);
        let mut c = c.clone();
        c.exigences.retain(|e| !deja.contains(&e.id));
        c
    };
    tous.iter().map(propre).collect()
}

fn scenarios(c: &Catalogue) -> impl Iterator<Item = &CatalogueScenario> {
    c.exigences.iter().flat_map(|e| &e.scenarios)
}

fn preuves(c: &Catalogue) -> impl Iterator<Item = &Proof> {
    scenarios(c).flat_map(|s| &s.preuves)
}

/// The number that opens an étape of a plan.
fn numero(ligne: &str) -> Option<u32> {
    ligne.split_once(" : ").and_then(|(n, _)| n.parse().ok())
}

#[test]
fn une_exigence_a_un_bloc() {
    for c in propres() {
        for e in &c.exigences {
            assert!(!e.bloc.is_empty(), "{} : {}", c.code, e.id);
        }
    }
}

/// Scenarios of wave 1 whose étapes begin at 0.
const A_PARTIR_DE_ZERO: [&str; 2] = ["DMP/va1.16.01", "DMP/va1.23.01"];

/// A plan has every étape of the REM, in order, each under its number.
#[test]
fn un_plan_a_les_numeros_du_referentiel() {
    for c in propres() {
        for s in scenarios(&c).filter(|s| !s.plan.is_empty()) {
            let lus: Vec<Option<u32>> = s.plan.iter().map(|l| numero(l)).collect();
            let premier = u32::from(!A_PARTIR_DE_ZERO.contains(&s.id.as_str()));
            let derniere = s.etapes.unwrap_or(u32::try_from(s.plan.len()).unwrap());
            assert_eq!(lus, (premier..=derniere).map(Some).collect::<Vec<_>>(), "{}", s.id);
        }
    }
}

#[test]
fn ce_que_le_pack_joue_a_un_plan_et_chaque_preuve_une_demande() {
    let catalogues = embarques().unwrap();
    let joues = tous(&catalogues);
    let mut sans_plan = Vec::new();
    for c in propres() {
        let joue = |s: &CatalogueScenario| joues.iter().any(|j| j.numero == s.id && j.referentiel.contains(&c.code));
        sans_plan.extend(scenarios(&c).filter(|s| s.plan.is_empty() && joue(s)).map(|s| s.id.clone()));
    }
    sans_plan.sort();
    sans_plan.dedup();
    assert_eq!(sans_plan, SANS_PLAN);
    // The pack plays some; the public text says of every proof what it wants.
    for p in propres().iter().flat_map(preuves) {
        assert!(!p.demande.is_empty() && p.demande.ends_with('.'), "{} : {:?}", p.id, p.demande);
    }
}

/// What is of the system is not of a third party, and a name of a file has a rule that is known.
#[test]
fn une_preuve_ne_se_contredit_pas() {
    for p in propres().iter().flat_map(preuves) {
        assert!(!(p.du_systeme && p.natures.iter().any(|n| n.est_tiers())), "{}", p.id);
        assert!(["", "ECO.2.1.6"].contains(&p.nommage.as_str()), "{} : {}", p.id, p.nommage);
        assert_eq!(p.demande.contains("nom conforme à ECO.2.1.6"), !p.nommage.is_empty(), "{}", p.id);
        let ouverte = [NaturePreuve::Unclassified, NaturePreuve::ToBeDefined];
        assert!(!p.natures.is_empty() && !p.natures.iter().any(|n| ouverte.contains(n)), "{}", p.id);
    }
}
