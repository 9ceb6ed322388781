//! XPath 2.0 over small read-only trees, for the Schematron schemas of health documents: no schema types, no namespace axis, the
//! functions that schemas use. Expressions are read once, and shared between threads.
//!
//! Sources: XML Path Language (XPath) 2.0 (W3C, second edition), *Functions and Operators* (F&O), XSLT 2.0 (patterns,
//! `document()`, `current()`). `docs/decisions/0011-xpath.md` says why this is not a library.

mod analyse;
mod arbre;
mod ast;
mod chemin;
mod cles;
mod comparaison;
mod compatible;
mod conversion;
mod copie;
mod derives;
mod documents;
mod erreur;
mod evaluation;
mod fonctions;
mod lexique;
mod motif;
mod nombres;
mod noms;
mod statique;
mod valeur;

pub use analyse::Lecteur;
pub use arbre::{Arbre, Genre, Lu, Noeud};
pub use documents::{Bibliotheque, Ouvrir};
pub use erreur::Erreur;
pub use evaluation::{Budget, Evaluation, SansVariables, Valeur, Variables};
pub use motif::{Cible, Cle, Motif};
pub use noms::Noms;

/// A pattern of XML Schema (`xs:pattern`): it must match the whole of a value.
///
/// # Errors
/// [`Erreur`] when it is not written as XML Schema says, or compiles to more than 4 MiB.
pub fn motif_de_schema(motif: &str) -> Result<regex::Regex, Erreur> {
    fonctions::motif_de_schema(motif)
}

/// An expression, read.
#[derive(Debug, Clone)]
pub struct Expression(pub(crate) ast::Expr);

impl Expression {
    /// The numbers of the variables that it reads and does not bind, each once.
    #[must_use]
    pub fn variables(&self) -> Vec<u32> {
        statique::variables(&self.0)
    }
}

#[cfg(test)]
mod tests;
