//! One connection: whose it is, what its exchanges are stamped with, and what is recorded when it does not get through.

use std::sync::Arc;

use segur_model::Peer;
use time::OffsetDateTime;
use tokio_rustls::server::TlsStream;

use crate::espace::Espace;
use crate::espaces::Coeur;
use crate::flux::{Duplex, Prefixe};
use crate::francais::citation;
use crate::inscription::{Estampille, Inscription};
use crate::pannes::{Effets, Fin};
use crate::service::{Face, Point, Service};
use crate::tentatives::Derniere;
use crate::tls::{ModeTls, Montee, Poignee, Refus};

/// Everything about one connection.
#[derive(Clone)]
pub(crate) struct Connexion {
    pub(crate) coeur: Arc<Coeur>,
    pub(crate) espace: Arc<Espace>,
    pub(crate) service: Arc<dyn Service>,
    pub(crate) point: Point,
    /// Name of the endpoint: `insi.tlsm`.
    pub(crate) nom: String,
    pub(crate) session: String,
    pub(crate) pair: Peer,
    /// Bad server certificate that a fault made us present.
    variante: Option<String>,
    recue: Moment,
}

/// When something came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) recu: OffsetDateTime,
    pub(crate) instant: OffsetDateTime,
}

impl Moment {
    pub(crate) fn present(espace: &Espace) -> Self {
        Self {
            recu: OffsetDateTime::now_utc(),
            instant: espace.horloge.maintenant(),
        }
    }
}

impl Connexion {
    pub(crate) fn nouvelle(
        coeur: Arc<Coeur>,
        espace: Arc<Espace>,
        service: Arc<dyn Service>,
        point: Point,
        nom: String,
        adresse: String,
    ) -> Self {
        Self {
            session: espace.session(),
            recue: Moment::present(&espace),
            coeur,
            espace,
            service,
            point,
            nom,
            pair: Peer { adresse, certificat: None },
            variante: None,
        }
    }

    /// An exchange of this connection, an attempt on its endpoint.
    pub(crate) fn inscription(&self, operation: &str, moment: Moment) -> Inscription {
        let estampille = Estampille {
            espace: &self.espace.id,
            service: self.service.nom(),
            session: &self.session,
            pair: &self.pair,
            recu: moment.recu,
            instant: moment.instant,
        };
        let mut inscription = Inscription::nouvelle(&self.espace, estampille.echange(operation)).sur(&self.nom);
        if self.variante.is_some() {
            inscription.panne("certificat-serveur");
        }
        inscription
    }

    /// What the faults do to an exchange, now that its operation is known: it waits, is told, and how it ends is returned.
    pub(crate) async fn subir(&self, inscription: &mut Inscription) -> Option<Fin> {
        let Effets { latence, fin } = self.coeur.effets(&self.espace, &inscription.ecriture.echange.operation);
        if !latence.is_zero() {
            inscription.panne("latence");
            tokio::select! {
                () = tokio::time::sleep(latence) => {}
                () = self.espace.arret() => {}
            }
        }
        if let Some(fin) = &fin {
            inscription.panne(fin.nom());
        }
        if fin == Some(Fin::Fermeture) {
            inscription.rater(Refus::nouveau(
                "connexion fermée sans réponse par le banc (panne « fermeture »)",
                "C'est une panne demandée. Pour revenir à la normale, retirez-la (PUT /banc/pannes)",
            ));
        }
        fin
    }

    /// Records a connection refused before any request.
    pub(crate) async fn refuser(&self, refus: Refus, ligne: String) {
        let mut i = self.inscription(&format!("{}.connexion-refusee", self.service.nom()), self.recue);
        i.echange().requete.ligne = ligne;
        if let Some(constat) = &refus.constat {
            i.echange().refus = Some(constat.rule.clone());
            i.echange().findings = vec![constat.as_ref().clone()];
        }
        i.rater(refus);
        i.ecrire_ou_signaler().await;
    }

    /// Puts TLS on the connection. `None`: it failed, which is recorded, or the espace stops.
    pub(crate) async fn monter<F: Duplex>(&mut self, flux: Prefixe<F>, mode: ModeTls) -> Option<Box<TlsStream<Prefixe<F>>>> {
        self.variante = self.espace.pannes.certificat(self.service.nom());
        let montee = Montee {
            materiel: &self.espace.tls,
            mode,
            tls12: self.point.tls12,
            variante: self.variante.as_deref(),
            identite: self.point.identite.as_deref(),
            horloge: &self.espace.horloge,
            delai: self.coeur.limites.poignee,
            http: matches!(self.point.face, Face::Http { .. }),
        };
        let poignee = tokio::select! {
            p = montee.monter(flux) => p,
            () = self.espace.arret() => return None,
        };
        match poignee {
            Poignee::Muette => None,
            Poignee::Refusee(mut refusee) => {
                self.pair.certificat = refusee.certificat.take();
                self.refuser(refusee.refus.clone(), refusee.ligne.clone()).await;
                refusee.finir().await;
                None
            }
            Poignee::Etablie {
                flux,
                certificat,
                protocole,
            } => {
                self.pair.certificat = certificat;
                self.noter_poignee(protocole);
                Some(flux)
            }
        }
    }

    /// TLS is asked for now: what fails from here on failed now.
    pub(crate) fn recommencer(&mut self) {
        self.recue = Moment::present(&self.espace);
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
                ecarts: 0,
                echange: None,
            },
        );
    }

    /// The exchange is recorded; that its answer was not read is an attempt that failed.
    pub(crate) fn noter_non_lue(&self) {
        self.espace.tentatives.noter(
            &self.nom,
            Derniere {
                instant: self.recue.recu,
                reussie: false,
                explication: format!(
                    "le client n'a pas lu toute la réponse : rien n'est parti pendant {} s, ou trop lentement",
                    self.coeur.limites.lecture.as_secs_f32()
                ),
                conseil: "Le logiciel a-t-il cessé de lire ? Le banc ferme la connexion : elle tiendrait la place d'une autre".to_owned(),
                ecarts: 0,
                echange: None,
            },
        );
    }
}
