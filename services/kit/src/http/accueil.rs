//! The accept loop of one endpoint of one espace.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use super::connexion::Connexion;
use crate::espaces::{Coeur, Espace};
use crate::service::{ModeTls, Point, Service};
use crate::tls::{Poignee, Refus, serrer};

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
                self.point,
                self.nom.clone(),
                pair.ip().to_string(),
            );
            let vivant = espace.vivant();
            tokio::spawn(async move {
                let _vivant = vivant;
                recevoir(connexion, tcp).await;
            });
        }
    }
}

/// One connection, from its first byte to its last.
async fn recevoir(mut connexion: Connexion, tcp: TcpStream) {
    let Ok(_place) = connexion.coeur.connexions.clone().try_acquire_owned() else {
        let max = connexion.coeur.limites.connexions;
        let refus = Refus::nouveau(
            format!("connexion refusée : le banc en tient déjà {max}, son maximum"),
            "Fermez les connexions que le logiciel n'utilise plus, ou réutilisez-les (keep-alive)",
        );
        connexion.refuser(&refus, String::new()).await;
        return;
    };
    let espace = connexion.espace.clone();
    if connexion.point.tls == ModeTls::Clair {
        let mut premier = [0_u8; 1];
        let lu = tokio::select! {
            lu = tokio::time::timeout(connexion.coeur.limites.lecture, tcp.peek(&mut premier)) => lu,
            () = espace.arret() => return,
        };
        match lu {
            Ok(Ok(1..)) if premier[0] == 0x16 => connexion.refuser(&Refus::tls_en_trop(), String::new()).await,
            Ok(Ok(1..)) => connexion.servir(tcp).await,
            _ => {}
        }
        return;
    }
    let variante = espace.pannes.certificat(connexion.service.nom());
    let coeur = connexion.coeur.clone();
    let poignee = tokio::select! {
        p = serrer(tcp, &coeur.tls, connexion.point.tls, variante.as_deref(), &espace.horloge, coeur.limites.poignee) => p,
        () = espace.arret() => return,
    };
    connexion.variante = variante;
    match poignee {
        Poignee::Muette => {}
        Poignee::Refusee(mut refusee) => {
            connexion.pair.certificat = refusee.certificat.take();
            connexion.refuser(&refusee.refus, refusee.ligne.clone()).await;
            refusee.finir().await;
        }
        Poignee::Etablie {
            flux,
            certificat,
            protocole,
        } => {
            connexion.pair.certificat = certificat;
            connexion.noter_poignee(protocole);
            connexion.servir(*flux).await;
        }
    }
}
