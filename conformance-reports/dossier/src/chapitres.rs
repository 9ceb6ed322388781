//! The exigences of the result in the order of the catalogue, and the one under which each scenario is told.

use std::collections::HashMap;

use segur_model::catalogue::Requirement;
use segur_model::resultat::{ResultatCampagne, ResultatExigence, ResultatScenario};

use crate::plan::Dossier;

/// What a report goes through.
pub(crate) struct Chapitres<'a> {
    /// Exigences of the result by chapter.
    pub(crate) liste: Vec<(&'a str, Vec<(&'a Requirement, &'a ResultatExigence)>)>,
    /// Exigence under which a scenario is told; the others refer to it.
    pub(crate) hotes: HashMap<&'a str, &'a str>,
}

impl<'a> Chapitres<'a> {
    pub(crate) fn de(d: &Dossier<'a>) -> Self {
        let par_id: HashMap<&str, &ResultatExigence> = d.resultat.exigences.iter().map(|e| (e.id.as_str(), e)).collect();
        let de_ce_resultat = |e: &'a Requirement| Some((e, *par_id.get(e.id.as_str())?));
        let liste: Vec<_> = d
            .catalogue
            .par_chapitre()
            .into_iter()
            .map(|(c, l)| (c, l.into_iter().filter_map(de_ce_resultat).collect::<Vec<_>>()))
            .filter(|(_, l)| !l.is_empty())
            .collect();
        let mut hotes = HashMap::new();
        for (_, e) in liste.iter().flat_map(|(_, l)| l) {
            for s in &e.scenarios {
                hotes.entry(s.as_str()).or_insert(e.id.as_str());
            }
        }
        Self { liste, hotes }
    }

    /// Scenarios that no exigence of the result calls.
    pub(crate) fn orphelins(&self, r: &'a ResultatCampagne) -> Vec<&'a ResultatScenario> {
        r.scenarios.iter().filter(|s| !self.hotes.contains_key(s.id.as_str())).collect()
    }
}
