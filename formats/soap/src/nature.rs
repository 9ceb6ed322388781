//! What an XML document is, by its first element, before it is read.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::lecture::XmlRefuse;

/// Events (declaration, comments, instructions) before the first element beyond which none is looked for.
const EVENEMENTS_MAX: usize = 100;

/// Local name of the first element. None when the bytes do not begin as an XML document does.
#[must_use]
pub fn premier_element(octets: &[u8]) -> Option<String> {
    let texte = texte_approche(octets)?;
    let mut lecteur = Reader::from_str(&texte);
    for _ in 0..EVENEMENTS_MAX {
        match lecteur.read_event().ok()? {
            Event::Start(e) | Event::Empty(e) => return Some(e.local_name().as_ref().to_owned()),
            Event::Text(t) if !t.trim().is_empty() => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
    None
}

/// The text of bytes, for whoever looks what they are and reads them afterwards: in an encoding that is not accepted, or where some byte is
/// wrong, what is ASCII of them. Whoever then reads them says what is wrong, by its name.
#[must_use]
pub fn texte_approche(octets: &[u8]) -> Option<Cow<'_, str>> {
    match crate::decoder(octets) {
        Ok(texte) => Some(texte),
        Err(XmlRefuse::Encodage { .. } | XmlRefuse::Utf8Invalide { .. }) => Some(String::from_utf8_lossy(octets)),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::premier_element;

    #[test]
    fn in_an_encoding_that_is_not_accepted() {
        let xml = b"<?xml version='1.0' encoding='windows-1252'?><s:Envelope xmlns:s='u'>\x80";
        assert_eq!(premier_element(xml).as_deref(), Some("Envelope"));
        assert_eq!(premier_element(b"<a>\xff</a>").as_deref(), Some("a"));
        assert_eq!(premier_element(b"\x89PNG\r\n\x1a\n"), None);
    }

    #[test]
    fn the_first_element_whatever_comes_before() {
        for (xml, nom) in [
            ("<?xml version='1.0'?><!-- x --><s:Envelope xmlns:s='u'>", Some("Envelope")),
            ("\u{feff}<a/>", Some("a")),
            ("<!DOCTYPE a><a/>", Some("a")),
            ("texte <a/>", None),
            ("", None),
            ("%PDF-1.4", None),
        ] {
            assert_eq!(premier_element(xml.as_bytes()).as_deref(), nom, "{xml}");
        }
    }
}
