//! The numbers of the entries, and the type that each value says: what the schema of the CDA would tell, without a schema.

use roxmltree::Node;
use segur_soap::est;

use crate::arbre;
use crate::constats::Juge;
use crate::ns;
use crate::regles::corps as regles;

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The data types of HL7 V3 that the schema of the CDA has.
const TYPES: &[&str] = &[
    "AD",
    "ADXP",
    "ANY",
    "ANYNonNull",
    "BIN",
    "BL",
    "BN",
    "BXIT_CD",
    "BXIT_IVL_PQ",
    "CD",
    "CE",
    "CO",
    "CR",
    "CS",
    "CV",
    "ED",
    "EIVL_PPD_TS",
    "EIVL_TS",
    "EN",
    "ENXP",
    "GLIST_PQ",
    "GLIST_TS",
    "HXIT_CE",
    "HXIT_PQ",
    "II",
    "INT",
    "IVL_INT",
    "IVL_MO",
    "IVL_PPD_PQ",
    "IVL_PPD_TS",
    "IVL_PQ",
    "IVL_REAL",
    "IVL_TS",
    "IVXB_INT",
    "IVXB_MO",
    "IVXB_PPD_PQ",
    "IVXB_PPD_TS",
    "IVXB_PQ",
    "IVXB_REAL",
    "IVXB_TS",
    "MO",
    "ON",
    "PIVL_PPD_TS",
    "PIVL_TS",
    "PN",
    "PPD_PQ",
    "PPD_TS",
    "PQ",
    "PQR",
    "QTY",
    "REAL",
    "RTO",
    "RTO_MO_PQ",
    "RTO_PQ_PQ",
    "RTO_QTY_QTY",
    "SC",
    "SLIST_PQ",
    "SLIST_TS",
    "ST",
    "SXCM_CD",
    "SXCM_INT",
    "SXCM_MO",
    "SXCM_PPD_PQ",
    "SXCM_PPD_TS",
    "SXCM_PQ",
    "SXCM_REAL",
    "SXCM_TS",
    "SXPR_TS",
    "TEL",
    "TN",
    "TS",
    "URL",
    "UVP_TS",
    "thumbnail",
];

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Genre {
    Reel,
    Entier,
}

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    for composant in arbre::tous(juge.cda, &["component"]) {
        for noeud in composant.descendants().filter(Node::is_element) {
            if let Some(dit) = type_dit(noeud)
                && !TYPES.contains(&dit)
                && !dit.starts_with("POCD_")
            {
                let attendu = "un type de données de HL7 V3, comme PQ, INT, CD ou ST";
                juge.dire(regles::TYPE_CONNU, noeud, attendu, format!("« {dit} »"));
            }
            if est_a_typer(noeud) && noeud.attribute((SCHEMA_INSTANCE, "type")).is_none_or(|t| t.trim().is_empty()) {
                juge.dire(regles::VALEUR_TYPE, noeud, "xsi:type, comme PQ, INT, CD ou ST", "(absent)");
            }
            if let Some(genre) = genre(noeud) {
                nombre(juge, noeud, genre);
            }
        }
    }
}

/// The elements whose type the CDA leaves to the document.
fn est_a_typer(noeud: Node<'_, '_>) -> bool {
    let parent = |nom| noeud.parent_element().is_some_and(|p| est(p, ns::HL7, nom));
    est(noeud, ns::HL7, "value") && ["observation", "observationRange", "criterion"].into_iter().any(parent)
}

fn nombre<'a, 'i>(juge: &mut Juge<'a, 'i>, noeud: Node<'a, 'i>, genre: Genre) {
    let Some(valeur) = noeud.attribute("value") else { return };
    let nue = valeur.trim_matches([' ', '\t', '\r', '\n']);
    match genre {
        Genre::Reel if reel(nue) => {}
        Genre::Reel if matches!(nue, "INF" | "+INF" | "-INF" | "NaN") => {
            juge.dire_attribut(regles::INFINI, noeud, "value", "un nombre, ou le nullFlavor PINF ou NINF");
        }
        Genre::Reel => juge.dire_attribut(regles::NOMBRE, noeud, "value", "un nombre, comme 13.9"),
        Genre::Entier if entier(nue) => {}
        Genre::Entier => juge.dire_attribut(regles::NOMBRE, noeud, "value", "un nombre entier, comme 14"),
    }
}

