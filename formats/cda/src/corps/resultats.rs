//! The results of a biology report: what the schematrons of the ANS ask of each, and their agreement with the text.

use std::collections::HashMap;

use roxmltree::Node;
use segur_soap::est;

use super::precis;
use super::texte::Textes;
use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::nombres::canonique;
use crate::regles::bio as regles;
use crate::{jdv, ns, ucum};

const CHAPITRE: &str = "1.3.6.1.4.1.19376.1.3.3.2.1";
const SOUS_CHAPITRE: &str = "1.3.6.1.4.1.19376.1.3.3.2.2";
const ENTREE: &str = "1.3.6.1.4.1.19376.1.3.1";
const BATTERIE: &str = "1.3.6.1.4.1.19376.1.3.1.4";
const RESULTAT: &str = "1.3.6.1.4.1.19376.1.3.1.6";
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

pub(super) fn juger<'a, 'i>(juge: &mut Juge<'a, 'i>, corps: Node<'a, 'i>, textes: &mut Textes<'a, 'i>) {
    let mut unites = HashMap::new();
    for noeud in corps.descendants().filter(|n| n.tag_name().namespace() == Some(ns::HL7)) {
        // Thousands of results share a few units.
        let unite = noeud.attribute("unit");
        if unite.is_some_and(|u| !*unites.entry(u).or_insert_with(|| ucum::est_unite(u))) {
            juge.dire_attribut(regles::UNITE, noeud, "unit", "une unité UCUM, comme g/L, [IU]/L ou 10*9/L");
        }
        match noeud.tag_name().name() {
            "section" => chapitre(juge, noeud),
            "entry" if arbre::a_modele(noeud, ENTREE) => entree(juge, noeud),
            "organizer" if arbre::a_modele(noeud, BATTERIE) => batterie(juge, noeud),
            "observation" => {
                interpretations(juge, noeud);
                if arbre::a_modele(noeud, RESULTAT) {
                    resultat(juge, noeud);
                    valeurs(juge, noeud, textes);
                }
            }
            _ => {}
        }
    }
}

/// A chapter has sub-chapters, or entries of its own; a sub-chapter has entries.
fn chapitre<'a, 'i>(juge: &mut Juge<'a, 'i>, section: Node<'a, 'i>) {
    let sous_chapitre = arbre::a_modele(section, SOUS_CHAPITRE);
    if !sous_chapitre && !arbre::a_modele(section, CHAPITRE) {
        return;
    }
    if let Some(code) = juge.au_moins_un(regles::CHAPITRE_CODE, section, &["code"])
        && (attribut(code, "code").is_empty() || attribut(code, "codeSystem") != ns::LOINC)
    {
        juge.dire_attribut(regles::CHAPITRE_CODE, code, "codeSystem", ns::LOINC);
    }
    let entrees = arbre::un(section, &["entry"]).is_some();
    let dessous = !sous_chapitre && arbre::un(section, &["component", "section"]).is_some();
    if !entrees && !dessous {
        juge.manque(regles::CHAPITRE_CONTENU, section, &["entry"]);
    }
}

fn statut_parmi<'a, 'i>(juge: &mut Juge<'a, 'i>, regle: segur_model::Rule, noeud: Node<'a, 'i>, admis: &[&str]) {
    let statuts = arbre::tous(noeud, &["statusCode"]);
    if !statuts.iter().any(|s| admis.contains(&attribut(*s, "code"))) {
        let vu = statuts.first().map_or("(absent)", |s| attribut(*s, "code"));
        juge.dire(regle, noeud, format!("statusCode {}", admis.join(", ")), vu);
    }
}

fn entree<'a, 'i>(juge: &mut Juge<'a, 'i>, entree: Node<'a, 'i>) {
    if attribut(entree, "typeCode").is_empty() {
        juge.dire_attribut(regles::ENTREE, entree, "typeCode", "un typeCode, comme DRIV");
    }
    let Some(acte) = juge.au_moins_un(regles::ENTREE, entree, &["act"]) else {
        return;
    };
    if let Some(code) = arbre::un(acte, &["code"])
        && code.attribute("code").is_some()
        && attribut(code, "codeSystem") != ns::LOINC
    {
        juge.dire_attribut(regles::ENTREE, code, "codeSystem", ns::LOINC);
    }
    statut_parmi(juge, regles::ENTREE, acte, &["completed", "active", "aborted"]);
    let composants = arbre::tous(acte, &["entryRelationship"]);
    if !composants.iter().any(|r| attribut(*r, "typeCode") == "COMP") {
        juge.dire(regles::ENTREE, acte, "un entryRelationship de typeCode COMP", "(absent)");
    }
}

fn batterie<'a, 'i>(juge: &mut Juge<'a, 'i>, batterie: Node<'a, 'i>) {
    for (nom, attendu) in [("classCode", "BATTERY"), ("moodCode", "EVN")] {
        if attribut(batterie, nom) != attendu {
            juge.dire_attribut(regles::BATTERIE, batterie, nom, attendu);
        }
    }
    statut_parmi(juge, regles::BATTERIE, batterie, &["completed", "active", "aborted"]);
}

