//! The mails, newest first, and those that come.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use maud::{Markup, html};
use segur_ecran::dire::taille;
use segur_kit::{ESPACE_DEFAUT, Vue};
use segur_model::World;

use super::choix::Choix;
use super::formes::{Boite, Ligne, Liste};
use super::lecture;
use crate::gabarit;

/// Lines of a page.
const PAR_PAGE: &str = "100";

/// `GET /messagerie`.
pub(crate) async fn page(State(vue): State<Vue>, Query(choix): Query<Choix>) -> Response {
    let mut parametres = choix.parametres();
    parametres.push(("limite".to_owned(), PAR_PAGE.to_owned()));
    let boites: Result<Vec<Boite>, _> = super::lire(&vue, choix.espace(), "boites", &[]).await;
    let liste: Result<Liste, _> = super::lire(&vue, choix.espace(), "messages", &parametres).await;
    let (boites, liste) = match (boites, liste) {
        (Ok(boites), Ok(liste)) => (boites, liste),
        (Err(e), _) | (_, Err(e)) => return super::refus(&vue, &choix, &e),
    };
    let suivi = choix
        .avant
        .is_none()
        .then(|| choix.lien("/messagerie/flux", |c| c.depuis = Some(liste.dernier)));
    let contenu = html! {
        (filtre(&boites, &choix))
        p.barre {
            span id="etat" role="status" { (compte(&liste, &choix)) }
            @if choix.avant.is_none() { " " button type="button" id="pause" aria-pressed="false" hidden { "Suspendre l'arrivée des courriels" } }
            @else { " " a href=(choix.lien("/messagerie", |c| c.avant = None)) { "Revenir aux plus récents" } }
        }
        table.courriels {
            caption { "Courriels de l'espace " (choix.espace()) ", du plus récent au plus ancien" }
            thead { tr {
                th scope="col" { "Reçu (banc)" } th scope="col" { "Boîte" } th scope="col" { "De" } th scope="col" { "Objet" }
                th scope="col" { "Patient" } th scope="col" { "Remarques" }
            } }
            tbody id="lignes" data-flux=[suivi] data-un="nouveau courriel" data-plusieurs="nouveaux courriels" {
                @for l in &liste.messages { (ligne(l, vue.monde(), &choix)) }
            }
        }
        @if let Some(avant) = liste.suite {
            p { a rel="next" href=(choix.lien("/messagerie", |c| { c.avant = Some(avant); c.depuis = None; })) { "Courriels plus anciens" } }
        }
        (etat_des_boites(&boites, &choix))
        p.note { "Les mêmes courriels se lisent, se cherchent et s'attendent par REST : " code { "GET /banc/vues/mssante/messages" } ", " code { "…/messages/attendre" } "." }
    };
    gabarit::page(StatusCode::OK, &vue, &choix.demande(), "/messagerie", "Messagerie", &contenu)
}

fn compte(liste: &Liste, choix: &Choix) -> String {
    let n = liste.messages.len();
    match (n, liste.suite) {
        (0, Some(_)) => "Aucun des courriels les plus récents ne répond : la suite est plus bas.".to_owned(),
        (0, None) if choix.filtre() || choix.avant.is_some() => "Aucun courriel ne répond à ce filtre.".to_owned(),
        (0, None) => "Aucun courriel encore : le premier que votre logiciel enverra paraîtra ici.".to_owned(),
        (1, _) => format!("Un courriel montré, sur {}.", liste.total),
        _ => format!("{n} courriels montrés, sur {}.", liste.total),
    }
}

fn filtre(boites: &[Boite], choix: &Choix) -> Markup {
    html! {
        form.filtre method="get" action="/messagerie" role="search" {
            @if choix.espace() != ESPACE_DEFAUT { input type="hidden" name="espace" value=(choix.espace()); }
            label { "Chercher " input type="search" name="q" value=(choix.q) maxlength="200" placeholder="objet, adresse, INS, Message-ID, texte…"; }
            label { "Boîte "
                select name="boite" {
                    option value="" { "toutes" }
                    @for b in boites { option value=(b.adresse) selected[b.adresse.eq_ignore_ascii_case(&choix.boite)] { (b.adresse) " (" (b.messages) ")" } }
                }
            }
            button type="submit" { "Filtrer" }
            @if choix.filtre() { " " a href=(choix.seul().lien("/messagerie", |_| {})) { "Tout montrer" } }
        }
    }
}

