//! The fact `contient`: whether a text is somewhere in a message, through its layers. Layers known so far: the bytes
//! themselves, and any run of Base64 in them (CDA in SOAP, PDF in CDA), nested.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

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
    false
}

/// The runs of Base64, decoded; line breaks inside a run are skipped.
fn base64s(octets: &[u8]) -> Vec<Vec<u8>> {
    let mut couches = Vec::new();
    let mut course: Vec<u8> = Vec::new();
    for &o in octets.iter().chain(std::iter::once(&b'<')) {
        match o {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => course.push(o),
            b'\r' | b'\n' => {}
            _ => {
                if course.len() >= BASE64_MIN
                    && let Ok(clair) = STANDARD.decode(&course)
                {
                    couches.push(clair);
                }
                course.clear();
            }
        }
    }
    couches
}

#[cfg(test)]
mod tests {
    use super::*;

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
