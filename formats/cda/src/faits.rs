//! The facts of a document, as the vocabulary names them.

use segur_model::vocabulaire::{Fait, f};
use segur_model::{Faits, mettre};

use crate::document::{Cda, Identifiant, Niveau};
use crate::identite;

/// Every fact of a document.
pub const FAITS: &[Fait] = &[
    f("cda.niveau", "N1 ou N3"),
    f("cda.id", "ClinicalDocument/id@root"),
    f("cda.setId", "setId"),
    f("cda.version", "versionNumber"),
    f("cda.statut", "compte rendu de biologie : active (partiel) ou completed"),
    f("cda.type", "code du document"),
    f("cda.ins", "INS du patient dans le CDA, 15 caractères"),
    f("cda.oid", "OID de l'INS dans le CDA"),
    f("cda.remplace", "identifiant du document remplacé (RPLC)"),
    f("cda.demande", "numéro de la demande d'examens (inFulfillmentOf/order/id@extension)"),
];

/// The facts of a document.
pub(crate) fn faits(cda: &Cda) -> Faits {
    let mut faits = Faits::new();
    mettre(&mut faits, "cda.niveau", cda.niveau.map(Niveau::nom));
    mettre(&mut faits, "cda.id", cda.id.as_ref().map(|i| i.racine.clone()));
    mettre(&mut faits, "cda.setId", cda.set_id.as_ref().map(Identifiant::complet));
    mettre(&mut faits, "cda.version", cda.version.as_ref().map(|v| v.valeur.clone()));
    mettre(&mut faits, "cda.statut", cda.statut.as_ref().map(|s| s.valeur.clone()));
    mettre(&mut faits, "cda.type", cda.code.as_ref().map(|c| c.code.clone()));
    // An INS further down the list is still the INS; that it should come first is a rule's matter.
    // Every other one is told too, so that somebody else's is seen.
    let premier = cda.patients.iter().find(|p| segur_ids::oid_ins(&p.racine).is_some());
    let mut dits: Vec<&Identifiant> = premier.into_iter().collect();
    for autre in identite::ins_de(&cda.patients) {
        if dits.iter().all(|d| d.extension != autre.extension) {
            dits.push(autre);
        }
    }
    mettre(&mut faits, "cda.ins", dits.iter().filter_map(|p| p.extension.clone()));
    mettre(&mut faits, "cda.oid", dits.iter().map(|p| p.racine.clone()));
    mettre(&mut faits, "cda.remplace", cda.remplace.iter().map(Identifiant::complet));
    mettre(&mut faits, "cda.demande", cda.demandes.iter().filter_map(|d| d.extension.clone()));
    faits
}
