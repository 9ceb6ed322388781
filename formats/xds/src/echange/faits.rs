//! The facts of an exchange with the DMP.

use segur_dialecte::Piece;
use segur_model::{Faits, mettre};
use segur_saml::vihf::Vihf;

use super::message::lire_message;
use crate::juger::Cx;
use crate::lot::{Champ, Code, Lot};
use crate::{RequeteTd02, lire_reponse, lire_td02_reponse, operations};

/// Of every message.
pub(super) fn de_la_requete(faits: &mut Faits, message_id: Option<&str>, vihf: Option<&Vihf>) {
    mettre(faits, "message_id", message_id);
    let Some(v) = vihf else { return };
    mettre(faits, "vihf.id", v.id.as_deref());
    mettre(faits, "vihf.version", v.version.as_deref());
    mettre(faits, "vihf.mode", v.mode.as_deref());
    mettre(faits, "vihf.ps", v.name_id.as_deref());
    mettre(faits, "vihf.structure", v.structure.as_deref());
    mettre(faits, "vihf.secteur", v.secteur_code());
    mettre(faits, "vihf.role", v.roles.iter().map(|r| r.code.clone()));
    let patients = v.patients();
    mettre(faits, "vihf.ins", patients.iter().map(|p| p.ins.clone()));
    mettre(faits, "vihf.oid", patients.iter().map(|p| p.oid.clone()));
    mettre(faits, "vihf.lps", v.lps_nom.as_deref());
}

/// Of a test of existence.
pub(super) fn du_test(faits: &mut Faits, test: &RequeteTd02) {
    // Everybody who is asked about, so that somebody else is seen: the first identifier, and all those that are an INS.
    let mut dits: (Vec<&str>, Vec<&str>) = Default::default();
    for (rang, i) in test.identifiants.iter().enumerate() {
        if (rang == 0 || i.nature().is_some()) && !dits.0.contains(&i.valeur.valeur.as_str()) {
            dits.0.push(&i.valeur.valeur);
            dits.1.push(&i.oid.valeur);
        }
    }
    mettre(faits, "patient", dits.0);
    mettre(faits, "oid", dits.1);
}

/// Of a submission, but for its documents.
pub(super) fn du_lot(faits: &mut Faits, lot: &Lot) {
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

/// Of the answer.
pub(super) fn de_la_reponse(operation: &str, reponse: Piece<'_>) -> Faits {
    let mut faits = Faits::new();
    let Ok(message) = lire_message(reponse.entete("content-type"), reponse.octets) else {
        return faits;
    };
    let Ok(document) = segur_soap::lire(&message.enveloppe) else {
        return faits;
    };
    if let Some(faute) = segur_soap::lire_faute(super::charge(document.root_element())) {
        mettre(&mut faits, "faute", faute.sous_code);
        return faits;
    }
    match operation {
        operations::TD02 => {
            if let Some(lue) = lire_td02_reponse(&document) {
                mettre(&mut faits, "existence", lue.existence);
                mettre(&mut faits, "dmp.statut", lue.statut);
                mettre(&mut faits, "autorisation", lue.autorisation);
            }
        }
        operations::TD21 => {
            if let Some(lue) = lire_reponse(&document) {
                mettre(&mut faits, "statut", [lue.statut.nom()]);
                mettre(&mut faits, "erreur", lue.erreurs.into_iter().map(|e| e.code));
            }
        }
        _ => {}
    }
    faits
}
