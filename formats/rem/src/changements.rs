//! What a workbook changed since the one that was imported before.

use std::collections::BTreeMap;

use segur_model::catalogue::Catalogue;

use crate::texte::plat;

/// Numbers of one sort that came, went, or say something else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ecart {
    /// Not there before.
    pub ajoutes: Vec<String>,
    /// Not there any more.
    pub retires: Vec<String>,
    /// There, with another text.
    pub reformules: Vec<String>,
}

impl Ecart {
    /// Whether nothing changed.
    #[must_use]
    pub fn est_nul(&self) -> bool {
        self.ajoutes.is_empty() && self.retires.is_empty() && self.reformules.is_empty()
    }
}

/// All that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changements {
    /// Exigences.
    pub exigences: Ecart,
    /// Scenarios, by their étapes.
    pub scenarios: Ecart,
    /// Proofs.
    pub preuves: Ecart,
}

/// What `apres` changes of `avant`. Spaces, case and accents are no change.
#[must_use]
pub fn changements(avant: &Catalogue, apres: &Catalogue) -> Changements {
    let exigences = |c: &Catalogue| {
        c.exigences
            .iter()
            .map(|e| (e.id.clone(), plat(&format!("{} {} {}", e.resume, e.profil, e.remarque))))
            .collect()
    };
    let scenarios = |c: &Catalogue| {
        c.exigences
            .iter()
            .flat_map(|e| &e.scenarios)
            .map(|s| (s.id.clone(), plat(&s.plan.join(" "))))
            .collect()
    };
    let preuves = |c: &Catalogue| {
        let toutes = c.exigences.iter().flat_map(|e| &e.scenarios).flat_map(|s| &s.preuves);
        toutes.map(|p| (p.id.clone(), plat(&p.demande))).collect()
    };
    Changements {
        exigences: ecart(&exigences(avant), &exigences(apres)),
        scenarios: ecart(&scenarios(avant), &scenarios(apres)),
        preuves: ecart(&preuves(avant), &preuves(apres)),
    }
}

fn ecart(avant: &BTreeMap<String, String>, apres: &BTreeMap<String, String>) -> Ecart {
    let sans =
        |ici: &BTreeMap<String, String>, la: &BTreeMap<String, String>| ici.keys().filter(|k| !la.contains_key(*k)).cloned().collect();
    Ecart {
        ajoutes: sans(apres, avant),
        retires: sans(avant, apres),
        reformules: apres
            .iter()
            .filter(|(k, t)| avant.get(*k).is_some_and(|a| a != *t))
            .map(|(k, _)| k.clone())
            .collect(),
    }
}
