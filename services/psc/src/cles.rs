//! The keys that sign tokens.
//!
//! No RSA key can be drawn at run time and stay the same, so two of the test PKI serve: those of the bench's own server certificates that
//! are expired and revoked on purpose. They are of no candidate, sign no evidence pack, and hold no live TLS endpoint; that their
//! certificates are bad says nothing of the keys, and no certificate is published with them.

use std::sync::Arc;

use segur_certs::Igc;
use segur_kit::ParIgc;
use segur_oidc::jeton::{Signataire, Verificateur, jeu_de_cles};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Identities whose keys sign, in turn.
const IDENTITES: [&str; 2] = ["serveur-expire", "serveur-revoque"];

/// The keys of each PKI: read once, when first needed.
#[derive(Default)]
pub(crate) struct Cles(ParIgc<Arc<[Signataire]>>);

impl Cles {
    fn toutes(&self, igc: &Igc) -> Arc<[Signataire]> {
        self.0.ou(igc, || {
            IDENTITES
                .iter()
                .filter_map(|nom| Signataire::rs256(&igc.identite(nom)?.cle_pem).ok())
                .collect()
        })
    }

    /// The key that signs after so many rotations. None when the PKI lacks it.
    pub fn active(&self, igc: &Igc, rotations: u64) -> Option<Signataire> {
        let toutes = self.toutes(igc);
        let rang = usize::try_from(rotations).unwrap_or(0).checked_rem(toutes.len())?;
        toutes.get(rang).cloned()
    }

    /// What the JWKS publishes: the active key first; after a rotation the former one for as long as tokens that it signed may live.
    pub fn publiees(&self, igc: &Igc, rotation: Rotation, maintenant: i64) -> Value {
        let active = self.active(igc, rotation.nombre);
        let ancienne = (rotation.nombre > 0 && maintenant < rotation.ancienne_jusqu_a)
            .then(|| self.active(igc, rotation.nombre + 1))
            .flatten();
        let publiees: Vec<Signataire> = active.into_iter().chain(ancienne).collect();
        jeu_de_cles(&publiees)
    }

    /// What verifies tokens of the bench: both keys, whatever is published.
    pub fn verificateurs(&self, igc: &Igc) -> Vec<Verificateur> {
        self.toutes(igc).iter().map(|c| c.verificateur.clone()).collect()
    }
}

/// How often keys were changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rotation {
    pub nombre: u64,
    /// Seconds since 1970.
    pub ancienne_jusqu_a: i64,
}
