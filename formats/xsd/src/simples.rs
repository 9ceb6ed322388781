//! Simple types: what a value must be.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use regex::Regex;

use crate::primitifs::{Blancs, Primitif};
use crate::termes::Rang;

/// Values quoted from a list.
const CITEES_MAX: usize = 8;

#[derive(Debug, Clone)]
pub(crate) struct Simple {
    pub(crate) variete: Variete,
    pub(crate) blancs: Blancs,
    /// Those of its base included.
    pub(crate) facettes: Vec<Facette>,
}

#[derive(Debug, Clone)]
pub(crate) enum Variete {
    Atome(Primitif),
    Liste(Rang),
    Union(Vec<Rang>),
}

/// A restriction.
#[derive(Debug, Clone)]
pub(crate) enum Facette {
    /// Shared with the types that derive from it.
    Parmi(Arc<BTreeSet<String>>),
    /// The patterns of one restriction: one of them is enough.
    Motifs(Vec<Regex>),
    LongueurMin(usize),
    LongueurMax(usize),
    AuMoins(f64),
    AuPlus(f64),
    PlusQue(f64),
    MoinsQue(f64),
}

impl Facette {
    pub(crate) fn verifier(&self, valeur: &str, longueur: impl Fn() -> usize) -> Result<(), String> {
        let nombre = || valeur.parse::<f64>().unwrap_or(f64::NAN);
        let tenu = match self {
            Self::Parmi(liste) => liste.contains(valeur),
            Self::Motifs(motifs) => motifs.iter().any(|m| m.is_match(valeur)),
            Self::LongueurMin(n) => longueur() >= *n,
            Self::LongueurMax(n) => longueur() <= *n,
            Self::AuMoins(n) => nombre() >= *n,
            Self::AuPlus(n) => nombre() <= *n,
            Self::PlusQue(n) => nombre() > *n,
            Self::MoinsQue(n) => nombre() < *n,
        };
        if tenu { Ok(()) } else { Err(self.attendu()) }
    }

    /// What it asks for, in French.
    fn attendu(&self) -> String {
        match self {
            Self::Parmi(liste) => format!("une valeur parmi {}", citer(liste)),
            Self::Motifs(_) => "une valeur de la forme fixée".to_owned(),
            Self::LongueurMin(n) => format!("une longueur d'au moins {n}"),
            Self::LongueurMax(n) => format!("une longueur d'au plus {n}"),
            Self::AuMoins(n) => format!("un nombre d'au moins {n}"),
            Self::AuPlus(n) => format!("un nombre d'au plus {n}"),
            Self::PlusQue(n) => format!("un nombre supérieur à {n}"),
            Self::MoinsQue(n) => format!("un nombre inférieur à {n}"),
        }
    }
}

fn citer(liste: &BTreeSet<String>) -> String {
    let mut cite: Vec<&str> = liste.iter().take(CITEES_MAX).map(String::as_str).collect();
    if liste.len() > CITEES_MAX {
        cite.push("…");
    }
    cite.join(", ")
}

pub(crate) fn normaliser(brut: &str, blancs: Blancs) -> Cow<'_, str> {
    let blanc = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    match blancs {
        Blancs::Gardes => Cow::Borrowed(brut),
        _ if !brut.contains(blanc) => Cow::Borrowed(brut),
        Blancs::Remplaces => Cow::Owned(brut.replace(blanc, " ")),
        Blancs::Reduits => {
            let mots: Vec<&str> = brut.split(blanc).filter(|m| !m.is_empty()).collect();
            Cow::Owned(mots.join(" "))
        }
    }
}
