//! Without a defect: what keeps a report from the DMP, what is tried again, and the documents given.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_model::Issue;
use segur_temoin::Temoin;
use serde_json::json;

use crate::banc::{Banc, ICI, cda, config_dmp, demande};
use crate::dmp::{suite, verifier};
use crate::fausse_insi::MATRICULE;
use crate::faux_dmp::{Humeur, faits_cda};

#[tokio::test]
async fn bloquer() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    for r in [
        b.valider("SIMPLE", 4, json!({ "dmp": "bloquer" })).await,
        b.completer("SIMPLE", 5).await,
    ] {
        assert_eq!(r.issue, Issue::Fait, "{}", r.message);
        assert!(faits_cda(&cda(&r))["patient"].starts_with(MATRICULE), "the report is as any other");
    }
    assert!(b.dmp.prendre().is_empty(), "nothing sent, TD0.2 neither");
    assert_eq!(b.valider("SIMPLE", 6, json!({ "dmp": "alimenter" })).await.issue, Issue::Fait);
    assert_eq!(
        suite(&b.dmp.prendre()),
        ["TD0.2", "TD2.1"],
        "validated again, and no longer held back"
    );
}

#[tokio::test]
async fn la_demande_est_sur_le_compte_rendu() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    let porte = |r: &segur_model::ReponseActe| {
        let xml = String::from_utf8(cda(r)).unwrap();
        let pdf = r.fichiers.iter().find(|f| f.nom == "compte-rendu-pdf").unwrap();
        let pdf = STANDARD.decode(pdf.base64.as_ref().unwrap()).unwrap();
        (
            xml.contains("<inFulfillmentOf><order><id root=\"1.2.250.1.999.1.9\" extension=\"D7K\"/></order></inFulfillmentOf>"),
            pdf.windows(13).any(|f| f == b"Demande : D7K"),
        )
    };
    let v1 = b.valider("SIMPLE", 4, json!({ "demande": "D7K" })).await;
    assert_eq!(porte(&v1), (true, true));
    assert_eq!(
        porte(&b.completer("SIMPLE", 5).await),
        (true, true),
        "the next version answers the same order"
    );
    let sans = b.valider("SIMPLE", 6, json!({})).await;
    assert!(!String::from_utf8(cda(&sans)).unwrap().contains("inFulfillmentOf"));
}

#[tokio::test]
async fn sans_identite_qualifiee() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN"]).await;
    b.chercher("SIMPLE", 2).await;
    let t = b.acte("SIMPLE", 3, "tester-dmp", json!({ "reference": "P" })).await;
    let v = b.valider("SIMPLE", 4, json!({})).await;
    let c = b.completer("SIMPLE", 5).await;
    for r in [&t, &v, &c] {
        assert_eq!(r.issue, Issue::Refuse);
        assert!(r.message.contains("règle 28"), "{}", r.message);
    }
    assert!(b.dmp.prendre().is_empty());
    let f = faits_cda(&cda(&v));
    assert!(
        !f["patient"].contains("1.2.250.1.213.1.4") && f["patient"].ends_with("@1.2.250.1.999.1.8"),
        "{}",
        f["patient"]
    );
    // Once qualified, the next version is the first that the DMP gets.
    b.acte("SIMPLE", 6, "valider-identite", json!({ "reference": "P", "justificatif": "CN" }))
        .await;
    assert_eq!(b.completer("SIMPLE", 7).await.issue, Issue::Fait);
    verifier(&b.dmp.prendre()[1].faits(), &[("cda.version", "3"), ("association.RPLC", "")]);
}

#[tokio::test]
async fn dmp_absent_ou_ferme() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    for (etape, humeur, dit) in [(4, Humeur::Absent, "n'a pas de DMP"), (5, Humeur::Ferme, "fermé")] {
        b.dmp.regler(humeur);
        let r = b.valider("SIMPLE", etape, json!({})).await;
        assert_eq!(r.issue, Issue::Refuse);
        assert!(r.message.contains(dit), "{}", r.message);
        cda(&r);
        assert_eq!(suite(&b.dmp.prendre()), ["TD0.2"]);
    }
}

