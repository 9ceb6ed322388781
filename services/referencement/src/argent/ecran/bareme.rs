//! What is known of the money: caps, shares, windows, what is covered, and the rules, each with its source.

use maud::{Markup, html};

use super::source;
use crate::argent::bareme::Sons;
use crate::argent::controles::bornes;
use crate::argent::donnees::{Dispositif, Tranche};
use crate::argent::regles::Consequence;

/// All the tables.
#[must_use]
pub fn bareme(sons: &Sons) -> Markup {
    html! {
        (plafonds(sons))
        p { "Avance : " (sons.taux.avance) " % ; solde : " (sons.taux.solde) " %. Source : " (source(&sons.taux.source, sons.taux.trust)) ". TVA : " (sons.taux.tva) " %. Source : " (source(&sons.taux.tva_source, sons.taux.tva_trust)) "." }
        (fenetres(sons))
        (postes(sons))
        (regles(sons))
    }
}

fn sites(t: &Tranche) -> String {
    match t.sites_max {
        Some(max) if max == t.sites_min => max.to_string(),
        Some(max) => format!("{} à {max}", t.sites_min),
        None => format!("{} et plus", t.sites_min),
    }
}

fn plafonds(sons: &Sons) -> Markup {
    html! {
        table {
            caption { "Plafonds de la Prestation Ségur, par instance, selon le nombre de ses sites géographiques (bornes comprises)" }
            thead { tr {
                th scope="col" { "Dispositif" } th scope="col" { "Tranche" } th scope="col" { "Sites" }
                th scope="col" { "Plafond TTC" } th scope="col" { "Plafond HT publié" } th scope="col" { "HT au centime" } th scope="col" { "Source" }
            } }
            tbody {
                @for d in &sons.dispositifs {
                    @for t in &d.tranches { (tranche(sons, d, t)) }
                    @if d.tranches.is_empty() { tr {
                        th scope="row" data-titre="Dispositif" { (d.id) }
                        td colspan="5" data-titre="Plafond" { "propre à chaque établissement, non public" }
                        td data-titre="Source" { (source(&d.source, d.trust)) }
                    } }
                }
            }
        }
    }
}

fn tranche(sons: &Sons, d: &Dispositif, t: &Tranche) -> Markup {
    let publie = t.publie();
    html! {
        tr {
            th scope="row" data-titre="Dispositif" { (d.id) }
            td data-titre="Tranche" { (t.nom) }
            td data-titre="Sites" { (sites(t)) }
            td data-titre="Plafond TTC" { (publie.ttc) }
            td data-titre="Plafond HT publié" { (publie.ht) }
            td data-titre="HT au centime" { (t.plafond(sons.taux.tva).ht) }
            td data-titre="Source" { (source(&d.source, d.trust)) }
        }
    }
}

fn fenetres(sons: &Sons) -> Markup {
    html! {
        table {
            caption { "Fenêtres, heure de Paris. Hors d'elles, une répétition avertit ; elle ne refuse que si le banc est réglé ainsi" }
            thead { tr { th scope="col" { "Dispositif" } th scope="col" { "Étape" } th scope="col" { "Fenêtre" } th scope="col" { "Source" } } }
            tbody { @for d in &sons.dispositifs { @for f in &d.fenetres { tr {
                th scope="row" data-titre="Dispositif" { (d.id) }
                td data-titre="Étape" { (f.acte.dit()) }
                td data-titre="Fenêtre" { (bornes(f)) }
                td data-titre="Source" { (source(&f.source, f.trust)) }
            } } } }
        }
    }
}

fn postes(sons: &Sons) -> Markup {
    html! {
        table {
            caption { "Ce que la Prestation Ségur couvre, et ne couvre pas" }
            thead { tr { th scope="col" { "Poste" } th scope="col" { "Couvert" } th scope="col" { "Source" } } }
            tbody { @for p in &sons.postes { tr {
                th scope="row" data-titre="Poste" { (p.dit) }
                td data-titre="Couvert" { @if p.couvert { "oui" } @else { "non" } }
                td data-titre="Source" { (source(&p.source, p.trust)) }
            } } }
        }
    }
}

fn regles(sons: &Sons) -> Markup {
    html! {
        table {
            caption { "Ce qui fait refuser une demande, ou qui est dit" }
            thead { tr { th scope="col" { "Règle" } th scope="col" { "Ce qui doit être" } th scope="col" { "Sinon" } th scope="col" { "Que faire" } th scope="col" { "Source" } } }
            tbody { @for r in &sons.regles { tr {
                th scope="row" data-titre="Règle" { code { (r.id.id()) } }
                td data-titre="Ce qui doit être" { (r.dit) }
                td data-titre="Sinon" { @match r.consequence { Consequence::Refuse => "refus", Consequence::Avertit => "dit", Consequence::Fenetre => "dit, ou refus selon le réglage" } }
                td data-titre="Que faire" { (r.a_faire) }
                td data-titre="Source" { (source(&r.source, r.trust)) }
            } } }
        }
    }
}
