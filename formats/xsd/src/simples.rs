//! Simple types: what a value must be.

use std::borrow::Cow;
use std::collections::BTreeSet;

use regex::Regex;

use crate::modele::{Modele, Rang, Sorte};
use crate::primitifs::{Blancs, Primitif};

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
    Parmi(BTreeSet<String>),
    /// The patterns of one restriction: one of them is enough.
    Motifs(Vec<Regex>),
    LongueurMin(usize),
    LongueurMax(usize),
    AuMoins(f64),
    AuPlus(f64),
    PlusQue(f64),
    MoinsQue(f64),
}

impl Modele {
    /// Holds a value to a simple type.
    ///
    /// # Errors
    /// What was expected, in French.
    pub(crate) fn verifier(&self, rang: Rang, brut: &str) -> Result<(), String> {
        let Sorte::Simple(simple) = &self.types[rang].sorte else {
            return Ok(());
        };
        let valeur = normaliser(brut, simple.blancs);
        match &simple.variete {
            Variete::Atome(p) if !p.admet(&valeur) => return Err(p.dit().to_owned()),
            Variete::Atome(_) => {}
            Variete::Liste(item) => valeur
                .split(' ')
                .filter(|v| !v.is_empty())
                .try_for_each(|v| self.verifier(*item, v))?,
            Variete::Union(membres) => {
                let refus: Vec<String> = membres.iter().map_while(|m| self.verifier(*m, &valeur).err()).collect();
                if refus.len() == membres.len() {
                    return Err(refus.join(", ou "));
                }
            }
        }
        let longueur = || match simple.variete {
            Variete::Liste(_) => valeur.split(' ').filter(|v| !v.is_empty()).count(),
            _ => valeur.chars().count(),
        };
        simple.facettes.iter().try_for_each(|f| f.verifier(&valeur, longueur))
    }

    /// The identifiers, or the references to identifiers, that a value of this type is made of.
    pub(crate) fn identite(&self, rang: Rang) -> Option<Primitif> {
        match &self.types[rang].sorte {
            Sorte::Simple(s) => match s.variete {
                Variete::Atome(p @ (Primitif::Id | Primitif::Idref)) => Some(p),
                Variete::Liste(item) => self.identite(item),
                _ => None,
            },
            Sorte::Complexe(_) => None,
        }
    }

    /// A value as it is compared.
    pub(crate) fn normale<'v>(&self, rang: Rang, brut: &'v str) -> Cow<'v, str> {
        match &self.types[rang].sorte {
            Sorte::Simple(s) => normaliser(brut, s.blancs),
            Sorte::Complexe(_) => Cow::Borrowed(brut),
        }
    }
}

impl Facette {
    fn verifier(&self, valeur: &str, longueur: impl Fn() -> usize) -> Result<(), String> {
        let nombre = || valeur.parse::<f64>().unwrap_or(f64::NAN);
        let (tenu, attendu) = match self {
            Self::Parmi(liste) => (liste.contains(valeur), format!("une valeur parmi {}", citer(liste))),
            Self::Motifs(motifs) => (motifs.iter().any(|m| m.is_match(valeur)), "une valeur de la forme fixée".to_owned()),
            Self::LongueurMin(n) => (longueur() >= *n, format!("une longueur d'au moins {n}")),
            Self::LongueurMax(n) => (longueur() <= *n, format!("une longueur d'au plus {n}")),
            Self::AuMoins(n) => (nombre() >= *n, format!("un nombre d'au moins {n}")),
            Self::AuPlus(n) => (nombre() <= *n, format!("un nombre d'au plus {n}")),
            Self::PlusQue(n) => (nombre() > *n, format!("un nombre supérieur à {n}")),
            Self::MoinsQue(n) => (nombre() < *n, format!("un nombre inférieur à {n}")),
        };
        if tenu { Ok(()) } else { Err(attendu) }
    }
}

fn citer(liste: &BTreeSet<String>) -> String {
    let mut cite: Vec<&str> = liste.iter().take(CITEES_MAX).map(String::as_str).collect();
    if liste.len() > CITEES_MAX {
        cite.push("…");
    }
    cite.join(", ")
}

fn normaliser(brut: &str, blancs: Blancs) -> Cow<'_, str> {
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
