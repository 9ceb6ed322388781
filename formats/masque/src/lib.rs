//! Secrets never enter a dossier: private keys, tokens, authorization codes, authorization and cookie headers, passwords. The
//! search is on bytes, so that any encoding that keeps ASCII is covered, and it leaves everything else byte for byte as it was.
//! A compressed file cannot be masked in place: one that holds a token is left out whole.
//!
//! A crate of its own because every byte of a dossier goes through it: it is optimised in the first build, and the rest of the dossier is not.

mod archives;
mod champs;
mod jetons;
mod noms;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use noms::champ_secret;
pub use noms::{ENTETES, parametre_secret};

/// What stands in place of a secret.
pub const MASQUE: &str = "[masqué]";

/// A text with its secrets masked.
#[must_use]
pub fn texte(texte: &str) -> Cow<'_, str> {
    match octets(texte.as_bytes()) {
        Some(masque) => Cow::Owned(String::from_utf8_lossy(&masque).into_owned()),
        None => Cow::Borrowed(texte),
    }
}

/// The bytes with their secrets masked; `None` when there was nothing to mask.
#[must_use]
pub fn octets(contenu: &[u8]) -> Option<Vec<u8>> {
    if est_coffre(contenu) {
        return Some(format!("{MASQUE} : ce fichier contenait une clé privée.\n").into_bytes());
    }
    if archives::tient_un_jeton(contenu) {
        return Some(format!("{MASQUE} : ce fichier compressé contenait un jeton.\n").into_bytes());
    }
    if let Some(texte) = utf16(contenu) {
        return octets(texte.as_bytes());
    }
    let mut secrets: Vec<Range<usize>> = Vec::new();
    cles_pem(contenu, &mut secrets);
    if !est_binaire(contenu) {
        lignes_entetes(contenu, &mut secrets);
        porteurs(contenu, &mut secrets);
        jetons::jetons(contenu, &mut secrets);
        jetons::en_base64(contenu, &mut secrets);
        elements(contenu, &mut secrets);
        champs::champs(contenu, &mut secrets);
        champs::formulaires(contenu, &mut secrets);
    }
    secrets.retain(|r| !r.is_empty() && &contenu[r.clone()] != MASQUE.as_bytes());
    (!secrets.is_empty()).then(|| remplacer(contenu, secrets))
}

/// A video or an image: in so many random bytes a short word like `pwd=` comes up by chance, and masking would break them.
fn est_binaire(contenu: &[u8]) -> bool {
    contenu.iter().take(8 * 1024).any(|o| *o == 0)
}

fn remplacer(contenu: &[u8], mut secrets: Vec<Range<usize>>) -> Vec<u8> {
    secrets.sort_by_key(|r| (r.start, r.end));
    let mut sortie = Vec::with_capacity(contenu.len());
    let mut fait = 0;
    for r in secrets {
        if r.start >= fait {
            sortie.extend_from_slice(&contenu[fait..r.start]);
            sortie.extend_from_slice(MASQUE.as_bytes());
        }
        fait = fait.max(r.end);
    }
    sortie.extend_from_slice(&contenu[fait..]);
    sortie
}

