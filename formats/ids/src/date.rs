//! The birth date as INSi writes it.

use std::fmt;

/// A birth date. Day and month may be `00` (not known) and lunar dates exist, so this is not a date of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateInsi {
    /// Year.
    pub annee: u16,
    /// Month; 0 when it is not known.
    pub mois: u8,
    /// Day; 0 when it is not known.
    pub jour: u8,
}

impl DateInsi {
    /// Whether day and month are known. An answer of INSi whose date is not complete must be refused by the product.
    #[must_use]
    pub fn complete(self) -> bool {
        self.mois != 0 && self.jour != 0
    }

    /// Whether the date is in the calendar: a lunar date (`1950-02-31`) and an incomplete one are not.
    #[must_use]
    pub fn au_calendrier(self) -> bool {
        let bissextile = self.annee.is_multiple_of(4) && (!self.annee.is_multiple_of(100) || self.annee.is_multiple_of(400));
        let jours = match self.mois {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if bissextile => 29,
            2 => 28,
            _ => 0,
        };
        (1..=jours).contains(&self.jour)
    }
}

impl fmt::Display for DateInsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.annee, self.mois, self.jour)
    }
}

/// A text that is not a birth date of INSi.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "« {texte} » n'est pas une date de naissance d'INSi : écrivez AAAA-MM-JJ, par exemple 1975-12-31 (00 pour un jour ou un mois inconnu)"
)]
pub struct DateRefusee {
    /// The text, cut when it is long.
    pub texte: String,
}

/// Reads a birth date `AAAA-MM-JJ`. Only the form is required, as in the schema of the answer of INSi: ask
/// [`DateInsi::complete`] and [`DateInsi::au_calendrier`] for more.
///
/// # Errors
/// When the text has not this form.
pub fn date_insi(texte: &str) -> Result<DateInsi, DateRefusee> {
    lire(texte).ok_or_else(|| DateRefusee {
        texte: texte.chars().take(40).collect(),
    })
}

fn lire(texte: &str) -> Option<DateInsi> {
    let nombre = |debut: usize, fin: usize| {
        let morceau = texte.get(debut..fin)?;
        morceau
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| morceau.parse::<u16>().ok())
            .flatten()
    };
    let octets = texte.as_bytes();
    if octets.len() != 10 || octets.get(4) != Some(&b'-') || octets.get(7) != Some(&b'-') {
        return None;
    }
    Some(DateInsi {
        annee: nombre(0, 4)?,
        mois: nombre(5, 7)?.try_into().ok()?,
        jour: nombre(8, 10)?.try_into().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reading() {
        let date = date_insi("1975-12-31").unwrap();
        assert_eq!(
            date,
            DateInsi {
                annee: 1975,
                mois: 12,
                jour: 31
            }
        );
        assert!(date.complete() && date.au_calendrier());
        for (texte, complete, calendrier) in [
            ("1960-00-00", false, false),
            ("1960-05-00", false, false),
            ("1960-00-12", false, false),
            ("1950-02-31", true, false),
            ("1961-02-29", true, false),
            ("1900-02-29", true, false),
            ("2000-02-29", true, true),
            ("1950-13-01", true, false),
        ] {
            let date = date_insi(texte).unwrap();
            assert_eq!((date.complete(), date.au_calendrier()), (complete, calendrier), "{texte}");
        }
    }

    #[test]
    fn refusing() {
        for texte in [
            "",
            "1975-12-3",
            "1975-12-311",
            "31/12/1975",
            "19751231",
            "1975-1a-31",
            "+975-12-31",
            "1975-+1-31",
            "1975-12-é",
            "１975-12-31",
        ] {
            assert!(date_insi(texte).is_err(), "{texte}");
        }
    }

    proptest! {
        #[test]
        fn writing_gives_the_text_back(texte in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
            prop_assert_eq!(date_insi(&texte).unwrap().to_string(), texte);
        }

        #[test]
        fn any_text_is_safe(texte in "\\PC{0,14}") {
            if let Ok(date) = date_insi(&texte) {
                prop_assert_eq!(date.to_string(), texte);
            }
        }
    }
}