/// What the `@value` of an element is, when it is a number: by the type that it says, by that of its parent, or by what the CDA makes of it.
fn genre(noeud: Node<'_, '_>) -> Option<Genre> {
    if let Some(dit) = type_dit(noeud) {
        return du_type(dit);
    }
    if noeud.tag_name().namespace() != Some(ns::HL7) {
        return None;
    }
    let parent = noeud.parent_element()?;
    let dans_hl7 = parent.tag_name().namespace() == Some(ns::HL7);
    match noeud.tag_name().name() {
        "doseQuantity" | "rateQuantity" | "quantity" | "period" | "width" => Some(Genre::Reel),
        "repeatNumber" | "sequenceNumber" => Some(Genre::Entier),
        "value" if est(parent, ns::HL7, "regionOfInterest") => Some(Genre::Entier),
        "translation" => du_type(type_dit(parent)?),
        "low" | "high" | "center" | "numerator" | "denominator" => match parent.tag_name().name() {
            _ if type_dit(parent).is_some() => du_type(type_dit(parent)?),
            "doseQuantity" | "rateQuantity" | "quantity" | "maxDoseQuantity" if dans_hl7 => Some(Genre::Reel),
            "repeatNumber" if dans_hl7 => Some(Genre::Entier),
            _ => None,
        },
        _ => None,
    }
}

/// The local name of the type that an element says, when it is one of the CDA.
fn type_dit<'a>(noeud: Node<'a, '_>) -> Option<&'a str> {
    let dit = noeud.attribute((SCHEMA_INSTANCE, "type"))?.trim();
    let (prefixe, nom) = dit.split_once(':').map_or((None, dit), |(p, n)| (Some(p), n));
    (noeud.lookup_namespace_uri(prefixe) == Some(ns::HL7)).then_some(nom)
}

/// A quantity, an interval of them or a bound: what its own `@value` or those of its bounds are.
fn du_type(nom: &str) -> Option<Genre> {
    let nu = ["IVL_", "IVXB_", "SXCM_", "RTO_"]
        .iter()
        .find_map(|p| nom.strip_prefix(p))
        .unwrap_or(nom);
    match nu.split('_').next() {
        Some("PQ" | "REAL" | "MO" | "PQR" | "RTO") => Some(Genre::Reel),
        Some("INT") => Some(Genre::Entier),
        _ => None,
    }
}

/// A decimal or floating number of XML Schema.
fn reel(texte: &str) -> bool {
    let (mantisse, exposant) = texte.split_once(['e', 'E']).map_or((texte, None), |(m, e)| (m, Some(e)));
    let (entiers, decimales) = sans_signe(mantisse).split_once('.').unwrap_or((sans_signe(mantisse), ""));
    chiffres(entiers) && chiffres(decimales) && entiers.len() + decimales.len() > 0 && exposant.is_none_or(entier)
}

fn entier(texte: &str) -> bool {
    !sans_signe(texte).is_empty() && chiffres(sans_signe(texte))
}

fn sans_signe(texte: &str) -> &str {
    texte.strip_prefix(['+', '-']).unwrap_or(texte)
}

fn chiffres(texte: &str) -> bool {
    texte.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ce_qui_est_un_nombre() {
        for bon in ["13.9", "0", "-4", "+4.50", ".5", "5.", "007", "1e3", "1.5E-4"] {
            assert!(reel(bon), "{bon}");
        }
        for mauvais in [
            "",
            "13,9",
            "<13.9",
            "> 5",
            "13.9 g",
            "1 000",
            "1.2.3",
            ".",
            "+",
            "--1",
            "1e",
            "e3",
            "1e1.5",
            "INF",
            "0x1F",
            "１３",
            "13.9\u{a0}",
        ] {
            assert!(!reel(mauvais), "{mauvais}");
        }
        assert!(entier("14") && entier("-14") && entier("+1"));
        for mauvais in ["", "14.0", "1e3", "1 4", "+", "INF", "١"] {
            assert!(!entier(mauvais), "{mauvais}");
        }
    }

    #[test]
    fn les_types_de_nombres() {
        for (nom, attendu) in [
            ("PQ", Some(Genre::Reel)),
            ("IVL_PQ", Some(Genre::Reel)),
            ("IVXB_REAL", Some(Genre::Reel)),
            ("RTO_PQ_PQ", Some(Genre::Reel)),
            ("RTO", Some(Genre::Reel)),
            ("MO", Some(Genre::Reel)),
            ("INT", Some(Genre::Entier)),
            ("IVL_INT", Some(Genre::Entier)),
            ("TS", None),
            ("IVL_TS", None),
            ("PIVL_TS", None),
            ("ST", None),
            ("CD", None),
        ] {
            assert_eq!(du_type(nom), attendu, "{nom}");
        }
    }

    proptest! {
        #[test]
        fn ce_qui_s_ecrit_se_lit(nombre in any::<f64>(), rang in any::<i64>(), autre in "\\PC{0,12}") {
            prop_assert!(!nombre.is_finite() || reel(&nombre.to_string()), "{}", nombre);
            prop_assert!(entier(&rang.to_string()) && reel(&rang.to_string()));
            // What is a number here is one for who reads it.
            prop_assert!(!reel(&autre) || autre.parse::<f64>().is_ok(), "{}", autre);
        }
    }
}
