//! The pieces, shown in place: XML with findings beside its lines, a mail decoded, a document, a picture, a film at the instant of each étape.

use std::collections::BTreeSet;

use maud::{Markup, html};
use segur_dialecte::{Confiance, Connu, Constateur, Source};
use segur_ecran::dire::taille;
use segur_ecran::{constats, decode};
use segur_model::{Finding, World};
use time::OffsetDateTime;

use crate::appel::{Appel, Echec};
use crate::candidature::{EtapeAVoir, Piece, Preuve, Remise};
use crate::pieces;
use crate::routes::adresse_preuve;

/// Most bytes of a piece that is read to be shown.
const MAX_MONTRE: u64 = 2 << 20;
/// Most pieces shown of a deposit.
const MAX_PIECES: usize = 30;

/// Every piece of a deposit.
pub(super) async fn toutes(appel: &Appel<'_>, id: &str, p: &Preuve, rang: usize, r: &Remise) -> Result<Markup, Echec> {
    let mut vues = Vec::new();
    for (k, piece) in r.pieces.iter().enumerate().take(MAX_PIECES) {
        let adresse = format!("{}/pieces/{rang}/{k}", adresse_preuve(id, &p.id));
        vues.push(une(appel, piece, &adresse, &p.etapes, &format!("p{rang}-{k}")).await?);
    }
    Ok(html! {
        @for v in &vues { (v) }
        @if r.pieces.len() > MAX_PIECES { p.note { (r.pieces.len() - MAX_PIECES) " autres fichiers ne sont pas montrés ici." } }
    })
}

async fn une(appel: &Appel<'_>, piece: &Piece, adresse: &str, etapes: &[EtapeAVoir], prefixe: &str) -> Result<Markup, Echec> {
    let corps = match genre(&piece.media) {
        Genre::Image => html! { a href=(adresse) { img.piece src=(adresse) alt=(format!("Capture : {}", piece.nom)) loading="lazy"; } },
        Genre::Film => film(piece, adresse, etapes, prefixe),
        Genre::Pdf => html! {
            object.piece type="application/pdf" data=(adresse) aria-label=(piece.nom) {
                p { "Le navigateur ne montre pas ce PDF ici : " a href=(adresse) { "l'ouvrir" } "." }
            }
        },
        Genre::Texte if piece.taille <= MAX_MONTRE => texte(appel, piece, prefixe).await?,
        _ => html! { p.note { "Ce fichier ne se montre pas en place (" (piece.media) ")." } },
    };
    Ok(html! {
        figure.piece {
            figcaption {
                a href=(adresse) { (piece.nom) } " — " (piece.media) ", " (taille(piece.taille))
                @if piece.simulee { strong.avis { " · pris par le banc (SIMULÉ)" } }
                br; span.note { "SHA-256 " code { (piece.empreinte) } }
            }
            (corps)
        }
    })
}

enum Genre {
    Image,
    Film,
    Pdf,
    Texte,
    Autre,
}

fn genre(media: &str) -> Genre {
    match media {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => Genre::Image,
        "video/mp4" | "video/webm" | "video/quicktime" | "video/ogg" => Genre::Film,
        "application/pdf" => Genre::Pdf,
        m if m.starts_with("text/") || m.contains("xml") || m.contains("json") || m.starts_with("message/") => Genre::Texte,
        _ => Genre::Autre,
    }
}

/// A film, and where each étape begins in it.
fn film(piece: &Piece, adresse: &str, etapes: &[EtapeAVoir], prefixe: &str) -> Markup {
    let dit = |n: u32| etapes.iter().find(|e| e.n == n).map_or("", |e| e.dit.as_str());
    html! {
        video.piece id=(format!("film-{prefixe}")) controls preload="metadata" src=(adresse) {}
        @if piece.reperes.is_empty() { p.note { "Aucun repère n'a été donné : le film se regarde en entier." } }
        @else {
            ul.reperes { @for (etape, secondes) in &piece.reperes {
                li { a href=(format!("{adresse}#t={secondes}")) data-film=(format!("film-{prefixe}")) data-instant=(secondes) { "Étape " (etape) " à " (instant(*secondes)) } " " (dit(*etape)) }
            } }
        }
    }
}

fn instant(secondes: u32) -> String {
    format!("{}:{:02}", secondes / 60, secondes % 60)
}

/// A text as a person reads it; what the dialects of the bench say of it stands beside its lines.
async fn texte(appel: &Appel<'_>, piece: &Piece, prefixe: &str) -> Result<Markup, Echec> {
    let octets = pieces::octets(appel.ctx, piece, 0, piece.taille).await?;
    let (piece, prefixe) = (piece.clone(), prefixe.to_owned());
    // Readers of hostile files may be slow, or stop: neither holds the others up.
    let vue = tokio::task::spawn_blocking(move || lire(&piece, &octets, &prefixe)).await;
    Ok(vue.unwrap_or_else(|_| html! { p.note { "Le banc n'a pas su lire ce fichier pour le montrer : l'ouvrir." } }))
}

fn lire(piece: &Piece, octets: &bytes::Bytes, prefixe: &str) -> Markup {
    let lus = juger(piece, octets);
    if est_un_courriel(piece, octets)
        && let Some(courriel) = segur_ecran::courriel::lire(octets)
    {
        return html! {
            @if !lus.is_empty() { (propre(&constats::liste(&lus, &BTreeSet::new(), ""), prefixe)) }
            (segur_ecran::courriel::rendre(&courriel))
        };
    }
    let parties = [decode::octets(&piece.nom, &piece.media, octets, &lus)];
    let places = decode::places(&parties);
    let document = segur_ecran::cda::est(octets).then(|| segur_ecran::cda::lire(octets)).flatten();
    html! {
        @if let Some(d) = &document { details open { summary { "Le document, comme on le lit" } (segur_ecran::cda::rendre(d)) } }
        @if !lus.is_empty() { (propre(&constats::liste(&lus, &places, ""), prefixe)) }
        details open[document.is_none()] { summary { "Ses lignes" } (propre(&decode::rendre(&parties, prefixe), prefixe)) }
    }
}

/// Several files stand on one page: the marks of each are its own. Quotes of what they hold are escaped, so that only ours are found.
fn propre(vue: &Markup, prefixe: &str) -> Markup {
    let mut html = vue.0.clone();
    for mot in ["constat-", "vu-", "t-constats"] {
        for avant in ["id=\"", "href=\"#", "aria-labelledby=\""] {
            html = html.replace(&format!("{avant}{mot}"), &format!("{avant}{prefixe}-{mot}"));
        }
    }
    maud::PreEscaped(html)
}

fn est_un_courriel(piece: &Piece, octets: &[u8]) -> bool {
    piece.media == "message/rfc822"
        || piece.nom.ends_with(".eml")
        || octets.starts_with(b"Received:")
        || octets.starts_with(b"Return-Path:")
}

/// What the dialects say of a file alone.
fn juger(piece: &Piece, octets: &bytes::Bytes) -> Vec<Finding> {
    let Some(lu) = segur_tous::dialectes()
        .iter()
        .find_map(|d| d.lire(&Source::fichier(Some(&piece.nom), octets)))
    else {
        return Vec::new();
    };
    let (monde, confiance) = (World::default(), Confiance::default());
    let connu = Connu::du_monde(&monde, &confiance, OffsetDateTime::UNIX_EPOCH);
    let mut c = Constateur::default();
    lu.juger(&connu, &mut c);
    c.finir()
}
