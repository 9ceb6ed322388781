//! The discovery document, in the shape of the one that the bac à sable publishes.
//!
//! What it announces is what Keycloak announces by default, and not what is open to each client: ping, for one, is there and does not work. Every
//! address in it answers, so two of that document are left out: that of the device flow, and the frame of session management.

use serde_json::{Value, json};

/// Where the endpoints are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adresses {
    /// Issuer, and base of every endpoint but one.
    pub emetteur: String,
    /// The authorization endpoint.
    pub autorisation: String,
}

const SIGNATURES: [&str; 13] = [
    "PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512", "ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512",
];
const METHODES: [&str; 5] = [
    "private_key_jwt",
    "client_secret_basic",
    "client_secret_post",
    "tls_client_auth",
    "client_secret_jwt",
];

const CHIFFREMENTS: [&str; 3] = ["RSA-OAEP", "RSA-OAEP-256", "RSA1_5"];
const CONTENUS: [&str; 6] = ["A256GCM", "A192GCM", "A128GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"];

/// Scopes that the realm knows.
pub const PERIMETRES: [&str; 20] = [
    "openid",
    "microprofile-jwt",
    "rpps",
    "referentiel",
    "web-origins",
    "basic",
    "identity",
    "acr",
    "offline_access",
    "eidas1",
    "profile",
    "roles",
    "email",
    "scope_all",
    "phone",
    "interop",
    "scope_1",
    "address",
    "scope_2",
    "eidas2",
];

/// The document.
#[must_use]
pub fn document(adresses: &Adresses) -> Value {
    let oidc = format!("{}/protocol/openid-connect", adresses.emetteur);
    let a = |suffixe: &str| format!("{oidc}/{suffixe}");
    let enregistrement = format!("{}/clients-registrations/openid-connect", adresses.emetteur);
    json!({
        "issuer": adresses.emetteur,
        "authorization_endpoint": adresses.autorisation,
        "token_endpoint": a("token"),
        "introspection_endpoint": a("token/introspect"),
        "userinfo_endpoint": a("userinfo"),
        "end_session_endpoint": a("logout"),
        "frontchannel_logout_session_supported": true,
        "frontchannel_logout_supported": true,
        "jwks_uri": a("certs"),
        "grant_types_supported": ["authorization_code", "implicit", "refresh_token", "password", "client_credentials",
            "urn:openid:params:grant-type:ciba"],
        "acr_values_supported": ["0", "0"],
        "response_types_supported": ["code", "none", "id_token", "token", "id_token token", "code id_token", "code token", "code id_token token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": SIGNATURES,
        "id_token_encryption_alg_values_supported": CHIFFREMENTS,
        "id_token_encryption_enc_values_supported": CONTENUS,
        "userinfo_signing_alg_values_supported": SIGNATURES.iter().copied().chain(["none"]).collect::<Vec<_>>(),
        "userinfo_encryption_alg_values_supported": CHIFFREMENTS,
        "userinfo_encryption_enc_values_supported": CONTENUS,
        "request_object_signing_alg_values_supported": SIGNATURES.iter().copied().chain(["none"]).collect::<Vec<_>>(),
        "request_object_encryption_alg_values_supported": CHIFFREMENTS,
        "request_object_encryption_enc_values_supported": CONTENUS,
        "response_modes_supported": ["query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"],
        "registration_endpoint": enregistrement,
        "token_endpoint_auth_methods_supported": METHODES,
        "token_endpoint_auth_signing_alg_values_supported": SIGNATURES,
        "introspection_endpoint_auth_methods_supported": METHODES,
        "introspection_endpoint_auth_signing_alg_values_supported": SIGNATURES,
        "authorization_signing_alg_values_supported": SIGNATURES,
        "authorization_encryption_alg_values_supported": CHIFFREMENTS,
        "authorization_encryption_enc_values_supported": CONTENUS,
        "claims_supported": ["aud", "sub", "iss", "auth_time", "name", "given_name", "family_name", "preferred_username", "email", "acr"],
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": true,
        "scopes_supported": PERIMETRES,
        "request_parameter_supported": true,
        "request_uri_parameter_supported": true,
        "require_request_uri_registration": true,
        "code_challenge_methods_supported": ["plain", "S256"],
        "tls_client_certificate_bound_access_tokens": true,
        "revocation_endpoint": a("revoke"),
        "revocation_endpoint_auth_methods_supported": METHODES,
        "revocation_endpoint_auth_signing_alg_values_supported": SIGNATURES,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        "backchannel_authentication_endpoint": a("ext/ciba/auth"),
        "backchannel_authentication_request_signing_alg_values_supported":
            SIGNATURES.iter().copied().filter(|s| !s.starts_with("HS")).collect::<Vec<_>>(),
        "require_pushed_authorization_requests": false,
        "pushed_authorization_request_endpoint": a("ext/par/request"),
        "mtls_endpoint_aliases": {
            "token_endpoint": a("token"),
            "revocation_endpoint": a("revoke"),
            "introspection_endpoint": a("token/introspect"),
            "userinfo_endpoint": a("userinfo"),
            "registration_endpoint": enregistrement,
            "pushed_authorization_request_endpoint": a("ext/par/request"),
            "backchannel_authentication_endpoint": a("ext/ciba/auth"),
        },
        "authorization_response_iss_parameter_supported": true,
    })
}
