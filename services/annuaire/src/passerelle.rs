//! What stands before the API: the key, the quota, the paths. Its refusals are not FHIR, but that of the quota. Their exact texts are not public.

use segur_fhir::trop_d_appels;
use segur_kit::{Reponse, Requete};
use serde_json::json;

use crate::etat::Compte;
use crate::service::FHIR_JSON;

/// A refusal of the gateway.
pub(crate) fn refus(statut: u16, message: &str) -> Reponse {
    let corps = json!({ "message": message, "http_status_code": statut }).to_string();
    Reponse::nouvelle(statut, "application/json", corps)
}

/// Over the quota: a client is told what happened, and when to come back.
pub(crate) fn quota(quota: u32) -> Reponse {
    let corps = trop_d_appels(&format!(
        "Rate limit exceeded ! You reached the limit of {quota} requests per 1 seconds"
    ));
    Reponse::nouvelle(429, FHIR_JSON, corps.to_string())
        .entete("x-rate-limit-limit", quota.to_string())
        .entete("x-rate-limit-remaining", "0")
        .entete("retry-after", "1")
}

/// The headers that tell where a key stands.
pub(crate) fn entetes_de_quota(reponse: Reponse, quota: u32, compte: Compte) -> Reponse {
    if quota == 0 {
        return reponse;
    }
    reponse
        .entete("x-rate-limit-limit", quota.to_string())
        .entete("x-rate-limit-remaining", compte.reste.to_string())
}

/// The key of a request.
pub(crate) fn cle(requete: &Requete) -> Option<&str> {
    requete.entete("esante-api-key").map(str::trim).filter(|c| !c.is_empty())
}
