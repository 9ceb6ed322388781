//! What reading a request and reading an answer share.

use roxmltree::{Document, Node};
use segur_model::Champ;
use segur_soap::{lieu, texte_de};

/// The value of an element, white space around it taken off, and its place.
pub(crate) fn champ(document: &Document<'_>, noeud: Node<'_, '_>) -> Champ {
    Champ {
        valeur: texte_de(noeud).trim().to_owned(),
        lieu: lieu(document, noeud),
    }
}
