//! What the lot holds, and how its objects are described.

use segur_model::Location;

use segur_dialecte::Constateur;

use super::Porteur;
use crate::lot::{Champ, Lot};
use crate::{ns, regles};

pub(super) fn juger(constats: &mut Constateur, lot: &Lot, porteur: Porteur) {
    if let Some(lieu) = &lot.soap11 {
        constats.dire(
            regles::SOAP12,
            lieu,
            segur_soap::ns::SOAP12,
            format!("{} (bizarrerie de l'exemple officiel du TD2.1)", segur_soap::ns::SOAP11),
        );
    }
    for de_trop in &lot.en_trop {
        constats.dire(
            regles::STRUCTURE,
            &de_trop.lieu,
            "un SubmitObjectsRequest, un RegistryObjectList, et rien d'autre que xds:Document",
            &de_trop.valeur,
        );
    }
    for emboite in &lot.emboites {
        constats.dire(
            regles::EMBOITEMENT,
            &emboite.lieu,
            "un enfant de RegistryObjectList",
            &emboite.valeur,
        );
    }
    for etranger in &lot.etrangers {
        constats.dire(regles::ESPACE, &etranger.lieu, ns::RIM, &etranger.valeur);
    }
    if lot.soumissions.len() != 1 {
        let lieu = lot.soumissions.get(1).map_or(&lot.lieu, |s| &s.lieu);
        constats.dire(
            regles::SOUMISSION,
            lieu,
            "un RegistryPackage",
            format!("{} RegistryPackage", lot.soumissions.len()),
        );
    }
    for soumission in lot.soumissions.iter().filter(|s| !s.noeud) {
        constats.dire(
            regles::NOEUD,
            &soumission.lieu,
            format!("classificationNode=\"{}\"", ns::NOEUD_SOUMISSION),
            "(absent)",
        );
    }
    if porteur != Porteur::MiseAJour && lot.documents().next().is_none() {
        constats.dire(regles::DOCUMENTS, &lot.lieu, "au moins un document", "aucun");
    }
    let signatures: Vec<_> = lot.signatures().collect();
    if porteur == Porteur::Dmp && signatures.len() != 1 {
        let lieu = signatures.get(1).map_or(&lot.lieu, |s| &s.lieu);
        constats.dire(
            regles::ENTREE_SIGNATURE,
            lieu,
            "une fiche de signature (classCode et typeCode de la signature)",
            format!("{} fiche(s)", signatures.len()),
        );
    }
    descriptions(constats, lot, porteur);
    identifiants(constats, lot);
}

fn descriptions(constats: &mut Constateur, lot: &Lot, porteur: Porteur) {
    for entree in &lot.entrees {
        match &entree.type_objet {
            Some(t) if t.valeur == ns::TYPE_OBJET => {}
            autre => {
                let lieu = autre.as_ref().map_or(&entree.lieu, |t| &t.lieu);
                constats.dire(
                    regles::TYPE_OBJET,
                    lieu,
                    ns::TYPE_OBJET,
                    autre.as_ref().map_or("(absent)", |t| &t.valeur),
                );
            }
        }
        if let Some(statut) = entree.statut.as_ref().filter(|_| porteur == Porteur::Dmp) {
            constats.dire(regles::STATUT, &statut.lieu, "(absent)", &statut.valeur);
        }
    }
    let soumissions = lot.soumissions.iter().map(|s| (&s.id, &s.schemas_inconnus, &s.rattachements));
    let entrees = lot.entrees.iter().map(|e| (&e.id, &e.schemas_inconnus, &e.rattachements));
    for (id, inconnus, rattachements) in soumissions.chain(entrees) {
        for schema in inconnus {
            let regle = if schema.valeur.to_ascii_lowercase().ends_with(ns::document::FORMAT_FAUX) {
                regles::SCHEMA_FORMAT
            } else {
                regles::SCHEMA
            };
            constats.dire(regle, &schema.lieu, "un schéma de cet objet", &schema.valeur);
        }
        for rattachement in rattachements {
            constats.dire(regles::RATTACHEMENT, &rattachement.lieu, &id.valeur, &rattachement.valeur);
        }
    }
}

/// Identifiers within the lot, and the `uniqueId` of what it holds.
fn identifiants(constats: &mut Constateur, lot: &Lot) {
    let ids: Vec<(&Champ, &Location)> = lot
        .soumissions
        .iter()
        .map(|s| (&s.id, &s.lieu))
        .chain(lot.entrees.iter().map(|e| (&e.id, &e.lieu)))
        .collect();
    for (rang, (id, lieu)) in ids.iter().enumerate() {
        if id.valeur.is_empty() {
            constats.dire(regles::ID_UNIQUE, lieu, "un attribut id", "(absent)");
        } else if ids.iter().take(rang).any(|(autre, _)| autre.valeur == id.valeur) {
            constats.dire(regles::ID_UNIQUE, &id.lieu, "un identifiant qui lui est propre", &id.valeur);
        }
    }
    let uniques: Vec<&Champ> = lot
        .soumissions
        .iter()
        .filter_map(|s| s.unique_id.first())
        .chain(lot.entrees.iter().filter_map(|e| e.unique_id.first()))
        .filter(|u| !u.valeur.is_empty())
        .collect();
    for (rang, unique) in uniques.iter().enumerate() {
        if uniques.iter().take(rang).any(|autre| autre.valeur == unique.valeur) {
            constats.dire(
                regles::UNIQUE_DISTINCT,
                &unique.lieu,
                "un uniqueId qui n'est pas déjà dans le lot",
                &unique.valeur,
            );
        }
    }
}
