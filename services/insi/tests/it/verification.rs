//! The verification of an INS, whose contract is not public: OK or KO, under names that are settings.

use insta::assert_snapshot;
use segur_insi::{Contrat, InsiReglage, fautes};
use segur_kit::Reponse;
use segur_model::{Severity, Trust};
use serde_json::json;

use crate::outils::{Essai, fait, message, vue};

/// Matricule, key, OID, nom, prénom, list, sexe, date, COG; those that are empty are not sent.
type Demande<'a> = [&'a str; 9];

const ADRDEUX: Demande<'static> = [
    "1810163220751",
    "40",
    "1.2.250.1.213.1.4.8",
    "ADRDEUX",
    "LAURENT",
    "LAURENT",
    "M",
    "1981-01-01",
    "63220",
];

fn corps(espace: &str, d: &Demande<'_>) -> String {
    let [numero, cle, oid, nom, prenom, liste, sexe, date, lieu] = *d;
    let element = |nom: &str, valeur: &str| {
        if valeur.is_empty() {
            String::new()
        } else {
            format!("<{nom}>{valeur}</{nom}>")
        }
    };
    format!(
        "<RequeteUnitaire xmlns=\"{espace}\"><IndividuVerifie><INSFourni><IdIndividu>{}{}</IdIndividu>{}</INSFourni><TraitsIdentiteIndividu>\
         {}{}{}{}{}{}</TraitsIdentiteIndividu></IndividuVerifie></RequeteUnitaire>",
        element("NumIdentifiant", numero),
        element("Cle", cle),
        element("OID", oid),
        element("NomNaissance", nom),
        element("Prenom", prenom),
        element("ListePrenom", liste),
        element("Sexe", sexe),
        element("DateNaissance", date),
        element("LieuNaissance", lieu)
    )
}

async fn verifier(essai: &Essai, espace: &str, d: &Demande<'_>) -> Reponse {
    let corps = message("1999900038", "", &corps(espace, d));
    essai.demander(Some("org-insi-auto"), "", &corps).await
}

#[tokio::test]
async fn ok_ko_sur_le_fil() {
    let essai = Essai::nouveau();
    let ok = verifier(&essai, "urn:quelconque", &ADRDEUX).await;
    assert_eq!(ok.operation.as_deref(), Some("insi.verification"));
    assert_snapshot!("verification_ok", vue(&ok));
    assert_eq!(
        (fait(&ok, "libelle"), fait(&ok, "verifie.ins")),
        (Some("OK"), Some("181016322075140"))
    );
    // Each answer says that the bench knows little of it.
    let [constat] = &ok.findings[..] else { panic!("{:?}", ok.findings) };
    assert_eq!(constat.rule, "insi.requete.verification.contrat");
    assert_eq!((constat.severity, constat.trust), (Severity::NotEvaluated, Trust::SecondHand));

    let change = |rang: usize, valeur: &'static str| {
        let mut d = ADRDEUX;
        d[rang] = valeur;
        d
    };
    for (d, attendu) in [
        (change(0, "1810163220752"), "KO"),
        (change(1, "41"), "KO"),
        (change(2, "1.2.250.1.213.1.4.9"), "KO"),
        (change(3, "ADRUN"), "KO"),
        (change(4, "PAUL"), "KO"),
        (change(5, "LAURENT PAUL"), "KO"),
        (change(6, "F"), "KO"),
        (change(7, "1981-01-02"), "KO"),
        (change(8, "75056"), "KO"),
        (change(8, ""), "OK"),
        (change(5, ""), "OK"),
    ] {
        let reponse = verifier(&essai, "", &d).await;
        assert_eq!((reponse.statut, fait(&reponse, "libelle")), (200, Some(attendu)), "{d:?}");
    }
    // A former INS is no longer anybody's.
    let ancien = [
        "2090763220834",
        "39",
        "1.2.250.1.213.1.4.8",
        "ECETINSI",
        "PIERRE-ALAIN",
        "",
        "M",
        "2009-07-14",
        "",
    ];
    assert_eq!(fait(&verifier(&essai, "", &ancien).await, "libelle"), Some("KO"));
}

#[tokio::test]
async fn une_valeur_hors_de_sa_forme_n_est_pas_ko() {
    let essai = Essai::nouveau();
    let mut d = ADRDEUX;
    d[7] = "01/01/1981";
    let reponse = verifier(&essai, "", &d).await;
    assert_eq!(
        (fait(&reponse, "faute.code"), reponse.refus.as_deref()),
        (Some(fautes::FORME), Some("insi.requete.date"))
    );
    d = ADRDEUX;
    d[2] = "";
    let reponse = verifier(&essai, "", &d).await;
    assert!(
        reponse
            .findings
            .iter()
            .any(|f| f.rule == "insi.requete.verification.ins" && !f.is_error())
    );
}

#[tokio::test]
async fn un_script_et_une_panne_decident() {
    let essai = Essai::nouveau();
    let reponses = json!([{"appel": 1, "cr": "01"}, {"appel": 2, "faute": "insi_102"}]);
    essai
        .action("repondre", json!({"patient": "ADRDEUX_LAURENT", "reponses": reponses}))
        .await
        .unwrap();
    assert_eq!(fait(&verifier(&essai, "", &ADRDEUX).await, "libelle"), Some("KO"));
    assert_eq!(fait(&verifier(&essai, "", &ADRDEUX).await, "faute.code"), Some("insi_102"));
    assert_eq!(fait(&verifier(&essai, "", &ADRDEUX).await, "libelle"), Some("OK"));
    let mut requete = essai.requete(Some("org-insi-auto"), &message("1999900038", "", &corps("", &ADRDEUX)));
    requete.panne = Some("cr_01".into());
    assert_eq!(fait(&essai.envoyer(requete).await, "libelle"), Some("KO"));
}

#[tokio::test]
async fn les_noms_sont_des_reglages() {
    let contrat = Contrat {
        espace_requete: "urn:le-vrai".into(),
        espace_reponse: "urn:la-vraie".into(),
        element: "ReponseUnitaire".into(),
        ok: ("0".into(), "Conforme".into()),
        ko: ("1".into(), "Non conforme".into()),
    };
    let essai = Essai::avec(
        InsiReglage {
            verification: contrat,
            ..InsiReglage::default()
        },
        segur_world::monde_demo().unwrap(),
    );
    let reponse = verifier(&essai, "urn:le-vrai", &ADRDEUX).await;
    assert_snapshot!("verification_reglee", vue(&reponse));
    assert_eq!((fait(&reponse, "cr"), fait(&reponse, "libelle")), (Some("0"), Some("Conforme")));
    let ailleurs = verifier(&essai, "urn:un-autre", &ADRDEUX).await;
    assert_eq!((ailleurs.statut, fait(&ailleurs, "faute.code")), (500, Some(fautes::VERIFICATION)));
}
