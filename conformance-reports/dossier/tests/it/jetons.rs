//! No token in a dossier: every file of a pack is opened, and tokens are looked for in every form that a reader could undo.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// How many layers are undone.
const PROFONDEUR: usize = 5;

/// The JSON Web Tokens of these bytes, whatever they are written in: as they are, percent-encoded, as references, in JSON, in UTF-16,
/// in Base64, in a zip (a workbook is one) or a gzip.
pub fn jetons(octets: &[u8]) -> Vec<String> {
    let mut trouves = BTreeSet::new();
    chercher(octets, PROFONDEUR, &mut trouves);
    trouves.into_iter().collect()
}

fn chercher(octets: &[u8], profondeur: usize, trouves: &mut BTreeSet<String>) {
    nus(octets, trouves);
    if profondeur == 0 {
        return;
    }
    let mut couches = vec![sans_nuls(octets), decode(octets)];
    couches.extend(base64s(octets));
    if let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(octets)) {
        for i in 0..zip.len() {
            let mut clair = Vec::new();
            zip.by_index(i).unwrap().read_to_end(&mut clair).unwrap();
            couches.push(clair);
        }
    }
    if octets.starts_with(b"\x1f\x8b") {
        let mut clair = Vec::new();
        let _ = flate2::read::GzDecoder::new(octets).read_to_end(&mut clair);
        couches.push(clair);
    }
    for couche in couches.iter().filter(|c| !c.is_empty() && *c != octets) {
        chercher(couche, profondeur - 1, trouves);
    }
}

fn est_base64url(o: u8) -> bool {
    o.is_ascii_alphanumeric() || matches!(o, b'-' | b'_')
}

/// `eyJ…` and at least one more part after a dot.
fn nus(octets: &[u8], trouves: &mut BTreeSet<String>) {
    let mut debut = 0;
    while let Some(i) = octets[debut..].windows(3).position(|f| f == b"eyJ") {
        debut += i;
        let fin = debut + octets[debut..].iter().take_while(|o| est_base64url(**o) || **o == b'.').count();
        let jeton = String::from_utf8_lossy(&octets[debut..fin]).into_owned();
        let parties: Vec<&str> = jeton.split('.').filter(|p| p.len() >= 8).collect();
        if parties.len() >= 2 {
            trouves.insert(jeton);
        }
        debut = fin;
    }
}

/// UTF-16 of basic characters, of either order.
fn sans_nuls(octets: &[u8]) -> Vec<u8> {
    if octets.contains(&0) {
        octets.iter().copied().filter(|o| *o != 0).collect()
    } else {
        Vec::new()
    }
}

/// Percent, decimal and hexadecimal references, `\u`, quoted-printable: one level.
fn decode(octets: &[u8]) -> Vec<u8> {
    let hexa = |s: &[u8]| std::str::from_utf8(s).ok().and_then(|s| u8::from_str_radix(s, 16).ok());
    let mut sortie = Vec::with_capacity(octets.len());
    let mut i = 0;
    while i < octets.len() {
        let suite = &octets[i..];
        let lu = match suite {
            [b'%' | b'=', a, b, ..] if hexa(&[*a, *b]).is_some() => hexa(&[*a, *b]).map(|o| (o, 3)),
            [b'\\', b'u', b'0', b'0', a, b, ..] => hexa(&[*a, *b]).map(|o| (o, 6)),
            [b'&', b'#', ..] => suite.iter().take(8).position(|o| *o == b';').and_then(|f| {
                let numero = std::str::from_utf8(&suite[2..f]).ok()?;
                let o = match numero.strip_prefix(['x', 'X']) {
                    Some(h) => u8::from_str_radix(h, 16).ok()?,
                    None => numero.parse().ok()?,
                };
                Some((o, f + 1))
            }),
            _ => None,
        };
        let (o, n) = lu.unwrap_or((suite[0], 1));
        sortie.push(o);
        i += n;
    }
    sortie
}

/// Runs of Base64 of 40 characters and more, from each of their first four characters.
fn base64s(octets: &[u8]) -> Vec<Vec<u8>> {
    let sans_plis: Vec<u8> = octets.iter().copied().filter(|o| !matches!(o, b'\r' | b'\n')).collect();
    [octets, &sans_plis]
        .into_iter()
        .flat_map(|o| o.split(|o| !(est_base64url(*o) || matches!(o, b'+' | b'/'))))
        .filter(|c| c.len() >= 40)
        .flat_map(|c| (0..4).map(move |rang| &c[rang..]))
        .filter_map(|c| {
            let entier = &c[..c.len() - usize::from(c.len() % 4 == 1)];
            STANDARD_NO_PAD.decode(entier).or_else(|_| URL_SAFE_NO_PAD.decode(entier)).ok()
        })
        // What does not open on a text or an archive was read from the wrong place.
        .filter(|clair| clair.windows(3).any(|f| f == b"eyJ" || f == b"ZXl" || f == b"PK\x03"))
        .collect()
}
