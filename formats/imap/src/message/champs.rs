//! The fields of a header, as they stand.

use std::borrow::Cow;

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Champ<'a> {
    /// Its name; empty for a line that is no field.
    pub nom: &'a [u8],
    /// What follows the colon, folds and line end included.
    pub valeur: &'a [u8],
    /// All of it, line end included.
    pub brut: &'a [u8],
}

/// The fields of a header, in order. An empty line ends it.
pub fn champs(entete: &[u8]) -> impl Iterator<Item = Champ<'_>> {
    let mut reste = entete;
    std::iter::from_fn(move || {
        if reste.is_empty() || reste.starts_with(b"\n") || reste.starts_with(b"\r\n") {
            return None;
        }
        let fin = fin_du_champ(reste);
        let (brut, suite) = reste.split_at(fin);
        reste = suite;
        Some(match memchr::memchr2(b':', b'\n', brut) {
            Some(i) if brut[i] == b':' && !brut.starts_with(b" ") && !brut.starts_with(b"\t") => Champ {
                nom: brut[..i].trim_ascii_end(),
                valeur: &brut[i + 1..],
                brut,
            },
            _ => Champ {
                nom: b"",
                valeur: brut,
                brut,
            },
        })
    })
}

/// After the first line end that is not followed by a fold.
fn fin_du_champ(octets: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', octets)
        .map(|i| i + 1)
        .find(|i| !matches!(octets.get(*i), Some(b' ' | b'\t')))
        .unwrap_or(octets.len())
}

/// Where the header ends: after the empty line, or at the end of what has none.
#[must_use]
pub fn fin_entete(octets: &[u8]) -> usize {
    if octets.starts_with(b"\n") {
        return 1;
    }
    if octets.starts_with(b"\r\n") {
        return 2;
    }
    for i in memchr::memchr_iter(b'\n', octets) {
        match &octets[i + 1..] {
            [b'\n', ..] => return i + 2,
            [b'\r', b'\n', ..] => return i + 3,
            _ => {}
        }
    }
    octets.len()
}

/// The first field of this name, unfolded.
#[must_use]
pub fn valeur<'a>(entete: &'a [u8], nom: &str) -> Option<Cow<'a, [u8]>> {
    champs(entete)
        .find(|c| c.nom.eq_ignore_ascii_case(nom.as_bytes()))
        .map(|c| deplier(c.valeur))
}

/// A value on one line, without the white space around it.
#[must_use]
pub fn deplier(valeur: &[u8]) -> Cow<'_, [u8]> {
    let valeur = valeur.trim_ascii();
    if memchr::memchr2(b'\r', b'\n', valeur).is_none() {
        return Cow::Borrowed(valeur);
    }
    Cow::Owned(valeur.iter().copied().filter(|o| !matches!(o, b'\r' | b'\n')).collect())
}
