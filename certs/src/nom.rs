//! Distinguished names, from the plan to rcgen and to DER.

use rcgen::{DistinguishedName, DnType, DnValue};
use segur_x509::oid_attribut;
use x509_parser::asn1_rs::Oid;

use crate::{CertsError, Sujet};

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OID: u8 = 0x06;
const UTF8_STRING: u8 = 0x0C;
const PRINTABLE_STRING: u8 = 0x13;

/// The name for rcgen, one attribute per RDN: it knows no other kind. See [`crate::cartes`] for the names that have more.
///
/// rcgen also keeps a single value per attribute type, and IGC-Santé authorities have two `OU`: the second one is given
/// by its bare OID, which rcgen takes for another type and writes the same.
pub(crate) fn pour_rcgen(sujet: &Sujet) -> Result<DistinguishedName, CertsError> {
    let mut dn = DistinguishedName::new();
    for (attribut, valeur) in sujet.iter().flatten() {
        let nomme = match attribut.as_str() {
            "C" => Some(DnType::CountryName),
            "ST" => Some(DnType::StateOrProvinceName),
            "O" => Some(DnType::OrganizationName),
            "OU" => Some(DnType::OrganizationalUnitName),
            "CN" => Some(DnType::CommonName),
            _ => None,
        };
        let genre = match nomme.filter(|g| dn.get(g).is_none()) {
            Some(genre) => genre,
            None => DnType::CustomDnType(oid(attribut)?),
        };
        if dn.get(&genre).is_some() {
            return Err(CertsError::Plan(format!("trop d'attributs {attribut} dans un même nom")));
        }
        let valeur = if attribut == "C" {
            DnValue::PrintableString(
                valeur
                    .as_str()
                    .try_into()
                    .map_err(|_| CertsError::Plan(format!("pays « {valeur} »")))?,
            )
        } else {
            DnValue::Utf8String(valeur.clone())
        };
        dn.push(genre, valeur);
    }
    Ok(dn)
}

/// The name in DER, RDNs of several attributes included.
pub(crate) fn der(sujet: &Sujet) -> Result<Vec<u8>, CertsError> {
    let mut rdns = Vec::new();
    for rdn in sujet {
        let mut attributs = Vec::new();
        for (attribut, valeur) in rdn {
            let arcs = oid(attribut)?;
            let oid = Oid::from(&arcs).map_err(|_| CertsError::Plan(format!("attribut « {attribut} »")))?;
            let genre = if attribut == "C" { PRINTABLE_STRING } else { UTF8_STRING };
            attributs.push(tlv(SEQUENCE, &[&tlv(OID, &[oid.as_bytes()]), &tlv(genre, &[valeur.as_bytes()])]));
        }
        // DER: the elements of a SET OF are in the order of their encodings.
        attributs.sort();
        rdns.push(tlv(SET, &[&attributs.concat()]));
    }
    Ok(tlv(SEQUENCE, &[&rdns.concat()]))
}

/// One DER element.
pub(crate) fn tlv(etiquette: u8, morceaux: &[&[u8]]) -> Vec<u8> {
    let taille: usize = morceaux.iter().map(|m| m.len()).sum();
    let mut der = vec![etiquette];
    match u8::try_from(taille) {
        Ok(court) if court < 0x80 => der.push(court),
        _ => {
            let octets = taille.to_be_bytes();
            let utiles: Vec<u8> = octets.iter().copied().skip_while(|o| *o == 0).collect();
            // At most 8 bytes: the length of a usize.
            der.push(0x80 | utiles.len() as u8);
            der.extend(utiles);
        }
    }
    for m in morceaux {
        der.extend_from_slice(m);
    }
    der
}

fn oid(attribut: &str) -> Result<Vec<u64>, CertsError> {
    let inconnu = || CertsError::Plan(format!("attribut de nom « {attribut} » inconnu"));
    let texte = oid_attribut(attribut).ok_or_else(inconnu)?;
    texte.split('.').map(|a| a.parse().map_err(|_| inconnu())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longueurs_der() {
        assert_eq!(tlv(4, &[&[1, 2]]), [4, 2, 1, 2]);
        assert_eq!(tlv(4, &[&[0; 127]])[..2], [4, 127]);
        assert_eq!(tlv(4, &[&[0; 128]])[..3], [4, 0x81, 128]);
        assert_eq!(tlv(4, &[&[0; 300], &[0; 212]])[..4], [4, 0x82, 2, 0]);
    }

    /// The name of the holder in the official test card, whose subject this crate must be able to write.
    #[test]
    fn un_rdn_a_trois_attributs() {
        let rdn = |paires: &[(&str, &str)]| paires.iter().map(|(a, v)| ((*a).to_owned(), (*v).to_owned())).collect();
        let sujet = vec![rdn(&[("C", "FR")]), rdn(&[("CN", "899900000045"), ("GN", "MAX"), ("SN", "LIBRE")])];
        let octets = der(&sujet).unwrap();
        let attendu = [
            &b"\x30\x3e\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02FR\x31\x2f"[..],
            b"\x30\x0a\x06\x03\x55\x04\x2a\x0c\x03MAX\x30\x0c\x06\x03\x55\x04\x04\x0c\x05LIBRE",
            b"\x30\x13\x06\x03\x55\x04\x03\x0c\x0c899900000045",
        ]
        .concat();
        assert_eq!(octets, attendu);
    }
}
