//! Numbers of exigences, scenarios and proofs: what is amiss in their spelling. How two are compared is in the model.

use std::sync::LazyLock;

use regex::Regex;
pub use segur_model::numero::{cle, portee, serre};

/// Longest number.
const LONGUEUR_MAX: usize = 80;

/// Family, its subfamilies, then numbers: `INS/va1.41`, `MSS/CONF.16.01`, `ORDN/CONF.01p`, `EXI EDC PSC 102`.
static FORME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[A-Z]{2,4}\.)?(?:[A-Z][A-Za-z0-9]{1,9})(?:[-_/][A-Za-z0-9]{1,10}){0,3}(?:\.[0-9]{1,4}(?:p|[ .]BIS)?)+$").ok()
});

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
