//! Signed tokens (JWS, compact form): read with caps, verified with the algorithms that the caller allows, written.
//!
//! Dates are not judged here but by [`Attentes`], on the clock that the caller gives: `jsonwebtoken` would ask the system.

mod cles;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

pub use cles::{Signataire, Verificateur, jeu_de_cles, verifier};

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

    /// The national identifier of the person that it names, wherever Pro Santé Connect puts it.
    #[must_use]
    pub fn personne(&self) -> Option<&str> {
        ["SubjectNameID", "preferred_username"].iter().find_map(|n| self.texte(n))
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
