//! Filters by word and by state of proof, without a script: radio buttons, and style rules that look at which one is chosen. They act on the
//! screen alone: a printed page has every exigence, whatever the filter.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

use super::{Page, insigne};
use crate::bilan::{self, Mot};
use crate::recit::ETATS;

pub(crate) fn filtres(page: &Page<'_>) -> Markup {
    let r = page.d.resultat;
    html! {
        div.filtres role="group" aria-label="Filtrer les exigences" {
            fieldset {
                legend { "Constat" }
                (bouton("fv", "tous", "Tous", r.exigences.len(), true))
                @for (m, n) in Mot::TOUS.map(|m| (m, bilan::nombre(&r.exigences, m))).into_iter().filter(|(_, n)| *n > 0) {
                    (bouton("fv", insigne::classe(m), m.libelle(), n, false))
                }
            }
            fieldset {
                legend { "État d'une preuve" }
                (bouton("fp", "tous", "Tous", r.preuves.len(), true))
                @for (e, n) in ETATS.map(|e| (e, r.preuves.iter().filter(|p| p.etat == e).count())).into_iter().filter(|(_, n)| *n > 0) {
                    (bouton("fp", insigne::nom_etat(e), e.libelle(), n, false))
                }
            }
            p.aucune role="status" { "Aucune exigence ne répond à ces deux choix." }
        }
    }
}

fn bouton(groupe: &str, valeur: &str, dit: &str, nombre: usize, choisi: bool) -> Markup {
    let id = format!("{groupe}-{valeur}");
    html! {
        span { input type="radio" name=(groupe) id=(id) checked[choisi]; label for=(id) { (dit) " (" (nombre) ")" } }
    }
}

/// The rules of style. `:has` looks inside the filters alone: over a whole page, each element that comes would be looked at again.
pub(crate) fn style(page: &Page<'_>) -> Markup {
    let mots = Mot::TOUS.map(|m| format!("v-{}", insigne::classe(m)));
    let etats = ETATS.map(|e| format!("p-{}", insigne::nom_etat(e)));
    let mut css = String::from("@media screen{");
    // Writing to a String cannot fail.
    for c in mots.iter().chain(&etats) {
        let _ = write!(
            css,
            ".filtres:has(#f{c}:checked)~.chapitre .exigence:not(.{c},:target,:has(:target)),.filtres:has(#f{c}:checked)~.chapitre:not(.{c},:has(:target)){{display:none}}"
        );
    }
    let vues: Vec<String> = page.chapitres.iter().flat_map(|(_, l)| l).map(|(_, e)| page.classes(e)).collect();
    for m in &mots {
        for e in &etats {
            let les_deux = |c: &String| c.split(' ').any(|x| x == m) && c.split(' ').any(|x| x == e);
            if !vues.iter().any(les_deux) {
                let _ = write!(css, ".filtres:has(#f{m}:checked):has(#f{e}:checked) .aucune{{display:block}}");
            }
        }
    }
    css.push('}');
    PreEscaped(css)
}
