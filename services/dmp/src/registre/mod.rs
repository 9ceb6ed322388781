//! What the service keeps of an espace, in its file and nowhere else: documents, lots, what ties them, authorisations, the state of each
//! DMP. Read by its indexes for one request, written with the exchange: nothing is held in memory, so that a registry of a million documents
//! costs what one of a thousand does, and is there as soon as the espace is.

mod ecrire;
mod lire;
mod tables;

use segur_kit::Morceau;
use segur_xds::registre::{Disponibilite, DocumentEntry, Liaison, SubmissionSet};
use serde::{Deserialize, Serialize};

pub(crate) use ecrire::Changements;
pub(crate) use lire::Registre;
pub(crate) use tables::TABLES;

/// One version of the metadata of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entree {
    /// `entryUUID`.
    pub uuid: String,
    /// `logicalId`.
    pub lid: String,
    /// `versionName`.
    pub version: u32,
    /// Fiche of the patient.
    pub fiche: String,
    /// `availabilityStatus`.
    pub statut: Disponibilite,
    /// The rest.
    pub fond: Fond,
}

impl Entree {
    /// The first version of the metadata of a document, which is its active one.
    pub fn premiere(uuid: &str, fiche: &str, fond: Fond) -> Self {
        Self {
            uuid: uuid.to_owned(),
            lid: uuid.to_owned(),
            version: 1,
            fiche: fiche.to_owned(),
            statut: Disponibilite::Approved,
            fond,
        }
    }
}

/// What does not change in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fond {
    /// Metadata.
    pub document: DocumentEntry,
    /// `repositoryUniqueId`.
    pub depot: String,
    /// Where its bytes are.
    pub contenu: Contenu,
}

/// Where the bytes of a document are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Contenu {
    /// In the request that brought them, or in a body of their own.
    Depose(Morceau),
    /// Made on demand: a document that the patient had from the start, by its `uniqueId`.
    Prerempli(String),
}

/// A lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lot {
    pub uuid: String,
    pub fiche: String,
    pub soumission: SubmissionSet,
}

/// What ties two objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lien {
    pub uuid: String,
    pub fiche: String,
    pub liaison: Liaison,
}

/// An authorisation on a DMP, as kept. Dates: `aaaaMMjjhhmmss`, UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Autorisation {
    /// State; none: it was taken away, and is remembered for its dates.
    pub etat: Option<segur_model::world::EtatAutorisation>,
    /// Whether the professional said to be the médecin traitant.
    pub medecin_traitant: bool,
    /// Since when.
    pub debut: String,
    /// Last act on this DMP.
    pub derniere_action: String,
}
