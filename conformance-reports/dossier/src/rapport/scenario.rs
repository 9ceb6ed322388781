//! A scenario as it was played: étape, act, observation, finding.

use maud::{Markup, html};
use segur_model::resultat::{ResultatActe, ResultatEtape, ResultatObservation, ResultatScenario};
use segur_model::{ConstatEtape, Sorte};

use super::ecart::ecart;
use super::{Page, echange, insigne, phrase, tenu};
use crate::noms::ancre;
use crate::{actes, mots, recit, signes, sources};

/// `deja` is what was just said of its exigence: the same reason is not said twice.
pub(crate) fn scenario(page: &Page<'_>, s: &ResultatScenario, deja: &str) -> Markup {
    html! {
        section.scenario id=(ancre("sc", &s.id)) {
            header { h5 { "Scénario " (s.id) " : " (s.titre) } (insigne::constat(&s.comptes, s.constat.into())) }
            @if let Some(partie) = &s.partie {
                @let partie = partie.to_string();
                @if !s.raison.contains(&partie) && !deja.contains(&partie) { p.raison { (phrase(&partie)) } }
            }
            @if !deja.contains(&s.raison) { p.raison { (mots::raison(&s.raison)) } }
            @if let Some(t) = page.d.plan.scenario(&s.id) { p.discret { "Texte du scénario, tel que le banc l'a joué : " a href=(t.chemin) { (t.nom) } } }
            @if !s.contexte.is_empty() { ul.vus { @for dit in &s.contexte { li { (dit) } } } }
            @if s.exigences.len() > 1 { p.discret { "Sert les exigences " (s.exigences.join(", ")) } }
            @for (i, e) in s.etapes.iter().enumerate() {
                @let avant = i.checked_sub(1).and_then(|i| s.etapes.get(i));
                (etape(page, s, e, avant.is_some_and(|a| !e.raison.is_empty() && a.raison == e.raison && a.constat == e.constat)))
            }
            @if !s.inattendus.is_empty() {
                p.discret { a href={ "#" (ancre("in", &s.id)) } { (recit::compte(s.inattendus.len(), "échange inattendu", "échanges inattendus")) } " pendant ce scénario." }
            }
        }
    }
}

/// `de_meme`: the étape above says the same, for the same reason.
fn etape(page: &Page<'_>, s: &ResultatScenario, e: &ResultatEtape, de_meme: bool) -> Markup {
    let (facultatifs, observations): (Vec<_>, Vec<_>) = e.observations.iter().partition(|o| o.constat == ConstatEtape::Geste);
    html! {
        (banc(e))
        div class={ "etape b-" (insigne::couleur(&e.constat)) } {
            header {
                span.acte {
                    strong { (recit::etape(e)) }
                    @if e.prealable { " " span.marque { "préalable" } }
                    @if e.numero.sorte == Sorte::Banc { " " span.marque title="Étape que le banc ajoute : elle n'a pas de numéro dans le référentiel" { "ajoutée par le banc" } }
                    @if let Some(a) = &e.acte { " : " (recit::acte(a)) }
                }
                (insigne::etape(e))
            }
            @if !e.par.is_empty() { p.params { "Qui agit : " (e.par) } }
            @if let Some(a) = &e.acte { (acte(a)) }
            @let raison = if de_meme { "pour la même raison".to_owned() } else { signes::raison_propre(e) };
            @if !raison.is_empty() { p.raison { (mots::raison(&raison)) } }
            @if !e.vus.is_empty() {
                ul.vus {
                    @for (phrase, reponse) in &e.vus {
                        li { (phrase) " : " (signes::attestation(*reponse, e.testeur.as_ref())) }
                    }
                }
            }
            @if let Some(t) = e.testeur.as_ref().filter(|t| !t.note.is_empty()) { p.params { "Ce qui a été vu à la place : " (t.note) } }
            @if e.constat == ConstatEtape::DECLARE && !e.pour_voir.is_empty() { (pour_voir(&e.pour_voir)) }
            @for o in observations { (observation(page, s, e, o)) }
            @if !facultatifs.is_empty() { (appels_facultatifs(page, s, e, &facultatifs)) }
        }
    }
}

