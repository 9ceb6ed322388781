//! What every page has.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use segur_kit::Vue;
use time::OffsetDateTime;

use crate::demande::Demande;
use crate::messagerie;

/// Nothing from elsewhere, nothing inline: what comes from a candidate can neither run nor be fetched.
const CSP: &str = "default-src 'none'; img-src data:; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ONGLETS: [(&str, &str); 4] = [
    ("/", "Échanges"),
    ("/messagerie", "Messagerie"),
    ("/taper", "Patients et professionnels à taper"),
    ("/commandes", "Pannes, horloge, actions"),
];

/// A page: its address, its title, its content.
pub(crate) fn page(statut: StatusCode, vue: &Vue, d: &Demande, chemin: &str, titre: &str, contenu: &Markup) -> Response {
    let etat = vue.etat(None);
    let texte = html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (titre) " — banc SIMULÉ, espace " (d.espace()) }
                link rel="stylesheet" href="/page.css";
                link rel="icon" href="data:,";
                script src="/page.js" defer {}
            }
            body {
                a.evitement href="#contenu" { "Aller au contenu" }
                header {
                    p { strong { "SIMULÉ" } " segur-bench " (etat.version) ". Rien ici n'est un verdict officiel." }
                    nav aria-label="Pages du banc" {
                        ul {
                            @for (adresse, nom) in ONGLETS.iter().filter(|(a, _)| *a != "/messagerie" || messagerie::presente(&etat.services)) {
                                @let courante = *adresse == chemin;
                                li { a href=(d.lien(adresse, |d| d.avant = None)) aria-current=[courante.then_some("page")] { (nom) } }
                            }
                        }
                    }
                    @if etat.espaces.len() > 1 {
                        nav aria-label="Espaces" {
                            ul.espaces {
                                @for e in &etat.espaces {
                                    @let courant = e.id == d.espace();
                                    li { a href=(Demande { espace: e.id.clone(), ..Demande::default() }.lien(chemin, |_| {})) aria-current=[courant.then_some("true")] { "Espace " (e.id) } }
                                }
                            }
                        }
                    }
                }
                main id="contenu" tabindex="-1" { h1 { (titre) } (contenu) }
            }
        }
    };
    habiller(statut, texte)
}

/// A page that says what is wrong and what to do.
pub(crate) fn erreur(statut: StatusCode, vue: &Vue, d: &Demande, texte: &str) -> Response {
    let contenu = html! {
        p.alerte role="alert" { (texte) }
        p { a href="/" { "Revenir aux échanges" } }
    };
    page(statut, vue, d, "", "Ce n'est pas possible", &contenu)
}

/// A sentence in which words between backquotes are code.
pub(crate) fn phrase(texte: &str) -> Markup {
    html! { @for (rang, morceau) in texte.split('`').enumerate() { @if rang % 2 == 1 { code { (morceau) } } @else { (morceau) } } }
}

/// An instant, to the second.
pub(crate) fn instant(t: OffsetDateTime) -> String {
    let forme = time::macros::format_description!("[day]/[month]/[year] à [hour]:[minute]:[second] UTC");
    t.to_offset(time::UtcOffset::UTC).format(forme).unwrap_or_default()
}

fn habiller(statut: StatusCode, texte: Markup) -> Response {
    let mut reponse = (statut, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], texte.into_string()).into_response();
    let entetes = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not « no-referrer »: the forms of the page must say where they come from.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (nom, valeur) in entetes {
        reponse.headers_mut().insert(nom, HeaderValue::from_static(valeur));
    }
    reponse
}
