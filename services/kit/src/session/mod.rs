//! From a connection to the exchanges of a session: one for each command, in their order.

mod attente;
mod commande;
mod seance;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::BytesMut;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::connexion::{Connexion, Moment};
use crate::dialogue::{Empechement, Suite};
use crate::flux::{Duplex, Prefixe, clore};
use crate::service::Ouvrir;
use crate::tls::{ModeTls, Refus};
use crate::trames::Trame;
use attente::Arrivee;
use seance::Seance;

/// A connection to an endpoint that holds sessions.
pub(crate) async fn recevoir(mut c: Connexion, tcp: TcpStream, ouvrir: &Ouvrir, places: &Semaphore) {
    let place = places.try_acquire();
    let mode = c.point.tls;
    let flux: Box<dyn Duplex> = if mode == ModeTls::Clair {
        Box::new(tcp)
    } else {
        match c.monter(Prefixe::nouveau("", tcp), mode).await {
            Some(flux) => flux,
            None => return,
        }
    };
    let contexte = c.coeur.contexte(&c.espace);
    let Ok(dialogue) = catch_unwind(AssertUnwindSafe(|| ouvrir(&contexte))) else {
        c.refuser(Refus::defaillance(), String::new()).await;
        return;
    };
    let mut seance = Seance {
        c,
        contexte,
        dialogue,
        flux,
        tampon: BytesMut::new(),
        chiffre: mode != ModeTls::Clair,
        en_cours: None,
        coupee: false,
    };
    if place.is_ok() {
        seance.tenir().await;
    } else {
        seance.econduire().await;
    }
    seance.finir().await;
}

impl Seance {
    async fn tenir(&mut self) {
        let mut suite = self.traiter(Trame::ouverture()).await;
        loop {
            suite = match suite {
                Suite::Lire(cadre) | Suite::Poursuivre(cadre) => match self.attendre(cadre).await {
                    Arrivee::Trame(trame) => self.traiter(trame).await,
                    Arrivee::Annonce(replique) => self.annoncer(replique).await,
                    Arrivee::Fin => return,
                },
                Suite::Tls { mode, puis } if self.chiffrer(mode).await => Suite::Lire(puis),
                Suite::Tls { .. } | Suite::Fermer => return,
            };
        }
    }

    /// The endpoint holds as many sessions as it may.
    async fn econduire(&mut self) {
        let max = self.c.coeur.limites.sessions;
        let refus = Refus::nouveau(
            format!("connexion refusée : ce point tient déjà {max} sessions, son maximum"),
            "Fermez les connexions que le logiciel n'utilise plus : chacune tient une place tant qu'elle est ouverte",
        );
        let i = self.inscription("connexion-refusee", Moment::present(&self.c.espace));
        self.empecher(i, Empechement::Complet, refus).await;
    }

    /// STARTTLS. What is in the buffer is the beginning of the handshake.
    async fn chiffrer(&mut self, mode: ModeTls) -> bool {
        self.c.recommencer();
        if self.chiffre {
            self.c.refuser(Refus::defaillance(), String::new()).await;
            return false;
        }
        let en_clair = std::mem::replace(&mut self.flux, Box::new(tokio::io::empty()));
        let debut = self.tampon.split().freeze();
        let Some(flux) = self.c.monter(Prefixe::nouveau(debut, en_clair), mode).await else {
            return false;
        };
        self.flux = flux;
        self.chiffre = true;
        true
    }

    async fn finir(mut self) {
        if self.coupee {
            return;
        }
        // A stop does not wait for the client to close in its turn.
        let espace = self.c.espace.clone();
        clore(&mut self.flux, espace.arret()).await;
    }
}
