//! Errors of the control plane: JSON, French, what to do next.

use axum::Json;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use segur_model::controle::ErreurControle;

use super::poste::ROUTES;
use crate::erreur::{JournalError, KitError};
use crate::francais::citation;
use crate::service::ActionRefusee;

/// A refusal.
#[derive(Debug)]
pub(super) struct Erreur(pub(super) StatusCode, pub(super) String);

impl Erreur {
    /// What was asked makes no sense.
    pub(super) fn demande(texte: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, texte.into())
    }

    /// What was asked for is not there.
    pub(super) fn absent(texte: impl Into<String>) -> Self {
        Self(StatusCode::NOT_FOUND, texte.into())
    }

    /// The bench is stopping.
    pub(super) fn arret() -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, "le banc s'arrête".to_owned())
    }
}

impl IntoResponse for Erreur {
    fn into_response(self) -> Response {
        (self.0, Json(ErreurControle { erreur: self.1 })).into_response()
    }
}

impl From<KitError> for Erreur {
    fn from(e: KitError) -> Self {
        let statut = match &e {
            KitError::EspaceInconnu { .. } | KitError::SauvegardeInconnue(_) => StatusCode::NOT_FOUND,
            KitError::EspaceExistant(_)
            | KitError::DossierExistant(_)
            | KitError::EspaceDefaut
            | KitError::TropEspaces(_)
            | KitError::AdressePrise { .. } => StatusCode::CONFLICT,
            KitError::NomEspace(_) | KitError::Panne(_) | KitError::Horloge(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(statut, e.to_string())
    }
}

impl From<JournalError> for Erreur {
    fn from(e: JournalError) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, e.to_string())
    }
}

impl From<ActionRefusee> for Erreur {
    fn from(e: ActionRefusee) -> Self {
        match e {
            ActionRefusee::Inconnue(t) => Self::absent(t),
            ActionRefusee::Parametres(t) => Self::demande(t),
            ActionRefusee::Impossible(t) => Self(StatusCode::CONFLICT, t),
        }
    }
}

pub(super) async fn route_inconnue(uri: Uri) -> Erreur {
    let connues: Vec<String> = ROUTES.iter().map(|(m, r)| format!("{m} {r}")).collect();
    Erreur::absent(format!(
        "« {} » n'est pas une route du plan de contrôle. Routes : {}",
        citation(uri.path()),
        connues.join(", ")
    ))
}

pub(super) async fn methode_inconnue(methode: Method, uri: Uri) -> Erreur {
    let texte = format!(
        "« {} » ne se demande pas par {methode} : voyez GET /banc/openapi.json",
        citation(uri.path())
    );
    Erreur(StatusCode::METHOD_NOT_ALLOWED, texte)
}
