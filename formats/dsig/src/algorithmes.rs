//! Algorithms, by their identifiers.

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA384, RsaParameters,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The enveloped signature transform.
pub(crate) const ENVELOPPEE: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// The digest of these bytes, when the algorithm is known.
pub(crate) fn hacher(algorithme: &str, octets: &[u8]) -> Option<digest::Digest> {
    let algorithme = match algorithme {
        "http://www.w3.org/2000/09/xmldsig#sha1" => &SHA1_FOR_LEGACY_USE_ONLY,
        "http://www.w3.org/2001/04/xmlenc#sha256" => &SHA256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => &SHA384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => &SHA512,
        _ => return None,
    };
    Some(digest::digest(algorithme, octets))
}

/// What verifies signatures of this algorithm. SHA-1 and short keys are verified too: that they are obsolete is another finding.
pub(crate) fn signature(algorithme: &str) -> Option<&'static RsaParameters> {
    Some(match algorithme {
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => &RSA_PKCS1_2048_8192_SHA384,
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => &RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return None,
    })
}

/// The key of a `SubjectPublicKeyInfo`, when it is one of RSA.
pub(crate) fn cle(parametres: &'static RsaParameters, spki: &[u8]) -> Option<ParsedPublicKey> {
    ParsedPublicKey::new(parametres, spki).ok()
}

/// Base64 as XML carries it: white space anywhere.
pub(crate) fn base64(texte: &str) -> Option<Vec<u8>> {
    let serre: String = texte.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(serre).ok()
}
