//! Keys: what verifies, and what signs.

use std::sync::Arc;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{Jwk, JwkSet, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Map, Value, json};

use super::{Jeton, JetonRefuse};

/// A public key, or a shared secret, and the algorithms that it is for: what keeps HS256 away from a public key.
#[derive(Clone)]
pub struct Verificateur {
    kid: Option<String>,
    cle: DecodingKey,
    algorithmes: Vec<Algorithm>,
}

const RSA: [Algorithm; 6] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];

impl Verificateur {
    /// A shared secret: HS256, HS384, HS512.
    #[must_use]
    pub fn secret(secret: &[u8]) -> Self {
        Self {
            kid: None,
            cle: DecodingKey::from_secret(secret),
            algorithmes: vec![Algorithm::HS256, Algorithm::HS384, Algorithm::HS512],
        }
    }

    /// The public keys of a JWK set. Keys that are neither RSA nor EC are left out.
    ///
    /// # Errors
    /// [`JetonRefuse::Cle`] when it is no JWK set.
    pub fn jwks(texte: &str) -> Result<Vec<Self>, JetonRefuse> {
        let jeu: JwkSet = serde_json::from_str(texte).map_err(|_| JetonRefuse::Cle)?;
        Ok(jeu.keys.iter().filter_map(Self::jwk).collect())
    }

    fn jwk(jwk: &Jwk) -> Option<Self> {
        use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve};
        let algorithmes = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => RSA.to_vec(),
            AlgorithmParameters::EllipticCurve(p) => match p.curve {
                EllipticCurve::P256 => vec![Algorithm::ES256],
                EllipticCurve::P384 => vec![Algorithm::ES384],
                _ => return None,
            },
            _ => return None,
        };
        Some(Self {
            kid: jwk.common.key_id.clone(),
            cle: DecodingKey::from_jwk(jwk).ok()?,
            algorithmes,
        })
    }

    /// The public half of an RSA private key (PKCS#8, PEM).
    ///
    /// # Errors
    /// [`JetonRefuse::Cle`].
    pub fn de_cle_rsa(pem: &str) -> Result<Self, JetonRefuse> {
        let prive = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(|_| JetonRefuse::Cle)?;
        let jwk = Jwk::from_encoding_key(&prive, Algorithm::RS256).map_err(|_| JetonRefuse::Cle)?;
        Self::jwk(&jwk).ok_or(JetonRefuse::Cle)
    }
}

/// Verifies the signature of a token by one of these keys, and reads it.
///
/// # Errors
/// [`JetonRefuse`]; dates, `iss` and `aud` are for [`Attentes`].
pub fn verifier(texte: &str, cles: &[Verificateur]) -> Result<Jeton, JetonRefuse> {
    let jeton = Jeton::lire(texte)?;
    let dit = |nom: &str| jeton.entete.get(nom).and_then(Value::as_str).map(str::to_owned);
    let refuse = || JetonRefuse::Algorithme(dit("alg").unwrap_or_default().chars().take(40).collect());
    let alg: Algorithm = dit("alg").and_then(|a| a.parse().ok()).ok_or_else(refuse)?;
    let kid = dit("kid");
    let siennes = || cles.iter().filter(|c| kid.is_none() || c.kid.is_none() || c.kid == kid);
    if siennes().next().is_none() {
        return Err(JetonRefuse::CleInconnue);
    }
    let mut echec = None;
    for cle in siennes().filter(|c| c.algorithmes.contains(&alg)) {
        let mut validation = Validation::new(alg);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        match jsonwebtoken::decode::<Map<String, Value>>(texte, &cle.cle, &validation) {
            Ok(_) => return Ok(jeton),
            Err(e) => {
                echec = Some(match e.kind() {
                    ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => refuse(),
                    _ => JetonRefuse::Signature,
                });
            }
        }
    }
    Err(echec.unwrap_or_else(refuse))
}

/// What signs, read once: `jsonwebtoken` reads an RSA key again for each signature, and to read is to check it, which takes longer
/// than to sign.
#[derive(Clone)]
enum Cle {
    Rsa(Arc<RsaKeyPair>),
    Secret(Box<hmac::Key>),
}

