//! HTTP/1.1 on one connection, and what is recorded when it ends otherwise than well.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};

use super::corps::Interrompu;
use super::sortie::Coupure;
use super::temoin::{Lus, Temoin};
use super::traiter::traiter;
use crate::connexion::{Connexion, Moment};
use crate::ecoulement::Ecoulement;
use crate::flux::Duplex;
use crate::francais::citation;
use crate::tls::Refus;

/// How long the exchange in progress may last when the espace stops.
const DELAI_FIN: Duration = Duration::from_secs(5);

/// Serves requests until one side closes.
pub(crate) async fn servir<F: Duplex>(connexion: Connexion, flux: F) {
    let lus = Lus::default();
    let limites = connexion.coeur.limites;
    let moi = Arc::new(connexion);
    let service = service_fn({
        let (moi, lus) = (moi.clone(), lus.clone());
        move |requete| {
            lus.commencer();
            let (moi, lus) = (moi.clone(), lus.clone());
            // A task of its own: a client that goes away does not keep the exchange from being recorded.
            let vivant = moi.espace.vivant();
            let tache = tokio::spawn(async move {
                let _vivant = vivant;
                let reponse = traiter(&moi, requete).await;
                lus.finir();
                reponse
            });
            async move { tache.await.unwrap_or(Err(Coupure)) }
        }
    });
    let flux = Ecoulement::nouveau(Temoin { flux, lus: lus.clone() }, &limites);
    let http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limites.lecture)
        .max_buf_size(limites.entetes.max(8192))
        .auto_date_header(false)
        .serve_connection(TokioIo::new(flux), service);
    tokio::pin!(http);
    let fin = tokio::select! {
        fin = http.as_mut() => fin,
        () = moi.espace.arret() => {
            http.as_mut().graceful_shutdown();
            match tokio::time::timeout(DELAI_FIN, http).await {
                Ok(fin) => fin,
                Err(_) => return,
            }
        }
    };
    match fin {
        Ok(()) => {}
        Err(e) if non_lue(&e) => moi.noter_non_lue(),
        Err(e) => illisible(&moi, &e, lus.restes()).await,
    }
}

/// Whether the client was no longer waited for in the middle of an answer.
fn non_lue(e: &hyper::Error) -> bool {
    let cause = e.source().and_then(|c| c.downcast_ref::<std::io::Error>());
    cause.is_some_and(|c| c.kind() == std::io::ErrorKind::TimedOut)
}

/// The connection ended on something that is not a whole request.
async fn illisible(c: &Connexion, e: &hyper::Error, restes: Vec<u8>) {
    if restes.is_empty() {
        return;
    }
    let (statut, refus) = if e.is_parse_too_large() {
        let i = Interrompu::entetes(c.coeur.limites.entetes);
        (i.statut, Refus::nouveau(i.echec, i.conseil))
    } else if e.is_parse() {
        (
            Some(400),
            Refus::nouveau(
                format!("requête HTTP illisible ({e})"),
                "Le logiciel n'envoie pas de l'HTTP/1.1 correct : voyez les octets reçus",
            ),
        )
    } else if e.is_timeout() {
        let delai = c.coeur.limites.lecture.as_secs_f32();
        (
            None,
            Refus::nouveau(
                format!("le client s'est arrêté au milieu des en-têtes de sa requête, sans rien envoyer pendant {delai} s"),
                "Une ligne vide doit finir les en-têtes : vérifiez que le logiciel l'envoie",
            ),
        )
    } else {
        (
            None,
            Refus::nouveau(
                "le client a fermé la connexion au milieu des en-têtes de sa requête".to_owned(),
                "Le logiciel a renoncé de lui-même : regardez son propre journal",
            ),
        )
    };
    let mut i = c.inscription(&format!("{}.illisible", c.service.nom()), Moment::present(&c.espace));
    let ligne = restes.split(|o| *o == b'\r' || *o == b'\n').next().unwrap_or_default();
    i.echange().requete.ligne = citation(&String::from_utf8_lossy(ligne));
    i.echange().statut = statut;
    i.ecriture.requete = restes.into();
    i.rater(refus);
    i.ecrire_ou_signaler().await;
}
