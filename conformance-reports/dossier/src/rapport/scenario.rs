//! A scenario as it was played: étape, act, observation, finding.

use maud::{Markup, html};
use segur_model::resultat::{ResultatActe, ResultatEtape, ResultatObservation, ResultatScenario};

use super::ecart::ecart;
use super::{Page, echange, insigne, phrase};
use crate::noms::ancre;
use crate::recit;

/// `deja` is what was just said of its exigence: the same reason is not said twice.
pub(crate) fn scenario(page: &Page<'_>, s: &ResultatScenario, deja: &str) -> Markup {
    html! {
        section.scenario id=(ancre("sc", &s.id)) {
            header { h5 { "Scénario " (s.id) " : " (s.titre) } (insigne::constat(&s.comptes, s.constat.into())) }
            @if let Some(partie) = &s.partie {
                @let partie = partie.to_string();
                @if !s.raison.contains(&partie) && !deja.contains(&partie) { p.raison { (phrase(&partie)) } }
            }
            @if !deja.contains(&s.raison) { p.raison { (phrase(&s.raison)) } }
            @if s.exigences.len() > 1 { p.discret { "Sert les exigences " (s.exigences.join(", ")) } }
            @for (i, e) in s.etapes.iter().enumerate() {
                @let avant = i.checked_sub(1).and_then(|i| s.etapes.get(i));
                (etape(page, e, avant.is_some_and(|a| !e.raison.is_empty() && a.raison == e.raison && a.constat == e.constat)))
            }
            @if !s.inattendus.is_empty() {
                p.discret { a href={ "#" (ancre("in", &s.id)) } { (recit::compte(s.inattendus.len(), "échange inattendu", "échanges inattendus")) } " pendant ce scénario." }
            }
        }
    }
}

/// `de_meme`: the étape above says the same, for the same reason.
fn etape(page: &Page<'_>, e: &ResultatEtape, de_meme: bool) -> Markup {
    html! {
        div class={ "etape b-" (insigne::couleur(&e.constat).0) } {
            header {
                span.acte {
                    strong { (recit::etape(e)) }
                    @if e.prealable { " " span.marque { "préalable" } }
                    @if let Some(a) = &e.acte { " : " (recit::acte(a)) }
                }
                (insigne::etape(e))
            }
            @if let Some(a) = &e.acte { (acte(a)) }
            @let raison = if de_meme { "pour la même raison".to_owned() } else { propre(e) };
            @if !raison.is_empty() { p.raison { (phrase(&raison)) } }
            @if !e.vus.is_empty() {
                ul.vus {
                    @for (phrase, reponse) in &e.vus {
                        li { (phrase) " : " (match reponse { Some(true) => "attesté par le testeur", Some(false) => "non vu par le testeur", None => "à attester par une personne" }) }
                    }
                }
            }
            @for o in &e.observations { (observation(page, e, o)) }
        }
    }
}

/// What the reason of an étape says that is not said again below, by its observations and by what a person attests.
fn propre(e: &ResultatEtape) -> String {
    let observees = e.observations.iter().map(|o| sans_soi(e, &o.raison).to_owned());
    let attestees = e.vus.iter().map(|(phrase, reponse)| match reponse {
        Some(true) => format!("le testeur atteste : « {phrase} »"),
        Some(false) => format!("le testeur n'a pas vu : « {phrase} »"),
        None => format!("à attester par une personne : « {phrase} »"),
    });
    let dites_plus_bas = observees.chain(attestees);
    let mut reste = sans_soi(e, &e.raison).to_owned();
    for dite in dites_plus_bas.filter(|d| !d.is_empty()) {
        reste = reste.replace(&dite, "");
    }
    let parts: Vec<&str> = reste.split(" ; ").map(str::trim).filter(|p| !p.is_empty() && *p != ";").collect();
    parts.join(" ; ")
}

/// An étape that blocks what follows is not blocked by itself.
fn sans_soi<'r>(e: &ResultatEtape, raison: &'r str) -> &'r str {
    raison
        .strip_prefix(&format!("bloqué par l'{} : ", e.numero.dit()))
        .unwrap_or(raison)
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

fn observation(page: &Page<'_>, e: &ResultatEtape, o: &ResultatObservation) -> Markup {
    html! {
        div.observation {
            p {
                (insigne::observation(e, o))
                " " span.dit { (o.dit) } " " span.place { (o.place) }
            }
            @if !o.raison.is_empty() { p.raison { (phrase(sans_soi(e, &o.raison))) } }
            @for f in &o.findings { (ecart(f)) }
            @for x in &o.echanges { (echange::echange(page, x)) }
            @if let Some(chemin) = o.fichier.as_ref().and_then(|f| page.d.plan.contenu(f)) { (echange::fichier(page, chemin)) }
        }
    }
}
