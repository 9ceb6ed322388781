//! Client of the control plane of a running bench. The engine reads journals and steers services only through it, over
//! HTTP, in-process too: one code path.

use std::time::Duration;

use base64::Engine as _;

use segur_dialecte::Confiance;
use segur_model::controle::{
    AccesBanc, BilanPurge, CreationEspace, DemandePurge, ErreurControle, Etat, Panne, ReglageHorloge, Tentative, TenueCampagne,
};
use segur_model::{Exchange, World, francais};

const ETAT: &str = "/banc/etat";
const PURGE: &str = "/banc/purge";

/// Largest body of one exchange that the engine reads back.
const OCTETS_MAX: usize = 64 << 20;

/// What went wrong between the engine and the bench.
#[derive(Debug, thiserror::Error)]
pub enum ControleError {
    /// Nobody answers.
    #[error("le banc ne répond pas à {url} : {cause}. Vérifiez que « segur-bench serve » tourne, et l'adresse donnée par --banc.")]
    Injoignable {
        /// URL asked.
        url: String,
        /// Cause.
        cause: String,
    },
    /// It refused.
    #[error("le banc refuse : {message} [{statut}, {route}]")]
    Refus {
        /// Route asked.
        route: String,
        /// HTTP status.
        statut: u16,
        /// Its words.
        message: String,
    },
    /// It answered something else than its contract.
    #[error("réponse du banc illisible sur {route} : {cause}. Le banc et la commande sont-ils de la même version ?")]
    Illisible {
        /// Route asked.
        route: String,
        /// Cause.
        cause: String,
    },
}

/// A bench seen from one espace.
#[derive(Debug, Clone)]
pub struct Controle {
    client: reqwest::Client,
    acces: AccesBanc,
    espace: String,
}

