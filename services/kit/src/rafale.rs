//! Connections for which there is no place: told once for a burst, not once each.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::TcpStream;

use crate::connexion::Connexion;
use crate::flux::congedier;
use crate::francais::nombre;
use crate::service::{Face, Point};
use crate::tls::{ModeTls, Refus};

/// How long refusals are counted before they are told.
const DUREE: Duration = Duration::from_secs(1);
/// A fatal TLS alert, `internal_error`: a client says that it was refused, not that the network failed.
const ALERTE: &[u8] = &[21, 3, 3, 0, 2, 2, 80];
const HTTP: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\nconnection: close\r\n\r\n\
                    Le banc tient déjà toutes les connexions qu'il peut ici : fermez celles qui ne servent plus, ou réutilisez-les.\n";

/// The refusals of an endpoint that are not told yet.
#[derive(Clone, Default)]
pub(crate) struct Rafale(Arc<AtomicU64>);

impl Rafale {
    /// Refuses a connection: the client is told in what it speaks, the journal once for all those of a second.
    pub(crate) async fn refuser(&self, connexion: &Connexion, tcp: TcpStream, tenues: usize, ou: &str) {
        let premiere = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        let adieu = dire_adieu(&connexion.point, tcp);
        if !premiere {
            adieu.await;
            return;
        }
        // The espace may stop in the meantime: what was counted is told all the same.
        let attente = async {
            tokio::select! {
                () = tokio::time::sleep(DUREE) => {}
                () = connexion.espace.arret() => {}
            }
        };
        tokio::join!(adieu, attente);
        let combien = match self.0.swap(0, Ordering::SeqCst) {
            0 | 1 => "connexion refusée".to_owned(),
            n => format!("{} connexions refusées en {} s", nombre(n), DUREE.as_secs()),
        };
        let refus = Refus::nouveau(
            format!("{combien} : le banc en tient déjà {} {ou}, son maximum", nombre(tenues as u64)),
            "Fermez les connexions que le logiciel n'utilise plus, ou réutilisez-les (keep-alive)",
        );
        connexion.refuser(refus, String::new()).await;
    }
}

async fn dire_adieu(point: &Point, mut tcp: TcpStream) {
    let adieu = match (&point.face, point.tls) {
        (Face::Http { .. }, ModeTls::Clair) => HTTP.as_bytes(),
        (Face::Http { .. }, _) => ALERTE,
        (Face::Session { .. }, _) => b"",
    };
    congedier(&mut tcp, adieu).await;
}
