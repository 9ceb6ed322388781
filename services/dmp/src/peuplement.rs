//! Documents put in a registry without their messages, by the service's own writing: what a bench of scale fills it with.

use bytes::Bytes;
use segur_kit::{Effet, Morceau};
use segur_model::world::EtatAutorisation;
use segur_xds::ns;
use segur_xds::registre::{DocumentEntry, Liaison, SubmissionSet};

use crate::actes::DEPOTS;
use crate::registre::{Autorisation, Changements, Contenu, Entree, Fond, Lien, Lot};

/// A document, alone in its lot.
pub struct Depot {
    /// Fiche of the patient.
    pub fiche: String,
    /// `entryUUID`, UUID of the lot, of what ties them.
    pub uuids: [String; 3],
    /// Its metadata.
    pub document: DocumentEntry,
    /// Those of the lot.
    pub soumission: SubmissionSet,
    /// Its bytes.
    pub octets: Bytes,
}

/// What puts these documents in the registry.
#[must_use]
pub fn deposer(depots: Vec<Depot>) -> Effet {
    let mut c = Changements::default();
    for d in depots {
        let [uuid, lot, lien] = d.uuids;
        c.prendre(&d.document.unique_id);
        c.prendre(&d.soumission.unique_id);
        let fond = Fond {
            document: d.document,
            depot: DEPOTS[0].to_owned(),
            contenu: Contenu::Depose(Morceau::entier(&d.octets)),
        };
        c.ajouter(Entree::premiere(&uuid, &d.fiche, fond));
        c.garder(d.octets);
        c.ajouter_lot(Lot {
            uuid: lot.clone(),
            fiche: d.fiche.clone(),
            soumission: d.soumission,
        });
        c.lier(Lien {
            uuid: lien,
            fiche: d.fiche,
            liaison: Liaison::entre(ns::HAS_MEMBER, &lot, &uuid),
        });
    }
    c.en_effet()
}

/// What lets somebody, by national identifier, read the DMP of these fiches, since an instant (`aaaaMMjjhhmmss`); what these hold from the
/// start, they have.
#[must_use]
pub fn ouvrir<'f>(porteur: &str, fiches: impl Iterator<Item = &'f str>, depuis: &str) -> Effet {
    let mut c = Changements::default();
    for fiche in fiches {
        c.remplir(fiche);
        let nouvelle = Autorisation {
            etat: Some(EtatAutorisation::Valide),
            medecin_traitant: false,
            debut: depuis.to_owned(),
            derniere_action: depuis.to_owned(),
        };
        c.autoriser(porteur, fiche, None, nouvelle);
    }
    c.en_effet()
}
