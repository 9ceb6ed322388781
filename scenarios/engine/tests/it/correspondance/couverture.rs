//! The coverage of the catalogues that ship, which does not drift unseen, and that of an imported one.

use segur_engine::catalogues;
use segur_engine::correspondance::composer;
use segur_engine::couverture::{Comptes, LEGENDE, couverture};
use segur_model::catalogue::{Catalogue, Requirement};

use super::{banc, classeurs};
use crate::pack::packs;

fn tableau(c: &Catalogue, scenarios: &[segur_engine::grammaire::ast::Scenario]) -> String {
    let toutes: Vec<&Requirement> = c.exigences.iter().collect();
    let (chapitres, total) = couverture(c, &toutes, scenarios);
    let dit = |c: &Comptes| format!("{} {} {} {} {}", c.automatique, c.guide, c.repete, c.declare, c.sans);
    let lignes = chapitres.iter().chain(std::iter::once(&total));
    let lignes: Vec<String> = lignes
        .map(|l| format!("{} | étapes {} | exigences {}", l.chapitre, dit(&l.etapes), dit(&l.exigences)))
        .collect();
    let tete: Vec<&str> = LEGENDE.iter().map(|(_, nom, _)| *nom).collect();
    format!("{} ({})\n{}", c.code, tete.join(", "), lignes.join("\n"))
}

/// Read it when it changes: the bench plays more, or less, than it did.
#[test]
fn the_coverage_of_what_ships() {
    let packs = packs(&catalogues::embarques().unwrap());
    let du_couloir = |c: &Catalogue| {
        let nom = catalogues::pack_du_couloir(&c.couloir);
        packs.iter().find(|(n, _)| *n == nom).map(|(_, pack)| pack.as_slice()).unwrap()
    };
    let tous: Vec<String> = catalogues::embarques().unwrap().iter().map(|c| tableau(c, du_couloir(c))).collect();
    insta::assert_snapshot!("couverture", tous.join("\n\n"));
}

/// Each exigence of a workbook that has a scenario has its guided one at least.
#[test]
fn an_imported_exigence_with_a_scenario_is_never_without() {
    let Some(classeurs) = classeurs() else { return };
    for classeur in classeurs {
        let (nom, c) = (&classeur.nom, &classeur.catalogue);
        let joues = composer(c, classeur.importes.clone(), banc(), &|_| true).unwrap().scenarios;
        let avec: Vec<&Requirement> = c.exigences.iter().filter(|e| !e.scenarios.is_empty()).collect();
        let (_, total) = couverture(c, &avec, &joues);
        assert_eq!(total.exigences.sans, 0, "{nom}");
        assert_eq!(total.etapes.sans, 0, "{nom}");
        assert!(total.etapes.guide > 100, "{nom}");
    }
}
