use time::macros::datetime;

use super::*;

fn hopital(prestation: Prestation) -> Ouverture {
    Ouverture {
        dispositif: "HOP-DPI-Va2".to_owned(),
        prestation,
        ..ouverture()
    }
}

#[test]
fn both_waves_are_for_who_had_none() {
    let essai = |prestation, deja_vague_1, autres: &[Financement]| {
        let mut f = jusqu_a_hopital(Ouverture {
            deja_vague_1,
            ..hopital(prestation)
        });
        regles(&faire_avec(
            &mut f,
            sur("demander-financement"),
            DPI,
            contexte(Qui::Fournisseur, autres),
        ))
    };
    assert_eq!(essai(Prestation::Vague1Et2, false, &[]), [""; 0]);
    assert_eq!(essai(Prestation::Vague1Et2, true, &[]), ["sons.deja-vague-1"]);
    assert_eq!(essai(Prestation::Vague2, true, &[]), [""; 0]);
    let vague_1 = |changer: fn(&mut Financement)| {
        let mut a = jusqu_a(ouverture(), "verser-avance");
        (a.id, a.dispositif, a.client) = ("F0002".to_owned(), "HOP-PFI-Va1".to_owned(), "Autre".to_owned());
        changer(&mut a);
        [a]
    };
    assert_eq!(essai(Prestation::Vague1Et2, false, &vague_1(|_| {})), ["sons.deja-vague-1"]);
    assert_eq!(essai(Prestation::Vague2, false, &vague_1(|_| {})), [""; 0]);
    assert_eq!(
        essai(Prestation::Vague1Et2, false, &vague_1(|a| a.dispositif = "BIO-SGL-Va1".to_owned())),
        [""; 0]
    );
    assert_eq!(
        essai(Prestation::Vague1Et2, false, &vague_1(|a| a.instances[0].demande = None)),
        [""; 0]
    );
    assert_eq!(
        essai(Prestation::Vague1Et2, false, &vague_1(|a| a.prestation = Prestation::Vague2)),
        [""; 0]
    );
}

/// In the windows of the DPI of the second wave.
const DPI: OffsetDateTime = datetime!(2025-01-10 09:00 +1);

fn jusqu_a_hopital(o: Ouverture) -> Financement {
    let mut f = ouvert(o);
    for geste in tout().into_iter().take_while(|g| g.mot() != "demander-financement") {
        faire_avec(&mut f, geste, DPI, contexte(Qui::Client, &[])).unwrap();
    }
    f
}

#[test]
fn a_cap_that_is_not_public_is_given_or_told() {
    let essai = |plafond: Option<i64>, ttc: i64| {
        let mut f = ouvert(hopital(Prestation::Vague2));
        let ajout = Geste::AjouterInstance {
            instance: "prod".to_owned(),
            sites: ensemble(&SITES[..2]),
            plafond: plafond.map(Centimes::euros),
        };
        faire(&mut f, ajout).unwrap();
        let fait = faire(&mut f, devis(ttc / 6 * 5, ttc));
        (fait.is_ok(), regles(&fait))
    };
    assert_eq!(essai(None, 60_000), (true, vec!["sons.plafond-non-public".to_owned()]));
    assert_eq!(essai(Some(60_000), 60_000), (true, vec![]));
    assert_eq!(essai(Some(60_000), 60_006), (false, vec!["sons.plafond".to_owned()]));
    let mut f = jusqu_a(ouverture(), "devis");
    f.instances[0].plafond_donne = Some(Centimes::euros(60_000));
    assert_eq!(
        regles(&faire(&mut f, devis(50_000, 60_000))),
        ["sons.plafond"],
        "what is public counts"
    );
}

#[test]
fn enrolment_asks_what_its_case_asks() {
    let base = ["certificat", "identite", "rib"];
    let essai = |depositaire, assujetti, de_plus: &str| {
        let mut f = jusqu_a(
            Ouverture {
                assujetti,
                sites_declares: 2,
                ..ouverture()
            },
            "devis",
        );
        let mut pieces = ensemble(&base);
        pieces.extend((!de_plus.is_empty()).then(|| de_plus.to_owned()));
        regles(&faire(&mut f, Geste::Enroler { depositaire, pieces }))
    };
    let manque = ["sons.piece-manquante"];
    assert_eq!(essai(Depositaire::Representant, true, ""), [""; 0]);
    assert_eq!(essai(Depositaire::Employe, true, ""), manque);
    assert_eq!(essai(Depositaire::Employe, true, "mandat"), [""; 0]);
    assert_eq!(essai(Depositaire::Tiers, true, "mandat"), manque);
    assert_eq!(essai(Depositaire::Tiers, true, "contrat"), [""; 0]);
    assert_eq!(essai(Depositaire::Representant, false, ""), manque);
    assert_eq!(essai(Depositaire::Representant, false, "tva"), [""; 0]);
}

