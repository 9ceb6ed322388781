//! What the service remembers of an espace, until it is reset.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use time::{Duration, OffsetDateTime};

use crate::Totaux;
use crate::vue::Revision;

/// Most changes of the world in an espace.
pub(crate) const REVISIONS_MAX: usize = 10_000;
/// Most cursors kept because they are too long for a URL; the oldest go.
const CURSEURS_MAX: usize = 1_000;
/// Most bytes of them: a search of thousands of values makes a long one.
const CURSEURS_OCTETS_MAX: usize = 32 << 20;
/// Most API keys whose calls are counted; the oldest go.
const CLES_MAX: usize = 1_000;

/// One espace.
#[derive(Debug, Default)]
pub(crate) struct Etat {
    pub revisions: Arc<Vec<Arc<Revision>>>,
    /// What the actions set, over the settings of the service.
    pub reglages: Reglages,
    /// Cursors kept, and how many were ever.
    curseurs: VecDeque<(u64, String)>,
    curseurs_donnes: u64,
    appels: BTreeMap<String, VecDeque<OffsetDateTime>>,
}

/// What actions set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Reglages {
    /// Requests per second and key; 0: no quota.
    pub quota: Option<u32>,
    /// HTTP status of a search that is refused.
    pub statut_parametre: Option<u16>,
    /// HTTP status of a page that is refused.
    pub statut_page: Option<u16>,
    /// Life of a cursor on the bench clock, in seconds.
    pub duree_page: Option<i64>,
    /// Whether a key is wanted.
    pub cle_exigee: Option<bool>,
    /// When the total of a search is given.
    pub total: Option<Totaux>,
}

/// A call under the quota, or over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Compte {
    /// Calls left in the second.
    pub reste: u32,
    pub depasse: bool,
}

impl Etat {
    /// Counts a call of a key at a real instant, in a window of one second that slides.
    pub fn compter(&mut self, cle: &str, recu: OffsetDateTime, quota: u32) -> Compte {
        if quota == 0 {
            return Compte { reste: 0, depasse: false };
        }
        if !self.appels.contains_key(cle) && self.appels.len() >= CLES_MAX {
            let ancienne = self.appels.iter().min_by_key(|(_, a)| a.back().copied()).map(|(c, _)| c.clone());
            ancienne.map(|c| self.appels.remove(&c));
        }
        let appels = self.appels.entry(cle.to_owned()).or_default();
        while appels.front().is_some_and(|t| recu - *t >= Duration::SECOND) {
            appels.pop_front();
        }
        let faits = u32::try_from(appels.len()).unwrap_or(u32::MAX);
        // A call that is refused is not counted: the gateway lets the next one in as soon as the window has room.
        let depasse = faits >= quota;
        if !depasse {
            appels.push_back(recu);
        }
        Compte {
            reste: quota.saturating_sub(faits + 1),
            depasse,
        }
    }

    /// Keeps a cursor; gives its name.
    pub fn garder(&mut self, curseur: String) -> u64 {
        self.curseurs_donnes += 1;
        self.curseurs.push_back((self.curseurs_donnes, curseur));
        let mut octets: usize = self.curseurs.iter().map(|(_, c)| c.len()).sum();
        while self.curseurs.len() > 1 && (self.curseurs.len() > CURSEURS_MAX || octets > CURSEURS_OCTETS_MAX) {
            octets -= self.curseurs.pop_front().map_or(0, |(_, c)| c.len());
        }
        self.curseurs_donnes
    }

    /// A cursor that was kept.
    pub fn garde(&self, nom: u64) -> Option<String> {
        self.curseurs.iter().find(|(n, _)| *n == nom).map(|(_, c)| c.clone())
    }

    /// Adds a change; false when there are too many.
    pub fn changer(&mut self, revision: Revision) -> bool {
        if self.revisions.len() >= REVISIONS_MAX {
            return false;
        }
        Arc::make_mut(&mut self.revisions).push(Arc::new(revision));
        true
    }
}

/// Every espace.
pub(crate) type Etats = segur_kit::Etats<Etat>;

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn dix_sept_par_seconde_et_par_cle() {
        let mut etat = Etat::default();
        let t = datetime!(2026-01-15 09:00 UTC);
        for i in 0..17 {
            let c = etat.compter("a", t + Duration::milliseconds(i * 10), 17);
            assert_eq!((c.reste, c.depasse), (16 - u32::try_from(i).unwrap(), false));
        }
        assert!(etat.compter("a", t + Duration::milliseconds(999), 17).depasse);
        assert!(!etat.compter("b", t + Duration::milliseconds(999), 17).depasse, "another key");
        assert!(
            !etat.compter("a", t + Duration::milliseconds(1000), 17).depasse,
            "the first has left the window"
        );
        assert!(etat.compter("a", t + Duration::milliseconds(1001), 17).depasse);
        assert!(!etat.compter("a", t + Duration::milliseconds(1001), 0).depasse, "no quota");
    }

    #[test]
    fn les_curseurs_gardes_ont_une_fin() {
        let mut etat = Etat::default();
        let premier = etat.garder("un".into());
        assert_eq!(etat.garde(premier).as_deref(), Some("un"));
        for _ in 0..CURSEURS_MAX {
            etat.garder("x".into());
        }
        assert_eq!(etat.garde(premier), None);
        let grand = "x".repeat(CURSEURS_OCTETS_MAX / 2);
        let noms: Vec<u64> = (0..3).map(|_| etat.garder(grand.clone())).collect();
        assert!(etat.garde(noms[0]).is_none() && etat.garde(noms[1]).is_some() && etat.garde(noms[2]).is_some());
    }
}
