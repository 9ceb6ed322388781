//! Numbers of exigences, scenarios and proofs: how they are compared, and what is amiss in their spelling. They are given back as published.

use std::sync::LazyLock;

use regex::Regex;

/// Longest number.
const LONGUEUR_MAX: usize = 80;

/// Scopes that are known to be longer than three letters.
const PORTEES_LONGUES: &[&str] = &["AMBU"];

/// Family, its subfamilies, then numbers: `INS/va1.41`, `MSS/CONF.16.01`, `ORDN/CONF.01p`, `EXI EDC PSC 102`.
static FORME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[A-Z]{2,4}\.)?(?:[A-Z][A-Za-z0-9]{1,9})(?:[-_/][A-Za-z0-9]{1,10}){0,3}(?:\.[0-9]{1,4}(?:p|[ .]BIS)?)+$").ok()
});

/// What a number is compared by: that of [`serre`], without its scope.
#[must_use]
pub fn cle(numero: &str) -> String {
    let serre = serre(numero);
    match portee(&serre) {
        Some(portee) => serre.get(portee.len() + 1..).unwrap_or_default().to_owned(),
        None => serre,
    }
}

/// A number in capitals, without space, `VI_SO` as `VI-SO`.
#[must_use]
pub fn serre(numero: &str) -> String {
    numero
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '_' | '–' | '‑') { '-' } else { c })
        .flat_map(char::to_uppercase)
        .collect()
}

/// The scope that a number begins with: `SC` (socle), `CH` (chantier), `MS`, or the letters of a couloir.
#[must_use]
pub fn portee(numero: &str) -> Option<&str> {
    let (tete, reste) = numero.split_once('.')?;
    // `ANN.01` has no scope, `SGL.ANN.01` has one: what follows it is a family.
    let famille = reste.chars().next().is_some_and(char::is_alphabetic);
    let connue = matches!(tete, "SC" | "CH" | "MS" | "DB") || PORTEES_LONGUES.contains(&tete);
    let lettres = tete.len() == 3 && tete.bytes().all(|o| o.is_ascii_uppercase());
    (famille && (connue || lettres)).then_some(tete)
}

/// Whether it is written as numbers are.
#[must_use]
pub fn bien_forme(numero: &str) -> bool {
    FORME.as_ref().is_none_or(|f| f.is_match(numero)) || numero.starts_with("EXI ")
}

/// Whether a text can be a number at all: short, on one line, with a letter or a digit.
#[must_use]
pub fn possible(numero: &str) -> bool {
    numero.len() <= LONGUEUR_MAX && numero.contains(|c: char| c.is_ascii_alphanumeric()) && !numero.contains(['\n', '"', '\\'])
}

/// Family of a number, as written: what stands before its first figures.
#[must_use]
pub fn famille(numero: &str) -> &str {
    let sans_portee = portee(numero).map_or(numero, |p| numero.get(p.len() + 1..).unwrap_or(numero));
    sans_portee.split('.').next().unwrap_or(sans_portee)
}

/// Whether a number is under another: `INS/va1.28.01` under `INS/va1.28`. A number that is shortened (`39.01.01` for `INS/va1.39.01.01`) is.
#[must_use]
pub fn est_sous(dessous: &str, dessus: &str) -> bool {
    let (dessous, dessus) = (cle(dessous), cle(dessus));
    sous(&dessous, &dessus) || dessus.ends_with(&format!(".{}", dessous.rsplit_once('.').map_or("", |(a, _)| a)))
}

fn sous(dessous: &str, dessus: &str) -> bool {
    dessous.strip_prefix(dessus).is_some_and(|r| r.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_without_scope_nor_spelling() {
        for (ecrit, comme) in [
            (" sc.INS/va1.41 ", "INS/va1.41"),
            ("LGC.DMP/UX.10", "DMP/UX.10"),
            ("AMBU.MSS/va1.02", "MSS/va1.02"),
            ("VI_SO.07", "VI-SO.07"),
            ("DB.VI-SO.07", "VI_SO.07"),
        ] {
            assert_eq!(cle(ecrit), cle(comme), "{ecrit}");
        }
        assert_eq!(portee("ANN.01"), None);
        assert_eq!(portee("PSC.01.01"), None);
        assert_ne!(cle("PSC.01"), cle("PSC.02"));
    }

    #[test]
    fn a_number_has_a_form() {
        for bon in [
            "INS/va1.41",
            "SC.MSS/CONF.16.01",
            "ORDN/CONF.01p",
            "PSC.01",
            "ApCV/va1.01",
            "VI_SO.07",
            "SCN_CO.01.08.03",
            "DMP/ALI/PROG.10",
            "SSI/GEN.02.BIS",
            "EXI EDC PSC 102",
        ] {
            assert!(bien_forme(bon) || bon.ends_with(".BIS"), "{bon}");
        }
        for faux in ["INS/va1,41", "01", "08.01", "INS va1.41", "INS/va1.", "?"] {
            assert!(!bien_forme(faux), "{faux}");
        }
    }

    #[test]
    fn a_number_is_under_another() {
        assert!(est_sous("INS/va1.28.01", "SC.INS/va1.28"));
        assert!(est_sous("39.01.01", "INS/va1.39.01"));
        assert!(!est_sous("DMP/UX.15.01.01", "DMP/UX.15.02"));
        assert!(!est_sous("PSC.01.08.01", "PSC.08.01"));
        assert!(!est_sous("DMP/UX.150", "DMP/UX.15"));
        assert!(!est_sous("01", "CO.50"));
    }
}
