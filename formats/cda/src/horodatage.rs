//! Timestamps of HL7 (`TS`), in the forms that the CI-SIS allows, and their conversion to the UTC of XDS.

use time::{Date, Duration, Month, PrimitiveDateTime, Time};

/// What is wrong with a timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defaut {
    /// None of the forms.
    Forme,
    /// A form of HL7 V3 that is none of the four of the CI-SIS: a month, an hour without its minutes.
    FormeHl7,
    /// A time without its offset to UTC.
    SansDecalage,
    /// A form that holds no date of the calendar, or no time of the day.
    Calendrier,
}

/// A timestamp: digits as written, and the offset in minutes when there is a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Horodatage {
    chiffres: String,
    decalage: Option<i64>,
}

/// Reads `AAAA`, `AAAAMMJJ`, `AAAAMMJJhhmm±ZZzz` or `AAAAMMJJhhmmss±ZZzz`.
pub(crate) fn lire(texte: &str) -> Result<Horodatage, Defaut> {
    let signe = texte.find(['+', '-']);
    let (chiffres, decalage) = signe.map_or((texte, None), |i| (&texte[..i], Some(&texte[i..])));
    if chiffres.is_empty() || !chiffres.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Defaut::Forme);
    }
    let decalage = match (chiffres.len(), decalage) {
        (4 | 8, None) => None,
        (12 | 14, Some(d)) => Some(minutes(d)?),
        (12 | 14, None) => return Err(Defaut::SansDecalage),
        (6, None) => return Err(forme_hl7(&format!("{chiffres}01"), None)),
        (10, Some(d)) => return Err(forme_hl7(&format!("{chiffres}00"), Some(minutes(d)?))),
        _ => return Err(Defaut::Forme),
    };
    let lu = Horodatage {
        chiffres: chiffres.to_owned(),
        decalage,
    };
    if chiffres.len() > 4 && lu.instant().is_none() {
        return Err(Defaut::Calendrier);
    }
    Ok(lu)
}

/// What a month or an hour alone is, completed: a form of HL7, when it is of the calendar.
fn forme_hl7(complet: &str, decalage: Option<i64>) -> Defaut {
    let lu = Horodatage {
        chiffres: complet.to_owned(),
        decalage,
    };
    lu.instant().map_or(Defaut::Calendrier, |_| Defaut::FormeHl7)
}

/// Whether a birth time has one of the forms: a birth date may be a month, or a day that is not of the calendar (lunar, unknown: `00`, the
/// 31st of February). A thirteenth month or a thirty-second day is neither.
pub(crate) fn naissance(texte: &str) -> Result<(), Defaut> {
    if !matches!(texte.len(), 4 | 6 | 8) || !texte.bytes().all(|b| b.is_ascii_digit()) {
        return lire(texte).map(|_| ());
    }
    let dans = |debut: usize, dernier: u8| match texte.get(debut..debut + 2).map(str::parse::<u8>) {
        Some(Ok(lu)) => lu <= dernier,
        Some(Err(_)) => false,
        None => true,
    };
    if dans(4, 12) && dans(6, 31) {
        Ok(())
    } else {
        Err(Defaut::Calendrier)
    }
}

fn minutes(decalage: &str) -> Result<i64, Defaut> {
    let (signe, reste) = decalage.split_at_checked(1).ok_or(Defaut::Forme)?;
    if reste.len() != 4 || !reste.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Defaut::Forme);
    }
    let nombre = |m: Option<&str>| m.and_then(|m| m.parse::<i64>().ok()).ok_or(Defaut::Forme);
    let (heures, minutes) = (nombre(reste.get(..2))?, nombre(reste.get(2..))?);
    if heures > 14 || minutes > 59 {
        return Err(Defaut::Calendrier);
    }
    let total = heures * 60 + minutes;
    Ok(if signe == "-" { -total } else { total })
}

impl Horodatage {
    /// Whether it is given to the second.
    pub(crate) fn a_la_seconde(&self) -> bool {
        self.chiffres.len() == 14
    }

    /// The same instant in UTC, with the same precision. A year or a day, which have no offset, stay as they are.
    pub(crate) fn utc(&self) -> String {
        let (Some(decalage), Some(instant)) = (self.decalage, self.instant()) else {
            return self.chiffres.clone();
        };
        let Some(utc) = instant.checked_sub(Duration::minutes(decalage)) else {
            return self.chiffres.clone();
        };
        let complet = format!(
            "{:04}{:02}{:02}{:02}{:02}{:02}",
            utc.year(),
            u8::from(utc.month()),
            utc.day(),
            utc.hour(),
            utc.minute(),
            utc.second()
        );
        complet.chars().take(self.chiffres.len()).collect()
    }

    /// Whether it is before another one, on the digits that both have: as instants when both say their offset, else as they are written.
    pub(crate) fn est_avant(&self, autre: &Self) -> bool {
        let ecrits = |h: &Self, instants: bool| if instants { h.utc() } else { h.chiffres.clone() };
        let instants = self.decalage.is_some() && autre.decalage.is_some();
        let (ici, la) = (ecrits(self, instants), ecrits(autre, instants));
        let commun = ici.len().min(la.len());
        ici.get(..commun) < la.get(..commun)
    }

