//! Identifiers and instants as the messages write them. Nothing is random: the same seed, act and rank give the same bytes.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
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
}

/// `2026-01-15T09:00:00Z`: UTC, to the second, as xsd:dateTime and RFC 3339 both read it.
pub(crate) fn instant(quand: OffsetDateTime) -> String {
    let quand = quand.to_offset(time::UtcOffset::UTC);
    let quand = quand.replace_nanosecond(0).unwrap_or(quand);
    quand.format(&Rfc3339).unwrap_or_default()
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
    }

    #[test]
    fn instants() {
        let q = time::macros::datetime!(2026-01-15 10:00:00.123 +1);
        assert_eq!(instant(q), "2026-01-15T09:00:00Z");
    }
}
