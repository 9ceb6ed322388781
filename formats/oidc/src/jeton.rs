//! Signed tokens (JWS, compact form): read with caps, verified with the algorithms that the caller allows, written.
//!
//! Dates are not judged here but by [`Attentes`], on the clock that the caller gives: `jsonwebtoken` would ask the system.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
pub use jsonwebtoken::Algorithm;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{Jwk, JwkSet, ThumbprintHash};
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Map, Value, json};

/// Longest token read, in characters.
pub const TAILLE_MAX: usize = 16 * 1024;
/// Deepest object or list in a token.
pub const PROFONDEUR_MAX: usize = 10;

/// Why a token is refused, and what to do (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JetonRefuse {
    /// Too long.
    #[error("jeton de {0} caractères : {TAILLE_MAX} au plus ; envoyez le jeton tel qu'il a été reçu")]
    TropLong(usize),
    /// Not three parts of base64url, two of them JSON objects.
    #[error("ce n'est pas un JWT signé (trois parties en base64url, dont deux objets JSON) ; envoyez le jeton tel qu'il a été reçu")]
    Forme,
    /// Nested too deep.
    #[error("jeton de plus de {PROFONDEUR_MAX} niveaux ; envoyez le jeton tel qu'il a été reçu")]
    Profondeur,
    /// `none`, or an algorithm that this key is not for.
    #[error("algorithme « {0} » refusé ; signez avec un des algorithmes permis (RS256 le plus souvent)")]
    Algorithme(String),
    /// No key has this `kid`.
    #[error("signé par une clé inconnue ; vérifiez l'en-tête kid et les clés publiées")]
    CleInconnue,
    /// The signature is not that of the content.
    #[error("signature fausse ; vérifiez la clé, et que le jeton n'a pas été modifié")]
    Signature,
    /// `iss`.
    #[error("émetteur (iss) « {0} » inattendu ; vérifiez de quel service vient le jeton")]
    Emetteur(String),
    /// `aud`.
    #[error("destinataire (aud) inattendu ; vérifiez à qui le jeton est adressé")]
    Audience,
    /// `exp` is past or absent.
    #[error("jeton expiré, ou sans exp ; demandez-en un nouveau")]
    Expire,
    /// `nbf` or `iat` is in the future.
    #[error("jeton du futur (nbf ou iat) ; vérifiez l'horloge")]
    Futur,
    /// The key itself is not usable.
    #[error("clé inutilisable ; vérifiez que c'est une clé RSA ou EC, en PEM ou en JWK")]
    Cle,
}

/// A token, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Jeton {
    /// Header.
    pub entete: Map<String, Value>,
    /// Claims.
    pub charge: Map<String, Value>,
}

impl Jeton {
    /// Reads without verifying: to tell what a token says, never to trust it.
    ///
    /// # Errors
    /// [`JetonRefuse::TropLong`], [`JetonRefuse::Forme`], [`JetonRefuse::Profondeur`].
    pub fn lire(texte: &str) -> Result<Self, JetonRefuse> {
        if texte.len() > TAILLE_MAX {
            return Err(JetonRefuse::TropLong(texte.len()));
        }
        let mut parties = texte.split('.');
        let (Some(entete), Some(charge), Some(_), None) = (parties.next(), parties.next(), parties.next(), parties.next()) else {
            return Err(JetonRefuse::Forme);
        };
        Ok(Self {
            entete: partie(entete)?,
            charge: partie(charge)?,
        })
    }

    /// A claim that is text.
    #[must_use]
    pub fn texte(&self, nom: &str) -> Option<&str> {
        self.charge.get(nom)?.as_str()
    }

    /// A claim that is a number of seconds.
    #[must_use]
    pub fn secondes(&self, nom: &str) -> Option<i64> {
        self.charge.get(nom)?.as_i64()
    }

    /// `aud`, one or several.
    pub fn audiences(&self) -> impl Iterator<Item = &str> {
        let aud = self.charge.get("aud");
        let liste = aud.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        aud.and_then(Value::as_str)
            .into_iter()
            .chain(liste.iter().filter_map(Value::as_str))
    }

    /// The thumbprint of the certificate that it is bound to.
    #[must_use]
    pub fn x5t(&self) -> Option<&str> {
        self.charge.get("cnf")?.get("x5t#S256")?.as_str()
    }
}

fn partie(texte: &str) -> Result<Map<String, Value>, JetonRefuse> {
    let octets = URL_SAFE_NO_PAD.decode(texte).map_err(|_| JetonRefuse::Forme)?;
    match serde_json::from_slice(&octets) {
        Ok(Value::Object(objet)) => {
            if objet.values().all(|v| profondeur(v) < PROFONDEUR_MAX) {
                Ok(objet)
            } else {
                Err(JetonRefuse::Profondeur)
            }
        }
        // What serde_json itself refuses to go down into.
        Err(e) if e.to_string().starts_with("recursion limit") => Err(JetonRefuse::Profondeur),
        _ => Err(JetonRefuse::Forme),
    }
}

/// serde_json has capped the depth already: this recursion is short.
fn profondeur(v: &Value) -> usize {
    match v {
        Value::Array(l) => 1 + l.iter().map(profondeur).max().unwrap_or(0),
        Value::Object(o) => 1 + o.values().map(profondeur).max().unwrap_or(0),
        _ => 0,
    }
}

/// What a token must say to be of use here and now.
#[derive(Debug, Clone, Default)]
pub struct Attentes<'a> {
    /// `iss` must be one of these; empty: not looked at.
    pub emetteurs: &'a [&'a str],
    /// `aud` must hold one of these; empty: not looked at.
    pub audiences: &'a [&'a str],
    /// Now, in seconds since 1970.
    pub maintenant: i64,
    /// Tolerance on dates, in seconds.
    pub tolerance: i64,
}

impl Attentes<'_> {
    /// Checks a token.
    ///
    /// # Errors
    /// What it says wrong first.
    pub fn verifier(&self, jeton: &Jeton) -> Result<(), JetonRefuse> {
        let iss = jeton.texte("iss").unwrap_or_default();
        if !self.emetteurs.is_empty() && !self.emetteurs.contains(&iss) {
            return Err(JetonRefuse::Emetteur(iss.chars().take(200).collect()));
        }
        if !self.audiences.is_empty() && !jeton.audiences().any(|a| self.audiences.contains(&a)) {
            return Err(JetonRefuse::Audience);
        }
        let exp = jeton.secondes("exp").ok_or(JetonRefuse::Expire)?;
        if exp.saturating_add(self.tolerance) <= self.maintenant {
            return Err(JetonRefuse::Expire);
        }
        let futur = |nom| {
            jeton
                .secondes(nom)
                .is_some_and(|t| t > self.maintenant.saturating_add(self.tolerance))
        };
        if futur("nbf") || futur("iat") {
            return Err(JetonRefuse::Futur);
        }
        Ok(())
    }
}

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

/// A key that signs.
#[derive(Clone)]
pub struct Signataire {
    entete: Header,
    cle: EncodingKey,
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
        Ok(Self {
            entete,
            cle,
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
            cle: EncodingKey::from_secret(secret),
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
        jsonwebtoken::encode(&self.entete, charge, &self.cle).map_err(|_| JetonRefuse::Cle)
    }
}

/// A JWK set.
#[must_use]
pub fn jeu_de_cles<'a>(cles: impl IntoIterator<Item = &'a Signataire>) -> Value {
    json!({ "keys": cles.into_iter().map(|c| c.jwk.clone()).collect::<Vec<_>>() })
}
