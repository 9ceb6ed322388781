//! The value sets of the header that are small enough to be carried. They are revised: what is not in the revision known here is
//! told as doubtful, never as wrong.

use crate::ns;

const TA_ASIP: &str = "1.2.250.1.213.1.1.4.12";
const PATIENT: &str = "1.2.250.1.213.1.1.4.6";
const CADRES: &str = "1.2.250.1.213.1.1.4.9";
const ACTES: &str = "2.16.840.1.113883.5.4";
const RENCONTRES: &str = "1.2.250.1.213.1.1.4.2.291";

/// JDV_J07-XdsTypeCode-CISIS, revision of 27/09/2024, LOINC.
const TYPES_LOINC: &[&str] = &[
    "101881-1", "11369-6", "11488-4", "11490-0", "11502-2", "11505-5", "11506-3", "15507-7", "15508-5", "18748-4", "18761-7", "18776-5",
    "28617-9", "28653-4", "29274-8", "34112-3", "34120-6", "34133-9", "34749-2", "34794-8", "34842-5", "34874-8", "34875-5", "47420-5",
    "51851-4", "51969-4", "52040-3", "55115-0", "56445-0", "56446-8", "57055-6", "57057-2", "57075-4", "57828-6", "57832-8", "57833-6",
    "59283-2", "59284-0", "60280-5", "60568-3", "60591-5", "60593-1", "61357-0", "67851-6", "68599-0", "68817-6", "70004-7", "74207-2",
    "74465-6", "75468-9", "75482-0", "75492-9", "75496-0", "77436-4", "77604-7", "78341-5", "78489-2", "78513-9", "78601-2", "80565-5",
    "80771-9", "80788-3", "80820-4", "83836-7", "83869-8", "83901-9", "83981-1", "85208-7", "86531-1", "87273-9", "88348-8", "89233-1",
    "89235-6", "89601-9", "93024-8", "96173-0", "96349-6", "96874-3",
];

/// The same set, codes of the ANS.
const TYPES_ANS: &[&str] = &[
    "ATTEST-ASS-COMPL",
    "ATTEST-DROITS-AM",
    "ATTEST-HEBGT",
    "ATTEST-RESID",
    "AUTORIS-SOINS",
    "BIL_AUTO",
    "CERT_DECL",
    "DISP_AUT",
    "DOCPAT01",
    "DOCPAT02",
    "DOCPAT03",
    "DOCPAT04",
    "DOCPAT05",
    "DOCPAT06",
    "DOCPAT07",
    "DOCPAT08",
    "DOCPAT09",
    "EXPORT_DUI",
    "EXPPAT_1",
    "EXPPAT_2",
    "EXPPAT_3",
    "FEUILLE-DE-STYLE",
    "FICHE-CONTACTS",
    "IMG-KOS",
    "PIECE-IDENTITE",
    "PRESC-AAT",
    "PRESC-BIO",
    "PRESC-INF",
    "PRESC-KINE",
    "PRESC-ORTHOPHO",
    "PRESC-ORTHOPTIE",
    "PRESC-PEDI",
    "PROT_ALD",
    "REMB",
    "SYNTH",
];

/// Whether this is a type of document (JDV_J07).
pub(crate) fn type_connu(code: &str, systeme: &str) -> bool {
    match systeme {
        ns::LOINC => TYPES_LOINC.contains(&code),
        TA_ASIP => TYPES_ANS.contains(&code),
        _ => false,
    }
}

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
        assert!(type_connu("11502-2", ns::LOINC) && type_connu("SYNTH", TA_ASIP));
        assert!(!type_connu("SYNTH", ns::LOINC) && !type_connu("46241-6", ns::LOINC) && !type_connu("11502-2", ""));
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
