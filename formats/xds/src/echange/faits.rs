//! The facts of an exchange with the DMP.

use segur_model::{Exchange, Faits, mettre};

use super::message::lire_message;
use crate::juger::Cx;
use crate::lot::{Champ, Code, Lot};
use crate::{lire_lot, lire_reponse, lire_td02, lire_td02_reponse};

/// The facts of an exchange. What cannot be read gives no fact. Those of the documents are the facts of each of them, in order.
#[must_use]
pub fn faits(exchange: &Exchange, requete: &[u8], reponse: &[u8]) -> Faits {
    let mut faits = exchange.faits_communs();
    if let Ok(message) = lire_message(exchange.requete.entete("content-type"), requete) {
        if let Ok(document) = segur_soap::lire(&message.enveloppe) {
            mettre(&mut faits, "message_id", segur_soap::adressage(&document).message_id);
        }
        vihf(&mut faits, &message.enveloppe);
        match exchange.operation.as_str() {
            "dmp.TD0.2" => {
                if let Ok(lue) = lire_td02(message.enveloppe.as_bytes()) {
                    mettre(&mut faits, "patient", lue.patient.map(|c| c.valeur));
                    mettre(&mut faits, "oid", lue.oid.map(|c| c.valeur));
                }
            }
            "dmp.TD2.1" => {
                if let Ok(lot) = lire_lot(&message.enveloppe) {
                    du_lot(&mut faits, &lot);
                    for document in lot.documents() {
                        if let Some((octets, _)) = lot.contenu(document, &message.parties) {
                            for (nom, valeurs) in segur_cda::faits(octets) {
                                faits.entry(nom).or_default().extend(valeurs);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    de_la_reponse(&mut faits, exchange, reponse);
    faits
}

fn vihf(faits: &mut Faits, enveloppe: &str) {
    let Some(v) = segur_saml::vihf::lire_vihf(enveloppe) else { return };
    mettre(faits, "vihf.id", v.id.as_deref());
    mettre(faits, "vihf.version", v.version.as_deref());
    mettre(faits, "vihf.mode", v.mode.as_deref());
    mettre(faits, "vihf.ps", v.name_id.as_deref());
    mettre(faits, "vihf.structure", v.structure.as_deref());
    mettre(faits, "vihf.secteur", v.secteur_code());
    mettre(faits, "vihf.role", v.roles.iter().map(|r| r.code.clone()));
    let patient = v.patient();
    mettre(faits, "vihf.ins", patient.as_ref().map(|p| p.ins.clone()));
    mettre(faits, "vihf.oid", patient.map(|p| p.oid));
    mettre(faits, "vihf.lps", v.lps_nom.as_deref());
}

fn du_lot(faits: &mut Faits, lot: &Lot) {
    if let Some(soumission) = lot.soumission() {
        let patient = soumission.patient.first().and_then(|p| Cx::lire(&p.valeur));
        mettre(faits, "patient", patient.map(|p| p.id));
        mettre(faits, "oid", patient.map(|p| p.oid));
        mettre(faits, "lot.uniqueId", premieres(&soumission.unique_id));
    }
    mettre(faits, "lot.documents", [lot.documents().count().to_string()]);
    mettre(faits, "lot.remplace", lot.remplacements().map(|a| a.cible.valeur.clone()));
    let de = |lire: &dyn Fn(&crate::Entree) -> Vec<String>| lot.documents().flat_map(lire).collect::<Vec<String>>();
    mettre(faits, "entryUUID", de(&|d| vec![d.id.valeur.clone()]));
    mettre(faits, "doc.uniqueId", de(&|d| premieres(&d.unique_id)));
    mettre(faits, "doc.typeCode", de(&|d| codes(&d.type_code)));
    mettre(faits, "doc.classCode", de(&|d| codes(&d.classe)));
    mettre(faits, "doc.formatCode", de(&|d| codes(&d.format)));
    mettre(faits, "doc.mimeType", de(&|d| premieres(&d.mime_type)));
    mettre(faits, "doc.titre", de(&|d| premieres(&d.titre)));
    mettre(faits, "doc.confidentialite", de(&|d| codes(&d.confidentialite)));
    mettre(faits, "doc.creation", de(&|d| premieres(&d.creation)));
}

fn premieres(champs: &[Champ]) -> Vec<String> {
    champs.first().map(|c| c.valeur.clone()).into_iter().collect()
}

fn codes(codes: &[Code]) -> Vec<String> {
    codes.iter().map(|c| c.code.valeur.clone()).collect()
}

fn de_la_reponse(faits: &mut Faits, exchange: &Exchange, reponse: &[u8]) {
    let Ok(message) = lire_message(exchange.reponse.entete("content-type"), reponse) else {
        return;
    };
    let texte = &message.enveloppe;
    if let Ok(document) = segur_soap::lire(texte)
        && let Some(faute) = segur_soap::lire_faute(super::charge(document.root_element()))
    {
        mettre(faits, "faute", faute.sous_code);
        return;
    }
    match exchange.operation.as_str() {
        "dmp.TD0.2" => {
            if let Ok(Some(lue)) = lire_td02_reponse(texte) {
                mettre(faits, "existence", lue.existence);
                mettre(faits, "dmp.statut", lue.statut);
                mettre(faits, "autorisation", lue.autorisation);
            }
        }
        "dmp.TD2.1" => {
            if let Ok(Some(lue)) = lire_reponse(texte) {
                mettre(faits, "statut", [lue.statut.nom()]);
                mettre(faits, "erreur", lue.erreurs.into_iter().map(|e| e.code));
            }
        }
        _ => {}
    }
}
