//! Answers written and read again; requests read; nothing panics.

use proptest::prelude::*;
use time::macros::datetime;

use super::*;
use crate::echange::{document, lire_message, operation};
use crate::{
    DmpTrouve, ErreurRegistre, ReponseRegistre, ReponseTd02, ReponseTd02Lue, RequeteTd02, Statut, ecrire_reponse, ecrire_td02_reponse,
    lire_lot, lire_reponse, lire_td02, lire_td02_reponse,
};

#[test]
fn une_reponse_ecrite_se_relit() {
    let echec = ReponseRegistre::echec(vec![
        ErreurRegistre {
            code: "XDSRegistryMetadataError".into(),
            contexte: "classCode <absent> & \"vide\"".into(),
            avertissement: false,
            lieu: Some("/Envelope".into()),
        },
        ErreurRegistre {
            code: "XDSUnknownPatientId".into(),
            contexte: String::new(),
            avertissement: true,
            lieu: None,
        },
    ]);
    for reponse in [ReponseRegistre::succes(), echec] {
        let ecrite = segur_soap::ecrire_enveloppe("", &ecrire_reponse(&reponse));
        assert_eq!(lire_reponse(&ecrite).unwrap(), Some(reponse));
    }
    insta::assert_snapshot!(ecrire_reponse(&ReponseRegistre::succes()));
    assert_eq!(lire_reponse("<a/>").unwrap(), None);
    assert!(lire_reponse("<a>").is_err());
    assert_eq!(Statut::Failure.nom(), "Failure");
}

pub(super) fn td02(raison: &str) -> String {
    let corps = format!(
        "<PRPA_IN201307UV02 xmlns=\"{}\" ITSVersion=\"XML_1.0\"><id root=\"1.2.250.1.999.1.7\" extension=\"q1\"/>\
         <creationTime value=\"20260115090000\"/><interactionId root=\"2.16.840.1.113883.1.6\" extension=\"PRPA_IN201307UV02\"/>\
         <processingCode code=\"D\"/><processingModeCode code=\"T\"/><acceptAckCode code=\"AL\"/>\
         <receiver typeCode=\"RCV\"><device><id root=\"{}\"/></device></receiver>\
         <sender typeCode=\"SND\"><device><id root=\"1.2.250.1.999.1\"/><softwareName>Banc &amp; Cie</softwareName></device></sender>\
         <controlActProcess classCode=\"CACT\" moodCode=\"EVN\"><reasonCode code=\"{raison}\" codeSystem=\"1.2.250.1.213.1.1.4.11\"/>\
         <queryByParameter><queryId root=\"1.2.250.1.999.1.8\" extension=\"q2\"/><statusCode code=\"new\"/><parameterList><patientIdentifier>\
         <value root=\"1.2.250.1.213.1.4.10\" extension=\"{INS}\"/><semanticsText>Patient.id</semanticsText></patientIdentifier>\
         </parameterList></queryByParameter></controlActProcess></PRPA_IN201307UV02>",
        ns::HL7,
        ns::DMP
    );
    let entete = format!(
        "<Action xmlns=\"{wsa}\">{}</Action><MessageID xmlns=\"{wsa}\">urn:uuid:00000000-0000-5000-8000-000000000002</MessageID>",
        ns::ACTION_TD02,
        wsa = segur_soap::ns::WSA
    );
    segur_soap::ecrire_enveloppe(&entete, &corps)
}

pub(super) fn reponse_td02(ferme: bool) -> ReponseTd02 {
    ReponseTd02 {
        id: "00000000-0000-5000-8000-000000000003".into(),
        instant: datetime!(2026-01-15 10:00:01 +1),
        dmp: Some(DmpTrouve {
            ferme,
            nom: "D'ARTAGNAN".into(),
            prenom: "ANNE".into(),
            sexe: "F".into(),
            naissance: "19790301".into(),
            rattache_ens: true,
        }),
        autorisation: Some("VALIDE".into()),
    }
}

#[test]
fn un_test_d_existence_se_lit_et_se_repond() {
    let requete = lire_td02(td02("TEST_EXST").as_bytes()).unwrap();
    let valeur = |c: &Option<crate::Champ>| c.as_ref().map(|c| c.valeur.clone()).unwrap();
    assert_eq!(
        (valeur(&requete.patient).as_str(), valeur(&requete.oid).as_str()),
        (INS, "1.2.250.1.213.1.4.10")
    );
    assert_eq!(valeur(&requete.logiciel), "Banc & Cie");
    for (reponse, existence, statut) in [
        (reponse_td02(false), "OK", Some("active")),
        (reponse_td02(true), "OK", Some("terminated")),
        (
            ReponseTd02 {
                dmp: None,
                autorisation: None,
                ..reponse_td02(false)
            },
            "NF",
            None,
        ),
    ] {
        let ecrite = segur_soap::ecrire_enveloppe("", &ecrire_td02_reponse(&requete, &reponse));
        let attendue = ReponseTd02Lue {
            existence: Some(existence.into()),
            statut: statut.map(str::to_owned),
            autorisation: reponse.autorisation.clone(),
        };
        assert_eq!(lire_td02_reponse(&ecrite).unwrap(), Some(attendue));
    }
    insta::assert_snapshot!(ecrire_td02_reponse(&requete, &reponse_td02(true)));
    assert!(lire_td02(b"<a/>").unwrap_err().to_string().contains("PRPA_IN201307UV02"));
    assert_eq!(lire_td02_reponse("<a/>").unwrap(), None);
    let vide = ecrire_td02_reponse(&RequeteTd02::default(), &reponse_td02(false));
    assert!(segur_soap::lire(&vide).is_ok());
}

