//! The facts of a document, as `model::vocabulaire` names them.

use segur_model::{Faits, mettre};

use crate::document::{Identifiant, Niveau, lire};

/// The facts `cda.*` of a document. What cannot be read gives no fact.
#[must_use]
pub fn faits(octets: &[u8]) -> Faits {
    let mut faits = Faits::new();
    let Ok(cda) = lire(octets) else { return faits };
    mettre(&mut faits, "cda.niveau", cda.niveau.map(Niveau::nom));
    mettre(&mut faits, "cda.id", cda.id.map(|i| i.racine));
    mettre(&mut faits, "cda.setId", cda.set_id.as_ref().map(Identifiant::complet));
    mettre(&mut faits, "cda.version", cda.version.map(|v| v.valeur));
    mettre(&mut faits, "cda.statut", cda.statut.map(|s| s.valeur));
    mettre(&mut faits, "cda.type", cda.code.map(|c| c.code));
    // An INS further down the list is still the INS; that it should come first is a rule's matter.
    let ins = cda.patients.iter().find(|p| segur_ids::oid_ins(&p.racine).is_some());
    mettre(&mut faits, "cda.ins", ins.and_then(|p| p.extension.clone()));
    mettre(&mut faits, "cda.oid", ins.map(|p| p.racine.clone()));
    mettre(&mut faits, "cda.remplace", cda.remplace.iter().map(Identifiant::complet));
    mettre(&mut faits, "cda.demande", cda.demandes.into_iter().filter_map(|d| d.extension));
    faits
}
