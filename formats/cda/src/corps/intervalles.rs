//! The bounds of the intervals of the body.

use roxmltree::Node;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::horodatage;
use crate::regles::corps as regles;

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    for noeud in arbre::tous(juge.cda, &["component"]).into_iter().flat_map(|c| c.descendants()) {
        let (Some(bas), Some(haut)) = (arbre::un(noeud, &["low"]), arbre::un(noeud, &["high"])) else {
            continue;
        };
        if inverses(bas, haut) {
            let attendu = format!("au moins {} {}", attribut(bas, "value"), attribut(bas, "unit"));
            juge.dire_attribut(regles::INTERVALLE, haut, "value", attendu.trim_end());
        }
    }
}

/// Whether the high bound is under the low one. Quantities of other units are not compared, nor what is neither a quantity nor a date.
fn inverses(bas: Node<'_, '_>, haut: Node<'_, '_>) -> bool {
    let (debut, fin) = (attribut(bas, "value"), attribut(haut, "value"));
    if let (Ok(debut), Ok(fin)) = (horodatage::lire(debut), horodatage::lire(fin)) {
        let quantite = bas.attribute("unit").is_some() || haut.attribute("unit").is_some();
        if !quantite && est_une_date(bas) {
            return fin.est_avant(&debut);
        }
    }
    let nombre = |t: &str| t.parse::<f64>().ok().filter(|n| n.is_finite());
    match (nombre(debut), nombre(fin)) {
        (Some(debut), Some(fin)) => attribut(bas, "unit") == attribut(haut, "unit") && fin < debut && !est_une_date(bas),
        _ => false,
    }
}

/// Whether a bound is of a period: it says so by the name of what it bounds, or by its type.
fn est_une_date(borne: Node<'_, '_>) -> bool {
    let Some(parent) = borne.parent_element() else { return false };
    let nom = parent.tag_name().name();
    let dit = parent
        .attribute(("http://www.w3.org/2001/XMLSchema-instance", "type"))
        .unwrap_or_default();
    matches!(nom, "effectiveTime" | "time" | "expectedUseTime" | "useablePeriod" | "validTime") || dit.ends_with("TS")
}
