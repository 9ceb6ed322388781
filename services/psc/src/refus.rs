//! Refusals, in the dialect of Keycloak. The texts of the real service are not public: the codes are those of the RFCs, the
//! descriptions those of Keycloak, in English as there.

use segur_kit::Reponse;
use segur_model::Rule;
use segur_oidc::regles;
use serde_json::{Value, json};

/// A refusal of an API endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refus {
    pub statut: u16,
    pub erreur: String,
    pub description: String,
    /// Rule on which it stands, when it stands on one.
    pub regle: Option<&'static str>,
}

impl Refus {
    pub fn nouveau(statut: u16, erreur: &str, description: impl Into<String>) -> Self {
        Self {
            statut,
            erreur: erreur.to_owned(),
            description: description.into(),
            regle: None,
        }
    }

    /// The same, on this rule.
    pub fn sur(mut self, regle: Rule) -> Self {
        self.regle = Some(regle.id);
        self
    }

    /// The request is not one.
    pub fn requete(description: impl Into<String>) -> Self {
        Self::nouveau(400, "invalid_request", description)
    }

    /// A code or a token that is worth nothing.
    pub fn grant(description: impl Into<String>) -> Self {
        Self::nouveau(400, "invalid_grant", description)
    }

    /// Who are you?
    pub fn client() -> Self {
        Self::nouveau(401, "invalid_client", "Invalid client or Invalid client credentials").sur(regles::JETON_CLIENT)
    }

    /// A bearer that is worth nothing (RFC 6750, § 3).
    pub fn porteur(description: impl Into<String>) -> Self {
        Self::nouveau(401, "invalid_token", description)
    }
}

impl From<Refus> for Reponse {
    fn from(r: Refus) -> Self {
        let mut reponse = json_sans_cache(r.statut, &json!({ "error": r.erreur, "error_description": r.description }));
        reponse.refus = r.regle.map(str::to_owned);
        match (r.statut, r.erreur.as_str()) {
            (401, "invalid_client") => reponse.entete("www-authenticate", "Basic realm=\"esante-wallet\""),
            (401, _) | (403, "insufficient_scope") => {
                let description = r.description.replace(['"', '\\'], "'");
                reponse.entete(
                    "www-authenticate",
                    format!(
                        "Bearer realm=\"esante-wallet\", error=\"{}\", error_description=\"{description}\"",
                        r.erreur
                    ),
                )
            }
            _ => reponse,
        }
    }
}

/// A JSON answer that nobody keeps.
pub(crate) fn json_sans_cache(statut: u16, valeur: &Value) -> Reponse {
    Reponse::nouvelle(statut, "application/json", valeur.to_string())
        .entete("cache-control", "no-store")
        .entete("pragma", "no-cache")
}

/// What either side of a request gives.
pub(crate) type Issue = Result<Reponse, Refus>;
