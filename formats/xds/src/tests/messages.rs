//! Answers written and read again; requests read; nothing panics.

use proptest::prelude::*;
use time::macros::datetime;

use super::*;
use crate::echange::lire_message;
use crate::{
    DmpTrouve, ErreurRegistre, ReponseRegistre, ReponseTd02, ReponseTd02Lue, RequeteTd02, Statut, ecrire_reponse, ecrire_td02_reponse,
    lire_reponse, lire_td02, lire_td02_reponse, operations,
};

pub(super) fn texte(octets: &[u8]) -> String {
    segur_soap::decoder(octets).unwrap().into_owned()
}

/// The operation of a message that is XML.
pub(super) fn operation(action: Option<&str>, octets: &[u8]) -> &'static str {
    let message = lire_message(None, &octets.to_vec().into()).unwrap();
    crate::echange::operation(action, &segur_soap::lire(&message.enveloppe).unwrap())
}

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
        assert_eq!(lire_reponse(&segur_soap::lire(&ecrite).unwrap()), Some(reponse));
    }
    insta::assert_snapshot!(ecrire_reponse(&ReponseRegistre::succes()));
    assert_eq!(lire_reponse(&segur_soap::lire("<a/>").unwrap()), None);
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
            ..DmpTrouve::default()
        }),
        autorisation: Some("VALIDE".into()),
    }
}

#[test]
fn un_test_d_existence_se_lit_et_se_repond() {
    let requete = lire_td02(&segur_soap::lire(&td02("TEST_EXST")).unwrap()).unwrap();
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
        assert_eq!(lire_td02_reponse(&segur_soap::lire(&ecrite).unwrap()), Some(attendue));
    }
    insta::assert_snapshot!(ecrire_td02_reponse(&requete, &reponse_td02(true)));
    let autre = segur_soap::lire("<a/>").unwrap();
    assert!(lire_td02(&autre).unwrap_err().to_string().contains("PRPA_IN201307UV02"));
    assert_eq!(lire_td02_reponse(&autre), None);
    let vide = ecrire_td02_reponse(&RequeteTd02::default(), &reponse_td02(false));
    assert!(segur_soap::lire(&vide).is_ok());
}

#[test]
fn l_operation_se_reconnait() {
    let lot = Pieces::propres().enveloppe();
    for (action, corps, attendue) in [
        (Some(ns::ACTION_TD02), td02("TEST_EXST"), "dmp.TD0.2"),
        (None, td02("TEST_EXST"), "dmp.TD0.2"),
        (Some(ns::ACTION_TD02), td02("CNSLT_DATA"), "dmp.TD1.3a"),
        (None, td02("FERM"), "dmp.retiree"),
        (Some(ns::ACTION_TD21), "<a/>".into(), "dmp.TD2.1"),
        (None, lot.clone(), "dmp.TD2.1"),
        (
            Some("urn:autre"),
            lot.replace(segur_soap::ns::SOAP12, segur_soap::ns::SOAP11),
            "dmp.TD2.1",
        ),
        (
            Some("urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization"),
            "<a/>".into(),
            "dmp.TD0.3",
        ),
        (None, segur_soap::ecrire_enveloppe("", "<setAuthorization/>"), "dmp.TD0.3"),
        (Some("urn:ihe:iti:2007:RegistryStoredQuery"), "<a/>".into(), "dmp.TD3.1"),
        (None, segur_soap::ecrire_enveloppe("", "<AdhocQueryRequest/>"), "dmp.TD3.1"),
        (Some("urn:autre"), "<a/>".into(), "dmp.autre"),
    ] {
        assert_eq!(operation(action, corps.as_bytes()), attendue, "{action:?}");
        assert!(operations::OPERATIONS.iter().any(|o| o.nom == attendue), "{attendue}");
    }
    let (_, corps) = segur_soap::mtom::ecrire(&lot, ns::ACTION_TD21, &Banc::nouveau().parties(), "limite");
    assert_eq!(operation(None, &corps), "dmp.TD2.1");
}

#[test]
fn les_documents_se_retrouvent() {
    let banc = Banc::nouveau();
    let (content_type, corps) = segur_soap::mtom::ecrire(&Pieces::propres().enveloppe(), ns::ACTION_TD21, &banc.parties(), "limite");
    let documents = |octets: &[u8], content_type: &str| {
        let lu = super::echanges::lire(&super::echanges::echange(operations::TD21, content_type), octets, b"");
        lu.documents()
            .iter()
            .map(|d| (d.octets.to_vec(), d.media.clone()))
            .collect::<Vec<_>>()
    };
    let attendus = [(CDA.as_bytes().to_vec(), "text/xml".to_owned())];
    assert_eq!(documents(&corps, &content_type), attendus);
    assert_eq!(documents(&corps, ""), attendus, "a raw dump");
    assert_eq!(documents(Pieces::propres().enveloppe().as_bytes(), "application/soap+xml"), []);
    assert_eq!(documents(b"", &content_type), []);
    assert!(lire_message(Some(&content_type), &"--autre\r\n".into()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn rien_ne_fait_paniquer(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        for operation in [operations::TD21, operations::TD02, operations::ILLISIBLE] {
            for genre in ["application/soap+xml", "multipart/related; boundary=b; type=\"application/xop+xml\"", ""] {
                let e = super::echanges::echange(operation, genre);
                let _ = super::echanges::juger(&e, &octets, Environnement::Production);
            }
        }
        let _ = crate::echange::DmpLu::de_fichier(&octets.into());
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
            prop_assert!(!constat.location.path.is_empty(), "{constat:?}");
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
        porteur: Porteur::Dmp,
        environnement: Environnement::Test,
        confiance: Confiance::default(),
        maintenant: MAINTENANT,
    }
}
