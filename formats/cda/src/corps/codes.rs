//! What holds of codes and dates anywhere in the document, and of those of the body.

use roxmltree::Node;
use segur_soap::est;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::horodatage::{self, Defaut};
use crate::regles::corps as regles;
use crate::{loinc, ns};

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    for noeud in cda.descendants().filter(|n| attribut(*n, "codeSystem") == ns::LOINC) {
        code_loinc(juge, noeud);
    }
    for noeud in arbre::tous(cda, &["component"]).into_iter().flat_map(|c| c.descendants()) {
        if est(noeud, ns::HL7, "confidentialityCode") {
            confidentialite(juge, noeud);
        } else if est(noeud, ns::HL7, "effectiveTime") || est(noeud, ns::HL7, "time") {
            date(juge, noeud);
            let bornes = noeud
                .children()
                .filter(|n| matches!(n.tag_name().name(), "low" | "high" | "center"));
            for borne in bornes.filter(|n| n.tag_name().namespace() == Some(ns::HL7)).collect::<Vec<_>>() {
                date(juge, borne);
            }
        }
    }
}

fn code_loinc<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>) {
    let code = attribut(noeud, "code");
    if code.is_empty() {
        return;
    }
    match loinc::juger(code) {
        Ok(()) => {}
        Err(loinc::Defaut::Forme) => juge.dire_attribut(regles::LOINC, noeud, "code", "un code LOINC, comme 11502-2"),
        Err(loinc::Defaut::Cle(cle)) => {
            let numero = code.split('-').next().unwrap_or_default();
            juge.dire_attribut(
                regles::LOINC,
                noeud,
                "code",
                format!("la clé {cle} ({numero}-{cle}), ou un autre numéro"),
            );
        }
    }
}

fn confidentialite<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>) {
    if !matches!(attribut(noeud, "code"), "N" | "R" | "V") {
        juge.dire_attribut(regles::CONFIDENTIALITE, noeud, "code", "N, R ou V");
    }
}

/// A month or an hour, which HL7 allows and the header does not, is left alone. A quantity has a unit, and is no date.
fn date<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>) {
    let valeur = attribut(noeud, "value");
    if valeur.is_empty() || noeud.attribute("unit").is_some() {
        return;
    }
    let attendu = match horodatage::lire(valeur) {
        Ok(_) => return,
        Err(Defaut::FormeHl7) => return,
        Err(Defaut::SansDecalage) => format!("{valeur}+0100, ou le décalage en vigueur"),
        Err(Defaut::Forme) => "AAAA, AAAAMM, AAAAMMJJ, AAAAMMJJhhmm±ZZzz ou AAAAMMJJhhmmss±ZZzz".to_owned(),
        Err(Defaut::Calendrier) => "une date et une heure qui existent".to_owned(),
    };
    juge.dire_attribut(regles::HORODATAGE, noeud, "value", attendu);
}
