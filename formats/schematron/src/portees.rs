//! Where each variable is seen (ISO Schematron, 3.26 and 5.4.5): in its rule, in its pattern, in the phase, in the schema.
//!
//! A variable of a pattern whose name nobody else has is seen from every pattern, as the published pipeline has it. One whose name
//! another has is its pattern's alone: it has a number of its own there, so that nothing is looked for twice when a document is judged.

use std::collections::{HashMap, HashSet};

use segur_xpath::Lecteur;

#[derive(Debug, Default)]
pub(crate) struct Portees {
    /// Names that several places declare: those of patterns are theirs alone.
    partagees: HashSet<String>,
    /// Numbers of what every pattern sees.
    partout: HashSet<u32>,
    /// Numbers of the variables that the pattern alone sees.
    prives: HashSet<u32>,
    /// Numbers of the variables that the rule has declared so far.
    pub(crate) locales: HashSet<u32>,
}

impl Portees {
    /// Takes note of every global name: those of the schema and of the phase, those of each pattern.
    pub(crate) fn declarer<'n>(
        &mut self,
        du_schema: impl Iterator<Item = &'n str>,
        des_motifs: impl Iterator<Item = Vec<&'n str>>,
        lecteur: &mut Lecteur,
    ) {
        let du_schema: HashSet<&str> = du_schema.collect();
        let mut combien: HashMap<&str, usize> = HashMap::new();
        for noms in des_motifs {
            for nom in noms.into_iter().collect::<HashSet<_>>() {
                *combien.entry(nom).or_default() += 1;
            }
        }
        for (nom, n) in combien {
            if n > 1 || du_schema.contains(nom) {
                self.partagees.insert(nom.to_owned());
            } else {
                self.partout.insert(lecteur.variable(nom));
            }
        }
        self.partout.extend(du_schema.into_iter().map(|nom| lecteur.variable(nom)));
    }

    /// Those of the names of a pattern that are its own alone.
    pub(crate) fn prives<'n>(&self, noms: impl Iterator<Item = &'n str>) -> Vec<String> {
        let mut prives: Vec<String> = noms.filter(|n| self.partagees.contains(*n)).map(str::to_owned).collect();
        prives.sort();
        prives.dedup();
        prives
    }

    /// Enters a pattern: these names have just been given numbers of their own.
    pub(crate) fn entrer(&mut self, prives: &[String], lecteur: &mut Lecteur) {
        self.locales.clear();
        self.prives = prives.iter().map(|nom| lecteur.variable(nom)).collect();
    }

    pub(crate) fn sortir(&mut self) {
        self.locales.clear();
        self.prives.clear();
    }

    pub(crate) fn a_des_prives(&self) -> bool {
        !self.prives.is_empty()
    }

    /// The first of these variables that is declared nowhere that is seen from here.
    pub(crate) fn inconnue(&self, variables: &[u32]) -> Option<u32> {
        let vue = |v: &u32| self.partout.contains(v) || self.prives.contains(v) || self.locales.contains(v);
        variables.iter().copied().find(|v| !vue(v))
    }
}
