//! The search by carte Vitale: who is found by what a software read on a card.

use insta::assert_snapshot;
use segur_insi::fautes;
use segur_insi_messages::ns;
use serde_json::json;
use time::Duration;
use time::format_description::well_known::Rfc3339;

use crate::outils::{Essai, MAINTENANT, fait, matricule, securite, vitale, vue};

fn element(nom: &str, valeur: &str) -> String {
    format!("<{nom}>{valeur}</{nom}>")
}

/// By the person who opens the rights: the matricule of CARTE_OUVREUR, a date and a rank.
fn par_l_ouvrant_droit(date: &str, rang: &str) -> String {
    let rang = if rang.is_empty() {
        String::new()
    } else {
        element("RangNaissance", rang)
    };
    format!(
        "{}{}{rang}",
        matricule("MatriculeOD", "1750576999335", "82"),
        element("DateNaissance", date)
    )
}

#[tokio::test]
async fn une_carte_sur_le_fil() {
    let essai = Essai::nouveau();
    let reponse = essai.par_carte(&matricule("MatriculeIndividu", "2770763220829", "10")).await;
    assert_eq!(reponse.operation.as_deref(), Some("insi.recherche-vitale"));
    assert_snapshot!("carte_ruth", vue(&reponse));
    assert_eq!(reponse.findings, vec![]);
    for (nom, valeur) in [
        ("mode", "structure"),
        ("individu", "277076322082910"),
        ("cr", "00"),
        ("ins", "277076322082910"),
        ("tiq.prenoms", "RUTH ISABELLE"),
        ("idam", "BN17SG26LA01"),
    ] {
        assert_eq!(fait(&reponse, nom), Some(valeur), "{nom}");
    }
}

#[tokio::test]
async fn le_matricule_la_date_le_rang_et_le_nom_choisissent() {
    let essai = Essai::nouveau();
    let individu = |numero: &str, cle: &str| matricule("MatriculeIndividu", numero, cle);
    let cas = [
        // The twins share all but the rank; without it, both are found.
        (par_l_ouvrant_droit("2008-03-03", "1"), "00", Some("208037699933780")),
        (par_l_ouvrant_droit("2008-03-03", "2"), "00", Some("208037699933879")),
        (par_l_ouvrant_droit("2008-03-03", ""), "02", None),
        (par_l_ouvrant_droit("2008-03-03", "3"), "01", None),
        // The spouse, whose name is another, and the person who opens the rights.
        (par_l_ouvrant_droit("1977-08-18", "1"), "00", Some("277087699933678")),
        (par_l_ouvrant_droit("1975-05-05", "1"), "00", Some("175057699933582")),
        (par_l_ouvrant_droit("2008-03-04", "1"), "01", None),
        // Of another card.
        (
            matricule("MatriculeOD", "1671126221704", "59") + &element("DateNaissance", "1999-01-15") + &element("RangNaissance", "4"),
            "00",
            Some("199013417202471"),
        ),
        // By their own number: with a name, with a date that are theirs, and that are not.
        (
            individu("2080376999338", "79") + &element("NomNaissance", "VITALIER"),
            "00",
            Some("208037699933879"),
        ),
        (individu("2080376999338", "79") + &element("NomNaissance", "SEMBLANT"), "01", None),
        (
            individu("2080376999338", "79") + &element("DateNaissance", "2008-03-04"),
            "01",
            None,
        ),
        // Who is on no card opens their own rights.
        (
            matricule("MatriculeOD", "1810163220751", "40") + &element("DateNaissance", "1981-01-01"),
            "00",
            Some("181016322075140"),
        ),
        (individu("1990199999999", "36"), "01", None),
    ];
    for (lu, cr, ins) in cas {
        let reponse = essai.par_carte(&lu).await;
        assert_eq!(
            (reponse.statut, fait(&reponse, "cr"), fait(&reponse, "ins")),
            (200, Some(cr), ins),
            "{lu}"
        );
    }
}

#[tokio::test]
async fn un_inconnu_et_un_script_par_carte() {
    let essai = Essai::nouveau();
    let inconnu = matricule("MatriculeIndividu", "1990199999999", "36");
    let ruth = matricule("MatriculeIndividu", "2770763220829", "10");
    essai.action("environnement", json!({"valeur": "editeur"})).await.unwrap();
    let reponse = essai.par_carte(&inconnu).await;
    assert_eq!(
        (fait(&reponse, "faute"), fait(&reponse, "faute.code")),
        (Some("siram_40"), Some("insi_101"))
    );
    assert_eq!(fait(&essai.par_carte(&ruth).await, "cr"), Some("00"));
    let reponses = json!([{"prenom": "RUTH", "cr": "02"}, {"appel": 1, "faute": "insi_101"}, {"appel": 2, "cr": "01"}]);
    essai
        .action("repondre", json!({"patient": "NESSI_RUTH", "reponses": reponses}))
        .await
        .unwrap();
    assert_eq!(
        fait(&essai.par_carte(&ruth).await, "faute.code"),
        Some("insi_101"),
        "no first name is sent: that answer is for traits"
    );
    assert_eq!(fait(&essai.par_carte(&ruth).await, "cr"), Some("01"));
    assert_eq!(fait(&essai.par_carte(&ruth).await, "cr"), Some("00"));
}

