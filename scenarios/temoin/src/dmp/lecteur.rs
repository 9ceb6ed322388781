//! A document as a user reads it: its header, and what it says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node, ParsingOptions};
use sha1::{Digest, Sha1};

use crate::cr::entete::{self, Entete};

/// Letters shown.
const LETTRES_MAX: usize = 2_000;
const CDA: &str = "urn:hl7-org:v3";
/// `DICM`, after the preamble of a DICOM file.
const DICOM: (usize, &[u8]) = (128, b"DICM");

/// A document opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lu {
    /// `N1`, `N3`, `KOS` or `autre`.
    pub niveau: &'static str,
    /// None: it has none.
    pub entete: Option<Entete>,
    pub texte: String,
    pub taille: usize,
    /// SHA-1, hexadecimal.
    pub empreinte: String,
}

/// Opens a document. What cannot be read is said to the user.
pub(crate) fn ouvrir(octets: &[u8]) -> Lu {
    let (niveau, entete, texte) = match entete::lire(octets) {
        Ok(e) if e.corps_n1.is_empty() => ("N3", Some(e), sections(octets)),
        Ok(e) => {
            let texte = corps_n1(octets, &e.corps_n1);
            ("N1", Some(e), texte)
        }
        Err(_) if octets.get(DICOM.0..).is_some_and(|s| s.starts_with(DICOM.1)) => {
            ("KOS", None, "références d'images (KOS) : ouvrir dans la visionneuse".to_owned())
        }
        Err(e) => ("autre", None, format!("document que ce logiciel ne sait pas montrer : {e}")),
    };
    Lu {
        niveau,
        entete,
        texte: texte.chars().take(LETTRES_MAX).collect(),
        taille: octets.len(),
        empreinte: hex::encode(Sha1::digest(octets)),
    }
}

fn avec_corps<T: Default>(octets: &[u8], suite: impl FnOnce(Node<'_, '_>) -> T) -> T {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: 500_000,
        ..ParsingOptions::default()
    };
    let texte = String::from_utf8_lossy(octets);
    let Ok(doc) = Document::parse_with_options(texte.trim_start_matches('\u{feff}'), options) else {
        return T::default();
    };
    suite(doc.root_element())
}

/// Titles and narrative texts, one a line.
fn sections(octets: &[u8]) -> String {
    avec_corps(octets, |racine| {
        let corps = racine.descendants().find(|n| n.has_tag_name((CDA, "structuredBody")));
        let mut lignes = Vec::new();
        for n in corps.into_iter().flat_map(|c| c.descendants()) {
            if n.has_tag_name((CDA, "title")) || n.has_tag_name((CDA, "text")) {
                let mots: Vec<&str> = n
                    .descendants()
                    .filter(Node::is_text)
                    .filter_map(|t| t.text())
                    .flat_map(str::split_whitespace)
                    .collect();
                if !mots.is_empty() {
                    lignes.push(mots.join(" "));
                }
            }
        }
        lignes.join("\n")
    })
}

/// What a level 1 document carries: a text is shown, the others by the program of the desk.
fn corps_n1(octets: &[u8], media: &str) -> String {
    let porte = avec_corps(octets, |racine| {
        let corps = racine.descendants().find(|n| n.has_tag_name((CDA, "nonXMLBody")));
        let texte = corps.and_then(|c| c.descendants().find(|n| n.has_tag_name((CDA, "text"))));
        let brut: String = texte.and_then(|t| t.text()).unwrap_or_default().split_whitespace().collect();
        STANDARD.decode(brut).unwrap_or_default()
    });
    if media == "text/plain" {
        String::from_utf8_lossy(&porte).into_owned()
    } else {
        format!("{media}, {} octets : ouvert par le lecteur du poste", porte.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn niveaux() {
        let mut dicom = vec![0; 128];
        dicom.extend(b"DICM");
        assert_eq!(ouvrir(&dicom).niveau, "KOS");
        let n1 = format!(
            "<ClinicalDocument xmlns=\"{CDA}\"><title>T</title><component><nonXMLBody><text mediaType=\"text/plain\" \
             representation=\"B64\">{}</text></nonXMLBody></component></ClinicalDocument>",
            STANDARD.encode("Bonjour")
        );
        let lu = ouvrir(n1.as_bytes());
        assert_eq!((lu.niveau, lu.texte.as_str(), lu.taille), ("N1", "Bonjour", n1.len()));
        let n3 = format!(
            "<ClinicalDocument xmlns=\"{CDA}\"><component><structuredBody><component><section><title>Ordonnance</title>\
             <text><table><td>Deux</td> <td>par jour</td></table></text></section></component></structuredBody></component></ClinicalDocument>"
        );
        let lu = ouvrir(n3.as_bytes());
        assert_eq!((lu.niveau, lu.texte.as_str()), ("N3", "Ordonnance\nDeux par jour"));
        for autre in [&b""[..], b"\xff", b"<a/>"] {
            let lu = ouvrir(autre);
            assert_eq!((lu.niveau, lu.entete), ("autre", None));
        }
    }
}
