//! What was remarked, beside what it is about.

use std::collections::BTreeSet;

use maud::{Markup, html};
use segur_model::{Finding, Severity, Trust};

/// What was remarked, écarts first, with their count; `rien` when there is nothing. `places`: those that have a row of their own in the page.
#[must_use]
pub fn liste(constats: &[Finding], places: &BTreeSet<usize>, rien: &str) -> Markup {
    let mut tries: Vec<(usize, &Finding)> = constats.iter().enumerate().collect();
    tries.sort_by_key(|(_, f)| std::cmp::Reverse(f.severity));
    html! {
        section.remarques aria-labelledby="t-constats" {
            h2 id="t-constats" { (compte(constats.len(), ecarts(constats), rien)) }
            @if !constats.is_empty() {
                ul.constats tabindex="0" role="list" aria-labelledby="t-constats" {
                    @for (rang, f) in tries { (constat(rang, f, places.contains(&rang))) }
                }
            }
        }
    }
}

/// One remark, of this rank. `place`: a row of the page says where it is.
#[must_use]
pub fn constat(rang: usize, f: &Finding, place: bool) -> Markup {
    let (classe, mot) = severite(f.severity);
    html! {
        li id=(format!("constat-{rang}")) class=(classe) {
            p { strong { (rang + 1) ". " (mot) " — " } (f.dit) }
            dl {
                dt { "Attendu" } dd { (f.expected) }
                dt { "Vu" } dd { (f.seen) }
                dt { "Où" } dd { code { (f.location.path) } @if f.location.line > 0 { ", ligne " (f.location.line) ", colonne " (f.location.column) } @if place { " " a.vers href=(format!("#vu-{rang}")) { "voir sa ligne" } } }
                dt { "Règle" } dd { code { (f.rule) } ", " (f.source) @if f.trust != Trust::Verified { " (source de seconde main : la règle avertit, sans condamner)" } }
            }
        }
    }
}

/// How many écarts there are among these.
#[must_use]
pub fn ecarts(constats: &[Finding]) -> usize {
    constats.iter().filter(|f| f.severity == Severity::Error).count()
}

/// How many remarks there are, in words.
#[must_use]
pub fn compte(remarques: usize, ecarts: usize, rien: &str) -> String {
    let s = |n: usize| if n > 1 { "s" } else { "" };
    match (remarques, ecarts) {
        (0, _) => rien.to_owned(),
        (n, 0) => format!("{n} remarque{}, aucun écart", s(n)),
        (n, k) => format!("{n} remarque{}, dont {k} écart{}", s(n), s(k)),
    }
}

/// The class and the word of a severity.
#[must_use]
pub fn severite(s: Severity) -> (&'static str, &'static str) {
    match s {
        Severity::Error => ("ecart", "⚠ Écart"),
        Severity::Warning => ("avertissement", "Avertissement"),
        Severity::Info => ("information", "Information"),
        Severity::NotEvaluated => ("information", "Non évalué"),
    }
}

#[cfg(test)]
mod tests {
    use segur_model::{Location, rule};

    use super::*;

    #[test]
    fn les_ecarts_viennent_d_abord_et_gardent_leur_rang() {
        let doux = rule::rapportee("x.doux", "pourrait être mieux", "source");
        let strict = rule::stricte("x.strict", "doit être là", "source");
        let constats = [
            doux.finding(Location::path("/a"), "ceci", "cela"),
            strict.finding(Location::path("/b"), "<ceci>", "cela"),
        ];
        let html = liste(&constats, &BTreeSet::from([1]), "rien").into_string();
        assert!(html.contains("2 remarques, dont 1 écart<"), "{html}");
        assert!(html.contains("&lt;ceci&gt;") && html.contains("source de seconde main"), "{html}");
        assert!(html.find("constat-1").unwrap() < html.find("constat-0").unwrap(), "{html}");
        assert!(html.contains("#vu-1") && !html.contains("#vu-0"), "{html}");
        assert!(liste(&[], &BTreeSet::new(), "Rien vu").into_string().contains("Rien vu"));
    }
}
