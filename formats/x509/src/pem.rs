//! Certificates as PEM.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{Error, PemObject};

use crate::X509Error;

/// Largest PEM text read, and most certificates in it: a whole public trust store holds about 150.
const TAILLE_MAX: usize = 1024 * 1024;
const NOMBRE_MAX: usize = 500;

/// The certificates of a PEM text, DER, in order. Other sections are passed over, as is text around them.
///
/// # Errors
/// When there is no certificate, when a section is broken, or beyond 1 MB or 500 certificates.
pub fn lire_pem(pem: &str) -> Result<Vec<Vec<u8>>, X509Error> {
    if pem.len() > TAILLE_MAX {
        return Err(X509Error::Pem(format!(
            "{} octets, au-delà de la limite de {TAILLE_MAX}",
            pem.len()
        )));
    }
    let mut ders = Vec::new();
    for section in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        ders.push(section.map_err(X509Error::from)?.to_vec());
        if ders.len() > NOMBRE_MAX {
            return Err(X509Error::Pem(format!("plus de {NOMBRE_MAX} certificats")));
        }
    }
    if ders.is_empty() {
        return Err(X509Error::Pem("aucun certificat".to_owned()));
    }
    Ok(ders)
}

/// The first certificate of a PEM text.
pub(crate) fn premier(pem: &str) -> Result<Vec<u8>, X509Error> {
    let mut ders = lire_pem(pem)?;
    Ok(ders.swap_remove(0))
}

/// Certificates as PEM, the inverse of [`lire_pem`].
#[must_use]
pub fn ecrire_pem<D: AsRef<[u8]>>(ders: impl IntoIterator<Item = D>) -> String {
    let mut pem = String::new();
    for der in ders {
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        let texte = STANDARD.encode(der);
        let mut reste = texte.as_str();
        while !reste.is_empty() {
            let (ligne, suite) = reste.split_at(reste.len().min(64));
            pem.push_str(ligne);
            pem.push('\n');
            reste = suite;
        }
        pem.push_str("-----END CERTIFICATE-----\n");
    }
    pem
}

/// What is wrong in a PEM text (of a key too), in French.
impl From<Error> for X509Error {
    fn from(e: Error) -> Self {
        Self::Pem(match e {
            Error::MissingSectionEnd { .. } => "une section n'a pas de ligne « -----END »".to_owned(),
            Error::IllegalSectionStart { .. } => "une ligne « -----BEGIN » est mal formée".to_owned(),
            Error::Base64Decode(_) => "une section n'est pas du base64".to_owned(),
            Error::NoItemsFound => "la section attendue est absente".to_owned(),
            autre => autre.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_pem_casse_est_refuse_en_francais() {
        for texte in [
            "",
            "bonjour",
            "-----BEGIN CERTIFICATE-----\n***\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n",
        ] {
            assert!(
                lire_pem(texte).unwrap_err().to_string().starts_with("PEM illisible : "),
                "{texte:?}"
            );
        }
    }

    #[test]
    fn aller_et_retour() {
        let ders = vec![vec![1u8; 47], vec![2u8; 48], vec![3u8; 49]];
        assert_eq!(lire_pem(&ecrire_pem(&ders)).unwrap(), ders);
    }
}
