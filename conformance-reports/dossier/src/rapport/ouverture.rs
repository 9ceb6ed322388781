//! What a reader must know before any count: what blocks, and what a person must still do.

use maud::{Markup, html};
use segur_model::resultat::CauseBloquante;

use super::{Page, phrase};
use crate::noms::ancre;
use crate::recit::compte;
use crate::{attentes, causes, mots};

/// Past this many scenarios the list is folded: the counts must stay in sight.
const MAX_DEPLIE: usize = 12;

pub(crate) fn causes(page: &Page<'_>) -> Markup {
    let r = page.d.resultat;
    html! {
        @if let Some(titre) = causes::titre(&r.causes) {
            section aria-labelledby="causes" {
                h2 id="causes" { (titre) }
                p.mesure { "Une cause empêche de juger ce qui vient après elle, sans rien dire contre le produit. Une fois la cause levée, rejouez : tout ce qu'elle bloquait peut alors être jugé." }
                table {
                    thead { tr { th scope="col" { "Ce qui s'est passé" } th scope="col" { "Règle du refus" } th scope="col" { "Imputée à" } th scope="col" { "Exigences bloquées" } th scope="col" { "Scénarios arrêtés" } } }
                    tbody { @for c in &r.causes { (cause(page, c)) } }
                }
            }
        }
    }
}

fn cause(page: &Page<'_>, c: &CauseBloquante) -> Markup {
    html! {
        tr {
            td data-nom="Ce qui s'est passé" { (mots::raison(&c.blocage.dit)) br; span.discret { (phrase(&causes::vue_d_abord(c))) } }
            td data-nom="Règle du refus" {
                @if !c.blocage.regle.is_empty() { code { (c.blocage.regle) } }
                @if let Some(t) = c.blocage.trust { br; span.discret { (causes::regle(t)) } }
            }
            td data-nom="Imputée à" {
                @match &c.proprietaire {
                    Some(id) => (vers_exigence(page, id)),
                    None => "cause sans exigence",
                }
            }
            td data-nom="Exigences bloquées" { b { (c.exigences.len()) } " : " @for (i, id) in c.exigences.iter().enumerate() { @if i > 0 { ", " } (vers_exigence(page, id)) } }
            td data-nom="Scénarios arrêtés" { b { (c.scenarios.len()) } " : " @for (i, id) in c.scenarios.iter().enumerate() { @if i > 0 { ", " } (vers_scenario(page, id)) } }
        }
    }
}

/// A link, where the page tells about it.
pub(crate) fn vers_exigence(page: &Page<'_>, id: &str) -> Markup {
    let dite = page.chapitres.iter().any(|(_, l)| l.iter().any(|(_, e)| e.id == id));
    html! { @if dite { a href={ "#" (ancre("ex", id)) } { (id) } } @else { span.id { (id) } } }
}

fn vers_scenario(page: &Page<'_>, id: &str) -> Markup {
    let dit = page.d.resultat.scenarios.iter().any(|s| s.id == id);
    html! { @if dit { a href={ "#" (ancre("sc", id)) } { (id) } } @else { span.id { (id) } } }
}

/// Whether a person has something to play, to attest or to explain.
pub(crate) fn attend_une_personne(page: &Page<'_>) -> bool {
    !attentes::par_scenario(page.d.resultat).is_empty()
}

pub(crate) fn personne(page: &Page<'_>) -> Markup {
    let attendus = attentes::par_scenario(page.d.resultat);
    html! {
        @if !attendus.is_empty() {
            section aria-labelledby="personne" {
                h2 id="personne" { "Ce qu'une personne doit encore faire" }
                p.mesure { "Étapes à jouer ou à attester devant le produit, et requêtes à expliquer. Le fichier " a href="a-completer.md" { "a-completer.md" } " les reprend." }
                @if attentes::a_expliquer(page.d.resultat) { p.mesure { (attentes::COMMENT_EXPLIQUER) } }
                details.liste open[attendus.len() <= MAX_DEPLIE] {
                    summary { (compte(attendus.len(), "scénario attend une personne", "scénarios attendent une personne")) }
                    table {
                        thead { tr { th scope="col" { "Scénario" } th scope="col" { "Étapes" } th scope="col" { "À faire" } } }
                        tbody {
                            @for (s, attentes) in &attendus {
                                @for a in attentes {
                                    tr {
                                        th scope="row" { a href={ "#" (ancre("sc", &s.id)) } { (s.id) } }
                                        td data-nom="Étapes" { (phrase(&a.etapes)) }
                                        td data-nom="À faire" { (mots::raison(&a.raison)) }
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
