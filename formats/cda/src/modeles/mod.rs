//! What the model of a structured document adds, by the table of models.

mod table;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::document::{Niveau, niveau};
use crate::ns;
use crate::regles::modele as regles;
use table::{MODELES, ModeleDeDocument, Section};

pub(crate) fn juger(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    if niveau(cda) != Some(Niveau::N3) {
        return;
    }
    for declare in arbre::tous(cda, &["templateId"]) {
        let Some(racine) = attribut(declare, "root").strip_prefix(ns::RACINE_MODELES) else {
            continue;
        };
        let mut connus = MODELES.iter().filter(|m| m.racine == racine).peekable();
        if connus.peek().is_none() {
            continue;
        }
        let version = attribut(declare, "extension");
        match connus.clone().find(|m| m.versions.contains(&version)) {
            Some(modele) => juger_modele(juge, modele),
            None => {
                let connues: Vec<&str> = connus.flat_map(|m| m.versions).copied().collect();
                juge.dire_attribut(regles::VERSION, declare, "extension", connues.join(", "));
            }
        }
    }
}

fn juger_modele(juge: &mut Juge<'_, '_>, modele: &ModeleDeDocument) {
    let cda = juge.cda;
    for avec in modele.avec {
        if !arbre::a_modele(cda, avec) {
            let attendu = format!("le templateId {avec}, comme le veut le modèle « {} »", modele.nom);
            juge.dire(regles::AVEC, cda, attendu, "(absent)");
        }
    }
    if let Some(code) = arbre::un(cda, &["code"]) {
        let vu = (attribut(code, "code"), attribut(code, "codeSystem"));
        if !modele.codes.contains(&vu) {
            let attendus: Vec<String> = modele.codes.iter().map(|(c, s)| format!("{c} ({s})")).collect();
            let attendu = format!("{}, pour le modèle « {} »", attendus.join(" ou "), modele.nom);
            juge.dire(regles::CODE, code, attendu, format!("{} ({})", vu.0, vu.1));
        }
    }
    let actes = arbre::tous(cda, &["documentationOf", "serviceEvent", "code"]);
    if let Some(acte) = modele.acte
        && !actes.iter().any(|c| attribut(*c, "code") == acte)
    {
        let attendu = format!(
            "un documentationOf/serviceEvent de code {acte}, comme le veut le modèle « {} »",
            modele.nom
        );
        let vus: Vec<&str> = actes.iter().map(|c| attribut(*c, "code")).collect();
        juge.dire(regles::ACTE, cda, attendu, vus.join(", "));
    }
    sections(juge, modele);
}

fn sections(juge: &mut Juge<'_, '_>, modele: &ModeleDeDocument) {
    let Some(corps) = arbre::un(juge.cda, &["component", "structuredBody"]) else {
        return;
    };
    let sections = arbre::tous(corps, &["component", "section"]);
    let combien = |racine: &str| sections.iter().filter(|s| arbre::a_modele(**s, racine)).count();
    for exigee in modele.sections {
        let (bon, attendu, vu) = match *exigee {
            Section::Entre(racine, min, max) => {
                let n = combien(racine);
                (
                    (min..=max).contains(&n),
                    format!("{} section {racine}", cardinalite(min, max)),
                    n.to_string(),
                )
            }
            Section::UneDe(racines) => {
                let nombres: Vec<usize> = racines.iter().map(|r| combien(r)).collect();
                let vus: Vec<String> = nombres.iter().map(usize::to_string).collect();
                (
                    nombres.contains(&1),
                    format!("une seule section {}", racines.join(", ou une seule ")),
                    vus.join(", "),
                )
            }
        };
        if !bon {
            juge.dire(regles::SECTIONS, corps, format!("{attendu} (modèle « {} »)", modele.nom), vu);
        }
    }
    if modele.copie_pdf && combien(ns::SECTION_COPIE_PDF) != 1 {
        let attendu = format!("une section {} (modèle « {} »)", ns::SECTION_COPIE_PDF, modele.nom);
        juge.dire(regles::COPIE_PDF, corps, attendu, combien(ns::SECTION_COPIE_PDF).to_string());
    }
}

fn cardinalite(min: usize, max: usize) -> &'static str {
    match (min, max) {
        (0, _) => "au plus une",
        (_, 1) => "exactement une",
        _ => "au moins une",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn la_table_ne_dit_rien_deux_fois() {
        let cles: Vec<(&str, &str)> = MODELES
            .iter()
            .flat_map(|m| m.versions.iter().map(move |v| (m.racine, *v)))
            .collect();
        assert_eq!(cles.iter().collect::<BTreeSet<_>>().len(), cles.len());
        for modele in MODELES {
            assert!(!modele.versions.is_empty() && !modele.codes.is_empty(), "{}", modele.nom);
            for (code, systeme) in modele.codes {
                assert!(crate::jdv::type_connu(code, systeme), "{}: {code}", modele.nom);
            }
        }
    }
}
