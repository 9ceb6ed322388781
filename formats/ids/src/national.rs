//! Identifiers of professionals and structures.
//!
//! A national identifier is a type digit and an identifier. The same digit means different things for a person (TRE_G08)
//! and for a structure (TRE_G07), and Luhn's key is that of the identifier, never of the whole.

/// Whether a number holds Luhn's key: digits only, at least two.
#[must_use]
pub fn luhn(chiffres: &str) -> bool {
    if chiffres.len() < 2 || !chiffres.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let somme: u32 = chiffres
        .bytes()
        .rev()
        .zip([1_u32, 2].into_iter().cycle())
        .map(|(b, poids)| {
            let produit = u32::from(b - b'0') * poids;
            if produit > 9 { produit - 9 } else { produit }
        })
        .sum();
    somme.is_multiple_of(10)
}

/// The same digits with Luhn's key in the place of the last one. None when they are not digits, at least two.
#[must_use]
pub fn luhn_juste(chiffres: &str) -> Option<String> {
    let corps = chiffres.get(..chiffres.len().checked_sub(1)?)?;
    (0..10).map(|cle| format!("{corps}{cle}")).find(|n| luhn(n))
}

fn luhn_de(chiffres: &str, longueur: usize) -> bool {
    chiffres.len() == longueur && luhn(chiffres)
}

/// Whether this is an RPPS: 11 digits with Luhn's key.
#[must_use]
pub fn rpps_valide(rpps: &str) -> bool {
    luhn_de(rpps, 11)
}

/// Whether this is a FINESS: 9 digits with Luhn's key. The Corsican form (`2A0000000`) is accepted without its key, whose
/// rule no public source gives.
#[must_use]
pub fn finess_valide(finess: &str) -> bool {
    let corse = ["2A", "2B"].iter().find_map(|d| finess.strip_prefix(d));
    match corse {
        Some(suite) => suite.len() == 7 && suite.bytes().all(|b| b.is_ascii_digit()),
        None => luhn_de(finess, 9),
    }
}

/// Whether this is a SIRET: 14 digits with Luhn's key. (La Poste's establishments, which follow another rule, are refused.)
#[must_use]
pub fn siret_valide(siret: &str) -> bool {
    luhn_de(siret, 14)
}

/// What follows the type digit of a national identifier of a person (IDNPS, TRE_G08).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GenreProfessionnel {
    /// `0`: ADELI.
    Adeli,
    /// `1`: cabinet ADELI, `/`, local number.
    CabinetAdeli,
    /// `3`: FINESS, `/`, local number.
    Finess,
    /// `4`: SIREN, `/`, local number.
    Siren,
    /// `5`: SIRET, `/`, local number.
    Siret,
    /// `6`: cabinet RPPS, `/`, local number.
    CabinetRpps,
    /// `8`: RPPS.
    Rpps,
}

/// What follows the type digit of a national identifier of a structure (IDNST, TRE_G07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GenreStructure {
    /// `0`: cabinet ADELI.
    CabinetAdeli,
    /// `1`: FINESS.
    Finess,
    /// `2`: SIREN.
    Siren,
    /// `3`: SIRET.
    Siret,
    /// `4`: cabinet RPPS, that is RPPS and rang.
    CabinetRpps,
}

/// A national identifier of a person, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdProfessionnel<'a> {
    /// What the identifier is.
    pub genre: GenreProfessionnel,
    /// The identifier without its type digit.
    pub valeur: &'a str,
    /// Local number, of the forms that have one.
    pub interne: Option<&'a str>,
}

/// A national identifier of a structure, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdStructure<'a> {
    /// What the identifier is.
    pub genre: GenreStructure,
    /// The identifier without its type digit.
    pub valeur: &'a str,
}

/// Reads a national identifier of a person (`8` + RPPS, `5` + SIRET + `/` + local number…) and checks its form and key.
/// Identities made by hand on test platforms (`ANS…`) are not of this form.
#[must_use]
pub fn id_professionnel(texte: &str) -> Option<IdProfessionnel<'_>> {
    let (genre, suite) = tete(texte)?;
    let (genre, valeur, interne) = match genre {
        b'0' => (GenreProfessionnel::Adeli, suite, None),
        b'8' => (GenreProfessionnel::Rpps, suite, None),
        autre => {
            let genre = match autre {
                b'1' => GenreProfessionnel::CabinetAdeli,
                b'3' => GenreProfessionnel::Finess,
                b'4' => GenreProfessionnel::Siren,
                b'5' => GenreProfessionnel::Siret,
                b'6' => GenreProfessionnel::CabinetRpps,
                _ => return None,
            };
            let (valeur, interne) = suite.split_once('/')?;
            (genre, valeur, Some(interne))
        }
    };
    let juste = match genre {
        GenreProfessionnel::Rpps => rpps_valide(valeur),
        GenreProfessionnel::Finess => finess_valide(valeur),
        GenreProfessionnel::Siren => luhn_de(valeur, 9),
        GenreProfessionnel::Siret => siret_valide(valeur),
        GenreProfessionnel::CabinetRpps => cabinet_rpps(valeur),
        GenreProfessionnel::Adeli | GenreProfessionnel::CabinetAdeli => adeli(valeur),
    };
    (juste && interne != Some("")).then_some(IdProfessionnel { genre, valeur, interne })
}

