//! The test card of the official INSi example, read by this crate and set beside ours.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use segur_certs::Igc;
use segur_x509::lire_pem;
use time::macros::datetime;
use x509_parser::prelude::{FromDer, X509Certificate};

/// The certificate in the signature of the example, when the corpus is at hand.
fn carte_officielle() -> Option<Vec<u8>> {
    let fichier = segur_essais::corpus("insi/requests/WS_INS2_rechercherInsAvecTraitsIdentite_requete.GIE.xml")?;
    let xml = std::fs::read_to_string(fichier).unwrap();
    let (_, suite) = xml.split_once("X509Certificate>").unwrap();
    let (texte, _) = suite.split_once('<').unwrap();
    // The example keeps its carriage returns as character references.
    let base64: String = texte
        .replace("&#xD;", "")
        .replace("&#xd;", "")
        .replace("&#13;", "")
        .split_whitespace()
        .collect();
    Some(STANDARD.decode(base64).unwrap())
}

#[test]
fn la_carte_officielle_est_lue() {
    let Some(der) = carte_officielle() else { return };
    let c = segur_x509::X509::lire(&der).unwrap().dit().clone();
    assert_eq!(c.sujet, "CN=899900063480+SN=LIBRE+GN=MAX,title=Médecin,C=FR");
    assert_eq!(
        c.emetteur,
        "CN=TEST AC IGC-SANTE FORT PERSONNES,OU=IGC-SANTE TEST,OU=0002 187512751,O=ASIP-SANTE,C=FR"
    );
    assert_eq!(c.serie, "63DAFFCFC8034BDC28054F2BCB72E2DA");
    assert_eq!(
        (c.debut, c.fin),
        (datetime!(2018-05-15 11:51:19 UTC), datetime!(2021-05-15 11:51:19 UTC))
    );
}

/// Every extension of ours is one of theirs; what ours lack is what the crate says it leaves out.
#[test]
fn nos_cartes_ont_la_forme_de_l_officielle() {
    let Some(officielle) = carte_officielle() else { return };
    let igc = Igc::demo().unwrap();
    let notre = lire_pem(&igc.identite("ps-sign-biologiste-1").unwrap().certificat_pem)
        .unwrap()
        .remove(0);
    let extensions = |der: &[u8]| -> Vec<String> {
        let (_, x509) = X509Certificate::from_der(der).unwrap();
        let mut oids: Vec<String> = x509.extensions().iter().map(|e| e.oid.to_id_string()).collect();
        oids.sort();
        oids
    };
    let mut leurs = extensions(&officielle);
    // privateKeyUsagePeriod, freshestCRL, authorityInfoAccess.
    leurs.retain(|o| !["2.5.29.16", "2.5.29.46", "1.3.6.1.5.5.7.1.1"].contains(&o.as_str()));
    assert_eq!(extensions(&notre), leurs);

    let formes = |der: &[u8]| -> Vec<Vec<(String, u32)>> {
        let (_, x509) = X509Certificate::from_der(der).unwrap();
        let rdns = x509.subject().iter_rdn().chain(x509.issuer().iter_rdn());
        rdns.map(|r| r.iter().map(|a| (a.attr_type().to_id_string(), a.attr_value().tag().0)).collect())
            .collect()
    };
    assert_eq!(
        formes(&notre),
        formes(&officielle),
        "attributs des noms, leur ordre et leur type de chaîne"
    );
}
