//! One request: read, classed, faults applied, answered, committed, sent.

use std::panic::AssertUnwindSafe;

use bytes::Bytes;
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper::header::CONTENT_ENCODING;
use hyper::http::request::Parts;
use hyper::http::{Method, Request, Response};
use segur_dialecte::contenu;
use segur_model::Direction;

use super::corps::{self, Interrompu};
use super::sortie::{Corps, Coupure, Envoi, preparer};
use crate::connexion::{Connexion, Moment};
use crate::erreur::JournalError;
use crate::francais::date_http;
use crate::gardes::ESSAIS;
use crate::inscription::{Inscription, signaler};
use crate::interne;
use crate::pannes::Fin;
use crate::requete::{Lecture, Requete, entetes};
use crate::service::Reponse;
use crate::tls::Refus;

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
    match corps::lire(corps, &limites, attend_continuer).await {
        Ok(corps) => {
            let encodage = tete.headers.get(CONTENT_ENCODING).map(|v| String::from_utf8_lossy(v.as_bytes()));
            let contenu = contenu::decoder(encodage.as_deref(), &corps);
            let t = Traitement::nouveau(c, tete, corps, moment);
            match contenu {
                Ok(contenu) => t.repondre(contenu).await,
                Err(refus) => t.abandonner(Interrompu::code(&refus)).await,
            }
        }
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
    /// From another service of this process.
    interne: bool,
}

/// How the answer leaves.
#[derive(Default, Clone, Copy)]
struct Depart {
    fermer: bool,
    tronquer: bool,
}

/// What became of an answer.
enum Issue {
    /// Recorded: it leaves.
    Partie(Response<Corps>),
    /// What it was decided on is no more: nothing is recorded, the request is to be answered again.
    Perimee(Box<Inscription>),
}

impl<'a> Traitement<'a> {
    fn nouveau(c: &'a Connexion, mut tete: Parts, corps: Bytes, moment: Moment) -> Self {
        let interne = interne::retirer(&mut tete.headers);
        Self {
            c,
            tete,
            corps,
            moment,
            interne,
        }
    }

    /// The body never came whole.
    async fn abandonner(self, i: Interrompu) -> Result<Response<Corps>, Coupure> {
        let mut inscription = self.inscription(&self.illisible());
        inscription.rater(Refus::nouveau(i.echec.clone(), i.conseil));
        let Some(statut) = i.statut else { return couper(inscription).await };
        let mut reponse = Reponse::texte(statut, format!("Requête refusée par le banc : {}.\n", i.echec));
        if statut == 415 {
            reponse = reponse.entete("accept-encoding", "gzip, deflate, identity");
        }
        let depart = Depart {
            fermer: true,
            tronquer: false,
        };
        self.finir(inscription, reponse, depart).await
    }

    /// `contenu`: the body, out of its encoding.
    async fn repondre(self, contenu: Bytes) -> Result<Response<Corps>, Coupure> {
        self.c.espace.debit.attendre().await;
        let (c, service) = (self.c, &self.c.service);
        let mut requete = self.requete(contenu);
        let Ok(operation) = std::panic::catch_unwind(AssertUnwindSafe(|| service.classer(&requete))) else {
            let inscription = self.inscription(&self.illisible());
            return self.defaillir(inscription).await;
        };
        let mut inscription = self.inscription(&operation);
        let mut depart = Depart::default();
        match c.subir(&mut inscription).await {
            Some(Fin::Statut(statut)) => return self.finir(inscription, service.panne_de_statut(statut), depart).await,
            Some(Fin::CrlInjoignable) => return self.finir(inscription, Reponse::nouvelle(503, "", ""), depart).await,
            Some(Fin::Fermeture) => return couper(inscription).await,
            Some(Fin::Faute(code)) => requete.panne = Some(code),
            Some(Fin::CorpsTronque) => depart.tronquer = true,
            None => {}
        }
        let contexte = c.coeur.contexte(&c.espace);
        for _ in 0..ESSAIS {
            let repondue = AssertUnwindSafe(service.repondre(&contexte, requete.clone())).catch_unwind().await;
            let Ok(reponse) = repondue else {
                return self.defaillir(inscription).await;
            };
            if let Some(empreinte) = requete.lecture.empreinte_connue() {
                inscription.echange().requete.empreinte.clone_from(empreinte);
            }
            match self.tenter(inscription, reponse, depart).await? {
                Issue::Partie(sortie) => return Ok(sortie),
                Issue::Perimee(encore) => inscription = *encore,
            }
        }
        self.avouer(Some(inscription), &JournalError::Perime).await
    }

    /// The service itself failed: our mistake, and said so.
    async fn defaillir(self, mut inscription: Inscription) -> Result<Response<Corps>, Coupure> {
        let refus = Refus::defaillance();
        let reponse = Reponse::texte(500, format!("Défaillance du banc : {}.\n", refus.explication));
        inscription.rater(refus);
        self.finir(inscription, reponse, Depart::default()).await
    }

