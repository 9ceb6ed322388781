//! The form of a LOINC code: digits, a hyphen, and a check digit modulo 10.

/// Codes of LOINC whose check digit is known to be wrong, and which will keep it (all deprecated).
const CLES_FAUSSES: &[&str] = &[
    "11491-6", "11501-6", "5895-7", "5896-5", "5897-3", "5928-1", "6028-3", "6415-5", "6580-7", "6645-7", "6646-5", "6647-3", "6648-1",
    "6649-9",
];

/// What is wrong with a code given as LOINC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defaut {
    /// Not the form of a code.
    Forme,
    /// Another check digit than this one.
    Cle(u32),
}

/// Judges a code. Parts (`LP`), answers (`LA`) and user codes (`X`) have another check digit, which is not looked at.
pub(crate) fn juger(code: &str) -> Result<(), Defaut> {
    let lettres = ["LA", "LP", "LL", "LG", "MTHU", "X", "x"];
    if lettres.iter().any(|l| code.len() > l.len() && code.starts_with(l)) || CLES_FAUSSES.contains(&code) {
        return Ok(());
    }
    let (numero, cle) = code.split_once('-').ok_or(Defaut::Forme)?;
    let chiffres = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !chiffres(numero) || numero.len() > 7 || !chiffres(cle) || cle.len() != 1 {
        return Err(Defaut::Forme);
    }
    let attendue = modulo_10(numero);
    if cle.parse() == Ok(attendue) {
        Ok(())
    } else {
        Err(Defaut::Cle(attendue))
    }
}

/// Every other digit from the right is doubled, and the digits of all are added up to the next ten.
fn modulo_10(numero: &str) -> u32 {
    let somme: u32 = numero
        .bytes()
        .rev()
        .map(|b| u32::from(b.wrapping_sub(b'0')))
        .enumerate()
        .map(|(rang, c)| if rang % 2 == 0 { c * 2 / 10 + c * 2 % 10 } else { c })
        .sum();
    (10 - somme % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formes_et_cles() {
        for bon in [
            "11502-2",
            "18719-5",
            "3016-3",
            "14749-6",
            "12345-5",
            "6648-1",
            "LA6626-1",
            "LP29708-2",
            "X-12",
            "xx-local",
        ] {
            assert_eq!(juger(bon), Ok(()), "{bon}");
        }
        for (mauvais, defaut) in [
            ("11502-3", Defaut::Cle(2)),
            ("11520-2", Defaut::Cle(4)),
            ("11502", Defaut::Forme),
            ("11502-22", Defaut::Forme),
            ("-2", Defaut::Forme),
            ("12345678-1", Defaut::Forme),
            ("GLUC", Defaut::Forme),
            ("", Defaut::Forme),
            ("X", Defaut::Forme),
            ("１-2", Defaut::Forme),
        ] {
            assert_eq!(juger(mauvais), Err(defaut), "{mauvais}");
        }
    }
}
