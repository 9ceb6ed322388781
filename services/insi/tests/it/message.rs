//! What a message must hold to be answered: its contexts, values of the right form, the same installation.

use segur_insi::{InsiReglage, fautes};

use crate::outils::{ADRDEUX, Essai, Traits, fait, message};

/// What the contract wants around the question: without it, no INS.
#[tokio::test]
async fn sans_contexte_ni_message_id_rien_n_est_repondu() {
    let essai = Essai::nouveau();
    let propre = message("1999900038", "", &ADRDEUX.corps());
    let cas = [
        ("insi.requete.contexte", "lps:ContexteLPS", "lps:Contexte", fautes::CONTEXTE),
        ("insi.requete.contexte", "bam:ContexteBAM", "bam:Contexte", fautes::CONTEXTE),
        ("insi.requete.contexte.version", " Version=\"01_02\"", "", fautes::CONTEXTE),
        ("insi.requete.contexte.id", "<lps:Id>1</lps:Id>", "", fautes::CONTEXTE),
        (
            "insi.requete.contexte.temps",
            "<bam:Temps>2026-01-15T09:00:00Z</bam:Temps>",
            "",
            fautes::CONTEXTE,
        ),
        ("insi.requete.couverture", "<bam:COUVERTURE/>", "", fautes::CONTEXTE),
        (
            "insi.requete.message-id",
            "<wsa:MessageID>uuid:00000000-0000-5000-8000-000000000001</wsa:MessageID>",
            "",
            fautes::CONTEXTE,
        ),
        (
            "insi.requete.action",
            ":rechercherInsAvecTraits",
            ":rechercherInsAvecTrait",
            fautes::ACTION,
        ),
    ];
    for (regle, avant, apres, code) in cas {
        let faux = propre.replace(avant, apres);
        assert_ne!(faux, propre, "{regle}");
        let reponse = essai.structure(&faux).await;
        assert_eq!(
            (reponse.statut, fait(&reponse, "faute.code"), reponse.refus.as_deref()),
            (500, Some(code), Some(regle))
        );
        // All of them stand on the WSDL and its schemas.
        assert!(reponse.findings.iter().any(|f| f.rule == regle && f.is_error()), "{regle}");
    }
    // `wsa:Action` is no part of the WSDL: without it, a warning.
    let debut = propre.find("<wsa:Action>").unwrap();
    let fin = propre.find("</wsa:Action>").unwrap() + "</wsa:Action>".len();
    let sans = format!("{}{}", &propre[..debut], &propre[fin..]);
    let reponse = essai.structure(&sans).await;
    assert_eq!((reponse.statut, fait(&reponse, "cr")), (200, Some("00")));
    assert_eq!(reponse.findings[0].rule, "insi.requete.action-presente");
}

