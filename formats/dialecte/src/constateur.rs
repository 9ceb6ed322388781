//! The one collector of findings. What it collects quotes what came from outside, so it is bounded: the value that was seen, how
//! often one rule is told, and how many findings there are in all. What is beyond is counted, and the count is said.

use std::collections::BTreeMap;

use segur_model::{Champ, Finding, Location, Rule};

/// Characters of what was expected and of what was seen. The place tells where the rest is.
const TEXTE_MAX: usize = 300;
/// Characters of a path.
const CHEMIN_MAX: usize = 1_000;
/// Findings of one rule: the same mistake a thousand times is one thing to mend.
const PAR_REGLE_MAX: usize = 50;
/// Findings in all, beyond which only the first of each rule is kept.
const TOUS_MAX: usize = 1_000;

/// Findings in the order they are made.
#[derive(Debug, Clone, Default)]
pub struct Constateur {
    constats: Vec<Finding>,
    comptes: BTreeMap<String, Compte>,
}

#[derive(Debug, Clone, Default)]
struct Compte {
    gardes: usize,
    /// Rank of the last that was kept.
    dernier: usize,
    tus: usize,
}

impl Constateur {
    /// Tells that a rule does not hold.
    pub fn dire(&mut self, regle: Rule, lieu: &Location, attendu: impl Into<String>, vu: impl ToString) {
        if self.reste(regle) {
            self.ajouter(regle.finding(lieu.clone(), attendu, vu.to_string()));
        } else {
            self.taire(regle.id);
        }
    }

    /// Whether a finding of this rule would be kept: asked before a place that costs is looked for. The caller that makes none then
    /// tells by [`Self::taire`] that there was one.
    #[must_use]
    pub fn reste(&self, regle: Rule) -> bool {
        let gardes = self.comptes.get(regle.id).map_or(0, |c| c.gardes);
        gardes == 0 || (gardes < PAR_REGLE_MAX && self.constats.len() < TOUS_MAX)
    }

    /// Counts a finding of which nothing more is kept.
    pub fn taire(&mut self, regle: &str) {
        self.comptes.entry(regle.to_owned()).or_default().tus += 1;
    }

    /// A finding that was made elsewhere.
    pub fn ajouter(&mut self, mut constat: Finding) {
        let pleins = self.constats.len() >= TOUS_MAX;
        let compte = self.comptes.entry(constat.rule.clone()).or_default();
        if compte.gardes > 0 && (pleins || compte.gardes >= PAR_REGLE_MAX) {
            compte.tus += 1;
            return;
        }
        compte.gardes += 1;
        compte.dernier = self.constats.len();
        if constat.seen.is_empty() {
            "(vide)".clone_into(&mut constat.seen);
        }
        for texte in [&mut constat.expected, &mut constat.seen] {
            couper(texte, TEXTE_MAX);
        }
        couper(&mut constat.location.path, CHEMIN_MAX);
        self.constats.push(constat);
    }

    /// Several of them.
    pub fn etendre(&mut self, constats: impl IntoIterator<Item = Finding>) {
        constats.into_iter().for_each(|c| self.ajouter(c));
    }

    /// What another collected, and how many more it counted. `change` gives a finding another place, or leaves out all those of its rule.
    pub fn verser(&mut self, autre: &Self, change: impl Fn(Finding) -> Option<Finding>) {
        self.etendre(autre.constats.iter().cloned().filter_map(&change));
        for (regle, compte) in autre.comptes.iter().filter(|(_, c)| c.tus > 0) {
            let dernier = autre.constats.get(compte.dernier).cloned();
            if dernier.and_then(&change).is_some() {
                self.comptes.entry(regle.clone()).or_default().tus += compte.tus;
            }
        }
    }

    /// The value of a field that must be there and not empty; else the rule is told.
    pub fn requis<'c>(&mut self, regle: Rule, champ: Option<&'c Champ>, parent: &Location, nom: &str) -> Option<&'c Champ> {
        match champ {
            Some(c) if !c.valeur.is_empty() => return Some(c),
            Some(c) => self.dire(regle, &c.lieu, format!("{nom} non vide"), "(vide)"),
            None => {
                let lieu = Location {
                    path: format!("{}/{nom}", parent.path),
                    ..parent.clone()
                };
                self.dire(regle, &lieu, format!("{nom} présent"), "(absent)");
            }
        }
        None
    }

    /// Whether nothing was told.
    #[must_use]
    pub fn est_vide(&self) -> bool {
        self.constats.is_empty()
    }

    /// The findings. The last that was kept of a rule says how many more there were.
    #[must_use]
    pub fn finir(mut self) -> Vec<Finding> {
        for compte in self.comptes.values().filter(|c| c.tus > 0) {
            if let Some(dernier) = self.constats.get_mut(compte.dernier) {
                dernier.seen.push_str(&format!(" (et {} de plus pour cette règle)", compte.tus));
            }
        }
        self.constats
    }
}

