//! The pages of the portal, in the house of the live page: French, without outside asset, *simulé* on each.

mod accueil;
mod artefact;
mod candidature;
mod choix;
mod divers;
mod gestes;
mod monnaie;
mod preuve;
mod preuves;

use maud::{Markup, html};
use segur_ecran::entetes::{CSP, ENTETES, HTML};
use segur_ecran::gabarit::{Feuille, Lien, navigation};
use segur_kit::Reponse;

use crate::appel::Appel;

pub(crate) use accueil::{accueil, connexion, nouvelle};
pub(crate) use candidature::candidature;
pub(crate) use divers::{attestation, historique, liste, regles};
pub(crate) use monnaie::{agir_sur_le_financement, argent, compteurs, financement};
pub(crate) use preuve::preuve;
pub(crate) use preuves::preuves;

pub(crate) const SCRIPT: &str = include_str!("portail.js");

/// The sheet of styles.
pub(crate) fn style() -> String {
    format!("{}\n{}", segur_ecran::style(), include_str!("portail.css"))
}

/// A page.
pub(crate) fn page(appel: &Appel<'_>, statut: u16, titre: &str, contenu: &Markup) -> Reponse {
    let ici = appel.requete.uri.path();
    let liens: Vec<Lien<'_>> = [
        ("/", "Candidatures"),
        ("/liste", "Solutions référencées"),
        ("/regles", "Règles et délais"),
        ("/argent", "Financement"),
        ("/compteurs", "Usages"),
    ]
    .map(|(adresse, nom)| Lien {
        adresse: adresse.to_owned(),
        nom,
        courant: adresse == ici || (adresse == "/" && ici.starts_with("/candidatures")),
    })
    .into();
    let bandeau = html! {
        p { strong { "SIMULÉ" } " Répétition du référencement ANS par segur-bench. Ce n'est pas Convergence : rien ici n'est un avis ni une décision de l'ANS." }
        (navigation("Pages du portail", &liens))
        (qui(appel))
    };
    let texte = Feuille {
        onglet: &format!("{titre} — référencement SIMULÉ, espace {}", appel.ctx.espace),
        titre,
        style: "/portail.css",
        script: Some("/portail.js"),
        bandeau: &bandeau,
        contenu,
    }
    .rendre();
    let mut reponse = Reponse::nouvelle(statut, HTML, texte.into_string());
    for (nom, valeur) in ENTETES {
        // What is shown in place is of this portal: pictures, films, documents.
        let valeur = if valeur == CSP {
            let policy = CSP.replace(
                "img-src data:",
                "img-src 'self' data:; media-src 'self'; object-src 'self'; frame-src 'self'",
            );
            // Signing out is a form that leads to Pro Santé Connect.
            policy.replace(
                "form-action 'self'",
                &format!("form-action 'self'{}", appel.service.origine_psc(appel.ctx)),
            )
        } else {
            valeur.to_owned()
        };
        reponse = reponse.entete(nom, valeur);
    }
    reponse
}

fn qui(appel: &Appel<'_>) -> Markup {
    html! {
        @match &appel.qui {
            None => p.qui { a href="/connexion" { "Se connecter par Pro Santé Connect" } }
            Some(q) => {
                form.qui method="post" action="/deconnexion" {
                    (jeton(appel))
                    (q.session.nom) @if q.relecteur { ", relecteur" } " "
                    button type="submit" { "Se déconnecter" }
                }
            }
        }
    }
}

/// What says that a form is of this session.
pub(crate) fn jeton(appel: &Appel<'_>) -> Markup {
    html! { input type="hidden" name="jeton" value=(appel.jeton()); }
}

/// `1 preuve`, `3 preuves`.
pub(crate) fn nombre(n: usize, un: &str, plusieurs: &str) -> String {
    format!("{n} {}", if n < 2 { un } else { plusieurs })
}

/// A day, as people write it.
pub(crate) fn jour(t: time::OffsetDateTime) -> String {
    let forme = time::macros::format_description!("[day]/[month]/[year]");
    t.format(forme).unwrap_or_default()
}
