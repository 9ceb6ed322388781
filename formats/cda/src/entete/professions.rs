//! The professions of the header: those of JDV_J01, told by pattern, since specialities are added to it.

use crate::ns;

/// Codes of TRE_G15 and TRE_G16 that JDV_J01 keeps.
const CODES: &[&str] = &[
    "G15_10", "G15_21", "G15_26", "G15_28", "G15_31", "G15_32", "G15_35", "G15_36", "G15_37", "G15_38", "G15_39", "G15_40", "G15_50",
    "G15_60", "G15_69", "G15_70", "G15_80", "G15_81", "G15_82", "G15_83", "G15_84", "G15_85", "G15_86", "G15_91", "G15_92", "G15_94",
    "G15_95", "G15_96", "G15_98", "G16_10", "G16_21", "G16_40", "G16_50",
];

/// What is neither a person nor a profession.
const AUTRES: &[&str] = &[
    "ALIM_AM",
    "DISPOSITIF",
    "EXP_PATIENT",
    "SECRETARIAT_MEDICAL",
    "AUTOMATE",
    "SNR",
    "LOGICIEL_DUI",
];

/// Code systems of JDV_J01: professions and specialities, patients and devices, structures of coordination.
pub(super) const SYSTEMES: &[&str] = &[
    "1.2.250.1.213.1.1.4.5",
    ns::PATIENT_ET_DISPOSITIFS,
    "1.2.250.1.213.1.6.1.107",
    "1.2.250.1.213.1.6.1.109",
    "1.2.250.1.213.1.6.1.4",
];

/// Whether a code may be one of JDV_J01, in its system (that the system is one of [`SYSTEMES`] is judged apart).
pub(super) fn connue(code: &str, systeme: &str) -> bool {
    let deux = |c: &str, n: usize| c.len() == n && c.bytes().all(|b| b.is_ascii_digit());
    match systeme {
        "1.2.250.1.213.1.1.4.5" => {
            let (profession, savoir_faire) = code.split_once('/').map_or((code, None), |(p, s)| (p, Some(s)));
            CODES.contains(&profession) && savoir_faire.is_none_or(|s| savoir_faire_connu(profession, s))
        }
        ns::PATIENT_ET_DISPOSITIFS => AUTRES.contains(&code),
        "1.2.250.1.213.1.6.1.107" => deux(code, 3),
        "1.2.250.1.213.1.6.1.109" | "1.2.250.1.213.1.6.1.4" => deux(code, 2),
        _ => true,
    }
}

/// A speciality (`SM26`), a competence (`C25`), a diploma (`DSM205`) of a doctor, a section of the pharmacists' table (`A`), and the like.
/// The two-digit ones are bounded by what JDV_J01 has of them.
fn savoir_faire_connu(profession: &str, texte: &str) -> bool {
    let lettres = texte.bytes().take_while(u8::is_ascii_uppercase).count();
    let (prefixe, rang) = texte.split_at_checked(lettres).unwrap_or((texte, ""));
    let nombre = rang.parse::<u16>().ok().filter(|_| rang.bytes().all(|b| b.is_ascii_digit()));
    match (profession, prefixe, nombre) {
        ("G15_10", "SM", Some(n)) => rang.len() == 2 && (1..=95).contains(&n),
        ("G15_10", "DSM", Some(_)) => rang.len() == 3,
        ("G15_10", "C" | "CEX" | "CAPA" | "DEC" | "SST" | "PAC" | "", Some(_)) => rang.len() == 2,
        ("G15_21", "FQ", Some(_)) | ("G15_40", "SCD", Some(_)) | ("G15_60", "SI", Some(_)) => rang.len() == 2,
        ("G15_21", _, None) => rang.is_empty() && (1..=2).contains(&prefixe.len()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn professions_connues() {
        let connue_de = |code| connue(code, "1.2.250.1.213.1.1.4.5");
        for bon in [
            "G15_10",
            "G15_10/SM03",
            "G15_10/DSM205",
            "G15_10/C25",
            "G15_10/80",
            "G15_21/A",
            "G15_21/DA",
            "G15_40/SCD01",
            "G15_60",
            "G16_10",
        ] {
            assert!(connue_de(bon), "{bon}");
        }
        for mauvais in [
            "ZZZ",
            "G15_99",
            "G15_99/SM99",
            "G15_10/SM99",
            "G15_10/SM3",
            "G15_10/",
            "SM26",
            "G15_60/A",
            "G15_10/é",
        ] {
            assert!(!connue_de(mauvais), "{mauvais}");
        }
        assert!(connue("DISPOSITIF", ns::PATIENT_ET_DISPOSITIFS) && !connue("PATIENT", ns::PATIENT_ET_DISPOSITIFS));
        assert!(connue("353", "1.2.250.1.213.1.6.1.107") && !connue("ZZZ", "1.2.250.1.213.1.6.1.107"));
    }
}
