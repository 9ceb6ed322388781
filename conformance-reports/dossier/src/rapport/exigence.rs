//! Each exigence: what it asks, what was seen, and the state of its proofs.

use std::collections::BTreeSet;

use maud::{Markup, html};
use segur_model::catalogue::{Nature, Requirement};
use segur_model::resultat::{ResultatExigence, ResultatPreuve};

use super::{Page, filtre, insigne, phrase, scenario};
use crate::bilan::Mot;
use crate::noms::ancre;
use crate::{mots, recit};

pub(crate) fn exigences(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="exigences" {
            h2 id="exigences" { "Exigences" }
            (filtre::filtres(page))
            @for (i, (chapitre, liste)) in page.chapitres.iter().enumerate() {
                div class={ "chapitre " (classes(page, liste)) } {
                    h3 id={ "chapitre-" (i + 1) } { (chapitre) }
                    @for (e, r) in liste { (exigence(page, e, r)) }
                }
            }
        }
    }
}

/// A chapter has the classes of its exigences: it goes with the last of them.
fn classes(page: &Page<'_>, liste: &[(&Requirement, &ResultatExigence)]) -> String {
    let toutes: Vec<String> = liste.iter().map(|(_, e)| page.classes(e)).collect();
    let uniques: BTreeSet<&str> = toutes.iter().flat_map(|c| c.split(' ')).collect();
    uniques.into_iter().collect::<Vec<_>>().join(" ")
}

fn exigence(page: &Page<'_>, e: &Requirement, r: &ResultatExigence) -> Markup {
    let preuves: Vec<&ResultatPreuve> = page.d.resultat.preuves.iter().filter(|p| p.exigence == r.id).collect();
    html! {
        article class={ "exigence " (page.classes(r)) } id=(ancre("ex", &r.id)) {
            header { h4 { (e.id) " : " (e.resume) } (insigne::constat(&r.comptes, Mot::de(r))) }
            p.traits {
                span { (match e.nature { Nature::Exigence => "Exigence (doit)", Nature::Preconisation => "Préconisation (peut)" }) }
                span { "Profil " (e.profil) }
                @if !e.fonction.is_empty() { span { (e.fonction) } }
                @if !e.regle.is_empty() { span { (e.regle) } }
                @if !e.alias.is_empty() { span { "Aussi numérotée " (e.alias.join(", ")) } }
            }
            @if !e.remarque.is_empty() { p.discret { (e.remarque) } }
            @if r.repetition { p.discret { "Un tiers décide en dernier lieu : ce que le banc voit ici est une répétition." } }
            @if !r.raison.is_empty() { p.raison { (mots::raison(&r.raison)) } }
            @if let Some(cause) = &r.cause {
                @if !r.raison.contains(cause.libelle()) { p.raison { (phrase(cause.libelle())) } }
            }
            @for id in &r.scenarios { (un_scenario(page, r, id)) }
            @if !preuves.is_empty() { (table_preuves(page, &preuves)) }
        }
    }
}

/// A scenario is told once, under the first exigence that it serves.
fn un_scenario(page: &Page<'_>, r: &ResultatExigence, id: &str) -> Markup {
    let Some(s) = recit::scenario(page.d.resultat, id) else {
        return html! {};
    };
    match page.hotes.get(id) {
        Some(hote) if *hote != r.id => html! {
            div.scenario {
                header { h5 { "Scénario " (s.id) " : " (s.titre) } (insigne::constat(&s.comptes, s.constat.into())) }
                p.discret { "Raconté sous l'exigence " (hote) " : " a href={ "#" (ancre("sc", id)) } { "aller au scénario" } "." }
            }
        },
        _ => scenario::scenario(page, s, &r.raison),
    }
}

fn table_preuves(page: &Page<'_>, preuves: &[&ResultatPreuve]) -> Markup {
    html! {
        table.preuves {
            caption { "Preuves demandées" }
            thead { tr { th scope="col" { "N° de preuve" } th scope="col" { "Demandé" } th scope="col" { "État" } th scope="col" { "Dans ce dossier, et ce qui reste à faire" } } }
            tbody { @for p in preuves { (preuve(page, p)) } }
        }
    }
}

fn preuve(page: &Page<'_>, p: &ResultatPreuve) -> Markup {
    html! {
        tr id=(ancre("pr", &p.id)) {
            th scope="row" { (p.id) }
            td data-nom="Demandé" { (recit::demande_ou_natures(page.d.catalogue, &p.id)) }
            td data-nom="État" { (insigne::etat(p.etat)) }
            td data-nom="Dans ce dossier" {
                @let a_faire = recit::a_faire(page.d.catalogue, p);
                @if !a_faire.is_empty() { p { (phrase(a_faire)) } }
                ul.fichiers {
                    @for f in page.d.plan.preuve(&p.id) {
                        li {
                            @if !f.recevable { span.discret { "appui : " } }
                            a href=(f.cite.chemin) { (f.cite.chemin.rsplit('/').next().unwrap_or_default()) }
                            @if f.masque.is_some() { span.discret { " (masqué)" } }
                            @if let Some(donnee) = &f.donnee {
                                span.discret { " " (recit::fournie_et_reperes(donnee)) }
                                @for n in &donnee.notes { br; span.discret { (phrase(n)) } }
                            }
                            @if let Some(note) = f.cite.note.as_ref().filter(|_| f.donnee.is_some() && !f.recevable) { br; span { (note) } }
                        }
                    }
                }
            }
        }
    }
}
