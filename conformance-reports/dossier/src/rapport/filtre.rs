//! Filters by word and by state of proof, without a script: radio buttons, and style rules that look at which one is chosen. They act on the
//! screen alone: a printed page is always whole.

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

/// The rules of style.
pub(crate) fn style() -> Markup {
    let mots = Mot::TOUS.map(insigne::classe);
    let etats = ETATS.map(insigne::nom_etat);
    let mut css = String::from("@media screen{");
    // Writing to a String cannot fail.
    for m in mots {
        let _ = write!(
            css,
            "body:has(#fv-{m}:checked) .exigence:not(.v-{m},:target,:has(:target)),body:has(#fv-{m}:checked) .chapitre:not(:has(.v-{m},:target)),\
             body:has(#fv-{m}:checked) .puces a:not(.{m}){{display:none}}"
        );
    }
    for e in etats {
        let _ = write!(
            css,
            "body:has(#fp-{e}:checked) .exigence:not(.p-{e},:target,:has(:target)),body:has(#fp-{e}:checked) .chapitre:not(:has(.p-{e},:target)),\
             body:has(#fp-{e}:checked) .puces a:not(.p-{e}){{display:none}}"
        );
    }
    for m in mots {
        for e in etats {
            let _ = write!(
                css,
                "body:has(#fv-{m}:checked):has(#fp-{e}:checked):not(:has(.exigence.v-{m}.p-{e})) .aucune{{display:block}}"
            );
        }
        let _ = write!(
            css,
            "body:has(#fv-{m}:checked):has(#fp-tous:checked):not(:has(.exigence.v-{m})) .aucune{{display:block}}"
        );
    }
    for e in etats {
        let _ = write!(
            css,
            "body:has(#fp-{e}:checked):has(#fv-tous:checked):not(:has(.exigence.p-{e})) .aucune{{display:block}}"
        );
    }
    css.push('}');
    PreEscaped(css)
}
