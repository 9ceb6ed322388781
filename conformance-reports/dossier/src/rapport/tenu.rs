//! Why a line that holds holds: what was expected, what was seen, on what it stands, and the rules of which none broke.

use maud::{Markup, html};
use segur_model::resultat::{Conserve, ResultatObservation, ResultatScenario, Tenu};

use super::regles::famille;
use super::{Page, marques, scenario};
use crate::{entrees, mots, sources};

pub(crate) fn tenus(page: &Page<'_>, s: &ResultatScenario, o: &ResultatObservation) -> Markup {
    let (juges, choix): (Vec<&Tenu>, Vec<&Tenu>) = o.tenus.iter().partition(|t| t.juge);
    html! {
        @if !juges.is_empty() {
            table.tenus {
                caption.lecteur { "Ce qui tenait" }
                thead { tr { th scope="col" { "Attendu" } th scope="col" { "Vu" } th scope="col" { "Source" } } }
                tbody {
                    @for t in juges {
                        tr {
                            td data-nom="Attendu" { (attendu(t)) (nom(o, t)) }
                            td data-nom="Vu" { (vu(page, o, t)) }
                            td data-nom="Source" { (source(page, s, t)) }
                        }
                    }
                }
            }
        }
        @if !choix.is_empty() {
            p.discret {
                "Choisi parce que : "
                @for (i, t) in choix.iter().enumerate() {
                    @if i > 0 { " ; " }
                    @if !t.fait.is_empty() { code { (t.fait) } " " } "attendu " (t.attendu) ", vu " (vu(page, o, t))
                }
                "."
            }
        }
        @if !o.regles.is_empty() {
            p.regles {
                "Règles vérifiées : "
                @for (i, mot) in o.regles.iter().enumerate() {
                    @if i > 0 { " ; " }
                    (regle(page, o, mot))
                }
                "."
            }
        }
    }
}

/// What was expected; an operation is said as a reader would.
fn attendu(t: &Tenu) -> String {
    if t.fait.is_empty() {
        mots::operations_dites(&t.attendu)
    } else {
        t.attendu.clone()
    }
}

/// What the bench expects is read in an exigence and written in a scenario: both are named.
fn source(page: &Page<'_>, s: &ResultatScenario, t: &Tenu) -> Markup {
    let (lue, ecrite) = sources::attente(&t.source, &s.exigences);
    html! {
        (lue)
        @if let Some(place) = ecrite { small { (scenario::place(page, s, place)) } }
    }
}

/// Under what was expected: « `doc.confidentialite`, codes de confidentialité »
fn nom(o: &ResultatObservation, t: &Tenu) -> Markup {
    let dit = mots::fait(o, echange(o, t), &t.fait);
    html! {
        @if !t.fait.is_empty() {
            small { code { (t.fait) } @if let Some(dit) = dit { ", " (dit) } }
        }
    }
}

fn echange<'o>(o: &'o ResultatObservation, t: &Tenu) -> Option<&'o Conserve> {
    o.echanges.iter().find(|e| Some(e.exchange.id) == t.echange)
}

/// Each value that was seen, with a link to its mark; else where it was read, and that the page does not locate it.
fn vu(page: &Page<'_>, o: &ResultatObservation, t: &Tenu) -> Markup {
    let lieux = page.d.lieux;
    let (situe, prefixe) = match (t.echange, &o.fichier) {
        (Some(id), _) => (lieux.echange(id), marques::de_l_echange(id)),
        (None, Some(f)) => (lieux.fichier(f), marques::du_fichier(f)),
        (None, None) => (None, String::new()),
    };
    let rang = |v: &str| situe.and_then(|s| s.rang(&t.fait, v));
    let cherche = !t.fait.is_empty() && (t.echange.is_some() || o.fichier.is_some());
    let une = |v: &str| html! { @match rang(v) { Some(rang) => a.vu href={ "#" (marques::ancre(&prefixe, rang)) } { (entrees::nue(v)) }, None => (entrees::nue(v)) } };
    let perdue = cherche && t.vu.iter().any(|v| v != "absent" && rang(v).is_none());
    html! {
        @if t.vu.is_empty() { "absent" }
        @for (i, v) in t.vu.iter().enumerate() {
            @if i > 0 { (entrees::entre(t)) }
            (une(v))
        }
        @if perdue {
            small {
                @match echange(o, t) {
                    Some(x) => { "lu dans l'échange « " (mots::operation(&x.exchange.operation)) " », non localisé ici" },
                    None if t.echange.is_some() => "lu dans un autre échange, non localisé ici",
                    None => "lu dans le fichier, non localisé ici",
                }
            }
        }
    }
}

/// « vihf : 42 règles, aucune en défaut »
fn regle(page: &Page<'_>, o: &ResultatObservation, mot: &str) -> Markup {
    let (nombre, dit) = mots::regle(page.d.resultat, o, mot);
    html! {
        @if nombre == 0 { code { (mot) } } @else { a href={ "#" (famille(mot)) } { code { (mot) } } }
        " : " (dit)
    }
}
