//! What the service remembers of an espace, until it is reset: the documents of each patient, in the file of the espace.

use bytes::Bytes;
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{Effet, Garde, Morceau, Rangee, Table, Travail, creer_table};
use serde::{Deserialize, Serialize};

/// The tables of the service.
pub(crate) const TABLES: &[&str] = &[concat!(creer_table!("dmp_documents"), creer_table!("dmp_uniques"))];

/// Whether a document is the present version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Statut {
    /// The present one.
    Approuve,
    /// Replaced by another.
    Remplace,
}

/// One document, as the registry knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entree {
    /// Fiche of the patient.
    pub fiche: String,
    pub unique_id: String,
    pub statut: Statut,
    /// SHA-1 of the bytes, hexadecimal, as the registry answers it.
    pub empreinte: String,
    pub taille: usize,
    /// Its bytes: in the request that brought it, where they stand as they are.
    pub octets: Morceau,
}

/// One espace.
#[derive(Debug, Clone)]
pub(crate) struct Etat {
    /// By `entryUUID`, in order of arrival.
    documents: Table<Entree>,
    /// Every `uniqueId` ever taken, of documents and of lots: the registry is one for all patients.
    uniques: Table<()>,
    /// Documents that this draft adds and that no message holds as they are.
    a_part: Vec<Bytes>,
}

impl Default for Etat {
    fn default() -> Self {
        Self {
            documents: Table::nouvelle("dmp_documents", usize::MAX),
            uniques: Table::nouvelle("dmp_uniques", usize::MAX),
            a_part: Vec::new(),
        }
    }
}

impl Garde for Etat {
    fn tables(&mut self) -> Vec<&mut dyn Rangee> {
        vec![&mut self.documents, &mut self.uniques]
    }
}

/// Documents to add at once, and those that they replace.
#[derive(Debug, Default)]
pub(crate) struct Depot {
    pub unique_id: String,
    /// By `entryUUID`.
    pub entrees: Vec<(String, Entree)>,
    /// `entryUUID` that become [`Statut::Remplace`].
    pub remplaces: Vec<String>,
    /// Bytes of the documents that the request does not hold as they are.
    pub a_part: Vec<Bytes>,
}

impl Etat {
    /// Whether a `uniqueId` is taken.
    pub fn connait(&self, unique_id: &str) -> bool {
        self.uniques.lire(unique_id).is_some()
    }

    /// Whether an `entryUUID` is taken.
    pub fn connait_uuid(&self, entry_uuid: &str) -> bool {
        self.documents.lire(entry_uuid).is_some()
    }

    /// The status of a document of a patient.
    pub fn statut(&self, fiche: &str, entry_uuid: &str) -> Option<Statut> {
        self.documents.lire(entry_uuid).filter(|e| e.fiche == fiche).map(|e| e.statut)
    }

    /// Adds what was accepted. All of it or nothing: the caller has checked everything.
    pub fn deposer(&mut self, fiche: &str, depot: Depot) {
        for ancien in &depot.remplaces {
            if let Some(e) = self.statut(fiche, ancien).and_then(|_| self.documents.modifier(ancien)) {
                e.statut = Statut::Remplace;
            }
        }
        self.uniques.mettre(depot.unique_id, ());
        for (uuid, entree) in depot.entrees {
            self.uniques.mettre(entree.unique_id.clone(), ());
            self.documents.mettre(uuid, entree);
        }
        self.a_part.extend(depot.a_part);
    }
}

/// Every espace.
#[derive(Default)]
pub(crate) struct Etats(segur_kit::Gardes<Etat>);

impl Etats {
    pub fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        self.0.charger(espace, c, epoque)
    }

    pub fn oublier(&self, espace: &str) {
        self.0.oublier(espace);
    }

    /// Works on a draft of an espace: what came of it, and what is to be committed with the exchange.
    pub fn avec<R>(&self, espace: &str, faire: impl FnOnce(&mut Etat) -> R) -> (R, Option<Effet>) {
        let mut travail: Travail<Etat> = self.0.ouvrir(espace);
        let rendu = faire(&mut travail.etat);
        let a_part = std::mem::take(&mut travail.etat.a_part);
        let effet = travail.effet();
        (rendu, effet.map(|e| a_part.into_iter().fold(e, Effet::garder)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entree(fiche: &str, uuid: &str, unique_id: &str) -> (String, Entree) {
        let entree = Entree {
            fiche: fiche.into(),
            unique_id: unique_id.into(),
            statut: Statut::Approuve,
            empreinte: "da39".into(),
            taille: 0,
            octets: Morceau::entier(b""),
        };
        (uuid.into(), entree)
    }

    #[test]
    fn un_depot_remplace_dans_le_seul_dossier_du_patient() {
        let mut etat = Etat::default();
        let mut deposer = |fiche: &str, lot: &str, uuid: &str, unique_id: &str, remplaces: &[&str]| {
            let depot = Depot {
                unique_id: lot.into(),
                entrees: vec![entree(fiche, uuid, unique_id)],
                remplaces: remplaces.iter().map(|r| (*r).to_owned()).collect(),
                a_part: Vec::new(),
            };
            etat.deposer(fiche, depot);
        };
        deposer("A", "1.1", "u1", "1.2", &[]);
        deposer("B", "1.3", "u2", "1.4", &[]);
        deposer("A", "1.5", "u3", "1.6", &["u1", "u2"]);
        assert_eq!(etat.statut("A", "u1"), Some(Statut::Remplace));
        assert_eq!(etat.statut("A", "u3"), Some(Statut::Approuve));
        assert_eq!(etat.statut("B", "u2"), Some(Statut::Approuve), "another patient's");
        assert_eq!(etat.statut("B", "u1"), None);
        assert!(["1.1", "1.2", "1.5", "1.6"].iter().all(|u| etat.connait(u)) && !etat.connait("u1"));
        assert!(etat.connait_uuid("u2") && !etat.connait_uuid("1.1"));
    }
}
