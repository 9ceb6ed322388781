//! A scenario as it was played: étape, act, observation, finding.

use maud::{Markup, html};
use segur_model::resultat::{ResultatActe, ResultatEtape, ResultatObservation, ResultatScenario};
use segur_model::{Constat, Finding};

use super::{Page, echange, insigne, phrase};
use crate::noms::ancre;
use crate::recit;

/// `deja` is what was just said of its exigence: the same reason is not said twice.
pub(crate) fn scenario(page: &Page<'_>, s: &ResultatScenario, deja: &str) -> Markup {
    html! {
        section.scenario id=(ancre("sc", &s.id)) {
            header { h5 { "Scénario " (s.id) " : " (s.titre) } (insigne::constat(s.constat)) }
            @if !deja.contains(&s.raison) { p.raison { (phrase(&s.raison)) } }
            @if s.exigences.len() > 1 { p.discret { "Sert les exigences " (s.exigences.join(", ")) } }
            @for e in &s.etapes { (etape(page, e)) }
            @if !s.inattendus.is_empty() {
                p.discret { a href={ "#" (ancre("in", &s.id)) } { (recit::compte(s.inattendus.len(), "échange inattendu", "échanges inattendus")) } " pendant ce scénario." }
            }
        }
    }
}

fn etape(page: &Page<'_>, e: &ResultatEtape) -> Markup {
    html! {
        div class={ "etape b-" (insigne::classe(e.constat)) } {
            header {
                span.acte {
                    strong { (recit::etape(e)) }
                    @if let Some(a) = &e.acte { " : " (recit::acte(a)) }
                }
                @if e.constat == Constat::NonApplicable && e.acte.as_ref().is_some_and(|a| a.issue.is_some()) {
                    // Played for what comes after it: « Non applicable » would read as if it had been skipped.
                    span.badge.nul { "Jouée" }
                } @else {
                    (insigne::constat(e.constat))
                }
            }
            @if let Some(a) = &e.acte { (acte(a)) }
            @if !e.raison.is_empty() && !e.observations.iter().any(|o| e.raison.contains(&o.raison) && !o.raison.is_empty()) { p.raison { (phrase(&e.raison)) } }
            @if !e.vus.is_empty() {
                ul.vus {
                    @for (phrase, reponse) in &e.vus {
                        li { (phrase) " : " (match reponse { Some(true) => "vu par la personne", Some(false) => "non vu par la personne", None => "pas demandé à une personne" }) }
                    }
                }
            }
            @for o in &e.observations { (observation(page, o)) }
        }
    }
}

fn acte(a: &ResultatActe) -> Markup {
    let parametres: Vec<String> = recit::parametres(&a.parametres)
        .into_iter()
        .map(|(n, v)| format!("{n} : {v}"))
        .collect();
    html! {
        @if !parametres.is_empty() { p.params { (parametres.join(" ; ")) } }
        p.params {
            @match a.issue {
                Some(i) => { "Le système candidat répond « " (i.mot()) " »" @if !a.message.is_empty() { " : " (a.message) } },
                None => "Acte non joué",
            }
            @if let Some(attendue) = a.issue_attendue { ". Issue attendue : « " (attendue.mot()) " »" }
            @if !a.pilote.is_empty() { " (pilote " (a.pilote) ")" }
            "."
        }
    }
}

fn observation(page: &Page<'_>, o: &ResultatObservation) -> Markup {
    html! {
        div.observation {
            p {
                span class={ "badge " (insigne::classe(o.constat)) } { span aria-hidden="true" { (insigne::signe(o.constat)) " " } (o.constat.libelle()) }
                " " span.dit { (o.dit) } " " span.place { (o.place) }
            }
            @if !o.raison.is_empty() { p.raison { (phrase(&o.raison)) } }
            @for f in &o.findings { (finding(f)) }
            @for e in &o.echanges { (echange::echange(page, e)) }
            @if let Some(chemin) = o.fichier.as_ref().and_then(|f| page.d.plan.contenu(f)) { (echange::fichier(page, chemin)) }
        }
    }
}

pub(crate) fn finding(f: &Finding) -> Markup {
    let (classe, mot) = insigne::severite(f.severity);
    let lieu = match (f.location.line, f.location.path.as_str()) {
        (0, chemin) => chemin.to_owned(),
        (ligne, "") => format!("ligne {ligne}, colonne {}", f.location.column),
        (ligne, chemin) => format!("ligne {ligne}, colonne {} : {chemin}", f.location.column),
    };
    html! {
        div class={ "ecart " (classe) } {
            h6 { (mot) " : " code { (f.rule) } }
            @if !f.dit.is_empty() { p { (f.dit) } }
            dl {
                dt { "Attendu" } dd { (f.expected) }
                dt { "Vu" } dd { (f.seen) }
                @if !lieu.is_empty() { dt { "Où" } dd { code { (lieu) } } }
                @if !f.source.is_empty() { dt { "Source" } dd { (f.source) " (" (recit::confiance(f.trust)) ")" } }
            }
        }
    }
}
