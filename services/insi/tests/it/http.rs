//! What is not a SOAP message.

use hyper::http::{Method, Uri};

use crate::outils::Essai;

#[tokio::test]
async fn les_autres_adresses_et_methodes_disent_ou_aller() {
    let essai = Essai::nouveau();
    for (methode, uri, statut) in [
        (Method::GET, "/lps", 405),
        (Method::GET, "/lps?xsd=10", 405),
        (Method::GET, "/lps?xsd=0", 405),
        (Method::DELETE, "/lps", 405),
        (Method::POST, "/autre", 404),
        (Method::GET, "/?wsdl", 404),
    ] {
        let mut requete = essai.requete(None, "");
        (requete.methode, requete.uri) = (methode.clone(), uri.parse::<Uri>().unwrap());
        let reponse = essai.envoyer(requete).await;
        // A GET carries nothing: it only looked.
        let operation = if methode == Method::GET { "insi.sonde" } else { "insi.illisible" };
        assert_eq!(
            (reponse.statut, reponse.operation.as_deref()),
            (statut, Some(operation)),
            "{methode} {uri}"
        );
        assert!(String::from_utf8_lossy(&reponse.corps).contains("/lps"), "{methode} {uri}");
    }
}
