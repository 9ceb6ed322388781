//! Which profession reads which type of document.
//!
//! The rule is the annex of the *arrêté* of 26 October 2023 (article R. 1111-46 of the code of public health), which the CNAM publishes as
//! the *matrice d'habilitation* (DMP-MHAB): nineteen professions, eighty-seven types. Its table could not be read; what the data has of it
//! was told by articles, and refuses nothing. A cell of which nothing is known refuses nothing either.
//!
//! `TRE_R277`, which is sometimes named for this table, is another thing: `CategorieActiviteSanitaireRegulee` (OID
//! 1.2.250.1.213.1.6.1.129), three categories of regulated activities of care, retired on 23 February 2026. It holds no right of the DMP.

use std::sync::LazyLock;

use segur_model::Trust;
use serde::Deserialize;

static TYPES: LazyLock<Types> = LazyLock::new(|| toml::from_str(DONNEES).unwrap_or_default());
const DONNEES: &str = include_str!("../../donnees/droits-types.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Types {
    lignes: Vec<LectureDeType>,
}

/// What is known of a profession and some types.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LectureDeType {
    profession: String,
    systeme: String,
    types: Vec<String>,
    /// Whether it reads them.
    pub lecture: bool,
    /// Who says so.
    pub source: String,
    pub trust: Trust,
}

impl LectureDeType {
    /// Whether the reading of a document may be refused on it; else it can only be told.
    pub fn refuse(&self) -> bool {
        !self.lecture && self.trust == Trust::Verified
    }
}

/// What is known of a profession (code, code system) and a `typeCode`. None: not known, and nothing is refused.
pub(crate) fn lecture(profession: (&str, &str), type_code: &str) -> Option<&'static LectureDeType> {
    let (code, systeme) = profession;
    let vise = |l: &&LectureDeType| l.profession == code && l.systeme == systeme && l.types.iter().any(|t| t == type_code);
    TYPES.lignes.iter().find(vise)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SANTE: &str = "1.2.250.1.71.1.2.7";

    #[test]
    fn what_the_press_tells_is_told_and_refuses_nothing() {
        let lues: Types = toml::from_str(DONNEES).unwrap();
        assert_eq!(lues.lignes.len(), 3);
        for (profession, type_code) in [("10", "ATTEST-RESID"), ("40", "75496-0"), ("60", "89601-9")] {
            let l = lecture((profession, SANTE), type_code).unwrap();
            assert_eq!((l.lecture, l.refuse()), (false, false), "{l:?}");
            assert!(l.source.contains("26/10/2023"), "{l:?}");
        }
        // The rest is not known: a code of another system, a profession or a type that no line has.
        assert_eq!(lecture(("40", "1.2.250.1.71.1.2.8"), "75496-0"), None);
        assert_eq!(lecture(("10", SANTE), "11502-2"), None);
        assert_eq!(lecture(("21", SANTE), "75496-0"), None);
    }

    #[test]
    fn only_a_verified_line_refuses() {
        let mut l = lecture(("40", SANTE), "75496-0").unwrap().clone();
        l.trust = Trust::Verified;
        assert!(l.refuse());
        l.lecture = true;
        assert!(!l.refuse());
    }
}
