//! The alphabet of names and first names in INSi.

/// A character that INSi does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "caractère « {caractere} » refusé en position {position} : INSi n'accepte que les lettres A à Z en capitales, \
     l'espace, le trait d'union et l'apostrophe droite ; écrivez sans accent, et AE ou OE pour les ligatures"
)]
pub struct CaractereRefuse {
    /// The character.
    pub caractere: char,
    /// Its place in the text, from 1.
    pub position: usize,
}

/// Whether INSi takes this name or first name: A to Z, space, hyphen (even double), apostrophe. An accent, a lower case
/// letter or a ligature (`Æ`, `Œ`) must be stopped before the call. The empty text passes: that it is empty is another rule.
///
/// # Errors
/// The first character refused, and where it stands.
pub fn traits_alphabet(texte: &str) -> Result<(), CaractereRefuse> {
    let refuse = |c: &char| !matches!(c, 'A'..='Z' | ' ' | '-' | '\'');
    match (1..).zip(texte.chars()).find(|(_, c)| refuse(c)) {
        Some((position, caractere)) => Err(CaractereRefuse { caractere, position }),
        None => Ok(()),
    }
}

/// A name as it is compared: in capitals, without accents, ligatures in two letters, one apostrophe and one hyphen. Spaces are kept. Two
/// ways of writing one name (a civil registry, a software, a print) have this in common.
#[must_use]
pub fn sans_accent(texte: &str) -> String {
    let mut reduit = String::with_capacity(texte.len());
    for c in texte.chars().flat_map(char::to_uppercase) {
        match c {
            'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => reduit.push('A'),
            'Ç' => reduit.push('C'),
            'È' | 'É' | 'Ê' | 'Ë' => reduit.push('E'),
            'Ì' | 'Í' | 'Î' | 'Ï' => reduit.push('I'),
            'Ñ' => reduit.push('N'),
            'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => reduit.push('O'),
            'Ù' | 'Ú' | 'Û' | 'Ü' => reduit.push('U'),
            'Ý' | 'Ÿ' => reduit.push('Y'),
            'Œ' => reduit.push_str("OE"),
            'Æ' => reduit.push_str("AE"),
            '’' => reduit.push('\''),
            '\u{2010}'..='\u{2015}' => reduit.push('-'),
            '\u{300}'..='\u{36F}' | '\u{AD}' => {}
            c => reduit.push(c),
        }
    }
    reduit
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_names_pass() {
        for nom in [
            "D'ARTAGNAN DE L'HERAULT",
            "PIERRE-ALAIN",
            "PATB-QUATRE",
            "DE VINCI",
            "JEAN--BAPTISTE",
            "",
        ] {
            assert_eq!(traits_alphabet(nom), Ok(()), "{nom}");
        }
    }

    #[test]
    fn refused_with_their_place() {
        let vu = |texte| traits_alphabet(texte).unwrap_err();
        assert_eq!(
            vu("D'ÆION CŒUR"),
            CaractereRefuse {
                caractere: 'Æ',
                position: 3
            }
        );
        assert_eq!(
            vu("CŒUR"),
            CaractereRefuse {
                caractere: 'Œ',
                position: 2
            }
        );
        assert_eq!(vu("ÉLODIE").position, 1);
        assert_eq!(
            vu("ZOe"),
            CaractereRefuse {
                caractere: 'e',
                position: 3
            }
        );
        assert_eq!(vu("D’ARTAGNAN").caractere, '’', "the typographic apostrophe is another character");
        assert_eq!(vu("A\u{a0}B").position, 2, "neither is the no-break space a space");
        assert_eq!(vu("A1").caractere, '1');
        assert!(vu("D'ÆION").to_string().contains("« Æ » refusé en position 3"));
    }

    #[test]
    fn one_name_written_in_two_ways() {
        for (un, autre) in [
            ("D’Ægir Cœur", "D'AEGIR COEUR"),
            ("Noël-E\u{301}lodie", "NOEL-ELODIE"),
            ("Jean\u{2010}Paul", "JEAN-PAUL"),
            ("ça", "CA"),
        ] {
            assert_eq!(sans_accent(un), autre);
        }
        assert_ne!(sans_accent("ANNE MARIE"), sans_accent("ANNE-MARIE"));
    }

    proptest! {
        #[test]
        fn the_alphabet_passes_and_nothing_else(avant in "[A-Z '-]{0,12}", intrus in "[^A-Z '-]", apres in "[A-Z '-]{0,12}") {
            prop_assert_eq!(traits_alphabet(&format!("{avant}{apres}")), Ok(()));
            let erreur = traits_alphabet(&format!("{avant}{intrus}{apres}")).unwrap_err();
            prop_assert_eq!(erreur.position, avant.len() + 1);
            prop_assert_eq!(erreur.caractere.to_string(), intrus);
        }
    }
}
