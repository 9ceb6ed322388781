//! What holds everywhere in the header: null flavors, coordinates and timestamps. The ANS schematrons look at the digits of a timestamp only:
//! the offset that they miss is judged here.

use roxmltree::Node;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::entete::contexte::acte_principal;
use crate::horodatage::{self, Defaut};
use crate::ns;
use crate::regles::entete as regles;

/// Where a null flavor is forbidden.
const SANS_NUL: &[&[&str]] = &[
    &["id"],
    &["code"],
    &["title"],
    &["effectiveTime"],
    &["confidentialityCode"],
    &["languageCode"],
    &["setId"],
    &["versionNumber"],
    &["recordTarget"],
    &["recordTarget", "patientRole"],
    &["recordTarget", "patientRole", "id"],
    &["recordTarget", "patientRole", "patient"],
    &["recordTarget", "patientRole", "patient", "name"],
    &["author"],
    &["author", "assignedAuthor"],
    &["author", "assignedAuthor", "id"],
    &["custodian"],
    &["legalAuthenticator"],
    &["legalAuthenticator", "assignedEntity"],
    &["legalAuthenticator", "assignedEntity", "id"],
    &["documentationOf"],
    &["documentationOf", "serviceEvent"],
    &["relatedDocument", "parentDocument", "id"],
    &["componentOf"],
    &["componentOf", "encompassingEncounter"],
    &["componentOf", "encompassingEncounter", "location"],
    &["componentOf", "encompassingEncounter", "location", "healthCareFacility"],
    &["componentOf", "encompassingEncounter", "location", "healthCareFacility", "code"],
];

/// The same, within the main act.
const SANS_NUL_ACTE: &[&[&str]] = &[
    &["effectiveTime"],
    &["effectiveTime", "low"],
    &["performer"],
    &[
        "performer",
        "assignedEntity",
        "representedOrganization",
        "standardIndustryClassCode",
    ],
];

/// Elements whose `@value` is a timestamp.
const HORODATAGES: &[&str] = &["effectiveTime", "time", "low", "high", "center", "birthTime", "deceasedTime"];

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    interdits(juge);
    let entete = juge.cda.children().filter(|n| n.is_element() && n.tag_name().name() != "component");
    for noeud in entete.flat_map(|n| n.descendants()).filter(|n| n.is_element()) {
        nul(juge, noeud);
        nul_et_valeur(juge, noeud);
        if segur_soap::est(noeud, ns::HL7, "telecom") {
            telecom(juge, noeud);
        }
        periode(juge, noeud);
        if HORODATAGES.contains(&noeud.tag_name().name()) {
            date(juge, noeud);
        }
    }
}

fn interdits(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    let partout = SANS_NUL.iter().flat_map(|chemin| arbre::tous(cda, chemin));
    let acte = acte_principal(cda);
    let de_l_acte = acte
        .into_iter()
        .flat_map(|a| SANS_NUL_ACTE.iter().flat_map(move |chemin| arbre::tous(a, chemin)));
    for noeud in partout.chain(de_l_acte).collect::<Vec<_>>() {
        if noeud.attribute("nullFlavor").is_some() {
            juge.dire_attribut(regles::NUL_INTERDIT, noeud, "nullFlavor", "une valeur, sans nullFlavor");
        }
    }
}

fn nul<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>) {
    match noeud.attribute("nullFlavor") {
        None | Some("UNK" | "NASK" | "ASKU" | "NAV" | "MSK") => {}
        Some("NA") => juge.dire_attribut(regles::NUL_NA, noeud, "nullFlavor", "UNK, NASK, ASKU, NAV ou MSK"),
        Some(_) => juge.dire_attribut(regles::NUL, noeud, "nullFlavor", "UNK, NASK, ASKU, NAV ou MSK"),
    }
}

/// Says that there is no value, and gives one.
fn nul_et_valeur<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>) {
    // A `telecom` has its own rule, and the extension of an identifier may be known when its root is not.
    let valeur = match noeud.tag_name().name() {
        "id" | "setId" => "root",
        nom if HORODATAGES.contains(&nom) => "value",
        _ => return,
    };
    if noeud.tag_name().namespace() == Some(ns::HL7) && noeud.attribute("nullFlavor").is_some() && noeud.attribute(valeur).is_some() {
        let attendu = format!("@{valeur} ou un nullFlavor, non les deux");
        juge.dire_attribut(regles::NUL_ET_VALEUR, noeud, valeur, attendu);
    }
}

/// A period whose end is before its beginning, on what both bounds say.
fn periode<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>) {
    let borne = |nom| arbre::un(noeud, &[nom]).filter(|b| b.attribute("value").is_some());
    let (Some(debut), Some(fin)) = (borne("low"), borne("high")) else {
        return;
    };
    let lu = |b: Node<'_, '_>| horodatage::lire(attribut(b, "value"));
    if let (Ok(avant), Ok(apres)) = (lu(debut), lu(fin))
        && apres.est_avant(&avant)
    {
        let attendu = format!("une fin à partir de {}", attribut(debut, "value"));
        juge.dire_attribut(regles::INTERVALLE, fin, "value", attendu);
    }
}

fn telecom<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>) {
    let nul = noeud.attribute("nullFlavor").is_some();
    let valeur = noeud.attribute("value").map(str::trim);
    let adresse = |v: &str| {
        v.split_once(':')
            .is_some_and(|(genre, reste)| matches!(genre, "tel" | "fax" | "mailto" | "http" | "ftp" | "mllp") && !reste.is_empty())
    };
    let bon = match valeur {
        None => nul,
        Some(v) => !nul && adresse(v),
    };
    if !bon {
        juge.dire_attribut(
            regles::TELECOM,
            noeud,
            "value",
            "une adresse comme tel:+33123456789 ou mailto:… , ou un nullFlavor seul",
        );
    }
}

fn date<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>) {
    if !matches!(noeud.tag_name().namespace(), Some(ns::HL7 | ns::SDTC)) || noeud.attribute("value").is_none() {
        return;
    }
    let valeur = attribut(noeud, "value");
    let lue = match noeud.tag_name().name() {
        "birthTime" => horodatage::naissance(valeur),
        _ => horodatage::lire(valeur).map(|_| ()),
    };
    match lue {
        Ok(()) => {}
        Err(Defaut::SansDecalage) => {
            juge.dire_attribut(
                regles::HORODATAGE_DECALAGE,
                noeud,
                "value",
                format!("{valeur}+0100, ou le décalage en vigueur"),
            );
        }
        Err(Defaut::Forme) => {
            let attendu = "AAAA, AAAAMMJJ, AAAAMMJJhhmm±ZZzz ou AAAAMMJJhhmmss±ZZzz";
            juge.dire_attribut(regles::HORODATAGE, noeud, "value", attendu);
        }
        Err(Defaut::FormeHl7) => juge.dire_attribut(
            regles::HORODATAGE_HL7,
            noeud,
            "value",
            "AAAA, AAAAMMJJ, AAAAMMJJhhmm±ZZzz ou AAAAMMJJhhmmss±ZZzz",
        ),
        Err(Defaut::Calendrier) => juge.dire_attribut(regles::HORODATAGE, noeud, "value", "une date et une heure qui existent"),
    }
}
