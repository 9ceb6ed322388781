//! What the type of a document says of it, and what the model of a structured one adds, by the table of documents.

mod table;

use roxmltree::Node;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::document::{Code, Modele, Niveau, niveau};
use crate::ns;
use crate::regles::modele as regles;
use table::{Genre, a_un_volet};
pub(crate) use table::{ModeleDeDocument, documents, nom_du_type};

/// The name of the model that a document declares in a version that is known.
pub(crate) fn volet(modeles: &[Modele]) -> Option<&'static str> {
    modeles.iter().find_map(|m| {
        let racine = m.racine.strip_prefix(ns::RACINE_MODELES)?;
        modele_de(racine, m.extension.as_deref().unwrap_or_default()).map(|connu| connu.nom.as_str())
    })
}

/// French name of the type of a document.
pub(crate) fn nom(code: &Code) -> Option<&'static str> {
    nom_du_type(&code.code, &code.systeme)
}

fn modele_de(racine: &str, version: &str) -> Option<&'static ModeleDeDocument> {
    let tous = documents().modeles.iter();
    tous.filter(|m| m.racine == racine)
        .find(|m| m.versions.iter().any(|v| v == version))
}

pub(crate) fn juger(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    forme(juge);
    if niveau(cda) != Some(Niveau::N3) {
        return;
    }
    let mut declare_un_volet = false;
    for declare in arbre::tous(cda, &["templateId"]) {
        let Some(racine) = attribut(declare, "root").strip_prefix(ns::RACINE_MODELES) else {
            continue;
        };
        declare_un_volet |= attribut(declare, "root") != ns::MODELE_CI_SIS;
        let connus = || documents().modeles.iter().filter(|m| m.racine == racine);
        if connus().next().is_none() {
            continue;
        }
        match modele_de(racine, attribut(declare, "extension")) {
            Some(modele) => juger_modele(juge, modele),
            None => {
                let connues: Vec<&str> = connus().flat_map(|m| &m.versions).map(String::as_str).collect();
                juge.dire_attribut(regles::VERSION, declare, "extension", connues.join(", "));
            }
        }
    }
    if !declare_un_volet {
        sans_volet(juge);
    }
}

/// A document of a type that has a model, which declares none of the CI-SIS. That it declares no model at all has a rule of its own, and the
/// biology report another where it says that it is one.
fn sans_volet(juge: &mut Juge<'_, '_>) {
    let Some((code, nom)) = type_de(juge.cda) else { return };
    let communs = [ns::MODELE_FRANCE, ns::MODELE_CI_SIS];
    let modeles = arbre::tous(juge.cda, &["templateId"]);
    let sans_modele = modeles.iter().all(|t| communs.contains(&attribut(*t, "root")));
    if sans_modele || arbre::a_modele(juge.cda, ns::MODELE_XD_LAB) || !a_un_volet(attribut(code, "code"), attribut(code, "codeSystem")) {
        return;
    }
    let attendu = format!("le templateId du volet, {}…, pour « {nom} »", ns::RACINE_MODELES);
    juge.dire(regles::VOLET, code, attendu, "(aucun)");
}

/// The code of the document, and the French name of its type.
fn type_de<'a, 'i>(cda: Node<'a, 'i>) -> Option<(Node<'a, 'i>, &'static str)> {
    let code = arbre::un(cda, &["code"])?;
    Some((code, nom_du_type(attribut(code, "code"), attribut(code, "codeSystem"))?))
}

/// A document of a type that has no structured model.
fn forme(juge: &mut Juge<'_, '_>) {
    let Some((code, nom)) = type_de(juge.cda) else { return };
    let vu = (attribut(code, "code"), attribut(code, "codeSystem"));
    let mut connues = documents().formes.iter();
    let Some(forme) = connues.find(|f| (f.code.as_str(), f.systeme.oid()) == vu) else {
        return;
    };
    let niveau = niveau(juge.cda);
    let attendu = match forme.forme {
        Genre::N1 if niveau == Some(Niveau::N3) => format!("un CDA de niveau 1, pour « {nom} »"),
        Genre::N1 => return,
        Genre::Dicom => format!("un objet DICOM (application/dicom), pour « {nom} »"),
    };
    let vu = format!("un CDA {}", niveau.map_or("sans corps", Niveau::nom));
    juge.dire(forme.selon(regles::FORME), code, attendu, vu);
}

