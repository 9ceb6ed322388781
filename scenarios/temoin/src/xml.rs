//! Writing XML element by element, for documents too deep for nested builders.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document being written, in memory.
pub(crate) struct Plume(Writer<Vec<u8>>);

/// Attributes, in order.
type Attributs<'a> = &'a [(&'a str, &'a str)];

impl Plume {
    /// An empty document, with its declaration.
    pub(crate) fn document() -> Self {
        let mut p = Self::fragment();
        p.ecrire(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        p
    }

    /// A piece to be put in a document.
    pub(crate) fn fragment() -> Self {
        Self(Writer::new(Vec::with_capacity(4096)))
    }

    /// An element and what it holds.
    pub(crate) fn dans(&mut self, nom: &str, attributs: Attributs<'_>, contenu: impl FnOnce(&mut Self)) {
        self.ouvrir(nom, attributs);
        contenu(self);
        self.fermer(nom);
    }

    /// The beginning of an element: to be closed under the same name.
    pub(crate) fn ouvrir(&mut self, nom: &str, attributs: Attributs<'_>) {
        self.ecrire(Event::Start(debut(nom, attributs)));
    }

    /// The end of an element.
    pub(crate) fn fermer(&mut self, nom: &str) {
        self.ecrire(Event::End(BytesEnd::new(nom)));
    }

    /// An element without content.
    pub(crate) fn vide(&mut self, nom: &str, attributs: Attributs<'_>) {
        self.ecrire(Event::Empty(debut(nom, attributs)));
    }

    /// An element that holds a text.
    pub(crate) fn texte(&mut self, nom: &str, attributs: Attributs<'_>, texte: &str) {
        self.dans(nom, attributs, |p| p.ecrire(Event::Text(BytesText::new(texte))));
    }

    /// XML already written, untouched: what is signed must keep its bytes.
    pub(crate) fn brut(&mut self, xml: &str) {
        self.0.get_mut().extend_from_slice(xml.as_bytes());
    }

    /// The text written.
    pub(crate) fn finir(self) -> String {
        // Made of texts only: always UTF-8.
        String::from_utf8(self.0.into_inner()).unwrap_or_default()
    }

    fn ecrire(&mut self, evenement: Event<'_>) {
        // Memory takes all that it is given.
        let _ = self.0.write_event(evenement);
    }
}

fn debut<'a>(nom: &'a str, attributs: Attributs<'a>) -> BytesStart<'a> {
    BytesStart::new(nom).with_attributes(attributs.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::Plume;

    #[test]
    fn ecrit_et_echappe() {
        let mut p = Plume::document();
        p.dans("a", &[("b", "\"<&")], |p| {
            p.vide("c", &[]);
            p.texte("d", &[], "x < y & z");
            p.brut("<e/>");
        });
        let x = p.finir();
        assert_eq!(
            x,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a b=\"&quot;&lt;&amp;\"><c/><d>x &lt; y &amp; z</d><e/></a>"
        );
        roxmltree::Document::parse(&x).unwrap();
    }
}
