//! A piece of a schema, and how it names others.

use roxmltree::Node;

use super::R;
use crate::modele::XS;
use crate::termes::Nom;

/// A piece of a schema, and the namespace that the schema has.
#[derive(Clone, Copy)]
pub(super) struct Bout<'a, 'i> {
    pub(super) noeud: Node<'a, 'i>,
    pub(super) ns: &'a str,
}

impl<'a, 'i> Bout<'a, 'i> {
    /// What is within, annotations aside.
    pub(super) fn dedans(self) -> impl Iterator<Item = Bout<'a, 'i>> {
        let utile = |n: &Node<'_, '_>| n.is_element() && n.tag_name().name() != "annotation";
        self.noeud.children().filter(utile).map(move |noeud| Bout { noeud, ..self })
    }

    /// The sort of component; an element of another language has none.
    pub(super) fn sorte(self) -> &'a str {
        let nom = self.noeud.tag_name();
        if nom.namespace() == Some(XS) { nom.name() } else { "" }
    }

    pub(super) fn attribut(self, nom: &str) -> Option<&'a str> {
        self.noeud.attribute(nom).map(str::trim)
    }

    /// A name that another component has. In a schema without namespace of its own, a bare name is of the one that includes it.
    pub(super) fn renvoi(self, qname: &str) -> R<Nom> {
        let (prefixe, local) = qname.split_once(':').map_or((None, qname), |(p, l)| (Some(p), l));
        match (self.noeud.lookup_namespace_uri(prefixe), prefixe) {
            (Some(ns), _) => Ok(Nom::new(ns, local)),
            (None, None) => {
                let sien = self.noeud.document().root_element().has_attribute("targetNamespace");
                Ok(Nom::new(if sien { "" } else { self.ns }, local))
            }
            (None, Some("xml")) => Ok(Nom::new(roxmltree::NS_XML_URI, local)),
            (None, Some(p)) => Err(format!("le préfixe « {p} » n'est pas déclaré")),
        }
    }

    /// The name of a local element or attribute, which has a namespace or not according to the head of the schema.
    pub(super) fn nom_local(self, nom: &str, defaut: &str) -> Nom {
        let schema = self.noeud.document().root_element();
        let qualifie = self.attribut("form").or(schema.attribute(defaut)) == Some("qualified");
        Nom::new(if qualifie { self.ns } else { "" }, nom)
    }

    pub(super) fn vrai(self, nom: &str) -> bool {
        matches!(self.attribut(nom), Some("true" | "1"))
    }

    pub(super) fn refuser<T>(self, quoi: &str) -> R<T> {
        let ligne = self.noeud.document().text_pos_at(self.noeud.range().start).row;
        Err(format!(
            "« {} » (espace {}, ligne {ligne}) : {quoi}",
            self.noeud.tag_name().name(),
            self.ns
        ))
    }
}
