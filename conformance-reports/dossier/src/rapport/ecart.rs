//! What a check says, with its source.

use maud::{Markup, html};
use segur_model::Finding;

use super::insigne;
use crate::sources;

/// `exigences`: those that the scenario serves; none outside a scenario.
pub(crate) fn ecart(f: &Finding, exigences: &[String]) -> Markup {
    let (classe, mot) = insigne::severite(f.severity);
    let lieu = match (f.location.line, f.location.path.as_str()) {
        (0, chemin) => chemin.to_owned(),
        (ligne, "") => format!("ligne {ligne}, colonne {}", f.location.column),
        (ligne, chemin) => format!("ligne {ligne}, colonne {} : {chemin}", f.location.column),
    };
    let attente = sources::attente_du_banc(f);
    let source = sources::ecart(f, exigences);
    html! {
        div class={ "ecart " (classe) } {
            h6 { (mot) " : " @if attente { "attente du scénario" } @else { code { (f.rule) } } }
            @if !f.dit.is_empty() { p { (f.dit) } }
            dl {
                dt { "Attendu" } dd { (f.expected) }
                dt { "Vu" } dd { (f.seen) }
                @if !lieu.is_empty() { dt { "Où" } dd { code { (lieu) } } }
                @if !source.is_empty() { dt { "Source" } dd { (source) } }
            }
        }
    }
}