    fn illisible(&self) -> String {
        format!("{}.illisible", self.c.service.nom())
    }

    fn requete(&self, contenu: Bytes) -> Requete {
        Requete {
            methode: self.tete.method.clone(),
            uri: self.tete.uri.clone(),
            entetes: self.tete.headers.clone(),
            // What is not encoded is the same bytes, at the same place.
            code: (contenu.as_ptr() != self.corps.as_ptr()).then(|| self.corps.clone()),
            corps: contenu,
            pair: self.c.pair.clone(),
            point: self.c.point.nom,
            panne: None,
            espace: self.c.espace.id.clone(),
            session: self.c.session.clone(),
            rang: self.c.espace.rang(self.c.service.nom()),
            recu: self.moment.recu,
            instant: self.moment.instant,
            lecture: Lecture::default(),
        }
    }

    /// The exchange as far as the request tells it.
    fn inscription(&self, operation: &str) -> Inscription {
        let mut i = self.c.inscription(operation, self.moment);
        if self.interne {
            i.echange().direction = Direction::ServiceVersService;
        }
        let requete = &mut i.echange().requete;
        requete.ligne = format!("{} {} {:?}", self.tete.method, self.tete.uri, self.tete.version);
        requete.entetes = entetes(&self.tete.headers);
        i.ecriture.requete = self.corps.clone();
        i
    }

    fn envoi(&self, depart: Depart) -> Envoi {
        Envoi {
            date: date_http(self.c.espace.horloge.maintenant()),
            fermer: depart.fermer,
            tronquer: depart.tronquer,
            sans_corps: self.tete.method == Method::HEAD,
        }
    }

    /// Records the exchange of an answer that changes nothing, then lets it leave.
    async fn finir(self, inscription: Inscription, reponse: Reponse, depart: Depart) -> Result<Response<Corps>, Coupure> {
        match self.tenter(inscription, reponse, depart).await? {
            Issue::Partie(sortie) => Ok(sortie),
            Issue::Perimee(inscription) => self.avouer(Some(*inscription), &JournalError::Perime).await,
        }
    }

    /// Records the exchange, then lets the answer leave.
    async fn tenter(&self, mut inscription: Inscription, reponse: Reponse, depart: Depart) -> Result<Issue, Coupure> {
        let sortie = match preparer(&reponse, &self.envoi(depart)) {
            Ok(s) => s,
            Err(faute) => {
                inscription.rater(Refus::nouveau(
                    format!("le service simulé a fait une réponse que HTTP ne permet pas ({faute}) : c'est un défaut du banc"),
                    "",
                ));
                let excuse = Reponse::texte(500, "Défaillance du banc : réponse impossible.\n");
                let sans_coupe = Depart { tronquer: false, ..depart };
                preparer(&excuse, &self.envoi(sans_coupe)).map_err(|_| Coupure)?
            }
        };
        let e = inscription.echange();
        if let Some(operation) = reponse.operation {
            e.operation = operation;
        }
        e.faits = reponse.faits;
        e.findings = reponse.findings;
        e.refus = reponse.refus;
        e.statut = Some(sortie.reponse.status().as_u16());
        e.reponse = sortie.message;
        inscription.ecriture.reponse = sortie.octets;
        inscription.ecriture.effet = reponse.effet;
        let sans_effet = inscription.sans_effet();
        match (inscription.ecrire().await, sans_effet) {
            (Ok(_), _) => Ok(Issue::Partie(sortie.reponse)),
            (Err(JournalError::Perime), Some(inscription)) => Ok(Issue::Perimee(Box::new(inscription))),
            (Err(erreur), sans_effet) => self.avouer(sans_effet, &erreur).await.map(Issue::Partie),
        }
    }

    /// The exchange, or what it was to change, could not be written: it is not acknowledged. That an effect failed can still be told.
    async fn avouer(&self, sans_effet: Option<Inscription>, erreur: &JournalError) -> Result<Response<Corps>, Coupure> {
        signaler(erreur);
        let texte = format!("Le banc n'a pas pu écrire cet échange dans son journal, il ne l'acquitte donc pas : {erreur}.\n");
        let depart = Depart {
            fermer: true,
            tronquer: false,
        };
        let sortie = preparer(&Reponse::texte(503, texte), &self.envoi(depart)).map_err(|_| Coupure)?;
        if let Some(mut inscription) = sans_effet {
            inscription.rater(Refus::sans_effet(erreur));
            inscription.echange().statut = Some(503);
            inscription.echange().reponse = sortie.message;
            inscription.ecriture.reponse = sortie.octets;
            inscription.ecrire_ou_signaler().await;
        }
        Ok(sortie.reponse)
    }
}

/// Records the exchange, and cuts the connection.
async fn couper(inscription: Inscription) -> Result<Response<Corps>, Coupure> {
    inscription.ecrire_ou_signaler().await;
    Err(Coupure)
}
