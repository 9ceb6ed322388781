//! What is wrong in an authorization request whose client and redirect URI are good.

use segur_model::Rule;
use segur_oidc::decouverte::PERIMETRES;
use segur_oidc::regles;

use crate::appel::Appel;
use crate::demande::est_depot;
use crate::jetons::mots;

/// Longest of what is free text in a request.
const TEXTE_MAX: usize = 2048;
const TEXTES: [&str; 9] = [
    "state",
    "nonce",
    "login_hint",
    "scope",
    "acr_values",
    "acr",
    "prompt",
    "max_age",
    "kc_idp_hint",
];

/// What is wrong beyond client and URI.
pub(crate) struct Defaut {
    pub erreur: &'static str,
    pub description: &'static str,
    pub regle: Option<Rule>,
}

impl Defaut {
    fn sur(mut self, regle: Rule) -> Self {
        self.regle = Some(regle);
        self
    }
}

/// Response types of the flows without code, which the realm announces and no client has.
const SANS_CODE: [&str; 7] = [
    "none",
    "id_token",
    "token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
];

/// The first thing wrong.
pub(crate) fn defaut(appel: &Appel<'_>) -> Option<Defaut> {
    let absent = |nom| appel.champ(nom).is_none();
    let long = |nom| appel.champ(nom).is_some_and(|v| v.len() > TEXTE_MAX);
    let dire = |erreur, description| Some(dire(erreur, description));
    if absent("response_type") {
        return dire("invalid_request", "Missing parameter: response_type").map(|d| d.sur(regles::RESPONSE_TYPE));
    }
    if appel.champ("response_type").is_some_and(|t| SANS_CODE.contains(&t)) {
        return dire(
            "unauthorized_client",
            "Client is not allowed to initiate browser login with given response_type. Implicit flow is disabled for the client.",
        )
        .map(|d| d.sur(regles::RESPONSE_TYPE));
    }
    if appel.champ("response_type") != Some("code") {
        return dire("unsupported_response_type", "Only response_type=code is played").map(|d| d.sur(regles::RESPONSE_TYPE));
    }
    if !matches!(appel.champ("response_mode"), None | Some("query" | "fragment" | "form_post")) {
        return dire("invalid_request", "Invalid parameter: response_mode");
    }
    if !absent("request") {
        return dire("request_not_supported", "Request objects are not played");
    }
    if appel.champ("request_uri").is_some_and(|u| !est_depot(u)) {
        return dire("request_uri_not_supported", "Request objects are not played");
    }
    if TEXTES.into_iter().any(long) {
        return dire("invalid_request", "Parameter too long");
    }
    let connu = |m: &str| PERIMETRES.contains(&m);
    if appel.champ("scope").is_some_and(|s| mots(s).any(|m| !connu(m))) {
        return dire("invalid_scope", "Invalid scopes");
    }
    defaut_pkce(appel)
}

fn dire(erreur: &'static str, description: &'static str) -> Defaut {
    Defaut {
        erreur,
        description,
        regle: None,
    }
}

fn defaut_pkce(appel: &Appel<'_>) -> Option<Defaut> {
    let dire = |description| Some(dire("invalid_request", description).sur(regles::PKCE_S256));
    let Some(defi) = appel.champ("code_challenge") else {
        if appel.champ("code_challenge_method").is_some() || appel.bascules().pkce == crate::Pkce::Exigee {
            return dire("Missing parameter: code_challenge");
        }
        return None;
    };
    if !matches!(appel.champ("code_challenge_method"), None | Some("plain" | "S256")) {
        return dire("Invalid parameter: invalid code_challenge_method");
    }
    // The form of RFC 7636, § 4.2: that of a verifier.
    (!segur_oidc::verificateur_admis(defi))
        .then(|| dire("Invalid parameter: code_challenge"))
        .flatten()
}