impl Controle {
    /// A client for this espace.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn nouveau(acces: AccesBanc, espace: &str) -> Result<Self, ControleError> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .map_err(|e| ControleError::Injoignable {
                url: acces.controle.clone(),
                cause: francais::cause(&e),
            })?;
        Ok(Self {
            client,
            acces,
            espace: espace.to_owned(),
        })
    }

    /// The espace that it speaks of.
    #[must_use]
    pub fn espace(&self) -> &str {
        &self.espace
    }

    async fn envoyer(
        &self,
        methode: reqwest::Method,
        route: &str,
        corps: Option<serde_json::Value>,
    ) -> Result<reqwest::Response, ControleError> {
        let url = format!("{}{route}", self.acces.controle);
        let mut requete = self.client.request(methode, &url);
        // The state is that of every espace: whoever looks for one must see which there are. A purge says by itself of which it is.
        if route != ETAT && !route.starts_with(PURGE) {
            requete = requete.query(&[("espace", &self.espace)]);
        }
        if let Some(j) = &self.acces.jeton {
            requete = requete.bearer_auth(j);
        }
        if let Some(c) = &corps {
            requete = requete.json(c);
        }
        let reponse = requete.send().await.map_err(|e| ControleError::Injoignable {
            url: url.clone(),
            cause: francais::cause(&e),
        })?;
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

    async fn json<T: serde::de::DeserializeOwned>(
        &self,
        methode: reqwest::Method,
        route: &str,
        corps: Option<serde_json::Value>,
    ) -> Result<T, ControleError> {
        let reponse = self.envoyer(methode, route, corps).await?;
        let octets = reponse.bytes().await.map_err(|e| ControleError::Illisible {
            route: route.to_owned(),
            cause: francais::cause(&e),
        })?;
        serde_json::from_slice(&octets).map_err(|e| ControleError::Illisible {
            route: route.to_owned(),
            cause: francais::json(&e),
        })
    }

    /// State of the bench.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn etat(&self) -> Result<Etat, ControleError> {
        self.json(reqwest::Method::GET, ETAT, None).await
    }

    /// The fictitious country.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn monde(&self) -> Result<World, ControleError> {
        self.json(reqwest::Method::GET, "/banc/monde", None).await
    }

    /// Trust anchors and revocation lists of the test IGC-Santé.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn igc(&self) -> Result<Igc, ControleError> {
        let r = self.envoyer(reqwest::Method::GET, "/banc/igc", None).await?;
        let illisible = |cause: String| ControleError::Illisible {
            route: "/banc/igc".to_owned(),
            cause,
        };
        let pem = r.text().await.map_err(|e| illisible(francais::cause(&e)))?;
        Igc::lire(&pem).map_err(illisible)
    }

    /// Exchanges of the espace after this id.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn echanges(&self, depuis: u64) -> Result<Vec<Exchange>, ControleError> {
        self.json(reqwest::Method::GET, &format!("/banc/echanges?depuis={depuis}"), None)
            .await
    }

    /// Every exchange, oldest first, however many there are.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn tous(&self) -> Result<Vec<Exchange>, ControleError> {
        let mut tous: Vec<Exchange> = Vec::new();
        loop {
            let lot = self.echanges(tous.last().map_or(0, |e| e.id)).await?;
            if lot.is_empty() {
                return Ok(tous);
            }
            tous.extend(lot);
        }
    }

    /// Where exchanges were received, when not here: « (2 reçus dans l'espace q1) », or nothing.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn recus_ailleurs(&self) -> Result<String, ControleError> {
        let mut dits = Vec::new();
        for e in self.etat().await?.espaces.into_iter().filter(|e| e.id != self.espace) {
            let autre = Self {
                espace: e.id.clone(),
                ..self.clone()
            };
            match autre.echanges(0).await?.len() {
                0 => {}
                1 => dits.push(format!("1 reçu dans l'espace {}", e.id)),
                n => dits.push(format!("{n} reçus dans l'espace {}", e.id)),
            }
        }
        Ok(if dits.is_empty() {
            String::new()
        } else {
            format!(" ({})", dits.join(", "))
        })
    }

    /// Waits until an exchange comes after this id, at most `delai`.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn attendre(&self, depuis: u64, delai: Duration) -> Result<bool, ControleError> {
        let route = format!("/banc/echanges/attendre?depuis={depuis}&delai={}", delai.as_millis());
        let r = self.envoyer(reqwest::Method::GET, &route, None).await?;
        Ok(r.status() != reqwest::StatusCode::NO_CONTENT)
    }

    /// Raw bodies of one exchange.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn octets(&self, id: u64) -> Result<(Vec<u8>, Vec<u8>), ControleError> {
        let requete = self.corps(&format!("/banc/echanges/{id}/requete")).await?;
        let reponse = self.corps(&format!("/banc/echanges/{id}/reponse")).await?;
        Ok((requete, reponse))
    }

    async fn corps(&self, route: &str) -> Result<Vec<u8>, ControleError> {
        let mut reponse = self.envoyer(reqwest::Method::GET, route, None).await?;
        let mut octets = Vec::new();
        let illisible = |cause: String| ControleError::Illisible {
            route: route.to_owned(),
            cause,
        };
        while let Some(morceau) = reponse.chunk().await.map_err(|e| illisible(francais::cause(&e)))? {
            if octets.len() + morceau.len() > OCTETS_MAX {
                return Err(illisible(format!("plus de {} Mio", OCTETS_MAX >> 20)));
            }
            octets.extend_from_slice(&morceau);
        }
        Ok(octets)
    }

    /// Last attempt on each endpoint.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn tentatives(&self) -> Result<Vec<Tentative>, ControleError> {
        self.json(reqwest::Method::GET, "/banc/tentatives", None).await
    }

    /// Replaces the faults of the espace.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn pannes(&self, pannes: &[Panne]) -> Result<(), ControleError> {
        self.envoyer(reqwest::Method::PUT, "/banc/pannes", Some(serde_json::json!(pannes)))
            .await
            .map(drop)
    }

    /// Moves the clock of the espace.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn horloge(&self, decalage: Duration) -> Result<(), ControleError> {
        let reglage = ReglageHorloge {
            decalage_s: decalage.as_secs(),
        };
        self.envoyer(reqwest::Method::PUT, "/banc/horloge", Some(serde_json::json!(reglage)))
            .await
            .map(drop)
    }

    /// A campaign holds the exchanges of the espace that come after one, until it is over: no purge takes them away.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn tenir(&self, campagne: &str, depuis: u64, finie: bool) -> Result<(), ControleError> {
        let tenue = TenueCampagne { depuis, finie };
        let route = format!("/banc/campagnes/{campagne}");
        self.envoyer(reqwest::Method::PUT, &route, Some(serde_json::json!(tenue)))
            .await
            .map(drop)
    }

    /// Takes old exchanges away, of one espace or of all.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn purger(&self, espace: Option<&str>, demande: &DemandePurge) -> Result<Vec<BilanPurge>, ControleError> {
        let route = espace.map_or_else(|| PURGE.to_owned(), |e| format!("{PURGE}?espace={e}"));
        self.json(reqwest::Method::POST, &route, Some(serde_json::json!(demande))).await
    }

    /// An action of a service: `insi.repondre`.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn action(&self, nom: &str, parametres: serde_json::Value) -> Result<serde_json::Value, ControleError> {
        let (service, action) = nom.split_once('.').unwrap_or((nom, ""));
        self.json(
            reqwest::Method::POST,
            &format!("/banc/actions/{service}/{action}"),
            Some(parametres),
        )
        .await
    }

    /// Creates an espace.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn creer_espace(&self, id: &str) -> Result<serde_json::Value, ControleError> {
        self.json(
            reqwest::Method::POST,
            "/banc/espaces",
            Some(serde_json::json!(CreationEspace { id: id.to_owned() })),
        )
        .await
    }

    /// Resets the espace: faults, clock, state of services. The journal stays.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn remise_a_zero(&self) -> Result<(), ControleError> {
        let route = format!("/banc/espaces/{}/remise-a-zero", self.espace);
        self.envoyer(reqwest::Method::POST, &route, None).await.map(drop)
    }

    /// Deletes an espace.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn supprimer_espace(&self, id: &str) -> Result<(), ControleError> {
        self.envoyer(reqwest::Method::DELETE, &format!("/banc/espaces/{id}"), None)
            .await
            .map(drop)
    }
}

/// What `GET /banc/igc` says: whom to trust, and who is revoked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Igc {
    /// Certificates of the authorities, PEM.
    pub ancres_pem: String,
    /// The same and their revocation lists, read.
    pub confiance: Confiance,
}

impl Igc {
    /// Tells certificates from revocation lists.
    fn lire(pem: &str) -> Result<Self, String> {
        const DEBUT: &str = "-----BEGIN X509 CRL-----";
        const FIN: &str = "-----END X509 CRL-----";
        let (ancres, listes) = pem.split_at(pem.find(DEBUT).unwrap_or(pem.len()));
        let mut crls_der = Vec::new();
        for bloc in listes.split(DEBUT).skip(1) {
            let (corps, _) = bloc.split_once(FIN).ok_or("une liste de révocation est coupée")?;
            let corps: String = corps.split_whitespace().collect();
            crls_der.push(
                base64::engine::general_purpose::STANDARD
                    .decode(corps)
                    .map_err(|e| format!("liste de révocation : {e}"))?,
            );
        }
        Ok(Self {
            ancres_pem: ancres.to_owned(),
            confiance: Confiance::lire(ancres, &crls_der).map_err(|e| e.to_string())?,
        })
    }
}
