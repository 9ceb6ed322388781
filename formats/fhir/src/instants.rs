//! The dates of FHIR, as the interval that each covers.

use time::{Date, Duration, Month, OffsetDateTime, Time};

/// An `instant` or a `dateTime` of FHIR.
#[must_use]
pub fn lire_instant(texte: &str) -> Option<OffsetDateTime> {
    intervalle(texte).map(|(debut, _)| debut)
}

/// The interval that a date covers: a year, a month, a day, a minute or a second (or less, when it has decimals). Without an offset it is
/// UTC. Years before 1900 and after 2200 are nobody's.
pub(crate) fn intervalle(texte: &str) -> Option<(OffsetDateTime, OffsetDateTime)> {
    let (jour, heure) = texte.split_once('T').map_or((texte, None), |(j, h)| (j, Some(h)));
    let morceaux: Vec<&str> = jour.split('-').collect();
    let nombre = |t: &str, n: usize| (t.len() == n && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i32>().ok())?;
    let annee = nombre(morceaux.first()?, 4).filter(|a| (1900..=2200).contains(a))?;
    let mois = match morceaux.get(1) {
        Some(m) => Some(Month::try_from(u8::try_from(nombre(m, 2)?).ok()?).ok()?),
        None => None,
    };
    let rang = match morceaux.get(2) {
        Some(j) => Some(u8::try_from(nombre(j, 2)?).ok()?),
        None => None,
    };
    if morceaux.len() > 3 || (heure.is_some() && rang.is_none()) {
        return None;
    }
    let date = Date::from_calendar_date(annee, mois.unwrap_or(Month::January), rang.unwrap_or(1)).ok()?;
    let minuit = date.midnight().assume_utc();
    let Some(heure) = heure else {
        let fin = match (mois, rang) {
            (None, _) => Date::from_calendar_date(annee + 1, Month::January, 1).ok()?,
            (Some(Month::December), None) => Date::from_calendar_date(annee + 1, Month::January, 1).ok()?,
            (Some(m), None) => Date::from_calendar_date(annee, m.next(), 1).ok()?,
            _ => date.next_day()?,
        };
        return Some((minuit, fin.midnight().assume_utc()));
    };
    let (horloge, decalage) = separer(heure)?;
    let (principal, fraction) = horloge.split_once('.').map_or((horloge, None), |(p, f)| (p, Some(f)));
    let champs: Vec<&str> = principal.split(':').collect();
    let octet = |t: &str| u8::try_from(nombre(t, 2)?).ok();
    let (h, m, s, pas) = match champs.as_slice() {
        [h, m] if fraction.is_none() => (octet(h)?, octet(m)?, 0, Duration::MINUTE),
        [h, m, s] => (octet(h)?, octet(m)?, octet(s)?, Duration::SECOND),
        _ => return None,
    };
    let ns = match fraction {
        Some(f) if (1..=9).contains(&f.len()) && f.bytes().all(|b| b.is_ascii_digit()) => format!("{f:0<9}").parse::<u32>().ok()?,
        Some(_) => return None,
        None => 0,
    };
    // A leap second is the last of its minute.
    let debut = date.with_time(Time::from_hms_nano(h, m, s.min(59), ns).ok()?).assume_utc() - decalage;
    let pas = if fraction.is_some() { Duration::MILLISECOND } else { pas };
    Some((debut, debut + pas))
}

/// The clock, and its offset from UTC.
fn separer(heure: &str) -> Option<(&str, Duration)> {
    if let Some(h) = heure.strip_suffix('Z') {
        return Some((h, Duration::ZERO));
    }
    // A `+` that nobody encoded reached us as a space.
    let Some(ou) = heure.rfind(['+', '-', ' ']) else {
        return Some((heure, Duration::ZERO));
    };
    let (horloge, zone) = heure.split_at(ou);
    let (h, m) = zone.get(1..)?.split_once(':')?;
    let lu = |t: &str, max: i64| t.parse::<i64>().ok().filter(|n| t.len() == 2 && (0..=max).contains(n));
    let ecart = Duration::hours(lu(h, 14)?) + Duration::minutes(lu(m, 59)?);
    Some((horloge, if zone.starts_with('-') { -ecart } else { ecart }))
}