#[test]
fn the_certificate_is_there_and_names_what_is_installed() {
    let essai = |mot: &str, reference: Option<Referencement>| {
        let mut f = jusqu_a(ouverture(), mot);
        let c = ContexteFinancement {
            reference,
            ..contexte(Qui::Fournisseur, &[])
        };
        let geste = tout().into_iter().find(|g| g.mot() == mot).unwrap();
        regles(&faire_avec(&mut f, geste, ALORS, c))
    };
    let autre = |produit: &str, version: &str| {
        Some(Referencement {
            produit: produit.to_owned(),
            version: version.to_owned(),
            ..reference()
        })
    };
    for mot in ["enroler", "demander-financement"] {
        assert_eq!(essai(mot, None), ["sons.non-reference"], "{mot}");
        assert_eq!(essai(mot, autre("Labo Témoin", "2.2")), ["sons.version-non-referencee"], "{mot}");
        assert_eq!(essai(mot, autre("Autre", "2.1")), ["sons.version-non-referencee"], "{mot}");
        assert_eq!(essai(mot, autre("LABO TÉMOIN ", "2.1")), [""; 0], "{mot}");
    }
    assert_eq!(essai("commander", None), ["sons.commande-sans-condition"]);
    let le_jour_meme = Referencement {
        date: ALORS,
        ..reference()
    };
    assert_eq!(essai("enroler", Some(le_jour_meme)), [""; 0]);
}

#[test]
fn a_closed_window_is_told_and_refuses_only_where_it_was_asked_to() {
    let tard = datetime!(2026-01-15 09:00 UTC);
    for (mot, ouverture, instants) in [
        ("installer", ouverture(), [datetime!(2023-09-20 20:00 +2), tard]),
        (
            "demander-solde",
            ouverture(),
            [datetime!(2023-12-14 14:00 +1), datetime!(2023-12-14 14:01 +1)],
        ),
        (
            "demander-financement",
            hopital(Prestation::Vague2),
            [datetime!(2025-12-17 12:00 +1), datetime!(2024-09-12 13:00 +2)],
        ),
        (
            "enroler",
            hopital(Prestation::Vague2),
            [datetime!(2024-06-20 14:00 +2), datetime!(2024-06-20 13:59 +2)],
        ),
    ] {
        let geste = tout().into_iter().find(|g| g.mot() == mot).unwrap();
        for (rang, quand) in instants.into_iter().enumerate() {
            for fenetres in [Fenetres::Dites, Fenetres::Refusent] {
                let c = || ContexteFinancement {
                    fenetres: Fenetres::Dites,
                    ..contexte(Qui::Client, &[])
                };
                let mut f = ouvert(ouverture.clone());
                for g in tout().into_iter().take_while(|g| g.mot() != mot) {
                    faire_avec(&mut f, g, ALORS, c()).unwrap();
                }
                let fait = faire_avec(&mut f, geste.clone(), quand, ContexteFinancement { fenetres, ..c() });
                let attendues: &[&str] = if rang == 0 { &[] } else { &["sons.hors-fenetre"] };
                assert_eq!(regles(&fait), attendues, "{mot} {quand} {fenetres:?}");
                assert_eq!(fait.is_ok(), rang == 0 || fenetres == Fenetres::Dites, "{mot} {quand}");
            }
        }
    }
    assert_eq!(Fenetres::default(), Fenetres::Dites);
    let mut f = jusqu_a(ouverture(), "demander-solde");
    let refus = faire_avec(&mut f, sur("demander-solde"), tard, contexte(Qui::Client, &[])).unwrap_err();
    let dit = refus.to_string();
    assert!(
        dit.contains("demande de solde le 15/01/2026 à 09:00 UTC ; fenêtre jusqu'au 14/12/2023 à 14:00 (heure de Paris)"),
        "{dit}"
    );
    assert_eq!(
        refus.manquements()[0].trust,
        segur_model::Trust::SecondHand,
        "the trust of the window"
    );
}

#[test]
fn what_is_not_known_is_refused() {
    let mut f = jusqu_a(ouverture(), "devis");
    let inconnu = Geste::Devis {
        instance: "prod".to_owned(),
        montants: euros(5, 6),
        postes: ensemble(&["cafe"]),
    };
    assert!(faire(&mut f, inconnu).unwrap_err().to_string().contains("« cafe »"));
    assert!(matches!(faire(&mut f, commander(true)), Err(Refus::Regles(_))), "no quote yet");
    let ailleurs = Geste::Installer {
        instance: "sud".to_owned(),
    };
    assert!(
        faire(&mut f, ailleurs)
            .unwrap_err()
            .to_string()
            .contains("« sud » n'est pas de ce dossier")
    );
    let vide = Geste::AjouterInstance {
        instance: " ".to_owned(),
        sites: ensemble(&SITES[..1]),
        plafond: None,
    };
    assert!(matches!(faire(&mut f, vide), Err(Refus::Saisie(_))));
    f.dispositif = "ailleurs".to_owned();
    assert!(faire(&mut f, devis(5, 6)).unwrap_err().to_string().contains("« ailleurs »"));
}

#[test]
fn a_file_has_an_end() {
    let mut f = ouvert(ouverture());
    for n in 0..200 {
        faire(&mut f, instance(&format!("i{n}"), &SITES[..1])).unwrap();
    }
    assert!(matches!(faire(&mut f, instance("de-trop", &SITES[..1])), Err(Refus::Saisie(_))));
    let mille: Vec<String> = (0..1001).map(|n| n.to_string()).collect();
    let mots: Vec<&str> = mille.iter().map(String::as_str).collect();
    let mut f = ouvert(ouverture());
    assert!(matches!(faire(&mut f, instance("prod", &mots)), Err(Refus::Saisie(_))));
    assert!(
        matches!(faire(&mut f, instance("prod", &mots[1..])), Err(Refus::Regles(_))),
        "a thousand are looked at"
    );
    let ligne = faire(&mut f, instance("prod", &SITES[..1])).unwrap()[0].clone();
    f.historique = vec![ligne; 4_999];
    faire(&mut f, devis(5, 6)).unwrap();
    assert!(matches!(faire(&mut f, devis(5, 6)), Err(Refus::Saisie(_))));
}
