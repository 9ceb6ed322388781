//! What is refused as a whole: by whom it is sent, how, and what this version does not play.

use insta::assert_snapshot;
use segur_kit::Filtre;
use segur_saml::vihf::{Mode, VihfAEmettre};
use segur_soap::ns;
use segur_xds::ns::ACTION_TD02;
use time::Duration;

use crate::banc::{DELAI, Essai, MAINTENANT, client};
use crate::message::{AGATHE, bon_vihf, enveloppe, existence, question, vihf, vihf_de};

#[tokio::test]
async fn le_vihf_est_juge() {
    let essai = Essai::nouveau().await;
    type Changement = fn(&mut VihfAEmettre);
    let refuses: [(&str, Changement); 6] = [
        ("vihf.attribut.present", |v| v.utilisateur = None),
        ("vihf.vihf-version", |v| v.version = "2.0".into()),
        ("vihf.structure.certificat", |v| v.structure = "1999900046".into()),
        ("vihf.secteur.forme", |v| v.secteur = "25".into()),
        ("vihf.role.second", |v| v.roles.truncate(1)),
        ("vihf.name-id", |v| v.name_id = "ALEX".into()),
    ];
    for (regle, changer) in refuses {
        let recue = essai
            .tester(enveloppe(ACTION_TD02, &vihf(AGATHE, changer), &question(AGATHE)))
            .await;
        let (sous_code, raison) = recue.faute().unwrap_or_else(|| panic!("{regle} : {}", recue.enveloppe));
        assert_eq!(sous_code, "banc_vihf", "{regle}");
        assert!(raison.contains(regle), "{regle} : {raison}");
        assert!(recue.regles().contains(&(regle.to_owned(), true)), "{regle}");
        assert_eq!(recue.echange.refus.as_deref(), Some(regle));
    }
    let bon = bon_vihf(AGATHE);
    for (regle, mauvais) in [
        ("vihf.presente", String::new()),
        (
            "vihf.signature.valide",
            bon.replace("LPS D&apos;ESSAI", "AUTRE").replace("LPS D'ESSAI", "AUTRE"),
        ),
        ("vihf.unique", format!("{bon}{}", vihf(AGATHE, |v| v.id = "_v2".into()))),
    ] {
        assert_ne!(mauvais, bon, "{regle}");
        let recue = essai.tester(enveloppe(ACTION_TD02, &mauvais, &question(AGATHE))).await;
        assert!(recue.regles().contains(&(regle.to_owned(), true)), "{regle} : {:?}", recue.regles());
        assert_eq!(recue.faute().unwrap().0, "banc_vihf", "{regle}");
    }
}

#[tokio::test]
async fn un_certificat_d_authentification_ne_signe_pas() {
    let essai = Essai::nouveau().await;
    let message = enveloppe(ACTION_TD02, &vihf_de("org-insi-auto", AGATHE, |_| {}), &question(AGATHE));
    let recue = essai.tester(message).await;
    assert_eq!(recue.faute().unwrap().0, "DMPInvalidCertificate");
    assert_snapshot!("certificat", recue.enveloppe);
}

#[tokio::test]
async fn ce_qui_n_est_pas_certain_est_tolere_et_dit() {
    let essai = Essai::nouveau().await;
    let vieux = vihf(AGATHE, |v| {
        v.instant = MAINTENANT - Duration::hours(3);
        v.authentification = MAINTENANT - Duration::hours(4);
        v.homologation = "INCONNU".into();
    });
    let recue = essai.tester(enveloppe(ACTION_TD02, &vieux, &question(AGATHE))).await;
    assert_eq!(recue.existence().existence.as_deref(), Some("OK"));
    assert_eq!(
        recue.regles(),
        [("vihf.duree-vie".to_owned(), false), ("vihf.homologation".to_owned(), false)].into()
    );
}

