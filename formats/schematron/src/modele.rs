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
    /// A `let` whose content is XML of another vocabulary: a fragment of the library.
    Fragment(usize),
}

#[derive(Debug)]
pub(crate) struct MotifActif {
    pub(crate) id: Option<String>,
    pub(crate) nom: Option<String>,
    /// Names the documents that it is run over, in place of the one that is judged.
    pub(crate) documents: Option<Documents>,
    pub(crate) regles: Vec<Regle>,
}

#[derive(Debug)]
pub(crate) struct Documents {
    pub(crate) noms: Rang,
    pub(crate) ecrit: String,
    pub(crate) ou: String,
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
    /// Ranks in the table of the schema.
    pub(crate) diagnostics: Vec<usize>,
    pub(crate) proprietes: Vec<usize>,
    pub(crate) ou: String,
}

/// A diagnostic or a property, as a pattern refers to it: its parameters are those of the pattern.
#[derive(Debug, Clone)]
pub(crate) struct Renvoi {
    pub(crate) id: String,
    pub(crate) langue: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) scheme: Option<String>,
    pub(crate) contenu: Vec<Morceau>,
}

#[derive(Debug, Clone)]
pub(crate) enum Morceau {
    Texte(String),
    Valeur(Rang),
    /// Name of the context node.
    Nom,
    /// Name of the node that an expression gives, or what it says.
    NomDe(Rang),
    /// Copy of what an expression gives: XML in a property.
    Copie(Rang),
}

impl Morceau {
    pub(crate) fn rang(&self) -> Option<Rang> {
        match self {
            Self::Valeur(rang) | Self::NomDe(rang) | Self::Copie(rang) => Some(*rang),
            Self::Texte(_) | Self::Nom => None,
        }
    }
}
