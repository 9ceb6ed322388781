//! The fact `contient`: whether a text is somewhere in a message, through its layers. Layers known so far: the bytes
//! themselves (a raw MIME part is in them), any run of Base64 in them (CDA in SOAP, PDF in CDA, MIME part) and the files of a zip
//! (IHE_XDM), nested. Not known: quoted-printable, the compressed streams of a PDF.

use std::io::{Cursor, Read};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Padding is often forgotten, and a run may end on a stray character.
const LARGE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
/// Most files opened in one zip.
const FICHIERS_MAX: usize = 1000;

/// Runs of Base64 shorter than this hold nothing worth opening.
const BASE64_MIN: usize = 16;
/// How deep layers are opened.
const PROFONDEUR_MAX: usize = 4;
/// Bytes opened in all, so that a hostile message costs a bounded time.
const OUVERT_MAX: usize = 128 << 20;

/// Whether `texte` is in `octets` or in a layer of it.
#[must_use]
pub fn contient(octets: &[u8], texte: &str) -> bool {
    let mut reste = OUVERT_MAX;
    !texte.is_empty() && dans(octets, texte.as_bytes(), PROFONDEUR_MAX, &mut reste)
}

fn dans(octets: &[u8], texte: &[u8], profondeur: usize, reste: &mut usize) -> bool {
    if octets.windows(texte.len()).any(|f| f == texte) {
        return true;
    }
    if profondeur == 0 {
        return false;
    }
    for couche in base64s(octets) {
        if couche.len() > *reste {
            return false;
        }
        *reste -= couche.len();
        if dans(&couche, texte, profondeur - 1, reste) {
            return true;
        }
    }
    dans_le_zip(octets, texte, profondeur, reste)
}

/// Whether the text is in a file of the zip that these bytes hold. Names are searched with the bytes; nothing is written.
fn dans_le_zip(octets: &[u8], texte: &[u8], profondeur: usize, reste: &mut usize) -> bool {
    let ou = |marque: &[u8]| octets.windows(4).position(|f| f == marque);
    let Some(debut) = ou(b"PK\x03\x04") else { return false };
    let Some(fin) = octets.windows(4).rposition(|f| f == b"PK\x05\x06") else {
        return false;
    };
    let fin = fin.saturating_add(22).min(octets.len());
    let Some(Ok(mut zip)) = octets.get(debut..fin).map(|z| zip::ZipArchive::new(Cursor::new(z))) else {
        return false;
    };
    for i in 0..zip.len().min(FICHIERS_MAX) {
        let Ok(fichier) = zip.by_index(i) else { continue };
        let mut clair = Vec::new();
        // What a broken entry gave before it broke is searched too.
        let _ = fichier.take(*reste as u64).read_to_end(&mut clair);
        *reste -= clair.len();
        if dans(&clair, texte, profondeur - 1, reste) {
            return true;
        }
    }
    false
}

/// The runs of Base64, decoded. A line break inside a run is skipped; a blank line ends it (the headers of a MIME part come before).
fn base64s(octets: &[u8]) -> Vec<Vec<u8>> {
    let mut couches = Vec::new();
    let mut course: Vec<u8> = Vec::new();
    let mut fins_de_ligne = 0;
    for &o in octets.iter().chain(std::iter::once(&b'<')) {
        match o {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => {
                if fins_de_ligne > 1 {
                    ouvrir(&mut course, &mut couches);
                }
                fins_de_ligne = 0;
                course.push(o);
            }
            b'\r' => {}
            b'\n' => fins_de_ligne += 1,
            _ => {
                fins_de_ligne = 0;
                ouvrir(&mut course, &mut couches);
            }
        }
    }
    couches
}

fn ouvrir(course: &mut Vec<u8>, couches: &mut Vec<Vec<u8>>) {
    if course.len() >= BASE64_MIN {
        // A whole run, or what of it makes whole groups.
        let entier = course.len() - course.len() % 4;
        if let Ok(clair) = LARGE.decode(&course).or_else(|_| LARGE.decode(&course[..entier])) {
            couches.push(clair);
        }
    }
    course.clear();
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn zip(nom: &str, contenu: &[u8]) -> Vec<u8> {
        let mut ecrivain = zip::ZipWriter::new(Cursor::new(Vec::new()));
        ecrivain.start_file(nom, zip::write::SimpleFileOptions::default()).unwrap();
        ecrivain.write_all(contenu).unwrap();
        ecrivain.finish().unwrap().into_inner()
    }

    #[test]
    fn sees_the_file_of_a_zip_in_a_mime_part() {
        let cda = format!("<ClinicalDocument>{}</ClinicalDocument>", "297022A02077878 ".repeat(20));
        let archive = zip("IHE_XDM/SUBSET01/DOC0001.XML", cda.as_bytes());
        assert!(!archive.windows(15).any(|f| f == b"297022A02077878"), "the zip is compressed");
        let mut lignes = String::new();
        for ligne in STANDARD.encode(&archive).as_bytes().chunks(76) {
            lignes.push_str(std::str::from_utf8(ligne).unwrap());
            lignes.push_str("\r\n");
        }
        let mime = format!("--b\r\nContent-Transfer-Encoding: base64\r\n\r\n{lignes}--b--\r\n");
        assert!(contient(mime.as_bytes(), "297022A02077878"));
        assert!(!contient(mime.as_bytes(), "297022A02077879"));
        let brut = [b"--b\r\n\r\n".as_slice(), &archive, b"\r\n--b--"].concat();
        assert!(contient(&brut, "297022A02077878"));
    }

    #[test]
    fn a_run_without_padding_is_opened() {
        let nu = STANDARD.encode("matricule 297022A02077878").trim_end_matches('=').to_owned();
        assert!(contient(format!("\"{nu}\"").as_bytes(), "297022A02077878"));
    }

    #[test]
    fn sees_through_nested_base64_with_line_breaks() {
        let interne = STANDARD.encode("le matricule 297022A02077878 est ici");
        let externe = STANDARD.encode(format!("<doc>{interne}</doc>"));
        let (debut, fin) = externe.split_at(20);
        let message = format!("<a>{debut}\r\n{fin}</a>");
        assert!(contient(message.as_bytes(), "297022A02077878"));
        assert!(!contient(message.as_bytes(), "297022A02077879"));
    }

    #[test]
    fn nothing_is_in_nothing() {
        assert!(!contient(b"", "x"));
        assert!(!contient(b"abc", ""));
    }
}