/// A value out of its form is told, and is never an unknown person.
#[tokio::test]
async fn une_valeur_hors_de_sa_forme_n_est_jamais_une_inconnue() {
    let essai = Essai::nouveau();
    let long = "A".repeat(5_000_000);
    let cas = [
        (
            Traits("ADRDEUX", &["LAURENT"], "1", "1981-01-01", ""),
            "insi.requete.sexe",
            fautes::FORME,
        ),
        (
            Traits("ADRDEUX", &["LAURENT"], "M", "01/01/1981", ""),
            "insi.requete.date",
            fautes::FORME,
        ),
        (
            Traits("ADRDEUX", &["LAURENT"], "M", "19810101", ""),
            "insi.requete.date",
            fautes::FORME,
        ),
        (
            Traits("ADRDEUX", &["LAURENT"], "M", "1981-01-01", "6322"),
            "insi.requete.lieu",
            fautes::FORME,
        ),
        (
            Traits("Adrdeux", &["LAURENT"], "M", "1981-01-01", ""),
            "insi.requete.alphabet",
            fautes::ALPHABET,
        ),
        (
            Traits(&long, &["LAURENT"], "M", "1981-01-01", ""),
            "insi.requete.longueur",
            fautes::FORME,
        ),
        (
            Traits("ADRDEUX", &[&long], "M", "1981-01-01", ""),
            "insi.requete.longueur",
            fautes::FORME,
        ),
    ];
    for (traits, regle, code) in cas {
        let reponse = essai.chercher(&traits).await;
        assert_eq!(
            (reponse.statut, fait(&reponse, "faute.code"), reponse.refus.as_deref()),
            (500, Some(code), Some(regle))
        );
        assert!(reponse.corps.len() < 4_000, "{}", reponse.corps.len());
        assert!(reponse.faits.values().flatten().all(|v| v.len() < 4_000));
        // Second-hand: a warning, never an error.
        assert!(reponse.findings.iter().all(|f| !f.is_error()), "{regle}");
    }
    // Nor is what is not a value of the person: a MessageID of five megabytes is not sent back.
    let gros = message("1999900038", "", &ADRDEUX.corps()).replace("uuid:00000000-0000-5000-8000-000000000001", &long);
    let reponse = essai.structure(&gros).await;
    assert_eq!(
        (fait(&reponse, "faute.code"), reponse.refus.as_deref()),
        (Some(fautes::CONTEXTE), Some("insi.requete.contexte.longueur"))
    );
    assert!(reponse.corps.len() < 4_000);
    // An empty place of birth is none.
    let vide = message(
        "1999900038",
        "",
        &Traits("ADRDEUX", &["LAURENT"], "M", "1981-01-01", "63220").corps(),
    )
    .replace(">63220<", "><");
    assert_eq!(fait(&essai.structure(&vide).await, "cr"), Some("00"));
    // A date of no calendar has the form: it is asked, and told.
    let reponse = essai.chercher(&Traits("ADRDEUX", &["LAURENT"], "M", "1981-00-00", "")).await;
    assert_eq!(fait(&reponse, "cr"), Some("01"));
    assert_eq!(reponse.findings[0].rule, "insi.requete.date.calendrier");
}

/// A refusal on a rule can be taken off, and the finding stays: so can Pro Santé Connect, of which nothing is judged.
#[tokio::test]
async fn une_tolerance_laisse_passer_pro_sante_connect() {
    let regle = "insi.requete.psc";
    let essai = Essai::avec(
        InsiReglage {
            tolerances: vec![regle.into()],
            ..InsiReglage::default()
        },
        segur_world::monde_demo().unwrap(),
    );
    let mut requete = essai.requete(None, &message("899900000045", "", &ADRDEUX.corps()));
    requete.entetes.insert("authorization", "Bearer eyJ".parse().unwrap());
    let reponse = essai.envoyer(requete).await;
    assert_eq!((fait(&reponse, "cr"), fait(&reponse, "mode")), (Some("00"), None));
    let [constat] = &reponse.findings[..] else {
        panic!("{:?}", reponse.findings)
    };
    assert_eq!(
        (constat.rule.as_str(), constat.severity),
        (regle, segur_model::Severity::NotEvaluated)
    );
}

/// The instance of an installation does not change from one call to the next; another software has its own.
#[tokio::test]
async fn l_instance_d_un_logiciel_reste_la_meme() {
    let essai = Essai::nouveau();
    let propre = message("1999900038", "", &ADRDEUX.corps());
    let autre = propre.replace("00000000-0000-5000-8000-000000000002", "00000000-0000-5000-8000-000000000003");
    let un_autre_logiciel = autre.replace("urn:lps:essai:1.0", "urn:lps:autre:1.0");
    for (message, attendu) in [
        (&propre, None),
        (&propre, None),
        (&un_autre_logiciel, None),
        (&autre, Some("00000000-0000-5000-8000-000000000002")),
        (&autre, None),
    ] {
        let reponse = essai.structure(message).await;
        assert_eq!(fait(&reponse, "cr"), Some("00"));
        let vu = reponse.findings.iter().find(|f| f.rule == "insi.requete.lps.instance.stable");
        assert_eq!(vu.map(|f| f.expected.as_str()), attendu);
        assert!(vu.is_none_or(|f| !f.is_error()));
    }
    essai.service.remettre_a_zero("defaut");
    assert_eq!(essai.structure(&propre).await.findings, vec![]);
}
