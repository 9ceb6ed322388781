//! The control plane (**contract**): how a test harness, the engine and the command line see and steer a running bench.

mod acces;
mod ecoute;
mod erreurs;
mod flux;
mod parametres;
mod poste;
mod routes;
mod vue;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::routing::{delete, get, post, put};
use segur_model::controle::AccesBanc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::erreur::KitError;
use crate::espaces::Coeur;
use acces::Garde;

pub use parametres::parametres_connus;
pub(crate) use poste::etat;
pub use poste::{OPENAPI, ROUTES};
pub use vue::{Pages, Vue};

const JETON_MIN: usize = 16;

/// The control plane of a running bench.
pub(crate) struct PlanDeControle {
    adresse: SocketAddr,
    jeton: Option<String>,
    arret: watch::Sender<bool>,
    tache: Mutex<Option<JoinHandle<()>>>,
}

impl PlanDeControle {
    /// Refuses settings that would let the network steer the bench.
    pub(crate) fn verifier(adresse: SocketAddr, jeton: Option<&str>) -> Result<(), KitError> {
        match jeton {
            None if !adresse.ip().is_loopback() => Err(KitError::JetonManquant(adresse)),
            Some(jeton) if jeton.len() < JETON_MIN => Err(KitError::JetonCourt),
            _ => Ok(()),
        }
    }

    pub(crate) async fn demarrer(
        coeur: Arc<Coeur>,
        adresse: SocketAddr,
        jeton: Option<String>,
        pages: Option<Pages>,
    ) -> Result<Self, KitError> {
        let (ecoute, adresse) = coeur.prises.ecouter("banc", adresse, None).await?;
        let (arret, demande) = watch::channel(false);
        let vue = Vue { coeur, arret: demande };
        let garde = Garde::nouvelle(jeton.as_deref());
        let pages = pages.map(|p| p(vue.clone())).unwrap_or_default();
        let limites = vue.coeur.limites;
        // Who may not is told before its body is read.
        let application = routeur(vue.clone())
            .merge(pages)
            .layer(axum::middleware::from_fn_with_state(limites.lecture, ecoute::lire_corps))
            .layer(axum::middleware::from_fn_with_state(garde, acces::garder));
        let tache = tokio::spawn(ecoute::servir(ecoute, application, limites, vue.arret));
        Ok(Self {
            adresse,
            jeton,
            arret,
            tache: Mutex::new(Some(tache)),
        })
    }

    pub(crate) fn acces(&self) -> AccesBanc {
        let hote = if self.adresse.ip().is_unspecified() {
            format!("127.0.0.1:{}", self.adresse.port())
        } else {
            self.adresse.to_string()
        };
        AccesBanc {
            controle: format!("http://{hote}"),
            jeton: self.jeton.clone(),
        }
    }

    pub(crate) fn demander_arret(&self) {
        self.arret.send_replace(true);
    }

    pub(crate) async fn arreter(&self) {
        self.demander_arret();
        let tache = self.tache.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut tache) = tache
            && tokio::time::timeout(std::time::Duration::from_secs(5), &mut tache).await.is_err()
        {
            // A client keeps a connection half-open: nothing of it is worth waiting for.
            tache.abort();
            let _ = tache.await;
        }
    }
}

fn routeur(vue: Vue) -> Router {
    Router::new()
        .route("/banc/etat", get(routes::lire_etat))
        .route("/banc/echanges", get(routes::echanges))
        .route("/banc/echanges/attendre", get(routes::attendre))
        .route("/banc/echanges/flux", get(flux::flux))
        .route("/banc/echanges/{id}/requete", get(routes::requete))
        .route("/banc/echanges/{id}/reponse", get(routes::reponse))
        .route("/banc/tentatives", get(routes::tentatives))
        .route("/banc/pannes", put(routes::pannes))
        .route("/banc/horloge", put(routes::horloge))
        .route("/banc/actions/{service}/{action}", post(routes::action))
        .route("/banc/vues/{service}/{*chemin}", get(routes::vue))
        .route("/banc/espaces", post(routes::creer))
        .route("/banc/espaces/{id}/remise-a-zero", post(routes::remettre_a_zero))
        .route("/banc/espaces/{id}", delete(routes::supprimer))
        .route("/banc/campagnes/{id}", put(routes::tenir))
        .route("/banc/purge", post(routes::purger))
        .route("/banc/monde", get(routes::monde))
        .route("/banc/igc", get(routes::igc))
        .route("/banc/openapi.json", get(routes::openapi))
        .fallback(erreurs::route_inconnue)
        .method_not_allowed_fallback(erreurs::methode_inconnue)
        .with_state(vue)
}