impl Cle {
    fn signer(&self, message: &[u8]) -> Result<Vec<u8>, JetonRefuse> {
        match self {
            Self::Rsa(paire) => {
                let mut signature = vec![0; paire.public_modulus_len()];
                let alea = SystemRandom::new();
                let signe = paire.sign(&RSA_PKCS1_SHA256, &alea, message, &mut signature);
                signe.map(|()| signature).map_err(|_| JetonRefuse::Cle)
            }
            Self::Secret(cle) => Ok(hmac::sign(cle, message).as_ref().to_vec()),
        }
    }
}

/// A key that signs.
#[derive(Clone)]
pub struct Signataire {
    entete: Header,
    cle: Cle,
    /// Public key, as the JWKS publishes it; null for a shared secret.
    pub jwk: Value,
    /// What verifies its signatures.
    pub verificateur: Verificateur,
}

impl Signataire {
    /// An RSA key (PKCS#8, PEM), for RS256. Its `kid` is its RFC 7638 thumbprint.
    ///
    /// # Errors
    /// [`JetonRefuse::Cle`].
    pub fn rs256(pem: &str) -> Result<Self, JetonRefuse> {
        let cle = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(|_| JetonRefuse::Cle)?;
        let mut jwk = Jwk::from_encoding_key(&cle, Algorithm::RS256).map_err(|_| JetonRefuse::Cle)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(|_| JetonRefuse::Cle)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
        let mut entete = Header::new(Algorithm::RS256);
        entete.kid = Some(kid);
        let mut verificateur = Verificateur::jwk(&jwk).ok_or(JetonRefuse::Cle)?;
        // A key of ours signs with nothing else.
        verificateur.algorithmes = vec![Algorithm::RS256];
        let paire = RsaKeyPair::from_der(cle.as_bytes()).map_err(|_| JetonRefuse::Cle)?;
        Ok(Self {
            entete,
            cle: Cle::Rsa(Arc::new(paire)),
            jwk: serde_json::to_value(&jwk).map_err(|_| JetonRefuse::Cle)?,
            verificateur,
        })
    }

    /// A shared secret, for HS256: tokens that only their issuer reads.
    #[must_use]
    pub fn hs256(secret: &[u8]) -> Self {
        let mut verificateur = Verificateur::secret(secret);
        verificateur.algorithmes = vec![Algorithm::HS256];
        Self {
            entete: Header::new(Algorithm::HS256),
            cle: Cle::Secret(Box::new(hmac::Key::new(hmac::HMAC_SHA256, secret))),
            jwk: Value::Null,
            verificateur,
        }
    }

    /// `kid`, for an RSA key.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.entete.kid.as_deref()
    }

    /// Signs.
    ///
    /// # Errors
    /// [`JetonRefuse::Cle`]: the key was not what it seemed.
    pub fn signer(&self, charge: &Value) -> Result<String, JetonRefuse> {
        self.signer_sous(&self.entete, charge)
    }

    /// Signs, under another `typ` than `JWT` (`logout+jwt`).
    ///
    /// # Errors
    /// [`JetonRefuse::Cle`].
    pub fn signer_type(&self, typ: &str, charge: &Value) -> Result<String, JetonRefuse> {
        let mut entete = self.entete.clone();
        entete.typ = Some(typ.to_owned());
        self.signer_sous(&entete, charge)
    }

    fn signer_sous(&self, entete: &Header, charge: &Value) -> Result<String, JetonRefuse> {
        let entete = serde_json::to_vec(entete).map_err(|_| JetonRefuse::Cle)?;
        let mut jeton = URL_SAFE_NO_PAD.encode(entete);
        jeton.push('.');
        URL_SAFE_NO_PAD.encode_string(charge.to_string(), &mut jeton);
        let signature = self.cle.signer(jeton.as_bytes())?;
        jeton.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut jeton);
        Ok(jeton)
    }
}

/// A JWK set.
#[must_use]
pub fn jeu_de_cles<'a>(cles: impl IntoIterator<Item = &'a Signataire>) -> Value {
    json!({ "keys": cles.into_iter().map(|c| c.jwk.clone()).collect::<Vec<_>>() })
}
