//! Characters of a text that came from outside.

/// Whether a character commands what shows it: the codes that move a cursor (C0, C1), line breaks among them, and those that turn the
/// direction of writing.
#[must_use]
pub fn dangereux(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}
