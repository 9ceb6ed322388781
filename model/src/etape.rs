//! The number of an étape: that of the REM, which a reviewer ticks, or one of our own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sorte {
    /// Of the REM: `3`, `1..4`, 0 included.
    Rem,
    /// What the scenario of the REM takes for granted: `p1`.
    Prealable,
    /// What the bench does: `b1`.
    Banc,
}

/// Number of an étape, or of a range of étapes played as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Numero {
    /// Whose.
    pub sorte: Sorte,
    /// First.
    pub de: u32,
    /// Last; the same, but for a range.
    pub a: u32,
}

impl Numero {
    /// Étapes of the REM.
    #[must_use]
    pub fn rem(de: u32, a: u32) -> Self {
        Self { sorte: Sorte::Rem, de, a }
    }

    /// Whether it is a number of the REM.
    #[must_use]
    pub fn est_rem(self) -> bool {
        self.sorte == Sorte::Rem
    }

    /// `l'étape 3`, `les étapes 1 à 3`, without the article: `étape p1`.
    #[must_use]
    pub fn dit(self) -> String {
        let lettre = self.lettre();
        if self.de == self.a {
            format!("étape {lettre}{}", self.de)
        } else {
            format!("étapes {lettre}{} à {lettre}{}", self.de, self.a)
        }
    }

    fn lettre(self) -> &'static str {
        match self.sorte {
            Sorte::Rem => "",
            Sorte::Prealable => "p",
            Sorte::Banc => "b",
        }
    }
}

impl fmt::Display for Numero {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.lettre(), self.de)?;
        if self.a == self.de { Ok(()) } else { write!(f, "..{}", self.a) }
    }
}

/// Not the number of an étape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("un numéro d'étape s'écrit 3, 1..4, p1 (préalable) ou b1 (banc)")]
pub struct NumeroIllisible;

impl FromStr for Numero {
    type Err = NumeroIllisible;

    fn from_str(texte: &str) -> Result<Self, NumeroIllisible> {
        let (sorte, reste) = match texte.as_bytes().first() {
            Some(b'p') => (Sorte::Prealable, &texte[1..]),
            Some(b'b') => (Sorte::Banc, &texte[1..]),
            _ => (Sorte::Rem, texte),
        };
        let nombre = |t: &str| -> Result<u32, NumeroIllisible> {
            if !t.is_empty() && t.len() <= 4 && t.bytes().all(|o| o.is_ascii_digit()) {
                t.parse().map_err(|_| NumeroIllisible)
            } else {
                Err(NumeroIllisible)
            }
        };
        let (de, a) = match reste.split_once("..") {
            Some((de, a)) if sorte == Sorte::Rem => (nombre(de)?, nombre(a)?),
            Some(_) => return Err(NumeroIllisible),
            None => (nombre(reste)?, nombre(reste)?),
        };
        if a < de || (sorte != Sorte::Rem && de == 0) {
            return Err(NumeroIllisible);
        }
        Ok(Self { sorte, de, a })
    }
}

impl Serialize for Numero {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Numero {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let texte = String::deserialize(d)?;
        texte.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_as_read() {
        for t in ["0", "3", "1..4", "p1", "b12"] {
            assert_eq!(t.parse::<Numero>().unwrap().to_string(), t);
        }
        for t in ["", "p", "p0", "p1..2", "4..1", "x1", "12345", "1..", "é"] {
            assert_eq!(t.parse::<Numero>(), Err(NumeroIllisible), "{t}");
        }
        assert_eq!("p2".parse::<Numero>().unwrap().dit(), "étape p2");
        assert_eq!(Numero::rem(1, 3).dit(), "étapes 1 à 3");
    }
}
