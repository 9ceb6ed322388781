//! What a schema is made of, once read: its patterns, their rules, what they check and say.

use segur_xpath::{Erreur, Motif};

/// Number of an expression of the schema.
pub(crate) type Rang = usize;

#[derive(Debug, Clone)]
pub(crate) struct Let {
    pub(crate) variable: u32,
    pub(crate) valeur: Valeur,
}

#[derive(Debug, Clone)]
pub(crate) enum Valeur {
    Expression(Rang),
    /// A `let` whose value is its content.
    Texte(String),
}

#[derive(Debug)]
pub(crate) struct MotifActif {
    pub(crate) id: Option<String>,
    pub(crate) nom: Option<String>,
    pub(crate) regles: Vec<Regle>,
}

#[derive(Debug)]
pub(crate) struct Regle {
    pub(crate) contexte: String,
    pub(crate) selection: Selection,
    pub(crate) id: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) flag: Option<String>,
    pub(crate) lets: Vec<Let>,
    /// Each with the number of `let` declared before it.
    pub(crate) controles: Vec<(usize, Controle)>,
    pub(crate) ou: String,
}

/// How a rule finds its nodes.
#[derive(Debug)]
pub(crate) enum Selection {
    Motif(Motif),
    /// An expression that is no pattern: every node that it gives from anywhere.
    Expression(Rang),
    Illisible(Erreur),
}

#[derive(Debug, Clone)]
pub(crate) struct Controle {
    /// An `assert` fails when its test is false; a `report` speaks when it is true.
    pub(crate) assertion: bool,
    pub(crate) test: Rang,
    pub(crate) ecrit: String,
    pub(crate) message: Vec<Morceau>,
    pub(crate) id: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) flag: Option<String>,
    pub(crate) see: Option<String>,
    pub(crate) diagnostics: Vec<String>,
    pub(crate) ou: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Morceau {
    Texte(String),
    Valeur(Rang),
    /// Name of the context node.
    Nom,
}
