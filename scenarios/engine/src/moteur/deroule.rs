//! The déroulé of a scenario: its étapes one after the other, `pour` unrolled, each with the étape that opens its window.

use crate::grammaire::ast::{Etape, Scenario};

/// One étape to play.
#[derive(Debug, Clone, Copy)]
pub struct Pas<'a> {
    /// The étape.
    pub etape: &'a Etape,
    /// Value of the variable of `pour`.
    pub variable: Option<(&'a str, u32)>,
    /// Which one it is, from 0, of those that have its number: repetitions of `pour`, or an étape of the référentiel that takes several acts.
    pub tour: Option<u32>,
    /// Whether it only prepares.
    pub prealable: bool,
    /// Rank of the étape whose `faire` or `banc` opens its window: itself, or the last above. `None`: the start of the scenario.
    pub ouvreur: Option<usize>,
}

impl Pas<'_> {
    /// Whether it does something, and so opens a window.
    #[must_use]
    pub fn agit(&self) -> bool {
        self.etape.faire.is_some() || !self.etape.banc.is_empty()
    }
}

/// Unrolls a scenario.
#[must_use]
pub fn derouler(scenario: &Scenario) -> Vec<Pas<'_>> {
    let mut pas = Vec::new();
    let mut ouvreur = None;
    for (etape, prealable) in scenario.etapes.iter().zip(scenario.prealables()) {
        let tours: Vec<Option<(&str, u32)>> = match &etape.pour {
            Some(p) => (p.de..=p.a).map(|v| Some((p.variable.as_str(), v))).collect(),
            None => vec![None],
        };
        for variable in tours {
            if etape.faire.is_some() || !etape.banc.is_empty() {
                ouvreur = Some(pas.len());
            }
            pas.push(Pas {
                etape,
                variable,
                tour: None,
                prealable,
                ouvreur,
            });
        }
    }
    for rang in 0..pas.len() {
        let numero = pas[rang].etape.numero;
        let memes = |p: &&Pas<'_>| p.etape.numero == numero;
        if pas.iter().filter(memes).count() > 1 {
            pas[rang].tour = u32::try_from(pas[..rang].iter().filter(memes).count()).ok();
        }
    }
    pas
}
