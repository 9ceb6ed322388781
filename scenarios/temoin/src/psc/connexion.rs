//! Sign in by the browser: the authorization request, its answer, and what both ways of signing in do with tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::client::{ClientPsc, Decouverte};
use super::jetons::{Attendu, Jetons, verifier};
use super::personne::Personne;
use super::{Appel, PORTEE, Refus, court};
use crate::ecarts::Ecart;
use crate::identifiants::Tirage;

/// An authorization request that waits for its answer.
#[derive(Clone)]
pub(crate) struct Demande {
    /// Where the browser goes.
    pub url: String,
    pub decouverte: Decouverte,
    etat: String,
    nonce: String,
    verificateur: String,
}

/// A sign in that succeeded, everything verified.
pub(crate) struct Connexion {
    pub decouverte: Decouverte,
    pub personne: Personne,
    pub jetons: Jetons,
    pub acr: Option<String>,
}

impl ClientPsc {
    /// Prepares an authorization request. State, nonce and verifier are drawn for it alone.
    pub(crate) async fn commencer(&self, appel: &Appel<'_>) -> Result<Demande, Refus> {
        let e = appel.ecarts;
        let decouverte = self.decouvrir().await?;
        let tirer = |objet| appel.tirage.uuid(objet, 1).simple().to_string();
        // Drawn from the installation instead of the request: the same every time.
        let nonce = if e.a(Ecart::PscNonceRejoue) {
            Tirage { cle: "", ..appel.tirage }.uuid("nonce", 1).simple().to_string()
        } else {
            tirer("nonce")
        };
        let etat = tirer("etat");
        let verificateur = format!("{}{}", tirer("pkce-a"), tirer("pkce-b"));
        let mut url = Url::parse(&decouverte.autorisation)
            .map_err(|_| Refus::Panne("l'authorization_endpoint de la découverte n'est pas une adresse".to_owned()))?;
        let redirection = self.redirection_envoyee(appel);
        let defi = URL_SAFE_NO_PAD.encode(Sha256::digest(verificateur.as_bytes()));
        let mut champs = vec![
            ("response_type", "code"),
            ("client_id", self.config.client_id.as_str()),
            ("redirect_uri", redirection.as_str()),
            ("scope", PORTEE),
        ];
        champs.extend(appel.acr().map(|acr| ("acr_values", acr)));
        champs.extend([
            ("state", etat.as_str()),
            ("nonce", nonce.as_str()),
            ("code_challenge", defi.as_str()),
            ("code_challenge_method", "S256"),
        ]);
        if self.config.depose {
            let depot = self.deposer(appel, &decouverte, champs).await?;
            url.query_pairs_mut()
                .append_pair("client_id", &self.config.client_id)
                .append_pair("request_uri", &depot);
        } else {
            url.query_pairs_mut().extend_pairs(champs);
        }
        Ok(Demande {
            url: url.into(),
            decouverte,
            etat,
            nonce,
            verificateur,
        })
    }

    /// Pushes a request on the back channel, and gives its name (RFC 9126, § 2).
    async fn deposer(&self, appel: &Appel<'_>, d: &Decouverte, mut champs: Vec<(&str, &str)>) -> Result<String, Refus> {
        let url = d
            .depot
            .as_deref()
            .ok_or_else(|| Refus::Panne("la découverte de PSC ne donne pas pushed_authorization_request_endpoint".to_owned()))?;
        champs.retain(|(nom, _)| *nom != "client_id");
        champs.push(("response_mode", "form_post"));
        let lu = self.poster(appel, url, &champs, "demande déposée").await?;
        let nom = lu.get("request_uri").and_then(Value::as_str).map(str::to_owned);
        nom.ok_or_else(|| Refus::Ecarte("PSC n'a pas donné de request_uri : recommencer la connexion".to_owned()))
    }

    fn redirection_envoyee(&self, appel: &Appel<'_>) -> String {
        // PSC compares byte for byte: a slash too many is another address.
        let fin = appel.ecarts.choisir(Ecart::PscRedirectionAutreChemin, "", "/");
        format!("{}{fin}", self.config.redirection)
    }

    /// What to do with the address at which the browser came back.
    pub(crate) async fn revenir(&self, appel: &Appel<'_>, demande: &Demande, retour: &Url) -> Result<Connexion, Refus> {
        let lire = |nom: &str| retour.query_pairs().find(|(n, _)| n == nom).map(|(_, v)| v.into_owned());
        if lire("state").as_ref() != Some(&demande.etat) {
            return Err(Refus::Ecarte(
                "retour de PSC écarté : state différent de celui qui a été envoyé ; recommencer la connexion".to_owned(),
            ));
        }
        if let Some(iss) = lire("iss").filter(|i| *i != demande.decouverte.emetteur) {
            return Err(Refus::Ecarte(format!(
                "retour de PSC écarté : il vient d'un autre émetteur, {}",
                court(&iss)
            )));
        }
        if let Some(code) = lire("error") {
            return Err(Refus::Psc {
                code: court(&code),
                texte: court(&lire("error_description").unwrap_or_default()),
            });
        }
        let code = lire("code").ok_or_else(|| Refus::Ecarte("retour de PSC sans code : recommencer la connexion".to_owned()))?;
        let redirection = self.redirection_envoyee(appel);
        let champs = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", redirection.as_str()),
            ("code_verifier", demande.verificateur.as_str()),
        ];
        let lu = self.demander_jeton(appel, &demande.decouverte, &champs).await?;
        let jetons = Jetons::lire(&lu, appel.maintenant)?;
        self.conclure(appel, &demande.decouverte, jetons, Some(&demande.nonce)).await
    }

    /// Verifies the tokens, then asks who it is.
    pub(super) async fn conclure(
        &self,
        appel: &Appel<'_>,
        d: &Decouverte,
        jetons: Jetons,
        nonce: Option<&str>,
    ) -> Result<Connexion, Refus> {
        let id_token = jetons
            .id_token
            .as_deref()
            .ok_or_else(|| Refus::Ecarte("PSC n'a pas donné d'id_token : demander le scope openid".to_owned()))?;
        let attendu = Attendu {
            emetteur: &d.emetteur,
            client_id: &self.config.client_id,
            nonce,
            acces: &jetons.acces,
            maintenant: appel.maintenant,
        };
        let cles = self.cles(d).await?;
        let identification = verifier(id_token, &cles, &attendu, appel.ecarts)?;
        let personne = self.userinfo(appel, d, &jetons.acces).await?;
        if personne.sub != identification.sub {
            return Err(Refus::Ecarte(
                "le userinfo de PSC n'est pas celui de la personne de l'id_token (sub différent) : session non ouverte".to_owned(),
            ));
        }
        Ok(Connexion {
            decouverte: d.clone(),
            personne,
            jetons,
            acr: identification.acr,
        })
    }
}
