//! What is remarked of a mail: each at its place, and all of them in a list that leads there.

use maud::{Markup, html};
use segur_ecran::constats::{compte, constat, severite};
use segur_model::Severity;

use super::formes::{Constat, Lieu};

/// The remarks of one place, écarts first.
pub(super) fn a(constats: &[Constat], lieu: Lieu) -> Markup {
    let mut ici: Vec<(usize, &Constat)> = constats.iter().enumerate().filter(|(_, c)| c.lieu == lieu).collect();
    ici.sort_by_key(|(_, c)| std::cmp::Reverse(c.constat.severity));
    html! {
        @if !ici.is_empty() {
            ul.constats role="list" {
                @for (rang, c) in ici { (constat(rang, &c.constat, false)) }
            }
        }
    }
}

/// Every remark in a few words, écarts first, each leading to its place.
pub(super) fn tous(constats: &[Constat]) -> Markup {
    let ecarts = constats.iter().filter(|c| c.constat.severity == Severity::Error).count();
    let mut tries: Vec<(usize, &Constat)> = constats.iter().enumerate().collect();
    tries.sort_by_key(|(_, c)| std::cmp::Reverse(c.constat.severity));
    html! {
        section.remarques aria-labelledby="t-constats" {
            h2 id="t-constats" { (compte(constats.len(), ecarts, "Rien à remarquer")) }
            @if !constats.is_empty() {
                ul.constats.liste tabindex="0" role="list" aria-labelledby="t-constats" {
                    @for (rang, c) in tries {
                        @let (classe, mot) = severite(c.constat.severity);
                        li class=(classe) { p { a href=(format!("#constat-{rang}")) { (rang + 1) ". " (mot) } " — " (c.constat.dit) } }
                    }
                }
            }
        }
    }
}
