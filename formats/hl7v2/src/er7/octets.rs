//! Bytes and characters: UTF-8, or one byte for each.

use super::Octets;

pub(super) fn decoder(octets: &[u8]) -> (String, Octets) {
    match std::str::from_utf8(octets) {
        Ok(texte) => (texte.to_owned(), Octets::Utf8),
        Err(_) => (octets.iter().map(|o| de_latin9(*o)).collect(), Octets::Latin9),
    }
}

/// The eight places where ISO 8859-15 departs from the first 256 characters of Unicode.
const LATIN9: [(u8, char); 8] = [
    (0xa4, '€'),
    (0xa6, 'Š'),
    (0xa8, 'š'),
    (0xb4, 'Ž'),
    (0xb8, 'ž'),
    (0xbc, 'Œ'),
    (0xbd, 'œ'),
    (0xbe, 'Ÿ'),
];

fn de_latin9(octet: u8) -> char {
    LATIN9.iter().find(|(o, _)| *o == octet).map_or(char::from(octet), |(_, c)| *c)
}

/// What [`de_latin9`] undoes: it is only given what that one gave.
pub(super) fn en_latin9(c: char) -> u8 {
    let ailleurs = LATIN9.iter().find(|(_, l)| *l == c).map(|(o, _)| *o);
    ailleurs.or_else(|| u8::try_from(u32::from(c)).ok()).unwrap_or(b'?')
}
