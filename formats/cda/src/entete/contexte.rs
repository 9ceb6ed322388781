//! What the document is about: the document it replaces, the acts, the encounter.

use roxmltree::Node;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::entete::identification::entier_positif;
use crate::jdv;
use crate::regles::entete as regles;

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    relation(juge);
    acte(juge);
    rencontre(juge);
}

fn relation(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    juge.au_plus_un(regles::RELATION, cda, &["relatedDocument"]);
    for relation in arbre::tous(cda, &["relatedDocument"]) {
        let genre = attribut(relation, "typeCode");
        if !matches!(genre, "RPLC" | "XFRM") {
            juge.dire_attribut(regles::RELATION, relation, "typeCode", "RPLC ou XFRM");
        }
        let parent = juge.exactement_un(regles::RELATION, relation, &["parentDocument", "id"]);
        if genre != "RPLC" {
            continue;
        }
        if let (Some(id), Some(parent)) = (arbre::un(cda, &["id"]), parent) {
            let identifiant = |n| (attribut(n, "root").to_owned(), attribut(n, "extension").to_owned());
            if identifiant(id) == identifiant(parent) {
                juge.dire_attribut(
                    regles::RELATION_ID,
                    parent,
                    "root",
                    "l'id du document remplacé, non celui du document",
                );
            }
        }
        if let Some(version) = arbre::un(cda, &["versionNumber"])
            && entier_positif(version) == Some(1)
        {
            juge.dire_attribut(regles::RELATION_VERSION, version, "value", "2 ou plus");
        }
    }
}

/// The main act of a document: the first.
pub(crate) fn acte_principal<'a, 'i>(cda: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let premier = arbre::un(cda, &["documentationOf"])?;
    arbre::un(premier, &["serviceEvent"])
}

fn acte(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    let Some(acte) = acte_principal(cda) else {
        return juge.manque(regles::ACTE, cda, &["documentationOf", "serviceEvent"]);
    };
    if let Some(debut) = juge.exactement_un(regles::ACTE_DEBUT, acte, &["effectiveTime", "low"])
        && attribut(debut, "value").is_empty()
    {
        juge.dire_attribut(regles::ACTE_DEBUT, debut, "value", "une date");
    }
    let Some(executant) = juge.exactement_un(regles::ACTE_EXECUTANT, acte, &["performer"]) else {
        return;
    };
    if attribut(executant, "typeCode") != "PRF" {
        juge.dire_attribut(regles::ACTE_EXECUTANT, executant, "typeCode", "PRF");
    }
    let chemin = ["assignedEntity", "representedOrganization", "standardIndustryClassCode"];
    let Some(cadre) = juge.exactement_un(regles::ACTE_CADRE, executant, &chemin) else {
        return;
    };
    let (code, systeme) = (attribut(cadre, "code"), attribut(cadre, "codeSystem"));
    if code.is_empty() {
        juge.dire_attribut(regles::ACTE_CADRE, cadre, "code", "un cadre d'exercice");
    } else if !jdv::cadre_connu(code, systeme) {
        juge.dire(regles::ACTE_CADRE_JDV, cadre, "un code de JDV_J04", format!("{code} ({systeme})"));
    }
}

fn rencontre(juge: &mut Juge<'_, '_>) {
    let chemin = ["componentOf", "encompassingEncounter"];
    let Some(rencontre) = juge.exactement_un(regles::RENCONTRE, juge.cda, &chemin) else {
        return;
    };
    juge.exactement_un(regles::RENCONTRE_DATE, rencontre, &["effectiveTime"]);
    if let Some(code) = arbre::un(rencontre, &["code"]) {
        let (valeur, systeme) = (attribut(code, "code"), attribut(code, "codeSystem"));
        if code.attribute("nullFlavor").is_none() && !jdv::rencontre_connue(valeur, systeme) {
            juge.dire(regles::RENCONTRE_CODE, code, "un code de JDV_J142", format!("{valeur} ({systeme})"));
        }
    }
    let Some(secteur) = juge.exactement_un(regles::SECTEUR, rencontre, &["location", "healthCareFacility", "code"]) else {
        return;
    };
    let (code, systeme) = (attribut(secteur, "code"), attribut(secteur, "codeSystem"));
    if code.is_empty() {
        juge.dire_attribut(regles::SECTEUR, secteur, "code", "un secteur d'activité, comme SA25");
    } else if systeme.is_empty() {
        juge.dire_attribut(regles::SECTEUR, secteur, "codeSystem", crate::ns::SECTEURS);
    } else if !jdv::secteur_connu(code, systeme) {
        juge.dire(regles::SECTEUR_JDV, secteur, "un code de JDV_J02", format!("{code} ({systeme})"));
    }
}
