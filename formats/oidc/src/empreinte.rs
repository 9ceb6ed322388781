//! Digests: PKCE, and the thumbprint of a certificate in both encodings that are met.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// How a token writes `cnf.x5t#S256`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FormeX5t {
    /// RFC 8705, § 3.1: base64url without padding of the SHA-256 of the DER certificate.
    #[default]
    Rfc8705,
    /// As the examples of the ANS: standard base64 of the lower-case hexadecimal digest.
    Ans,
}

impl FormeX5t {
    /// Its word in facts and settings.
    #[must_use]
    pub fn mot(self) -> &'static str {
        match self {
            Self::Rfc8705 => "rfc8705",
            Self::Ans => "ans",
        }
    }

    /// Writes the thumbprint of a certificate, given the SHA-256 of its DER in lower-case hexadecimal. None when it is no such digest.
    #[must_use]
    pub fn ecrire(self, sha256_hexa: &str) -> Option<String> {
        let octets = hexa(sha256_hexa)?;
        Some(match self {
            Self::Rfc8705 => URL_SAFE_NO_PAD.encode(octets),
            Self::Ans => STANDARD.encode(sha256_hexa),
        })
    }

    /// In which form a thumbprint is that of this certificate; none when it is another's.
    #[must_use]
    pub fn reconnaitre(x5t: &str, sha256_hexa: &str) -> Option<Self> {
        [Self::Rfc8705, Self::Ans]
            .into_iter()
            .find(|f| f.ecrire(sha256_hexa).is_some_and(|e| e == x5t))
    }

    /// Which form a thumbprint is written in, whoever's it is.
    #[must_use]
    pub fn deviner(x5t: &str) -> Option<Self> {
        if URL_SAFE_NO_PAD.decode(x5t).is_ok_and(|o| o.len() == 32) {
            return Some(Self::Rfc8705);
        }
        let texte = STANDARD.decode(x5t).ok().and_then(|o| String::from_utf8(o).ok());
        texte.and_then(|t| hexa(&t)).map(|_| Self::Ans)
    }
}

fn hexa(texte: &str) -> Option<Vec<u8>> {
    let minuscules = texte.len() == 64 && !texte.bytes().any(|o| o.is_ascii_uppercase());
    minuscules.then(|| hex::decode(texte).ok()).flatten()
}

/// Whether a PKCE verifier has the form of RFC 7636, § 4.1.
#[must_use]
pub fn verificateur_admis(verificateur: &str) -> bool {
    (43..=128).contains(&verificateur.len()) && verificateur.bytes().all(|o| o.is_ascii_alphanumeric() || b"-._~".contains(&o))
}

/// The S256 challenge of a verifier (RFC 7636, § 4.2).
#[must_use]
pub fn defi_s256(verificateur: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verificateur.as_bytes()))
}

/// `at_hash` of an access token signed RS256 (OpenID Connect Core, § 3.1.3.6).
#[must_use]
pub fn at_hash(jeton: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(jeton.as_bytes())[..16])
}
