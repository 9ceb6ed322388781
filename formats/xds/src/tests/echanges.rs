//! Whole exchanges: facts, and what is judged around a lot and a test of existence.

use bytes::Bytes;
use segur_dialecte::{Lu, Source};
use segur_model::{Direction, Exchange, Faits, Message};

use segur_soap::ns::{SOAP11, SOAP12, WSSE, WSU};

use super::messages::{reponse_td02, td02};
use super::*;
use crate::{DIALECTE, ReponseRegistre, ecrire_reponse, ecrire_td02_reponse, lire_td02, operations, regles};

pub(super) fn lire(e: &Exchange, requete: &[u8], reponse: &[u8]) -> Box<dyn Lu> {
    let (requete, reponse) = (Bytes::copy_from_slice(requete), Bytes::copy_from_slice(reponse));
    DIALECTE.lire(&Source::echange(e, &requete, &reponse)).unwrap()
}

fn faits(e: &Exchange, requete: &[u8], reponse: &[u8]) -> Faits {
    lire(e, requete, reponse).faits().faits.clone()
}

/// In a world that knows one approval number.
pub(super) fn juger(e: &Exchange, requete: &[u8], environnement: Environnement) -> Vec<Finding> {
    let monde = World {
        homologations_dmp: vec!["DMP-BANC-0001".into()],
        ..World::default()
    };
    let k = Connu {
        environnement,
        horloge_declaree: true,
        ..Connu::du_monde(&monde, &Banc::nouveau().ctx.confiance, MAINTENANT)
    };
    lire(e, requete, b"").constats(&k)
}

/// A request as a file.
pub(super) fn juger_fichier(requete: &[u8]) -> Vec<Finding> {
    let monde = World::default();
    let k = Connu {
        horloge_declaree: true,
        ..Connu::du_monde(&monde, &Banc::nouveau().ctx.confiance, MAINTENANT)
    };
    let octets = Bytes::copy_from_slice(requete);
    DIALECTE.lire(&Source::fichier(None, &octets)).unwrap().constats(&k)
}

pub(super) fn echange(operation: &str, content_type: &str) -> Exchange {
    Exchange {
        id: 1,
        espace: "defaut".into(),
        service: "dmp".into(),
        operation: operation.into(),
        session: "1".into(),
        duree_ms: 1,
        requete: Message {
            ligne: "POST /si-dmp-server/v2/services/repository HTTP/1.1".into(),
            entetes: vec![("Content-Type".into(), content_type.into())],
            ..Message::default()
        },
        statut: Some(200),
        ..Exchange::vide(Direction::CandidatVersBanc, MAINTENANT)
    }
}

const SOAP: &str = "application/soap+xml; charset=utf-8";

/// Those of this crate: VIHF and documents have their own tests.
pub(super) fn propres(constats: &[Finding]) -> BTreeSet<&str> {
    super::regles(constats)
        .into_iter()
        .filter(|r| r.starts_with("xds.") || r.starts_with("dmp."))
        .collect()
}

#[test]
fn un_echange_propre_ne_tourne_rien() {
    let banc = Banc::nouveau();
    let (content_type, corps) = segur_soap::mtom::ecrire(&Pieces::propres().enveloppe(), ns::ACTION_TD21, &banc.parties(), "limite");
    assert_eq!(
        propres(&juger(&echange("dmp.TD2.1", &content_type), &corps, Environnement::Test)),
        BTreeSet::new()
    );
    assert_eq!(
        propres(&juger(
            &echange("dmp.TD0.2", SOAP),
            td02("TEST_EXST").as_bytes(),
            Environnement::Test
        )),
        BTreeSet::new()
    );
}