#[tokio::test]
async fn une_regle_toleree_ne_refuse_plus_mais_se_voit() {
    let regle = "vihf.structure.certificat".to_owned();
    let essai = Essai::tolerant(&[regle.clone(), "dmp.acteur.lien".to_owned()]).await;
    let ailleurs = vihf(AGATHE, |v| v.structure = "1999900046".into());
    let recue = essai.tester(enveloppe(ACTION_TD02, &ailleurs, &question(AGATHE))).await;
    assert_eq!(recue.existence().existence.as_deref(), Some("OK"));
    assert!(recue.regles().contains(&(regle, true)));
    assert_eq!(recue.echange.refus, None);
}

#[tokio::test]
async fn ce_que_le_dmp_ne_prend_plus_est_refuse() {
    let essai = Essai::nouveau().await;
    for (suite, action, corps, operation, sous_code, regle) in [
        (
            "/patients",
            "urn:hl7-org:v3:PRPA_IN201311UV02",
            "<PRPA_IN201311UV02 xmlns=\"urn:hl7-org:v3\"/>",
            "dmp.retiree",
            "banc_retiree",
            Some("dmp.transaction.retiree"),
        ),
        (
            "/registry",
            "urn:ihe:iti:2010:DeleteDocumentSet",
            "<x:RemoveObjectsRequest xmlns:x=\"urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0\"/>",
            "dmp.autre",
            "banc_retiree",
            Some("xds.td33.suppression"),
        ),
        (
            "/registry",
            "urn:foo",
            "<x:autre xmlns:x=\"urn:x\"/>",
            "dmp.autre",
            "banc_illisible",
            None,
        ),
    ] {
        let recue = essai.soap(suite, enveloppe(action, &bon_vihf(AGATHE), corps)).await;
        let (vu, raison) = recue.faute().unwrap();
        assert_eq!((vu.as_str(), recue.echange.operation.as_str()), (sous_code, operation));
        assert!(raison.contains(action), "{raison}");
        assert_eq!(recue.fait("vihf.ins").as_deref(), Some(AGATHE.0), "{operation}");
        assert_eq!(recue.echange.refus.as_deref(), regle);
    }
    // An action that names nothing over the body of a transaction: nobody can tell what is asked.
    let recue = essai.tester(enveloppe("urn:foo", &bon_vihf(AGATHE), &question(AGATHE))).await;
    assert_eq!(recue.faute().unwrap().0, "ActionNotSupported");
    assert_eq!(recue.echange.refus.as_deref(), Some("xds.message.action"));
}

#[tokio::test]
async fn ce_qui_n_est_pas_un_message_du_dmp() {
    let essai = Essai::nouveau().await;
    let bon = existence(AGATHE);
    let illisible = "xds.message.lisible";
    for (message, dit, regle) in [
        ("ce n'est pas du XML".to_owned(), "XML", illisible),
        (
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>".to_owned(),
            "DTD",
            illisible,
        ),
        ("<a/>".to_owned(), "SOAP 1.2", illisible),
        (bon.replace(ns::SOAP12, ns::SOAP11), "SOAP 1.1", illisible),
        (
            enveloppe(ACTION_TD02, &bon_vihf(AGATHE), "<autre/>"),
            "PRPA_IN201307UV02",
            "xds.td02.lisible",
        ),
    ] {
        let recue = essai.tester(message).await;
        let (sous_code, raison) = recue.faute().unwrap();
        assert_eq!(
            (sous_code.as_str(), recue.echange.operation.as_str()),
            ("banc_illisible", "dmp.illisible"),
            "{dit}"
        );
        assert!(raison.contains(dit), "{dit} : {raison}");
        assert_eq!(recue.echange.refus.as_deref(), Some(regle), "{dit}");
    }
    let recue = essai.poster("/patients", "text/xml; charset=utf-8", bon.clone()).await;
    assert_eq!((recue.statut, recue.echange.operation.as_str()), (415, "dmp.illisible"));
    assert_eq!(recue.echange.refus.as_deref(), Some("xds.message.type-contenu"));
    // The right message to the wrong service.
    let recue = essai.soap("/repository", bon).await;
    assert_eq!(recue.echange.refus.as_deref(), Some("xds.message.service"));
    let (sous_code, raison) = recue.faute().unwrap();
    assert_eq!(sous_code, "banc_illisible");
    assert!(raison.contains("/si-dmp-server/v2/services/patients"), "{raison}");
}

