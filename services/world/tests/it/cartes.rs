//! The cartes Vitale of the country, and published copies.

use segur_model::World;
use segur_world::{monde_demo, verifier};

/// A card covers people of the country, and one who opens the rights; a copy of somebody's INS under a wrong key is no second holder.
#[test]
fn cards_and_copies() {
    let apres = |faute: fn(&mut World)| {
        let mut monde = monde_demo().unwrap();
        faute(&mut monde);
        verifier(&monde)
    };
    let monde = monde_demo().unwrap();
    let famille = &monde.cartes["CARTE_FAMILLE"];
    assert_eq!(famille.ouvrant_droit, "CARTE_OUVREUR");
    assert_eq!(famille.beneficiaires.iter().map(|b| b.rang).collect::<Vec<_>>(), [1, 1, 1, 2]);
    assert!(
        monde.cartes["CARTE_INSI_01"]
            .beneficiaires
            .iter()
            .any(|b| b.patient == "NESSI_RUTH")
    );
    for (faute, attendu) in [
        (
            (|m| m.patients.get_mut("HERMANN_GATIEN").unwrap().note = "Copie.".into()) as fn(&mut World),
            "matricule 1810363220456 déjà porté",
        ),
        (
            |m| m.cartes.get_mut("CARTE_FAMILLE").unwrap().beneficiaires[3].rang = 1,
            "CARTE_FAMILLE : CARTE_JUMELLE_2 et CARTE_JUMELLE_1",
        ),
        (
            |m| m.cartes.get_mut("CARTE_FAMILLE").unwrap().ouvrant_droit = "DARK_JEANNE".into(),
            "DARK_JEANNE n'est pas des bénéficiaires",
        ),
    ] {
        let dit = apres(faute);
        assert!(dit.iter().any(|d| d.contains(attendu)), "{attendu} : {dit:#?}");
    }
}