#[test]
fn chaque_regle_autour_est_tournee() {
    let banc = Banc::nouveau();
    let enveloppe = Pieces::propres().enveloppe();
    let mtom = |enveloppe: &str| segur_soap::mtom::ecrire(enveloppe, ns::ACTION_TD21, &banc.parties(), "limite");
    let question = td02("TEST_EXST");
    let mut cas: Vec<(&str, &str, String, Vec<u8>, Environnement)> = vec![
        (
            "xds.lot.lisible",
            "dmp.TD2.1",
            "multipart/related".into(),
            b"--x".to_vec(),
            Environnement::Test,
        ),
        (
            "xds.message.mtom",
            "dmp.TD2.1",
            SOAP.into(),
            enveloppe.clone().into_bytes(),
            Environnement::Test,
        ),
        ("xds.td02.lisible", "dmp.TD0.2", SOAP.into(), b"<a/>".to_vec(), Environnement::Test),
        (
            "xds.message.transaction",
            "dmp.autre",
            SOAP.into(),
            question.clone().into_bytes(),
            Environnement::Test,
        ),
        (
            "xds.td02.lisible",
            "dmp.TD0.2",
            "multipart/related".into(),
            b"<a/>".to_vec(),
            Environnement::Test,
        ),
        (
            "xds.td02.patient.environnement",
            "dmp.TD0.2",
            SOAP.into(),
            question.clone().into_bytes(),
            Environnement::Production,
        ),
    ];
    for (regle, avant, apres) in [
        (
            "xds.message.action",
            ns::ACTION_TD21,
            "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet",
        ),
        ("xds.message.message-id", "urn:uuid:00000000-0000-5000-8000-000000000001", ""),
    ] {
        let (content_type, corps) = mtom(&enveloppe.replacen(avant, apres, 1));
        cas.push((regle, "dmp.TD2.1", content_type, corps, Environnement::Test));
    }
    for (regle, avant, apres) in [
        (
            "xds.td02.interaction",
            "extension=\"PRPA_IN201307UV02\"",
            "extension=\"PRPA_IN201305UV02\"",
        ),
        ("xds.td02.enveloppe", "<creationTime value=\"20260115090000\"/>", ""),
        ("xds.td02.enveloppe", "<processingCode code=\"D\"/>", ""),
        (
            "xds.td02.traitement",
            "<processingCode code=\"D\"/>",
            "<processingCode code=\"X\"/>",
        ),
        ("xds.td02.traitement", "<processingModeCode code=\"T\"/>", "<processingModeCode/>"),
        (
            "xds.td02.traitement",
            "<acceptAckCode code=\"AL\"/>",
            "<acceptAckCode code=\"NE\"/>",
        ),
        ("xds.td02.question", "<queryId root=\"1.2.250.1.999.1.8\" extension=\"q2\"/>", ""),
        ("xds.td02.question", "<statusCode code=\"new\"/>", ""),
        ("xds.td02.question", "<semanticsText>Patient.id</semanticsText>", ""),
        (
            "xds.td02.question.valeur",
            "<statusCode code=\"new\"/>",
            "<statusCode code=\"active\"/>",
        ),
        ("xds.td02.question.valeur", "Patient.id", "patient"),
        ("xds.td02.raison", "code=\"TEST_EXST\"", "code=\"TEST\""),
        ("xds.td02.destinataire", ns::DMP, "1.2.250.1.213.4.1.1.1.2"),
        ("xds.td02.destinataire", "root=\"1.2.250.1.999.1\"", "root=\"banc\""),
        ("xds.td02.patient", INS, "2790351215189"),
        ("xds.td02.patient", "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.2"),
        ("xds.td02.patient", "<value root=", "<autre root="),
        (
            "xds.td02.patient.unique",
            "<semanticsText>",
            "<value root=\"1.2.250.1.213.1.4.10\" extension=\"181016322075140\"/><semanticsText>",
        ),
        (
            "xds.td02.patient.unique",
            "</patientIdentifier>",
            "</patientIdentifier><patientIdentifier><value root=\"1.2.250.1.213.1.4.10\" extension=\"181016322075140\"/></patientIdentifier>",
        ),
        // An INS-NIA beside the INS-NIR, or an identifier of the software: said, and nobody is accused.
        (
            "xds.td02.patient.plusieurs",
            "<semanticsText>",
            "<value root=\"1.2.250.1.213.1.4.9\" extension=\"181016322075140\"/><semanticsText>",
        ),
        (
            "xds.td02.patient.plusieurs",
            "<semanticsText>",
            "<value root=\"1.2.250.1.999.1.9\" extension=\"0456\"/><semanticsText>",
        ),
    ] {
        let change = question
            .replacen(avant, apres, 1)
            .replace("<autre root=\"1.2.250.1.213.1.4.10\"", "<autre");
        assert_ne!(change, question, "{regle}");
        cas.push((regle, "dmp.TD0.2", SOAP.into(), change.into_bytes(), Environnement::Test));
    }
    let entiere = question.clone();
    let horodatee = question.replace(
        "</soap:Header>",
        &format!(
            "<w:Security xmlns:w=\"{WSSE}\"><u:Timestamp xmlns:u=\"{WSU}\"><u:Expires>2020-01-01T00:00:00Z</u:Expires></u:Timestamp></w:Security></soap:Header>"
        ),
    );
    assert_ne!(horodatee, question);
    cas.push((
        "xds.message.expiration",
        "dmp.TD0.2",
        SOAP.into(),
        horodatee.into_bytes(),
        Environnement::Test,
    ));
    cas.push((
        "xds.message.must-understand",
        "dmp.TD0.2",
        SOAP.into(),
        question
            .replace("</soap:Header>", "<x xmlns=\"urn:x\" soap:mustUnderstand=\"1\"/></soap:Header>")
            .into_bytes(),
        Environnement::Test,
    ));
    for (regle, content_type, corps) in [
        ("xds.message.type-contenu", "text/xml; charset=utf-8", entiere.clone()),
        ("xds.message.lisible", SOAP, "ce n'est pas du XML".into()),
        ("xds.message.lisible", SOAP, "<a/>".into()),
        ("xds.lot.lisible", "application/soap+xml; charset=windows-1252", entiere.clone()),
        ("xds.message.lisible", SOAP, entiere.replace(SOAP12, SOAP11)),
        (
            "xds.td02.lisible",
            SOAP,
            entiere
                .replace("PRPA_IN201307UV02 ", "autre ")
                .replace("/PRPA_IN201307UV02>", "/autre>"),
        ),
        // The path of these exchanges is that of the repository.
        ("xds.message.service", SOAP, entiere.clone()),
    ] {
        cas.push((regle, "dmp.illisible", content_type.into(), corps.into_bytes(), Environnement::Test));
    }
    let mut tournees = BTreeSet::new();
    for (regle, operation, content_type, corps, environnement) in cas {
        let constats = juger(&echange(operation, &content_type), &corps, environnement);
        assert!(propres(&constats).contains(regle), "{regle} : {constats:#?}");
        let autres: Vec<_> = propres(&constats)
            .into_iter()
            .filter(|r| *r != regle && !r.starts_with("xds.lot."))
            .collect();
        assert_eq!(autres, Vec::<&str>::new(), "{regle}");
        tournees.insert(regle);
    }
    tournees.remove("xds.lot.lisible");
    tournees.extend(super::formes::TOURNEES);
    // Of a file alone, which may hold the answer of a service: turned where files are judged.
    tournees.insert("xds.message.reponse");
    // Those of the other transactions are turned in `transactions`.
    let toutes: BTreeSet<_> = regles::REGLES.iter().map(|r| r.id).filter(|r| !r.starts_with("xds.lot.")).collect();
    assert_eq!(tournees, toutes);
}

