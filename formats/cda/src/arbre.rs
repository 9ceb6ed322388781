//! Moving in a clinical document, and finding it in the style sheet that may hold it.

use roxmltree::{Document, Node};
use segur_model::Location;
use segur_soap::{est, texte_de};

use crate::illisible::CdaIllisible;
use crate::ns;

/// Path of the cadre d'exercice (`practiceSettingCode`).
pub(crate) const CADRE: &[&str] = &[
    "documentationOf",
    "serviceEvent",
    "performer",
    "assignedEntity",
    "representedOrganization",
    "standardIndustryClassCode",
];
/// Path of the secteur d'activité (`healthcareFacilityTypeCode`).
pub(crate) const SECTEUR: &[&str] = &["componentOf", "encompassingEncounter", "location", "healthCareFacility", "code"];

/// The clinical document in a tree: its root, or, in a style sheet that shows its own document, the one within.
pub(crate) fn racine<'a, 'i>(document: &'a Document<'i>) -> Result<Node<'a, 'i>, CdaIllisible> {
    let racine = document.root_element();
    let cda = |n: &Node<'a, 'i>| est(*n, ns::HL7, "ClinicalDocument");
    if cda(&racine) {
        return Ok(racine);
    }
    let feuille = matches!(racine.tag_name().name(), "stylesheet" | "transform");
    let dedans = feuille.then(|| racine.descendants().find(cda)).flatten();
    dedans.ok_or_else(|| match racine.tag_name().name() {
        nom if nom.eq_ignore_ascii_case("html") => CdaIllisible::Html,
        _ => CdaIllisible::PasUnCda {
            nom: nom_qualifie(racine),
            lieu: segur_soap::lieu(document, racine),
        },
    })
}

pub(crate) fn nom_qualifie(noeud: Node<'_, '_>) -> String {
    let nom = noeud.tag_name();
    nom.namespace()
        .map_or_else(|| nom.name().to_owned(), |espace| format!("{{{espace}}}{}", nom.name()))
}

/// Every element reached by these names, in order.
pub(crate) fn tous<'a, 'i>(depart: Node<'a, 'i>, chemin: &[&str]) -> Vec<Node<'a, 'i>> {
    chemin.iter().fold(vec![depart], |ici, nom| {
        ici.iter()
            .flat_map(|n| n.children().filter(|e| est(*e, ns::HL7, nom)).collect::<Vec<_>>())
            .collect()
    })
}

/// The first element reached by these names.
pub(crate) fn un<'a, 'i>(depart: Node<'a, 'i>, chemin: &[&str]) -> Option<Node<'a, 'i>> {
    tous(depart, chemin).into_iter().next()
}

/// An attribute of an element, without the white space around it; empty when absent.
pub(crate) fn attribut<'a>(noeud: Node<'a, '_>, nom: &str) -> &'a str {
    noeud.attribute(nom).map(str::trim).unwrap_or_default()
}

/// The text of an element, without the white space around it.
pub(crate) fn texte(noeud: Node<'_, '_>) -> String {
    texte_de(noeud).trim().to_owned()
}

/// The text with runs of white space made one space: indentation of the file is no part of a title or of a name.
pub(crate) fn texte_normalise(noeud: Node<'_, '_>) -> String {
    texte_de(noeud).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Roots of the `templateId` of an element.
pub(crate) fn a_modele(noeud: Node<'_, '_>, racine: &str) -> bool {
    tous(noeud, &["templateId"]).iter().any(|t| attribut(*t, "root") == racine)
}

/// The place of what should be under an element, by its path.
pub(crate) fn sous(lieu: Location, chemin: &[&str]) -> Location {
    Location {
        path: format!("{}/{}", lieu.path, chemin.join("/")),
        ..lieu
    }
}

/// Year of the model of the CI-SIS that the document declares (`2024` for `2024.01`). None without a version: level 1, and models
/// older than versioned ones.
pub(crate) fn millesime(cda: Node<'_, '_>) -> Option<u16> {
    tous(cda, &["templateId"])
        .into_iter()
        .filter(|t| {
            let racine = attribut(*t, "root");
            racine.starts_with(ns::RACINE_MODELES) && racine != ns::MODELE_CI_SIS
        })
        .find_map(|t| attribut(t, "extension").get(..4)?.parse().ok())
}

/// Year of the volet that the document follows: that of its model, else, when no model says its version (level 1 never does), that
/// of the document itself.
pub(crate) fn annee_du_volet(cda: Node<'_, '_>) -> Option<u16> {
    let du_document = || attribut(un(cda, &["effectiveTime"])?, "value").get(..4)?.parse().ok();
    millesime(cda).or_else(du_document)
}
