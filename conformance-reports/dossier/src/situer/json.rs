//! The values of a JSON message, under their keys. It is read by hand because no reader of JSON says where a value stands.

use std::ops::Range;

use super::champs::{Champ, MAX_CHAMPS};

/// Deepest nesting.
const MAX_PROFONDEUR: usize = 64;

/// `None` when this is no JSON that can be read.
pub(super) fn champs(texte: &str) -> Option<Vec<Champ<'_>>> {
    // Its form is checked by a reader that is made for it; what follows may then be simple.
    serde_json::from_str::<serde::de::IgnoredAny>(texte).ok()?;
    let mut champs = Vec::new();
    let mut cles: Vec<&str> = Vec::new();
    // One entry for each open bracket: whether its key is among `cles`.
    let mut ouverts: Vec<bool> = Vec::new();
    // The object in which each bracket stands, by its rank; 0: a list.
    let (mut objets, mut nombre): (Vec<usize>, usize) = (Vec::new(), 0);
    let mut en_attente: Option<&str> = None;
    let octets = texte.as_bytes();
    let mut i = 0;
    while let Some(o) = octets.get(i) {
        match o {
            b'{' | b'[' => {
                ouverts.push(en_attente.is_some());
                nombre += usize::from(*o == b'{');
                objets.push(if *o == b'{' { nombre } else { 0 });
                cles.extend(en_attente.take());
                if ouverts.len() > MAX_PROFONDEUR {
                    return None;
                }
                i += 1;
            }
            b'}' | b']' => {
                objets.pop();
                if ouverts.pop()? {
                    cles.pop();
                }
                i += 1;
            }
            b'"' => {
                let fin = fin_de_chaine(octets, i + 1)?;
                if suivant(octets, fin + 1) == Some(b':') {
                    en_attente = texte.get(i + 1..fin);
                    i = fin + 1;
                    while octets.get(i).is_some_and(|o| *o != b':') {
                        i += 1;
                    }
                    i += 1;
                } else {
                    let lu: String = serde_json::from_str(texte.get(i..=fin)?).ok()?;
                    champs.push(champ(i + 1..fin, lu, &cles, en_attente.take(), objets.last()));
                    i = fin + 1;
                }
            }
            b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => i += 1,
            _ => {
                let long = octets[i..]
                    .iter()
                    .position(|o| matches!(o, b',' | b'}' | b']') || o.is_ascii_whitespace())
                    .unwrap_or(octets.len() - i);
                let lu = texte.get(i..i + long)?.to_owned();
                champs.push(champ(i..i + long, lu, &cles, en_attente.take(), objets.last()));
                i += long.max(1);
            }
        }
        if champs.len() > MAX_CHAMPS {
            return None;
        }
    }
    Some(champs)
}

fn champ<'a>(etendue: Range<usize>, lu: String, cles: &[&'a str], cle: Option<&'a str>, objet: Option<&usize>) -> Champ<'a> {
    Champ {
        etendue,
        valeur: lu.into(),
        noms: cles.iter().copied().chain(cle).collect(),
        marques: Vec::new(),
        objet: objet.copied().unwrap_or_default(),
    }
}

fn fin_de_chaine(octets: &[u8], debut: usize) -> Option<usize> {
    let mut i = debut;
    loop {
        match octets.get(i)? {
            b'\\' => i += 2,
            b'"' => return Some(i),
            _ => i += 1,
        }
    }
}

fn suivant(octets: &[u8], i: usize) -> Option<u8> {
    octets.get(i..)?.iter().find(|o| !o.is_ascii_whitespace()).copied()
}
