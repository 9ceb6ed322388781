//! The patients of the country, by fiche, and by the INS that they have or had: each message of a service names one of them.

use std::collections::{BTreeMap, HashMap};
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::Patient;

/// Patients by fiche. They are read and changed as a `BTreeMap`; a search by INS costs the same in a country of a hundred and of a million.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Patients {
    fiches: BTreeMap<String, Patient>,
    /// Fiches by INS, in their order. Made at the first search, thrown away at the first change.
    #[serde(skip)]
    par_ins: OnceLock<HashMap<String, Vec<String>>>,
}

impl Patients {
    /// Whoever has this INS (15 characters), or had it, in the order of the fiches: a published number may be that of several.
    pub fn de_l_ins<'p>(&'p self, ins: &str) -> impl Iterator<Item = &'p Patient> {
        let fiches = self.par_ins.get_or_init(|| self.index()).get(ins);
        fiches.into_iter().flatten().filter_map(|fiche| self.fiches.get(fiche))
    }

    /// Whoever has this INS (15 characters) now.
    pub fn porteurs<'p>(&'p self, ins: &'p str) -> impl Iterator<Item = &'p Patient> {
        let portee = move |p: &&Patient| p.ins.as_ref().is_some_and(|i| i.est(ins));
        self.de_l_ins(ins).filter(portee)
    }

    fn index(&self) -> HashMap<String, Vec<String>> {
        let mut index: HashMap<String, Vec<String>> = HashMap::new();
        for p in self.fiches.values() {
            for ins in p.ins.iter().chain(&p.historique) {
                let fiches = index.entry(ins.complet()).or_default();
                if fiches.last() != Some(&p.fiche) {
                    fiches.push(p.fiche.clone());
                }
            }
        }
        index
    }
}

impl Deref for Patients {
    type Target = BTreeMap<String, Patient>;

    fn deref(&self) -> &Self::Target {
        &self.fiches
    }
}

impl DerefMut for Patients {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.par_ins.take();
        &mut self.fiches
    }
}

impl From<BTreeMap<String, Patient>> for Patients {
    fn from(fiches: BTreeMap<String, Patient>) -> Self {
        Self {
            fiches,
            par_ins: OnceLock::new(),
        }
    }
}

impl IntoIterator for Patients {
    type Item = (String, Patient);
    type IntoIter = std::collections::btree_map::IntoIter<String, Patient>;

    fn into_iter(self) -> Self::IntoIter {
        self.fiches.into_iter()
    }
}

impl Clone for Patients {
    fn clone(&self) -> Self {
        self.fiches.clone().into()
    }
}

impl PartialEq for Patients {
    fn eq(&self, autre: &Self) -> bool {
        self.fiches == autre.fiches
    }
}

impl Eq for Patients {}

impl std::fmt::Debug for Patients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.fiches.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Ins;

    fn ins(matricule: &str) -> Ins {
        Ins {
            matricule: matricule.to_owned(),
            cle: "42".to_owned(),
            oid: "1.2.250.1.213.1.4.10".to_owned(),
        }
    }

    fn pays() -> Patients {
        let mut patients = Patients::default();
        for (fiche, present, passe) in [
            ("B", "1800175056001", None),
            ("A", "1800175056001", None),
            ("C", "2", Some("1800175056001")),
        ] {
            let p = Patient {
                fiche: fiche.to_owned(),
                ins: Some(ins(present)),
                historique: passe.map(ins).into_iter().collect(),
                ..Patient::default()
            };
            patients.insert(fiche.to_owned(), p);
        }
        patients
    }

    fn fiches<'p>(trouves: impl Iterator<Item = &'p Patient>) -> Vec<&'p str> {
        trouves.map(|p| p.fiche.as_str()).collect()
    }

    #[test]
    fn un_ins_est_de_qui_l_a_ou_l_a_eu() {
        let p = pays();
        assert_eq!(fiches(p.de_l_ins("180017505600142")), ["A", "B", "C"]);
        assert_eq!(fiches(p.porteurs("180017505600142")), ["A", "B"]);
        assert_eq!(fiches(p.de_l_ins("180017505600143")), [""; 0], "another key");
        assert_eq!(fiches(p.de_l_ins("1800175056001")), [""; 0], "without its key");
    }

    #[test]
    fn ce_qui_change_apres_une_recherche_se_trouve() {
        let mut p = pays();
        assert_eq!(fiches(p.porteurs("180017505600142")), ["A", "B"]);
        p.get_mut("A").unwrap().ins = Some(ins("3"));
        p.remove("B");
        assert_eq!(fiches(p.porteurs("180017505600142")), [""; 0]);
        assert_eq!(fiches(p.porteurs("342")), ["A"]);
        assert_eq!(fiches(p.clone().porteurs("342")), ["A"], "a copy makes an index of its own");
    }
}
