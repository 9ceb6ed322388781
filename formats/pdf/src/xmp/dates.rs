//! Dates: as XMP writes them (a profile of ISO 8601), as PDF does, and whether two of them are the same instant.

/// A date, as precise as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    annee: i64,
    mois: Option<i64>,
    jour: Option<i64>,
    /// Minutes from midnight.
    minutes: Option<i64>,
    secondes: Option<i64>,
    /// Minutes east of UTC.
    decalage: Option<i64>,
}

/// A number of `n` digits at the start, and what follows.
fn chiffres(texte: &str, n: usize) -> Option<(i64, &str)> {
    let (debut, suite) = texte.split_at_checked(n)?;
    if !debut.bytes().all(|o| o.is_ascii_digit()) {
        return None;
    }
    Some((debut.parse().ok()?, suite))
}

/// A number after a separator.
fn apres(texte: &str, separateur: char, n: usize) -> Option<(i64, &str)> {
    chiffres(texte.strip_prefix(separateur)?, n)
}

fn dans(valeur: i64, de: i64, a: i64) -> Option<i64> {
    (de..=a).contains(&valeur).then_some(valeur)
}

/// `Z`, `+hh:mm`; nothing may follow.
fn fuseau(texte: &str, entre: Option<char>) -> Option<Option<i64>> {
    if texte.is_empty() {
        return Some(None);
    }
    if matches!(texte, "Z" | "z") {
        return Some(Some(0));
    }
    let signe = match texte.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (heures, suite) = chiffres(texte.get(1..)?, 2)?;
    let suite = entre.map_or(suite, |c| suite.strip_prefix(c).unwrap_or(suite));
    let (minutes, suite) = if suite.is_empty() { (0, "") } else { chiffres(suite, 2)? };
    if !suite.is_empty() {
        return None;
    }
    Some(Some(signe * (dans(heures, 0, 23)? * 60 + dans(minutes, 0, 59)?)))
}

impl Date {
    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, then `Thh:mm`, `:ss`, a fraction, and a zone.
    pub(super) fn xmp(texte: &str) -> Option<Self> {
        let (annee, suite) = chiffres(texte.trim(), 4)?;
        let mut date = Self {
            annee,
            mois: None,
            jour: None,
            minutes: None,
            secondes: None,
            decalage: None,
        };
        let Some((mois, suite)) = apres(suite, '-', 2) else {
            return suite.is_empty().then_some(date);
        };
        date.mois = Some(dans(mois, 1, 12)?);
        let Some((jour, suite)) = apres(suite, '-', 2) else {
            return suite.is_empty().then_some(date);
        };
        date.jour = Some(dans(jour, 1, 31)?);
        let Some((heures, suite)) = apres(suite, 'T', 2) else {
            return suite.is_empty().then_some(date);
        };
        let (minutes, mut suite) = apres(suite, ':', 2)?;
        date.minutes = Some(dans(heures, 0, 23)? * 60 + dans(minutes, 0, 59)?);
        if let Some((secondes, reste)) = apres(suite, ':', 2) {
            date.secondes = Some(dans(secondes, 0, 60)?);
            suite = reste;
            if let Some(fraction) = suite.strip_prefix('.') {
                let fin = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
                (fin > 0).then_some(())?;
                suite = fraction.get(fin..)?;
            }
        }
        date.decalage = fuseau(suite, Some(':'))?;
        Some(date)
    }

    /// `D:YYYYMMDDHHmmSSOHH'mm'`, of which all but the year may be missing: January, the first, midnight are then meant.
    pub(super) fn pdf(texte: &str) -> Option<Self> {
        let texte = texte.trim();
        let (annee, mut suite) = chiffres(texte.strip_prefix("D:").unwrap_or(texte), 4)?;
        let mut lu = [None; 5];
        for place in &mut lu {
            let Some((n, reste)) = chiffres(suite, 2) else { break };
            *place = Some(n);
            suite = reste;
        }
        let [mois, jour, heures, minutes, secondes] = lu;
        let suite = suite.trim_end_matches('\'');
        // « Z00'00' » is written too.
        let suite = if suite.starts_with('Z') { "Z" } else { suite };
        Some(Self {
            annee,
            mois: Some(dans(mois.unwrap_or(1), 1, 12)?),
            jour: Some(dans(jour.unwrap_or(1), 1, 31)?),
            minutes: Some(dans(heures.unwrap_or(0), 0, 23)? * 60 + dans(minutes.unwrap_or(0), 0, 59)?),
            secondes: Some(secondes.unwrap_or(0)),
            decalage: fuseau(suite, Some('\''))?,
        })
    }

