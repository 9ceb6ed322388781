//! The directory of an espace at a revision: the records that everybody shares, and what the actions of the bench changed since.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use time::OffsetDateTime;

use crate::magasin::{Index, Magasin, SOINS};
use crate::rendu::{self, Cible};

/// The directory, and how to find in it. Made once, never changed.
#[derive(Debug)]
pub(crate) struct Fonds {
    pub magasin: Magasin,
    pub index: Index,
    /// Whether registrations are told.
    pub inscriptions: bool,
}

impl Fonds {
    pub fn nouveau(magasin: Magasin, inscriptions: bool) -> Self {
        let index = Index::nouveau(&magasin);
        Self {
            magasin,
            index,
            inscriptions,
        }
    }
}

/// What an action changed.
#[derive(Debug)]
pub(crate) struct Revision {
    /// A person or a structure.
    pub cible: Cible,
    pub instant: OffsetDateTime,
    /// `meta.versionId`.
    pub version: u32,
    /// The person as it is now; none when it was deleted.
    pub seule: Option<Magasin>,
}

/// The directory at a revision.
#[derive(Debug)]
pub(crate) struct Vue {
    pub fonds: Arc<Fonds>,
    revisions: Arc<Vec<Arc<Revision>>>,
    dernieres: BTreeMap<Cible, usize>,
}

impl Vue {
    /// With the first `jusqua` revisions.
    pub fn nouvelle(fonds: Arc<Fonds>, revisions: Arc<Vec<Arc<Revision>>>, jusqua: usize) -> Self {
        let dernieres = revisions.iter().take(jusqua).enumerate().map(|(i, r)| (r.cible, i)).collect();
        Self {
            fonds,
            revisions,
            dernieres,
        }
    }

    /// The last change of a person or a structure.
    pub fn revision(&self, cible: Cible) -> Option<&Revision> {
        self.revisions.get(*self.dernieres.get(&cible)?).map(Arc::as_ref)
    }

    /// What changed.
    pub fn changees(&self) -> impl Iterator<Item = Cible> {
        self.dernieres.keys().copied()
    }

    pub fn sans_changement(&self) -> bool {
        self.dernieres.is_empty()
    }

    /// Whether a resource is of a person or of a structure that changed: the indexes say nothing of it then.
    pub fn est_changee(&self, cible: Cible) -> bool {
        !self.dernieres.is_empty() && self.dernieres.contains_key(&self.maitre(cible))
    }

    /// The person or the structure that a resource is of.
    pub fn maitre(&self, cible: Cible) -> Cible {
        let m = &self.fonds.magasin;
        let hopital = |n: usize| Cible::Structure(m.hospitaliers.get(n).copied().unwrap_or(u32::MAX));
        match cible {
            Cible::Situation(r) => Cible::Personne(m.situation(r).map_or(u32::MAX, |s| s.personne)),
            Cible::Soin(r) => hopital(r as usize / SOINS),
            Cible::Equipement(r) => hopital(r as usize),
            autre => autre,
        }
    }

    /// A resource.
    pub fn ressource(&self, cible: Cible) -> Option<Value> {
        let m = &self.fonds.magasin;
        let maitre = self.maitre(cible);
        let revision = self.revision(maitre);
        let (version, maj) = match revision {
            Some(r) => (r.version, r.instant.unix_timestamp()),
            None => (1, i64::from(self.maj(maitre))),
        };
        // Where the person is: alone when it was changed.
        let seule = revision.and_then(|r| r.seule.as_ref());
        let mut actif = revision.is_none_or(|r| r.seule.is_some());
        let entiere = match cible {
            Cible::Personne(r) => {
                let (ou, rang) = seule.map_or((m, r), |s| (s, 0));
                actif &= ou.personne(rang)?.actif;
                rendu::praticien(ou, rang, version, maj, self.fonds.inscriptions)
            }
            Cible::Situation(r) => {
                let premiere = m.personne(m.situation(r)?.personne)?.situations;
                let (ou, rang) = seule.map_or((m, r), |s| (s, r - premiere));
                actif &= ou.personne(ou.situation(rang)?.personne)?.actif;
                rendu::situation(ou, m, rang, version, maj)
            }
            Cible::Structure(r) => rendu::organisation(m, r, version, maj),
            Cible::Soin(r) => rendu::soin(m, r, version, maj),
            Cible::Equipement(r) => rendu::equipement(m, r, version, maj),
        };
        if entiere.is_null() {
            return None;
        }
        Some(if actif { entiere } else { rendu::tombe(entiere) })
    }

