//! One request: read, classed, faults applied, answered, committed, sent.

use std::panic::AssertUnwindSafe;

use bytes::Bytes;
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::http::{Method, Request, Response};
use segur_model::{Exchange, Message};

use super::connexion::{Connexion, Moment, signaler};
use super::corps::{self, Interrompu};
use super::sortie::{Corps, Coupure, Envoi, Sortie, preparer};
use crate::francais::{citation, date_http};
use crate::journal::{Ecriture, masque};
use crate::pannes::{Effets, Fin};
use crate::service::{Reponse, Requete};

/// Handles a request. An error cuts the connection.
pub(super) async fn traiter(c: &Connexion, requete: Request<Incoming>) -> Result<Response<Corps>, Coupure> {
    let moment = Moment::present(&c.espace);
    let (tete, corps) = requete.into_parts();
    let limites = c.coeur.limites;
    // hyper stops reading near its own limit, not at it.
    let taille: usize = tete.headers.iter().map(|(nom, v)| nom.as_str().len() + v.len() + 4).sum();
    if taille > limites.entetes {
        let interrompu = Interrompu::entetes(limites.entetes);
        return Traitement::nouveau(c, tete, Bytes::new(), moment).abandonner(interrompu).await;
    }
    let attend_continuer = tete
        .headers
        .get("expect")
        .is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"100-continue"));
    match corps::lire(corps, limites.corps, limites.lecture, attend_continuer).await {
        Ok(corps) => Traitement::nouveau(c, tete, corps, moment).repondre().await,
        Err(interrompu) => {
            Traitement::nouveau(c, tete, interrompu.recus.clone(), moment)
                .abandonner(interrompu)
                .await
        }
    }
}

struct Traitement<'a> {
    c: &'a Connexion,
    tete: Parts,
    corps: Bytes,
    moment: Moment,
}

/// How the exchange is told: beside what the answer itself shows.
#[derive(Default)]
struct Recit {
    operation: String,
    pannes: Vec<&'static str>,
    echec: Option<String>,
    conseil: String,
    fermer: bool,
    tronquer: bool,
}

impl<'a> Traitement<'a> {
    fn nouveau(c: &'a Connexion, tete: Parts, corps: Bytes, moment: Moment) -> Self {
        Self { c, tete, corps, moment }
    }

    /// The body never came whole.
    async fn abandonner(self, i: Interrompu) -> Result<Response<Corps>, Coupure> {
        let recit = Recit {
            operation: format!("{}.illisible", self.c.service.nom()),
            echec: Some(i.echec.clone()),
            conseil: i.conseil.to_owned(),
            fermer: true,
            ..Recit::default()
        };
        match i.statut {
            Some(statut) => {
                self.finir(
                    Reponse::texte(statut, format!("Requête refusée par le banc : {}.\n", i.echec)),
                    recit,
                )
                .await
            }
            None => self.couper(recit).await,
        }
    }

    async fn repondre(self) -> Result<Response<Corps>, Coupure> {
        let (c, service) = (self.c, &self.c.service);
        let mut requete = self.requete();
        let Ok(operation) = std::panic::catch_unwind(AssertUnwindSafe(|| service.classer(&requete))) else {
            return self.defaillir(format!("{}.illisible", service.nom()), Vec::new()).await;
        };
        let Effets { latence, fin } = c.coeur.effets(&c.espace, &operation);
        let mut recit = Recit {
            operation,
            ..Recit::default()
        };
        if !latence.is_zero() {
            recit.pannes.push("latence");
            tokio::select! {
                () = tokio::time::sleep(latence) => {}
                () = c.espace.arret() => {}
            }
        }
        let reponse = match fin {
            Some(Fin::Statut(statut)) => {
                recit.pannes.push("statut");
                return self.finir(Reponse::nouvelle(statut, "", ""), recit).await;
            }
            Some(Fin::CrlInjoignable) => {
                recit.pannes.push("crl-injoignable");
                return self.finir(Reponse::nouvelle(503, "", ""), recit).await;
            }
            Some(Fin::Fermeture) => {
                recit.pannes.push("fermeture");
                recit.echec = Some("connexion fermée sans réponse par le banc (panne « fermeture »)".to_owned());
                recit.conseil = "C'est une panne demandée. Pour revenir à la normale, retirez-la (PUT /banc/pannes)".to_owned();
                return self.couper(recit).await;
            }
            Some(Fin::Faute(code)) => {
                recit.pannes.push("faute");
                requete.panne = Some(code);
                self.appeler(requete).await
            }
            Some(Fin::CorpsTronque) => {
                recit.pannes.push("corps-tronque");
                recit.tronquer = true;
                self.appeler(requete).await
            }
            None => self.appeler(requete).await,
        };
        match reponse {
            Some(reponse) => self.finir(reponse, recit).await,
            None => self.defaillir(recit.operation, recit.pannes).await,
        }
    }

    /// Calls the service; `None` when it panicked.
    async fn appeler(&self, requete: Requete) -> Option<Reponse> {
        let contexte = self.c.coeur.contexte(&self.c.espace);
        AssertUnwindSafe(self.c.service.repondre(&contexte, requete))
            .catch_unwind()
            .await
            .ok()
    }

    /// The service itself failed: our mistake, and said so.
    async fn defaillir(self, operation: String, pannes: Vec<&'static str>) -> Result<Response<Corps>, Coupure> {
        let echec = "le service simulé s'est arrêté sur une erreur interne : c'est un défaut du banc, pas du logiciel testé".to_owned();
        let conseil = "Signalez-le avec les octets de cette requête. Le service continue".to_owned();
        let reponse = Reponse::texte(500, format!("Défaillance du banc : {echec}.\n"));
        self.finir(
            reponse,
            Recit {
                operation,
                pannes,
                echec: Some(echec),
                conseil,
                ..Recit::default()
            },
        )
        .await
    }

