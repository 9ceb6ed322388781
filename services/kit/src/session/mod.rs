//! From a connection to the exchanges of a session: one for each command, in their order.

mod attente;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use segur_model::Direction;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::connexion::{Connexion, Moment};
use crate::contexte::Contexte;
use crate::dialogue::{Commande, Dialogue, Empechement, Replique, Suite};
use crate::faits::RESTE_EN_CLAIR;
use crate::flux::{Duplex, Prefixe, clore};
use crate::francais::citation;
use crate::inscription::{Inscription, signaler};
use crate::journal::masque;
use crate::pannes::Fin;
use crate::service::Ouvrir;
use crate::tls::{ModeTls, Refus, TLS};
use crate::trames::Trame;
use attente::Arrivee;

/// What is looked at of a first line, in bytes.
const APERCU_LIGNE: usize = 1024;

/// One session.
struct Seance {
    c: Connexion,
    contexte: Contexte,
    dialogue: Box<dyn Dialogue>,
    flux: Box<dyn Duplex>,
    /// What was read and is not yet a frame.
    tampon: BytesMut,
    chiffre: bool,
    /// The connection is cut, not closed.
    coupee: bool,
}

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
                Suite::Lire(cadre) => match self.attendre(cadre).await {
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

    /// One command: classed, faults applied, answered, committed, sent.
    async fn traiter(&mut self, trame: Trame) -> Suite {
        let moment = Moment::present(&self.c.espace);
        let classee = catch_unwind(AssertUnwindSafe(|| self.dialogue.classer(&trame)));
        let Ok(operation) = classee else {
            let mut i = self.inscription("illisible", moment);
            remplir(&mut i, &trame);
            return self.empecher(i, Empechement::Defaillance, Refus::defaillance()).await;
        };
        let mut i = self.c.inscription(&operation, moment);
        remplir(&mut i, &trame);
        let (mut panne, mut tronquer) = (None, false);
        match self.c.subir(&mut i).await {
            Some(Fin::Statut(statut)) => panne = Some(statut.to_string()),
            Some(Fin::Faute(code)) => panne = Some(code),
            Some(Fin::CorpsTronque) => tronquer = true,
            Some(Fin::Fermeture) => {
                self.coupee = true;
                i.ecrire_ou_signaler().await;
                return Suite::Fermer;
            }
            Some(Fin::CrlInjoignable) | None => {}
        }
        let commande = Commande {
            trame: trame.clone(),
            pair: self.c.pair.clone(),
            chiffre: self.chiffre,
            point: self.c.point.nom,
            panne,
            espace: self.c.espace.id.clone(),
            session: self.c.session.clone(),
            rang: self.c.espace.rang(self.c.service.nom()),
            recu: moment.recu,
            instant: moment.instant,
        };
        let repondue = AssertUnwindSafe(self.dialogue.repondre(&self.contexte, commande))
            .catch_unwind()
            .await;
        let Ok(replique) = repondue else {
            return self.empecher(i, Empechement::Defaillance, Refus::defaillance()).await;
        };
        if trame.cadre.is_none() && replique.octets.is_empty() {
            return replique.suite;
        }
        self.conclure(i, trame, replique, tronquer).await
    }

    /// What the bench says by itself: its own message, to which nothing is answered.
    async fn annoncer(&mut self, mut replique: Replique) -> Suite {
        let mut i = self.inscription("annonce", Moment::present(&self.c.espace));
        i.echange().direction = Direction::BancVersCandidat;
        i.echange().requete.ligne = premiere_ligne(&replique.octets);
        i.ecriture.requete = std::mem::take(&mut replique.octets);
        let envoi = i.ecriture.requete.clone();
        let suite = completer(&mut i, replique);
        self.expedier(i, envoi, suite).await
    }

    /// Tells the exchange what the service answered, and lets it go.
    async fn conclure(&mut self, mut i: Inscription, trame: Trame, mut replique: Replique, tronquer: bool) -> Suite {
        if let Some(secret) = replique.secret.take() {
            i.ecriture.requete = masquer(&trame.brut, secret);
            i.echange().requete.ligne = premiere_ligne(&i.ecriture.requete);
        }
        if matches!(replique.suite, Suite::Tls { .. }) {
            self.jeter_le_reste(&mut i);
        }
        let mut envoi = std::mem::take(&mut replique.octets);
        let mut suite = completer(&mut i, replique);
        if tronquer {
            envoi.truncate(envoi.len() / 2);
            suite = Suite::Fermer;
            self.coupee = true;
        }
        i.echange().reponse.ligne = premiere_ligne(&envoi);
        i.ecriture.reponse = envoi.clone();
        self.expedier(i, envoi, suite).await
    }

    /// What came in clear behind STARTTLS was not protected by it: it is never carried out. A handshake begun too early is one.
    fn jeter_le_reste(&mut self, i: &mut Inscription) {
        if self.tampon.is_empty() || self.tampon[0] == TLS {
            return;
        }
        let reste = self.tampon.split();
        i.echange().faits.insert(RESTE_EN_CLAIR.to_owned(), vec![reste.len().to_string()]);
        i.ecriture.requete = [&i.ecriture.requete[..], &reste].concat().into();
    }

    /// Commits an exchange and sends its answer: in that order when it changes something, else at the same time. What the client
    /// sends next is read once both are done.
    async fn expedier(&mut self, i: Inscription, envoi: Bytes, suite: Suite) -> Suite {
        let sans_effet = i.sans_effet();
        let ecrit = i.ecrire();
        let Some(sans_effet) = sans_effet else {
            let parti = self.envoyer(&envoi).await;
            return match ecrit.await {
                Ok(_) if parti => suite,
                Ok(_) => Suite::Fermer,
                Err(erreur) => {
                    signaler(&erreur);
                    let mots = self.mots(Empechement::NonEcrit);
                    self.envoyer(&mots).await;
                    Suite::Fermer
                }
            };
        };
        match ecrit.await {
            Ok(_) if self.envoyer(&envoi).await => suite,
            Ok(_) => Suite::Fermer,
            Err(erreur) => {
                signaler(&erreur);
                self.empecher(sans_effet, Empechement::NonEcrit, Refus::sans_effet(&erreur)).await
            }
        }
    }

    /// The kit answers in place of the service, and ends the session.
    async fn empecher(&mut self, mut i: Inscription, cause: Empechement, refus: Refus) -> Suite {
        let mots = self.mots(cause);
        i.rater(refus);
        i.echange().reponse.ligne = premiere_ligne(&mots);
        i.ecriture.reponse = mots.clone();
        i.ecrire_ou_signaler().await;
        self.envoyer(&mots).await;
        Suite::Fermer
    }

    fn mots(&self, cause: Empechement) -> Bytes {
        catch_unwind(AssertUnwindSafe(|| self.dialogue.congedier(&cause))).unwrap_or_default()
    }

    fn inscription(&self, operation: &str, moment: Moment) -> Inscription {
        self.c.inscription(&format!("{}.{operation}", self.c.service.nom()), moment)
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

    /// Sends; false when the client is gone, or does not take what it is sent.
    async fn envoyer(&mut self, octets: &[u8]) -> bool {
        let envoi = async {
            self.flux.write_all(octets).await?;
            self.flux.flush().await
        };
        matches!(tokio::time::timeout(self.c.coeur.limites.lecture, envoi).await, Ok(Ok(())))
    }

    async fn finir(mut self) {
        if !self.coupee {
            clore(&mut self.flux).await;
        }
    }
}

/// What the frame itself tells of the exchange.
fn remplir(i: &mut Inscription, trame: &Trame) {
    let e = i.echange();
    e.requete.ligne = premiere_ligne(&trame.brut);
    e.faits.extend(trame.faits());
    i.ecriture.requete = trame.brut.clone();
}

/// What the service tells of it. Facts of the kit are not for it to change.
fn completer(i: &mut Inscription, replique: Replique) -> Suite {
    let e = i.echange();
    if let Some(operation) = replique.operation {
        e.operation = operation;
    }
    let propres = std::mem::replace(&mut e.faits, replique.faits);
    e.faits.extend(propres);
    e.findings = replique.findings;
    e.refus = replique.refus;
    e.statut = replique.statut;
    i.negative = replique.negative;
    i.ecriture.effet = replique.effet;
    replique.suite
}

/// The bytes of a frame without its secret.
fn masquer(brut: &Bytes, secret: Range<usize>) -> Bytes {
    let fin = secret.end.min(brut.len());
    let debut = secret.start.min(fin);
    let masque = masque::secret(&brut[debut..fin]);
    [&brut[..debut], masque.as_bytes(), &brut[fin..]].concat().into()
}

fn premiere_ligne(octets: &[u8]) -> String {
    let fin = octets.iter().position(|o| *o == b'\r' || *o == b'\n').unwrap_or(octets.len());
    citation(&String::from_utf8_lossy(&octets[..fin.min(APERCU_LIGNE)]))
}
