use time::macros::datetime;

use super::*;

#[test]
fn the_right_file_goes_to_its_end_without_a_word() {
    let mut f = ouvert(ouverture());
    for geste in tout() {
        let mot = geste.mot();
        let possible = f.possibles().into_iter().any(|p| p.mot == mot);
        assert!(possible, "{mot} is among the acts that may come");
        let lignes = faire(&mut f, geste).unwrap_or_else(|e| panic!("{mot} : {e}"));
        assert_eq!(lignes.len(), 1, "{mot}");
        assert_eq!(lignes[0].quand, ALORS);
    }
    let i = f.instance("prod").unwrap();
    assert!(Etape::TOUTES.iter().all(|e| i.faite(*e) == Some(ALORS)));
    assert_eq!(i.avance.as_ref().unwrap().montants, euros(8_235, 9_882));
    assert_eq!(i.solde.as_ref().unwrap().montants, euros(19_215, 23_058));
    assert_eq!(f.enrolement.as_ref().unwrap().certificat, "R-0001");
    let mots: Vec<&str> = f.historique.iter().map(|l| l.geste.as_str()).collect();
    assert_eq!(mots, tout().iter().map(Geste::mot).collect::<Vec<_>>());
    let possibles = f.possibles();
    assert_eq!(possibles.iter().map(|p| p.mot).collect::<Vec<_>>(), ["ajouter-instance"]);
    let relu: Financement = serde_json::from_str(&serde_json::to_string(&f).unwrap()).unwrap();
    assert_eq!(relu, f);
}

#[test]
fn each_act_has_who_may_do_it() {
    for geste in tout() {
        let attendu = match geste.mot() {
            "commander" | "signer-va" => Qui::Client,
            "verser-avance" | "verser-solde" => Qui::Asp,
            _ => Qui::Fournisseur,
        };
        assert_eq!(geste.qui(), attendu, "{}", geste.mot());
        for qui in [Qui::Fournisseur, Qui::Client, Qui::Asp].into_iter().filter(|q| *q != attendu) {
            let mut f = jusqu_a(ouverture(), geste.mot());
            let avant = f.clone();
            let refus = agir(&mut f, geste.clone(), ALORS, &contexte(qui, &[])).unwrap_err();
            assert!(matches!(refus, Refus::Qui { attendu: a, .. } if a == attendu), "{refus}");
            assert!(refus.to_string().contains(attendu.dit()));
            assert_eq!(f, avant);
        }
    }
}

#[test]
fn no_step_comes_before_the_one_that_it_follows_nor_twice() {
    let tous = tout();
    for (rang, geste) in tous.iter().enumerate() {
        let mot = geste.mot();
        // Those that may be done again: they replace.
        let refaits = ["ajouter-instance", "devis", "deposer-va", "facturer"];
        let mut f = jusqu_a(ouverture(), mot);
        faire(&mut f, geste.clone()).unwrap();
        if !refaits.contains(&mot) {
            let attendue = if mot == "demander-financement" {
                "sons.deux-demandes-meme-instance"
            } else {
                "sons.ordre"
            };
            assert_eq!(regles(&faire(&mut f, geste.clone())), [attendue], "{mot} twice");
        }
        for suivant in &tous[rang + 1..] {
            let mut f = jusqu_a(ouverture(), mot);
            let avant = f.clone();
            let fait = faire(&mut f, suivant.clone());
            let libre = match suivant.mot() {
                // Nothing comes before the enrolment but the certificate, and an invoice waits for the installation alone.
                "enroler" => true,
                "facturer" => ["deposer-va", "signer-va"].contains(&mot),
                "demander-solde" => ["deposer-va", "signer-va", "facturer"].contains(&mot),
                _ => false,
            };
            if !libre {
                assert!(fait.is_err(), "{} before {mot}", suivant.mot());
                assert_eq!(f, avant, "nothing is changed");
            }
        }
    }
}

