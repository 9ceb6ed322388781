//! The distribution point of the revocation lists: plain HTTP, in the zone `commune`.

use std::sync::Arc;

use async_trait::async_trait;
use hyper::http::Method;
use segur_certs::Igc;
use segur_model::vocabulaire::{OPERATIONS_COMMUNES, Operation};

use crate::contexte::Contexte;
use crate::pannes::LECTURE_CRL;
use crate::requete::Requete;
use crate::service::{ActionRefusee, Point, Reponse, Service};
use crate::tls::ModeTls;

/// Serves `/CRL/<name>`.
pub(crate) struct PointCrl {
    pub(crate) igc: Arc<Igc>,
}

#[async_trait]
impl Service for PointCrl {
    fn nom(&self) -> &'static str {
        "igc"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS_COMMUNES
    }

    fn points(&self) -> Vec<Point> {
        vec![Point::http("crl", ModeTls::Clair, "/CRL/")]
    }

    fn classer(&self, _: &Requete) -> String {
        LECTURE_CRL.to_owned()
    }

    async fn repondre(&self, _: &Contexte, requete: Requete) -> Reponse {
        if requete.methode != Method::GET && requete.methode != Method::HEAD {
            return Reponse::texte(405, "Une liste de révocation se lit par GET.\n").entete("allow", "GET, HEAD");
        }
        let demandee = requete.uri.path().strip_prefix("/CRL/").unwrap_or_default();
        match self.igc.crls().iter().find(|c| c.nom == demandee) {
            Some(crl) => Reponse::nouvelle(200, "application/pkix-crl", crl.der.clone()),
            None => {
                let connues: Vec<String> = self.igc.crls().iter().map(|c| format!("/CRL/{}", c.nom)).collect();
                Reponse::texte(
                    404,
                    format!(
                        "Pas de liste de révocation à cette adresse. Celles du banc :\n{}\n",
                        connues.join("\n")
                    ),
                )
            }
        }
    }

    async fn action(&self, _: &Contexte, action: &str, _: serde_json::Value) -> Result<serde_json::Value, ActionRefusee> {
        Err(ActionRefusee::Inconnue(format!(
            "le service « igc » n'offre pas l'action « {} »",
            crate::francais::citation(action)
        )))
    }

    fn remettre_a_zero(&self, _: &str) {}
}
