//! The code lists of the bench. They are its own, shorter than the official value sets, and say which code has which system.

/// LOINC.
pub(crate) const LOINC: &str = "2.16.840.1.113883.6.1";
/// TA_ASIP.
pub(crate) const TA_ASIP: &str = "1.2.250.1.213.1.1.4.12";
/// `classCode`.
pub(crate) const CLASSES: &str = "1.2.250.1.213.1.1.4.1";
/// `confidentialityCode`: N, R, V.
pub(crate) const CONFIDENTIALITE: &str = "2.16.840.1.113883.5.25";
/// `confidentialityCode`: masking and visibility.
pub(crate) const VISIBILITE: &str = "1.2.250.1.213.1.1.4.13";
/// `healthcareFacilityTypeCode`.
pub(crate) const SECTEURS: &str = "1.2.250.1.71.4.2.4";
/// `practiceSettingCode`.
pub(crate) const CADRES: &str = "1.2.250.1.213.1.1.4.9";
/// `practiceSettingCode` of what is not an ordinary practice.
pub(crate) const CADRES_PARTICULIERS: &str = "1.2.250.1.213.1.1.4.6";

const TYPES: &str = include_str!("../donnees/types.txt");
const FORMATS: &str = include_str!("../donnees/formats.txt");

/// What is known of a `typeCode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TypeConnu {
    pub(crate) systeme: &'static str,
    pub(crate) classe: Option<&'static str>,
}

pub(crate) fn type_connu(code: &str) -> Option<TypeConnu> {
    lignes(TYPES).find(|(c, ..)| *c == code).map(|(_, systeme, classe)| TypeConnu {
        systeme: if systeme == "l" { LOINC } else { TA_ASIP },
        classe,
    })
}

/// The coding scheme of a known `formatCode`, and whether its OID was read in a primary source.
pub(crate) fn format_connu(code: &str) -> Option<(&'static str, bool)> {
    lignes(FORMATS).find(|(c, ..)| *c == code).map(|(_, systeme, _)| match systeme {
        "i" => ("1.3.6.1.4.1.19376.1.2.3", true),
        "d" => ("1.2.840.10008.2.6.1", true),
        _ => ("1.2.250.1.213.1.1.4.2.282", false),
    })
}

/// The `classCode` that goes with a `typeCode`, when the bench knows it.
#[must_use]
pub fn classe_du_type(code: &str) -> Option<&'static str> {
    type_connu(code)?.classe
}

/// The coding scheme of a `formatCode`, when the bench knows it.
#[must_use]
pub fn systeme_du_format(code: &str) -> Option<&'static str> {
    format_connu(code).map(|(systeme, _)| systeme)
}

pub(crate) fn classe_connue(code: &str) -> bool {
    matches!(
        code,
        "10" | "11" | "31" | "42" | "43" | "44" | "45" | "52" | "60" | "90" | "95" | crate::ns::CLASSE_SIGNATURE
    )
}

/// The coding scheme of a known `practiceSettingCode`.
pub(crate) fn cadre_connu(code: &str) -> Option<&'static str> {
    match code {
        "AMBULATOIRE" | "AMO" | "DEPISTAGE" | "ESSMS" | "ETABLISSEMENT" | "HAD" | "MAD" | "PALLIATIF" | "SAD" | "SAMU_SMUR" => Some(CADRES),
        "EXP_PATIENT" | "SNR" => Some(CADRES_PARTICULIERS),
        _ => None,
    }
}

/// SA01 to SA69, two of which do not exist.
pub(crate) fn secteur_connu(code: &str) -> bool {
    let rang = code
        .strip_prefix("SA")
        .filter(|r| r.len() == 2 && r.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|r| r.parse::<u8>().ok());
    rang.is_some_and(|r| (1..=69).contains(&r) && r != 11 && r != 62)
}

fn lignes(liste: &'static str) -> impl Iterator<Item = (&'static str, &'static str, Option<&'static str>)> {
    liste.lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
        let mut mots = l.split_whitespace();
        Some((mots.next()?, mots.next()?, mots.next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_listes_se_lisent() {
        assert_eq!(
            type_connu("11502-2"),
            Some(TypeConnu {
                systeme: LOINC,
                classe: Some("10")
            })
        );
        assert_eq!(type_connu("SYNTH").map(|t| t.systeme), Some(TA_ASIP));
        assert_eq!(type_connu("27899-4"), None);
        assert!(lignes(TYPES).all(|(_, s, c)| matches!(s, "l" | "a") && c.is_none_or(classe_connue)));
        assert!(lignes(FORMATS).all(|(_, s, _)| matches!(s, "i" | "a" | "d")));
        assert_eq!((lignes(TYPES).count(), lignes(FORMATS).count()), (47, 37));
        assert!(secteur_connu("SA25") && !secteur_connu("SA11") && !secteur_connu("SA70") && !secteur_connu("SA+1"));
    }
}
