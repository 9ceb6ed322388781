//! Values as a person says them.

use maud::{Markup, html};
use time::OffsetDateTime;

/// A sentence in which words between backquotes are code.
#[must_use]
pub fn phrase(texte: &str) -> Markup {
    html! { @for (rang, morceau) in texte.split('`').enumerate() { @if rang % 2 == 1 { code { (morceau) } } @else { (morceau) } } }
}

/// An instant, to the second.
#[must_use]
pub fn instant(t: OffsetDateTime) -> String {
    let forme = time::macros::format_description!("[day]/[month]/[year] à [hour]:[minute]:[second] UTC");
    t.to_offset(time::UtcOffset::UTC).format(forme).unwrap_or_default()
}

/// A size.
#[must_use]
pub fn taille(octets: u64) -> String {
    match octets {
        n if n >= 10 * 1024 * 1024 => format!("{} Mio", n / (1024 * 1024)),
        n if n >= 10 * 1024 => format!("{} Kio", n / 1024),
        n => format!("{n} octets"),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn chaque_valeur_se_dit() {
        assert_eq!(phrase("donner `a<b` ici").into_string(), "donner <code>a&lt;b</code> ici");
        assert_eq!(instant(datetime!(2026-01-15 10:00:00 +1)), "15/01/2026 à 09:00:00 UTC");
        assert_eq!([taille(12), taille(20 << 10), taille(20 << 20)], ["12 octets", "20 Kio", "20 Mio"]);
    }
}
