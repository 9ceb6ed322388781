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
use crate::journal::nom_admis;
use crate::reglage::{Jeton, Role};
use acces::Garde;

pub(crate) use acces::visible;
pub use parametres::parametres_connus;
pub(crate) use poste::etat;
pub use poste::{OPENAPI, ROUTES};
pub use vue::{Pages, Vue};

const JETON_MIN: usize = 16;

/// How the control plane is reached.
pub(crate) struct Porte {
    pub(crate) adresse: SocketAddr,
    /// The first of them may all, and is told to who starts the bench.
    pub(crate) jetons: Vec<Jeton>,
    pub(crate) tls: bool,
    pub(crate) pages: Option<Pages>,
}

/// How it is told to who starts the bench.
fn acces(coeur: &Coeur, adresse: SocketAddr, porte: &Porte) -> AccesBanc {
    let schema = if porte.tls { "https" } else { "http" };
    let hote = match &coeur.hote_annonce {
        Some(nom) if !adresse.ip().is_loopback() => format!("{nom}:{}", adresse.port()),
        _ if adresse.ip().is_unspecified() => format!("127.0.0.1:{}", adresse.port()),
        _ => adresse.to_string(),
    };
    let maitre = porte.jetons.iter().find(|j| j.role == Role::Administrer && j.espace.is_none());
    AccesBanc {
        controle: format!("{schema}://{hote}"),
        jeton: maitre.map(|j| j.secret.clone()),
        confiance: porte.tls.then(|| coeur.tls.igc.ancres_pem()),
    }
}

/// The control plane of a running bench.
pub(crate) struct PlanDeControle {
    acces: AccesBanc,
    arret: watch::Sender<bool>,
    tache: Mutex<Option<JoinHandle<()>>>,
}

impl PlanDeControle {
    /// Refuses settings that would let the network steer the bench.
    pub(crate) fn verifier(p: &Porte) -> Result<(), KitError> {
        if p.jetons.is_empty() && !p.adresse.ip().is_loopback() {
            return Err(KitError::JetonManquant(p.adresse));
        }
        if p.jetons.iter().any(|j| j.secret.len() < JETON_MIN) {
            return Err(KitError::JetonCourt);
        }
        match p.jetons.iter().filter_map(|j| j.espace.as_deref()).find(|e| !nom_admis(e)) {
            Some(nom) => Err(KitError::NomEspace(nom.to_owned())),
            None => Ok(()),
        }
    }

    pub(crate) async fn demarrer(coeur: Arc<Coeur>, porte: Porte) -> Result<Self, KitError> {
        let (ecoute, adresse) = coeur.prises.ecouter("banc", porte.adresse, None).await?;
        let tls = porte.tls.then(|| coeur.tls.controle()).transpose()?;
        let acces = acces(&coeur, adresse, &porte);
        let (arret, demande) = watch::channel(false);
        let vue = Vue {
            coeur,
            arret: demande,
            tls: porte.tls,
        };
        let garde = Garde::nouvelle(&porte.jetons, porte.tls);
        let pages = porte.pages.map(|p| p(vue.clone())).unwrap_or_default();
        let limites = vue.coeur.limites;
        // Who may not is told before its body is read.
        let application = routeur(vue.clone())
            .merge(pages)
            .layer(axum::middleware::from_fn_with_state(limites.lecture, ecoute::lire_corps))
            .layer(axum::middleware::from_fn_with_state(garde, acces::garder));
        let tache = tokio::spawn(ecoute::servir(ecoute, tls, application, limites, vue.arret));
        Ok(Self {
            acces,
            arret,
            tache: Mutex::new(Some(tache)),
        })
    }

    pub(crate) fn acces(&self) -> AccesBanc {
        self.acces.clone()
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
        .route("/banc/espaces/{id}/sauvegarde", post(routes::sauvegarder))
        .route("/banc/espaces/{id}/fermeture", post(routes::fermer))
        .route("/banc/espaces/{id}", delete(routes::supprimer))
        .route("/banc/campagnes/{id}", put(routes::tenir))
        .route("/banc/purge", post(routes::purger))
        .route("/banc/mesures", get(routes::mesures))
        .route("/banc/monde", get(routes::monde))
        .route("/banc/igc", get(routes::igc))
        .route("/banc/openapi.json", get(routes::openapi))
        .fallback(erreurs::route_inconnue)
        .method_not_allowed_fallback(erreurs::methode_inconnue)
        .with_state(vue)
}
