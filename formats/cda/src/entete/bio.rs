//! What the model of a biology report adds. The address, the coordinates and the name that the schematrons ask may carry a null
//! flavor: they ask for the element.

use roxmltree::Node;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::entete::identification::entier_positif;
use crate::ns;
use crate::regles::bio as regles;

/// First version of the model that asks for a PDF copy.
const ANNEE_DE_LA_COPIE: u16 = 2024;
const MODELE_VALIDATION: &str = "1.3.6.1.4.1.19376.1.3.3.1.5";
const CHAPITRE: &str = "1.3.6.1.4.1.19376.1.3.3.2.1";
const TITRE: &str = "Compte rendu d'examens biologiques";

/// Sections of the first level: chapter, second intention, comment, reason of recommendation, vaccinations, PDF copy. The models
/// before 2024 have the first three only, but a report of 2024 may not say its version: the list of 2024 is used for all.
const SECTIONS: &[&str] = &[
    CHAPITRE,
    "1.2.250.1.213.1.1.2.60",
    "1.3.6.1.4.1.19376.1.4.1.2.16",
    "1.2.250.1.213.1.1.2.128",
    "1.2.250.1.213.1.1.2.147",
    ns::SECTION_COPIE_PDF,
];

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    let lab = arbre::a_modele(cda, ns::MODELE_XD_LAB);
    if !lab && !arbre::a_modele(cda, ns::MODELE_CR_BIO) {
        return;
    }
    if !lab {
        juge.dire(regles::MODELE, cda, format!("le templateId {}", ns::MODELE_XD_LAB), "(absent)");
    }
    identification(juge);
    patient(juge);
    for validation in arbre::tous(cda, &["authenticator"]) {
        valider(juge, validation);
    }
    actes(juge);
    responsable(juge);
    corps(juge);
}

fn identification(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    if let Some(code) = arbre::un(cda, &["code"]) {
        for (nom, attendu) in [
            ("code", "11502-2"),
            ("codeSystem", ns::LOINC),
            ("displayName", "CR d'examens biologiques"),
        ] {
            if attribut(code, nom) != attendu {
                juge.dire_attribut(regles::CODE, code, nom, attendu);
            }
        }
    }
    if let Some(titre) = arbre::un(cda, &["title"])
        && arbre::texte_normalise(titre) != TITRE
    {
        juge.dire(
            regles::TITRE,
            titre,
            format!("« {TITRE} »"),
            format!("« {} »", arbre::texte_normalise(titre)),
        );
    }
    juge.au_moins_un(regles::SET_ID, cda, &["setId"]);
    if let Some(version) = juge.au_moins_un(regles::VERSION, cda, &["versionNumber"])
        && entier_positif(version).is_none()
    {
        juge.dire_attribut(regles::VERSION, version, "value", "un entier positif");
    }
}

fn patient(juge: &mut Juge<'_, '_>) {
    let Some(role) = arbre::un(juge.cda, &["recordTarget", "patientRole"]) else {
        return;
    };
    let chemins: [&[&str]; 4] = [
        &["addr"],
        &["telecom"],
        &["patient", "administrativeGenderCode"],
        &["patient", "birthTime"],
    ];
    for noeud in chemins.iter().flat_map(|chemin| arbre::tous(role, chemin)).collect::<Vec<_>>() {
        if noeud.attribute("nullFlavor").is_some_and(|n| n != "UNK") {
            juge.dire_attribut(regles::PATIENT_NUL, noeud, "nullFlavor", "UNK");
        }
    }
}

fn valider<'a, 'i>(juge: &mut Juge<'a, 'i>, validation: Node<'a, 'i>) {
    if !arbre::a_modele(validation, MODELE_VALIDATION) {
        let attendu = format!("le templateId {MODELE_VALIDATION}");
        juge.dire(regles::VALIDATION_MODELE, validation, attendu, "(absent)");
    }
    juge.au_moins_un(regles::VALIDATION_DATE, validation, &["time"]);
    for nom in ["addr", "telecom"] {
        juge.au_moins_un(regles::VALIDATION_COORDONNEES, validation, &["assignedEntity", nom]);
    }
    if let Some(laboratoire) = arbre::un(validation, &["assignedEntity", "representedOrganization"]) {
        for nom in ["id", "name", "telecom", "addr"] {
            juge.au_moins_un(regles::VALIDATION_LABORATOIRE, laboratoire, &[nom]);
        }
    }
}

