//! Every rule that a scenario of the campaign asked, once, by family.

use maud::{Markup, html};
use segur_model::resultat::RegleCitee;

use super::Page;
use crate::noms::ancre;
use crate::recit::{self, compte};

/// The anchor of the family of a rule, or of a word that names several.
pub(crate) fn famille(mot: &str) -> String {
    ancre("rg", mot.split('.').next().unwrap_or(mot))
}

pub(crate) fn regles(page: &Page<'_>) -> Markup {
    let regles = &page.d.resultat.regles;
    let mut familles: Vec<(String, Vec<&RegleCitee>)> = Vec::new();
    for r in regles {
        let nom = famille(&r.id);
        match familles.iter_mut().find(|(n, _)| *n == nom) {
            Some((_, siennes)) => siennes.push(r),
            None => familles.push((nom, vec![r])),
        }
    }
    familles.sort_by(|a, b| a.0.cmp(&b.0));
    html! {
        @if !regles.is_empty() {
            section aria-labelledby="regles" {
                h2 id="regles" { "Règles appliquées" }
                p.mesure { "Les règles que les scénarios de cette campagne ont demandées, chacune une fois. Une règle dont la source n'est pas vérifiée avertit, et ne fait jamais d'écart." }
                @for (nom, siennes) in &familles {
                    details.liste {
                        summary { (titre(siennes)) " : " (compte(siennes.len(), "règle", "règles")) }
                        table.large {
                            caption.lecteur id=(nom) { "Règles " (titre(siennes)) }
                            thead { tr { th scope="col" { "Règle" } th scope="col" { "Ce qui doit être vrai" } th scope="col" { "Source" } } }
                            tbody {
                                @for r in siennes {
                                    tr {
                                        th scope="row" { code { (r.id) } }
                                        td data-nom="Ce qui doit être vrai" { (r.dit) }
                                        td data-nom="Source" { (r.source) " (" (recit::confiance(r.trust)) ")" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn titre<'r>(siennes: &[&'r RegleCitee]) -> &'r str {
    siennes.first().and_then(|r| r.id.split('.').next()).unwrap_or_default()
}