/// What the bench itself did, before the act: nothing that follows can be understood without it.
fn banc(e: &ResultatEtape) -> Markup {
    html! {
        @if !e.banc.is_empty() {
            div.banc {
                span.marque { "banc" } " "
                @match e.banc.as_slice() {
                    [une] => { strong { "Le banc : " } (une) },
                    plusieurs => { strong { "Le banc :" } ol { @for fait in plusieurs { li { (fait) } } } },
                }
            }
        }
    }
}

fn pour_voir(dit: &str) -> Markup {
    html! { p.discret { "Pour que ce soit vu : " (dit) } }
}

/// Calls that are allowed and not asked: neither a merit nor a fault.
fn appels_facultatifs(page: &Page<'_>, s: &ResultatScenario, e: &ResultatEtape, liste: &[&ResultatObservation]) -> Markup {
    let venus: usize = liste.iter().map(|o| o.echanges.len() + usize::from(o.fichier.is_some())).sum();
    html! {
        details.facultatifs {
            summary {
                "Ce que le logiciel peut faire sans que rien ne l'exige : "
                @if venus == 0 { "rien n'est venu" } @else { (recit::compte(venus, "venu", "venus")) }
            }
            @for o in liste { (observation(page, s, e, o)) }
        }
    }
}

fn acte(a: &ResultatActe) -> Markup {
    let parametres: Vec<String> = actes::parametres(a).into_iter().map(|(n, v)| format!("{n} : {v}")).collect();
    html! {
        @if !parametres.is_empty() { p.params { (parametres.join(" ; ")) } }
        p.params {
            @match a.issue {
                Some(i) => { "Le système candidat répond « " (i.mot()) " »" @if !a.message.is_empty() { " : " (a.message) } },
                None => "Acte non joué",
            }
            @if let Some(attendue) = a.issue_attendue { ". Réponse attendue : « " (attendue.mot()) " »" }
            @if !a.pilote.is_empty() { " (pilote " (a.pilote) ")" }
            "."
        }
    }
}

fn observation(page: &Page<'_>, s: &ResultatScenario, e: &ResultatEtape, o: &ResultatObservation) -> Markup {
    let (dit, noms) = mots::observation(o);
    html! {
        div.observation {
            p {
                (insigne::observation(e, o))
                " " span.dit { (dit) }
                @if !noms.is_empty() { " " code.place { (noms) } }
                @if let Some(nom) = &o.nom { span.place { ", nommé « " (nom) " »" } }
                " " (place(page, s, &o.place))
            }
            @if !o.raison.is_empty() { p.raison { (mots::raison(signes::sans_soi(e, &o.raison))) } }
            @if !o.pour_voir.is_empty() { (pour_voir(&o.pour_voir)) }
            (tenu::tenus(page, s, o))
            @for f in &o.findings { (ecart(f, &s.exigences)) }
            @for x in &o.echanges { (echange::echange(page, x)) }
            @if let Some(f) = &o.fichier { @if let Some(chemin) = page.d.plan.contenu(f) { (echange::fichier(page, f, chemin)) } }
        }
    }
}

/// `INS-va1.28.01.yaml:14:7`, as a link to the text of the scenario where the dossier holds it.
pub(crate) fn place(page: &Page<'_>, s: &ResultatScenario, place: &str) -> Markup {
    let fichier = sources::fichier_et_ligne(place).map(|(fichier, _)| fichier);
    let dite = sources::place(place);
    html! {
        @match page.d.plan.scenario(&s.id) {
            Some(texte) if fichier == Some(texte.nom.as_str()) => a.place href=(texte.chemin) { (dite) },
            _ => span.place { (dite) },
        }
    }
}
