//! OIDs, and those that tell what an INS is.

use std::fmt;
use std::str::FromStr;

use segur_model::Environnement;

/// Longest OID read. The longest of the field have about 64 characters.
const LONGUEUR_MAX: usize = 128;

/// An object identifier in dotted form: arcs without useless zeros, the first 0 to 2, the second below 40 under 0 and 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(String);

impl Oid {
    /// The dotted form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not an OID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("« {texte} » n'est pas un OID : {raison}. Écrivez des nombres séparés par des points, comme 1.2.250.1.213.1.4.8")]
pub struct OidRefuse {
    /// The text, cut when it is long.
    pub texte: String,
    /// What is wrong (French).
    pub raison: &'static str,
}

impl FromStr for Oid {
    type Err = OidRefuse;

    fn from_str(texte: &str) -> Result<Self, OidRefuse> {
        match defaut(texte) {
            None => Ok(Self(texte.to_owned())),
            Some(raison) => Err(OidRefuse {
                texte: texte.chars().take(LONGUEUR_MAX).collect(),
                raison,
            }),
        }
    }
}

fn defaut(texte: &str) -> Option<&'static str> {
    if texte.len() > LONGUEUR_MAX {
        return Some("il dépasse 128 caractères");
    }
    let arcs: Vec<&str> = texte.split('.').collect();
    if arcs.iter().any(|a| a.is_empty() || !a.bytes().all(|b| b.is_ascii_digit())) {
        return Some("un de ses nombres est vide ou contient autre chose que des chiffres");
    }
    if arcs.iter().any(|a| a.len() > 1 && a.starts_with('0')) {
        return Some("un de ses nombres commence par un zéro inutile");
    }
    let (Some(&racine), Some(&second)) = (arcs.first(), arcs.get(1)) else {
        return Some("il lui faut au moins deux nombres");
    };
    match racine {
        "0" | "1" if second.len() > 2 || second.parse::<u8>().is_ok_and(|n| n >= 40) => {
            Some("son deuxième nombre doit être inférieur à 40")
        }
        "0" | "1" | "2" => None,
        _ => Some("son premier nombre doit être 0, 1 ou 2"),
    }
}

/// What an INS is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// Numéro d'inscription au répertoire.
    Nir,
    /// Numéro identifiant d'attente, while there is no NIR.
    Nia,
    /// The former computed INS, out of use.
    InsC,
}

/// What the OID of an INS tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OidIns {
    /// NIR, NIA or INS-C.
    pub nature: Nature,
    /// Production, test or demonstration. The INSi test service answers production OIDs for fictitious people.
    pub environnement: Environnement,
}

/// Every OID of an INS.
pub const OID_INS: &[(&str, OidIns)] = &[
    (
        "1.2.250.1.213.1.4.8",
        OidIns {
            nature: Nature::Nir,
            environnement: Environnement::Production,
        },
    ),
    (
        "1.2.250.1.213.1.4.9",
        OidIns {
            nature: Nature::Nia,
            environnement: Environnement::Production,
        },
    ),
    (
        "1.2.250.1.213.1.4.10",
        OidIns {
            nature: Nature::Nir,
            environnement: Environnement::Test,
        },
    ),
    (
        "1.2.250.1.213.1.4.11",
        OidIns {
            nature: Nature::Nir,
            environnement: Environnement::Demonstration,
        },
    ),
    (
        "1.2.250.1.213.1.4.2",
        OidIns {
            nature: Nature::InsC,
            environnement: Environnement::Production,
        },
    ),
    (
        "1.2.250.1.213.1.4.6",
        OidIns {
            nature: Nature::InsC,
            environnement: Environnement::Test,
        },
    ),
    (
        "1.2.250.1.213.1.4.7",
        OidIns {
            nature: Nature::InsC,
            environnement: Environnement::Demonstration,
        },
    ),
];

/// What this OID tells, when it is that of an INS. In HL7 v2 the billing NIR has the same OID: look at CX-5 too.
#[must_use]
pub fn oid_ins(oid: &str) -> Option<OidIns> {
    OID_INS.iter().find(|(connu, _)| *connu == oid).map(|(_, sens)| *sens)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ins_oids() {
        assert_eq!(
            oid_ins("1.2.250.1.213.1.4.8"),
            Some(OidIns {
                nature: Nature::Nir,
                environnement: Environnement::Production
            })
        );
        assert_eq!(
            oid_ins("1.2.250.1.213.1.4.9"),
            Some(OidIns {
                nature: Nature::Nia,
                environnement: Environnement::Production
            })
        );
        assert_eq!(
            oid_ins("1.2.250.1.213.1.4.10"),
            Some(OidIns {
                nature: Nature::Nir,
                environnement: Environnement::Test
            })
        );
        assert_eq!(
            oid_ins("1.2.250.1.213.1.4.11"),
            Some(OidIns {
                nature: Nature::Nir,
                environnement: Environnement::Demonstration
            })
        );
        for autre in [
            "",
            "1.2.250.1.213.1.4",
            "1.2.250.1.213.1.4.80",
            "1.2.250.1.213.1.4.8 ",
            "1.2.250.1.71.4.2.1",
        ] {
            assert_eq!(oid_ins(autre), None, "{autre}");
        }
        for (oid, _) in OID_INS {
            assert_eq!(oid.parse::<Oid>().unwrap().as_str(), *oid);
        }
    }

    #[test]
    fn syntax() {
        for bon in ["0.0", "1.39", "2.999.1", "2.100000000000000000000000", "1.2.840.113619"] {
            assert!(bon.parse::<Oid>().is_ok(), "{bon}");
        }
        for mauvais in [
            "",
            "1",
            "1.",
            ".1",
            "1..2",
            "3.1",
            "1.40",
            "0.100",
            "1.2.01",
            "1.2.a",
            "1.2 .3",
            "urn:oid:1.2",
            "1,2",
            "1.2.٣",
        ] {
            let erreur = mauvais.parse::<Oid>().unwrap_err();
            assert!(!erreur.raison.is_empty(), "{mauvais}");
        }
        assert!(format!("1.2{}", ".1".repeat(63)).parse::<Oid>().is_err(), "129 characters");
    }

    proptest! {
        #[test]
        fn reading_gives_the_text_back(arcs in proptest::collection::vec(0_u32.., 1..8)) {
            let texte = arcs.iter().fold(String::from("2"), |t, a| format!("{t}.{a}"));
            prop_assert_eq!(texte.parse::<Oid>().unwrap().to_string(), texte);
        }

        #[test]
        fn any_text_is_safe(texte in "\\PC{0,40}") {
            if let Ok(oid) = texte.parse::<Oid>() {
                prop_assert_eq!(oid.as_str(), texte);
            }
        }
    }
}
