//! Escapes, read: percent, XML and JSON; quoted-printable; UTF-16 and UTF-32 by their null bytes.
//!
//! Only what surrounds an escape is read again: a large body with a stray `%` costs nothing. Each reading undoes one level, and
//! the layer that it makes is searched in its turn.

/// How far around an escape the text is kept.
const MARGE: usize = 1024;
/// Between two pieces, so that nothing is found across them. A blank line also ends a run of Base64.
const RUPTURE: &[u8] = b"\x01\n\n";

/// One escape: what it stands for, and its length.
type Lu = (Caractere, usize);

enum Caractere {
    Octet(u8),
    Point(char),
    Rien,
}

/// The layer with its percent-encoding, character references and backslash escapes undone; `None` when there are none.
pub(super) fn references(octets: &[u8]) -> Option<Vec<u8>> {
    relire(octets, memchr::memchr3_iter(b'%', b'&', b'\\', octets), reference)
}

/// The layer with its quoted-printable undone.
pub(super) fn quoted_printable(octets: &[u8]) -> Option<Vec<u8>> {
    relire(octets, memchr::memchr_iter(b'=', octets), |o| match o {
        [b'=', b'\r', b'\n', ..] => Some((Caractere::Rien, 3)),
        [b'=', b'\n', ..] => Some((Caractere::Rien, 2)),
        [b'=', a, b, ..] => Some((Caractere::Octet(hexa([*a, *b])?), 3)),
        _ => None,
    })
}

/// The layer without the null bytes of UTF-16 and UTF-32, of either order: what is left of the basic characters is ISO 8859-1.
pub(super) fn sans_nuls(octets: &[u8]) -> Option<Vec<u8>> {
    let visible = |i: usize| octets.get(i).is_some_and(|o| matches!(o, 0x20..0x7f | 0xa0..));
    let nul = |i: usize| octets.get(i) == Some(&0);
    let places = memchr::memchr_iter(0, octets).filter(|i| visible(i + 1) && (nul(i + 2)) || (*i > 1 && visible(i - 1) && nul(i - 2)));
    relire(octets, places, |o| (o.first() == Some(&0)).then_some((Caractere::Rien, 1)))
}

/// The pieces around the escapes, read.
fn relire(octets: &[u8], places: impl Iterator<Item = usize>, lire: impl Fn(&[u8]) -> Option<Lu>) -> Option<Vec<u8>> {
    let mut sortie = Vec::new();
    let mut piece: Option<(usize, usize)> = None;
    for i in places {
        if lire(&octets[i..]).is_none() {
            continue;
        }
        let (de, a) = (i.saturating_sub(MARGE), octets.len().min(i + MARGE));
        piece = match piece {
            Some((debut, fin)) if de <= fin => Some((debut, a)),
            Some((debut, fin)) => {
                ecrire(&octets[debut..fin], &lire, &mut sortie);
                Some((de, a))
            }
            None => Some((de, a)),
        };
    }
    let (debut, fin) = piece?;
    ecrire(&octets[debut..fin], &lire, &mut sortie);
    Some(sortie)
}

fn ecrire(octets: &[u8], lire: &impl Fn(&[u8]) -> Option<Lu>, sortie: &mut Vec<u8>) {
    let mut i = 0;
    while let Some(o) = octets.get(i) {
        if let Some((lu, longueur)) = lire(&octets[i..]) {
            match lu {
                Caractere::Octet(o) => sortie.push(o),
                Caractere::Point(c) => sortie.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                Caractere::Rien => {}
            }
            i += longueur;
        } else {
            sortie.push(*o);
            i += 1;
        }
    }
    sortie.extend_from_slice(RUPTURE);
}

fn reference(o: &[u8]) -> Option<Lu> {
    match o {
        [b'%', b'u' | b'U', suite @ ..] => unite(suite).map(|(c, n)| (c, n + 2)),
        [b'%', a, b, ..] => Some((Caractere::Octet(hexa([*a, *b])?), 3)),
        [b'&', ..] => reference_xml(o),
        [b'\\', b'u' | b'U', suite @ ..] => unite(suite).map(|(c, n)| (c, n + 2)),
        [b'\\', b'x' | b'X', a, b, ..] => Some((Caractere::Octet(hexa([*a, *b])?), 4)),
        [b'\\', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', ..] => {
            Some((Caractere::Octet((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0')), 4))
        }
        [b'\\', b'n', ..] => Some((Caractere::Octet(b'\n'), 2)),
        [b'\\', b'r', ..] => Some((Caractere::Octet(b'\r'), 2)),
        [b'\\', b't', ..] => Some((Caractere::Octet(b'\t'), 2)),
        [b'\\', c @ (b'/' | b'"' | b'\\' | b'(' | b')'), ..] => Some((Caractere::Octet(*c), 2)),
        _ => None,
    }
}

/// Four hexadecimal digits, or two surrogates: a character, and how many bytes it took.
fn unite(suite: &[u8]) -> Option<Lu> {
    let haut = u32::from(unite16(suite)?);
    if let Some(c) = char::from_u32(haut) {
        return Some((Caractere::Point(c), 4));
    }
    let bas = suite
        .get(4..)
        .filter(|s| matches!(s, [b'\\' | b'%', b'u' | b'U', ..]))
        .and_then(|s| unite16(&s[2..]));
    let point = bas.and_then(|bas| char::decode_utf16([u16::try_from(haut).ok()?, bas]).next()?.ok());
    Some(point.map_or((Caractere::Rien, 4), |c| (Caractere::Point(c), 10)))
}

fn unite16(suite: &[u8]) -> Option<u16> {
    let (quatre, _) = suite.split_first_chunk::<4>()?;
    Some(u16::from_be_bytes([hexa([quatre[0], quatre[1]])?, hexa([quatre[2], quatre[3]])?]))
}

fn hexa(deux: [u8; 2]) -> Option<u8> {
    let chiffre = |o: u8| char::from(o).to_digit(16).and_then(|n| u8::try_from(n).ok());
    Some(chiffre(deux[0])? * 16 + chiffre(deux[1])?)
}

fn reference_xml(o: &[u8]) -> Option<Lu> {
    let fin = o.iter().take(12).position(|c| *c == b';')?;
    let nom = std::str::from_utf8(&o[1..fin]).ok()?;
    let point = match nom.strip_prefix('#') {
        Some(numero) => {
            let point = match numero.strip_prefix(['x', 'X']) {
                Some(hexa) => u32::from_str_radix(hexa, 16),
                None => numero.parse(),
            };
            char::from_u32(point.ok()?)?
        }
        None => NOMMEES.iter().find(|(n, _)| *n == nom)?.1,
    };
    Some((Caractere::Point(point), fin + 1))
}

/// Named references: XML's, and those of HTML that stand between groups or in French names.
const NOMMEES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("shy", '\u{ad}'),
    ("middot", '\u{b7}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("hyphen", '\u{2010}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("period", '.'),
    ("comma", ','),
    ("lowbar", '_'),
    ("sol", '/'),
    ("num", '#'),
    ("percnt", '%'),
    ("plus", '+'),
    ("equals", '='),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("agrave", 'à'),
    ("acirc", 'â'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("ocirc", 'ô'),
    ("ugrave", 'ù'),
    ("ucirc", 'û'),
    ("Agrave", 'À'),
    ("Ccedil", 'Ç'),
    ("Egrave", 'È'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Euml", 'Ë'),
    ("Icirc", 'Î'),
    ("Iuml", 'Ï'),
    ("Ocirc", 'Ô'),
];