#[test]
fn les_faits_d_une_alimentation() {
    let banc = Banc::nouveau();
    let (content_type, corps) = segur_soap::mtom::ecrire(&Pieces::propres().enveloppe(), ns::ACTION_TD21, &banc.parties(), "limite");
    let reponse = segur_soap::ecrire_enveloppe("", &ecrire_reponse(&ReponseRegistre::succes()));
    let f = faits(&echange("dmp.TD2.1", &content_type), &corps, reponse.as_bytes());
    for (nom, attendue) in [
        ("reponse", "200"),
        ("statut", "Success"),
        ("patient", INS),
        ("oid", "1.2.250.1.213.1.4.10"),
        ("lot.uniqueId", UNIQUE_LOT),
        ("lot.documents", "1"),
        ("entryUUID", "Document01"),
        ("doc.uniqueId", UNIQUE_DOCUMENT),
        ("doc.typeCode", "11502-2"),
        ("doc.classCode", "10"),
        ("doc.formatCode", "urn:ihe:lab:xd-lab:2008"),
        ("doc.mimeType", "text/xml"),
        ("doc.titre", "Hémogramme"),
        ("doc.confidentialite", "N"),
        ("doc.creation", "20260115085800"),
    ] {
        assert_eq!(f.get(nom).map(|v| v.join("|")).as_deref(), Some(attendue), "{nom}");
    }
    assert!(!f.contains_key("lot.remplace") && !f.contains_key("erreur") && !f.contains_key("faute"));
    let connus: BTreeSet<&str> = operations::OPERATIONS
        .iter()
        .filter(|o| o.nom == operations::TD21)
        .flat_map(|o| o.faits)
        .map(|f| f.nom)
        .collect();
    let communs = ["reponse", "echec", "certificat.cn", "certificat.ou"];
    for nom in f.keys() {
        assert!(connus.contains(nom.as_str()) || communs.contains(&nom.as_str()), "{nom}");
    }
}

#[test]
fn les_faits_d_un_test_d_existence() {
    let question = td02("TEST_EXST");
    let requete = lire_td02(&segur_soap::lire(&question).unwrap()).unwrap();
    let reponse = segur_soap::ecrire_enveloppe("", &ecrire_td02_reponse(&requete, &reponse_td02(true)));
    let f = faits(&echange("dmp.TD0.2", SOAP), question.as_bytes(), reponse.as_bytes());
    let attendus = [
        ("autorisation", "VALIDE"),
        ("dmp.statut", "terminated"),
        ("existence", "OK"),
        ("message_id", "urn:uuid:00000000-0000-5000-8000-000000000002"),
        ("oid", "1.2.250.1.213.1.4.10"),
        ("patient", INS),
        ("reponse", "200"),
    ];
    assert_eq!(f, attendus.iter().map(|(n, v)| ((*n).to_owned(), vec![(*v).to_owned()])).collect());
    let faute = segur_soap::Faute {
        code: segur_soap::CodeFaute::Sender,
        sous_code: Some("DMPInvalidCertificate".into()),
        raison: "non".into(),
        detail: None,
    };
    let f = faits(&echange("dmp.TD0.2", SOAP), question.as_bytes(), faute.ecrire().as_bytes());
    assert_eq!(f.get("faute"), Some(&vec!["DMPInvalidCertificate".to_owned()]));
    assert!(!f.contains_key("existence"));
}