/// Cuts after so many characters, and says it.
fn couper(texte: &mut String, max: usize) {
    // As many bytes as characters at least.
    if texte.len() > max
        && let Some((fin, _)) = texte.char_indices().nth(max)
    {
        texte.truncate(fin);
        texte.push('…');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use segur_model::rule::stricte;

    use super::*;

    const UNE: Rule = stricte("t.une", "Une règle", "source");
    const AUTRE: Rule = stricte("t.autre", "Une autre", "source");

    #[test]
    fn beyond_fifty_of_a_rule_the_last_one_counts_the_others() {
        let mut c = Constateur::default();
        for i in 0..60 {
            c.dire(UNE, &Location::path("/"), "a", i);
        }
        c.dire(AUTRE, &Location::path("/"), "a", "b");
        let constats = c.finir();
        assert_eq!(constats.len(), 51);
        assert_eq!(constats[49].seen, "49 (et 10 de plus pour cette règle)");
        assert_eq!(constats[50].seen, "b");
    }

    #[test]
    fn what_another_counted_is_counted() {
        let mut dedans = Constateur::default();
        for i in 0..60 {
            dedans.dire(UNE, &Location::path("/"), "a", format!("{i:0300}"));
            dedans.dire(AUTRE, &Location::path("/"), "a", i);
        }
        let mut c = Constateur::default();
        (0..20).for_each(|i| c.dire(UNE, &Location::path("/"), "a", i));
        c.verser(&dedans, |f| (f.rule == UNE.id).then_some(f));
        c.dire(UNE, &Location::path("/"), "a", "b");
        let constats = c.finir();
        assert_eq!(constats.len(), 50);
        // 20 kept, then 30 of the 60; 20 that the other kept, 10 that it counted, and the last.
        assert_eq!(constats[49].seen, format!("{:0300} (et 31 de plus pour cette règle)", 29));
        assert!(constats[..49].iter().all(|f| !f.seen.contains("de plus")));
        // Poured twice over, nothing is lost nor said in the middle.
        let (mut milieu, mut dehors) = (Constateur::default(), Constateur::default());
        milieu.verser(&dedans, Some);
        dehors.verser(&milieu, Some);
        let seul = dedans.finir();
        assert_eq!(dehors.finir(), seul);
        assert!(
            seul[98].seen.ends_with("0049 (et 10 de plus pour cette règle)"),
            "{}",
            seul[98].seen
        );
    }

    #[test]
    fn no_rule_is_lost_however_many_findings_there_are() {
        let mut c = Constateur::default();
        for i in 0..1_100 {
            let constat = Finding {
                rule: format!("t.{i}"),
                ..UNE.finding(Location::default(), "a", "b")
            };
            c.ajouter(constat.clone());
            c.ajouter(constat);
        }
        let constats = c.finir();
        assert_eq!(constats.len(), 500 * 2 + 600);
        assert!(constats[1_599].seen.ends_with("(et 1 de plus pour cette règle)"));
    }

    #[test]
    fn a_field_is_absent_or_empty() {
        let mut c = Constateur::default();
        let plein = Champ {
            valeur: "v".to_owned(),
            lieu: Location::path("/a/b"),
        };
        assert!(c.requis(UNE, Some(&plein), &Location::path("/a"), "b").is_some());
        assert!(c.est_vide());
        assert!(c.requis(UNE, Some(&Champ::default()), &Location::path("/a"), "b").is_none());
        assert!(c.requis(UNE, None, &Location::path("/a"), "b").is_none());
        let constats = c.finir();
        assert_eq!((constats[0].seen.as_str(), constats[1].seen.as_str()), ("(vide)", "(absent)"));
        assert_eq!(constats[1].location.path, "/a/b");
    }

    proptest! {
        #[test]
        fn what_was_seen_is_bounded(vu in "\\PC{0,700}", chemin in ".{0,1200}") {
            let mut c = Constateur::default();
            c.dire(UNE, &Location::path(chemin.as_str()), vu.as_str(), vu.as_str());
            let constat = c.finir().remove(0);
            prop_assert!(constat.seen.chars().count() <= TEXTE_MAX + 1);
            prop_assert!(constat.location.path.chars().count() <= CHEMIN_MAX + 1);
            prop_assert!(vu.is_empty() || vu.starts_with(constat.seen.trim_end_matches('…')));
        }
    }
}
