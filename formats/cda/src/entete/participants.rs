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
    for destinataire in arbre::tous(juge.cda, &["informationRecipient"]) {
        adresser(juge, destinataire);
    }
    conservation(juge);
    responsable(juge);
}

fn adresser<'a, 'i>(juge: &mut Juge<'a, 'i>, destinataire: Node<'a, 'i>) {
    let Some(role) = juge.exactement_un(regles::DESTINATAIRE, destinataire, &["intendedRecipient"]) else {
        return;
    };
    for nom in ["informationRecipient", "receivedOrganization"] {
        juge.au_plus_un(regles::DESTINATAIRE, role, &[nom]);
    }
    let personne = arbre::un(role, &["informationRecipient"]);
    if personne.is_none() && arbre::un(role, &["receivedOrganization"]).is_none() {
        juge.dire(
            regles::DESTINATAIRE_NOMME,
            role,
            "informationRecipient ou receivedOrganization",
            "(ni l'un ni l'autre)",
        );
    }
    if let Some(personne) = personne
        && let Some(nom) = arbre::un(personne, &["name"])
        && nom.attribute("nullFlavor").is_none()
        && let Some(famille) = juge.exactement_un(regles::DESTINATAIRE_NOM, nom, &["family"])
        && arbre::texte(famille).is_empty()
    {
        juge.dire(regles::DESTINATAIRE_NOM, famille, "un nom non vide", "(vide)");
    }
    let chemins: [&[&str]; 2] = [&["id"], &["receivedOrganization", "id"]];
    for id in chemins.iter().flat_map(|chemin| arbre::tous(role, chemin)).collect::<Vec<_>>() {
        let national = matches!(attribut(id, "root"), ns::OID_PROFESSIONNELS | ns::OID_STRUCTURES);
        if national && attribut(id, "extension").is_empty() {
            juge.dire_attribut(regles::DESTINATAIRE_ID, id, "extension", "l'identifiant national");
        }
    }
}

/// Code systems of JDV_J01: professions and specialities, patients and devices, structures of coordination.
const PROFESSIONS: &[&str] = &[
    "1.2.250.1.213.1.1.4.5",
    "1.2.250.1.213.1.1.4.6",
    "1.2.250.1.213.1.6.1.107",
    "1.2.250.1.213.1.6.1.109",
    "1.2.250.1.213.1.6.1.4",
];

fn auteurs(juge: &mut Juge<'_, '_>) {
    juge.au_moins_un(regles::AUTEUR, juge.cda, &["author"]);
    for auteur in arbre::tous(juge.cda, &["author"]) {
        juge.exactement_un(regles::AUTEUR_DATE, auteur, &["time"]);
        if let Some(role) = juge.exactement_un(regles::AUTEUR, auteur, &["assignedAuthor"]) {
            juge.au_moins_un(regles::AUTEUR, role, &["id"]);
            if let Some(code) = arbre::un(role, &["code"])
                && code.attribute("nullFlavor").is_none()
                && (attribut(code, "code").is_empty() || !PROFESSIONS.contains(&attribut(code, "codeSystem")))
            {
                let vu = format!("{} ({})", attribut(code, "code"), attribut(code, "codeSystem"));
                juge.dire(regles::AUTEUR_CODE, code, format!("un code de {}", PROFESSIONS.join(", ")), vu);
            }
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