/// A file is held to what the service would refuse: a body has one demand, in either SOAP; and a part that goes with a message is read.
#[test]
fn un_fichier_est_tenu_a_ce_que_le_service_refuse() {
    let banc = Banc::nouveau();
    let juger = |octets: Vec<u8>| {
        let constats = crate::echange::DmpLu::de_fichier(&octets.into()).constats_seuls(Environnement::Test);
        let erreurs = constats
            .iter()
            .filter(|f| f.rule.starts_with("xds.") && f.rule != "xds.lot.signature.chaine");
        erreurs
            .map(|f| (f.rule.clone(), f.is_error(), f.location.path.clone()))
            .collect::<Vec<_>>()
    };
    let mtom =
        |enveloppe: &str, parties: &[segur_soap::mtom::Partie]| segur_soap::mtom::ecrire(enveloppe, ns::ACTION_TD21, parties, "limite").1;
    let lot = Pieces::propres().enveloppe();
    let question = td02("TEST_EXST");
    assert_eq!(juger(mtom(&lot, &banc.parties())), vec![]);
    assert_eq!(juger(question.clone().into_bytes()), vec![]);
    let second = "<autre xmlns=\"\"/></soap:Body>";
    let deux = vec![("xds.message.lisible".to_owned(), true, "/Envelope/Body/autre".to_owned())];
    assert_eq!(juger(mtom(&lot.replace("</soap:Body>", second), &banc.parties())), deux);
    assert_eq!(juger(question.replace("</soap:Body>", second).into_bytes()), deux);
    let onze = lot.replace(SOAP12, SOAP11);
    let vus = juger(mtom(&onze.replace("</soap:Body>", second), &banc.parties()));
    assert_eq!(
        vus.iter().map(|(r, ..)| r.as_str()).collect::<Vec<_>>(),
        ["xds.message.lisible", "xds.lot.soap12"]
    );
    // A test of existence of SOAP 1.1, which nothing excuses.
    assert_eq!(juger(question.replace(SOAP12, SOAP11).into_bytes())[0].0, "xds.message.lisible");
    // A template, without its envelope, is no message.
    let debut = question.find("<PRPA_").unwrap();
    let fin = question.find("</soap:Body>").unwrap();
    assert_eq!(juger(question.as_bytes()[debut..fin].to_vec()), vec![]);
    let autre = segur_soap::mtom::Partie::nouvelle("autre@banc", "text/xml", b"<a/>".to_vec());
    for enveloppe in [&lot, &question] {
        let mut parties = if *enveloppe == lot { banc.parties() } else { Vec::new() };
        parties.push(autre.clone());
        let vus = juger(mtom(enveloppe, &parties));
        let [(regle, erreur, lieu)] = &vus[..] else { panic!("{vus:#?}") };
        assert_eq!((regle.as_str(), *erreur), ("xds.lot.partie.orpheline", false));
        assert_eq!(*lieu, format!("pièce jointe n° {}", parties.len()));
    }
}

/// Everybody whom a test of existence names is a fact, and whoever is not the patient of the VIHF is told.
#[test]
fn deux_patients_sont_deux_faits() {
    let question = td02("TEST_EXST").replace(
        "<semanticsText>",
        &format!(
            "<value root=\"1.2.250.1.213.1.4.10\" extension=\"{INS}\"/><value root=\"1.2.250.1.213.1.4.10\" extension=\"181016322075140\"/>\
             <value root=\"1.2.250.1.999.1.9\" extension=\"0456\"/><semanticsText>"
        ),
    );
    let f = faits(&echange("dmp.TD0.2", SOAP), question.as_bytes(), b"");
    assert_eq!(f["patient"], [INS, "181016322075140"]);
    assert_eq!(f["oid"], ["1.2.250.1.213.1.4.10"; 2]);
}

/// A date so far that nothing can be added to it.
#[test]
fn une_fin_tres_lointaine_ne_gene_personne() {
    let question = td02("TEST_EXST").replace(
        "</soap:Header>",
        &format!("<w:Security xmlns:w=\"{WSSE}\"><u:Timestamp xmlns:u=\"{WSU}\"><u:Expires>9999-12-31T23:59:59Z</u:Expires></u:Timestamp></w:Security></soap:Header>"),
    );
    let constats = juger(&echange("dmp.TD0.2", SOAP), question.as_bytes(), Environnement::Test);
    assert_eq!(propres(&constats), BTreeSet::new());
}
