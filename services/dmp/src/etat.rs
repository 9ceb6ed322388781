//! What the service remembers of an espace, until it is reset: the documents of each patient.

use std::collections::{BTreeMap, BTreeSet};

/// Whether a document is the present version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Statut {
    /// The present one.
    Approuve,
    /// Replaced by another.
    Remplace,
}

/// One document, as the registry knows it. Its bytes are in the journal, with the exchange that brought it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entree {
    pub entry_uuid: String,
    pub unique_id: String,
    pub statut: Statut,
    /// SHA-1 of the bytes, hexadecimal, as the registry answers it.
    pub empreinte: String,
    pub taille: usize,
}

/// One espace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Etat {
    /// By fiche of the patient, in order of arrival.
    dossiers: BTreeMap<String, Vec<Entree>>,
    /// Every `uniqueId` ever taken, of documents and of lots: the registry is one for all patients.
    uniques: BTreeSet<String>,
    /// Every `entryUUID`.
    uuids: BTreeSet<String>,
}

/// Documents to add at once, and those that they replace.
#[derive(Debug, Default)]
pub(crate) struct Depot {
    pub unique_id: String,
    pub entrees: Vec<Entree>,
    /// `entryUUID` that become [`Statut::Remplace`].
    pub remplaces: Vec<String>,
}

impl Etat {
    /// Whether a `uniqueId` is taken.
    pub fn connait(&self, unique_id: &str) -> bool {
        self.uniques.contains(unique_id)
    }

    /// Whether an `entryUUID` is taken.
    pub fn connait_uuid(&self, entry_uuid: &str) -> bool {
        self.uuids.contains(entry_uuid)
    }

    /// A document of a patient.
    pub fn document(&self, fiche: &str, entry_uuid: &str) -> Option<&Entree> {
        self.dossiers.get(fiche)?.iter().find(|e| e.entry_uuid == entry_uuid)
    }

    /// Adds what was accepted. All of it or nothing: the caller has checked everything.
    pub fn deposer(&mut self, fiche: &str, depot: Depot) {
        let dossier = self.dossiers.entry(fiche.to_owned()).or_default();
        for ancien in dossier.iter_mut().filter(|e| depot.remplaces.contains(&e.entry_uuid)) {
            ancien.statut = Statut::Remplace;
        }
        self.uniques.insert(depot.unique_id);
        self.uniques.extend(depot.entrees.iter().map(|e| e.unique_id.clone()));
        self.uuids.extend(depot.entrees.iter().map(|e| e.entry_uuid.clone()));
        dossier.extend(depot.entrees);
    }
}

/// Every espace.
pub(crate) type Etats = segur_kit::Etats<Etat>;

#[cfg(test)]
mod tests {
    use super::*;

    fn entree(uuid: &str, unique_id: &str) -> Entree {
        Entree {
            entry_uuid: uuid.into(),
            unique_id: unique_id.into(),
            statut: Statut::Approuve,
            empreinte: "da39".into(),
            taille: 0,
        }
    }

    #[test]
    fn un_depot_remplace_dans_le_seul_dossier_du_patient() {
        let mut etat = Etat::default();
        let depot = |lot: &str, uuid: &str, unique_id: &str, remplaces: &[&str]| Depot {
            unique_id: lot.into(),
            entrees: vec![entree(uuid, unique_id)],
            remplaces: remplaces.iter().map(|r| (*r).to_owned()).collect(),
        };
        etat.deposer("A", depot("1.1", "u1", "1.2", &[]));
        etat.deposer("B", depot("1.3", "u2", "1.4", &[]));
        etat.deposer("A", depot("1.5", "u3", "1.6", &["u1", "u2"]));
        assert_eq!(etat.document("A", "u1").unwrap().statut, Statut::Remplace);
        assert_eq!(etat.document("A", "u3").unwrap().statut, Statut::Approuve);
        assert_eq!(etat.document("B", "u2").unwrap().statut, Statut::Approuve, "another patient's");
        assert!(etat.document("B", "u1").is_none());
        assert!(["1.1", "1.2", "1.5", "1.6"].iter().all(|u| etat.connait(u)) && !etat.connait("u1"));
        assert!(etat.connait_uuid("u2") && !etat.connait_uuid("1.1"));
    }

    #[test]
    fn un_espace_ne_voit_pas_l_autre() {
        let etats = Etats::default();
        etats.avec("a", |e| {
            e.deposer(
                "P",
                Depot {
                    unique_id: "1".into(),
                    ..Depot::default()
                },
            )
        });
        assert!(etats.avec("a", |e| e.connait("1")) && !etats.avec("b", |e| e.connait("1")));
        etats.oublier("a");
        assert!(!etats.avec("a", |e| e.connait("1")));
    }
}