#[tokio::test]
async fn ce_qui_echoue_est_retente_a_l_identique() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    b.dmp.regler(Humeur::Refuse);
    let r = b.valider("SIMPLE", 4, json!({})).await;
    assert_eq!(r.issue, Issue::Erreur);
    assert!(r.message.contains("XDSRegistryMetadataError (typeCode)"), "{}", r.message);
    let avant = b.dmp.prendre();
    b.dmp.regler(Humeur::Ouvert);
    assert_eq!(b.valider("SIMPLE", 4, json!({})).await.issue, Issue::Fait);
    assert!(avant == b.dmp.prendre(), "the same act says the same bytes");
    assert_eq!(b.valider("SIMPLE", 4, json!({})).await.issue, Issue::Fait);
    assert!(b.dmp.prendre().is_empty(), "answered: not played twice");
    b.dmp.regler(Humeur::Faute);
    assert_eq!(b.completer("SIMPLE", 5).await.issue, Issue::Erreur);
    b.dmp.regler(Humeur::Ouvert);
    b.dmp.prendre();
    assert_eq!(b.completer("SIMPLE", 5).await.issue, Issue::Fait);
    verifier(&b.dmp.prendre()[1].faits(), &[("cda.version", "2")]);
}

#[tokio::test]
async fn survit_a_un_arret() {
    let mut b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    b.valider("SIMPLE", 4, json!({})).await;
    let avant = b.dmp.prendre()[1].faits();
    let config = config_dmp(&b.insi.url, &b.dmp.url, b.donnees.path(), &[]);
    drop(b.temoin);
    b.temoin = Temoin::demarrer(config, ICI).await.unwrap();
    b.completer("SIMPLE", 5).await;
    let rplc = b.dmp.prendre()[1].faits()["association.RPLC"].clone();
    assert!(rplc.ends_with(&avant["doc.id"]), "{rplc}");
}

#[tokio::test]
async fn references() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    let r = b.completer("SIMPLE", 4).await;
    assert_eq!(r.issue, Issue::Erreur);
    assert!(r.message.contains("« CR » inconnu"), "{}", r.message);
    let inconnue = json!({ "reference": "CR", "identite": "Q", "modele": "hemogramme" });
    let r = b.acte("SIMPLE", 5, "valider-compte-rendu", inconnue).await;
    assert!(r.issue == Issue::Erreur && r.message.contains("« Q » inconnue"), "{}", r.message);
    b.valider("SIMPLE", 6, json!({})).await;
    // The report of a scenario is not that of another, and a scenario played again has none.
    b.qualifier("AUTRE").await;
    assert_eq!(b.completer("AUTRE", 7).await.issue, Issue::Erreur);
    b.creer("SIMPLE", &["JEAN"]).await;
    assert_eq!(b.completer("SIMPLE", 7).await.issue, Issue::Erreur);
}

#[tokio::test]
async fn l_acteur_signe_et_parle() {
    let b = Banc::nouveau(&[]).await;
    b.qualifier("SIMPLE").await;
    let p = json!({ "reference": "CR", "identite": "P", "modele": "hemogramme" });
    let mut d = demande("SIMPLE", 4, "valider-compte-rendu", p);
    d.acteur = Some(
        json!({ "rpps": "99900000060", "id_national": "899900000060", "nom": "PAILLASSE", "prenom": "MARGUERITE", "profession": "21" }),
    );
    assert_eq!(b.poster(&d).await.issue, Issue::Fait);
    verifier(
        &b.dmp.prendre()[1].faits(),
        &[
            ("vihf.ps", "899900000060"),
            ("vihf.role", "21,G"),
            (
                "doc.legalAuthenticator",
                "899900000060^PAILLASSE^MARGUERITE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS",
            ),
        ],
    );
}