#[tokio::test]
async fn ce_qui_est_mal_lu_sur_la_carte_est_refuse() {
    let essai = Essai::nouveau();
    let od = matricule("MatriculeOD", "1750576999335", "82");
    let cas = [
        (
            matricule("MatriculeIndividu", "277076322082", "10"),
            "insi.requete.vitale.matricule",
            fautes::FORME,
        ),
        (
            od.clone() + &element("DateNaissance", "03/03/2008"),
            "insi.requete.date",
            fautes::FORME,
        ),
        (
            od.clone() + &element("DateNaissance", "2008-03-03") + &element("RangNaissance", "0"),
            "insi.requete.vitale.rang",
            fautes::FORME,
        ),
        (od, "insi.requete.vitale.beneficiaire", fautes::VITALE),
        (String::new(), "insi.requete.vitale.beneficiaire", fautes::VITALE),
    ];
    for (lu, regle, code) in cas {
        let reponse = essai.par_carte(&lu).await;
        assert_eq!(
            (fait(&reponse, "faute.code"), reponse.refus.as_deref()),
            (Some(code), Some(regle)),
            "{lu}"
        );
        assert!(reponse.findings.iter().all(|f| !f.is_error()), "{:?}", reponse.findings);
    }
    // A wrong key is nobody's, and it is told.
    let reponse = essai.par_carte(&matricule("MatriculeIndividu", "2770763220829", "11")).await;
    assert_eq!(fait(&reponse, "cr"), Some("01"));
    assert_eq!(reponse.findings[0].rule, "insi.requete.vitale.cle");
    // The action of the other search.
    let croisee = vitale("1999900038", "", &matricule("MatriculeIndividu", "2770763220829", "10"));
    let reponse = essai.demander(Some("org-insi-auto"), ns::ACTION_TRAITS, &croisee).await;
    assert_eq!(reponse.refus.as_deref(), Some("insi.requete.action-http"));
    let ailleurs = croisee.replace(ns::RECVIT, "urn:autre");
    let reponse = essai.demander(Some("org-insi-auto"), ns::ACTION_VITALE, &ailleurs).await;
    assert_eq!(
        (fait(&reponse, "faute.code"), reponse.refus.as_deref()),
        (Some(fautes::ILLISIBLE), Some("insi.requete.vitale.espace-de-noms"))
    );
}

/// Test 1.02 of the CNDA: the assertion of the card is over after twenty minutes.
#[tokio::test]
async fn l_assertion_de_la_carte_a_un_age() {
    let essai = Essai::nouveau();
    let ruth = matricule("MatriculeIndividu", "2770763220829", "10");
    let ps = essai.assertion("ps-sign-biologiste-1", |_| {});
    let demander = async |contenu: &str| {
        let message = vitale("899900000045", &securite(contenu), &ruth);
        essai.demander(None, ns::ACTION_VITALE, &message).await
    };
    let avec = |age: Duration| {
        format!(
            "{ps}<v:Assertion xmlns:v=\"{}\" ID=\"_v\" Version=\"2.0\" IssueInstant=\"{}\"/>",
            segur_soap::ns::SAML2,
            (MAINTENANT - age).format(&Rfc3339).unwrap()
        )
    };
    let regles = |r: &segur_kit::Reponse| r.findings.iter().map(|f| f.rule.clone()).collect::<Vec<_>>();
    let fraiche = demander(&avec(Duration::minutes(19))).await;
    assert_eq!(
        (fait(&fraiche, "cr"), fait(&fraiche, "mode"), fait(&fraiche, "vitale")),
        (Some("00"), Some("carte"), Some("oui"))
    );
    assert_eq!(regles(&fraiche), ["insi.requete.vitale.assertion.forme"]);
    let vieille = demander(&avec(Duration::minutes(21))).await;
    assert_eq!(
        (fait(&vieille, "faute.code"), vieille.refus.as_deref()),
        (Some(fautes::ASSERTION), Some("insi.requete.vitale.assertion.age"))
    );
    // Without it: second-hand, so a warning and no refusal.
    let sans = demander(&ps).await;
    assert_eq!(fait(&sans, "cr"), Some("00"));
    assert_eq!(regles(&sans), ["insi.requete.vitale.assertion"]);
    // A search by traits carries none: two assertions are one too many there.
    let traits = crate::outils::message("899900000045", &securite(&avec(Duration::ZERO)), &crate::outils::ADRDEUX.corps());
    assert_eq!(essai.carte(&traits).await.refus.as_deref(), Some("saml.ps.unique"));
}
