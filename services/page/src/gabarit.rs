//! What every page has.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use segur_ecran::entetes;
use segur_ecran::gabarit::{Feuille, Lien, navigation};
use segur_kit::Vue;

use crate::demande::Demande;
use crate::messagerie;

const ONGLETS: [(&str, &str); 4] = [
    ("/", "Échanges"),
    ("/messagerie", "Messagerie"),
    ("/taper", "Patients et professionnels à taper"),
    ("/commandes", "Pannes, horloge, actions"),
];

/// A page: its address, its title, its content.
pub(crate) fn page(statut: StatusCode, vue: &Vue, d: &Demande, chemin: &str, titre: &str, contenu: &Markup) -> Response {
    let etat = vue.etat(None);
    let onglets = ONGLETS
        .iter()
        .filter(|(a, _)| *a != "/messagerie" || messagerie::presente(&etat.services));
    let liens: Vec<Lien<'_>> = onglets
        .map(|(adresse, nom)| Lien {
            adresse: d.lien(adresse, |d| d.avant = None),
            nom,
            courant: *adresse == chemin,
        })
        .collect();
    let bandeau = html! {
        p { strong { "SIMULÉ" } " segur-bench " (etat.version) ". Rien ici n'est un verdict officiel." }
        (navigation("Pages du banc", &liens))
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
    };
    let feuille = Feuille {
        onglet: &format!("{titre} — banc SIMULÉ, espace {}", d.espace()),
        titre,
        style: "/page.css",
        script: Some("/page.js"),
        bandeau: &bandeau,
        contenu,
    };
    habiller(statut, feuille.rendre())
}

/// A page that says what is wrong and what to do.
pub(crate) fn erreur(statut: StatusCode, vue: &Vue, d: &Demande, texte: &str) -> Response {
    let contenu = html! {
        p.alerte role="alert" { (texte) }
        p { a href="/" { "Revenir aux échanges" } }
    };
    page(statut, vue, d, "", "Ce n'est pas possible", &contenu)
}

fn habiller(statut: StatusCode, texte: Markup) -> Response {
    let mut reponse = (statut, [(header::CONTENT_TYPE, entetes::HTML)], texte.into_string()).into_response();
    for (nom, valeur) in entetes::ENTETES {
        reponse
            .headers_mut()
            .insert(HeaderName::from_static(nom), HeaderValue::from_static(valeur));
    }
    reponse
}
