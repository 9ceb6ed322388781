//! One exchange: what was remarked, beside the bytes where it was.

use std::collections::BTreeSet;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use maud::{Markup, html};
use segur_kit::{Vue, ZONE_COMMUNE};
use segur_model::{Exchange, Finding, Message, Severity, Trust};

use crate::decode::{self, Partie, Rang};
use crate::demande::Demande;
use crate::resume::ecarts;
use crate::{gabarit, proche, rejouer, resume};

/// `GET /echanges/{id}`.
pub(crate) async fn page(State(vue): State<Vue>, Path(id): Path<String>, Query(d): Query<Demande>, entetes: HeaderMap) -> Response {
    let absent = || {
        let texte = "Il n'y a pas d'échange de ce numéro dans cet espace.";
        gabarit::erreur(StatusCode::NOT_FOUND, &vue, &d, texte)
    };
    let Ok(id) = id.parse::<u64>() else { return absent() };
    let lu = match vue.journal().lire(Some(d.espace()), id).await {
        Ok(lu) => lu.filter(|e| e.espace == d.espace() || e.espace == ZONE_COMMUNE),
        Err(e) => return gabarit::erreur(StatusCode::INTERNAL_SERVER_ERROR, &vue, &d, &e.to_string()),
    };
    let (Some(e), Ok(Some((requete, reponse)))) = (lu, vue.journal().octets(Some(d.espace()), id).await) else {
        return absent();
    };
    let hote = entetes.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or("127.0.0.1");
    let contenu = contenu(&vue, &d, &e, (&requete, &reponse), &vue.adresse(hote));
    gabarit::page(StatusCode::OK, &vue, &d, "", &format!("Échange {id}, {}", e.operation), &contenu)
}

fn contenu(vue: &Vue, d: &Demande, e: &Exchange, (requete, reponse): (&Bytes, &Bytes), base: &str) -> Markup {
    let points = vue.espace(d.espace()).map(|e| e.points).unwrap_or_default();
    let point = points
        .iter()
        .find(|(nom, _)| nom.split('.').next() == Some(e.service.as_str()))
        .map(|(_, url)| url.as_str());
    let lue = decode::lire(&e.requete, requete, &e.findings);
    let places: BTreeSet<usize> = lue.iter().flat_map(|p| &p.rangs).flat_map(|r| r.constats.iter().copied()).collect();
    html! {
        p { a href=(d.lien("/", |_| {})) { "← Tous les échanges" } }
        dl.resume {
            dt { "Reçu" } dd { (gabarit::instant(e.instant)) " (horloge du banc), en " (e.duree_ms) " ms, de " (e.pair.adresse) }
            dt { "Réponse" }
            dd {
                (e.issue_dite())
                @let issue = resume::issue(e); @if !issue.is_empty() { " · " (issue) }
            }
            @let patient = resume::patient(e, vue.monde()); @if !patient.is_empty() { dt { "Patient" } dd { (patient) } }
            @if let Some(c) = &e.pair.certificat { dt { "Certificat présenté" } dd { (c.sujet) ", émis par " (c.emetteur) ", jusqu'au " (c.fin.date()) } }
            @if let Some(echec) = &e.echec { dt { "Échec" } dd.mal { (echec) (conseil(vue, d, e.id)) } }
            @if let Some(regle) = &e.refus { dt { "Refusé sur la règle" } dd.mal { (regle) } }
            @if let Some(proche) = proche::proche(e, vue.monde()) { dt { "Tout près" } dd.proche { (proche) } }
        }
        div.cote[!e.findings.is_empty()] {
            (moitie("requete", "Requête", &e.requete, &lue, d, e.id))
            (constats(&e.findings, ecarts(e), &places))
        }
        (moitie("reponse", "Réponse", &e.reponse, &decode::lire(&e.reponse, reponse, &[]), d, e.id))
        (faits(e))
        @if let Some(commande) = rejouer::curl(e, base, point) {
            section aria-labelledby="t-curl" {
                h2 id="t-curl" { "La renvoyer" }
                p { "Ce que le journal masque (jetons, mots de passe) est à compléter." }
                pre id="curl" tabindex="0" { (commande) }
                button type="button" data-copier="curl" hidden { "Copier la commande" }
            }
        }
    }
}

/// What to do about the last attempt, when it is this one.
fn conseil(vue: &Vue, d: &Demande, id: u64) -> Markup {
    let tentatives = vue.tentatives(d.espace()).unwrap_or_default();
    let conseil = tentatives.iter().find(|t| t.echange == Some(id)).map_or("", |t| t.conseil.as_str());
    html! { @if !conseil.is_empty() { br; "→ " (conseil) } }
}

