//! What rests on somebody's word, before anything that was seen: a reader must know it first, and what would have made it seen.

use maud::{Markup, html};

use super::{Page, phrase};
use crate::declares;
use crate::noms::ancre;

/// Past this many lines the list is folded.
const MAX_DEPLIE: usize = 12;

pub(crate) fn il_y_en_a(page: &Page<'_>) -> bool {
    !declares::liste(page.d.resultat).is_empty()
}

pub(crate) fn declares(page: &Page<'_>) -> Markup {
    let tous = declares::liste(page.d.resultat);
    html! {
        @if !tous.is_empty() {
            section aria-labelledby="declare" {
                h2 id="declare" { "Ce qui n'est que déclaré" }
                p.mesure { (declares::PHRASE) }
                details.liste open[tous.len() <= MAX_DEPLIE] {
                    summary { (declares::comptes(page.d.resultat, tous.len())) }
                    table.large {
                        caption.lecteur { "Points déclarés, par scénario" }
                        thead { tr { th scope="col" { "Scénario" } th scope="col" { "Étapes" } th scope="col" { "Ce qui est déclaré" } th scope="col" { "Ce qui l'aurait fait voir" } } }
                        tbody {
                            @for d in &tous {
                                tr {
                                    th scope="row" { a href={ "#" (ancre("sc", &d.scenario.id)) } { (d.scenario.id) } }
                                    td data-nom="Étapes" { (d.etapes_dites()) }
                                    td data-nom="Ce qui est déclaré" { (phrase(&d.quoi)) }
                                    td data-nom="Ce qui l'aurait fait voir" { (d.pour_voir_dit()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
