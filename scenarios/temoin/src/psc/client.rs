//! The back channel to PSC: discovery, keys, token endpoint, userinfo.

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use segur_model::francais::cause;
use serde_json::Value;

use super::jetons::Jetons;
use super::personne::Personne;
use super::{Appel, Refus, court, parametres};
use crate::config::{AuthentificationPsc, ConfigPsc, ConfigTemoin, pem};
use crate::ecarts::Ecart;
use crate::erreur::TemoinError;
use crate::reseau::{client, corps};

const FICHE: &str = "/.well-known/wallet-openid-configuration";

/// What the discovery document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decouverte {
    pub emetteur: String,
    pub autorisation: String,
    pub jeton: String,
    pub userinfo: String,
    pub fin_session: String,
    pub cles: String,
    pub ciba: Option<String>,
    /// Where a request is pushed.
    pub depot: Option<String>,
}

/// PSC, by the access that the configuration gives.
pub(crate) struct ClientPsc {
    pub(super) config: ConfigPsc,
    /// With the certificate of the structure, when the configuration asks for it.
    canal: Client,
    /// Without a certificate: what a browser is.
    pub(crate) navigateur: Client,
    /// With the certificate of the structure, for the Espace de Confiance.
    pub(super) confiance: Option<Client>,
    /// With another certificate of the structure: only a defect uses it.
    pub(super) autre: Option<Client>,
    /// With none, there where one is asked: only a defect uses it.
    pub(super) sans: Client,
}

impl ClientPsc {
    /// Prepares the access of the configuration, when there is one.
    pub(crate) fn preparer(config: &ConfigTemoin) -> Result<Option<Self>, TemoinError> {
        let Some(psc) = config.psc.clone() else { return Ok(None) };
        let identite = |quoi, certificat: &Option<String>, cle: &Option<String>| match (certificat, cle) {
            (Some(c), Some(k)) => Ok::<_, TemoinError>(Some([pem(quoi, c)?, b"\n".to_vec(), pem(quoi, k)?].concat())),
            _ => Ok(None),
        };
        let structure = identite("auth_certificat", &config.auth_certificat, &config.auth_cle)?;
        let autre = identite("certificat", &config.certificat, &config.cle)?;
        let url = psc.decouverte.as_str();
        let manque = |quoi: &str| TemoinError::Config(format!("{quoi} manque"));
        let canal = match psc.authentification {
            AuthentificationPsc::Secret if psc.secret.is_none() => {
                return Err(manque("psc.secret, ou psc.authentification = \"certificat\","));
            }
            AuthentificationPsc::Secret => client(config, url, None)?,
            AuthentificationPsc::Certificat if structure.is_none() => {
                return Err(manque(
                    "le certificat d'authentification (`auth_certificat` et `auth_cle`), que psc.authentification exige,",
                ));
            }
            AuthentificationPsc::Certificat => client(config, url, structure.as_deref())?,
        };
        let edc = psc.edc.as_ref().map_or(url, |e| e.jeton.as_str());
        let avec = |pem: Option<Vec<u8>>| pem.map(|p| client(config, edc, Some(&p))).transpose();
        Ok(Some(Self {
            navigateur: client(config, url, None)?,
            confiance: avec(structure)?,
            autre: avec(autre)?,
            sans: client(config, edc, None)?,
            canal,
            config: psc,
        }))
    }

    /// Declared callback.
    pub(crate) fn redirection(&self) -> &str {
        &self.config.redirection
    }

    /// Where the browser ends after a logout.
    pub(crate) fn apres_fin(&self) -> &str {
        self.config.fin.as_deref().unwrap_or(&self.config.redirection)
    }

    /// Reads where everything is. The document is the one of the wallet: the standard one gives another authorization endpoint.
    pub(crate) async fn decouvrir(&self) -> Result<Decouverte, Refus> {
        let url = &self.config.decouverte;
        let fiche = json(self.canal.get(url), "découverte").await?;
        let lire = |nom: &str| fiche.get(nom).and_then(Value::as_str).map(str::to_owned);
        let exiger = |nom: &str| lire(nom).ok_or_else(|| Refus::Panne(format!("la découverte de PSC ne donne pas {nom}")));
        let d = Decouverte {
            emetteur: exiger("issuer")?,
            autorisation: exiger("authorization_endpoint")?,
            jeton: exiger("token_endpoint")?,
            userinfo: exiger("userinfo_endpoint")?,
            fin_session: exiger("end_session_endpoint")?,
            cles: exiger("jwks_uri")?,
            ciba: lire("backchannel_authentication_endpoint"),
            depot: lire("pushed_authorization_request_endpoint"),
        };
        // A document that speaks for somebody else is not believed (OpenID Connect Discovery, §4.3).
        if !url.starts_with(&d.emetteur) || (url.ends_with(FICHE) && url.len() != d.emetteur.len() + FICHE.len()) {
            return Err(Refus::Panne(format!(
                "la découverte dit l'émetteur {}, lue à {url} : vérifier psc.decouverte",
                court(&d.emetteur)
            )));
        }
        Ok(d)
    }

