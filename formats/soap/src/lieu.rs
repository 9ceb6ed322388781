//! Places in a document, and the few moves in a tree that every reader of messages makes.

use roxmltree::{Document, Node};
use segur_model::Location;

use crate::position::position;

/// Whether a node is the element of this namespace and local name.
#[must_use]
pub fn est(noeud: Node<'_, '_>, ns: &str, nom: &str) -> bool {
    noeud.is_element() && noeud.tag_name().name() == nom && noeud.tag_name().namespace() == Some(ns)
}

/// The first child element of this name.
#[must_use]
pub fn enfant<'a, 'i>(noeud: Node<'a, 'i>, ns: &str, nom: &str) -> Option<Node<'a, 'i>> {
    noeud.children().find(|n| est(*n, ns, nom))
}

/// Every child element of this name, in order.
pub fn enfants<'a, 'i: 'a, 'n>(noeud: Node<'a, 'i>, ns: &'n str, nom: &'n str) -> impl Iterator<Item = Node<'a, 'i>> + use<'a, 'i, 'n> {
    noeud.children().filter(move |n| est(*n, ns, nom))
}

/// All the text of an element, comments skipped, as written: a comment in the middle does not cut a value short.
#[must_use]
pub fn texte_de(noeud: Node<'_, '_>) -> String {
    noeud
        .descendants()
        .filter(roxmltree::Node::is_text)
        .filter_map(|n| n.text())
        .collect()
}

/// The XPath of an element, by local names, with a rank only where siblings share the name.
#[must_use]
pub fn chemin(noeud: Node<'_, '_>) -> String {
    let pas: Vec<Node<'_, '_>> = noeud.ancestors().filter(roxmltree::Node::is_element).collect();
    let mut chemin = String::new();
    for n in pas.into_iter().rev() {
        chemin.push('/');
        un_pas(n, &mut chemin);
    }
    if chemin.is_empty() { "/".to_owned() } else { chemin }
}

/// The last step of the path of an element.
pub(crate) fn un_pas(noeud: Node<'_, '_>, vers: &mut String) {
    let qui = noeud.tag_name();
    let meme = |n: &Node<'_, '_>| n.is_element() && n.tag_name().name() == qui.name() && n.tag_name() == qui;
    let avant = noeud.prev_siblings().skip(1).filter(meme).count();
    vers.push_str(qui.name());
    if avant > 0 || noeud.next_siblings().skip(1).any(|n| meme(&n)) {
        vers.push_str(&format!("[{}]", avant + 1));
    }
}

/// Where an attribute begins, or its element when it is absent.
pub(crate) fn debut_d_attribut(noeud: Node<'_, '_>, nom: &str) -> usize {
    noeud
        .attributes()
        .find(|a| a.name() == nom)
        .map_or(noeud.range().start, |a| a.range().start)
}

/// Where an element begins.
#[must_use]
pub fn lieu(document: &Document<'_>, noeud: Node<'_, '_>) -> Location {
    let pos = position(document.input_text(), noeud.range().start);
    Location {
        line: pos.0,
        column: pos.1,
        path: chemin(noeud),
    }
}

/// Where an attribute begins; the place of its element when it is absent.
#[must_use]
pub fn lieu_attribut(document: &Document<'_>, noeud: Node<'_, '_>, nom: &str) -> Location {
    let pos = position(document.input_text(), debut_d_attribut(noeud, nom));
    Location {
        line: pos.0,
        column: pos.1,
        path: format!("{}/@{nom}", chemin(noeud)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chemins_et_positions() {
        let document = Document::parse("<r xmlns='u'>\n <p/>\n <p x='1'>a<!-- c -->b</p>\n <q/>\n</r>").unwrap();
        let p = enfants(document.root_element(), "u", "p").nth(1).unwrap();
        assert_eq!(
            lieu(&document, p),
            Location {
                line: 3,
                column: 2,
                path: "/r/p[2]".into()
            }
        );
        assert_eq!(
            lieu_attribut(&document, p, "x"),
            Location {
                line: 3,
                column: 5,
                path: "/r/p[2]/@x".into()
            }
        );
        assert_eq!(texte_de(p), "ab");
        assert_eq!(chemin(enfant(document.root_element(), "u", "q").unwrap()), "/r/q");
        assert!(enfant(document.root_element(), "autre", "q").is_none());
    }

    #[test]
    fn positions_are_those_of_the_library() {
        let texte = "<a>\n  <é b='1'/>ça\r\n<c/></a>";
        let document = Document::parse(texte).unwrap();
        for i in (0..=texte.len()).filter(|i| texte.is_char_boundary(*i)) {
            let attendue = document.text_pos_at(i);
            assert_eq!(super::position(document.input_text(), i), (attendue.row, attendue.col), "{i}");
        }
    }
}
