//! One connection that got through: HTTP/1.1 on it, and what is recorded when it ends otherwise than well.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use segur_model::{Direction, Exchange, Faits, Peer};
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncWrite};

use super::corps::Interrompu;
use super::sortie::Coupure;
use super::temoin::{Lus, Temoin};
use super::traiter::traiter;
use crate::espaces::{Coeur, Espace};
use crate::francais::citation;
use crate::journal::Ecriture;
use crate::service::{Point, Service};
use crate::tentatives::Derniere;
use crate::tls::Refus;

/// How long the exchange in progress may last when the espace stops.
const DELAI_FIN: Duration = Duration::from_secs(5);

/// Everything about one connection.
#[derive(Clone)]
pub(super) struct Connexion {
    pub(super) coeur: Arc<Coeur>,
    pub(super) espace: Arc<Espace>,
    pub(super) service: Arc<dyn Service>,
    pub(super) point: Point,
    /// Name of the endpoint: `insi.tlsm`.
    pub(super) nom: String,
    pub(super) session: String,
    pub(super) pair: Peer,
    /// Bad server certificate that a fault made us present.
    pub(super) variante: Option<String>,
    recue: Moment,
}

/// When something came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) recu: OffsetDateTime,
    pub(super) instant: OffsetDateTime,
    chrono: Instant,
}

impl Moment {
    pub(super) fn present(espace: &Espace) -> Self {
        Self {
            recu: OffsetDateTime::now_utc(),
            instant: espace.horloge.maintenant(),
            chrono: Instant::now(),
        }
    }
}

impl Connexion {
    pub(super) fn nouvelle(
        coeur: Arc<Coeur>,
        espace: Arc<Espace>,
        service: Arc<dyn Service>,
        point: Point,
        nom: String,
        adresse: String,
    ) -> Self {
        let session = coeur.session();
        let recue = Moment::present(&espace);
        Self {
            coeur,
            espace,
            service,
            point,
            nom,
            session,
            pair: Peer { adresse, certificat: None },
            variante: None,
            recue,
        }
    }

    /// An exchange of this connection, with the facts that all have.
    pub(super) fn echange(&self, operation: String, moment: Moment) -> Exchange {
        let mut faits = Faits::new();
        if let Some(c) = &self.pair.certificat {
            faits.insert("certificat.cn".to_owned(), vec![c.cn.clone()]);
            faits.insert("certificat.ou".to_owned(), c.ou.clone());
        }
        if self.variante.is_some() {
            faits.insert("panne".to_owned(), vec!["certificat-serveur".to_owned()]);
        }
        Exchange {
            espace: self.espace.id.clone(),
            service: self.service.nom().to_owned(),
            operation,
            session: self.session.clone(),
            recu: moment.recu,
            duree_ms: u64::try_from(moment.chrono.elapsed().as_millis()).unwrap_or(u64::MAX),
            pair: self.pair.clone(),
            faits,
            ..Exchange::vide(Direction::CandidatVersBanc, moment.instant)
        }
    }

    /// Records a connection refused before any request.
    pub(super) async fn refuser(&self, refus: &Refus, ligne: String) {
        let mut e = self.echange(format!("{}.connexion-refusee", self.service.nom()), self.recue);
        e.requete.ligne = ligne;
        self.echouer(e, Bytes::new(), refus).await;
    }

    /// Records an exchange that failed and was not answered by the service.
    async fn echouer(&self, mut e: Exchange, octets: Bytes, refus: &Refus) {
        e.faits.insert("echec".to_owned(), vec![refus.explication.clone()]);
        e.echec = Some(refus.explication.clone());
        let noter = self.tentative(false, refus.explication.clone(), refus.conseil.clone());
        if let Err(erreur) = self
            .coeur
            .journal
            .append(Ecriture {
                des_que: Some(Box::new(noter)),
                ..Ecriture::nouvelle(e, octets, Bytes::new())
            })
            .await
        {
            signaler(&erreur);
        }
    }

    /// Notes an exchange as the last attempt on this endpoint, once it is in the journal.
    pub(super) fn tentative(&self, reussie: bool, explication: String, conseil: String) -> impl FnOnce(&Exchange) + Send + 'static {
        let (espace, nom) = (self.espace.clone(), self.nom.clone());
        move |e| {
            espace.tentatives.noter(
                &nom,
                Derniere {
                    instant: e.recu,
                    reussie,
                    explication,
                    conseil,
                    echange: Some(e.id),
                },
            )
        }
    }

    /// A handshake that went through is an attempt, even when nothing follows.
    pub(super) fn noter_poignee(&self, protocole: &str) {
        let certificat = match &self.pair.certificat {
            Some(c) => format!("certificat client CN={}", citation(&c.cn)),
            None => "sans certificat client".to_owned(),
        };
        self.espace.tentatives.noter(
            &self.nom,
            Derniere {
                instant: self.recue.recu,
                // Overwritten by the request that follows; when none does, the client gave up on its own side.
                reussie: false,
                explication: format!("poignée de main {protocole} réussie ({certificat}), mais aucune requête reçue ensuite"),
                conseil:
                    "Le client a renoncé de son côté : le plus souvent il refuse le nom d'hôte du certificat du banc (appelez localhost, \
                          127.0.0.1 ou un nom en .banc.test), ou il n'a pas fini"
                        .to_owned(),
                echange: None,
            },
        );
    }

    /// Serves requests until one side closes.
    pub(super) async fn servir<F: AsyncRead + AsyncWrite + Unpin + Send + 'static>(self, flux: F) {
        let lus = Lus::default();
        let limites = self.coeur.limites;
        let moi = Arc::new(self);
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
        let http = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limites.lecture)
            .max_buf_size(limites.entetes.max(8192))
            .auto_date_header(false)
            .serve_connection(TokioIo::new(Temoin { flux, lus: lus.clone() }), service);
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
        if let Err(e) = fin {
            moi.illisible(&e, lus.restes()).await;
        }
    }

    /// The connection ended on something that is not a whole request.
    async fn illisible(&self, e: &hyper::Error, restes: Vec<u8>) {
        if restes.is_empty() {
            return;
        }
        let (statut, refus) = if e.is_parse_too_large() {
            let i = Interrompu::entetes(self.coeur.limites.entetes);
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
            let delai = self.coeur.limites.lecture.as_secs_f32();
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
        let mut ex = self.echange(format!("{}.illisible", self.service.nom()), Moment::present(&self.espace));
        ex.statut = statut;
        if let Some(s) = statut {
            ex.faits.insert("reponse".to_owned(), vec![s.to_string()]);
        }
        let ligne = restes.split(|o| *o == b'\r' || *o == b'\n').next().unwrap_or_default();
        ex.requete.ligne = citation(&String::from_utf8_lossy(ligne));
        self.echouer(ex, restes.into(), &refus).await;
    }
}

/// The journal could not be written: whoever watches the process must know.
pub(crate) fn signaler(erreur: &dyn std::fmt::Display) {
    eprintln!("ERREUR : un échange n'a pas pu être écrit au journal. {erreur}");
}
