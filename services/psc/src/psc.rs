//! What the service holds.

use crate::avis::Avis;
use crate::cles::Cles;
use crate::etat::Etats;
use crate::reglage::PscReglage;

/// The service, one value for every espace.
pub(crate) struct Psc {
    pub reglage: PscReglage,
    pub etats: Etats,
    pub cles: Cles,
    pub avis: Avis,
}

impl Psc {
    pub fn nouveau(reglage: PscReglage) -> Self {
        Self {
            reglage,
            etats: Etats::default(),
            cles: Cles::default(),
            avis: Avis::default(),
        }
    }
}
