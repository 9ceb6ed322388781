//! The exchanges, newest first, and how each endpoint was last tried.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use segur_kit::{Filtre, JournalError, Vue};
use segur_model::controle::Tentative;
use segur_model::{Exchange, Severity};

use crate::demande::Demande;
use crate::resume::{ecarts, echoue};
use crate::{gabarit, proche, resume};

/// Lines of a page.
const PAR_PAGE: usize = 100;
/// Exchanges read at first to fill a page; twice as many each time that they do not.
const FENETRE: u64 = 256;
/// Exchanges looked at for one page: a filter that keeps almost nothing goes on by a link.
const EXAMINES_MAX: u64 = 20_000;

/// `GET /`.
pub(crate) async fn page(State(vue): State<Vue>, Query(d): Query<Demande>) -> Response {
    let tentatives = match vue.tentatives(d.espace()) {
        Ok(tentatives) => tentatives,
        Err(e) => return gabarit::erreur(StatusCode::NOT_FOUND, &vue, &d, &e.to_string()),
    };
    let lus = match lire(&vue, &d).await {
        Ok(lus) => lus,
        Err(e) => return gabarit::erreur(StatusCode::INTERNAL_SERVER_ERROR, &vue, &d, &e.to_string()),
    };
    let dernier = lus.dernier;
    let contenu = html! {
        (refusees(&tentatives, &d))
        (filtre(&vue, &d))
        p.barre {
            span id="etat" role="status" { (compte(&lus, &d)) }
            @if d.avant.is_none() { " " button type="button" id="pause" aria-pressed="false" hidden { "Suspendre l'arrivée des échanges" } }
            @else { " " a href=(d.lien("/", |d| d.avant = None)) { "Revenir aux plus récents" } }
        }
        table.echanges {
            caption { "Échanges de l'espace " (d.espace()) ", du plus récent au plus ancien" }
            thead { tr {
                th.court scope="col" { "N°" } th scope="col" { "Heure (banc)" } th scope="col" { "Opération" } th scope="col" { "Patient" }
                th scope="col" { "Réponse" } th scope="col" { "Remarques" } th.court scope="col" { "Durée" }
            } }
            tbody id="lignes" data-flux=[d.avant.is_none().then(|| d.lien("/flux", |d| d.avant = Some(dernier)))] {
                @for e in &lus.echanges { (ligne(e, &vue, &d)) }
            }
        }
        @if let Some(purge) = vue.espace(d.espace()).ok().and_then(|e| e.purge) { p.note { "Journal : " (purge) "." } }
        @if let Some(avant) = lus.suite {
            p { a rel="next" href=(d.lien("/", |d| d.avant = Some(avant))) { "Échanges plus anciens" } }
        }
    };
    gabarit::page(StatusCode::OK, &vue, &d, "/", "Échanges", &contenu)
}

/// What was read for a page.
struct Lus {
    echanges: Vec<Exchange>,
    /// The last exchange that there was when it was read: those that come later follow.
    dernier: u64,
    /// From where the next page goes on.
    suite: Option<u64>,
}

/// Reads backwards, by windows that grow.
async fn lire(vue: &Vue, d: &Demande) -> Result<Lus, JournalError> {
    let journal = vue.journal();
    let dernier = journal.dernier_id();
    let depart = d.avant.unwrap_or(dernier + 1).min(dernier + 1);
    let (mut fin, mut fenetre) = (depart, FENETRE);
    let mut echanges: Vec<Exchange> = Vec::new();
    while fin > 1 && echanges.len() < PAR_PAGE && depart - fin < EXAMINES_MAX {
        let depuis = fin.saturating_sub(fenetre + 1);
        let lot = journal
            .chercher(&Filtre {
                depuis,
                // Ids are one count over all espaces: a window holds no more than its length.
                limite: u32::try_from(fin - 1 - depuis).ok(),
                communes: true,
                ..Filtre::espace(d.espace())
            })
            .await?;
        echanges.extend(lot.into_iter().rev().filter(|e| e.id < fin && d.retient(e)));
        fin = depuis + 1;
        fenetre *= 2;
    }
    let plein = echanges.len() > PAR_PAGE;
    echanges.truncate(PAR_PAGE);
    let suite = if plein {
        echanges.last().map(|e| e.id)
    } else {
        (fin > 1).then_some(fin)
    };
    Ok(Lus { echanges, dernier, suite })
}

