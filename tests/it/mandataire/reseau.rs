//! Between the témoin and the bench: a proxy that ends the TLS of one, and opens that of the other under the same certificate, or under
//! another's.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::http::{self, Message};
use super::scene::{Envoi, Geste, Scene};

/// Proxies that listen, one for each endpoint; stop when dropped.
pub struct Reseau {
    /// Where each endpoint is now.
    pub prises: BTreeMap<String, SocketAddr>,
    taches: Vec<JoinHandle<()>>,
}

impl Drop for Reseau {
    fn drop(&mut self) {
        self.taches.iter().for_each(JoinHandle::abort);
    }
}

impl Reseau {
    /// Starts them.
    pub async fn demarrer(scene: &Arc<Scene>) -> Self {
        let tls = TlsAcceptor::from(serveur(scene));
        let (mut prises, mut taches) = (BTreeMap::new(), Vec::new());
        for point in scene.points.keys() {
            let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
            prises.insert(point.clone(), prise.local_addr().unwrap());
            let (scene, tls, point) = (scene.clone(), tls.clone(), point.clone());
            taches.push(tokio::spawn(async move {
                while let Ok((flux, _)) = prise.accept().await {
                    tokio::spawn(connexion(scene.clone(), tls.clone(), point.clone(), flux));
                }
            }));
        }
        Self { prises, taches }
    }
}

/// The server that the témoin meets: the certificate of the bench, and whoever shows one is asked for it.
fn serveur(scene: &Scene) -> Arc<ServerConfig> {
    let mut racines = RootCertStore::empty();
    for ancre in super::certificats(&scene.igc.ancres_pem()) {
        racines.add(ancre).unwrap();
    }
    let verificateur = WebPkiClientVerifier::builder(Arc::new(racines))
        .allow_unauthenticated()
        .build()
        .unwrap();
    let i = scene.igc.identite("serveur").unwrap();
    let c = ServerConfig::builder()
        .with_client_cert_verifier(verificateur)
        .with_single_cert(i.chaine_der().unwrap(), i.cle_der().unwrap())
        .unwrap();
    Arc::new(c)
}

async fn connexion(scene: Arc<Scene>, tls: TlsAcceptor, point: String, flux: TcpStream) {
    let Ok(mut flux) = tls.accept(flux).await else { return };
    let montre = flux.get_ref().1.peer_certificates().and_then(|c| c.first()).cloned();
    let identite = montre.and_then(|c| {
        let sienne = |i: &&segur_certs::Identite| i.chaine_der().unwrap().first() == Some(&c);
        scene.igc.identites().iter().find(sienne).map(|i| i.nom.clone())
    });
    while let Ok(Some(message)) = http::lire(&mut flux, false).await {
        let envoi = Envoi {
            point: point.clone(),
            message,
            identite: identite.clone(),
        };
        let Some(reponse) = passer(&scene, envoi).await else { return };
        if http::ecrire(&mut flux, &reponse).await.is_err() {
            return;
        }
    }
}

/// The answer that the candidate has; `None`: the connection is closed.
async fn passer(scene: &Scene, envoi: Envoi) -> Option<Message> {
    let gestes = match &scene.mains.requete {
        Some(f) => scene.faire(|| f(scene, envoi.clone()))?,
        None => vec![Geste::Relayer(envoi.clone())],
    };
    let mut reponse = None;
    for g in gestes {
        match g {
            Geste::Relayer(e) => reponse = scene.envoyer(&[e]).await.ok(),
            Geste::Enchainer(tous) => reponse = scene.envoyer(&tous).await.ok(),
            Geste::Repondre(m) => reponse = Some(m),
            Geste::Couper(e) => {
                let _ = scene.envoyer(&[e]).await;
                return None;
            }
            Geste::Glisser(e) => drop(scene.envoyer(&[e]).await),
        }
    }
    scene.noter(envoi, reponse.clone().unwrap_or_default());
    reponse
}
