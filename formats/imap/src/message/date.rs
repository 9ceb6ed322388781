//! The day of a `Date` field, for SENTBEFORE and its like: neither the hour nor the zone counts (RFC 3501, § 6.4.4).

use time::Date;

use crate::lecture::recherche::mois;

/// Reads the day of a value, unfolded: `Mon, 7 Feb 1994 21:52:25 -0800 (PST)`.
#[must_use]
pub fn date_du_champ(valeur: &[u8]) -> Option<Date> {
    let texte = std::str::from_utf8(valeur.get(..valeur.len().min(100))?).ok()?;
    let texte = texte.split_once(',').map_or(texte, |(_, d)| d);
    let mut mots = texte.split_ascii_whitespace();
    let jour = mots.next()?.parse().ok()?;
    let mois = mois(mots.next()?.get(..3)?)?;
    let annee = mots.next()?;
    let nombre: i32 = annee.parse().ok()?;
    // RFC 5322, § 4.3: two digits are those of 1950 to 2049, three count from 1900.
    let annee = match annee.len() {
        2 if nombre < 50 => nombre + 2000,
        2 | 3 => nombre + 1900,
        _ => nombre,
    };
    Date::from_calendar_date(annee, mois, jour).ok()
}
