//! What a piece is, from its bytes: never from its name. Each is read once; what a reader cannot take is told, and stops nobody.

use std::panic::{AssertUnwindSafe, catch_unwind};

use segur_cda::Document;
use segur_pdf::PdfLu;

/// Most bytes of a piece that are read. Of a bigger one (a film) the beginning alone is looked at.
pub(super) const MAX_PIECE: u64 = 32 << 20;
/// Bytes of the beginning of a bigger one.
pub(super) const DEBUT: u64 = 64 << 10;
/// Most bytes kept of a text.
const MAX_TEXTE: usize = 4 << 20;

/// A piece, read.
pub(super) enum Lue {
    /// No byte.
    Vide,
    /// A film, in this container.
    Video,
    /// A picture.
    Image,
    /// A PDF, and whether it holds an electronic signature.
    Pdf { lu: Box<PdfLu>, signe: bool },
    /// A clinical document.
    Cda(Box<Document>),
    /// Any other text.
    Texte(String),
    /// Something else.
    Autre,
    /// It was not read, and why (French).
    Fermee(String),
}

/// Reads the bytes of a piece. `entiere`: these are all of them.
pub(super) fn lire(octets: &[u8], entiere: bool) -> Lue {
    if octets.is_empty() {
        return Lue::Vide;
    }
    if video(octets) {
        return Lue::Video;
    }
    if image(octets) {
        return Lue::Image;
    }
    if !entiere {
        return Lue::Fermee(format!("plus de {} Mio : son contenu n'a pas été lu", MAX_PIECE >> 20));
    }
    // A reader that stops on a hostile file is a fault of the bench, and says nothing of the file.
    catch_unwind(AssertUnwindSafe(|| contenu(octets))).unwrap_or_else(|_| Lue::Fermee("le banc n'a pas su lire ce fichier".to_owned()))
}

fn contenu(octets: &[u8]) -> Lue {
    if octets.starts_with(b"%PDF-") {
        return Lue::Pdf {
            lu: Box::new(PdfLu::lire(octets)),
            signe: trouve(octets, b"/ByteRange") && trouve(octets, b"/SubFilter"),
        };
    }
    if trouve(octets, b"ClinicalDocument") {
        return Lue::Cda(Box::new(Document::lire(octets, None)));
    }
    match std::str::from_utf8(octets) {
        Ok(t) if t.len() > MAX_TEXTE => Lue::Fermee("texte trop long pour être lu".to_owned()),
        Ok(t) if !t.contains('\0') => Lue::Texte(t.to_owned()),
        _ => Lue::Autre,
    }
}

fn trouve(octets: &[u8], mot: &[u8]) -> bool {
    memchr::memmem::find(octets, mot).is_some()
}

/// mp4, mov, webm, mkv, avi, wmv, mpeg.
fn video(o: &[u8]) -> bool {
    let marque = o.get(4..8).unwrap_or_default();
    let image_iso = matches!(o.get(8..12), Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif"));
    (marque == b"ftyp" && !image_iso)
        || matches!(marque, b"moov" | b"mdat")
        || o.starts_with(&[0x1a, 0x45, 0xdf, 0xa3])
        || (o.starts_with(b"RIFF") && o.get(8..12) == Some(b"AVI "))
        || o.starts_with(&[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11])
        || o.starts_with(&[0, 0, 1, 0xba])
}

/// png, jpeg, gif, webp, bmp, tiff, heic, avif.
fn image(o: &[u8]) -> bool {
    let iso = o.get(4..8) == Some(b"ftyp") && matches!(o.get(8..12), Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif"));
    // « BM » begins words too: a picture says its own size after it, and keeps four bytes empty.
    let bmp = o.starts_with(b"BM") && o.get(6..10) == Some(&[0, 0, 0, 0]);
    iso || bmp
        || o.starts_with(b"\x89PNG\r\n\x1a\n")
        || o.starts_with(&[0xff, 0xd8, 0xff])
        || o.starts_with(b"GIF8")
        || (o.starts_with(b"RIFF") && o.get(8..12) == Some(b"WEBP"))
        || o.starts_with(b"II*\0")
        || o.starts_with(b"MM\0*")
}

impl Lue {
    /// What was recognised, in French.
    pub(super) fn dit(&self) -> String {
        match self {
            Self::Vide => "un fichier vide".to_owned(),
            Self::Video => "une vidéo".to_owned(),
            Self::Image => "une image".to_owned(),
            Self::Pdf { .. } => "un PDF".to_owned(),
            Self::Cda(_) => "un document CDA".to_owned(),
            Self::Texte(_) => "du texte".to_owned(),
            Self::Autre => "un fichier d'un autre format".to_owned(),
            Self::Fermee(pourquoi) => format!("un fichier qui n'a pas été lu ({pourquoi})"),
        }
    }

    /// Its words, and whether they are all of them: a scan, or a font without table, hides some.
    pub(super) fn texte(&self) -> Option<(String, bool)> {
        match self {
            Self::Texte(t) => Some((t.clone(), true)),
            Self::Pdf { lu, .. } => {
                let pdf = lu.pdf().ok()?;
                let pages: Vec<&str> = pdf.pages.iter().map(|p| p.texte.as_str()).collect();
                let entier =
                    pdf.limites.is_empty() && !pdf.chiffre && pdf.pages.iter().all(|p| p.texte_complet && p.non_dessine.is_empty());
                let texte = pages.join("\n");
                // Pages without a word are pictures of words.
                (!texte.trim().is_empty()).then_some((texte, entier))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_told_from_a_picture_and_from_what_is_neither() {
        for film in [
            &b"\0\0\0\x18ftypmp42"[..],
            b"\0\0\0\x14ftypqt  ",
            b"\x1a\x45\xdf\xa3....",
            b"RIFF....AVI LIST",
        ] {
            assert!(matches!(lire(film, false), Lue::Video), "{film:?}");
        }
        for image in [
            &b"\x89PNG\r\n\x1a\n"[..],
            b"\xff\xd8\xff\xe0",
            b"RIFF....WEBP",
            b"\0\0\0\x18ftypheic",
        ] {
            assert!(matches!(lire(image, true), Lue::Image), "{image:?}");
        }
        assert!(matches!(lire(b"BMI normal", true), Lue::Texte(_)));
        assert!(matches!(lire(b"", true), Lue::Vide));
        assert!(matches!(lire(b"PK\x03\x04\0\xff", true), Lue::Autre));
        assert!(matches!(lire(b"texte", false), Lue::Fermee(_)), "a beginning is not the whole");
    }
}