/// A PKCS#12 store, or a bare private key in DER: known by the object identifiers that open them.
fn est_coffre(contenu: &[u8]) -> bool {
    const PKCS12_DATA: &[u8] = &[0x02, 0x01, 0x03, 0x30];
    const PKCS8_RSA: &[u8] = &[
        0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
    ];
    const PKCS8_EC: &[u8] = &[0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    const PKCS1: &[u8] = &[0x02, 0x01, 0x00, 0x02, 0x82];
    let Some((0x30, reste)) = contenu.split_first().map(|(t, r)| (*t, r)) else {
        return false;
    };
    let entete = match reste.first() {
        Some(l) if *l < 0x80 => 1,
        Some(l) => 1 + usize::from(l & 0x7f),
        None => return false,
    };
    let Some(corps) = reste.get(entete..) else { return false };
    [PKCS12_DATA, PKCS8_RSA, PKCS8_EC, PKCS1]
        .iter()
        .any(|signe| corps.starts_with(signe))
}

/// A UTF-16 text, which the byte search would not see through: its mark says so, or its first characters, all of ASCII.
#[must_use]
pub fn utf16(contenu: &[u8]) -> Option<String> {
    let lire = |octets: &[u8], f: fn([u8; 2]) -> u16| {
        let unites: Vec<u16> = octets.chunks_exact(2).map(|p| f([p[0], p[1]])).collect();
        String::from_utf16_lossy(&unites)
    };
    let nul = |rang: usize| {
        contenu.len() >= 16
            && contenu
                .chunks_exact(2)
                .take(8)
                .all(|p| p[rang] == 0 && matches!(p[1 - rang], 9..0x7f))
    };
    match contenu {
        [0xff, 0xfe, suite @ ..] => Some(lire(suite, u16::from_le_bytes)),
        [0xfe, 0xff, suite @ ..] => Some(lire(suite, u16::from_be_bytes)),
        _ if nul(1) => Some(lire(contenu, u16::from_le_bytes)),
        _ if nul(0) => Some(lire(contenu, u16::from_be_bytes)),
        _ => None,
    }
}

/// `-----BEGIN … PRIVATE KEY-----` up to its end, or to the end of the content.
fn cles_pem(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for debut in positions(contenu, b"-----BEGIN ") {
        let titre = &contenu[debut..contenu.len().min(debut + 64)];
        if let Some(i) = trouver(titre, b"PRIVATE KEY-----") {
            let corps = debut + i + b"PRIVATE KEY-----".len();
            let fin = trouver(&contenu[corps..], b"-----END").map_or(contenu.len(), |f| corps + f);
            secrets.push(corps..fin);
        }
    }
}

/// `Authorization: …` at the start of a line, as in a raw dump of a request.
fn lignes_entetes(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    let mut debut = 0;
    for ligne in contenu.split_inclusive(|o| *o == b'\n') {
        if let Some(deux_points) = ligne.iter().take(32).position(|o| *o == b':')
            && ENTETES.iter().any(|e| ligne[..deux_points].eq_ignore_ascii_case(e.as_bytes()))
        {
            let valeur = deux_points + 1 + ligne[deux_points + 1..].iter().take_while(|o| **o == b' ').count();
            let fin = ligne.len() - ligne.iter().rev().take_while(|o| matches!(o, b'\r' | b'\n')).count();
            secrets.push(debut + valeur..debut + fin.max(valeur));
        }
        debut += ligne.len();
    }
}

/// `Bearer xxxx`. A digit is asked for, so that prose about bearer tokens stays whole.
fn porteurs(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for debut in positions(contenu, b"earer ") {
        let jeton = debut + b"earer ".len();
        let fin = jeton + contenu[jeton..].iter().take_while(|o| est_jeton(**o)).count();
        if debut > 0
            && contenu[debut - 1].eq_ignore_ascii_case(&b'b')
            && fin - jeton >= 12
            && contenu[jeton..fin].iter().any(u8::is_ascii_digit)
        {
            secrets.push(jeton..fin);
        }
    }
}

/// `<wsse:Password …>value</…>`.
fn elements(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for debut in positions(contenu, b"<") {
        let nom_fin = debut
            + 1
            + contenu[debut + 1..]
                .iter()
                .take_while(|o| o.is_ascii_alphanumeric() || matches!(o, b':' | b'_' | b'-' | b'.'))
                .count();
        let Ok(nom) = std::str::from_utf8(&contenu[debut + 1..nom_fin]) else {
            continue;
        };
        if !champ_secret(nom.rsplit(':').next().unwrap_or(nom)) {
            continue;
        }
        let Some(ferme) = trouver(&contenu[nom_fin..], b">").map(|i| nom_fin + i) else {
            continue;
        };
        if contenu[ferme - 1] == b'/' {
            continue;
        }
        let fin = trouver(&contenu[ferme..], b"<").map_or(contenu.len(), |i| ferme + i);
        secrets.push(ferme + 1..fin);
    }
}

fn est_base64url(o: u8) -> bool {
    o.is_ascii_alphanumeric() || matches!(o, b'-' | b'_' | b'=')
}

fn est_jeton(o: u8) -> bool {
    est_base64url(o) || matches!(o, b'.' | b'~' | b'+' | b'/')
}

fn trouver(foin: &[u8], aiguille: &[u8]) -> Option<usize> {
    memchr::memmem::find(foin, aiguille)
}

fn positions<'a>(foin: &'a [u8], aiguille: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    memchr::memmem::find_iter(foin, aiguille)
}
