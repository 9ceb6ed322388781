//! The page of a running bench, at its own address: exchanges as they come, each decoded with what was remarked beside the bytes;
//! the mailboxes of MSSanté; people to type; faults, clock and actions of the world. Rendered here; the script only inserts lines that come, and copies.

mod commandes;
mod demande;
mod echange;
mod flux;
mod gabarit;
mod liste;
mod messagerie;
mod proche;
mod rejouer;
pub mod resume;
mod taper;

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::routing::{get, post};
use segur_kit::Vue;

/// The look of every screen, then what is of the page alone.
static STYLE: LazyLock<String> = LazyLock::new(|| [segur_ecran::style(), include_str!("page.css")].concat());
const SCRIPT: &str = include_str!("page.js");

/// The pages of a bench: what [`segur_kit::ReglageBanc::pages`] wants.
pub fn pages(vue: Vue) -> Router {
    Router::new()
        .route("/", get(liste::page))
        .route("/flux", get(flux::flux))
        .route("/echanges/{id}", get(echange::page))
        .route("/taper", get(taper::page))
        .route("/commandes", get(commandes::page))
        .route("/commandes/pannes", post(commandes::ajouter_panne))
        .route("/commandes/pannes/oter", post(commandes::oter_pannes))
        .route("/commandes/horloge", post(commandes::regler_horloge))
        .route("/commandes/actions/{service}/{action}", post(commandes::agir))
        .route("/commandes/remise-a-zero", post(commandes::remettre_a_zero))
        .route(
            "/page.css",
            get(|| async { ([(header::CONTENT_TYPE, segur_ecran::entetes::CSS)], STYLE.as_str()) }),
        )
        .route(
            "/page.js",
            get(|| async { ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT) }),
        )
        .merge(messagerie::pages())
        .with_state(vue)
}