    /// Last change of a record.
    fn maj(&self, maitre: Cible) -> u32 {
        let m = &self.fonds.magasin;
        match maitre {
            Cible::Personne(r) => m.personne(r).map_or(0, |p| p.maj),
            Cible::Structure(r) => m.structure(r).map_or(0, |s| s.maj),
            _ => 0,
        }
    }

    /// The resource of this kind and identifier, written.
    pub fn lire(&self, genre: &str, id: &str) -> Option<Value> {
        self.ressource(self.trouver(genre, id)?)
    }

    /// Where the resource of this kind and identifier is.
    pub fn trouver(&self, genre: &str, id: &str) -> Option<Cible> {
        let (m, index) = (&self.fonds.magasin, &self.fonds.index);
        let personne = |numero: u64| {
            let i = index
                .par_numero
                .binary_search_by_key(&numero, |r| m.personne(*r).map_or(0, |p| p.numero));
            index.par_numero.get(i.ok()?).copied()
        };
        let structure = |numero: u64| {
            let i = index
                .structures_par_numero
                .binary_search_by_key(&numero, |r| m.structure(*r).map_or(0, |s| s.numero));
            index.structures_par_numero.get(i.ok()?).copied()
        };
        let hopital = |numero: u64| m.hospitaliers.binary_search(&structure(numero)?).ok();
        Some(match genre {
            "Practitioner" => match rendu::numero_de(id, "003")? {
                (numero, None) => Cible::Personne(personne(numero)?),
                _ => return None,
            },
            "PractitionerRole" => {
                let (numero, n) = rendu::numero_de(id, "005")?;
                let siennes = m.situations_de(personne(numero)?);
                let rang = siennes.start + n?.checked_sub(1)?;
                Cible::Situation(siennes.contains(&rang).then_some(rang)?)
            }
            "Organization" => match rendu::numero_de(id, "001")? {
                (numero, None) => Cible::Structure(structure(numero)?),
                _ => return None,
            },
            "HealthcareService" => {
                let (numero, n) = rendu::numero_de(id, "004")?;
                let k = (n? as usize).checked_sub(1).filter(|k| *k < SOINS)?;
                Cible::Soin(u32::try_from(hopital(numero)? * SOINS + k).ok()?)
            }
            "Device" => match rendu::numero_de(id, "002")? {
                (numero, Some(1)) => Cible::Equipement(u32::try_from(hopital(numero)?).ok()?),
                _ => return None,
            },
            _ => return None,
        })
    }
}

impl Vue {
    /// The activités de soins, or the equipment, of a structure.
    pub fn de_structure(&self, structure: Cible, soins: bool) -> Vec<Cible> {
        let Cible::Structure(r) = structure else { return Vec::new() };
        // Those of a deleted structure refer to nothing any more.
        if self.revision(structure).is_some_and(|r| r.seule.is_none()) {
            return Vec::new();
        }
        let Ok(n) = self.fonds.magasin.hospitaliers.binary_search(&r) else {
            return Vec::new();
        };
        let n = u32::try_from(n).unwrap_or(0);
        let par = SOINS as u32;
        if soins {
            (n * par..(n + 1) * par).map(Cible::Soin).collect()
        } else {
            vec![Cible::Equipement(n)]
        }
    }
}
