//! How instants, sizes and digests are written for a person.

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// Lower-case hexadecimal.
pub(crate) fn hexa(octets: &[u8]) -> String {
    use std::fmt::Write;
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut s, o| {
        let _ = write!(s, "{o:02x}");
        s
    })
}

/// SHA-256, lower-case hexadecimal.
pub(crate) fn empreinte(octets: &[u8]) -> String {
    hexa(&Sha256::digest(octets))
}

/// `14/01/2026 à 09:00:00 UTC`.
pub(crate) fn date(instant: OffsetDateTime) -> String {
    let i = instant.to_offset(time::UtcOffset::UTC);
    format!(
        "{:02}/{:02}/{} à {:02}:{:02}:{:02} UTC",
        i.day(),
        u8::from(i.month()),
        i.year(),
        i.hour(),
        i.minute(),
        i.second()
    )
}

/// `40 000 000`, with no-break spaces.
pub(crate) fn nombre(n: u64) -> String {
    let chiffres = n.to_string();
    let mut sortie = String::new();
    for (i, c) in chiffres.chars().enumerate() {
        if i > 0 && (chiffres.len() - i).is_multiple_of(3) {
            sortie.push('\u{a0}');
        }
        sortie.push(c);
    }
    sortie
}

/// `Date` of HTTP (RFC 9110), always English.
pub(crate) fn date_http(instant: OffsetDateTime) -> String {
    const JOURS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MOIS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let i = instant.to_offset(time::UtcOffset::UTC);
    let jour = JOURS[usize::from(i.weekday().number_days_from_monday())];
    let mois = MOIS[usize::from(u8::from(i.month()) - 1)];
    format!(
        "{jour}, {:02} {mois} {:04} {:02}:{:02}:{:02} GMT",
        i.day(),
        i.year(),
        i.hour(),
        i.minute(),
        i.second()
    )
}

/// Text of a peer made safe for a sentence: no control character, and short.
pub(crate) fn citation(texte: &str) -> String {
    let mut s: String = texte
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(200)
        .collect();
    if texte.chars().count() > 200 {
        s.push('…');
    }
    s
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn ecritures() {
        assert_eq!(date(datetime!(2026-01-14 10:05:09 +1)), "14/01/2026 à 09:05:09 UTC");
        assert_eq!(date_http(datetime!(1994-11-06 08:49:37 UTC)), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(nombre(41_943_040), "41\u{a0}943\u{a0}040");
        assert_eq!(nombre(999), "999");
        assert_eq!(citation("a\r\nb"), "a\u{fffd}\u{fffd}b");
    }
}
