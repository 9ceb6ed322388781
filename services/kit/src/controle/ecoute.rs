//! Accepting on the control plane. Each connection has a place, and a time to say what it wants: one who says nothing takes neither the
//! descriptors nor the bench from the others.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::erreurs::Erreur;
use crate::ecoulement::Ecoulement;
use crate::flux::congedier;
use crate::limites::Limites;

/// Largest body of a command, in bytes.
const CORPS_MAX: usize = 2 * 1024 * 1024;
/// How long a connection in progress may last when the bench stops.
const FIN: Duration = Duration::from_secs(3);
/// Who finds no place is told so, as many at a time; the others are let go without a word.
const CONGEDIES: usize = 64;
const COMPLET: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\nretry-after: 5\r\n\r\nLe plan de contr\xc3\xb4le tient d\xc3\xa9j\xc3\xa0 toutes les connexions qu'il peut : fermez celles qui ne servent plus.\n";

/// Serves until the bench stops.
pub(super) async fn servir(
    ecoute: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    application: Router,
    limites: Limites,
    mut arret: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limites.controle));
    let congedies = Arc::new(Semaphore::new(CONGEDIES));
    loop {
        let mut tcp = tokio::select! {
            accepte = ecoute.accept() => match accepte {
                Ok((tcp, _)) => tcp,
                // Out of descriptors, or the peer is already gone: it passes. The pause keeps the loop from spinning.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = arrete(&mut arret) => break,
        };
        let _ = tcp.set_nodelay(true);
        match places.clone().try_acquire_owned() {
            Ok(place) => {
                let (tls, application, arret) = (tls.clone(), application.clone(), arret.clone());
                tokio::spawn(async move {
                    let _place = place;
                    match tls {
                        None => connexion(tcp, application, limites, arret).await,
                        Some(tls) => {
                            // Who does not shake hands in time has said nothing.
                            if let Ok(Ok(flux)) = timeout(limites.poignee, TlsAcceptor::from(tls).accept(tcp)).await {
                                connexion(flux, application, limites, arret).await;
                            }
                        }
                    }
                });
            }
            Err(_) => {
                if let Ok(place) = congedies.clone().try_acquire_owned() {
                    tokio::spawn(async move {
                        let _place = place;
                        congedier(&mut tcp, COMPLET).await;
                    });
                }
            }
        }
    }
    // Those in progress give their place back; who does not in time is not waited for.
    let toutes = u32::try_from(limites.controle).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(FIN, places.acquire_many(toutes)).await;
}

async fn arrete(arret: &mut watch::Receiver<bool>) {
    let _ = arret.wait_for(|a| *a).await;
}

async fn connexion<F: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    flux: F,
    application: Router,
    limites: Limites,
    mut arret: watch::Receiver<bool>,
) {
    let http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limites.tete)
        .serve_connection(
            TokioIo::new(Ecoulement::nouveau(flux, &limites)),
            TowerToHyperService::new(application),
        );
    tokio::pin!(http);
    tokio::select! {
        _ = http.as_mut() => {}
        () = arrete(&mut arret) => {
            http.as_mut().graceful_shutdown();
            let _ = tokio::time::timeout(FIN, http).await;
        }
    }
}

/// Reads the body of a command whole, in a time, before anybody looks at it.
pub(super) async fn lire_corps(State(delai): State<Duration>, requete: Request, suite: Next) -> Response {
    if matches!(*requete.method(), Method::GET | Method::HEAD) {
        return suite.run(requete).await;
    }
    let (tete, corps) = requete.into_parts();
    match tokio::time::timeout(delai, to_bytes(corps, CORPS_MAX)).await {
        Ok(Ok(octets)) => suite.run(Request::from_parts(tete, Body::from(octets))).await,
        Ok(Err(_)) => Erreur(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("corps de plus de {CORPS_MAX} octets, ou coupé : une commande au banc est courte"),
        )
        .into_response(),
        Err(_) => Erreur(
            StatusCode::REQUEST_TIMEOUT,
            format!("corps incomplet au bout de {} s : envoyez-le d'une traite", delai.as_secs_f32()),
        )
        .into_response(),
    }
}
