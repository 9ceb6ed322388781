//! Value sets that can be listed from what the folder holds.

use std::collections::{HashMap, HashSet};

use crate::json::Noeud;
use crate::table::TABLE;

use super::definition::nue;

/// How far value sets may name others.
const NIVEAUX_MAX: usize = 8;

/// Value sets and code systems, by canonical.
#[derive(Debug, Default)]
pub(crate) struct Jeux {
    jeux: HashMap<String, Noeud>,
    systemes: HashMap<String, HashSet<String>>,
}

impl Jeux {
    pub(crate) fn ajouter(&mut self, n: Noeud) {
        if n.dit("resourceType") == "ValueSet" {
            self.jeux.insert(n.dit("url").to_owned(), n);
        } else if n.dit("content") == "complete" {
            let mut codes = HashSet::new();
            concepts(&n, "concept", &mut |c| {
                codes.insert(c.dit("code").to_owned());
            });
            self.systemes.insert(n.dit("url").to_owned(), codes);
        }
    }

    pub(crate) fn nombre(&self) -> usize {
        self.jeux.len() + self.systemes.len()
    }

    /// Whether a code is of a set; none when the set cannot be listed here. Without a system, of any.
    pub(crate) fn a(&self, jeu: &str, systeme: Option<&str>, code: &str) -> Option<bool> {
        self.a_jusqu_a(jeu, systeme, code, NIVEAUX_MAX)
    }

    fn a_jusqu_a(&self, jeu: &str, systeme: Option<&str>, code: &str, niveaux: usize) -> Option<bool> {
        if niveaux == 0 {
            return None;
        }
        let Some(n) = self.jeux.get(nue(jeu)) else {
            // Those of R4 itself, without the folder.
            let nom = nue(jeu).strip_prefix("http://hl7.org/fhir/ValueSet/")?;
            let codes = TABLE.jeu(nom)?;
            return Some(codes.iter().any(|(s, c)| systeme.is_none_or(|dit| dit == *s) && c.contains(&code)));
        };
        let convient = |s: &str, c: &str| c == code && systeme.is_none_or(|dit| dit == s);
        if let Some(e) = n
            .get("expansion")
            .filter(|e| e.get("contains").is_some() && e.get("total").is_none())
        {
            let mut trouve = false;
            concepts(e, "contains", &mut |c| trouve |= convient(c.dit("system"), c.dit("code")));
            return Some(trouve);
        }
        let compose = n.get("compose")?;
        if compose.get("exclude").is_some() {
            return None;
        }
        let mut inconnu = false;
        for i in compose.chacun("include") {
            match self.inclus(i, systeme, code, niveaux, &convient) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => inconnu = true,
            }
        }
        (!inconnu).then_some(false)
    }

    fn inclus(&self, i: &Noeud, systeme: Option<&str>, code: &str, niveaux: usize, convient: &dyn Fn(&str, &str) -> bool) -> Option<bool> {
        let sien = i.dit("system");
        // Of another system, it is not in this part, whatever is known of it.
        if !sien.is_empty() && systeme.is_some_and(|s| s != sien) {
            return Some(false);
        }
        if i.get("filter").is_some() {
            return None;
        }
        for autre in i.chacun("valueSet").filter_map(Noeud::texte) {
            if !self.a_jusqu_a(autre, systeme, code, niveaux - 1)? {
                return Some(false);
            }
        }
        if sien.is_empty() {
            return Some(i.get("valueSet").is_some());
        }
        if i.get("concept").is_some() {
            return Some(i.chacun("concept").any(|c| convient(sien, c.dit("code"))));
        }
        self.systemes.get(sien).map(|codes| codes.contains(code))
    }
}

fn concepts(n: &Noeud, nom: &str, voir: &mut dyn FnMut(&Noeud)) {
    for c in n.chacun(nom) {
        voir(c);
        concepts(c, nom, voir);
    }
}
