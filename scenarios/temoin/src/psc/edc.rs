//! Espace de Confiance: the token of PSC exchanged for one of the API (RFC 8693), then the API, over the same certificate.

use serde_json::Value;

use super::client::{ClientPsc, json};
use super::{Appel, Refus, parametres};
use crate::ecarts::Ecart;

impl ClientPsc {
    /// Calls the API for the person of this access token: what the API answered.
    pub(crate) async fn appeler_api(&self, appel: &Appel<'_>, acces: &str) -> Result<Value, Refus> {
        let edc = self
            .config
            .edc
            .as_ref()
            .ok_or_else(|| Refus::Panne("l'API Pro Santé Connectée n'est pas configurée (`psc.edc`)".to_owned()))?;
        let sans = || Refus::Panne("l'Espace de Confiance demande un certificat (`auth_certificat` et `auth_cle`)".to_owned());
        let confiance = self.confiance.as_ref().ok_or_else(sans)?;
        let client = if appel.ecarts.a(Ecart::EdcSansCertificat) {
            &self.sans
        } else {
            confiance
        };
        let mut champs = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("client_id", self.config.client_id.as_str()),
            ("subject_token", acces),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ];
        if !edc.portee.is_empty() {
            champs.push(("scope", &edc.portee));
        }
        let echange = client
            .post(&edc.jeton)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(parametres(&champs));
        let lu = json(echange, "échange de jeton").await?;
        let jeton = lu
            .get("access_token")
            .and_then(Value::as_str)
            .ok_or_else(|| Refus::Ecarte("l'échange de jeton n'a pas donné d'access_token".to_owned()))?;
        let client = match &self.autre {
            Some(autre) if appel.ecarts.a(Ecart::EdcAutreCertificat) => autre,
            _ => client,
        };
        json(client.get(&edc.api).bearer_auth(jeton), "API").await
    }
}
