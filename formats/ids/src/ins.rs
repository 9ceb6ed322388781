//! The matricule INS and its key.
//!
//! The matricule is a NIR or a NIA: 13 characters, then a key of two digits. Only its form and its key are checked here.
//! Three things that look like rules are not, and a product that enforces them refuses real people:
//!
//! * the first digit does not tell the sex (a fifth of the published DMP test identities start with the « other » digit);
//! * positions 6 to 10 need not be the COG of the place of birth;
//! * the month need not lie between 01 and 12 (20 to 42, and 50 and above, exist where the month of birth is not known).

/// Whether these are the 13 characters of a matricule: digits, but for `2A` and `2B` (Corsica) at positions 6 and 7.
#[must_use]
pub fn matricule_forme(matricule13: &str) -> bool {
    numero(matricule13).is_some()
}

/// The key of a matricule of 13 characters, 1 to 97: `97 − (N mod 97)`. None when the text is not a matricule.
#[must_use]
pub fn cle_ins(matricule13: &str) -> Option<u8> {
    let cle = 97 - numero(matricule13)? % 97;
    u8::try_from(cle).ok()
}

/// Whether these are the 15 characters of a matricule followed by its own key.
#[must_use]
pub fn cle_valide(matricule15: &str) -> bool {
    let (Some(matricule), Some(cle)) = (matricule15.get(..13), matricule15.get(13..)) else {
        return false;
    };
    cle.len() == 2 && cle.bytes().all(|b| b.is_ascii_digit()) && cle_ins(matricule) == cle.parse().ok()
}

/// The matricule as the number that its key is computed on. `2A` counts as `19` and `2B` as `18`, which is the official
/// rule (letter replaced by 0, then 1 000 000 or 2 000 000 taken away) said shorter.
fn numero(matricule13: &str) -> Option<u64> {
    let octets = matricule13.as_bytes();
    if octets.len() != 13 {
        return None;
    }
    let departement = match octets.get(5..7)? {
        b"2A" => b"19",
        b"2B" => b"18",
        autre => autre,
    };
    let chiffres = octets.get(..5)?.iter().chain(departement).chain(octets.get(7..)?);
    chiffres
        .copied()
        .try_fold(0_u64, |n, b| b.is_ascii_digit().then(|| n * 10 + u64::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_keys() {
        for (matricule, cle) in [
            ("297022A020778", 78),
            ("160012B020777", 13),
            ("180032B020401", 23),
            ("188102B172951", 65),
            ("1810163220751", 40),
            ("2751263220749", 74),
            ("1090763220834", 89),
            ("2070585756270", 97),
            ("1090763220888", 35),
            ("2790351215189", 89),
        ] {
            assert_eq!(cle_ins(matricule), Some(cle), "{matricule}");
            assert!(cle_valide(&format!("{matricule}{cle:02}")), "{matricule}");
        }
    }

    #[test]
    fn published_invalid_keys() {
        for (matricule, calculee) in [("1810363220456", 76), ("2810363220456", 26), ("2760375106693", 26)] {
            assert_eq!(cle_ins(matricule), Some(calculee), "{matricule}");
        }
        for quinze in [
            "181036322045660",
            "281036322045610",
            "276037510669380",
            "123456789012244",
            "260058815400244",
        ] {
            assert!(!cle_valide(quinze), "{quinze}");
        }
        assert!(cle_valide("276037510669326"));
    }

    #[test]
    fn what_is_never_refused() {
        // A woman whose matricule starts with 1, a COG that is not that of the birth place, a month of 31.
        for matricule in ["1330617640352", "2790351215189", "1603163220001"] {
            let cle = cle_ins(matricule).unwrap();
            assert!(cle_valide(&format!("{matricule}{cle:02}")), "{matricule}");
        }
    }

    #[test]
    fn forms_refused() {
        for texte in [
            "",
            "123",
            "297023A020778",
            "297022a020778",
            "297022C020778",
            "29702A2020778",
            " 810163220751",
            "1810163220é51",
            "18101632207510",
        ] {
            assert_eq!(cle_ins(texte), None, "{texte}");
        }
        for texte in [
            "1810163220751",
            "18101632207514",
            "1810163220751400",
            "1810163220751 4",
            "1810163220751+4",
            "181016322075é0",
        ] {
            assert!(!cle_valide(texte), "{texte}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_seen(chiffres in "[12][0-9]{12}", place in 0_usize..13, autre in 1_u8..10) {
            let cle = cle_ins(&chiffres).unwrap();
            prop_assert!((1..=97).contains(&cle));
            let mut octets = chiffres.clone().into_bytes();
            octets[place] = b'0' + (octets[place] - b'0' + autre) % 10;
            let faux = String::from_utf8(octets).unwrap();
            prop_assert!(!cle_valide(&format!("{faux}{cle:02}")), "{} and {}", chiffres, faux);
        }

        #[test]
        fn two_neighbours_exchanged_are_always_seen(chiffres in "[12][0-9]{12}", place in 0_usize..12) {
            let cle = cle_ins(&chiffres).unwrap();
            let mut octets = chiffres.clone().into_bytes();
            prop_assume!(octets[place] != octets[place + 1]);
            octets.swap(place, place + 1);
            let faux = String::from_utf8(octets).unwrap();
            prop_assert!(!cle_valide(&format!("{faux}{cle:02}")), "{} and {}", chiffres, faux);
        }

        #[test]
        fn corsica_follows_the_official_rule(debut in "[12][0-9]{4}", fin in "[0-9]{6}") {
            for (lettres, retrait) in [("2A", 1_000_000_u64), ("2B", 2_000_000)] {
                let nombre: u64 = format!("{debut}20{fin}").parse().unwrap();
                let attendue = 97 - (nombre - retrait) % 97;
                prop_assert_eq!(cle_ins(&format!("{debut}{lettres}{fin}")).map(u64::from), Some(attendue));
            }
        }

        #[test]
        fn any_text_is_safe(texte in "\\PC{0,20}") {
            let _ = cle_ins(&texte);
            prop_assert!(!cle_valide(&texte) || texte.len() == 15);
        }
    }
}