/// Every mailbox, with what it holds.
fn etat_des_boites(boites: &[Boite], choix: &Choix) -> Markup {
    html! {
        section aria-labelledby="t-boites" {
            h2 id="t-boites" { "Boîtes (" (boites.len()) ")" }
            table {
                caption { "Celles du monde, et celles des usagers qui ont reçu quelque chose" }
                thead { tr { th scope="col" { "Adresse" } th scope="col" { "Genre" } th scope="col" { "Courriels" } th scope="col" { "Non lus" } th scope="col" { "État" } } }
                tbody {
                    @for b in boites {
                        tr {
                            th scope="row" data-titre="Adresse" { a href=(choix.seul().lien("/messagerie", |c| c.boite.clone_from(&b.adresse))) { (b.adresse) } }
                            td data-titre="Genre" { (b.genre) }
                            td data-titre="Courriels" { (b.messages) }
                            td data-titre="Non lus" { (b.non_lus) }
                            td data-titre="État" { @if b.ouverte { "ouverte" } @else { span.mal { "fermée" } } }
                        }
                    }
                }
            }
        }
    }
}

/// A mail, one line.
fn ligne(l: &Ligne, monde: &World, choix: &Choix) -> Markup {
    let forme = time::macros::format_description!("[day]/[month] [hour]:[minute]:[second]");
    let adresse = choix.seul().lien("/messagerie/courriel", |c| {
        c.boite.clone_from(&l.boite);
        c.dossier.clone_from(&l.dossier);
        c.uid = Some(l.uid);
    });
    html! {
        tr.rate[l.ecarts > 0].non-lu[!l.lu] {
            td data-titre="Reçu (banc)" { time datetime=(l.recu.format(&time::format_description::well_known::Rfc3339).unwrap_or_default()) { (l.recu.format(forme).unwrap_or_default()) } }
            td data-titre="Boîte" { (l.boite) @if l.dossier != "INBOX" { " · " (l.dossier) } }
            td data-titre="De" { @if l.de_libelle.is_empty() { (l.de) } @else { (l.de_libelle) br; span.note { (l.de) } } }
            td.objet data-titre="Objet" {
                a href=(adresse) { @if l.objet.is_empty() { "(sans objet)" } @else { (l.objet) } }
                br; span.note { @if !l.lu { "non lu · " } (lecture::genre(l)) " · " (taille(l.taille)) @if !l.pieces.is_empty() { " · " (l.pieces.join(", ")) } }
            }
            td data-titre="Patient" { (l.ins.iter().map(|i| lecture::patient(i, monde)).collect::<Vec<_>>().join(", ")) }
            td data-titre="Remarques" {
                @if l.ecarts > 0 { span.mal { "⚠ " (l.ecarts) " écart" @if l.ecarts > 1 { "s" } } br; }
                @if l.avertissements > 0 { span.avis { (l.avertissements) " avertissement" @if l.avertissements > 1 { "s" } } }
                @if l.ecarts == 0 && l.avertissements == 0 { span.rien { "rien" } }
            }
        }
    }
}

/// `GET /messagerie/flux`: lines as mails come, after `Last-Event-ID` (a browser that comes back), else after `depuis`.
pub(crate) async fn flux(
    State(vue): State<Vue>,
    Query(mut choix): Query<Choix>,
    entetes: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let repris = entetes
        .get("last-event-id")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok());
    choix.depuis = repris.or(choix.depuis);
    choix.avant = None;
    let evenements = stream::unfold((vue, choix), |(vue, mut choix)| async move {
        let venus = tokio::select! {
            venus = suivants(&vue, &mut choix) => venus?,
            () = vue.arret() => return None,
        };
        let lignes: Vec<_> = venus
            .iter()
            .map(|l| {
                let html = ligne(l, vue.monde(), &choix).into_string();
                Ok(Event::default()
                    .id(l.rang.to_string())
                    .event("ligne")
                    .data(html.replace(['\n', '\r'], " ")))
            })
            .collect();
        Some((stream::iter(lignes), (vue, choix)))
    });
    Sse::new(evenements.flatten()).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// The mails that came, oldest first; none when the espace is gone.
async fn suivants(vue: &Vue, choix: &mut Choix) -> Option<Vec<Ligne>> {
    loop {
        let mut parametres = choix.parametres();
        parametres.push(("delai".to_owned(), "60s".to_owned()));
        let montre = vue
            .montrer(choix.espace(), super::SERVICE, "messages/attendre", &parametres)
            .await
            .ok()?;
        if montre.statut == 204 {
            continue;
        }
        let mut liste: Liste = serde_json::from_slice(&montre.corps).ok()?;
        choix.depuis = Some(liste.dernier);
        liste.messages.reverse();
        return Some(liste.messages);
    }
}
