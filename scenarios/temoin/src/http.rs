//! The two routes of the contract of acts, beside the pages of the front.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use segur_model::{DemandeActe, ReponseActe, vocabulaire};
use serde_json::Value;
use tokio::sync::watch;

use crate::actes::{self, Poste, erreur};
use crate::front;

const TAILLE_MAX: usize = 1024 * 1024;

#[derive(Clone)]
struct Etat {
    poste: Arc<Poste>,
    vie: watch::Receiver<bool>,
}

/// The routes; when the sender of `vie` is dropped, the acts in progress are dropped too.
pub(crate) fn routes(poste: Arc<Poste>, vie: watch::Receiver<bool>) -> Router {
    Router::new()
        .route("/actes", get(lister))
        .route("/actes/{acte}", post(jouer))
        .layer(DefaultBodyLimit::max(TAILLE_MAX))
        .with_state(Etat { poste: poste.clone(), vie })
        .merge(front::routes(poste))
}

async fn lister() -> Json<Value> {
    Json(actes::liste())
}

async fn jouer(State(etat): State<Etat>, Path(acte): Path<String>, corps: Bytes) -> (StatusCode, Json<ReponseActe>) {
    let non = |statut, pourquoi: String| (statut, Json(erreur(pourquoi)));
    if vocabulaire::acte(&acte).is_none() {
        return non(
            StatusCode::NOT_FOUND,
            format!("acte « {acte} » inconnu : GET /actes donne la liste"),
        );
    }
    let demande: DemandeActe = match serde_json::from_slice(&corps) {
        Ok(d) => d,
        Err(e) => return non(StatusCode::BAD_REQUEST, format!("demande illisible : {e}")),
    };
    if demande.acte != acte {
        return non(
            StatusCode::BAD_REQUEST,
            format!("l'adresse dit « {acte} », la demande « {} »", demande.acte),
        );
    }
    // In its own task: a bench that hangs up does not leave an act half played, and finds its answer when it asks again.
    let Etat { poste, mut vie } = etat;
    let tache = tokio::spawn(async move {
        let mort = async { while vie.changed().await.is_ok() {} };
        tokio::select! {
            reponse = poste.jouer(&demande) => reponse,
            () = mort => erreur("témoin arrêté pendant l'acte"),
        }
    });
    match tache.await {
        Ok(reponse) => (StatusCode::OK, Json(reponse)),
        Err(e) => non(StatusCode::INTERNAL_SERVER_ERROR, format!("acte interrompu : {e}")),
    }
}
