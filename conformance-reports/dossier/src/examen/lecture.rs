//! What a piece is, from its bytes: never from its name. Each is read once; what a reader cannot take is told, and stops nobody.

use std::panic::{AssertUnwindSafe, catch_unwind};

use segur_cda::Document;
use segur_dialecte::media::{self, Media};
use segur_pdf::PdfLu;

/// Most bytes of a piece that are read. Of a bigger one (a film) the beginning alone is looked at.
pub(crate) const MAX_PIECE: u64 = 32 << 20;
/// Bytes of the beginning of a bigger one.
pub(crate) const DEBUT: u64 = 64 << 10;
/// Most bytes kept of a text.
const MAX_TEXTE: usize = 4 << 20;

/// A piece, read.
pub(crate) enum Lue {
    /// No byte, or nothing but white space.
    Vide,
    /// A film, in this container.
    Video,
    /// A picture: its width and height, where its format tells.
    Image(Option<(u32, u32)>),
    /// A PDF, and whether it holds an electronic signature.
    Pdf { lu: Box<PdfLu>, signe: bool },
    /// A clinical document.
    Cda(Box<Document>),
    /// Any other XML.
    Xml(String),
    /// A web page.
    Html(String),
    /// Any other text.
    Texte(String),
    /// A zip, or an office document.
    Zip,
    /// Something else.
    Autre,
    /// It was not read, and why (French).
    Fermee(String),
}

/// Reads the bytes of a piece. `entiere`: these are all of them.
pub(crate) fn lire(octets: &[u8], entiere: bool) -> Lue {
    let media = media::reconnaitre(octets);
    match media {
        Media::Vide => return Lue::Vide,
        Media::Video(_) => return Lue::Video,
        Media::Image(_) => return Lue::Image(cotes(octets)),
        Media::Zip => return Lue::Zip,
        _ => {}
    }
    if !entiere {
        return Lue::Fermee(format!("plus de {} Mio : son contenu n'a pas été lu", MAX_PIECE >> 20));
    }
    // A reader that stops on a hostile file is a fault of the bench, and says nothing of the file.
    catch_unwind(AssertUnwindSafe(|| contenu(media, octets)))
        .unwrap_or_else(|_| Lue::Fermee("le banc n'a pas su lire ce fichier".to_owned()))
}

fn contenu(media: Media, octets: &[u8]) -> Lue {
    if media == Media::Pdf {
        return Lue::Pdf {
            lu: Box::new(PdfLu::lire(octets)),
            signe: trouve(octets, b"/ByteRange") && trouve(octets, b"/SubFilter"),
        };
    }
    let Some(texte) = media::en_clair(octets).filter(|_| media != Media::Autre) else {
        return Lue::Autre;
    };
    // Its name anywhere else is a word of a trace or of a manual.
    if media == Media::Xml && racine(&texte) == Some("ClinicalDocument") {
        return Lue::Cda(Box::new(Document::lire(octets, None)));
    }
    if texte.len() > MAX_TEXTE {
        return Lue::Fermee("texte trop long pour être lu".to_owned());
    }
    let texte = texte.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(texte);
    match media {
        Media::Html => Lue::Html(texte),
        Media::Xml => Lue::Xml(texte),
        _ => Lue::Texte(texte),
    }
}

/// Width and height of a picture.
fn cotes(octets: &[u8]) -> Option<(u32, u32)> {
    // The reader of sizes is not ours: one that stops says nothing of the picture.
    let lus = catch_unwind(AssertUnwindSafe(|| imagesize::blob_size(octets).ok())).ok()??;
    Some((u32::try_from(lus.width).ok()?, u32::try_from(lus.height).ok()?))
}

/// The local name of the first element. The file may be cut after it: what it meant to be is said all the same.
fn racine(texte: &str) -> Option<&str> {
    let mut reste = texte.trim_start_matches('\u{feff}').trim_start();
    loop {
        let fin = if reste.starts_with("<?") {
            "?>"
        } else if reste.starts_with("<!--") {
            "-->"
        } else if reste.starts_with("<!") {
            ">"
        } else {
            break;
        };
        reste = reste.split_once(fin)?.1.trim_start();
    }
    let nom = reste
        .strip_prefix('<')?
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()?;
    Some(nom.rsplit(':').next().unwrap_or(nom))
}

fn trouve(octets: &[u8], mot: &[u8]) -> bool {
    memchr::memmem::find(octets, mot).is_some()
}

impl Lue {
    /// What was recognised, in French.
    pub(crate) fn dit(&self) -> String {
        match self {
            Self::Vide => "un fichier vide".to_owned(),
            Self::Video => "une vidéo".to_owned(),
            Self::Image(_) => "une image".to_owned(),
            Self::Pdf { .. } => "un PDF".to_owned(),
            Self::Cda(_) => "un document CDA".to_owned(),
            Self::Xml(_) => Media::Xml.dit().to_owned(),
            Self::Html(_) => Media::Html.dit().to_owned(),
            Self::Texte(_) => "du texte".to_owned(),
            Self::Zip => Media::Zip.dit().to_owned(),
            Self::Autre => "un fichier d'un autre format".to_owned(),
            Self::Fermee(pourquoi) => format!("un fichier qui n'a pas été lu ({pourquoi})"),
        }
    }

    /// Its words, and whether they are all of them: a scan, or a font without table, hides some.
    pub(crate) fn texte(&self) -> Option<(String, bool)> {
        match self {
            Self::Texte(t) | Self::Xml(t) | Self::Html(t) => Some((t.clone(), true)),
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
    fn a_clinical_document_is_one_by_its_root() {
        for cda in [
            "<ClinicalDocument xmlns=\"urn:hl7-org:v3\">",
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- a > b --><h:ClinicalDocument xmlns:h=\"urn:hl7-org:v3\"/>",
        ] {
            assert!(matches!(lire(cda.as_bytes(), true), Lue::Cda(_)), "{cda}");
        }
        for autre in [
            "2026-01-15 INFO envoi de <ClinicalDocument> -> 200",
            "[{\"operation\": \"dépôt ClinicalDocument\"}]",
            "<html><body>racine ClinicalDocument</body></html>",
            "<lot><ClinicalDocument/></lot>",
            "From: a@b\r\n\r\n<ClinicalDocument/>",
        ] {
            assert!(!matches!(lire(autre.as_bytes(), true), Lue::Cda(_)), "{autre}");
        }
    }

    #[test]
    fn what_a_file_is_does_not_come_from_its_first_letters() {
        assert!(matches!(lire(b"BMI normal", true), Lue::Texte(_)));
        assert!(matches!(lire(b"Lis moov : ceci est un texte", true), Lue::Texte(_)));
        assert!(matches!(lire(b"", true), Lue::Vide));
        assert!(matches!(lire(b"\xef\xbb\xbf \n", true), Lue::Vide));
        assert!(matches!(lire(b"PK\x03\x04\0\xff", true), Lue::Zip));
        assert!(matches!(lire(b"texte", false), Lue::Fermee(_)), "a beginning is not the whole");
        assert!(matches!(lire(b"\xef\xbb\xbf123", true), Lue::Texte(t) if t == "123"));
    }
}