    fn requete(&self) -> Requete {
        Requete {
            methode: self.tete.method.clone(),
            uri: self.tete.uri.clone(),
            entetes: self.tete.headers.clone(),
            corps: self.corps.clone(),
            pair: self.c.pair.clone(),
            point: self.c.point.nom,
            panne: None,
            espace: self.c.espace.id.clone(),
            session: self.c.session.clone(),
            rang: self.c.espace.rang(self.c.service.nom()),
            recu: self.moment.recu,
            instant: self.moment.instant,
        }
    }

    /// Records the exchange, then lets the answer leave.
    async fn finir(self, reponse: Reponse, mut recit: Recit) -> Result<Response<Corps>, Coupure> {
        let envoi = Envoi {
            date: date_http(self.c.espace.horloge.maintenant()),
            fermer: recit.fermer,
            tronquer: recit.tronquer,
            sans_corps: self.tete.method == Method::HEAD,
        };
        let Sortie {
            message,
            reponse: sortie,
            octets,
        } = match preparer(&reponse, &envoi) {
            Ok(s) => s,
            Err(faute) => {
                recit.echec = Some(format!(
                    "le service simulé a fait une réponse que HTTP ne permet pas ({faute}) : c'est un défaut du banc"
                ));
                recit.tronquer = false;
                match preparer(
                    &Reponse::texte(500, "Défaillance du banc : réponse impossible.\n"),
                    &Envoi {
                        tronquer: false,
                        ..envoi.clone()
                    },
                ) {
                    Ok(s) => s,
                    Err(_) => return Err(Coupure),
                }
            }
        };
        let mut e = self.echange(&recit);
        if let Some(operation) = reponse.operation {
            e.operation = operation;
        }
        // The service says what it read; what the kit saw itself is not for it to change.
        let propres = std::mem::replace(&mut e.faits, reponse.faits);
        e.faits.extend(propres);
        let statut = sortie.status().as_u16();
        e.faits.insert("reponse".to_owned(), vec![statut.to_string()]);
        e.statut = Some(statut);
        e.reponse = message;
        e.findings = reponse.findings;
        e.refus = reponse.refus;
        let noter = self.tentative(&e, &recit);
        match self
            .c
            .coeur
            .journal
            .append(Ecriture {
                des_que: Some(Box::new(noter)),
                ..Ecriture::nouvelle(e, self.corps.clone(), octets)
            })
            .await
        {
            Ok(_) => Ok(sortie),
            Err(erreur) => {
                signaler(&erreur);
                let texte = format!("Le banc n'a pas pu écrire cet échange dans son journal, il ne l'acquitte donc pas : {erreur}.\n");
                let envoi = Envoi {
                    fermer: true,
                    tronquer: false,
                    ..envoi
                };
                preparer(&Reponse::texte(503, texte), &envoi)
                    .map(|s| s.reponse)
                    .map_err(|_| Coupure)
            }
        }
    }

    /// Records the exchange, and cuts the connection.
    async fn couper(self, recit: Recit) -> Result<Response<Corps>, Coupure> {
        let e = self.echange(&recit);
        let noter = self.tentative(&e, &recit);
        if let Err(erreur) = self
            .c
            .coeur
            .journal
            .append(Ecriture {
                des_que: Some(Box::new(noter)),
                ..Ecriture::nouvelle(e, self.corps.clone(), Bytes::new())
            })
            .await
        {
            signaler(&erreur);
        }
        Err(Coupure)
    }

    fn echange(&self, recit: &Recit) -> Exchange {
        let mut e = self.c.echange(recit.operation.clone(), self.moment);
        e.requete = Message {
            ligne: format!("{} {} {:?}", self.tete.method, self.tete.uri, self.tete.version),
            entetes: masque::entetes(&self.tete.headers),
            ..Message::default()
        };
        if !recit.pannes.is_empty() {
            e.faits
                .entry("panne".to_owned())
                .or_default()
                .extend(recit.pannes.iter().map(|p| (*p).to_owned()));
        }
        if let Some(echec) = &recit.echec {
            e.faits.insert("echec".to_owned(), vec![echec.clone()]);
            e.echec = Some(echec.clone());
        }
        e
    }

    fn tentative(&self, e: &Exchange, recit: &Recit) -> impl FnOnce(&Exchange) + Send + 'static {
        let explication = match (&recit.echec, e.statut) {
            (Some(echec), _) => echec.clone(),
            (None, Some(s)) => {
                let codes: Vec<&str> = ["faute", "faute.code"]
                    .iter()
                    .filter_map(|f| e.faits.get(*f))
                    .flatten()
                    .map(String::as_str)
                    .collect();
                let faute = if codes.is_empty() {
                    String::new()
                } else {
                    format!(", faute {}", citation(&codes.join(" ")))
                };
                format!("{} → réponse {s}{faute} ({})", citation(&e.requete.ligne), e.operation)
            }
            (None, None) => "aucune réponse".to_owned(),
        };
        // The connection is good, but the call was refused: whoever looks here wants to know.
        let acceptee = recit.echec.is_none() && e.statut.is_none_or(|s| s < 400);
        let conseil = if recit.echec.is_none() && !acceptee {
            "Lisez ce que le service en dit : journal de cet échange, avec --constats puis --reponse".to_owned()
        } else {
            recit.conseil.clone()
        };
        self.c.tentative(acceptee, explication, conseil)
    }
}
