//! The distribution point of the revocation lists: plain HTTP, in the zone `commune`.

use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use hyper::http::Method;
use segur_certs::Igc;
use segur_model::vocabulaire::{OPERATIONS_COMMUNES, Operation};

use crate::contexte::Contexte;
use crate::espaces::Propres;
use crate::pannes::LECTURE_CRL;
use crate::requete::Requete;
use crate::service::{ActionRefusee, Point, Reponse, Service};
use crate::tls::ModeTls;

/// Serves `/CRL/<name>`.
pub(crate) struct PointCrl {
    pub(crate) igc: Arc<Igc>,
    /// Those of an espace are under its name.
    pub(crate) propres: Propres,
}

impl PointCrl {
    /// A list by its path, and the paths there are.
    fn chercher(&self, demandee: &str) -> Result<Vec<u8>, Vec<String>> {
        let propres = self.propres.read().unwrap_or_else(PoisonError::into_inner);
        let siennes = self.igc.crls().iter().map(|c| (c.nom.clone(), &c.der));
        let autres = propres
            .iter()
            .flat_map(|(espace, igc)| igc.crls().iter().map(move |c| (format!("{espace}/{}", c.nom), &c.der)));
        let mut toutes = siennes.chain(autres);
        match toutes.clone().find(|(nom, _)| nom == demandee) {
            Some((_, der)) => Ok(der.clone()),
            None => Err(toutes.by_ref().map(|(nom, _)| format!("/CRL/{nom}")).collect()),
        }
    }
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
        match self.chercher(demandee) {
            Ok(der) => Reponse::nouvelle(200, "application/pkix-crl", der),
            Err(connues) => Reponse::texte(
                404,
                format!(
                    "Pas de liste de révocation à cette adresse. Celles du banc :\n{}\n",
                    connues.join("\n")
                ),
            ),
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