/// What was remarked, écarts first. `places`: those that the message shows.
fn constats(constats: &[Finding], ecarts: usize, places: &BTreeSet<usize>) -> Markup {
    let mut tries: Vec<(usize, &Finding)> = constats.iter().enumerate().collect();
    tries.sort_by_key(|(_, f)| std::cmp::Reverse(f.severity));
    html! {
        section.remarques aria-labelledby="t-constats" {
            h2 id="t-constats" { (compte(constats.len(), ecarts, "Le service n'a rien remarqué")) }
            @if !constats.is_empty() {
                ul.constats tabindex="0" role="list" aria-labelledby="t-constats" {
                    @for (rang, f) in tries { (constat(rang, f, places.contains(&rang))) }
                }
            }
        }
    }
}

/// How many remarks there are.
pub(crate) fn compte(remarques: usize, ecarts: usize, rien: &str) -> String {
    let s = |n: usize| if n > 1 { "s" } else { "" };
    match (remarques, ecarts) {
        (0, _) => rien.to_owned(),
        (n, 0) => format!("{n} remarque{}, aucun écart", s(n)),
        (n, k) => format!("{n} remarque{}, dont {k} écart{}", s(n), s(k)),
    }
}

/// One remark. `place`: the message shows where it is.
pub(crate) fn constat(rang: usize, f: &Finding, place: bool) -> Markup {
    let (classe, mot) = severite(f.severity);
    html! {
        li id=(format!("constat-{rang}")) class=(classe) {
            p { strong { (rang + 1) ". " (mot) " — " } (f.dit) }
            dl {
                dt { "Attendu" } dd { (f.expected) }
                dt { "Vu" } dd { (f.seen) }
                dt { "Où" } dd { code { (f.location.path) } @if f.location.line > 0 { ", ligne " (f.location.line) ", colonne " (f.location.column) } @if place { " " a.vers href=(format!("#vu-{rang}")) { "voir dans le message" } } }
                dt { "Règle" } dd { code { (f.rule) } ", " (f.source) @if f.trust != Trust::Verified { " (source de seconde main : la règle avertit, sans condamner)" } }
            }
        }
    }
}

/// The class and the word of a severity.
pub(crate) fn severite(s: Severity) -> (&'static str, &'static str) {
    match s {
        Severity::Error => ("ecart", "⚠ Écart"),
        Severity::Warning => ("avertissement", "Avertissement"),
        Severity::Info => ("information", "Information"),
        Severity::NotEvaluated => ("information", "Non évalué"),
    }
}

/// One half: its line, its headers, its body in rows.
fn moitie(id: &str, titre: &str, m: &Message, parties: &[Partie], d: &Demande, echange: u64) -> Markup {
    let espace = d.espace();
    let octets = format!("/banc/echanges/{echange}/{id}?espace={espace}");
    html! {
        section aria-labelledby=(format!("t-{id}")) {
            h2 id=(format!("t-{id}")) { (titre) }
            @if m.ligne.is_empty() && parties.is_empty() { p { "Rien n'est passé." } }
            @else {
                pre.entetes tabindex="0" { (m.ligne) @for (nom, valeur) in &m.entetes { "\n" (nom) ": " (valeur) } }
                @for (rang, partie) in parties.iter().enumerate() { (rendre(partie, &format!("{id}-{rang}"))) }
                @if !parties.is_empty() { p { a href=(octets) download=(format!("echange-{echange}-{id}.bin")) { "Les octets, tels quels" } } }
            }
        }
    }
}

fn rendre(partie: &Partie, id: &str) -> Markup {
    html! {
        figure {
            figcaption id=(id) { (partie.titre) }
            div.corps tabindex="0" role="region" aria-labelledby=(id) {
                @for r in &partie.rangs { (rang(r)) }
            }
            @if let Some(note) = &partie.note { p.note { (note) } }
        }
    }
}

fn rang(r: &Rang) -> Markup {
    // Styles in attributes are forbidden by the policy of the page: the indent is in the text.
    let marge = "  ".repeat(r.niveau.min(40));
    html! {
        div.rang.vise[!r.constats.is_empty()] {
            code { (marge) (r.texte) }
            @for c in &r.constats { a.renvoi id=(format!("vu-{c}")) href=(format!("#constat-{c}")) aria-label=(format!("remarque {}", c + 1)) { "⚠ " (c + 1) } }
        }
    }
}

fn faits(e: &Exchange) -> Markup {
    html! {
        @if !e.faits.is_empty() {
            details {
                summary { "Faits lus (ce que les scénarios comparent)" }
                dl.faits { @for (nom, valeurs) in &e.faits { dt { code { (nom) } } dd { (valeurs.join(" | ")) } } }
            }
        }
    }
}
