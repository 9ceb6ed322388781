//! The people and organisations: authors, informants, custodian, legal authenticator.

use roxmltree::Node;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::ns;
use crate::regles::participants as regles;

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    auteurs(juge);
    juge.au_plus_un(regles::SAISIE, juge.cda, &["dataEnterer"]);
    for proche in arbre::tous(juge.cda, &["informant", "relatedEntity"]) {
        if !matches!(attribut(proche, "classCode"), "CON" | "NOK" | "ECON" | "CAREGIVER" | "PAT") {
            juge.dire_attribut(regles::INFORMATEUR, proche, "classCode", "CON, NOK, ECON, CAREGIVER ou PAT");
        }
    }
    conservation(juge);
    responsable(juge);
}

fn auteurs(juge: &mut Juge<'_, '_>) {
    juge.au_moins_un(regles::AUTEUR, juge.cda, &["author"]);
    for auteur in arbre::tous(juge.cda, &["author"]) {
        juge.exactement_un(regles::AUTEUR_DATE, auteur, &["time"]);
        if let Some(role) = juge.exactement_un(regles::AUTEUR, auteur, &["assignedAuthor"]) {
            juge.au_moins_un(regles::AUTEUR, role, &["id"]);
            personne(juge, role);
        }
    }
}

/// The name of a person, when it is one and not a device.
fn personne<'a, 'i>(juge: &mut Juge<'a, 'i>, role: Node<'a, 'i>) {
    let Some(personne) = arbre::un(role, &["assignedPerson"]) else {
        return;
    };
    if let Some(nom) = juge.au_moins_un(regles::PERSONNE, personne, &["name", "family"])
        && arbre::texte(nom).is_empty()
    {
        juge.dire(regles::PERSONNE, nom, "un nom non vide", "(vide)");
    }
}

fn conservation(juge: &mut Juge<'_, '_>) {
    let Some(custodian) = juge.exactement_un(regles::CONSERVATION, juge.cda, &["custodian"]) else {
        return;
    };
    let chemin = ["assignedCustodian", "representedCustodianOrganization", "id"];
    let Some(id) = juge.exactement_un(regles::CONSERVATION, custodian, &chemin) else {
        return;
    };
    match attribut(id, "root") {
        ns::OID_STRUCTURES if attribut(id, "extension").is_empty() => {
            juge.dire_attribut(
                regles::CONSERVATION_RACINE,
                id,
                "extension",
                "l'identifiant national de la structure",
            );
        }
        ns::OID_STRUCTURES | ns::OID_DMP => {}
        _ => juge.dire_attribut(regles::CONSERVATION_RACINE, id, "root", ns::OID_STRUCTURES),
    }
}

fn responsable(juge: &mut Juge<'_, '_>) {
    let Some(responsable) = juge.exactement_un(regles::RESPONSABLE, juge.cda, &["legalAuthenticator"]) else {
        return;
    };
    if let Some(date) = juge.exactement_un(regles::RESPONSABLE_DATE, responsable, &["time"])
        && attribut(date, "value").is_empty()
    {
        juge.dire_attribut(regles::RESPONSABLE_DATE, date, "value", "une date");
    }
    if let Some(signature) = juge.exactement_un(regles::RESPONSABLE_SIGNATURE, responsable, &["signatureCode"])
        && attribut(signature, "code") != "S"
    {
        juge.dire_attribut(regles::RESPONSABLE_SIGNATURE, signature, "code", "S");
    }
    let Some(entite) = juge.exactement_un(regles::RESPONSABLE, responsable, &["assignedEntity"]) else {
        return;
    };
    personne(juge, entite);
    let Some(id) = juge.exactement_un(regles::RESPONSABLE_ID, entite, &["id"]) else {
        return;
    };
    for nom in ["root", "extension"] {
        if attribut(id, nom).is_empty() {
            juge.dire_attribut(regles::RESPONSABLE_ID, id, nom, "une valeur");
        }
    }
    // A document that the patient signs names the patient.
    let racine = attribut(id, "root");
    if !racine.is_empty() && racine != ns::OID_PROFESSIONNELS && segur_ids::oid_ins(racine).is_none() {
        juge.dire_attribut(regles::RESPONSABLE_RACINE, id, "root", ns::OID_PROFESSIONNELS);
    }
}
