//! What two crates know of the same thing must agree: certificates and world, service and vocabulary.

use std::collections::BTreeSet;

use segur_certs::{Igc, Usage};

#[test]
fn certificates_name_people_and_structures_of_the_world() {
    let monde = segur_world::monde_demo().unwrap();
    for i in Igc::demo().unwrap().identites() {
        match i.usage {
            Usage::OrgAuthCli | Usage::OrgSign => {
                let connue = monde
                    .structures
                    .values()
                    .any(|s| i.certificat.ou.contains(&s.id_national) && i.certificat.sujet.contains(&s.nom));
                assert!(connue, "{} : {}", i.nom, i.certificat.sujet);
            }
            Usage::PsAuth | Usage::PsSign => {
                let connu = monde
                    .professionnels
                    .values()
                    .any(|p| p.id_national == i.certificat.cn && i.certificat.sujet.contains(&p.nom));
                assert!(connu, "{} : {}", i.nom, i.certificat.sujet);
            }
            Usage::Serveur | Usage::BancSign => {}
        }
    }
}

#[test]
fn the_world_of_the_demo_holds_together() {
    let monde = segur_world::monde_demo().unwrap();
    assert_eq!(segur_world::verifier(&monde), Vec::<String>::new());
    assert!(monde.patients.len() >= 20 && monde.professionnels.len() >= 10 && monde.structures.len() >= 5);
}

#[test]
fn every_operation_of_the_vocabulary_is_named_after_a_service() {
    let services: BTreeSet<&str> = segur_tous::OPERATIONS.iter().filter_map(|o| o.nom.split('.').next()).collect();
    assert_eq!(services, BTreeSet::from(["annuaire", "dmp", "igc", "insi", "psc"]));
}
