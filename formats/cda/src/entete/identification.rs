//! What the document is: models, identifiers, type, title, date, confidentiality, language, version.

use roxmltree::Node;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::document::{Niveau, niveau};
use crate::regles::entete as regles;
use crate::{horodatage, modeles, ns};

/// Longest title of a document.
const TITRE_MAX: usize = 128;
/// Longest identifier of a document in XDS.
const OID_MAX: usize = 64;

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    fixes(juge);
    modeles(juge);
    identifiant(juge);
    code(juge);
    titre(juge);
    date(juge);
    version(juge);
}

fn fixes(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    if let Some(realm) = juge.exactement_un(regles::REALM, cda, &["realmCode"])
        && attribut(realm, "code") != "FR"
    {
        juge.dire_attribut(regles::REALM, realm, "code", "FR");
    }
    if let Some(type_id) = juge.exactement_un(regles::TYPE_ID, cda, &["typeId"]) {
        for (nom, attendu) in [("root", "2.16.840.1.113883.1.3"), ("extension", "POCD_HD000040")] {
            if attribut(type_id, nom) != attendu {
                juge.dire_attribut(regles::TYPE_ID, type_id, nom, attendu);
            }
        }
    }
    if let Some(c) = juge.exactement_un(regles::CONFIDENTIALITE, cda, &["confidentialityCode"]) {
        if !matches!(attribut(c, "code"), "N" | "R" | "V") {
            juge.dire_attribut(regles::CONFIDENTIALITE, c, "code", "N, R ou V");
        }
        if attribut(c, "codeSystem") != ns::CONFIDENTIALITE {
            juge.dire_attribut(regles::CONFIDENTIALITE, c, "codeSystem", ns::CONFIDENTIALITE);
        }
    }
    if let Some(langue) = juge.exactement_un(regles::LANGUE, cda, &["languageCode"])
        && langue.attribute("code") != Some("fr-FR")
    {
        juge.dire_attribut(regles::LANGUE, langue, "code", "fr-FR");
    }
}

fn modeles(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    let modeles = arbre::tous(cda, &["templateId"]);
    let racines: Vec<&str> = modeles.iter().map(|m| attribut(*m, "root")).collect();
    for (regle, racine) in [
        (regles::MODELE_FRANCE, ns::MODELE_FRANCE),
        (regles::MODELE_CI_SIS, ns::MODELE_CI_SIS),
    ] {
        let combien = racines.iter().filter(|r| **r == racine).count();
        if combien != 1 {
            juge.dire(regle, cda, format!("un templateId {racine}"), format!("{combien}"));
        }
    }
    let propre = |r: &&&str| **r != ns::MODELE_FRANCE && **r != ns::MODELE_CI_SIS && **r != ns::MODELE_N1 && !r.is_empty();
    let n1 = racines.contains(&ns::MODELE_N1);
    match niveau(cda) {
        Some(Niveau::N1) if !n1 || racines.len() != 3 => {
            let attendu = format!("trois templateId, dont {}", ns::MODELE_N1);
            juge.dire(regles::MODELE_N1, cda, attendu, racines.join(", "));
        }
        Some(Niveau::N3) => {
            if n1 {
                let attendu = format!("pas de templateId {} dans un document structuré", ns::MODELE_N1);
                juge.dire(regles::MODELE_N1, cda, attendu, racines.join(", "));
            }
            if !racines.iter().any(|r| propre(&r)) {
                juge.dire(
                    regles::MODELE_PROPRE,
                    cda,
                    "le templateId du modèle de document",
                    racines.join(", "),
                );
            }
        }
        _ => {}
    }
}

fn identifiant(juge: &mut Juge<'_, '_>) {
    let Some(id) = juge.exactement_un(regles::ID, juge.cda, &["id"]) else {
        return;
    };
    let racine = attribut(id, "root");
    if racine.parse::<segur_ids::Oid>().is_err() {
        juge.dire_attribut(regles::ID, id, "root", "un OID");
    } else if racine.len() > OID_MAX {
        juge.dire_attribut(regles::ID_LONGUEUR, id, "root", format!("{OID_MAX} caractères au plus"));
    }
    if id.attribute("extension").is_some() {
        juge.dire_attribut(regles::ID_DMP, id, "extension", "pas d'@extension : tout l'identifiant dans @root");
    }
}

fn code(juge: &mut Juge<'_, '_>) {
    let Some(code) = juge.exactement_un(regles::CODE, juge.cda, &["code"]) else {
        return;
    };
    let (valeur, systeme) = (attribut(code, "code"), attribut(code, "codeSystem"));
    let mut complet = true;
    for (nom, v) in [("code", valeur), ("codeSystem", systeme)] {
        if v.is_empty() {
            complet = false;
            juge.dire_attribut(regles::CODE, code, nom, "une valeur");
        }
    }
    if complet && modeles::nom_du_type(valeur, systeme).is_none() {
        juge.dire(
            regles::CODE_JDV,
            code,
            "un code de JDV_J07-XdsTypeCode-CISIS",
            format!("{valeur} ({systeme})"),
        );
    }
}

fn titre(juge: &mut Juge<'_, '_>) {
    let Some(titre) = juge.exactement_un(regles::TITRE, juge.cda, &["title"]) else {
        return;
    };
    let texte = arbre::texte_normalise(titre);
    let longueur = texte.chars().count();
    if longueur == 0 {
        juge.dire(regles::TITRE, titre, "un titre non vide", "(vide)");
    } else if longueur > TITRE_MAX {
        juge.dire(
            regles::TITRE_LONGUEUR,
            titre,
            format!("{TITRE_MAX} caractères au plus"),
            format!("{longueur} caractères"),
        );
    }
}

fn date(juge: &mut Juge<'_, '_>) {
    let Some(date) = juge.exactement_un(regles::DATE, juge.cda, &["effectiveTime"]) else {
        return;
    };
    // A form that is none of the four, or a time without offset, is told by the rules on every timestamp.
    match date.attribute("value").map(|v| horodatage::lire(v.trim())) {
        None => juge.dire_attribut(regles::DATE, date, "value", "AAAAMMJJhhmmss±ZZzz"),
        Some(Err(horodatage::Defaut::FormeHl7)) => juge.dire_attribut(regles::DATE, date, "value", "AAAAMMJJhhmmss±ZZzz"),
        Some(Ok(lu)) if !lu.a_la_seconde() => juge.dire_attribut(regles::DATE, date, "value", "AAAAMMJJhhmmss±ZZzz"),
        Some(_) => {}
    }
}

fn version(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    if let Some(noeud) = juge.exactement_un(regles::SET_ID, cda, &["setId"])
        && attribut(noeud, "root").is_empty()
    {
        juge.dire_attribut(regles::SET_ID, noeud, "root", "un OID");
    }
    if let Some(noeud) = juge.exactement_un(regles::VERSION, cda, &["versionNumber"])
        && entier_positif(noeud).is_none()
    {
        juge.dire_attribut(regles::VERSION, noeud, "value", "un entier positif");
    }
}

/// `versionNumber/@value`, when it is a positive integer.
pub(super) fn entier_positif(noeud: Node<'_, '_>) -> Option<u32> {
    let valeur = attribut(noeud, "value");
    valeur
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| valeur.parse().ok())
        .flatten()
        .filter(|v| *v > 0)
}
