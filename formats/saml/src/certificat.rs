//! Certificates: from DER to the words of the model.

use segur_model::Certificat;
use sha2::{Digest, Sha256};
use x509_parser::prelude::*;

use crate::dn::ecrire_rfc4514;

/// The first certificate of a PEM text, in the words of the model.
#[must_use]
pub fn lire_certificat_pem(pem: &str) -> Option<Certificat> {
    let der = ders(pem).into_iter().next()?;
    lire_certificat_der(&der)
}

/// A DER certificate, in the words of the model.
#[must_use]
pub fn lire_certificat_der(der: &[u8]) -> Option<Certificat> {
    let (_, certificat) = X509Certificate::from_der(der).ok()?;
    Some(modele(&certificat, der))
}

pub(crate) fn modele(certificat: &X509Certificate<'_>, der: &[u8]) -> Certificat {
    let sujet = certificat.subject();
    Certificat {
        sujet: ecrire_rfc4514(sujet),
        emetteur: ecrire_rfc4514(certificat.issuer()),
        cn: sujet.iter_common_name().next().map(valeur).unwrap_or_default(),
        ou: sujet.iter_organizational_unit().map(valeur).collect(),
        serie: serie(certificat.raw_serial()),
        empreinte: empreinte(der),
        debut: certificat.validity().not_before.to_datetime(),
        fin: certificat.validity().not_after.to_datetime(),
    }
}

/// The text of a name attribute, whatever its string type.
pub(crate) fn valeur(attribut: &AttributeTypeAndValue<'_>) -> String {
    attribut.as_str().map_or_else(|_| texte(attribut.as_slice()), str::to_owned)
}

/// Bytes of a string whose type says little: UTF-8, else Latin-1, which is what old cards put in a `T61String`.
pub(crate) fn texte(octets: &[u8]) -> String {
    std::str::from_utf8(octets).map_or_else(|_| octets.iter().map(|o| char::from(*o)).collect(), str::to_owned)
}

/// Every certificate of a PEM text; what is not a certificate is skipped.
pub(crate) fn ders(pem: &str) -> Vec<Vec<u8>> {
    Pem::iter_from_buffer(pem.as_bytes())
        .filter_map(Result::ok)
        .filter(|p| p.label == "CERTIFICATE")
        .map(|p| p.contents)
        .collect()
}

/// Without the zero octet that only keeps the sign.
fn serie(octets: &[u8]) -> String {
    match octets {
        [0, reste @ ..] if !reste.is_empty() => hexa(reste, true),
        tous => hexa(tous, true),
    }
}

fn empreinte(der: &[u8]) -> String {
    hexa(Sha256::digest(der).as_ref(), false)
}

fn hexa(octets: &[u8], majuscules: bool) -> String {
    octets
        .iter()
        .map(|o| if majuscules { format!("{o:02X}") } else { format!("{o:02x}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dit_la_meme_chose_que_l_igc() {
        let igc = segur_certs::Igc::demo().unwrap();
        for identite in igc.identites() {
            assert_eq!(
                lire_certificat_pem(&identite.certificat_pem).as_ref(),
                Some(&identite.certificat),
                "{}",
                identite.nom
            );
        }
        assert_eq!(lire_certificat_pem("pas un PEM"), None);
        assert_eq!(lire_certificat_der(b"0\x03xyz"), None);
    }
}
