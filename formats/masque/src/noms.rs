//! The names behind which a secret stands.
//!
//! Not in these lists, on purpose: `state` and `nonce`, which bind a request to its answer and open nothing; `auth_req_id`, which is
//! worth nothing without the authentication of the client, and is how the polls of one CIBA request are followed in the pack;
//! `session_state`, `sid`, `code_challenge` and `client_id`, which are public.

/// Names of fields, elements and parameters whose value is a secret, in lower case, without `-` and `_`.
const CHAMPS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "motdepasse",
    "mdp",
    "secret",
    "clientsecret",
    "apikey",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "idtokenhint",
    "clientassertion",
    "codeverifier",
    "logouttoken",
    "subjecttoken",
    "actortoken",
    "requestedtoken",
    "devicecode",
    "proxysessionid",
    "privatekey",
    "cleprivee",
];

/// Names that are a secret as the parameter of a URL, of a form or of a JSON object, and something else in XML
/// (`<saml:Assertion>`, `<token>` of a schema).
const PARAMETRES: &[&str] = &["token", "assertion", "samlresponse", "samlrequest", "samlart"];

/// The authorization code: a secret in OAuth, and everywhere else the code of anything (`code="11502-2"`).
pub(super) const CODE: &str = "code";

/// HTTP headers whose value is a secret.
pub const ENTETES: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "esante-api-key",
    "authentication-info",
    "dpop",
];

fn nu(nom: &str) -> String {
    nom.chars()
        .filter(|c| *c != '-' && *c != '_')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a field of this name holds a secret.
pub(crate) fn champ_secret(nom: &str) -> bool {
    CHAMPS.contains(&nu(nom).as_str())
}

/// Whether the parameter of this name, in a URL, a form or a JSON object, holds a secret.
#[must_use]
pub fn parametre_secret(nom: &str) -> bool {
    let nu = nu(nom);
    CHAMPS.contains(&nu.as_str()) || PARAMETRES.contains(&nu.as_str())
}