/// Reads a national identifier of a structure (`1` + FINESS, `3` + SIRET…) and checks its form and key.
#[must_use]
pub fn id_structure(texte: &str) -> Option<IdStructure<'_>> {
    let (genre, valeur) = tete(texte)?;
    let (genre, juste) = match genre {
        b'0' => (GenreStructure::CabinetAdeli, adeli(valeur)),
        b'1' => (GenreStructure::Finess, finess_valide(valeur)),
        b'2' => (GenreStructure::Siren, luhn_de(valeur, 9)),
        b'3' => (GenreStructure::Siret, siret_valide(valeur)),
        b'4' => (GenreStructure::CabinetRpps, cabinet_rpps(valeur)),
        _ => return None,
    };
    juste.then_some(IdStructure { genre, valeur })
}

/// The type digit, and the rest.
fn tete(texte: &str) -> Option<(u8, &str)> {
    Some((*texte.as_bytes().first()?, texte.get(1..)?))
}

/// RPPS and a rang of three digits.
fn cabinet_rpps(valeur: &str) -> bool {
    valeur
        .split_at_checked(11)
        .is_some_and(|(rpps, rang)| rpps_valide(rpps) && rang.len() == 3 && rang.bytes().all(|b| b.is_ascii_digit()))
}

/// ADELI numbers are on the way out and have several forms: nine digits or capitals, nothing more is asked.
fn adeli(valeur: &str) -> bool {
    valeur.len() == 9 && valeur.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_identifiers() {
        for rpps in ["99900000045", "99700427885", "99700366240", "99900063480"] {
            assert!(rpps_valide(rpps), "{rpps}");
            assert!(id_professionnel(&format!("8{rpps}")).is_some(), "{rpps}");
        }
        for finess in ["999900012", "999900020", "999900038", "2A0000014"] {
            assert!(finess_valide(finess), "{finess}");
        }
        assert!(siret_valide("00000001815646"));
    }

    #[test]
    fn refused() {
        for rpps in [
            "",
            "99900000046",
            "9990000004",
            "999000000450",
            "9990000004é",
            "899900000045",
            "9990000004 ",
        ] {
            assert!(!rpps_valide(rpps), "{rpps}");
        }
        for finess in ["999900039", "99990003", "2C0000014", "2A000001", "2A00000é"] {
            assert!(!finess_valide(finess), "{finess}");
        }
        assert!(!luhn("0") && !luhn("") && !luhn("1a"));
    }

    #[test]
    fn the_type_digit_depends_on_what_is_named() {
        let salarie = id_professionnel("500000001815646/CPAT00045").unwrap();
        assert_eq!(
            (salarie.genre, salarie.valeur, salarie.interne),
            (GenreProfessionnel::Siret, "00000001815646", Some("CPAT00045"))
        );
        assert_eq!(id_professionnel("899900000045").unwrap().genre, GenreProfessionnel::Rpps);
        assert_eq!(id_professionnel("3999900038/7").unwrap().genre, GenreProfessionnel::Finess);
        assert_eq!(
            id_structure("1999900038").unwrap(),
            IdStructure {
                genre: GenreStructure::Finess,
                valeur: "999900038"
            }
        );
        assert_eq!(id_structure("300000001815646").unwrap().genre, GenreStructure::Siret);
        assert_eq!(id_structure("499700427885006").unwrap().genre, GenreStructure::CabinetRpps);
        for faux in [
            "",
            "8",
            "299900000045",
            "999900000045",
            "1999900038",
            "3999900038",
            "500000001815646/",
            "ANS20231122132732",
            "é",
        ] {
            assert_eq!(id_professionnel(faux), None, "{faux}");
        }
        for faux in [
            "",
            "1",
            "1999900039",
            "899900000045",
            "5999900038",
            "49970042788500",
            "4997004278850é",
            "é999900038",
        ] {
            assert_eq!(id_structure(faux), None, "{faux}");
        }
    }

    proptest! {
        #[test]
        fn one_key_only(debut in "[0-9]{1,13}") {
            let clefs = (0..10).filter(|c| luhn(&format!("{debut}{c}"))).count();
            prop_assert_eq!(clefs, 1);
        }

        #[test]
        fn any_text_is_safe(texte in "\\PC{0,24}") {
            let _ = (id_professionnel(&texte), id_structure(&texte), finess_valide(&texte), rpps_valide(&texte), siret_valide(&texte));
        }
    }
}