#[test]
fn l_operation_se_reconnait() {
    let lot = Pieces::propres().enveloppe();
    for (action, corps, attendue) in [
        (Some(ns::ACTION_TD02), td02("TEST_EXST"), "dmp.TD0.2"),
        (None, td02("TEST_EXST"), "dmp.TD0.2"),
        (Some(ns::ACTION_TD02), td02("CNSLT_DATA"), "dmp.autre"),
        (None, td02("FERM"), "dmp.autre"),
        (Some(ns::ACTION_TD21), String::new(), "dmp.TD2.1"),
        (None, lot.clone(), "dmp.TD2.1"),
        (
            Some("urn:autre"),
            lot.replace(segur_soap::ns::SOAP12, segur_soap::ns::SOAP11),
            "dmp.TD2.1",
        ),
        (
            Some("urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization"),
            String::new(),
            "dmp.TD0.3",
        ),
        (None, segur_soap::ecrire_enveloppe("", "<setAuthorization/>"), "dmp.TD0.3"),
        (Some("urn:ihe:iti:2007:RegistryStoredQuery"), String::new(), "dmp.TD3.1"),
        (None, segur_soap::ecrire_enveloppe("", "<AdhocQueryRequest/>"), "dmp.TD3.1"),
        (Some("urn:autre"), "<a/>".into(), "dmp.autre"),
        (None, "rien".into(), "dmp.autre"),
    ] {
        assert_eq!(operation(action, corps.as_bytes()), attendue, "{action:?}");
        assert!(segur_model::vocabulaire::operations(attendue).next().is_some(), "{attendue}");
    }
    let (_, corps) = segur_soap::mtom::ecrire(&lot, ns::ACTION_TD21, &Banc::nouveau().parties(), "limite");
    assert_eq!(operation(None, &corps), "dmp.TD2.1");
}

#[test]
fn le_premier_document_se_retrouve() {
    let banc = Banc::nouveau();
    let (content_type, corps) = segur_soap::mtom::ecrire(&Pieces::propres().enveloppe(), ns::ACTION_TD21, &banc.parties(), "limite");
    assert_eq!(
        document(&corps, &content_type),
        Some((CDA.as_bytes().to_vec(), "text/xml".to_owned()))
    );
    assert_eq!(
        document(&corps, ""),
        Some((CDA.as_bytes().to_vec(), "text/xml".to_owned())),
        "a raw dump"
    );
    assert_eq!(document(Pieces::propres().enveloppe().as_bytes(), "application/soap+xml"), None);
    assert_eq!(document(b"", &content_type), None);
    assert!(lire_message(Some(&content_type), b"--autre\r\n").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn rien_ne_fait_paniquer(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        let texte = String::from_utf8_lossy(&octets);
        let _ = (lire_lot(&texte), lire_reponse(&texte), lire_td02_reponse(&texte), lire_td02(&octets));
        let _ = (operation(None, &octets), document(&octets, "multipart/related; boundary=b"), document(&octets, ""));
    }

    /// A clean lot with a piece of it replaced: judged without panic, every finding with a place.
    #[test]
    fn ni_un_lot_abime(debut in 0_usize..9000, longueur in 0_usize..60, texte in "[<>/\"=^&;A-Za-z0-9é.:-]{0,30}") {
        let banc = contexte_seul();
        let enveloppe = Pieces::propres().enveloppe();
        let borne = |i: usize| (0..=i.min(enveloppe.len())).rev().find(|i| enveloppe.is_char_boundary(*i)).unwrap_or(0);
        let (debut, fin) = (borne(debut), borne(debut + longueur));
        let abime = format!("{}{texte}{}", &enveloppe[..debut], &enveloppe[fin.max(debut)..]);
        let parties = Banc::parties_de(&modele());
        for constat in juger_lot(&abime, &parties, &banc) {
            prop_assert!(!constat.location.path.is_empty());
        }
    }

    /// Values that composite forms are cut from.
    #[test]
    fn ni_une_valeur_etrange(valeur in "[\\^&A-Z0-9é. ]{0,40}") {
        let mut pieces = Pieces::propres();
        let valeur = segur_soap::echapper(&valeur);
        pieces.document = pieces.document.replace(PERSONNE, &valeur).replace(STRUCTURE, &valeur).replace(&cx(), &valeur).replace("20260115080000", &valeur);
        let _ = juger_lot(&pieces.enveloppe(), &[], &contexte_seul());
    }
}

fn contexte_seul() -> ContexteLot {
    ContexteLot {
        environnement: Environnement::Test,
        confiance: segur_x509::Confiance::default(),
        maintenant: MAINTENANT,
    }
}