#[tokio::test]
async fn les_autres_adresses_et_methodes_disent_ou_aller() {
    let essai = Essai::nouveau().await;
    for (suite, statut) in [
        ("", 404),
        ("/patient", 404),
        ("/patients", 405),
        ("/patients?xsd=3", 405),
        ("/patientCertif?wsdl", 405),
    ] {
        let recue = essai.obtenir(suite).await;
        assert_eq!((recue.statut, recue.echange.operation.as_str()), (statut, "dmp.sonde"), "{suite}");
        assert!(recue.enveloppe.contains("/si-dmp-server/v2/services/"), "{suite}");
    }
}

#[tokio::test]
async fn le_certificat_client_est_exige() {
    let essai = Essai::nouveau().await;
    let mut filtre = Filtre::espace("defaut").operation("dmp.connexion-refusee");
    for (identite, dit) in [
        ("org-insi-auto-revoque", "révoqué"),
        ("org-insi-auto-expire", "expiré"),
        ("org-insi-auto-etranger", "étranger"),
        // Certificates that sign, the right ones for the VIHF, are none for the connection.
        ("org-sign", "clientAuth"),
        ("ps-sign-biologiste-1", "clientAuth"),
    ] {
        let url = format!("{}/patients?wsdl", essai.base());
        assert!(client(identite).get(url).send().await.is_err(), "{identite}");
        let echange = essai.banc.journal().attendre(&filtre, DELAI).await.unwrap().unwrap();
        assert_eq!(echange.operation, "dmp.connexion-refusee", "{identite}");
        assert!(
            echange.echec.as_ref().is_some_and(|e| e.contains(dit)),
            "{identite} : {:?}",
            echange.echec
        );
        filtre.depuis = echange.id;
    }
}

/// Who is connected is who signs, and is of the kind that the mode says.
#[tokio::test]
async fn le_certificat_de_la_connexion_est_juge() {
    let directe = |v: &mut VihfAEmettre| {
        v.mode = Mode::Directe;
        v.classe_contexte = "SmartcardPKI".into();
        v.utilisateur = None;
    };
    let (tls, porteur, insi) = ("vihf.certificat.tls", "vihf.certificat.tls.porteur", "vihf.certificat.tls.insi");
    for (presente, vihf, refus, regles) in [
        ("org-insi-auto", bon_vihf(AGATHE), None, vec![(insi, false)]),
        // Another laboratory's.
        ("org-insi-auto-labo2", bon_vihf(AGATHE), Some(tls), vec![(tls, true), (insi, false)]),
        (
            "ps-auth-biologiste-1",
            bon_vihf(AGATHE),
            Some(porteur),
            vec![(tls, true), (porteur, true)],
        ),
        (
            "ps-auth-biologiste-1",
            vihf_de("ps-sign-biologiste-1", AGATHE, directe),
            None,
            vec![],
        ),
        (
            "org-auth-cli",
            vihf_de("ps-sign-biologiste-1", AGATHE, directe),
            Some(porteur),
            vec![(tls, true), (porteur, true)],
        ),
    ] {
        let essai = Essai::presente(presente).await;
        let recue = essai.tester(enveloppe(ACTION_TD02, &vihf, &question(AGATHE))).await;
        assert_eq!(
            recue.regles(),
            regles.into_iter().map(|(r, erreur)| (r.to_owned(), erreur)).collect(),
            "{presente}"
        );
        assert_eq!(recue.echange.refus.as_deref(), refus, "{presente}");
        match refus {
            Some(_) => assert_eq!(recue.faute().unwrap().0, "banc_vihf", "{presente}"),
            None => assert_eq!(recue.existence().existence.as_deref(), Some("OK"), "{presente}"),
        }
    }
}
