//! The claim of conformity (6.7.11): `pdfaid:part`, `pdfaid:conformance`, and their prefix.

use roxmltree::{Document, Node};

use super::modele::Propriete;
use crate::lecture::Carnet;
use crate::pdf::{Annonce, Nature};

const PDFAID: &str = "http://www.aiim.org/pdfa/ns/id/";

/// `pdfaid:part` and `pdfaid:conformance`, as attributes or as elements. They are read wherever they are: a packet whose RDF is wrong
/// claims conformity all the same.
pub(super) fn annonce(document: &Document<'_>) -> Option<Annonce> {
    let valeur = |nom: &str| {
        document.descendants().find_map(|n: Node<'_, '_>| {
            let element = n.is_element() && n.tag_name().namespace() == Some(PDFAID) && n.tag_name().name() == nom;
            if element {
                return n.text().map(|t| t.trim().to_owned());
            }
            n.attribute((PDFAID, nom)).map(|t| t.trim().to_owned())
        })
    };
    valeur("part").map(|partie| Annonce {
        partie,
        niveau: valeur("conformance").unwrap_or_default(),
    })
}

/// The namespace has one prefix only.
pub(super) fn prefixes(proprietes: &[Propriete], lieu: &str, carnet: &mut Carnet) {
    for p in proprietes.iter().filter(|p| p.espace == PDFAID && p.prefixe != "pdfaid") {
        carnet.noter(
            Nature::XmpIdentification,
            lieu,
            format!("{} : le préfixe de {PDFAID} est pdfaid", p.ecrite()),
        );
    }
}