    /// The public keys of PSC.
    pub(crate) async fn cles(&self, d: &Decouverte) -> Result<Value, Refus> {
        json(self.canal.get(&d.cles), "clés publiques").await
    }

    /// A call to the token endpoint.
    pub(super) async fn demander_jeton(&self, appel: &Appel<'_>, d: &Decouverte, champs: &[(&str, &str)]) -> Result<Value, Refus> {
        self.poster(appel, &d.jeton, champs, "jetons").await
    }

    /// A form posted on the back channel, with the authentication of the client.
    pub(super) async fn poster(&self, appel: &Appel<'_>, url: &str, champs: &[(&str, &str)], quoi: &str) -> Result<Value, Refus> {
        let mut champs = champs.to_vec();
        let (id, secret) = (self.config.client_id.as_str(), self.config.secret.as_deref().unwrap_or_default());
        let requete = if appel.ecarts.a(Ecart::PscSecretDansUrl) {
            let query = parametres(&[("client_id", id), ("client_secret", secret)]);
            self.canal.post(format!("{url}?{query}"))
        } else {
            match self.config.authentification {
                AuthentificationPsc::Secret => self.canal.post(url).basic_auth(id, Some(secret)),
                // RFC 8705, §2: the identifier in the form, and no secret.
                AuthentificationPsc::Certificat => {
                    champs.push(("client_id", id));
                    self.canal.post(url)
                }
            }
        };
        let requete = requete
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(parametres(&champs));
        json(requete, quoi).await
    }

    /// New tokens for old.
    pub(crate) async fn rafraichir(&self, appel: &Appel<'_>, d: &Decouverte, jeton: &str) -> Result<Jetons, Refus> {
        let champs = [("grant_type", "refresh_token"), ("refresh_token", jeton)];
        let lu = self.demander_jeton(appel, d, &champs).await?;
        Jetons::lire(&lu, appel.maintenant)
    }

    /// Who is signed in. `Psc { code: "401" }`: the access token is dead.
    pub(crate) async fn userinfo(&self, appel: &Appel<'_>, d: &Decouverte, acces: &str) -> Result<Personne, Refus> {
        let requete = if appel.ecarts.a(Ecart::PscJetonDansUrl) {
            self.canal.get(format!("{}?{}", d.userinfo, parametres(&[("access_token", acces)])))
        } else {
            self.canal.get(&d.userinfo).bearer_auth(acces)
        };
        Personne::lire(&json(requete, "userinfo").await?)
    }
}

/// Sends, and reads a JSON object: an error of OAuth becomes [`Refus::Psc`], anything else that is not the answer a failure.
pub(super) async fn json(requete: RequestBuilder, quoi: &str) -> Result<Value, Refus> {
    let mut recue = envoyer(requete, quoi).await?;
    let statut = recue.status();
    let octets = corps("de PSC", &mut recue).await.map_err(|(_, texte)| Refus::Panne(texte))?;
    let lu: Option<Value> = serde_json::from_slice(&octets).ok().filter(Value::is_object);
    if statut.is_success() {
        return lu.ok_or_else(|| {
            Refus::Panne(format!(
                "PSC ({quoi}) n'a pas répondu du JSON : vérifier les adresses de la découverte, et qu'aucun mandataire ne répond à sa place"
            ))
        });
    }
    let texte = |nom: &str| lu.as_ref().and_then(|v| v.get(nom)).and_then(Value::as_str).map(court);
    match texte("error") {
        Some(code) if statut != StatusCode::UNAUTHORIZED || code != "invalid_token" => Err(Refus::Psc {
            code,
            texte: texte("error_description").unwrap_or_default(),
        }),
        _ if statut == StatusCode::UNAUTHORIZED => Err(Refus::Psc {
            code: "401".to_owned(),
            texte: format!("{quoi} : jeton refusé"),
        }),
        _ => Err(Refus::Panne(format!("PSC ({quoi}) a répondu HTTP {}", statut.as_u16()))),
    }
}

pub(super) async fn envoyer(requete: RequestBuilder, quoi: &str) -> Result<Response, Refus> {
    requete.send().await.map_err(|e| {
        // The address may hold a token: it is not shown.
        Refus::Panne(format!("PSC injoignable ({quoi}) : {}", cause(&e.without_url())))
    })
}
