//! The value sets of the header that are small enough to be carried. They are revised: what is not in the revision known here is
//! told as doubtful, never as wrong.

use crate::ns;

const PATIENT: &str = "1.2.250.1.213.1.1.4.6";
const CADRES: &str = "1.2.250.1.213.1.1.4.9";
const ACTES: &str = "2.16.840.1.113883.5.4";
const RENCONTRES: &str = "1.2.250.1.213.1.1.4.2.291";

/// Whether this is a setting of practice (JDV_J04, revision of 27/09/2024).
pub(crate) fn cadre_connu(code: &str, systeme: &str) -> bool {
    match systeme {
        CADRES => matches!(
            code,
            "AMBULATOIRE" | "AMO" | "DEPISTAGE" | "ESSMS" | "ETABLISSEMENT" | "HAD" | "MAD" | "PALLIATIF" | "SAD" | "SAMU_SMUR"
        ),
        PATIENT => matches!(code, "EXP_PATIENT" | "SNR"),
        _ => false,
    }
}

/// Whether this is a sector of activity (JDV_J02, revision of 13/12/2024): SA01 to SA69 but SA11 and SA62.
pub(crate) fn secteur_connu(code: &str, systeme: &str) -> bool {
    match systeme {
        ns::SECTEURS => {
            let rang = code
                .strip_prefix("SA")
                .filter(|r| r.len() == 2 && r.bytes().all(|b| b.is_ascii_digit()));
            rang.and_then(|r| r.parse::<u8>().ok())
                .is_some_and(|r| (1..=69).contains(&r) && r != 11 && r != 62)
        }
        PATIENT => matches!(code, "EXP_PATIENT" | "SNR"),
        _ => false,
    }
}

/// Whether this is a kind of encounter (JDV_J142, revision of 26/03/2021).
pub(crate) fn rencontre_connue(code: &str, systeme: &str) -> bool {
    match systeme {
        ACTES => matches!(code, "IMP" | "EMER" | "AMB" | "FLD" | "HH" | "VR"),
        RENCONTRES => matches!(code, "EXTERNE" | "SEANCE"),
        _ => false,
    }
}

/// Whether this is the function of somebody who takes part (JDV_J47, as published with TestContenuCDA 3.0).
pub(crate) fn fonction_connue(code: &str) -> bool {
    matches!(
        code,
        "CORRE" | "PRELV" | "ES-REF" | "ES-PREF" | "ADMPHYS" | "ATTPHYS" | "DISPHYS" | "PCP" | "330" | "353"
    )
}

/// JDV_HL7_ObservationInterpretation_CISIS, as published with TestContenuCDA 3.0.
const INTERPRETATIONS: &[&str] = &[
    "<", ">", "A", "AA", "B", "CAR", "D", "DET", "E", "EX", "EXP", "H", "HH", "HU", "HX", "I", "IE", "IND", "L", "LL", "LU", "LX", "N",
    "NCL", "ND", "NEG", "NR", "NS", "POS", "R", "RR", "S", "SDD", "SYN-R", "SYN-S", "U", "UNE", "W", "WR",
];

/// Whether this is an interpretation of a result (its system is judged apart).
pub(crate) fn interpretation_connue(code: &str) -> bool {
    INTERPRETATIONS.contains(&code)
}

/// formatCode of a model of the CI-SIS (ASS_A11), by its `templateId`. Models that have none are not in the list.
const FORMATS: &[(&str, &str)] = &[
    ("1.2.250.1.213.1.1.1.55", "urn:ihe:lab:xd-lab:2008"),
    ("1.3.6.1.4.1.19376.1.3.3", "urn:ihe:lab:xd-lab:2008"),
    ("1.2.250.1.213.1.1.1.45", "urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013"),
    ("1.2.250.1.213.1.1.1.39", "urn:ihe:pharm:pre:2010"),
    ("1.2.250.1.213.1.1.1.54", "urn:ihe:pharm:dis:2010"),
    ("1.2.250.1.213.1.1.1.51", "urn:ihe:pcc:ips:2020"),
    ("1.2.250.1.213.1.1.1.57", "urn:ihe:palm:apsr:2016"),
    ("1.2.250.1.213.1.1.1.42", "urn:ihe:eyecare:geneyeevalcn:2014"),
    ("1.2.250.1.213.1.1.1.43", "urn:ihe:eyecare:geneyeevalcn:2014"),
    ("1.2.250.1.213.1.1.1.44", "urn:ihe:eyecare:geneyeevalcn:2014"),
    ("1.2.250.1.213.1.1.1.29", "urn:asip:ci-sis:ldl-ses:2017"),
    ("1.2.250.1.213.1.1.1.21", "urn:asip:ci-sis:ldl-ees:2017"),
    ("1.2.250.1.213.1.1.1.13", "urn:asip:ci-sis:vsm:2012"),
    ("1.2.250.1.213.1.1.1.47", "urn:ans:ci-sis:img-da:2022"),
    ("1.2.250.1.213.1.1.1.52", "urn:ans:ci-sis:bio-ep-bio:2022"),
    ("1.2.250.1.213.1.1.1.37", "urn:asip:ci-sis:vac:2019"),
    ("1.2.250.1.213.1.1.1.46", "urn:asip:ci-sis:vac-note:2021"),
    ("1.2.250.1.213.1.1.1.59", "urn:ans:ci-sis:trod:2024"),
    ("1.2.250.1.213.1.1.1.38", "urn:asip:ci-sis:tlm-da:2020"),
    ("1.2.250.1.213.1.1.1.22", "urn:asip:ci-sis:dlu:2015"),
    ("1.2.250.1.213.1.1.1.23", "urn:asip:ci-sis:fludt:2017"),
    ("1.2.250.1.213.1.1.1.24", "urn:asip:ci-sis:fludr:2017"),
    ("1.2.250.1.213.1.1.1.5.1", "urn:asip:ci-sis:cse-cs8:2017"),
    ("1.2.250.1.213.1.1.1.5.4", "urn:ans:ci-sis:cse-mde:2023"),
];

/// formatCode of a structured document, by the `templateId` of its model.
pub(crate) fn format_du_modele(racine: &str) -> Option<&'static str> {
    FORMATS.iter().find(|(modele, _)| *modele == racine).map(|(_, format)| *format)
}

/// formatCode of an unstructured document, by the media type of its file.
pub(crate) fn format_du_media(media: &str) -> Option<&'static str> {
    Some(match media {
        "application/pdf" => "urn:ihe:iti:xds-sd:pdf:2008",
        "text/plain" => "urn:ihe:iti:xds-sd:text:2008",
        "image/jpeg" => "urn:ihe:iti-fr:xds-sd:jpeg:2010",
        "text/rtf" | "application/rtf" => "urn:ihe:iti-fr:xds-sd:rtf:2010",
        "image/tiff" => "urn:ihe:iti-fr:xds-sd:tiff:2010",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jeux_de_valeurs() {
        assert!(cadre_connu("AMBULATOIRE", CADRES) && !cadre_connu("AMBULATOIRE", PATIENT) && cadre_connu("SNR", PATIENT));
        for (code, connu) in [
            ("SA01", true),
            ("SA11", false),
            ("SA62", false),
            ("SA69", true),
            ("SA70", false),
            ("SA1", false),
            ("SA+1", false),
            ("SA00", false),
        ] {
            assert_eq!(secteur_connu(code, ns::SECTEURS), connu, "{code}");
        }
        assert!(rencontre_connue("AMB", ACTES) && rencontre_connue("EXTERNE", RENCONTRES) && !rencontre_connue("EXTERNE", ACTES));
    }
}
