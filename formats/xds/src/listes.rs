//! The value sets of a lot, in the version that the bench has, and the class of each type. They are the official ones: see
//! `donnees/generer.sh`.
//!
//! What a code out of its set turns depends on the set. Those that have not moved since 2023 (J57, J58, J62), and J61, accuse; those that
//! grow every year, or for which additions are asked (J59, J60, J66), warn: the set of a vendor may be newer than ours. Every finding
//! says our version.

use std::collections::HashMap;
use std::sync::LazyLock;

pub(crate) use segur_saml::vihf::jdv::{Liste, SECTEURS, couples};

/// `classCode`.
pub(crate) static CLASSES: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../donnees/jdv-j57.txt")));
/// `confidentialityCode`: the level, masking and visibility.
pub(crate) static CONFIDENTIALITES: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../donnees/jdv-j58.txt")));
/// `contentTypeCode`.
pub(crate) static CONTENUS: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../donnees/jdv-j59.txt")));
/// `formatCode`.
pub(crate) static FORMATS: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../donnees/jdv-j60.txt")));
/// `practiceSettingCode`.
pub(crate) static CADRES: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../donnees/jdv-j62.txt")));
/// `typeCode`.
pub(crate) static TYPES: LazyLock<Liste> = LazyLock::new(|| Liste::lire(include_str!("../donnees/jdv-j66.txt")));

/// The class of each type. It has a type that is no more of the DMP: see [`classe_du_type`].
static CLASSES_DES_TYPES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| couples(include_str!("../donnees/ass-x16.txt")).collect());

/// LOINC.
pub(crate) const LOINC: &str = "2.16.840.1.113883.6.1";
/// TA_ASIP.
pub(crate) const TA_ASIP: &str = "1.2.250.1.213.1.1.4.12";

/// Types of JDV_J07, good in a CDA, that JDV_J66 leaves out: the DMP takes none of them.
pub(crate) const TYPES_HORS_DMP: [&str; 6] = [
    "51851-4",
    "56446-8",
    "EXPORT_DUI",
    "FEUILLE-DE-STYLE",
    "FICHE-CONTACTS",
    "PIECE-IDENTITE",
];

/// The `classCode` that goes with a `typeCode` of the DMP.
#[must_use]
pub fn classe_du_type(code: &str) -> Option<&'static str> {
    if TYPES.systemes(code).is_empty() {
        return None;
    }
    CLASSES_DES_TYPES.get(code).copied()
}

/// The coding scheme of a `formatCode` of the DMP.
#[must_use]
pub fn systeme_du_format(code: &str) -> Option<&'static str> {
    FORMATS.systemes(code).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_listes_se_lisent() {
        let nombres = [&*CLASSES, &*CONFIDENTIALITES, &*CONTENUS, &*FORMATS, &*CADRES, &*TYPES].map(|l| l.iter().count());
        assert_eq!(nombres, [12, 6, 101, 62, 11, 108]);
        assert_eq!(TYPES.to_string(), "JDV_J66-TypeCode-DMP (version 20240927 au banc)");
        assert!(TYPES_HORS_DMP.iter().all(|t| TYPES.systemes(t).is_empty()));
        assert!(CADRES.systemes("ESSMS").is_empty());
        assert_eq!(systeme_du_format("urn:ihe:iti:dsg:detached:2014"), Some("1.3.6.1.4.1.19376.1.2.3"));
        // Two systems have this one.
        assert_eq!(CONTENUS.systemes("11"), ["1.2.250.1.213.1.6.1.128", "1.2.250.1.213.2.2"]);
        assert!(CONTENUS.contient("54", "1.2.250.1.213.2.2"), "annoncé");
    }

    #[test]
    fn chaque_type_a_une_classe() {
        for (code, classe) in [
            ("18748-4", "31"),
            ("11490-0", "10"),
            ("18761-7", "11"),
            ("75496-0", "10"),
            ("11369-6", "52"),
            ("55115-0", "42"),
            ("74465-6", "90"),
            ("29274-8", "10"),
            ("57833-6", "42"),
            ("60593-1", "43"),
        ] {
            assert_eq!(classe_du_type(code), Some(classe), "{code}");
        }
        for (code, _) in TYPES.iter() {
            let classe = classe_du_type(code).unwrap();
            assert!(!CLASSES.systemes(classe).is_empty(), "{code} : {classe}");
        }
        // It has a class, and is no more a type.
        assert!(CLASSES_DES_TYPES.contains_key("11526-1"));
        assert_eq!(classe_du_type("11526-1"), None);
        assert_eq!(CLASSES_DES_TYPES.len(), 109);
    }

    /// Ours are those of the tables that they are made from.
    #[test]
    fn les_listes_sont_celles_des_tables() {
        let lire = |fichier: &str| Some(std::fs::read_to_string(segur_essais::corpus(&format!("valuesets/{fichier}.tsv"))?).unwrap());
        let colonnes = |texte: &str, c: [usize; 2]| {
            let de = |l: &str| c.map(|c| l.split('\t').nth(c).unwrap_or_default().to_owned());
            let mut lues: Vec<[String; 2]> = texte.lines().skip(1).map(de).collect();
            lues.sort();
            lues
        };
        let ecrire = |couples: &mut dyn Iterator<Item = (&str, &str)>| {
            let mut vus: Vec<[String; 2]> = couples.map(|(a, b)| [a.to_owned(), b.to_owned()]).collect();
            vus.sort();
            vus
        };
        for (liste, fichier) in [
            (&*CLASSES, "JDV_J57-ClassCode-DMP"),
            (&*CONFIDENTIALITES, "JDV_J58-ConfidentialityCode-DMP"),
            (&*CONTENUS, "JDV_J59-ContentTypeCode-DMP"),
            (&*FORMATS, "JDV_J60-FormatCode-DMP"),
            (&*CADRES, "JDV_J62-PracticeSettingCode-DMP"),
            (&*TYPES, "JDV_J66-TypeCode-DMP"),
        ] {
            let Some(table) = lire(fichier) else { return };
            assert_eq!(ecrire(&mut liste.iter()), colonnes(&table, [0, 1]), "{fichier}");
        }
        let Some(table) = lire("ASS_X16-CorrespondanceType-Classe-DMP") else {
            return;
        };
        let classes = ecrire(&mut CLASSES_DES_TYPES.iter().map(|(a, b)| (*a, *b)));
        assert_eq!(classes, colonnes(&table, [0, 3]));
    }
}
