//! What a check says, with its source.

use maud::{Markup, html};
use segur_model::Finding;

use super::insigne;
use crate::recit;

/// `exigences`: those that the scenario serves; none outside a scenario.
pub(crate) fn ecart(f: &Finding, exigences: &[String]) -> Markup {
    let (classe, mot) = insigne::severite(f.severity);
    let lieu = match (f.location.line, f.location.path.as_str()) {
        (0, chemin) => chemin.to_owned(),
        (ligne, "") => format!("ligne {ligne}, colonne {}", f.location.column),
        (ligne, chemin) => format!("ligne {ligne}, colonne {} : {chemin}", f.location.column),
    };
    let attente = f.rule.starts_with("scenario.");
    html! {
        div class={ "ecart " (classe) } {
            h6 { (mot) " : " @if attente { "attente du scénario" } @else { code { (f.rule) } } }
            @if !f.dit.is_empty() { p { (f.dit) } }
            dl {
                dt { "Attendu" } dd { (f.expected) }
                dt { "Vu" } dd { (f.seen) }
                @if !lieu.is_empty() { dt { "Où" } dd { code { (lieu) } } }
                @if attente {
                    dt { "Source" } dd { (attente_du_banc(f, exigences)) }
                } @else if !f.source.is_empty() {
                    dt { "Source" } dd { (f.source) " (" (recit::confiance(f.trust)) ")" }
                }
            }
        }
    }
}

/// The bench vouches for nobody's text but its own: it says what it read in the exigence, and where it wrote it.
fn attente_du_banc(f: &Finding, exigences: &[String]) -> String {
    let lue = match exigences {
        [] => String::new(),
        _ if exigences.iter().any(|e| f.source.contains(e.as_str())) => String::new(),
        [une] => format!(", lue dans l'exigence {une}"),
        plusieurs => format!(", lue dans les exigences {}", plusieurs.join(", ")),
    };
    match (f.source.as_str(), lue.as_str()) {
        ("", lue) => format!("attente du banc{lue}"),
        (source, "") => format!("attente du banc, lue dans l'exigence : {source}"),
        (source, lue) => format!("attente du banc{lue} ({source})"),
    }
}
