//! A session, command by command.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use segur_ecran::dire::instant;
use segur_kit::Vue;

use super::choix::Choix;
use super::formes::Commande;
use crate::gabarit;

/// `GET /messagerie/session`.
pub(crate) async fn page(State(vue): State<Vue>, Query(choix): Query<Choix>) -> Response {
    let chemin = format!("session/{}", choix.session);
    let commandes: Vec<Commande> = match super::lire(&vue, choix.espace(), &chemin, &[]).await {
        Ok(commandes) => commandes,
        Err(e) => return super::refus(&vue, &choix, &e),
    };
    let texte = format!("/banc/vues/mssante/{chemin}?forme=texte&espace={}", choix.espace());
    let contenu = html! {
        p { a href=(choix.seul().lien("/messagerie", |_| {})) { "← Tous les courriels" } }
        p { (commandes.len()) " échanges. C : le client. S : le banc. Les secrets sont masqués. "
            a href=(texte) download=(format!("session-{}.txt", choix.session)) { "Enregistrer la transcription" } }
        ol.commandes role="list" { @for c in &commandes { (commande(c, &choix)) } }
    };
    gabarit::page(
        StatusCode::OK,
        &vue,
        &choix.demande(),
        "/messagerie",
        &format!("Session {}", choix.session),
        &contenu,
    )
}

fn commande(c: &Commande, choix: &Choix) -> Markup {
    html! {
        li {
            p.note {
                a href=(choix.demande().lien(&format!("/echanges/{}", c.echange), |_| {})) { (c.echange) }
                " · " (instant(c.instant)) " · " (c.operation)
                @if c.ecarts > 0 { " · " span.mal { "⚠ " (c.ecarts) " écart" @if c.ecarts > 1 { "s" } } }
            }
            @if !c.requete.is_empty() { pre.client tabindex="0" aria-label="Le client" { (prefixer("C", &c.requete)) } }
            @if !c.reponse.is_empty() { pre.serveur tabindex="0" aria-label="Le banc" { (prefixer("S", &c.reponse)) } }
            @if let Some(echec) = &c.echec { p.mal { (echec) } }
        }
    }
}

fn prefixer(qui: &str, texte: &str) -> String {
    texte.lines().map(|l| format!("{qui}: {l}")).collect::<Vec<_>>().join("\n")
}
