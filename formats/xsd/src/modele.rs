//! What a schema says, once read: types by rank, whole and ready to be applied.

use std::collections::HashMap;

use roxmltree::Node;

use crate::contenu::Automate;
use crate::simples::Simple;

/// The namespace of XML Schema.
pub(crate) const XS: &str = "http://www.w3.org/2001/XMLSchema";
/// The namespace of `xsi:type` and `xsi:nil`.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

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

/// A schema, read.
#[derive(Debug)]
pub(crate) struct Modele {
    pub(crate) types: Vec<Type>,
    /// Types that have a name: `xsi:type` gives it.
    pub(crate) par_nom: HashMap<Nom, Rang>,
    /// Elements that may be a root, or stand for a wildcard.
    pub(crate) elements: HashMap<Nom, Element>,
}

/// A type, and the one that it derives from.
#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) base: Option<Rang>,
    pub(crate) sorte: Sorte,
}

#[derive(Debug)]
pub(crate) enum Sorte {
    Simple(Simple),
    Complexe(Complexe),
}

#[derive(Debug)]
pub(crate) struct Complexe {
    pub(crate) abstrait: bool,
    /// Those of its base included.
    pub(crate) attributs: Vec<Attribut>,
    /// Any other attribute too.
    pub(crate) attributs_libres: bool,
    pub(crate) contenu: Contenu,
}

#[derive(Debug)]
pub(crate) enum Contenu {
    /// A value, of a simple type.
    Valeur(Rang),
    /// Elements, those of its base included; text among them when it is mixed.
    Elements { automate: Automate, mixte: bool },
}

#[derive(Debug, Clone)]
pub(crate) struct Attribut {
    pub(crate) nom: Nom,
    pub(crate) valeur: Rang,
    pub(crate) requis: bool,
    pub(crate) fixe: Option<String>,
}

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
