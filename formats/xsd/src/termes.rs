//! What a content is made of: names, elements, wildcards.

use roxmltree::Node;

/// An expanded name; no namespace is the empty one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Nom {
    pub(crate) ns: String,
    pub(crate) local: String,
}

impl Nom {
    pub(crate) fn new(ns: &str, local: &str) -> Self {
        Self {
            ns: ns.to_owned(),
            local: local.to_owned(),
        }
    }

    /// That of an element.
    pub(crate) fn de(noeud: Node<'_, '_>) -> Self {
        Self::new(noeud.tag_name().namespace().unwrap_or_default(), noeud.tag_name().name())
    }

    pub(crate) fn est(&self, ns: Option<&str>, local: &str) -> bool {
        self.local == local && self.ns == ns.unwrap_or_default()
    }
}

/// Rank of a type.
pub(crate) type Rang = usize;

/// `xs:anyType`, that of an element which says none: everything derives from it, and it admits anything.
pub(crate) const TOUT: Rang = 0;

#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) nom: Nom,
    pub(crate) valeur: Rang,
    /// It may be empty, when it says `xsi:nil`.
    pub(crate) annulable: bool,
}

/// What may stand for any element.
#[derive(Debug, Clone)]
pub(crate) struct Joker {
    pub(crate) espaces: Espaces,
    pub(crate) traitement: Traitement,
}

/// Namespaces that a wildcard admits.
#[derive(Debug, Clone)]
pub(crate) enum Espaces {
    Tous,
    /// Any but none at all and this one.
    AutreQue(String),
    Parmi(Vec<String>),
}

impl Espaces {
    pub(crate) fn admet(&self, ns: &str) -> bool {
        match self {
            Self::Tous => true,
            Self::AutreQue(sien) => !ns.is_empty() && ns != sien,
            Self::Parmi(liste) => liste.iter().any(|n| n == ns),
        }
    }
}

/// What is done of an element that a wildcard lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Traitement {
    /// It is not looked at.
    Saute,
    /// It is judged when the schema knows it.
    SiConnu,
    /// The schema must know it.
    Strict,
}
