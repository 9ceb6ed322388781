//! One control plane: what a process of the bench is asked, over HTTP.

use std::time::Duration;

use segur_model::controle::{AccesBanc, BilanPurge, DemandePurge, ErreurControle, Etat, TenueCampagne};
use segur_model::{Exchange, francais};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{ControleError, Igc};

const ETAT: &str = "/banc/etat";
const PURGE: &str = "/banc/purge";

/// Largest body of one exchange that the engine reads back.
const OCTETS_MAX: usize = 64 << 20;

/// How long a connection may take.
const CONNEXION: Duration = Duration::from_secs(5);
/// How long a process may take to say how it is: each scenario asks.
const COUP_D_OEIL: Duration = Duration::from_secs(5);
/// How long any other answer may take; exchanges are waited for twenty seconds at most.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process of the bench.
#[derive(Debug, Clone)]
pub(super) struct Poste {
    client: reqwest::Client,
    acces: AccesBanc,
}

impl Poste {
    pub fn nouveau(acces: AccesBanc) -> Result<Self, ControleError> {
        let url = acces.controle.clone();
        let illisible = |cause: &(dyn std::error::Error + 'static)| ControleError::Injoignable {
            url: url.clone(),
            cause: francais::cause(cause),
        };
        let mut client = reqwest::Client::builder().no_proxy().connect_timeout(CONNEXION);
        if let Some(pem) = &acces.confiance {
            client = client.tls_certs_only(reqwest::Certificate::from_pem_bundle(pem.as_bytes()).map_err(|e| illisible(&e))?);
        } else if acces.controle.starts_with("http://") {
            // The authorities of the machine are not read for what has no TLS: a small system has none, and that fails.
            client = client.tls_certs_only([]);
        }
        let client = client.build().map_err(|e| illisible(&e))?;
        Ok(Self { client, acces })
    }

    /// Where it is asked.
    pub fn url(&self) -> &str {
        &self.acces.controle
    }

    /// Asks; `espace`: of which, when the route is of one.
    pub async fn envoyer(
        &self,
        methode: reqwest::Method,
        route: &str,
        espace: Option<&str>,
        corps: Option<Value>,
    ) -> Result<reqwest::Response, ControleError> {
        let url = format!("{}{route}", self.acces.controle);
        // A process that hangs, or a network that is cut, is not waited for; what takes evidence away takes its time.
        let patience = match route {
            ETAT => Some(COUP_D_OEIL),
            r if r.starts_with(PURGE) => None,
            _ => Some(PATIENCE),
        };
        let mut requete = self.client.request(methode, &url);
        if let Some(patience) = patience {
            requete = requete.timeout(patience);
        }
        if let Some(espace) = espace {
            requete = requete.query(&[("espace", espace)]);
        }
        if let Some(j) = &self.acces.jeton {
            requete = requete.bearer_auth(j);
        }
        if let Some(c) = &corps {
            requete = requete.json(c);
        }
        let reponse = requete.send().await.map_err(|e| self.injoignable(&url, &e))?;
        let statut = reponse.status();
        if statut.is_success() {
            return Ok(reponse);
        }
        let texte = reponse.text().await.unwrap_or_default();
        let message = serde_json::from_str::<ErreurControle>(&texte).map_or(texte, |e| e.erreur);
        Err(ControleError::Refus {
            route: route.to_owned(),
            statut: statut.as_u16(),
            message,
        })
    }

    pub async fn json<T: DeserializeOwned>(
        &self,
        methode: reqwest::Method,
        route: &str,
        espace: Option<&str>,
        corps: Option<Value>,
    ) -> Result<T, ControleError> {
        let reponse = self.envoyer(methode, route, espace, corps).await?;
        let octets = reponse.bytes().await.map_err(|e| self.coupee(route, &e))?;
        serde_json::from_slice(&octets).map_err(|e| ControleError::Illisible {
            route: route.to_owned(),
            cause: francais::json(&e),
        })
    }

