//! From an entry to what the coherence of its document is judged with.

use segur_cda::MetadonneesDocument;

use crate::lot::{Champ, Code, Entree, Lot};

/// The metadata of a document, as its coherence with its CDA is judged (`segur_cda::juger_coherence`).
#[must_use]
pub fn metadonnees_du_document(lot: &Lot, entree: &Entree) -> MetadonneesDocument {
    let texte = |champs: &[Champ]| champs.first().map(|c| c.valeur.clone());
    let textes = |champs: &[Champ]| champs.iter().map(|c| c.valeur.clone()).collect::<Vec<_>>();
    let code = |codes: &[Code]| codes.first().map(|c| c.code.valeur.clone());
    MetadonneesDocument {
        unique_id: texte(&entree.unique_id),
        patient_id: texte(&entree.patient),
        source_patient_id: texte(&entree.source_patient),
        source_patient_info: textes(&entree.infos_patient),
        type_code: code(&entree.type_code),
        type_code_systeme: entree.type_code.first().map(|c| c.systeme.valeur.clone()),
        titre: texte(&entree.titre),
        confidentialite: entree.confidentialite.iter().map(|c| c.code.valeur.clone()).collect(),
        langue: texte(&entree.langue),
        creation: texte(&entree.creation),
        debut_acte: texte(&entree.debut_acte),
        fin_acte: texte(&entree.fin_acte),
        cadre_exercice: code(&entree.cadre),
        secteur: code(&entree.secteur),
        auteurs: entree.auteurs.iter().flat_map(|a| textes(&a.personnes)).collect(),
        institutions: entree.auteurs.iter().flat_map(|a| textes(&a.institutions)).collect(),
        evenements: entree
            .evenements
            .iter()
            .map(|c| (c.code.valeur.clone(), c.systeme.valeur.clone()))
            .collect(),
        responsable_legal: texte(&entree.responsable),
        format_code: code(&entree.format),
        mime_type: texte(&entree.mime_type),
        remplace: Some(lot.remplacements().any(|a| a.source.valeur == entree.id.valeur)),
    }
}
