//! Compressed files: what is in them cannot be masked in place.

use std::io::{Cursor, Read};

use super::jetons;

/// Most files looked at in an archive.
const FICHIERS_MAX: usize = 1000;
/// Most bytes opened in a file.
const OUVERT_MAX: u64 = 64 << 20;
/// How many archives within archives are opened.
const PROFONDEUR_MAX: usize = 3;

/// Whether this is a zip or a gzip that holds a token.
pub(super) fn tient_un_jeton(contenu: &[u8]) -> bool {
    ouvrir(contenu, PROFONDEUR_MAX)
}

fn ouvrir(contenu: &[u8], profondeur: usize) -> bool {
    let present = |clair: &[u8]| {
        let mut secrets = Vec::new();
        jetons::jetons(clair, &mut secrets);
        jetons::en_base64(clair, &mut secrets);
        !secrets.is_empty() || (profondeur > 1 && ouvrir(clair, profondeur - 1))
    };
    if contenu.starts_with(b"\x1f\x8b") {
        return present(&lire(flate2::read::GzDecoder::new(contenu)));
    }
    if !contenu.starts_with(b"PK\x03\x04") {
        return false;
    }
    let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(contenu)) else {
        return false;
    };
    (0..zip.len().min(FICHIERS_MAX)).any(|i| zip.by_index(i).is_ok_and(|fichier| present(&lire(fichier))))
}

fn lire(lecteur: impl Read) -> Vec<u8> {
    let mut clair = Vec::new();
    // What a broken content gave before it broke is looked at.
    let _ = lecteur.take(OUVERT_MAX).read_to_end(&mut clair);
    clair
}