fn compte(lus: &Lus, d: &Demande) -> String {
    let n = lus.echanges.len();
    match (n, d.filtree()) {
        (0, true) => "Aucun échange ne répond à ce filtre ici.".to_owned(),
        (0, false) => "Aucun échange encore : le premier appel de votre logiciel paraîtra ici.".to_owned(),
        (1, _) => "Un échange montré.".to_owned(),
        _ => format!("{n} échanges montrés."),
    }
}

/// The endpoints whose last attempt failed: what a developer wants first.
fn refusees(tentatives: &[Tentative], d: &Demande) -> Markup {
    let ratees: Vec<&Tentative> = tentatives
        .iter()
        .filter(|t| t.instant.is_some() && (!t.reussie || t.ecarts > 0))
        .collect();
    html! {
        @if !ratees.is_empty() {
            section.tentatives aria-labelledby="t-ratees" {
                h2 id="t-ratees" { "Derniers essais à regarder" }
                ul {
                    @for t in ratees {
                        li {
                            strong { (t.point) } " : " (t.explication)
                            @if !t.conseil.is_empty() && !t.conseil.contains("--constats") { br; "→ " (t.conseil) }
                            @if let Some(id) = t.echange { " " a href=(d.lien(&format!("/echanges/{id}"), |_| {})) { "échange " (id) } }
                        }
                    }
                }
            }
        }
    }
}

fn filtre(vue: &Vue, d: &Demande) -> Markup {
    let services = vue.etat(Some(d.espace())).services;
    html! {
        form.filtre method="get" action="/" role="search" {
            @if d.espace() != segur_kit::ESPACE_DEFAUT { input type="hidden" name="espace" value=(d.espace()); }
            label { "Chercher " input type="search" name="q" value=(d.q) maxlength="100" placeholder="opération, patient, règle…"; }
            label { "Service "
                select name="service" {
                    option value="" { "tous" }
                    @for s in &services { option value=(s.nom) selected[s.nom == d.service] { (s.nom) } }
                }
            }
            label.case { input type="checkbox" name="echecs" value="oui" checked[d.echecs()]; " seulement ce qui ne va pas" }
            button type="submit" { "Filtrer" }
            @if d.filtree() { " " a href=(d.lien("/", |d| *d = Demande { espace: d.espace.clone(), ..Demande::default() })) { "Tout montrer" } }
        }
    }
}

/// One exchange, one line.
pub(crate) fn ligne(e: &Exchange, vue: &Vue, d: &Demande) -> Markup {
    let forme = time::macros::format_description!("[hour]:[minute]:[second].[subsecond digits:3]");
    let adresse = d.lien(&format!("/echanges/{}", e.id), |d| d.avant = None);
    let avertis = e.findings.iter().filter(|f| f.severity == Severity::Warning).count();
    // What is said of HTTP here is its number.
    let dite = e.issue_dite();
    let statut = dite.strip_prefix("HTTP ").unwrap_or(&dite);
    html! {
        tr.rate[echoue(e)] {
            td.court data-titre="N°" { a href=(adresse) { (e.id) } }
            td data-titre="Heure (banc)" { time datetime=(e.instant.format(&time::format_description::well_known::Rfc3339).unwrap_or_default()) { (e.instant.format(forme).unwrap_or_default()) } }
            td data-titre="Opération" { (e.operation) @if !e.reussi() && !e.requete.ligne.is_empty() { br; code { (resume::appel(e)) } } }
            td data-titre="Patient" { (resume::patient(e, vue.monde())) @let courriel = resume::courriel(e); @if !courriel.is_empty() { span.note { (courriel) } } }
            td data-titre="Réponse" {
                @if let Some(echec) = &e.echec { span.mal { "✗ refusé : " } (echec) }
                @else { (statut) @let issue = resume::issue(e); @if !issue.is_empty() { " · " (issue) } }
                @if let Some(proche) = proche::proche(e, vue.monde()) { br; span.proche { (proche) } }
            }
            td data-titre="Remarques" {
                @let n = ecarts(e);
                @if n > 0 { span.mal { "⚠ " (n) " écart" @if n > 1 { "s" } } }
                @if avertis > 0 { span.avis { " " (avertis) " avertissement" @if avertis > 1 { "s" } } }
                @if ecarts(e) == 0 && avertis == 0 { span.rien { "rien" } }
            }
            td.court data-titre="Durée" { (e.duree_ms) " ms" }
        }
    }
}