fn juger_modele(juge: &mut Juge<'_, '_>, modele: &'static ModeleDeDocument) {
    let cda = juge.cda;
    for avec in &modele.avec {
        if !arbre::a_modele(cda, avec) {
            let attendu = format!("le templateId {avec}, comme le veut le modèle « {} »", modele.nom);
            juge.dire(modele.selon(regles::AVEC), cda, attendu, "(absent)");
        }
    }
    if let Some(code) = arbre::un(cda, &["code"]) {
        let vu = (attribut(code, "code"), attribut(code, "codeSystem"));
        let systeme = modele.systeme.oid();
        if !modele.codes.iter().any(|c| (c.as_str(), systeme) == vu) {
            let attendus: Vec<String> = modele.codes.iter().map(|c| format!("{c} ({systeme})")).collect();
            let attendu = format!("{}, pour le modèle « {} »", attendus.join(" ou "), modele.nom);
            juge.dire(modele.selon(regles::CODE), code, attendu, format!("{} ({})", vu.0, vu.1));
        }
    }
    acte(juge, modele);
    for chemin in &modele.en_tete {
        let chemin: Vec<&str> = chemin.split('/').collect();
        juge.au_moins_un(modele.selon(regles::EN_TETE), cda, &chemin);
    }
    sections(juge, modele);
}

fn acte(juge: &mut Juge<'_, '_>, modele: &'static ModeleDeDocument) {
    let cda = juge.cda;
    let actes = arbre::tous(cda, &["documentationOf", "serviceEvent", "code"]);
    let vus: Vec<&str> = actes.iter().map(|c| attribut(*c, "code")).collect();
    if modele.actes.is_empty() || modele.actes.iter().any(|a| vus.contains(&a.as_str())) {
        return;
    }
    let attendu = format!(
        "un documentationOf/serviceEvent de code {}, comme le veut le modèle « {} »",
        modele.actes.join(" ou "),
        modele.nom
    );
    juge.dire(modele.selon(regles::ACTE), cda, attendu, vus.join(", "));
}

fn sections(juge: &mut Juge<'_, '_>, modele: &'static ModeleDeDocument) {
    let Some(corps) = arbre::un(juge.cda, &["component", "structuredBody"]) else {
        return;
    };
    let regle = modele.selon(regles::SECTIONS);
    let sections = arbre::tous(corps, &["component", "section"]);
    let combien = |racine: &str| sections.iter().filter(|s| arbre::a_modele(**s, racine)).count();
    for exigee in &modele.sections {
        let n = combien(&exigee.modele);
        if n < exigee.min || exigee.max.is_some_and(|max| n > max) {
            let attendu = format!(
                "{} section {} (modèle « {} »)",
                cardinalite(exigee.min, exigee.max),
                exigee.modele,
                modele.nom
            );
            juge.dire(regle, corps, attendu, n.to_string());
        }
    }
    let nombres: Vec<usize> = modele.une_de.iter().map(|r| combien(r)).collect();
    if !nombres.is_empty() && !nombres.contains(&1) {
        let attendu = format!(
            "une seule section {} (modèle « {} »)",
            modele.une_de.join(", ou une seule "),
            modele.nom
        );
        let vus: Vec<String> = nombres.iter().map(usize::to_string).collect();
        juge.dire(regle, corps, attendu, vus.join(", "));
    }
    for partout in &modele.partout {
        let porte = |n: Node<'_, '_>| segur_soap::est(n, ns::HL7, "templateId") && attribut(n, "root") == partout;
        if !corps.descendants().any(porte) {
            let attendu = format!("une section {partout} (modèle « {} »)", modele.nom);
            juge.dire(regle, corps, attendu, "0");
        }
    }
    if modele.copie_pdf && combien(ns::SECTION_COPIE_PDF) != 1 {
        let attendu = format!("une section {} (modèle « {} »)", ns::SECTION_COPIE_PDF, modele.nom);
        juge.dire(
            modele.selon(regles::COPIE_PDF),
            corps,
            attendu,
            combien(ns::SECTION_COPIE_PDF).to_string(),
        );
    }
}

fn cardinalite(min: usize, max: Option<usize>) -> &'static str {
    match (min, max) {
        (0, _) => "au plus une",
        (_, Some(1)) => "exactement une",
        _ => "au moins une",
    }
}
