//! Encoded words (RFC 2047), as a person reads them.

use base64::Engine;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::transfert;

/// The text of a value, unfolded. What is not ASCII and not encoded is taken as UTF-8, else as Windows-1252.
#[must_use]
pub fn decoder(valeur: &[u8]) -> String {
    let mut sortie = String::with_capacity(valeur.len());
    let mut reste = valeur;
    let mut apres_mot = false;
    while let Some(i) = memchr::memmem::find(reste, b"=?") {
        let Some((texte, apres)) = mot(&reste[i + 2..]) else {
            ajouter(&mut sortie, &reste[..i + 2]);
            reste = &reste[i + 2..];
            apres_mot = false;
            continue;
        };
        let avant = &reste[..i];
        // White space between two encoded words is not part of the text.
        if !(apres_mot && avant.iter().all(u8::is_ascii_whitespace)) {
            ajouter(&mut sortie, avant);
        }
        sortie.push_str(&texte);
        reste = apres;
        apres_mot = true;
    }
    ajouter(&mut sortie, reste);
    sortie
}

/// One word, after `=?`, and what follows it.
fn mot(octets: &[u8]) -> Option<(String, &[u8])> {
    let (jeu, suite) = couper(octets)?;
    let (forme, suite) = couper(suite)?;
    let fin = memchr::memmem::find(suite, b"?=")?;
    let (texte, reste) = (&suite[..fin], &suite[fin + 2..]);
    if texte.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    let octets = match forme {
        b"B" | b"b" => transfert::BASE64_LARGE.decode(texte).ok()?,
        b"Q" | b"q" => {
            let espaces: Vec<u8> = texte.iter().map(|o| if *o == b'_' { b' ' } else { *o }).collect();
            transfert::quoted_printable(&espaces)
        }
        _ => return None,
    };
    // A language may follow the charset (RFC 2231).
    let jeu = jeu.split(|o| *o == b'*').next().unwrap_or_default();
    let encodage = Encoding::for_label(jeu).unwrap_or(UTF_8);
    Some((encodage.decode_without_bom_handling(&octets).0.into_owned(), reste))
}

fn couper(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let i = memchr::memchr(b'?', octets)?;
    (1..=60).contains(&i).then(|| (&octets[..i], &octets[i + 1..]))
}

fn ajouter(sortie: &mut String, octets: &[u8]) {
    match std::str::from_utf8(octets) {
        Ok(t) => sortie.push_str(t),
        Err(_) => sortie.push_str(&WINDOWS_1252.decode_without_bom_handling(octets).0),
    }
}
