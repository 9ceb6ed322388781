//! The two routes of the contract of acts.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use segur_model::{DemandeActe, ReponseActe, vocabulaire};
use serde_json::Value;

use crate::actes::{self, Poste, erreur};

const TAILLE_MAX: usize = 1024 * 1024;

pub(crate) fn routes(poste: Arc<Poste>) -> Router {
    Router::new()
        .route("/actes", get(lister))
        .route("/actes/{acte}", post(jouer))
        .layer(DefaultBodyLimit::max(TAILLE_MAX))
        .with_state(poste)
}

async fn lister() -> Json<Value> {
    Json(actes::liste())
}

async fn jouer(State(poste): State<Arc<Poste>>, Path(acte): Path<String>, corps: Bytes) -> (StatusCode, Json<ReponseActe>) {
    let non = |statut, pourquoi: String| (statut, Json(erreur(pourquoi)));
    if vocabulaire::acte(&acte).is_none() {
        return non(StatusCode::NOT_FOUND, format!("acte « {acte} » inconnu : GET /actes donne la liste"));
    }
    let demande: DemandeActe = match serde_json::from_slice(&corps) {
        Ok(d) => d,
        Err(e) => return non(StatusCode::BAD_REQUEST, format!("demande illisible : {e}")),
    };
    if demande.acte != acte {
        return non(StatusCode::BAD_REQUEST, format!("l'adresse dit « {acte} », la demande « {} »", demande.acte));
    }
    // In its own task: a bench that hangs up does not leave an act half played, and finds its answer when it asks again.
    match tokio::spawn(async move { poste.jouer(&demande).await }).await {
        Ok(reponse) => (StatusCode::OK, Json(reponse)),
        Err(e) => non(StatusCode::INTERNAL_SERVER_ERROR, format!("acte interrompu : {e}")),
    }
}
