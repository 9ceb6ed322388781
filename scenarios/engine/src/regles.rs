//! The rules that a scenario may name, and what they are judged with. What a format can say is in its own crate, and in the list of them
//! (`segur_tous`).

use std::collections::BTreeSet;
use std::sync::Arc;

use segur_dialecte::{Confiance, Connu, nomme};
use segur_model::resultat::{RegleCitee, ResultatScenario};
use segur_model::{Environnement, Rule, World};
use time::OffsetDateTime;

use crate::ans::Ans;

/// What the checks need beyond the bytes.
#[derive(Debug, Clone)]
pub struct Contexte<'a> {
    /// The fictitious country.
    pub monde: &'a World,
    /// Authorities of the test IGC-Santé, and their revocation lists.
    pub confiance: Confiance,
    /// Whether identities are fictitious ones.
    pub environnement: Environnement,
    /// Whether the candidate follows the bench clock (declared fact `horloge`).
    pub horloge_declaree: bool,
    /// What the ANS publishes for documents, where the user gave it: the word `schematron` judges nothing without.
    pub ans: Option<Arc<Ans>>,
}

impl<'a> Contexte<'a> {
    /// What a fictitious world knows, with the trust of its IGC; the clock is not declared, and nothing that the ANS publishes is given.
    #[must_use]
    pub fn du_monde(monde: &'a World, confiance: Confiance) -> Self {
        Self {
            monde,
            confiance,
            environnement: Environnement::Test,
            horloge_declaree: false,
            ans: None,
        }
    }

    /// What a dialect judges with, before it is said of which exchange.
    pub(crate) fn connu(&self) -> Connu<'_> {
        Connu {
            environnement: self.environnement,
            horloge_declaree: self.horloge_declaree,
            ..Connu::du_monde(self.monde, &self.confiance, OffsetDateTime::UNIX_EPOCH)
        }
    }
}

/// Every rule.
#[must_use]
pub fn toutes() -> Vec<&'static Rule> {
    let mut toutes = segur_tous::regles();
    toutes.extend(segur_schematron::REGLES);
    toutes.extend(segur_xsd::REGLES);
    toutes
}

/// The rules that the scenarios of a campaign asked and that a reader may want to see, each once, in the order of [`toutes`].
#[must_use]
pub fn citees(scenarios: &[ResultatScenario]) -> Vec<RegleCitee> {
    let mots: BTreeSet<&str> = scenarios
        .iter()
        .flat_map(|s| &s.etapes)
        .flat_map(|e| &e.observations)
        .flat_map(|o| &o.regles)
        .map(String::as_str)
        .collect();
    toutes()
        .into_iter()
        .filter(|r| mots.iter().any(|m| nomme(m, r.id)))
        .map(|r| RegleCitee {
            id: r.id.to_owned(),
            dit: r.dit.to_owned(),
            source: r.source.to_owned(),
            trust: r.trust,
        })
        .collect()
}

/// Their identifiers, for the loader.
#[must_use]
pub fn identifiants() -> BTreeSet<String> {
    toutes().iter().map(|r| r.id.to_owned()).collect()
}
