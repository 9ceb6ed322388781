//! How instants, sizes and digests are written for a person.

pub(crate) use segur_model::texte::date;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::macros::datetime;

/// SHA-256, lower-case hexadecimal.
pub(crate) fn empreinte(octets: &[u8]) -> String {
    hex::encode(Sha256::digest(octets))
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

/// `Date` of HTTP (RFC 9110), always English. It has no word for what is before 1970, nor after 9999.
pub(crate) fn date_http(instant: OffsetDateTime) -> String {
    let instant = instant.clamp(OffsetDateTime::UNIX_EPOCH, datetime!(9999-12-31 23:59:59 UTC));
    httpdate::fmt_http_date(instant.into())
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
    use super::*;

    #[test]
    fn ecritures() {
        assert_eq!(date(datetime!(2026-01-14 10:05:09 +1)), "14/01/2026 à 09:05:09 UTC");
        assert_eq!(date_http(datetime!(1994-11-06 08:49:37 UTC)), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date_http(datetime!(1969-11-06 08:49:37 UTC)), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date_http(datetime!(9999-12-31 23:59:59 -1)), "Fri, 31 Dec 9999 23:59:59 GMT");
        assert_eq!(nombre(41_943_040), "41\u{a0}943\u{a0}040");
        assert_eq!(nombre(999), "999");
        assert_eq!(citation("a\r\nb"), "a\u{fffd}\u{fffd}b");
    }
}
