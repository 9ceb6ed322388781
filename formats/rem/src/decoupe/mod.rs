//! A « Scénario de conformité » cut into étapes. What the text numbers keeps its number; else a sentence, an item or a clause is an étape, in
//! its order. Nothing is lost: each word is in the objective, in what is to be known before, in an étape, or in a mark that was taken away.

mod assembler;
mod coupures;
mod morceaux;
mod reperes;
mod serie;
mod verbes;

use crate::texte::lisible;

/// Étapes of one scenario.
const ETAPES_MAX: usize = 400;

/// One étape of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EtapeLue {
    /// Its number: that of the text, or its rank.
    pub numero: u32,
    /// What is done, and in the same sentence what is seen.
    pub texte: String,
    /// What is to be seen then, where the text sets it apart (« * Le système affiche… », « Résultat attendu : »).
    pub attendus: Vec<String>,
}

/// A text, cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decoupe {
    /// What the scenario is for.
    pub objectif: Vec<String>,
    /// What must be known or met before: prérequis, modalités de test, rules that it checks.
    pub contexte: Vec<String>,
    /// Its étapes.
    pub etapes: Vec<EtapeLue>,
    /// Whether their numbers are those of the text.
    pub numerotee: bool,
    /// Marks that were taken away: titles of lists, numbers, stock phrases.
    pub tus: Vec<String>,
}

/// Cuts a text, as it stands in its cell. Without a word, no étape.
#[must_use]
pub fn decouper(brut: &str) -> Decoupe {
    let texte = lisible(brut);
    if !texte.contains(char::is_alphanumeric) {
        return Decoupe::default();
    }
    let d = assembler::assembler(&texte);
    if d.etapes.is_empty() || d.etapes.len() > ETAPES_MAX {
        return entier(&texte);
    }
    d
}

/// What cannot be cut: one étape, with all of it.
fn entier(texte: &str) -> Decoupe {
    Decoupe {
        etapes: vec![EtapeLue {
            numero: 1,
            texte: texte.replace('\n', " "),
            attendus: Vec::new(),
        }],
        ..Decoupe::default()
    }
}

#[cfg(test)]
mod tests;