    /// The day written, or the year alone.
    pub(crate) fn jour(&self) -> &str {
        self.chiffres.get(..8).unwrap_or(&self.chiffres)
    }

    /// The local date and time written, when they exist.
    fn instant(&self) -> Option<PrimitiveDateTime> {
        let nombre = |debut: usize, fin: usize| match self.chiffres.get(debut..fin) {
            Some(m) => m.parse::<u8>().ok(),
            None => Some(0),
        };
        let annee = self.chiffres.get(..4)?.parse::<i32>().ok()?;
        let mois = Month::try_from(nombre(4, 6)?).ok()?;
        let date = Date::from_calendar_date(annee, mois, nombre(6, 8)?).ok()?;
        let heure = Time::from_hms(nombre(8, 10)?, nombre(10, 12)?, nombre(12, 14)?).ok()?;
        Some(PrimitiveDateTime::new(date, heure))
    }
}

/// Whether an XDS date (UTC, any precision) is the same instant as a timestamp: they are compared on the digits both have.
pub(crate) fn meme_instant(xds: &str, cda: &Horodatage) -> bool {
    let utc = cda.utc();
    let commun = xds.len().min(utc.len());
    commun >= 4 && xds.get(..commun) == utc.get(..commun)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn les_quatre_formes() {
        for bon in [
            "2026",
            "20260115",
            "202601151000+0100",
            "20260115100000-0330",
            "20240229235959+0000",
        ] {
            assert!(lire(bon).is_ok(), "{bon}");
        }
        for (mauvais, defaut) in [
            ("", Defaut::Forme),
            ("202601", Defaut::FormeHl7),
            ("202613", Defaut::Calendrier),
            ("202601+0100", Defaut::Forme),
            ("2026011510", Defaut::Forme),
            ("2026011525+0100", Defaut::Calendrier),
            ("2026-01-15", Defaut::Forme),
            ("20260115+0100", Defaut::Forme),
            ("2026011510+0100", Defaut::FormeHl7),
            ("20260115100000.123+0100", Defaut::Forme),
            ("20260115100000Z", Defaut::Forme),
            ("20260115100000+100", Defaut::Forme),
            ("20260115100000+01:00", Defaut::Forme),
            ("20260115100000", Defaut::SansDecalage),
            ("202601151000", Defaut::SansDecalage),
            ("20260230", Defaut::Calendrier),
            ("20261315100000+0100", Defaut::Calendrier),
            ("20260115240000+0100", Defaut::Calendrier),
            ("20260115100000+1900", Defaut::Calendrier),
        ] {
            assert_eq!(lire(mauvais), Err(defaut), "{mauvais}");
        }
    }

    #[test]
    fn une_naissance_a_plus_de_formes() {
        for bon in ["1960", "196005", "19600500", "19500231", "197903281530+0100"] {
            assert!(naissance(bon).is_ok(), "{bon}");
        }
        assert_eq!(naissance("28/03/1979"), Err(Defaut::Forme));
        for mauvais in ["99999999", "20991301", "19790332", "197913"] {
            assert_eq!(naissance(mauvais), Err(Defaut::Calendrier), "{mauvais}");
        }
    }

    #[test]
    fn avant_sur_ce_que_les_deux_disent() {
        let avant = |a: &str, b: &str| lire(a).unwrap().est_avant(&lire(b).unwrap());
        for (a, b) in [
            ("20200104", "20210104092200+0100"),
            ("2020", "20210104"),
            ("20210104092200+0200", "202101040930+0100"),
            ("20201231235959+0100", "20210101"),
        ] {
            assert!(avant(a, b) && !avant(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("20210104", "20210104092200+0100"),
            ("2021", "20210104"),
            ("202101040930+0100", "20210104083000+0000"),
        ] {
            assert!(!avant(a, b) && !avant(b, a), "{a} {b}");
        }
    }

    #[test]
    fn conversion_en_utc() {
        for (local, utc) in [
            ("20260115100000+0100", "20260115090000"),
            ("20260101003000+0100", "20251231233000"),
            ("202607151000+0200", "202607150800"),
            ("20260115223000-0330", "20260116020000"),
            ("20260115", "20260115"),
        ] {
            assert_eq!(lire(local).unwrap().utc(), utc, "{local}");
        }
        let dix_heures = lire("20260115100000+0100").unwrap();
        assert!(meme_instant("20260115090000", &dix_heures));
        assert!(meme_instant("202601150900", &dix_heures));
        assert!(!meme_instant("20260115100000", &dix_heures), "local time left as it is");
        assert!(!meme_instant("", &dix_heures));
    }

    proptest! {
        #[test]
        fn rien_ne_fait_paniquer(texte in "\\PC{0,24}", chiffres in "[0-9]{4,14}[+-]?[0-9]{0,4}") {
            for t in [&texte, &chiffres] {
                let _ = naissance(t);
                if let Ok(h) = lire(t) {
                    prop_assert!(!h.utc().is_empty());
                }
            }
        }
    }
}
