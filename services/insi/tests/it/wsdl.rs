//! Our WSDL: whole, and equal in substance to the real one.

use std::collections::BTreeSet;

use hyper::http::{Method, Uri};
use segur_soap::{enfant, enfants, lire};

use crate::outils::{Essai, corpus};

const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const SOAP12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

async fn document(question: &str) -> String {
    let essai = Essai::nouveau();
    let mut requete = essai.requete(None, "");
    (requete.methode, requete.uri) = (Method::GET, format!("/lps?{question}").parse::<Uri>().unwrap());
    let reponse = essai.envoyer(requete).await;
    assert_eq!((reponse.statut, reponse.operation.as_deref()), (200, Some("insi.wsdl")));
    String::from_utf8(reponse.corps.to_vec()).unwrap()
}

/// All that a client generator takes from a WSDL, but for addresses: one line per fact, qualified names resolved.
fn substance(texte: &str) -> BTreeSet<String> {
    let document = lire(texte).unwrap();
    let racine = document.root_element();
    let qname = |n: roxmltree::Node<'_, '_>, attribut: &str| {
        let valeur = n.attribute(attribut).unwrap_or_default();
        match valeur.split_once(':') {
            Some((prefixe, local)) => format!("{{{}}}{local}", n.lookup_namespace_uri(Some(prefixe)).unwrap_or_default()),
            None => valeur.to_owned(),
        }
    };
    let mut faits = BTreeSet::from([format!(
        "{} {}",
        racine.attribute("name").unwrap(),
        racine.attribute("targetNamespace").unwrap()
    )]);
    for noeud in racine.descendants().filter(roxmltree::Node::is_element) {
        let nom = |n: roxmltree::Node<'_, '_>| n.attribute("name").unwrap_or_default().to_owned();
        let parents: Vec<String> = noeud.ancestors().skip(1).filter(roxmltree::Node::is_element).map(nom).collect();
        let parents = parents.join("<");
        let fait = match noeud.tag_name().name() {
            "part" => format!("part {} {} {parents}", nom(noeud), qname(noeud, "element")),
            "input" | "output" | "fault" if noeud.tag_name().namespace() == Some(WSDL) => format!(
                "{} {} {} {} {parents}",
                noeud.tag_name().name(),
                nom(noeud),
                qname(noeud, "message"),
                noeud
                    .attribute(("http://www.w3.org/2006/02/addressing/wsdl", "Action"))
                    .unwrap_or_default()
            ),
            "operation" if noeud.tag_name().namespace() == Some(SOAP12) => {
                format!("action {} {parents}", noeud.attribute("soapAction").unwrap())
            }
            "header" => format!("header {} {} {parents}", qname(noeud, "message"), noeud.attribute("part").unwrap()),
            "body" => format!(
                "body {} {} {parents}",
                noeud.attribute("parts").unwrap(),
                noeud.attribute("use").unwrap()
            ),
            "binding" if noeud.tag_name().namespace() == Some(SOAP12) => {
                format!("{:?} {:?}", noeud.attribute("style"), noeud.attribute("transport"))
            }
            "binding" => format!("binding {} {}", nom(noeud), qname(noeud, "type")),
            "port" => format!("port {} {} {parents}", nom(noeud), qname(noeud, "binding")),
            "service" | "portType" | "message" => format!("{} {}", noeud.tag_name().name(), nom(noeud)),
            _ => continue,
        };
        faits.insert(fait);
    }
    faits
}

#[tokio::test]
async fn les_operations_sont_celles_du_vrai_wsdl() {
    let notre = substance(&document("wsdl").await);
    assert!(notre.len() > 40, "{notre:#?}");
    let Some(vrai) = corpus("wsdl/DESIR_ICIR_EXP_1.5.0.wsdl") else {
        return;
    };
    assert_eq!(notre, substance(&vrai));
}

/// Every local element of a schema: name, least and most occurrences.
fn elements(texte: &str) -> Vec<(String, String, String)> {
    let document = lire(texte).unwrap();
    let racine = document.root_element();
    let mut elements: Vec<_> = racine
        .descendants()
        .filter(|n| n.tag_name().name() == "element" && n.tag_name().namespace() == Some(XSD))
        .map(|n| {
            let ou = |a: &str, defaut: &str| n.attribute(a).unwrap_or(defaut).to_owned();
            (ou("name", "(ref)"), ou("minOccurs", "1"), ou("maxOccurs", "1"))
        })
        .collect();
    elements.sort();
    elements
}

#[tokio::test]
async fn les_elements_sont_ceux_des_vrais_schemas() {
    for (numero, vrai) in [
        (2, "ServiceIdentiteCertifiee/INSi_RECVITALE_INS.xsd"),
        (3, "ServiceIdentiteCertifiee/INSi_RESULTAT_INS.xsd"),
        (4, "CTX/ROOT_ctxlps_CTXLPS_V01_00.xsd"),
        (5, "CTX/ROOT_ctxbam_CTXBAM_V01_02.xsd"),
        (7, "schema_faultSOAP_V01_01.xsd"),
    ] {
        let notre = elements(&document(&format!("xsd={numero}")).await);
        let Some(vrai) = corpus(&format!("wsdl/xsd/{vrai}")) else { return };
        assert_eq!(notre, elements(&vrai), "{numero}");
    }
    // The real schema of the request also declares a type that it never uses.
    let Some(vrai) = corpus("wsdl/xsd/ServiceIdentiteCertifiee/INSi_RECSANS_INS.xsd") else {
        return;
    };
    let mut vrai = elements(&vrai);
    vrai.retain(|(nom, ..)| !matches!(nom.as_str(), "NumIdentifiant" | "Cle" | "TypeMatricule"));
    assert_eq!(elements(&document("xsd=1").await), vrai);
}

#[tokio::test]
async fn tout_ce_que_le_wsdl_importe_est_servi() {
    let wsdl = document("wsdl").await;
    let mut a_lire = vec![wsdl];
    let mut espaces = BTreeSet::new();
    while let Some(texte) = a_lire.pop() {
        let document_lu = lire(&texte).unwrap();
        let imports: Vec<(String, String)> = document_lu
            .descendants()
            .filter(|n| n.tag_name().name() == "import")
            .map(|n| {
                (
                    n.attribute("namespace").unwrap().to_owned(),
                    n.attribute("schemaLocation").unwrap().to_owned(),
                )
            })
            .collect();
        for (espace, adresse) in imports {
            let question = adresse
                .strip_prefix("https://insi.banc.test:4101/lps?")
                .unwrap_or_else(|| panic!("{adresse}"))
                .to_owned();
            let schema = document(&question).await;
            let lu = lire(&schema).unwrap();
            assert_eq!(lu.root_element().attribute("targetNamespace"), Some(espace.as_str()));
            espaces.insert(espace);
            a_lire.push(schema);
        }
    }
    assert_eq!(espaces.len(), 9);
    let wsdl = document("WSDL").await;
    let lu = lire(&wsdl).unwrap();
    let service = enfant(lu.root_element(), WSDL, "service").unwrap();
    let port = enfants(service, WSDL, "port").next().unwrap();
    assert_eq!(
        enfant(port, SOAP12, "address").unwrap().attribute("location"),
        Some("https://insi.banc.test:4101/lps")
    );
    assert!(!wsdl.contains('@'));
}
