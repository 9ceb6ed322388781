//! Identifiers and instants as the messages write them. Nothing is random: the same seed, act and rank give the same bytes.

use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::macros::format_description;
use time::{Date, Month, OffsetDateTime, Time, UtcOffset, Weekday};
use uuid::Uuid;

/// Draws the identifiers of one act.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tirage<'a> {
    /// Seed of the témoin.
    pub graine: &'a str,
    /// `cle` of the act.
    pub cle: &'a str,
}

impl Tirage<'_> {
    /// The identifier for this purpose at this call of the act (from 1).
    pub(crate) fn uuid(&self, objet: &str, rang: u32) -> Uuid {
        // The separator cannot be typed in a seed or a scenario number: two different draws never share a name.
        let nom = format!("{}\u{1f}{}\u{1f}{objet}\u{1f}{rang}", self.graine, self.cle);
        Uuid::new_v5(&Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:segur-bench:temoin"), nom.as_bytes())
    }

    /// A number for this purpose.
    pub(crate) fn nombre(&self, objet: &str, rang: u32) -> u64 {
        self.uuid(objet, rang).as_u64_pair().0
    }

    /// An OID under this branch, for this purpose: short enough for every index of documents (64 characters).
    pub(crate) fn oid(&self, branche: &str, objet: &str, rang: u32) -> String {
        format!("{branche}.{}", self.nombre(objet, rang))
    }
}

/// The matricule of somebody else: the next one in the register of births, with a right key.
pub(crate) fn matricule_suivant(ins: &str) -> String {
    let ordre = ins.get(10..13).and_then(|o| o.parse::<u32>().ok()).unwrap_or_default();
    let matricule = format!("{}{:03}", ins.get(..10).unwrap_or_default(), ordre % 999 + 1);
    let cle = segur_ids::cle_ins(&matricule).map(|c| format!("{c:02}")).unwrap_or_default();
    matricule + &cle
}

/// `2026-01-15T09:00:00Z`: UTC, to the second, as xsd:dateTime and RFC 3339 both read it.
pub(crate) fn instant(quand: OffsetDateTime) -> String {
    let quand = quand.to_offset(time::UtcOffset::UTC);
    let quand = quand.replace_nanosecond(0).unwrap_or(quand);
    quand.format(&Rfc3339).unwrap_or_default()
}

/// `20260115090000`: UTC, as the metadata of documents have it.
pub(crate) fn utc(quand: OffsetDateTime) -> String {
    let forme = format_description!("[year][month][day][hour][minute][second]");
    quand.to_offset(UtcOffset::UTC).format(forme).unwrap_or_default()
}

/// `20260115100000`: the time of Paris, its offset unsaid.
pub(crate) fn heure_locale(quand: OffsetDateTime) -> String {
    locale(quand).chars().take(14).collect()
}

/// The instant when this day begins in Paris.
pub(crate) fn minuit(jour: Date) -> OffsetDateTime {
    let utc = jour.midnight().assume_utc();
    // No change of offset happens between midnight in Paris and midnight UTC.
    utc - time::Duration::seconds(i64::from(decalage(utc - time::Duration::hours(2)).whole_seconds()))
}

/// `2026-01-15T10:00:00+01:00` of metadata's `20260115090000` (UTC).
pub(crate) fn de_metadonnee(texte: &str) -> Option<String> {
    let complet = format!("{texte:0<14}");
    let forme = format_description!("[year][month][day][hour][minute][second]");
    let lu = time::PrimitiveDateTime::parse(&complet, forme).ok()?;
    Some(instant_local(lu.assume_utc()))
}

/// `20260115100000+0100`: the time of Paris with its offset, as documents have it.
pub(crate) fn locale(quand: OffsetDateTime) -> String {
    let forme = format_description!("[year][month][day][hour][minute][second][offset_hour sign:mandatory][offset_minute]");
    quand.to_offset(decalage(quand)).format(forme).unwrap_or_default()
}

/// `2026-01-15T10:00:00+01:00`: the time of Paris, as functional traces have it.
pub(crate) fn instant_local(quand: OffsetDateTime) -> String {
    let quand = quand.replace_nanosecond(0).unwrap_or(quand);
    quand.to_offset(decalage(quand)).format(&Rfc3339).unwrap_or_default()
}

/// `Thu, 15 Jan 2026 10:00:00 +0100`: the time of Paris, as mails have it.
pub(crate) fn heure_de_courriel(quand: OffsetDateTime) -> String {
    quand.to_offset(decalage(quand)).format(&Rfc2822).unwrap_or_default()
}

/// The offset of Paris: summer time runs from the last Sunday of March to the last of October, 01:00 UTC.
fn decalage(quand: OffsetDateTime) -> UtcOffset {
    let bascule = |mois| {
        let dernier = Date::from_calendar_date(quand.to_offset(UtcOffset::UTC).year(), mois, 31).ok()?;
        let dimanche = if dernier.weekday() == Weekday::Sunday {
            dernier
        } else {
            dernier.prev_occurrence(Weekday::Sunday)
        };
        Some(dimanche.with_time(Time::from_hms(1, 0, 0).ok()?).assume_utc())
    };
    let ete = match (bascule(Month::March), bascule(Month::October)) {
        (Some(debut), Some(fin)) => quand >= debut && quand < fin,
        _ => false,
    };
    UtcOffset::from_hms(if ete { 2 } else { 1 }, 0, 0).unwrap_or(UtcOffset::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tirages() {
        let t = Tirage {
            graine: "demo",
            cle: "INS/va1.34.01#2.1",
        };
        assert_eq!(t.uuid("message", 1), t.uuid("message", 1));
        assert_ne!(t.uuid("message", 1), t.uuid("message", 2));
        assert_ne!(t.uuid("message", 1), t.uuid("lps", 1));
        assert_ne!(t.uuid("message", 1), Tirage { graine: "autre", ..t }.uuid("message", 1));
        assert_eq!(t.uuid("message", 1).get_version_num(), 5);
        let oid = t.oid("1.2.250.1.999.1.1", "document", 1);
        assert!(oid.len() <= 64 && oid.split('.').all(|n| n == "0" || !n.starts_with('0')), "{oid}");
    }

    #[test]
    fn instants() {
        let q = time::macros::datetime!(2026-01-15 10:00:00.123 +1);
        assert_eq!(instant(q), "2026-01-15T09:00:00Z");
        assert_eq!((utc(q).as_str(), locale(q).as_str()), ("20260115090000", "20260115100000+0100"));
        for (q, dit) in [
            (time::macros::datetime!(2026-03-29 00:59:59 UTC), "20260329015959+0100"),
            (time::macros::datetime!(2026-03-29 01:00:00 UTC), "20260329030000+0200"),
            (time::macros::datetime!(2026-10-25 00:59:59 UTC), "20261025025959+0200"),
            (time::macros::datetime!(2026-10-25 01:00:00 UTC), "20261025020000+0100"),
            (time::macros::datetime!(2027-01-01 00:30 +2), "20261231233000+0100"),
        ] {
            assert_eq!(locale(q), dit);
        }
    }
}
