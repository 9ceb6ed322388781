//! From names of glyphs, and codes of the usual encodings, to text. What is not known is told, not guessed.

const PONCTUATION: &[(&str, char)] = &[
    ("space", ' '),
    ("period", '.'),
    ("comma", ','),
    ("colon", ':'),
    ("semicolon", ';'),
    ("hyphen", '-'),
    ("minus", '-'),
    ("slash", '/'),
    ("parenleft", '('),
    ("parenright", ')'),
    ("quotesingle", '\''),
    ("quoteright", '\''),
    ("underscore", '_'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("at", '@'),
    ("ampersand", '&'),
    ("plus", '+'),
    ("asterisk", '*'),
    ("oe", 'œ'),
    ("OE", 'Œ'),
    ("ae", 'æ'),
    ("AE", 'Æ'),
    ("endash", '-'),
    ("emdash", '-'),
    ("degree", '°'),
    ("percent", '%'),
    ("equal", '='),
    ("exclam", '!'),
    ("question", '?'),
];

/// Accents in the names of glyphs, and the combining character of each.
const ACCENTS: &[(&str, char)] = &[
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("cedilla", '\u{327}'),
    ("tilde", '\u{303}'),
    ("ring", '\u{30A}'),
];

/// The text of a glyph by its name. An accented letter is a letter and its combining accent.
pub(crate) fn par_nom(nom: &str) -> Option<String> {
    let mut lettres = nom.chars();
    if let (Some(seule), None) = (lettres.next(), lettres.next()) {
        return Some(seule.to_string());
    }
    if let Some((_, c)) = PONCTUATION.iter().find(|(n, _)| *n == nom) {
        return Some(c.to_string());
    }
    for (accent, signe) in ACCENTS {
        if let Some(base) = nom.strip_suffix(accent)
            && base.len() == 1
        {
            return Some(format!("{base}{signe}"));
        }
    }
    let hexa = nom.strip_prefix("uni").or_else(|| nom.strip_prefix('u'))?;
    let code = hexa.get(..4).filter(|h| h.bytes().all(|o| o.is_ascii_hexdigit()))?;
    char::from_u32(u32::from_str_radix(code, 16).ok()?).map(String::from)
}

/// The text of a code in `WinAnsiEncoding`, which the standard encodings follow for what a name or a date is made of.
pub(crate) fn par_code(code: u8) -> Option<char> {
    match code {
        0x20..=0x7E | 0xA0..=0xFF => Some(char::from(code)),
        0x8C => Some('Œ'),
        0x9C => Some('œ'),
        0x91 | 0x92 => Some('\''),
        0x96 | 0x97 => Some('-'),
        _ => None,
    }
}
