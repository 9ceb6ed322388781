//! What `/Info` says, as text.

use crate::syntaxe::Fichier;
use crate::syntaxe::Objet;
use crate::xmp::{Info, cles_info};

/// The characters of PDFDocEncoding that are not those of ISO 8859-1 (PDF Reference 1.4, appendix D).
const BAS: [char; 8] = [
    '\u{2D8}', '\u{2C7}', '\u{2C6}', '\u{2D9}', '\u{2DD}', '\u{2DB}', '\u{2DA}', '\u{2DC}',
];
const HAUT: [char; 31] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı',
    'ł', 'œ', 'š', 'ž',
];

/// The entries of `/Info` that the metadata say too; an entry that is null is not there.
pub(super) fn lire(fichier: &Fichier<'_>) -> Vec<Info> {
    let info = fichier.lire(&fichier.trailer, "Info");
    let Some(dico) = info.dico() else { return Vec::new() };
    cles_info()
        .filter_map(|cle| match &*fichier.lire(dico, cle) {
            Objet::Nul => None,
            Objet::Chaine(octets) => Some((cle, Some(texte(octets)))),
            _ => Some((cle, None)),
        })
        .collect()
}

/// A text string: UTF-16 or UTF-8 with its mark, else PDFDocEncoding.
fn texte(octets: &[u8]) -> String {
    let seize = |corps: &[u8], unite: fn([u8; 2]) -> u16| {
        let unites: Vec<u16> = corps.as_chunks::<2>().0.iter().map(|c| unite(*c)).collect();
        String::from_utf16_lossy(&unites)
    };
    let texte = match octets {
        [0xFE, 0xFF, corps @ ..] => seize(corps, u16::from_be_bytes),
        [0xFF, 0xFE, corps @ ..] => seize(corps, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, corps @ ..] => String::from_utf8_lossy(corps).into_owned(),
        _ => octets.iter().map(|o| caractere(*o)).collect(),
    };
    texte.trim_end_matches('\0').to_owned()
}

fn caractere(octet: u8) -> char {
    let special = match octet {
        0x18..=0x1F => BAS.get(usize::from(octet - 0x18)),
        0x80..=0x9E => HAUT.get(usize::from(octet - 0x80)),
        0xA0 => Some(&'€'),
        _ => None,
    };
    special.copied().unwrap_or(char::from(octet))
}

#[cfg(test)]
mod tests {
    use super::texte;

    #[test]
    fn les_trois_ecritures_d_un_texte() {
        assert_eq!(texte(b"\xE9t\xE9 \x80 \x9E\xA0\0"), "été • ž€");
        assert_eq!(texte(b"\xFE\xFF\0A\x20\xAC"), "A€");
        assert_eq!(texte(b"\xFF\xFEA\0"), "A");
        assert_eq!(texte(b"\xEF\xBB\xBF\xC3\xA9"), "é");
    }
}
