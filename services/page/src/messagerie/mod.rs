//! The mailboxes of the simulated MSSanté operator: mails as they come, each decoded with what is remarked of it at its place, the archive
//! opened, its documents rendered, the session that brought it. All of it comes from the views of the service, as tests read them.

mod choix;
mod constats;
mod documents;
mod formes;
mod lecture;
mod liste;
mod message;
mod parties;
mod session;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use segur_kit::{ActionRefusee, Vue};
use serde::de::DeserializeOwned;

use crate::gabarit;
use choix::Choix;

/// The service whose views these are.
const SERVICE: &str = "mssante";

/// Whether this bench plays it.
pub(crate) fn presente(services: &[segur_model::controle::EtatService]) -> bool {
    services.iter().any(|s| s.nom == SERVICE)
}

pub(crate) fn pages() -> Router<Vue> {
    Router::new()
        .route("/messagerie", get(liste::page))
        .route("/messagerie/flux", get(liste::flux))
        .route("/messagerie/courriel", get(message::page))
        .route("/messagerie/session", get(session::page))
}

/// A view of the service, read.
async fn lire<T: DeserializeOwned>(vue: &Vue, espace: &str, chemin: &str, parametres: &[(String, String)]) -> Result<T, ActionRefusee> {
    vue.espace(espace).map_err(|e| ActionRefusee::Inconnue(e.to_string()))?;
    let montre = vue.montrer(espace, SERVICE, chemin, parametres).await?;
    serde_json::from_slice(&montre.corps).map_err(|e| ActionRefusee::Impossible(format!("vue illisible : {e}")))
}

/// What cannot be shown, and why.
fn refus(vue: &Vue, choix: &Choix, e: &ActionRefusee) -> Response {
    let statut = match e {
        ActionRefusee::Inconnue(_) => StatusCode::NOT_FOUND,
        ActionRefusee::Parametres(_) => StatusCode::BAD_REQUEST,
        ActionRefusee::Impossible(_) => StatusCode::CONFLICT,
    };
    gabarit::erreur(statut, vue, &choix.demande(), &e.to_string())
}
