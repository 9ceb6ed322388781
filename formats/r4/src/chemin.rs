//! Where in a resource: made a text only when there is something to tell.

use std::fmt;

use segur_dialecte::Constateur;
use segur_model::{Location, Rule};

use crate::json::Noeud;

/// A step from the root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chemin<'a> {
    parent: Option<&'a Chemin<'a>>,
    nom: &'a str,
    rang: Option<usize>,
}

impl<'a> Chemin<'a> {
    pub(crate) fn racine(nom: &'a str) -> Self {
        Self {
            parent: None,
            nom,
            rang: None,
        }
    }

    pub(crate) fn vers(&'a self, nom: &'a str, rang: Option<usize>) -> Self {
        Self {
            parent: Some(self),
            nom,
            rang,
        }
    }

    /// The names from the root, without ranks.
    pub(crate) fn noms(&self) -> Vec<&'a str> {
        let mut noms = self.parent.map(Chemin::noms).unwrap_or_default();
        noms.push(self.nom);
        noms
    }
}

impl fmt::Display for Chemin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(p) = self.parent {
            write!(f, "{p}.")?;
        }
        f.write_str(self.nom)?;
        self.rang.map_or(Ok(()), |r| write!(f, "[{r}]"))
    }
}

/// Tells that a rule does not hold at a value.
pub(crate) fn dire(c: &mut Constateur, regle: &Rule, n: &Noeud, chemin: &Chemin<'_>, attendu: impl Into<String>, vu: impl ToString) {
    if !c.reste(*regle) {
        c.taire(regle.id);
        return;
    }
    let lieu = Location {
        line: n.ligne,
        column: n.colonne,
        path: chemin.to_string(),
    };
    c.dire(*regle, &lieu, attendu, vu);
}
