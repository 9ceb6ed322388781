//! A mail, drawn. Without ids: there may be several in a page.

use maud::{Markup, html};

use super::{Courriel, Document, GenrePiece, Piece};
use crate::cda;
use crate::dire::taille;

/// A mail that was read.
#[must_use]
pub fn rendre(c: &Courriel) -> Markup {
    html! {
        dl.resume {
            dt { "Objet" } dd { @if c.objet.is_empty() { "(sans objet)" } @else { (c.objet) } }
            @for (nom, valeur) in &c.entetes { dt { (nom) } dd { (valeur) } }
            dt { "C'est" } dd { (c.genre) }
        }
        @if let Some(borne) = c.borne { p.avis { "Ce courriel n'est pas lu en entier : " (borne) } }
        @if !c.rapport.is_empty() {
            h2 { "Ce que dit l'accusé" }
            dl.faits { @for (nom, valeur) in &c.rapport { dt { (nom) } dd { (valeur) } } }
        }
        (texte(c))
        @if !c.pieces.is_empty() {
            h2 { "Pièces jointes (" (c.pieces.len() + c.pieces_de_plus) ")" }
            ol.parties role="list" { @for p in &c.pieces { (piece(p)) } }
            @if c.pieces_de_plus > 0 { p.note { (c.pieces.len()) " pièces montrées sur " (c.pieces.len() + c.pieces_de_plus) "." } }
        }
        @for d in &c.documents { (document(d)) }
    }
}

/// What a person reads. The HTML of a mail is text, never HTML of the page.
fn texte(c: &Courriel) -> Markup {
    html! {
        h2 { "Texte" }
        @if c.texte.texte.trim().is_empty() { p.note { "Ce courriel n'a pas de texte." } }
        @else { pre.texte tabindex="0" role="region" aria-label="Texte du courriel" { (c.texte.texte) } }
        @if c.texte.coupe { p.note { "La suite est dans la source du courriel." } }
        @if let Some(html) = &c.html {
            details {
                summary { "Source de son HTML" }
                pre tabindex="0" role="region" aria-label="Source HTML du courriel" { (html.texte) }
                @if html.coupe { p.note { "La suite est dans la source du courriel." } }
            }
        }
    }
}

fn piece(p: &Piece) -> Markup {
    html! {
        li {
            p {
                strong { (p.nom.as_deref().unwrap_or("sans nom")) }
                " " code { (p.media) } " · " (taille(p.taille as u64))
                @let quoi = nature(&p.genre); @if !quoi.is_empty() { " · " (quoi) }
            }
            @match &p.genre {
                GenrePiece::Xdm(Err(pourquoi)) => p.mal { (pourquoi) },
                GenrePiece::Xdm(Ok(fichiers)) => details {
                    summary { "Fichiers de l'archive (" (fichiers.len()) ")" }
                    ul { @for (chemin, octets) in fichiers { li { code { (chemin) } " · " (taille(*octets as u64)) } } }
                },
                _ => {},
            }
        }
    }
}

fn nature(genre: &GenrePiece) -> &'static str {
    match genre {
        GenrePiece::Xdm(_) => "archive IHE_XDM",
        GenrePiece::Cda => "document CDA",
        GenrePiece::Pdf => "PDF",
        GenrePiece::Courriel => "courriel joint",
        GenrePiece::Autre => "",
    }
}

fn document(d: &Document) -> Markup {
    html! {
        h2 { "Document : " (d.nom) }
        p.note { (taille(d.taille as u64)) }
        @match &d.rendu {
            Some(rendu) => (cda::rendre(rendu)),
            None => p.note { "Il n'est pas montré ici : il ne se lit pas comme un CDA, ou d'autres le sont déjà." },
        }
    }
}