fn interpretations<'a, 'i>(juge: &mut Juge<'a, 'i>, observation: Node<'a, 'i>) {
    for code in arbre::tous(observation, &["interpretationCode"]) {
        if code.attribute("nullFlavor").is_some() {
            juge.dire_attribut(regles::INTERPRETATION, code, "nullFlavor", "un code, sans nullFlavor");
        } else if attribut(code, "code").is_empty() {
            juge.dire_attribut(regles::INTERPRETATION, code, "code", "un code, comme N, H ou L");
        } else if attribut(code, "codeSystem") != ns::INTERPRETATIONS {
            juge.dire_attribut(regles::INTERPRETATION, code, "codeSystem", ns::INTERPRETATIONS);
        } else if !jdv::interpretation_connue(attribut(code, "code")) {
            juge.dire_attribut(
                regles::INTERPRETATION_JDV,
                code,
                "code",
                "un code de JDV_HL7_ObservationInterpretation_CISIS",
            );
        }
    }
}

fn resultat<'a, 'i>(juge: &mut Juge<'a, 'i>, resultat: Node<'a, 'i>) {
    if attribut(resultat, "moodCode") != "EVN" {
        juge.dire_attribut(regles::RESULTAT_STATUT, resultat, "moodCode", "EVN");
    }
    statut_parmi(juge, regles::RESULTAT_STATUT, resultat, &["completed", "aborted"]);
    juge.au_plus_un(regles::RESULTAT_INTERVALLE, resultat, &["referenceRange"]);
    let code = juge.au_moins_un(regles::RESULTAT_CODE_PRESENT, resultat, &["code"]);
    if let Some(code) = code
        && attribut(code, "codeSystem") == ns::LOINC
    {
        for nom in ["code", "displayName"] {
            if attribut(code, nom).is_empty() {
                juge.dire_attribut(regles::RESULTAT_CODE, code, nom, "une valeur, avec un code LOINC");
            }
        }
    }
    if let Some(code) = code
        && attribut(code, "code").is_empty()
        && attribut(code, "codeSystem") != ns::LOINC
        && arbre::un(code, &["originalText"]).is_none()
    {
        juge.dire(
            regles::RESULTAT_NOMME,
            code,
            "@code, ou originalText avec un nullFlavor",
            "(ni l'un ni l'autre)",
        );
    }
    let anteriorites = arbre::tous(resultat, &["entryRelationship"]);
    for lien in anteriorites.into_iter().filter(|l| attribut(*l, "typeCode") == "REFR") {
        for anterieur in arbre::tous(lien, &["observation"]) {
            juge.au_moins_un(regles::ANTERIORITE, anterieur, &["effectiveTime"]);
            statut_parmi(juge, regles::ANTERIORITE, anterieur, &["completed"]);
        }
    }
}

/// The numbers of a result are those that a person reads: in the line of the table that the result refers to, else anywhere in the
/// text of its section.
fn valeurs<'a, 'i>(juge: &mut Juge<'a, 'i>, resultat: Node<'a, 'i>, textes: &mut Textes<'a, 'i>) {
    let quantites = arbre::tous(resultat, &["value"]).into_iter().filter(|v| est_quantite(*v));
    let quantites: Vec<(Node<'a, 'i>, String)> = quantites.filter_map(|v| Some((v, canonique(attribut(v, "value"))?))).collect();
    if quantites.is_empty() {
        return;
    }
    let chemins: [&[&str]; 3] = [
        &["code", "originalText", "reference"],
        &["text", "reference"],
        &["value", "originalText", "reference"],
    ];
    let references = chemins.iter().flat_map(|c| arbre::tous(resultat, c));
    let lignes: Vec<Node<'a, 'i>> = references
        .filter_map(|r| textes.designe(attribut(r, "value")))
        .filter_map(ligne)
        .collect();
    let section = || {
        resultat
            .ancestors()
            .filter(|n| est(*n, ns::HL7, "section"))
            .find_map(|s| arbre::un(s, &["text"]))
    };
    let en_ligne = !lignes.is_empty();
    let (ou, textes_lus) = if lignes.is_empty() {
        ("le texte de la section", section().into_iter().collect())
    } else {
        ("la ligne du texte que désigne le résultat", lignes)
    };
    for (quantite, nombre) in quantites {
        if !textes_lus.is_empty() && !textes.contient(&textes_lus, &nombre) {
            juge.dire_attribut(regles::RESULTAT_TEXTE, quantite, "value", format!("ce nombre dans {ou}"));
        } else if textes.relire(&textes_lus) {
            precis::juger(juge, resultat, quantite, &textes_lus, en_ligne);
        }
    }
}

fn est_quantite(valeur: Node<'_, '_>) -> bool {
    let genre = valeur.attribute((SCHEMA_INSTANCE, "type")).unwrap_or_default();
    genre.rsplit(':').next().is_some_and(|g| g.trim() == "PQ")
}

/// The line of a table in which an element of the text stands.
fn ligne<'a, 'i>(noeud: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    noeud.ancestors().find(|n| est(*n, ns::HL7, "tr"))
}
