//! What a scenario is checked against, besides the words of [`segur_model::vocabulaire`].

use std::collections::BTreeSet;

use segur_model::World;
use segur_model::catalogue::Catalogue;

/// The proper names that scenarios may use: fiches of the world, catalogues, rules.
#[derive(Debug, Clone, Default)]
pub struct Lexique {
    /// Fiches of patients (`QUALIFIEE_SIMPLE`).
    pub patients: BTreeSet<String>,
    /// Fiches of professionals (`BIOLOGISTE_1`).
    pub professionnels: BTreeSet<String>,
    /// Requirement catalogues.
    pub catalogues: Vec<Catalogue>,
    /// Identifiers of rules (`insi.prenom-isole`).
    pub regles: BTreeSet<String>,
}

impl Lexique {
    /// The names of a world, with these catalogues and every rule.
    #[must_use]
    pub fn du_monde(monde: &World, catalogues: Vec<Catalogue>) -> Self {
        Self {
            patients: monde.patients.keys().cloned().collect(),
            professionnels: monde.professionnels.keys().cloned().collect(),
            catalogues,
            regles: crate::regles::identifiants(),
        }
    }
}
