//! The attributes of names: what their types are called, and the text of their values.

use x509_parser::asn1_rs::Tag;

/// Attribute types by the names that tools give them. The first name of a type is the one written, as OpenSSL writes it.
const NOMS: &[(&str, &str)] = &[
    ("CN", "2.5.4.3"),
    ("commonName", "2.5.4.3"),
    ("SN", "2.5.4.4"),
    ("surname", "2.5.4.4"),
    ("serialNumber", "2.5.4.5"),
    ("C", "2.5.4.6"),
    ("countryName", "2.5.4.6"),
    ("L", "2.5.4.7"),
    ("localityName", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("S", "2.5.4.8"),
    ("stateOrProvinceName", "2.5.4.8"),
    ("street", "2.5.4.9"),
    ("streetAddress", "2.5.4.9"),
    ("O", "2.5.4.10"),
    ("organizationName", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("organizationalUnitName", "2.5.4.11"),
    ("title", "2.5.4.12"),
    ("T", "2.5.4.12"),
    ("description", "2.5.4.13"),
    ("businessCategory", "2.5.4.15"),
    ("postalCode", "2.5.4.17"),
    ("telephoneNumber", "2.5.4.20"),
    ("name", "2.5.4.41"),
    ("GN", "2.5.4.42"),
    ("G", "2.5.4.42"),
    ("givenName", "2.5.4.42"),
    // The official example of the PS assertion writes so what its certificate has as a given name.
    ("SN2", "2.5.4.42"),
    ("initials", "2.5.4.43"),
    ("generationQualifier", "2.5.4.44"),
    ("generation", "2.5.4.44"),
    ("dnQualifier", "2.5.4.46"),
    ("pseudonym", "2.5.4.65"),
    ("organizationIdentifier", "2.5.4.97"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("userId", "0.9.2342.19200300.100.1.1"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("domainComponent", "0.9.2342.19200300.100.1.25"),
    ("emailAddress", "1.2.840.113549.1.9.1"),
    ("E", "1.2.840.113549.1.9.1"),
];

/// The OID of an attribute type, dotted, from any name that tools give it (`CN`, `surname`, `OID.2.5.4.4`, `2.5.4.4`).
#[must_use]
pub fn oid_attribut(nom: &str) -> Option<&str> {
    let nom = nom.trim();
    let nom = nom.strip_prefix("OID.").or_else(|| nom.strip_prefix("oid.")).unwrap_or(nom);
    if nom.starts_with(|c: char| c.is_ascii_digit()) && nom.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return Some(nom);
    }
    NOMS.iter().find(|(n, _)| n.eq_ignore_ascii_case(nom)).map(|(_, oid)| *oid)
}

/// The name that is written for a type: the OID itself when it has none.
pub(crate) fn nom_attribut(oid: &str) -> &str {
    NOMS.iter().find(|(_, o)| *o == oid).map_or(oid, |(nom, _)| nom)
}

/// The text of a value, by its string type; none when it is not text.
pub(crate) fn texte(genre: Tag, octets: &[u8]) -> Option<String> {
    match genre {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            std::str::from_utf8(octets).ok().map(str::to_owned)
        }
        Tag::BmpString => {
            let (paires, []) = octets.as_chunks::<2>() else { return None };
            let unites: Vec<u16> = paires.iter().map(|p| u16::from_be_bytes(*p)).collect();
            String::from_utf16(&unites).ok()
        }
        Tag::UniversalString => {
            let (quatre, []) = octets.as_chunks::<4>() else { return None };
            quatre.iter().map(|q| char::from_u32(u32::from_be_bytes(*q))).collect()
        }
        // Old certificates: T.61 used as Latin-1, which is what every producer did.
        Tag::T61String => Some(octets.iter().map(|o| char::from(*o)).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_type_de_chaine_se_lit() {
        let lu = |genre, octets: &[u8]| texte(genre, octets);
        assert_eq!(lu(Tag::BmpString, b"\x00C\x01\x52\x00U\x00R").as_deref(), Some("CŒUR"));
        assert_eq!(lu(Tag::UniversalString, b"\0\0\0C\0\0\x01\x52").as_deref(), Some("CŒ"));
        assert_eq!(lu(Tag::T61String, b"M\xE9decin").as_deref(), Some("Médecin"));
        assert_eq!(lu(Tag::Utf8String, "Médecin".as_bytes()).as_deref(), Some("Médecin"));
        for (genre, octets) in [
            (Tag::BmpString, &b"\x00C\x01"[..]),
            (Tag::UniversalString, b"\0\0\xD8\0"),
            (Tag::Utf8String, b"\xFF"),
            (Tag::Integer, b"\x01"),
        ] {
            assert_eq!(lu(genre, octets), None, "{genre:?}");
        }
    }

    #[test]
    fn un_type_a_plusieurs_noms_et_un_seul_ecrit() {
        assert_eq!(oid_attribut("givenname"), Some("2.5.4.42"));
        assert_eq!(oid_attribut("OID.2.5.4.4"), Some("2.5.4.4"));
        assert_eq!(oid_attribut("SN3"), None);
        assert_eq!(nom_attribut("2.5.4.42"), "GN");
        assert_eq!(nom_attribut("1.2.3"), "1.2.3");
    }
}