#[test]
fn what_may_be_done_again_replaces_until_the_next_step() {
    let mut f = jusqu_a(ouverture(), "commander");
    faire(&mut f, devis(20_000, 24_000)).unwrap();
    faire(&mut f, commander(false)).unwrap();
    assert_eq!(regles(&faire(&mut f, devis(20_000, 24_000))), ["sons.ordre"]);
    assert_eq!(f.instance("prod").unwrap().du(), euros(20_000, 24_000));
    let mut f = jusqu_a(ouverture(), "facturer");
    assert_eq!(regles(&faire(&mut f, deposer_va())), ["sons.ordre"], "signed already");
    faire(&mut f, facturer(27_450, 32_940, "Dr Tilleul")).unwrap();
    faire(&mut f, facturer(27_450, 32_940, "Dr Tilleul")).unwrap();
    faire(&mut f, sur("demander-solde")).unwrap();
    assert_eq!(regles(&faire(&mut f, facturer(1, 1, "Dr Tilleul"))), ["sons.ordre"]);
    let mut f = jusqu_a(ouverture(), "devis");
    faire(&mut f, sur("retirer-instance")).unwrap();
    assert_eq!(f.instances, []);
    assert!(matches!(faire(&mut f, sur("retirer-instance")), Err(Refus::InstanceInconnue(i)) if i == "prod"));
    let mut f = jusqu_a(ouverture(), "commander");
    assert_eq!(regles(&faire(&mut f, sur("retirer-instance"))), ["sons.ordre"]);
}

#[test]
fn a_lesser_invoice_is_what_is_owed_and_the_balance_is_never_below_nothing() {
    for (ht, ttc, solde) in [(25_000, 30_000, euros(16_765, 20_118)), (5_000, 6_000, euros(0, 0))] {
        let mut f = jusqu_a(ouverture(), "facturer");
        faire(&mut f, facturer(ht, ttc, "Dr Tilleul")).unwrap();
        let lignes = faire(&mut f, sur("demander-solde"));
        assert_eq!(regles(&lignes), ["sons.facture-autre-montant"]);
        assert_eq!(lignes.unwrap().len(), 2);
        faire(&mut f, sur("verser-solde")).unwrap();
        assert_eq!(f.instance("prod").unwrap().solde.as_ref().unwrap().montants, solde);
        assert!(f.historique.iter().any(|l| l.regle.is_some()), "the warning stays");
    }
}

#[test]
fn an_order_before_the_certificate_is_under_condition_and_goes_on_once_it_is_there() {
    let mut f = jusqu_a(ouverture(), "commander");
    let tot = datetime!(2023-01-10 09:00 +1);
    let ferme = faire_avec(&mut f, commander(false), tot, contexte(Qui::Client, &[]));
    assert_eq!(regles(&ferme), ["sons.commande-sans-condition"], "the certificate came later");
    faire_avec(&mut f, commander(true), tot, contexte(Qui::Client, &[])).unwrap();
    let refus = faire_avec(&mut f, enroler(&["certificat", "identite", "rib"]), tot, contexte(Qui::Client, &[]));
    assert_eq!(regles(&refus), ["sons.non-reference"]);
    assert!(refus.unwrap_err().to_string().contains("R-0001 postérieur"));
    for geste in tout().into_iter().skip(3) {
        faire(&mut f, geste).unwrap();
    }
    assert!(f.instance("prod").unwrap().solde.is_some());
}

#[test]
fn a_file_is_opened_for_what_exists() {
    let c = contexte(Qui::Fournisseur, &[]);
    let avec = |changer: fn(&mut Ouverture)| {
        let mut o = ouverture();
        changer(&mut o);
        Financement::ouvrir(o, &c).map_err(|e| e.to_string())
    };
    assert!(avec(|_| {}).is_ok());
    for (changer, mot) in [
        ((|o| o.dispositif = "BIO-SGL-Va2".to_owned()) as fn(&mut Ouverture), "BIO-SGL-Va1"),
        (|o| o.prestation = Prestation::Vague2, "vague 1"),
        (|o| o.client = " ".to_owned(), "il manque le client"),
        (|o| o.produit = "a".repeat(201), "200 caractères"),
        (|o| o.version = "2\n1".to_owned(), "la version"),
        (|o| o.id = String::new(), "l'identifiant"),
        (|o| o.sites_declares = 0, "de 1 à 100000"),
        (|o| o.sites_declares = 100_001, "de 1 à 100000"),
    ] {
        let refus = avec(changer).unwrap_err();
        assert!(refus.contains(mot), "{refus}");
    }
    assert!(avec(|o| o.produit = "a".repeat(200)).is_ok());
    assert!(avec(|o| o.sites_declares = 100_000).is_ok());
}
