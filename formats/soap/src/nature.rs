//! What an XML document is, by its first element, before it is read.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Events (declaration, comments, instructions) before the first element beyond which none is looked for.
const EVENEMENTS_MAX: usize = 100;

/// Local name of the first element. None when the bytes do not begin as an XML document does.
#[must_use]
pub fn premier_element(octets: &[u8]) -> Option<String> {
    let texte = crate::decoder(octets).ok()?;
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

#[cfg(test)]
mod tests {
    use super::premier_element;

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
