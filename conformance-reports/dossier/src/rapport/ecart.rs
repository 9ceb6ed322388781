//! What a check says, with its source.

use maud::{Markup, html};
use segur_model::Finding;

use super::insigne;
use crate::recit;

pub(crate) fn ecart(f: &Finding) -> Markup {
    let (classe, mot) = insigne::severite(f.severity);
    let lieu = match (f.location.line, f.location.path.as_str()) {
        (0, chemin) => chemin.to_owned(),
        (ligne, "") => format!("ligne {ligne}, colonne {}", f.location.column),
        (ligne, chemin) => format!("ligne {ligne}, colonne {} : {chemin}", f.location.column),
    };
    html! {
        div class={ "ecart " (classe) } {
            h6 { (mot) " : " code { (f.rule) } }
            @if !f.dit.is_empty() { p { (f.dit) } }
            dl {
                dt { "Attendu" } dd { (f.expected) }
                dt { "Vu" } dd { (f.seen) }
                @if !lieu.is_empty() { dt { "Où" } dd { code { (lieu) } } }
                @if !f.source.is_empty() { dt { "Source" } dd { (f.source) " (" (recit::confiance(f.trust)) ")" } }
            }
        }
    }
}
