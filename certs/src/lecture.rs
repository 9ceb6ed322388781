//! Reading certificates: PEM to DER, and what a certificate says.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::pki_types::{
    CertificateDer,
    pem::{self, PemObject},
};
use segur_model::Certificat;
use time::OffsetDateTime;
use x509_parser::{
    asn1_rs::{Oid, Tag},
    prelude::{AttributeTypeAndValue, FromDer, X509Certificate, X509Name},
};

use crate::{CertsError, nom::tlv};

/// Largest certificate read. Real ones are about 2 kB.
const TAILLE_MAX_DER: usize = 64 * 1024;
/// Largest PEM text read, and most certificates in it: a whole public trust store holds about 150.
const TAILLE_MAX_PEM: usize = 1024 * 1024;
const NOMBRE_MAX: usize = 500;

/// Short names of the attributes that IGC-Santé names use, as OpenSSL writes them.
pub(crate) const ATTRIBUTS: &[(&str, &str)] = &[
    ("CN", "2.5.4.3"),
    ("SN", "2.5.4.4"),
    ("serialNumber", "2.5.4.5"),
    ("C", "2.5.4.6"),
    ("L", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("street", "2.5.4.9"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("title", "2.5.4.12"),
    ("postalCode", "2.5.4.17"),
    ("GN", "2.5.4.42"),
    ("organizationIdentifier", "2.5.4.97"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("emailAddress", "1.2.840.113549.1.9.1"),
];

/// Reads a certificate. Names are written as `openssl -nameopt RFC2253` does: last RDN first (`CN=…,OU=…,O=…,C=FR`),
/// accents as they are, `+` between the attributes of one RDN (`CN=899…+SN=…+GN=…,title=Médecin,C=FR`, a card).
///
/// # Errors
/// When the bytes are not exactly one certificate, or are more than 64 kB.
pub fn lire_certificat(der: &[u8]) -> Result<Certificat, CertsError> {
    let x509 = analyser(der)?;
    let sujet = x509.subject();
    let ou = textes(sujet, "2.5.4.11");
    Ok(Certificat {
        sujet: nom_rfc4514(sujet),
        emetteur: nom_rfc4514(x509.issuer()),
        cn: textes(sujet, "2.5.4.3").pop().unwrap_or_default(),
        ou,
        serie: serie(x509.raw_serial()),
        empreinte: hexa(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der).as_ref(), false),
        debut: instant(x509.validity().not_before.to_datetime())?,
        fin: instant(x509.validity().not_after.to_datetime())?,
    })
}

/// The certificates of a PEM text, DER, in order. Other sections are passed over, as is text around them.
///
/// # Errors
/// When there is no certificate, when a section is broken, or beyond 1 MB or 500 certificates.
pub fn pem_en_der(pem: &str) -> Result<Vec<Vec<u8>>, CertsError> {
    if pem.len() > TAILLE_MAX_PEM {
        return Err(CertsError::Pem(format!(
            "{} octets, au-delà de la limite de {TAILLE_MAX_PEM}",
            pem.len()
        )));
    }
    let mut ders = Vec::new();
    for section in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let der = section.map_err(|e| pem_casse(&e))?;
        ders.push(der.to_vec());
        if ders.len() > NOMBRE_MAX {
            return Err(CertsError::Pem(format!("plus de {NOMBRE_MAX} certificats")));
        }
    }
    if ders.is_empty() {
        return Err(CertsError::Pem("aucun certificat".to_owned()));
    }
    Ok(ders)
}

/// What is wrong in a PEM text, in French.
pub(crate) fn pem_casse(e: &pem::Error) -> CertsError {
    CertsError::Pem(match e {
        pem::Error::MissingSectionEnd { .. } => "une section n'a pas de ligne « -----END »".to_owned(),
        pem::Error::IllegalSectionStart { .. } => "une ligne « -----BEGIN » est mal formée".to_owned(),
        pem::Error::Base64Decode(_) => "une section n'est pas du base64".to_owned(),
        pem::Error::NoItemsFound => "la section attendue est absente".to_owned(),
        autre => autre.to_string(),
    })
}

/// Certificates as PEM, the inverse of [`pem_en_der`].
pub(crate) fn certificats_pem<'a>(ders: impl IntoIterator<Item = &'a Vec<u8>>) -> String {
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

pub(crate) fn analyser(der: &[u8]) -> Result<X509Certificate<'_>, CertsError> {
    if der.len() > TAILLE_MAX_DER {
        return Err(CertsError::Certificat(format!(
            "{} octets, au-delà de la limite de {TAILLE_MAX_DER}",
            der.len()
        )));
    }
    match X509Certificate::from_der(der) {
        Ok(([], x509)) => Ok(x509),
        Ok((reste, _)) => Err(CertsError::Certificat(format!(
            "{} octets en trop après le certificat",
            reste.len()
        ))),
        Err(_) => Err(CertsError::Certificat("ce n'est pas la structure d'un certificat X.509".to_owned())),
    }
}

/// Serial number as OpenSSL prints it: without the zero octet that only keeps the sign.
fn serie(octets: &[u8]) -> String {
    match octets {
        [0, reste @ ..] if !reste.is_empty() => hexa(reste, true),
        tous => hexa(tous, true),
    }
}

