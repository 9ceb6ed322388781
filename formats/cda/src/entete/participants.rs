//! The people and organisations: authors, informants, custodian, legal authenticator.

use roxmltree::Node;

use super::professions;
use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::ns;
use crate::regles::participants as regles;

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    auteurs(juge);
    codes(juge);
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

fn auteurs(juge: &mut Juge<'_, '_>) {
    juge.au_moins_un(regles::AUTEUR, juge.cda, &["author"]);
    for auteur in arbre::tous(juge.cda, &["author"]) {
        juge.exactement_un(regles::AUTEUR_DATE, auteur, &["time"]);
        if let Some(role) = juge.exactement_un(regles::AUTEUR, auteur, &["assignedAuthor"]) {
            juge.au_moins_un(regles::AUTEUR, role, &["id"]);
            if let Some(code) = arbre::un(role, &["code"])
                && code.attribute("nullFlavor").is_none()
                && (attribut(code, "code").is_empty() || !professions::SYSTEMES.contains(&attribut(code, "codeSystem")))
            {
                let vu = format!("{} ({})", attribut(code, "code"), attribut(code, "codeSystem"));
                let attendu = format!("un code de {}", professions::SYSTEMES.join(", "));
                juge.dire(regles::AUTEUR_CODE, code, attendu, vu);
            }
            personne(juge, role);
        }
    }
}

/// Who acts in the header, wherever: the code of a role is that of a profession.
const ROLES: &[&[&str]] = &[
    &["author", "assignedAuthor"],
    &["dataEnterer", "assignedEntity"],
    &["informant", "assignedEntity"],
    &["legalAuthenticator", "assignedEntity"],
    &["authenticator", "assignedEntity"],
    &["documentationOf", "serviceEvent", "performer", "assignedEntity"],
    &["componentOf", "encompassingEncounter", "responsibleParty", "assignedEntity"],
    &["componentOf", "encompassingEncounter", "encounterParticipant", "assignedEntity"],
];

/// Professions that the value set does not have, and functions.
fn codes(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    for code in ROLES
        .iter()
        .flat_map(|r| arbre::tous(cda, r))
        .flat_map(|r| arbre::tous(r, &["code"]))
    {
        let (valeur, systeme) = (attribut(code, "code"), attribut(code, "codeSystem"));
        if !valeur.is_empty() && !professions::connue(valeur, systeme) {
            let vu = format!("{valeur} ({systeme})");
            juge.dire(regles::PROFESSION_JDV, code, "un code de JDV_J01, comme G15_10/SM26", vu);
        }
    }
    for fonction in cda.descendants().filter(|n| segur_soap::est(*n, ns::HL7, "functionCode")) {
        let code = attribut(fonction, "code");
        if !code.is_empty() && !crate::jdv::fonction_connue(code) {
            juge.dire_attribut(regles::FONCTION_JDV, fonction, "code", "un code de JDV_J47, comme PCP ou CORRE");
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
