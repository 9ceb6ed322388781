//! The detached signature over the manifest: RSA PKCS#1 v1.5 / SHA-256, deterministic, verified by one `openssl dgst`.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_x509::X509;
use sha2::{Digest, Sha256};

use crate::{DossierError, Signataire};

/// Fingerprint of the key that signs the packs of the demonstration: it is committed (`certs/demo`), so that a pack has the same bytes everywhere.
const CLE_DE_DEMONSTRATION: &str = "f406f9bc0cd86709657162e832967737ab62a6bad4aa99ad78e0bf41f8ee60ce";

/// Whether a pack is signed by a key that everybody has: its signature then proves nothing.
#[must_use]
pub fn est_cle_publique(empreinte_cle: &str) -> bool {
    empreinte_cle.eq_ignore_ascii_case(CLE_DE_DEMONSTRATION)
}

/// SHA-256, lower-case hexadecimal.
pub(crate) fn sha256(octets: &[u8]) -> String {
    hex::encode(Sha256::digest(octets))
}

/// The public key of a certificate, and its fingerprint.
pub(crate) struct ClePublique {
    rsa: Vec<u8>,
    /// SHA-256 of the SubjectPublicKeyInfo in DER.
    pub(crate) empreinte: String,
}

impl ClePublique {
    /// Reads the certificate in a PEM.
    pub(crate) fn lire(certificat_pem: &str) -> Result<Self, String> {
        let certificat = X509::lire_pem(certificat_pem).map_err(|e| e.to_string())?;
        Ok(Self {
            rsa: certificat.cle_nue().to_vec(),
            empreinte: sha256(certificat.cle_publique()),
        })
    }

    /// Whether this key signed these bytes.
    pub(crate) fn a_signe(&self, octets: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.rsa)
            .verify(octets, signature)
            .is_ok()
    }
}

/// Fingerprint of the key of a certificate, as the report and `verify` print it: SHA-256 of its SubjectPublicKeyInfo.
///
/// # Errors
/// When this is not a certificate.
pub fn empreinte_cle(certificat_pem: &str) -> Result<String, DossierError> {
    ClePublique::lire(certificat_pem)
        .map(|c| c.empreinte)
        .map_err(DossierError::Signataire)
}

/// A key pair whose certificate is known to be its own.
pub(crate) struct Signeur {
    paire: RsaKeyPair,
    publique: ClePublique,
}

impl Signeur {
    /// Reads the key and the certificate; they must belong together, else the pack would be born « altered ».
    pub(crate) fn lire(signataire: &Signataire) -> Result<Self, DossierError> {
        let publique = ClePublique::lire(&signataire.certificat_pem).map_err(DossierError::Signataire)?;
        let (genre, der) = pem(&signataire.cle_pem, &["PRIVATE KEY", "RSA PRIVATE KEY"])
            .ok_or_else(|| DossierError::Signataire("la clé n'est pas un PEM « PRIVATE KEY » en clair".to_owned()))?;
        let paire = if genre == "PRIVATE KEY" {
            RsaKeyPair::from_pkcs8(&der)
        } else {
            RsaKeyPair::from_der(&der)
        }
        .map_err(|e| DossierError::Signataire(format!("clé refusée ({e})")))?;
        let signeur = Self { paire, publique };
        let essai = signeur.signer(b"essai")?;
        if signeur.publique.a_signe(b"essai", &essai) {
            Ok(signeur)
        } else {
            Err(DossierError::Signataire("la clé n'est pas celle du certificat".to_owned()))
        }
    }

    /// Fingerprint of the key.
    pub(crate) fn empreinte(&self) -> &str {
        &self.publique.empreinte
    }

    /// Signs; PKCS#1 v1.5 draws nothing at random.
    pub(crate) fn signer(&self, octets: &[u8]) -> Result<Vec<u8>, DossierError> {
        let mut signature = vec![0; self.paire.public_modulus_len()];
        let alea = aws_lc_rs::rand::SystemRandom::new();
        self.paire
            .sign(&RSA_PKCS1_SHA256, &alea, octets, &mut signature)
            .map_err(|_| DossierError::Signataire("la clé ne sait pas signer en RSA-SHA256".to_owned()))?;
        Ok(signature)
    }
}

/// The first PEM block of one of these kinds.
fn pem<'k>(texte: &str, genres: &[&'k str]) -> Option<(&'k str, Vec<u8>)> {
    genres.iter().find_map(|genre| {
        let debut = format!("-----BEGIN {genre}-----");
        let fin = format!("-----END {genre}-----");
        let corps = texte.split_once(&debut)?.1.split_once(&fin)?.0;
        let net: String = corps.chars().filter(|c| !c.is_whitespace()).collect();
        Some((*genre, STANDARD.decode(net).ok()?))
    })
}
