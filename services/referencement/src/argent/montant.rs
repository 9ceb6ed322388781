//! Money: whole centimes of euro, never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Most that is read of a person: a billion euros.
const MAX: i64 = 100_000_000_000;

/// An amount, in centimes of euro.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Centimes(pub i64);

/// What was written is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("« {0} » n'est pas un montant : écrire des euros, avec deux décimales au plus (27000 ou 27 000,00)")]
pub struct MontantIllisible(String);

impl Centimes {
    /// That many whole euros.
    #[must_use]
    pub const fn euros(euros: i64) -> Self {
        Self(euros.saturating_mul(100))
    }

    /// Reads what a person writes: `27000`, `27 000,00`, `2916.67 €`.
    ///
    /// # Errors
    /// [`MontantIllisible`]: neither negative, nor beyond a billion, nor finer than the centime.
    pub fn lire(texte: &str) -> Result<Self, MontantIllisible> {
        let illisible = || MontantIllisible(texte.chars().take(40).collect());
        let serre: String = texte.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
        let (entiers, decimales) = serre.split_once([',', '.']).unwrap_or((&serre, ""));
        let chiffres = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if entiers.is_empty() || decimales.len() > 2 || !chiffres(entiers) || !chiffres(decimales) {
            return Err(illisible());
        }
        let lu = format!("{entiers}{decimales:0<2}").parse::<i64>().ok().filter(|c| *c <= MAX);
        lu.map(Self).ok_or_else(illisible)
    }

    /// So many per cent of it, to the centime, half up.
    #[must_use]
    pub fn part(self, pourcent: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(pourcent)).saturating_add(50).div_euclid(100))
    }

    /// Of an amount with tax, the amount without, to the centime, half up. `tva` in per cent.
    #[must_use]
    pub fn hors_taxe(self, tva: u32) -> Self {
        let diviseur = i64::from(tva) + 100;
        Self(self.0.saturating_mul(200).saturating_add(diviseur).div_euclid(diviseur * 2))
    }

    /// Of an amount without tax, the amount with, to the centime, half up. `tva` in per cent.
    #[must_use]
    pub fn avec_taxe(self, tva: u32) -> Self {
        self.plus(self.part(tva))
    }

    /// To the euro, half up.
    #[must_use]
    pub fn a_l_euro(self) -> Self {
        Self::euros(self.0.saturating_add(50).div_euclid(100))
    }

    /// The sum.
    #[must_use]
    pub const fn plus(self, autre: Self) -> Self {
        Self(self.0.saturating_add(autre.0))
    }

    /// The difference.
    #[must_use]
    pub const fn moins(self, autre: Self) -> Self {
        Self(self.0.saturating_sub(autre.0))
    }
}

impl fmt::Display for Centimes {
    /// `27 000,00 €`, with spaces that do not break.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entiers = (self.0.unsigned_abs() / 100).to_string();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        for (rang, chiffre) in entiers.chars().enumerate() {
            if rang > 0 && (entiers.len() - rang).is_multiple_of(3) {
                f.write_str("\u{a0}")?;
            }
            write!(f, "{chiffre}")?;
        }
        write!(f, ",{:02}\u{a0}€", self.0.unsigned_abs() % 100)
    }
}

/// What is paid: without tax and with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Montants {
    /// Without tax.
    pub ht: Centimes,
    /// With tax.
    pub ttc: Centimes,
}

impl Montants {
    /// So many per cent of both.
    #[must_use]
    pub fn part(self, pourcent: u32) -> Self {
        Self {
            ht: self.ht.part(pourcent),
            ttc: self.ttc.part(pourcent),
        }
    }

    /// The sum.
    #[must_use]
    pub const fn plus(self, autre: Self) -> Self {
        Self {
            ht: self.ht.plus(autre.ht),
            ttc: self.ttc.plus(autre.ttc),
        }
    }

    /// The difference.
    #[must_use]
    pub const fn moins(self, autre: Self) -> Self {
        Self {
            ht: self.ht.moins(autre.ht),
            ttc: self.ttc.moins(autre.ttc),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for (texte, centimes) in [
            ("27000", 2_700_000),
            ("27 000,00", 2_700_000),
            ("27\u{a0}000,5 €", 2_700_050),
            ("2916.67", 291_667),
            ("0,05", 5),
            ("1000000000", 100_000_000_000),
        ] {
            assert_eq!(Centimes::lire(texte), Ok(Centimes(centimes)), "{texte}");
        }
        for texte in [
            "",
            ",5",
            "-1",
            "12,345",
            "1e3",
            "1,2,3",
            "12,-1",
            "1000000000,01",
            "99999999999999999999",
        ] {
            let dit = Centimes::lire(texte).unwrap_err().to_string();
            assert!(dit.contains("n'est pas un montant"), "{texte}");
        }
    }

    #[test]
    fn an_amount_is_said_in_french() {
        let dits: Vec<String> = [0, 5, 99_999, 100_000, 123_456_789, -2_050]
            .map(|c| Centimes(c).to_string().replace('\u{a0}', " "))
            .into();
        assert_eq!(dits, ["0,00 €", "0,05 €", "999,99 €", "1 000,00 €", "1 234 567,89 €", "-20,50 €"]);
    }

    #[test]
    fn halves_go_up_and_a_share_and_its_rest_make_the_whole() {
        assert_eq!(Centimes(5).part(30), Centimes(2), "1.5 centimes");
        assert_eq!(Centimes(1).part(30), Centimes(0));
        assert_eq!(Centimes::euros(36_893).hors_taxe(20), Centimes(3_074_417));
        assert_eq!(Centimes(3).hors_taxe(20), Centimes(3), "2.5 centimes");
        assert_eq!(Centimes(3_074_417).avec_taxe(20), Centimes(3_689_300));
        assert_eq!(Centimes(3_074_449).a_l_euro(), Centimes::euros(30_744));
        assert_eq!(Centimes(3_074_450).a_l_euro(), Centimes::euros(30_745));
        let tout = Montants {
            ht: Centimes(291_667),
            ttc: Centimes(350_000),
        };
        assert_eq!(tout.part(30).plus(tout.moins(tout.part(30))), tout);
        assert_eq!(tout.part(30).ttc, Centimes(105_000));
    }
}