    /// Whether both are the same instant, as far as both are precise. A zone that one alone says is not held against the other.
    pub(super) fn egale(&self, autre: &Self) -> bool {
        let (a, b) = (self, autre);
        let (Some(ma), Some(mb)) = (a.mois, b.mois) else {
            return a.annee == b.annee;
        };
        let (Some(ja), Some(jb)) = (a.jour, b.jour) else {
            return (a.annee, ma) == (b.annee, mb);
        };
        let jours = (rang(a.annee, ma, ja), rang(b.annee, mb, jb));
        let (Some(ha), Some(hb)) = (a.minutes, b.minutes) else {
            return jours.0 == jours.1;
        };
        let (da, db) = match (a.decalage, b.decalage) {
            (Some(da), Some(db)) => (da, db),
            _ => (0, 0),
        };
        let minutes = (jours.0 * 1440 + ha - da, jours.1 * 1440 + hb - db);
        minutes.0 == minutes.1 && (a.secondes.is_none() || b.secondes.is_none() || a.secondes == b.secondes)
    }
}

/// Days from a fixed origin, by the calendar of ISO 8601.
fn rang(annee: i64, mois: i64, jour: i64) -> i64 {
    // March begins the year: the leap day is then its last.
    let (annee, mois) = if mois > 2 { (annee, mois - 3) } else { (annee - 1, mois + 9) };
    annee * 365 + annee.div_euclid(4) - annee.div_euclid(100) + annee.div_euclid(400) + (mois * 306 + 5).div_euclid(10) + jour
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn les_dates_de_xmp() {
        for juste in [
            "2016",
            "2016-02",
            "2016-02-01",
            "2016-02-01T13:19Z",
            "2016-02-01T13:19:21+01:00",
            "2016-02-01T13:19:21.45-05:30",
            "2016-02-01T13:19:21",
        ] {
            assert!(Date::xmp(juste).is_some(), "{juste}");
        }
        for faux in [
            "",
            "16",
            "2016-13",
            "2016-02-01T13",
            "2016-02-01T13:19:21.45Z+01:00",
            "Date: 2016-02-01",
            "2016-02-01 13:19",
            "2016/02/01",
            "2016-02-01T13:19:21.",
            "2016-02-01T13:19:21+1",
        ] {
            assert!(Date::xmp(faux).is_none(), "{faux}");
        }
    }

    #[test]
    fn deux_ecritures_du_meme_instant() {
        let egales = |pdf: &str, xmp: &str| Date::pdf(pdf).unwrap().egale(&Date::xmp(xmp).unwrap());
        assert!(egales("D:20160201131921+01'00'", "2016-02-01T13:19:21+01:00"));
        assert!(egales("D:20160201131921+01'00'", "2016-02-01T12:19:21Z"));
        assert!(egales("D:20160201131921+01'00", "2016-02-01T12:19Z"));
        assert!(egales("D:20160229235959-01'00'", "2016-03-01T00:59:59Z"));
        assert!(egales("D:20161231233000-01'00'", "2017-01-01T00:30:00Z"));
        assert!(egales("D:20160201131921Z", "2016-02-01T13:19:21Z"));
        assert!(egales("D:20160201131921Z00'00'", "2016-02-01T13:19:21Z"));
        assert!(egales("D:2016", "2016-01-01T00:00:00Z"));
        assert!(egales("D:20160201131921Z", "2016-02"));
        assert!(!egales("D:20160201", "2016-02-01T13:19:21Z"));
        assert!(Date::pdf("2016-02-01T13:19:21Z").is_none());
        assert!(egales("20160201131921", "2016-02-01T13:19:21+01:00"));
        assert!(!egales("D:20160201131921+01'00'", "2016-02-01T13:19:21Z"));
        assert!(!egales("D:20160201131922Z", "2016-02-01T13:19:21Z"));
        assert!(Date::pdf("D:hier").is_none());
        assert!(Date::pdf("D:20161301").is_none());
    }
}