#[tokio::test]
async fn documents_fournis() {
    let dossier = tempfile::tempdir().unwrap();
    let sans_ins = {
        let b = Banc::nouveau(&[]).await;
        b.creer("SIMPLE", &["JEAN"]).await;
        cda(&b.valider("SIMPLE", 4, json!({ "dmp": "bloquer" })).await)
    };
    let (un, deux) = {
        let b = Banc::nouveau(&[]).await;
        b.qualifier("FOURNI").await;
        let un = b.valider("FOURNI", 4, json!({ "modele": "glycemie", "niveau": "N1" })).await;
        (cda(&un), cda(&b.completer("FOURNI", 5).await))
    };
    for (nom, octets) in [("1.xml", &un), ("2.xml", &deux), ("3.xml", &sans_ins), ("lisez-moi.txt", &un)] {
        std::fs::write(dossier.path().join(nom), octets).unwrap();
    }
    let b = Banc::regle(&[], |c| c.documents = Some(dossier.path().to_owned())).await;
    b.qualifier("SIMPLE").await;
    let r = b.valider("SIMPLE", 4, json!({})).await;
    assert!(r.issue == Issue::Fait && r.message.contains("1.xml"), "{}", r.message);
    assert_eq!(cda(&r), un, "sent as it is");
    let r = b.completer("SIMPLE", 5).await;
    assert_eq!((r.issue, cda(&r)), (Issue::Fait, deux), "{}", r.message);
    let recues = b.dmp.prendre();
    let (avant, apres) = (recues[1].faits(), recues[3].faits());
    verifier(
        &avant,
        &[
            ("doc.uniqueId", &avant["cda.id"]),
            ("doc.formatCode", "urn:ihe:iti:xds-sd:pdf:2008|1.3.6.1.4.1.19376.1.2.3"),
            ("doc.evenement", "18719-5|2.16.840.1.113883.6.1"),
        ],
    );
    assert!(apres["association.RPLC"].ends_with(&avant["doc.id"]));
    let r = b.completer("SIMPLE", 6).await;
    assert!(
        r.issue == Issue::Refuse && r.message.contains("3.xml"),
        "another document is no version of it: {}",
        r.message
    );
    let autre = json!({ "reference": "CR2", "identite": "P", "modele": "hemogramme" });
    let r = b.acte("SIMPLE", 7, "valider-compte-rendu", autre.clone()).await;
    assert!(r.message.contains("1.xml"), "after the last one, the first: {}", r.message);
    b.acte("SIMPLE", 8, "valider-compte-rendu", autre.clone()).await;
    b.dmp.prendre();
    let r = b.acte("SIMPLE", 9, "valider-compte-rendu", autre).await;
    assert!(
        r.issue == Issue::Refuse && r.message.contains("sans INS utilisable"),
        "{}",
        r.message
    );
    assert!(b.dmp.prendre().is_empty());

    std::fs::write(dossier.path().join("0.xml"), "<a/>").unwrap();
    let b = Banc::regle(&[], |c| c.documents = Some(dossier.path().to_owned())).await;
    b.qualifier("SIMPLE").await;
    let r = b.valider("SIMPLE", 4, json!({})).await;
    assert!(
        r.issue == Issue::Erreur && r.message.contains("0.xml") && r.message.contains("ClinicalDocument"),
        "{}",
        r.message
    );
}

#[tokio::test]
async fn reglages() {
    let b = Banc::regle(&[], |c| c.dmp = None).await;
    b.qualifier("SIMPLE").await;
    for r in [
        b.acte("SIMPLE", 4, "tester-dmp", json!({ "reference": "P" })).await,
        b.valider("SIMPLE", 5, json!({})).await,
    ] {
        assert!(
            r.issue == Issue::Erreur && r.message.contains("n'est pas configuré"),
            "{}",
            r.message
        );
    }
    assert_eq!(b.valider("SIMPLE", 6, json!({ "dmp": "bloquer" })).await.issue, Issue::Fait);
    let donnees = tempfile::tempdir().unwrap();
    for (defauts, changer, mot) in [
        (
            &[][..],
            (|c| c.sign_cle = None) as fn(&mut segur_temoin::ConfigTemoin),
            "sign_certificat",
        ),
        (&[], |c| c.sign_certificat = Some("-----BEGIN X-----".into()), "sign_certificat"),
        (
            &[],
            |c| (c.dmp, c.auth_cle) = (Some("https://127.0.0.1:1/x".into()), None),
            "auth_certificat",
        ),
        (&["vihf-mal-signee"], |c| c.auth_cle = None, "auth_certificat"),
        (&["dmp-certificat-d-un-tiers"], |_| (), "certificat_tiers"),
    ] {
        let mut c = config_dmp(&b.insi.url, &b.dmp.url, donnees.path(), defauts);
        changer(&mut c);
        let e = Temoin::demarrer(c, ICI).await.err().expect("refused");
        assert!(e.to_string().contains(mot), "{mot} : {e}");
    }
}
