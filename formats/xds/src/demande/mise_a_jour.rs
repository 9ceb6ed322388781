//! TD3.3: a change of the metadata of documents (ITI-57): their visibility by a new version, or their availability.

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::Champ;

use super::Lue;
use crate::juger::{LotLu, Porteur};
use crate::lot::{Association, Entree, Lot};
use crate::ns;
use crate::registre::Disponibilite;
use crate::regles_td as regles;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changement {
    /// The availability of a document.
    Statut {
        /// `entryUUID` of the document.
        cible: Champ,
        /// Availability that the sender believes that it has.
        de: Option<Disponibilite>,
        /// Availability that it takes.
        vers: Option<Disponibilite>,
    },
    /// A new version of its metadata.
    Version {
        /// Rank of its entry in the lot.
        entree: usize,
        /// `PreviousVersion`.
        precedente: Option<u32>,
    },
}

/// A change, read.
#[derive(Debug, Clone)]
pub struct MiseAJour {
    /// The lot that carries it.
    pub lot: LotLu,
    /// What changes, in order.
    pub changements: Vec<Changement>,
}

impl MiseAJour {
    /// Reads `SubmitObjectsRequest`.
    pub(crate) fn lire(document: &Document<'_>, charge: Node<'_, '_>) -> Lue<Self> {
        let lu = LotLu::lire(document, &[], Porteur::MiseAJour);
        let lot = match lu.lot() {
            Ok(lot) if !lot.complet => lot,
            // What it is, and why it cannot be read, is told by the lot.
            _ => return Lue::illisible(document, charge, "SubmitObjectsRequest, avec son RegistryObjectList"),
        };
        let mut c = Constateur::default();
        let changements = lot
            .associations
            .iter()
            .filter_map(|a| changement(&mut c, lot, a))
            .collect::<Vec<_>>();
        if changements.is_empty() {
            c.dire(
                regles::MAJ_ASSOCIATION,
                &lot.lieu,
                "UpdateAvailabilityStatus, ou HasMember avec PreviousVersion",
                "aucune",
            );
        }
        Lue::juste(Self { lot: lu, changements }, c)
    }

    /// Availability that the first change gives, when it is one of availability.
    #[must_use]
    pub fn vers(&self) -> Option<Disponibilite> {
        self.changements.iter().find_map(|c| match c {
            Changement::Statut { vers, .. } => *vers,
            Changement::Version { .. } => None,
        })
    }
}

fn changement(c: &mut Constateur, lot: &Lot, a: &Association) -> Option<Changement> {
    let du_lot = lot.soumission().is_some_and(|s| s.id.valeur == a.source.valeur);
    let statut = a.genre.valeur == ns::MAJ_STATUT;
    let version = a.genre.valeur == ns::HAS_MEMBER;
    if !statut && !version {
        c.dire(
            regles::MAJ_ASSOCIATION,
            &a.genre.lieu,
            "UpdateAvailabilityStatus, ou HasMember avec PreviousVersion",
            &a.genre.valeur,
        );
        return None;
    }
    if !du_lot {
        c.dire(
            regles::MAJ_SOURCE,
            &a.source.lieu,
            "l'identifiant du SubmissionSet",
            &a.source.valeur,
        );
    }
    if statut { Some(de_statut(c, a)) } else { de_version(c, lot, a) }
}

fn de_statut(c: &mut Constateur, a: &Association) -> Changement {
    use Disponibilite::{Approved, Archived, Deleted};
    let urn = |nom: &str| a.slot(nom).map(|v| v.valeur.clone()).unwrap_or_default();
    let (de, vers) = (urn("OriginalStatus"), urn("NewStatus"));
    let lus = (Disponibilite::lire(&de), Disponibilite::lire(&vers));
    let juste = matches!(
        lus,
        (Some(Approved), Some(Archived | Deleted)) | (Some(Archived), Some(Approved | Deleted))
    );
    if !juste {
        let lieu = a.slot("OriginalStatus").map_or(&a.lieu, |s| &s.lieu);
        c.dire(
            regles::MAJ_STATUTS,
            lieu,
            "Approved vers Archived ou Deleted, Archived vers Approved ou Deleted",
            format!("« {de} » vers « {vers} »"),
        );
    }
    if crate::entry_uuid(&a.cible.valeur).is_none() {
        c.dire(regles::MAJ_CIBLE, &a.cible.lieu, "urn:uuid:…", &a.cible.valeur);
    }
    Changement::Statut {
        cible: a.cible.clone(),
        de: lus.0,
        vers: lus.1,
    }
}

fn de_version(c: &mut Constateur, lot: &Lot, a: &Association) -> Option<Changement> {
    let Some((rang, entree)) = lot.entrees.iter().enumerate().find(|(_, e)| e.id.valeur == a.cible.valeur) else {
        c.dire(
            crate::regles::ASSOCIATION_OBJETS,
            &a.cible.lieu,
            "l'identifiant d'un objet du lot",
            &a.cible.valeur,
        );
        return None;
    };
    let dite = a.slot("PreviousVersion");
    let precedente = dite.and_then(|v| v.valeur.parse::<u32>().ok()).filter(|v| *v > 0);
    if precedente.is_none() {
        let (ou, vu) = dite.map_or((&a.lieu, "(absent)"), |v| (&v.lieu, v.valeur.as_str()));
        c.dire(regles::MAJ_VERSION, ou, "un numéro, de 1 en 1", vu);
    }
    complet(c, entree);
    Some(Changement::Version { entree: rang, precedente })
}

fn complet(c: &mut Constateur, e: &Entree) {
    match &e.lid {
        Some(lid) if crate::entry_uuid(&lid.valeur).is_some() => {}
        autre => {
            let (ou, vu) = autre.as_ref().map_or((&e.lieu, "(absent)"), |l| (&l.lieu, l.valeur.as_str()));
            c.dire(regles::MAJ_LID, ou, "urn:uuid:…", vu);
        }
    }
    let manquants: Vec<&str> = [("hash", &e.condensat), ("size", &e.taille), ("repositoryUniqueId", &e.depot)]
        .into_iter()
        .filter(|(_, v)| v.is_empty())
        .map(|(nom, _)| nom)
        .collect();
    if !manquants.is_empty() {
        c.dire(
            regles::MAJ_COMPLET,
            &e.lieu,
            "toutes les métadonnées",
            format!("(absents : {})", manquants.join(", ")),
        );
    }
}
