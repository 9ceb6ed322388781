//! One exchange: what was remarked, beside the bytes where it was.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use maud::{Markup, html};
use segur_ecran::constats;
use segur_ecran::decode::{self, Partie};
use segur_ecran::dire::instant;
use segur_kit::{Vue, ZONE_COMMUNE};
use segur_model::{Exchange, Message};

use crate::demande::Demande;
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
    let remarques = constats::liste(&e.findings, &decode::places(&lue), &resume::sans_constat(e));
    html! {
        p { a href=(d.lien("/", |_| {})) { "← Tous les échanges" } }
        dl.resume {
            dt { "Reçu" } dd { (instant(e.instant)) " (horloge du banc), en " (e.duree_ms) " ms, de " (e.pair.adresse) }
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
            (remarques)
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
                (decode::rendre(parties, id))
                @if !parties.is_empty() { p { a href=(octets) download=(format!("echange-{echange}-{id}.bin")) { "Les octets, tels quels" } } }
            }
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
