//! The tokens of Pro Santé Connect, as a service verifies them that is not Pro Santé Connect: by its keys, asked of whoever plays it.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use segur_model::francais;
use segur_oidc::jeton::{Attentes, Jeton, JetonRefuse, Verificateur, verifier};
use tokio::sync::Mutex;

use crate::contexte::Contexte;
use crate::interne::marque;
use crate::par_igc::{ParIgc, client_du_banc};

/// How long Pro Santé Connect has to answer.
const DELAI: Duration = Duration::from_secs(10);
/// Longest set of keys read, in bytes.
const CLES_MAX: usize = 256 * 1024;
/// Where the keys are, from the issuer (OpenID Connect Discovery, as PSC publishes it).
const CHEMIN_CLES: &str = "/protocol/openid-connect/certs";
/// Endpoint of the bench that issues tokens.
const POINT: &str = "psc.auth";

/// Why a token opens nothing (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JetonPscRefuse {
    /// It is none that Pro Santé Connect gave, or it is over.
    #[error("jeton refusé : {0}")]
    Jeton(JetonRefuse),
    /// It is not an access token, or names nobody.
    #[error("ce n'est pas un jeton d'accès de Pro Santé Connect")]
    Nature,
    /// Nobody says where the keys are.
    #[error("ce banc ne joue pas Pro Santé Connect, et rien ne dit où trouver ses clés")]
    SansAdresse,
    /// Pro Santé Connect gives no keys.
    #[error("Pro Santé Connect ne donne pas ses clés : {0}")]
    Cles(String),
}

/// An access token, verified.
#[derive(Debug, Clone)]
pub struct JetonPsc {
    /// National identifier of the person.
    pub qui: String,
    /// What it says.
    pub jeton: Jeton,
    /// Path of the realm whose keys verified it, when their address tells it.
    royaume: Option<String>,
}

impl JetonPsc {
    /// Whether its issuer is the realm whose keys verified it. The path alone is compared: one realm may have several names, behind a proxy.
    #[must_use]
    pub fn est_du_royaume(&self) -> bool {
        let emetteur = self.jeton.texte("iss").unwrap_or_default();
        self.royaume.as_deref().is_none_or(|r| r == chemin(emetteur))
    }
}

/// The keys of Pro Santé Connect, by address, and what asks for them.
#[derive(Default)]
pub struct ClesPsc {
    client: ParIgc<Option<reqwest::Client>>,
    cles: Mutex<BTreeMap<String, Arc<Vec<Verificateur>>>>,
}

impl ClesPsc {
    /// Verifies an access token: its signature, its dates on the clock of the espace, whom it names. `jwks`: where the keys are when this bench
    /// does not play Pro Santé Connect.
    ///
    /// # Errors
    /// [`JetonPscRefuse`].
    pub async fn ouvrir(&self, ctx: &Contexte, jwks: Option<&str>, texte: &str) -> Result<JetonPsc, JetonPscRefuse> {
        let adresse = match (ctx.points.get(POINT), jwks) {
            // Who plays it here owns the keys.
            (Some(emetteur), _) => format!("{}{CHEMIN_CLES}", emetteur.trim_end_matches('/')),
            (None, Some(adresse)) => adresse.to_owned(),
            (None, None) => return Err(JetonPscRefuse::SansAdresse),
        };
        let jeton = self.verifier(ctx, &adresse, texte).await?;
        let attentes = Attentes {
            maintenant: ctx.horloge.maintenant().unix_timestamp(),
            ..Attentes::default()
        };
        attentes.verifier(&jeton).map_err(JetonPscRefuse::Jeton)?;
        if jeton.texte("typ") != Some("Bearer") {
            return Err(JetonPscRefuse::Nature);
        }
        Ok(JetonPsc {
            qui: jeton.personne().ok_or(JetonPscRefuse::Nature)?.to_owned(),
            royaume: adresse.strip_suffix(CHEMIN_CLES).map(|e| chemin(e).to_owned()),
            jeton,
        })
    }

    /// Verifies a signature with the keys that are known, then with those that are published now.
    async fn verifier(&self, ctx: &Contexte, adresse: &str, texte: &str) -> Result<Jeton, JetonPscRefuse> {
        // Who cannot be a token does not make anybody ask for keys.
        Jeton::lire(texte).map_err(JetonPscRefuse::Jeton)?;
        let mut connues = self.cles.lock().await;
        if let Some(cles) = connues.get(adresse) {
            match verifier(texte, cles) {
                Err(JetonRefuse::CleInconnue) => {}
                issue => return issue.map_err(JetonPscRefuse::Jeton),
            }
        }
        let cles = Arc::new(self.demander(ctx, adresse).await?);
        connues.insert(adresse.to_owned(), cles.clone());
        drop(connues);
        verifier(texte, &cles).map_err(JetonPscRefuse::Jeton)
    }

    async fn demander(&self, ctx: &Contexte, adresse: &str) -> Result<Vec<Verificateur>, JetonPscRefuse> {
        let client = self.client.ou(&ctx.igc, || client_du_banc(&ctx.igc, DELAI).ok());
        let dire = |e: &dyn Display| JetonPscRefuse::Cles(e.to_string().chars().take(120).collect());
        let client = client.as_ref().ok_or_else(|| dire(&"client HTTP"))?;
        let (nom, valeur) = marque();
        let reponse = client
            .get(adresse)
            .header(nom, valeur)
            .send()
            .await
            .map_err(|e| dire(&francais::cause(&e)))?;
        if !reponse.status().is_success() {
            return Err(dire(&reponse.status()));
        }
        let texte = reponse.text().await.map_err(|e| dire(&francais::cause(&e)))?;
        if texte.len() > CLES_MAX {
            return Err(dire(&"trop long"));
        }
        Verificateur::jwks(&texte).map_err(|e| dire(&e))
    }
}

/// The path of an address, without the `/` at its end.
fn chemin(adresse: &str) -> &str {
    let sans_schema = adresse.split_once("://").map_or(adresse, |(_, suite)| suite);
    let debut = sans_schema.find('/').unwrap_or(sans_schema.len());
    sans_schema[debut..].trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_realm_is_told_by_its_path() {
        let jeton = |iss: &str, royaume: Option<&str>| JetonPsc {
            qui: "899900000045".to_owned(),
            jeton: Jeton {
                entete: serde_json::Map::new(),
                charge: json!({ "iss": iss }).as_object().cloned().unwrap_or_default(),
            },
            royaume: royaume.map(str::to_owned),
        };
        let sien = Some("/auth/realms/esante-wallet");
        assert!(jeton("https://un.banc.test:4106/auth/realms/esante-wallet", sien).est_du_royaume());
        assert!(jeton("https://autre-nom.test/auth/realms/esante-wallet/", sien).est_du_royaume());
        assert!(!jeton("https://un.banc.test:4106/auth/realms/master", sien).est_du_royaume());
        assert!(!jeton("", sien).est_du_royaume());
        assert!(
            jeton("https://ailleurs.test", None).est_du_royaume(),
            "nothing is known of the realm"
        );
    }
}