fn hexa(octets: &[u8], majuscules: bool) -> String {
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut s, o| {
        // Writing to a String cannot fail.
        let _ = if majuscules { write!(s, "{o:02X}") } else { write!(s, "{o:02x}") };
        s
    })
}

fn instant(t: OffsetDateTime) -> Result<OffsetDateTime, CertsError> {
    t.replace_nanosecond(0).map_err(|e| CertsError::Certificat(e.to_string()))
}

fn textes(nom: &X509Name<'_>, oid: &str) -> Vec<String> {
    nom.iter_attributes()
        .filter(|a| a.attr_type().to_id_string() == oid)
        .map(valeur_simple)
        .collect()
}

fn nom_rfc4514(nom: &X509Name<'_>) -> String {
    let mut rdns: Vec<String> = nom
        .iter_rdn()
        .map(|rdn| {
            let mut attributs: Vec<String> = rdn
                .iter()
                .map(|a| format!("{}={}", type_attribut(a.attr_type()), valeur(a)))
                .collect();
            attributs.reverse();
            attributs.join("+")
        })
        .collect();
    rdns.reverse();
    rdns.join(",")
}

fn type_attribut(oid: &Oid<'_>) -> String {
    let id = oid.to_id_string();
    ATTRIBUTS
        .iter()
        .find(|(_, o)| *o == id)
        .map_or(id, |(court, _)| (*court).to_owned())
}

/// The text of an attribute; what is not text, `#` and its DER in hexadecimal.
fn valeur_simple(a: &AttributeTypeAndValue<'_>) -> String {
    texte(a).unwrap_or_else(|| hexadecimale(a))
}

fn valeur(a: &AttributeTypeAndValue<'_>) -> String {
    texte(a).map_or_else(|| hexadecimale(a), |t| echapper(&t))
}

fn texte(a: &AttributeTypeAndValue<'_>) -> Option<String> {
    let v = a.attr_value();
    match v.tag() {
        Tag::BmpString => {
            let (paires, reste) = v.data.as_chunks::<2>();
            let unites: Vec<u16> = paires.iter().map(|p| u16::from_be_bytes(*p)).collect();
            if reste.is_empty() { String::from_utf16(&unites).ok() } else { None }
        }
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString => std::str::from_utf8(v.data).ok().map(str::to_owned),
        // Old certificates: T.61 used as Latin-1, which is what every producer did.
        Tag::T61String => Some(v.data.iter().map(|o| char::from(*o)).collect()),
        _ => None,
    }
}

fn hexadecimale(a: &AttributeTypeAndValue<'_>) -> String {
    let v = a.attr_value();
    // A string tag is below 31, thus one octet.
    format!("#{}", hexa(&tlv(v.tag().0 as u8, &[v.data]), true))
}

/// RFC 4514 §2.4.
fn echapper(texte: &str) -> String {
    let dernier = texte.chars().count().saturating_sub(1);
    let mut s = String::with_capacity(texte.len());
    for (i, c) in texte.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => s.extend(['\\', c]),
            ' ' if i == 0 || i == dernier => s.push_str("\\ "),
            '#' if i == 0 => s.push_str("\\#"),
            '\0' => s.push_str("\\00"),
            c => s.push(c),
        }
    }
    s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn echappements_de_la_rfc_4514() {
        for (brut, attendu) in [
            ("LABORATOIRE D'ESSAI (75)", "LABORATOIRE D'ESSAI (75)"),
            ("a,b+c", "a\\,b\\+c"),
            ("#1 ", "\\#1\\ "),
            (" ", "\\ "),
            ("é\\", "é\\\\"),
            ("", ""),
        ] {
            assert_eq!(echapper(brut), attendu);
        }
    }

    #[test]
    fn serie_sans_octet_de_signe() {
        assert_eq!(serie(&[0, 0xAB, 1]), "AB01");
        assert_eq!(serie(&[0x0A]), "0A");
        assert_eq!(serie(&[0]), "00");
    }

    #[test]
    fn un_certificat_casse_est_refuse_en_francais() {
        for octets in [&b""[..], b"0", b"\x30\x82\xff\xff", b"pas du DER"] {
            assert!(
                lire_certificat(octets)
                    .unwrap_err()
                    .to_string()
                    .starts_with("certificat illisible : ")
            );
        }
        let trop = vec![0x30; TAILLE_MAX_DER + 1];
        assert!(lire_certificat(&trop).unwrap_err().to_string().contains("au-delà de la limite"));
    }

    #[test]
    fn un_pem_casse_est_refuse_en_francais() {
        for texte in [
            "",
            "bonjour",
            "-----BEGIN CERTIFICATE-----\n***\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n",
        ] {
            assert!(
                pem_en_der(texte).unwrap_err().to_string().starts_with("PEM illisible : "),
                "{texte:?}"
            );
        }
    }

    #[test]
    fn pem_aller_et_retour() {
        let ders = vec![vec![1u8; 47], vec![2u8; 48], vec![3u8; 49]];
        assert_eq!(pem_en_der(&certificats_pem(&ders)).unwrap(), ders);
    }
}
