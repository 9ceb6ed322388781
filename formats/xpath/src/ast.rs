//! An expression, read.

use crate::fonctions::Fonction;
use crate::valeur::{Atome, TypeAtome};

#[derive(Debug, Clone)]
pub(crate) enum Expr {
    Litteral(Atome),
    Variable(u32),
    Contexte,
    Suite(Vec<Expr>),
    Si(Box<[Expr; 3]>),
    Pour {
        variable: u32,
        dans: Box<Expr>,
        corps: Box<Expr>,
    },
    Quantifie {
        tous: bool,
        variable: u32,
        dans: Box<Expr>,
        corps: Box<Expr>,
    },
    Et(Vec<Expr>),
    Ou(Vec<Expr>),
    /// `=`, `!=`… over sequences.
    Generale(Ordre, Box<Expr>, Box<Expr>),
    /// `eq`, `ne`… over single values.
    Valeur(Ordre, Box<Expr>, Box<Expr>),
    /// `is`, `<<`, `>>`: the wanted order of two nodes.
    Noeuds(std::cmp::Ordering, Box<Expr>, Box<Expr>),
    Calcul(Operation, Box<Expr>, Box<Expr>),
    Oppose(Box<Expr>),
    Intervalle(Box<Expr>, Box<Expr>),
    Ensembles(Ensemble, Box<Expr>, Box<Expr>),
    Instance(Box<Expr>, TypeSuite),
    Traiter(Box<Expr>, TypeSuite),
    /// Type, and whether the empty sequence is accepted.
    Convertible(Box<Expr>, TypeAtome, bool),
    Convertir(Box<Expr>, TypeAtome, bool),
    Chemin(Depart, Vec<Pas>),
    /// A primary expression with predicates.
    Filtre(Box<Expr>, Vec<Predicat>),
    Fonction(&'static Fonction, Vec<Expr>),
    /// What depends on documents of the schema alone: evaluated once, kept under this number.
    Constante(usize, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ordre {
    Egal,
    Different,
    Inferieur,
    InferieurOuEgal,
    Superieur,
    SuperieurOuEgal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Plus,
    Moins,
    Fois,
    Div,
    Idiv,
    Mod,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ensemble {
    Union,
    Intersection,
    Sauf,
}

#[derive(Debug, Clone)]
pub(crate) enum Depart {
    /// A relative path: from the context item.
    Contexte,
    /// `/`: from the document of the context item.
    Racine,
    Expr(Box<Expr>),
}

#[derive(Debug, Clone)]
pub(crate) enum Pas {
    Axe(PasAxe),
    /// An expression as a step: `a/name()`.
    Expr(Expr),
}

#[derive(Debug, Clone)]
pub(crate) struct PasAxe {
    pub(crate) axe: Axe,
    pub(crate) test: Test,
    pub(crate) predicats: Vec<Predicat>,
    /// The first predicate asks that an attribute equals what does not depend on the node: looked up where the table is large.
    pub(crate) cle: Option<Box<Cle>>,
}

/// An attribute, and what it must equal.
pub(crate) type Cle = ((u32, u32), Expr);

#[derive(Debug, Clone)]
pub(crate) struct Predicat {
    pub(crate) expr: Expr,
    /// May be a number, or asks for `position()` or `last()`.
    pub(crate) positionnel: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axe {
    Enfant,
    Descendant,
    DescendantOuSoi,
    Attribut,
    Soi,
    Parent,
    Ancetre,
    AncetreOuSoi,
    FrereSuivant,
    FrerePrecedent,
    Suivant,
    Precedent,
}

impl Axe {
    pub(crate) fn nomme(nom: &str) -> Option<Self> {
        Some(match nom {
            "child" => Self::Enfant,
            "descendant" => Self::Descendant,
            "descendant-or-self" => Self::DescendantOuSoi,
            "attribute" => Self::Attribut,
            "self" => Self::Soi,
            "parent" => Self::Parent,
            "ancestor" => Self::Ancetre,
            "ancestor-or-self" => Self::AncetreOuSoi,
            "following-sibling" => Self::FrereSuivant,
            "preceding-sibling" => Self::FrerePrecedent,
            "following" => Self::Suivant,
            "preceding" => Self::Precedent,
            _ => return None,
        })
    }
}

/// What a step accepts. Numbers are those of [`crate::Noms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    /// `*`: any element, or any attribute on the attribute axis.
    Tout,
    Nomme(u32, u32),
    /// `p:*`.
    ToutDe(u32),
    /// `*:n`.
    ToutNomme(u32),
    Noeud,
    Texte,
    Commentaire,
    Instruction(Option<u32>),
    Document,
    /// `element()`, `element(n)`.
    Element(Option<(u32, u32)>),
    /// `attribute()`, `attribute(n)`.
    Attribut(Option<(u32, u32)>),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct TypeSuite {
    pub(crate) item: TypeItem,
    pub(crate) vide: bool,
    pub(crate) plusieurs: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum TypeItem {
    /// `empty-sequence()`.
    Aucun,
    Item,
    Noeud(Test),
    Atome(TypeAtome),
}