    fn injoignable(&self, url: &str, e: &reqwest::Error) -> ControleError {
        let mut cause = francais::cause(e);
        if cause.contains("invalid peer certificate") {
            cause = format!(
                "ce qui y répond n'a pas le certificat de ce banc : un autre banc, sous une autre IGC, ou un accès d'avant ({cause})"
            );
        }
        ControleError::Injoignable {
            url: url.to_owned(),
            cause,
        }
    }

    /// An answer that stopped in the middle: the process is gone as one that never answered is.
    fn coupee(&self, route: &str, e: &reqwest::Error) -> ControleError {
        ControleError::Injoignable {
            url: format!("{}{route}", self.acces.controle),
            cause: francais::cause(e),
        }
    }

    /// The state of every espace: whoever looks for one must see which there are.
    pub async fn etat(&self) -> Result<Etat, ControleError> {
        self.json(reqwest::Method::GET, ETAT, None, None).await
    }

    pub async fn igc(&self, espace: &str) -> Result<Igc, ControleError> {
        const ROUTE: &str = "/banc/igc";
        let r = self.envoyer(reqwest::Method::GET, ROUTE, Some(espace), None).await?;
        let pem = r.text().await.map_err(|e| self.coupee(ROUTE, &e))?;
        Igc::lire(&pem).map_err(|cause| ControleError::Illisible {
            route: ROUTE.to_owned(),
            cause,
        })
    }

    /// Exchanges after this one, oldest first: a page of them.
    pub async fn echanges(&self, espace: &str, depuis: u64) -> Result<Vec<Exchange>, ControleError> {
        let route = format!("/banc/echanges?depuis={depuis}");
        self.json(reqwest::Method::GET, &route, Some(espace), None).await
    }

    /// Whether one came after this one, in a time.
    pub async fn attendre(&self, espace: &str, depuis: u64, delai: Duration) -> Result<bool, ControleError> {
        let route = format!("/banc/echanges/attendre?depuis={depuis}&delai={}", delai.as_millis());
        let r = self.envoyer(reqwest::Method::GET, &route, Some(espace), None).await?;
        Ok(r.status() != reqwest::StatusCode::NO_CONTENT)
    }

    /// Raw bodies of one exchange.
    pub async fn octets(&self, espace: &str, id: u64) -> Result<(Vec<u8>, Vec<u8>), ControleError> {
        let requete = self.corps(espace, &format!("/banc/echanges/{id}/requete")).await?;
        let reponse = self.corps(espace, &format!("/banc/echanges/{id}/reponse")).await?;
        Ok((requete, reponse))
    }

    async fn corps(&self, espace: &str, route: &str) -> Result<Vec<u8>, ControleError> {
        let mut reponse = self.envoyer(reqwest::Method::GET, route, Some(espace), None).await?;
        let mut octets = Vec::new();
        while let Some(morceau) = reponse.chunk().await.map_err(|e| self.coupee(route, &e))? {
            if octets.len() + morceau.len() > OCTETS_MAX {
                return Err(ControleError::Illisible {
                    route: route.to_owned(),
                    cause: format!("plus de {} Mio", OCTETS_MAX >> 20),
                });
            }
            octets.extend_from_slice(&morceau);
        }
        Ok(octets)
    }

    pub async fn tenir(&self, espace: &str, campagne: &str, tenue: TenueCampagne) -> Result<(), ControleError> {
        let route = format!("/banc/campagnes/{campagne}");
        self.envoyer(reqwest::Method::PUT, &route, Some(espace), Some(json!(tenue)))
            .await
            .map(drop)
    }

    pub async fn purger(&self, espace: Option<&str>, demande: &DemandePurge) -> Result<Vec<BilanPurge>, ControleError> {
        self.json(reqwest::Method::POST, PURGE, espace, Some(json!(demande))).await
    }
}
