//! Waiting for a frame: how long, and what else may happen meanwhile.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, timeout_at};

use super::seance::Seance;
use crate::connexion::Moment;
use crate::dialogue::{Empechement, Replique};
use crate::francais::nombre;
use crate::tls::{Refus, TLS};
use crate::trames::{Cadre, Decoupe, Demesure, Trame};

/// How much is read at once.
const LECTURE: usize = 16 * 1024;

/// What came of the wait.
pub(super) enum Arrivee {
    Trame(Trame),
    Annonce(Replique),
    /// The session is over, and what there was to tell of it is told.
    Fin,
}

impl Seance {
    pub(super) async fn attendre(&mut self, cadre: Cadre) -> Arrivee {
        let limites = self.c.coeur.limites;
        let mut decoupe = Decoupe::nouvelle(cadre, limites.corps);
        let echeance = Instant::now() + limites.inactivite;
        loop {
            match decoupe.prendre(&mut self.tampon) {
                Ok(Some(trame)) => return Arrivee::Trame(trame),
                Ok(None) => {}
                Err(Demesure) => return self.rompre(&decoupe, demesure).await,
            }
            let entamee = decoupe.entamee(&self.tampon) || self.en_cours.is_some();
            let delai = if entamee {
                echeance.min(Instant::now() + limites.lecture)
            } else {
                echeance
            };
            self.tampon.reserve(LECTURE);
            let lu = tokio::select! {
                lu = timeout_at(delai, self.flux.read_buf(&mut self.tampon)) => lu,
                annonce = AssertUnwindSafe(self.dialogue.annoncer(&self.contexte)).catch_unwind(), if !entamee => {
                    return match annonce {
                        Ok(replique) => Arrivee::Annonce(replique),
                        Err(_) => self.cesser(&decoupe, Empechement::Defaillance, Refus::defaillance()).await,
                    };
                }
                () = self.c.espace.arret() => {
                    let refus = Refus::nouveau("session fermée : le banc s'arrête", "Rouvrez la session quand il sera relancé");
                    return self.cesser(&decoupe, Empechement::Arret, refus).await;
                }
            };
            match lu {
                Ok(Ok(1..)) => {}
                Ok(_) if entamee => return self.rompre(&decoupe, abandon).await,
                Ok(_) => return Arrivee::Fin,
                Err(_) if entamee => return self.rompre(&decoupe, |n| silence(n, limites.lecture)).await,
                Err(_) => return self.cesser(&decoupe, Empechement::Inactif, inactif(limites.inactivite)).await,
            }
            let commande = matches!(cadre, Cadre::Ligne(_) | Cadre::Mllp(_));
            if !entamee && !self.chiffre && commande && self.tampon[0] == TLS {
                self.c.recommencer();
                self.c.refuser(Refus::tls_trop_tot(), String::new()).await;
                return Arrivee::Fin;
            }
        }
    }

    /// What came is no frame.
    async fn rompre(&mut self, decoupe: &Decoupe, dire: impl FnOnce(u64) -> Refus) -> Arrivee {
        let (mut recus, trame) = decoupe.restes(&self.tampon);
        let mut i = self.inscription("illisible", Moment::present(&self.c.espace));
        if let Some(e) = self.en_cours.take() {
            let illisible = std::mem::take(&mut i.echange().operation);
            i = e.inscription;
            i.echange().operation = illisible;
            recus += i.ecriture.requete.len() as u64;
        }
        self.recevoir(&mut i, &trame);
        self.empecher(i, Empechement::Illisible, dire(recus)).await;
        Arrivee::Fin
    }

    /// The session ends, and the client has nothing to do with it. What is said, and what of a command had come, is recorded.
    async fn cesser(&mut self, decoupe: &Decoupe, cause: Empechement, refus: Refus) -> Arrivee {
        let mut i = match self.en_cours.take() {
            Some(e) => e.inscription,
            None if self.mots(cause).is_empty() && !decoupe.entamee(&self.tampon) => return Arrivee::Fin,
            None => self.inscription("session-fermee", Moment::present(&self.c.espace)),
        };
        self.recevoir(&mut i, &decoupe.restes(&self.tampon).1);
        self.empecher(i, cause, refus).await;
        Arrivee::Fin
    }
}

fn abandon(recus: u64) -> Refus {
    Refus::nouveau(
        format!(
            "le client a fermé la connexion au milieu d'une commande : {} octets reçus",
            nombre(recus)
        ),
        FIN_MANQUANTE,
    )
}

fn silence(recus: u64, delai: Duration) -> Refus {
    Refus::nouveau(
        format!(
            "le client s'est arrêté au milieu d'une commande : {} octets reçus, puis plus rien pendant {} s",
            nombre(recus),
            delai.as_secs_f32()
        ),
        FIN_MANQUANTE,
    )
}

const FIN_MANQUANTE: &str = "Vérifiez que le logiciel envoie bien la fin de ce qu'il envoie : CR LF d'une ligne, ligne d'un point seul après des données, \
    0x1C 0x0D d'un bloc MLLP, ou tous les octets annoncés";

pub(super) fn demesure(recus: u64) -> Refus {
    Refus::nouveau(
        format!(
            "commande démesurée : {} octets reçus et toujours pas de fin ; seul son début est gardé",
            nombre(recus)
        ),
        FIN_MANQUANTE,
    )
}

fn inactif(delai: Duration) -> Refus {
    Refus::nouveau(
        format!("session fermée par le banc : aucune commande pendant {} s", delai.as_secs_f32()),
        "Envoyez de temps en temps une commande sans effet (NOOP), ou rouvrez la session quand elle est fermée",
    )
}
