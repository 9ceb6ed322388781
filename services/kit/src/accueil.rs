//! The accept loop of one endpoint of one espace.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::connexion::Connexion;
use crate::espace::Espace;
use crate::espaces::Coeur;
use crate::flux::Prefixe;
use crate::places::Complet;
use crate::rafale::Rafale;
use crate::service::{Face, Point, Service};
use crate::tls::{ModeTls, Refus, TLS};
use crate::{http, session};

/// An endpoint ready to accept.
pub(crate) struct Accueil {
    pub(crate) coeur: Arc<Coeur>,
    pub(crate) service: Arc<dyn Service>,
    pub(crate) point: Point,
    pub(crate) nom: String,
    pub(crate) ecoute: TcpListener,
}

impl Accueil {
    /// Accepts until the espace stops.
    pub(crate) fn demarrer(self, espace: &Arc<Espace>) {
        let (espace, vivant) = (espace.clone(), espace.vivant());
        tokio::spawn(async move {
            let _vivant = vivant;
            tokio::select! {
                () = espace.arret() => {}
                () = self.accepter(&espace) => {}
            }
        });
    }

    async fn accepter(&self, espace: &Arc<Espace>) {
        let parts = Parts {
            point: Arc::new(Semaphore::new(self.coeur.limites.par_point)),
            sessions: Arc::new(Semaphore::new(self.coeur.limites.sessions)),
            rafale: Rafale::default(),
        };
        loop {
            let (tcp, pair) = match self.ecoute.accept().await {
                Ok(accepte) => accepte,
                // Out of descriptors, or the peer is already gone: it passes. The pause keeps the loop from spinning.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let _ = tcp.set_nodelay(true);
            let connexion = Connexion::nouvelle(
                self.coeur.clone(),
                espace.clone(),
                self.service.clone(),
                self.point.clone(),
                self.nom.clone(),
                pair.ip().to_string(),
            );
            let (vivant, parts) = (espace.vivant(), parts.clone());
            tokio::spawn(async move {
                let _vivant = vivant;
                recevoir(connexion, tcp, parts).await;
            });
        }
    }
}

/// What the connections of an endpoint share.
#[derive(Clone)]
struct Parts {
    point: Arc<Semaphore>,
    sessions: Arc<Semaphore>,
    rafale: Rafale,
}

/// One connection, from its first byte to its last.
async fn recevoir(mut connexion: Connexion, tcp: TcpStream, parts: Parts) {
    let limites = connexion.coeur.limites;
    let Ok(_part) = parts.point.clone().try_acquire_owned() else {
        return parts.rafale.refuser(&connexion, tcp, limites.par_point, "sur ce point").await;
    };
    let ouverts = connexion.coeur.lire().len();
    let _place = match connexion.coeur.connexions.prendre(&connexion.espace.id, ouverts) {
        Ok(place) => place,
        Err(Complet::EnTout(n)) => return parts.rafale.refuser(&connexion, tcp, n, "en tout").await,
        Err(Complet::Espace(n)) => {
            let ou = "pour cet espace (les autres places sont aux autres espaces)";
            return parts.rafale.refuser(&connexion, tcp, n, ou).await;
        }
    };
    if let Face::Session { ouvrir, .. } = connexion.point.face.clone() {
        session::recevoir(connexion, tcp, &ouvrir, &parts.sessions).await;
        return;
    }
    let mut flux = Prefixe::nouveau("", tcp);
    if connexion.point.tls != ModeTls::Clair {
        let mode = connexion.point.tls;
        if let Some(flux) = connexion.monter(flux, mode).await {
            http::servir(connexion, *flux).await;
        }
        return;
    }
    let espace = connexion.espace.clone();
    let lu = tokio::select! {
        lu = tokio::time::timeout(connexion.coeur.limites.lecture, flux.sonder()) => lu,
        () = espace.arret() => return,
    };
    match lu {
        Ok(Ok([TLS, ..])) => connexion.refuser(Refus::tls_en_trop(), String::new()).await,
        Ok(Ok([_, ..])) => http::servir(connexion, flux).await,
        _ => {}
    }
}
