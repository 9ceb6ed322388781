//! The tokens that PSC gives: read with caps, the id_token verified before anything in it is believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::{Refus, court};
use crate::ecarts::{Ecart, Ecarts};

/// Longest token read. Those of PSC have some thousands of characters.
const LONGUEUR_MAX: usize = 64 * 1024;
/// How far two clocks may be apart.
const TOLERANCE: Duration = Duration::seconds(10);
/// Levels that satisfy the floor `eidas1`. What PSC returns is often higher than what was asked.
const PLANCHER: [&str; 3] = ["eidas1", "eidas2", "eidas3"];

/// The tokens of a session. They live in memory only: none is ever written on disk.
#[derive(Clone)]
pub(crate) struct Jetons {
    pub acces: String,
    pub expire: OffsetDateTime,
    pub rafraichissement: Option<String>,
    pub id_token: Option<String>,
}

impl Jetons {
    /// Reads the answer of the token endpoint.
    pub(crate) fn lire(v: &Value, maintenant: OffsetDateTime) -> Result<Self, Refus> {
        let texte = |nom: &str| v.get(nom).and_then(Value::as_str).map(str::to_owned);
        let acces = texte("access_token").ok_or_else(|| Refus::Ecarte("PSC n'a pas donné d'access_token".to_owned()))?;
        let jetons = Self {
            acces,
            expire: maintenant + Duration::seconds(v.get("expires_in").and_then(Value::as_i64).unwrap_or_default().clamp(0, 86_400)),
            rafraichissement: texte("refresh_token"),
            id_token: texte("id_token"),
        };
        let tous = [Some(&jetons.acces), jetons.rafraichissement.as_ref(), jetons.id_token.as_ref()];
        if tous.into_iter().flatten().any(|j| j.len() > LONGUEUR_MAX) {
            return Err(Refus::Ecarte(format!(
                "PSC a donné un jeton de plus de {LONGUEUR_MAX} caractères : écarté"
            )));
        }
        Ok(jetons)
    }

    /// Whether the access token is dead, or about to be.
    pub(crate) fn mourant(&self, maintenant: OffsetDateTime) -> bool {
        self.expire <= maintenant + TOLERANCE
    }
}

/// What a verified id_token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identification {
    pub sub: String,
    pub acr: Option<String>,
}

/// What an id_token is verified against.
pub(crate) struct Attendu<'a> {
    pub emetteur: &'a str,
    pub client_id: &'a str,
    /// None: no nonce was sent (CIBA).
    pub nonce: Option<&'a str>,
    pub acces: &'a str,
    pub maintenant: OffsetDateTime,
}

/// Verifies an id_token against the keys of PSC: signature (RS256 and nothing else), iss, aud, exp, nonce, at_hash, acr.
pub(crate) fn verifier(jeton: &str, cles: &Value, attendu: &Attendu<'_>, ecarts: &Ecarts) -> Result<Identification, Refus> {
    let non = |pourquoi: String| Refus::Ecarte(format!("id_token de PSC écarté : {pourquoi} ; recommencer la connexion"));
    let entete = decode_header(jeton).map_err(|e| non(format!("illisible ({e})")))?;
    if entete.alg != Algorithm::RS256 {
        return Err(non(format!("signé par {:?}, RS256 attendu", entete.alg)));
    }
    let cle = cle(cles, entete.kid.as_deref()).ok_or_else(|| non("sa clé n'est pas parmi celles que PSC publie".to_owned()))?;
    let mut regles = Validation::new(Algorithm::RS256);
    regles.set_issuer(&[attendu.emetteur]);
    regles.set_audience(&[attendu.client_id]);
    regles.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // The instant is that of our clock, which may be the clock of the bench: read below.
    regles.validate_exp = false;
    let c = decode::<Value>(jeton, &cle, &regles).map_err(|e| non(format!("{e}")))?.claims;
    let texte = |nom: &str| c.get(nom).and_then(Value::as_str);
    let exp = c.get("exp").and_then(Value::as_i64).unwrap_or_default();
    if exp <= (attendu.maintenant - TOLERANCE).unix_timestamp() {
        return Err(non("périmé".to_owned()));
    }
    if c.get("aud").is_some_and(|a| a.as_array().is_some_and(|l| l.len() > 1)) && texte("azp") != Some(attendu.client_id) {
        return Err(non("destiné à plusieurs clients, et demandé par un autre".to_owned()));
    }
    if !ecarts.a(Ecart::PscNonceNonVerifie) && attendu.nonce.is_some() && texte("nonce") != attendu.nonce {
        return Err(non("nonce différent de celui qui a été envoyé".to_owned()));
    }
    if texte("at_hash").is_some_and(|h| h != at_hash(attendu.acces)) {
        return Err(non("at_hash n'est pas celui du jeton d'accès".to_owned()));
    }
    let acr = texte("acr").filter(|a| !a.is_empty());
    if let Some(acr) = acr.filter(|a| !PLANCHER.contains(a)) {
        return Err(non(format!("niveau d'authentification {} inférieur à eidas1", court(acr))));
    }
    Ok(Identification {
        sub: texte("sub").unwrap_or_default().to_owned(),
        acr: acr.map(str::to_owned),
    })
}

/// The key of this identifier: for signing, RSA. One that cannot be read is another's business.
fn cle(cles: &Value, kid: Option<&str>) -> Option<DecodingKey> {
    let toutes = cles.get("keys")?.as_array()?.iter().take(50);
    let mut bonnes = toutes.filter(|k| {
        let champ = |nom: &str| k.get(nom).and_then(Value::as_str);
        champ("kty") == Some("RSA") && champ("use").is_none_or(|u| u == "sig") && (kid.is_none() || champ("kid") == kid)
    });
    let jwk: Jwk = serde_json::from_value(bonnes.next()?.clone()).ok()?;
    DecodingKey::from_jwk(&jwk).ok()
}

fn at_hash(acces: &str) -> String {
    let empreinte = Sha256::digest(acces.as_bytes());
    URL_SAFE_NO_PAD.encode(&empreinte[..16])
}