fn actes(juge: &mut Juge<'_, '_>) {
    let actes = arbre::tous(juge.cda, &["documentationOf", "serviceEvent"]);
    let statut = |acte: &Node<'_, '_>| acte.children().any(|n| segur_soap::est(n, ns::LAB, "statusCode"));
    if let Some(principal) = actes.first()
        && !actes.iter().any(statut)
    {
        juge.manque(regles::STATUT_PRESENT, *principal, &["statusCode"]);
    }
    for acte in actes {
        juge.au_moins_un(regles::ACTE_CODE, acte, &["code"]);
        for statut in segur_soap::enfants(acte, ns::LAB, "statusCode").collect::<Vec<_>>() {
            if !matches!(attribut(statut, "code"), "active" | "completed") {
                juge.dire_attribut(regles::STATUT, statut, "code", "active ou completed");
            }
        }
        for executant in arbre::tous(acte, &["performer"]) {
            juge.au_moins_un(regles::EXECUTANT_DATE, executant, &["time"]);
            let directeur: [&[&str]; 3] = [&["addr"], &["telecom"], &["assignedPerson", "name"]];
            sous_entite(juge, regles::EXECUTANT_DIRECTEUR, executant, &directeur);
            let laboratoire: [&[&str]; 5] = [
                &["representedOrganization", "id"],
                &["representedOrganization", "name"],
                &["representedOrganization", "telecom"],
                &["representedOrganization", "addr"],
                &["representedOrganization", "standardIndustryClassCode"],
            ];
            sous_entite(juge, regles::EXECUTANT_LABORATOIRE, executant, &laboratoire);
        }
    }
}

fn responsable(juge: &mut Juge<'_, '_>) {
    let Some(rencontre) = arbre::un(juge.cda, &["componentOf", "encompassingEncounter"]) else {
        return;
    };
    let Some(responsable) = juge.au_moins_un(regles::RESPONSABLE, rencontre, &["responsibleParty"]) else {
        return;
    };
    let chemins: [&[&str]; 3] = [&["id"], &["code"], &["assignedPerson", "name", "family"]];
    sous_entite(juge, regles::RESPONSABLE, responsable, &chemins);
}

fn sous_entite<'a, 'i>(juge: &mut Juge<'a, 'i>, regle: segur_model::Rule, parent: Node<'a, 'i>, chemins: &[&[&str]]) {
    for chemin in chemins {
        let chemin: Vec<&str> = std::iter::once("assignedEntity").chain(chemin.iter().copied()).collect();
        juge.au_moins_un(regle, parent, &chemin);
    }
}

fn corps(juge: &mut Juge<'_, '_>) {
    let Some(corps) = arbre::un(juge.cda, &["component", "structuredBody"]) else {
        return;
    };
    let sections = arbre::tous(corps, &["component", "section"]);
    let porte = |racine: &str| sections.iter().any(|s| arbre::a_modele(*s, racine));
    if !porte(CHAPITRE) {
        juge.dire(regles::CHAPITRE, corps, format!("une section {CHAPITRE}"), "(absente)");
    }
    let avec_copie = arbre::millesime(juge.cda).is_some_and(|annee| annee >= ANNEE_DE_LA_COPIE);
    if avec_copie && !porte(ns::SECTION_COPIE_PDF) {
        juge.dire(
            regles::COPIE_PDF,
            corps,
            format!("une section {}", ns::SECTION_COPIE_PDF),
            "(absente)",
        );
    }
    for section in sections {
        if !SECTIONS.iter().any(|s| arbre::a_modele(section, s)) {
            let vu = arbre::tous(section, &["templateId"])
                .iter()
                .map(|t| attribut(*t, "root"))
                .collect::<Vec<_>>()
                .join(", ");
            juge.dire(regles::SECTIONS, section, SECTIONS.join(", "), vu);
        }
    }
}
