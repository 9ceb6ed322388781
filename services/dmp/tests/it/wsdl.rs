//! Our WSDLs: whole, and those of the real contract for what they have.

use std::collections::BTreeSet;

use segur_soap::{enfant, enfants, lire};

use crate::banc::{Essai, corpus};

const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const SOAP12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";
const WSAW: &str = "http://www.w3.org/2006/05/addressing/wsdl";

/// What a client takes from a WSDL about an operation: its action, its messages, their elements, its port and its binding.
fn operation(texte: &str, nom: &str) -> BTreeSet<String> {
    let document = lire(texte).unwrap();
    let racine = document.root_element();
    let qname = |n: roxmltree::Node<'_, '_>, attribut: &str| {
        let valeur = n.attribute(attribut).unwrap_or_default();
        let (prefixe, local) = valeur.split_once(':').unwrap_or(("", valeur));
        format!("{{{}}}{local}", n.lookup_namespace_uri(Some(prefixe)).unwrap_or_default())
    };
    let mut dit = BTreeSet::from([format!("espace {}", racine.attribute("targetNamespace").unwrap())]);
    let port_type = enfants(racine, WSDL, "portType").next().unwrap();
    let operation = enfants(port_type, WSDL, "operation")
        .find(|o| o.attribute("name") == Some(nom))
        .unwrap();
    for sens in ["input", "output"] {
        let noeud = enfant(operation, WSDL, sens).unwrap();
        let message = qname(noeud, "message");
        let local = message.rsplit_once('}').unwrap().1;
        let decrit = enfants(racine, WSDL, "message")
            .find(|m| m.attribute("name") == Some(local))
            .unwrap();
        let part = enfant(decrit, WSDL, "part").unwrap();
        dit.insert(format!(
            "{sens} {message} {} {} {}",
            noeud.attribute((WSAW, "Action")).unwrap_or_default(),
            part.attribute("name").unwrap(),
            qname(part, "element")
        ));
    }
    let liaison = enfants(racine, WSDL, "binding").next().unwrap();
    let liee = enfants(liaison, WSDL, "operation")
        .find(|o| o.attribute("name") == Some(nom))
        .unwrap();
    dit.insert(format!(
        "liaison {} {} {}",
        liaison.attribute("name").unwrap(),
        qname(liaison, "type"),
        enfant(liee, SOAP12, "operation").unwrap().attribute("soapAction").unwrap()
    ));
    let service = enfant(racine, WSDL, "service").unwrap();
    let port = enfant(service, WSDL, "port").unwrap();
    dit.insert(format!(
        "port {} {} {}",
        service.attribute("name").unwrap(),
        port.attribute("name").unwrap(),
        qname(port, "binding")
    ));
    dit
}

#[tokio::test]
async fn les_operations_sont_celles_du_vrai_contrat() {
    let essai = Essai::nouveau().await;
    for (question, vrai, nom) in [
        (
            "/patients?wsdl",
            "GestionDossierPatientPartage.wsdl",
            "PatientGetDemographics_PRPA_IN201307UV02",
        ),
        ("/patients?wsdl=recherche", "PDQSupplier.wsdl", "findCandidatesQuery"),
        ("/patients?wsdl=liste", "PatientsSpecific.wsdl", "patientList"),
        ("/habilitations?wsdl", "Habilitations.wsdl", "setAuthorization"),
        ("/habilitations?wsdl", "Habilitations.wsdl", "listAuthorizationByPatient"),
        (
            "/repository?wsdl",
            "XDS.b_DocumentRepository.wsdl",
            "DocumentRepository_ProvideAndRegisterDocumentSet-b",
        ),
        (
            "/repository?wsdl",
            "XDS.b_DocumentRepository.wsdl",
            "DocumentRepository_RetrieveDocumentSet",
        ),
        (
            "/registry?wsdl",
            "XDS.b_DocumentRegistry.wsdl",
            "DocumentRegistry_RegistryStoredQuery",
        ),
        (
            "/registry?wsdl",
            "XDS.b_DocumentRegistry.wsdl",
            "DocumentRegistry_UpdateDocumentSet",
        ),
    ] {
        let recue = essai.obtenir(question).await;
        assert_eq!((recue.statut, recue.echange.operation.as_str()), (200, "dmp.wsdl"));
        let notre = operation(&recue.enveloppe, nom);
        assert_eq!(notre.len(), 5, "{notre:#?}");
        let Some(vrai) = corpus(&format!("dmp-wsdl-xsd/wsdl/{vrai}")) else {
            continue;
        };
        assert_eq!(notre, operation(&String::from_utf8(vrai).unwrap(), nom));
    }
}

#[tokio::test]
async fn tout_ce_que_les_wsdl_importent_est_servi() {
    let essai = Essai::nouveau().await;
    let mut espaces = BTreeSet::new();
    for contrat in [
        "/patients?WSDL",
        "/patients?wsdl=Recherche",
        "/patients?wsdl=liste",
        "/habilitations?wsdl",
        "/repository?wsdl",
        "/registry?wsdl",
    ] {
        let (suite, _) = contrat.split_once('?').unwrap();
        let mut a_lire = vec![essai.obtenir(contrat).await.enveloppe];
        let mut lus = BTreeSet::new();
        while let Some(texte) = a_lire.pop() {
            assert!(!texte.contains('@'), "{texte}");
            let document = lire(&texte).unwrap();
            let ici = document.root_element().attribute("targetNamespace").unwrap().to_owned();
            for import in document
                .descendants()
                .filter(|n| ["import", "include"].contains(&n.tag_name().name()))
            {
                let adresse = import.attribute("schemaLocation").unwrap();
                let question = adresse.strip_prefix(&essai.base()).unwrap_or_else(|| panic!("{adresse}"));
                if !lus.insert(question.to_owned()) {
                    continue;
                }
                let schema = essai.obtenir(question).await.enveloppe;
                let espace = lire(&schema)
                    .unwrap()
                    .root_element()
                    .attribute("targetNamespace")
                    .unwrap()
                    .to_owned();
                // What is included is of the same namespace.
                assert_eq!(import.attribute("namespace").unwrap_or(&ici), espace);
                espaces.insert(espace);
                a_lire.push(schema);
            }
        }
        let wsdl = essai.obtenir(contrat).await.enveloppe;
        let lu = lire(&wsdl).unwrap();
        let port = enfant(enfant(lu.root_element(), WSDL, "service").unwrap(), WSDL, "port").unwrap();
        assert_eq!(
            enfant(port, SOAP12, "address").unwrap().attribute("location"),
            Some(format!("{}{suite}", essai.base()).as_str())
        );
    }
    assert_eq!(espaces.len(), 7, "{espaces:?}");
}

#[tokio::test]
async fn ce_qui_n_est_pas_un_document_est_refuse() {
    let essai = Essai::nouveau().await;
    for question in [
        "/habilitations?xsd=1",
        "/registry?xsd=6",
        "/registry?xsd=0",
        "/patients?wsdl=autre",
        "/patients?",
        "/patientCertif?wsdl",
    ] {
        assert_eq!(essai.obtenir(question).await.statut, 405, "{question}");
    }
}
