//! Characters of a text that came from outside, and an instant as people read it.

use time::{OffsetDateTime, UtcOffset};

/// Prints a line on the error output. That of the standard library ends the process, or a thread, when nobody reads any more
/// (`2>&1 | head`, a full disk): the bench goes on, and the exit code stays what it is.
#[macro_export]
macro_rules! avertir {
    ($($t:tt)*) => {
        $crate::traces::avertir(format_args!($($t)*))
    };
}

/// Whether a character commands what shows it: the codes that move a cursor (C0, C1), line breaks among them, and those that turn the
/// direction of writing.
#[must_use]
pub fn dangereux(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// A text from outside on one line: what commands what shows it is written as `\n` or `\u{b}`, and the rest, quotes among it, as it is.
#[must_use]
pub fn sur_une_ligne(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len());
    for c in texte.chars() {
        if dangereux(c) {
            sortie.extend(c.escape_default());
        } else {
            sortie.push(c);
        }
    }
    sortie
}

/// `15/01/2026 à 09:00:00 UTC`.
#[must_use]
pub fn date(instant: OffsetDateTime) -> String {
    let i = instant.to_offset(UtcOffset::UTC);
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
