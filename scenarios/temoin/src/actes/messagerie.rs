//! The mailboxes at the desk: which one serves, how it is reached, and the traces of what is done there.

use std::collections::BTreeMap;

use segur_model::ReponseActe;
use tokio::sync::Mutex;

use super::{Poste, Seance, erreur, refuse};
use crate::config::ConfigTemoin;
use crate::dossier::{Dossier, TraceMessage};
use crate::ecarts::{Ecart, Ecarts};
use crate::erreur::TemoinError;
use crate::identifiants::instant_local;
use crate::mssante::canal::{Point, Tls};
use crate::mssante::reglage::ConfigMssante;
use crate::mssante::releve::{self, Ouverte};
use crate::mssante::soumission::{self, Depart, Remis};
use crate::mssante::{Acces, Appel, Boite, Echec};
use crate::psc::session::Etat;

/// The operator, by the access that the configuration gives.
pub(crate) struct ClientMssante {
    pub(super) config: ConfigMssante,
    soumission: Point,
    imap: Point,
    tls: Tls,
    /// Sessions of IMAP that stay open while a person works, by scenario.
    ouvertes: Mutex<BTreeMap<String, Ouverte>>,
}

impl ClientMssante {
    /// Prepares the access of the configuration, when there is one.
    pub(crate) fn preparer(config: &ConfigTemoin, ecarts: &Ecarts) -> Result<Option<Self>, TemoinError> {
        let Some(mssante) = config.mssante.clone() else { return Ok(None) };
        Ok(Some(Self {
            soumission: Point::lire(config, &mssante.soumission, ["smtp", "smtps"])?,
            imap: Point::lire(config, &mssante.imap, ["imap", "imaps"])?,
            tls: Tls::preparer(config, ecarts)?,
            config: mssante,
            ouvertes: Mutex::default(),
        }))
    }
}

impl Poste {
    pub(super) fn mssante(&self) -> Result<&ClientMssante, ReponseActe> {
        self.mssante
            .as_ref()
            .ok_or_else(|| erreur("la messagerie MSSanté n'est pas configurée (`mssante`)"))
    }

    pub(super) fn appel_mssante<'a>(&'a self, seance: &'a Seance<'_>) -> Appel<'a> {
        Appel {
            config: &self.config,
            ecarts: &self.ecarts,
            tirage: seance.tirage(&self.config),
            maintenant: self.config.maintenant(),
        }
    }

    /// The mailbox that serves: the one asked for, else that of the software, else that of the person.
    pub(super) async fn boite(&self, seance: &Seance<'_>, voulue: &str) -> Result<Boite, ReponseActe> {
        let client = self.mssante()?;
        match (&client.config.applicative, voulue) {
            (Some(b), "" | "applicative") => Ok(Boite {
                adresse: b.adresse.clone(),
                intitule: b.intitule.clone(),
                reponse: Some(b.reponse.clone()),
                acces: Acces::Certificat,
            }),
            (None, "applicative") => Err(erreur("aucune boîte applicative n'est configurée (`mssante.applicative`)")),
            _ => self.boite_de_la_personne(seance, client).await,
        }
    }

    async fn boite_de_la_personne(&self, seance: &Seance<'_>, client: &ClientMssante) -> Result<Boite, ReponseActe> {
        let connue = self.session_connue(&seance.demande.scenario).await;
        let (Some(session), Some(psc)) = (connue, &self.psc) else {
            return Err(refuse(
                "sa boîte s'ouvre avec Pro Santé Connect : s'y connecter d'abord (connecter-psc)",
            ));
        };
        let mut session = session.lock().await;
        if session.etat != Etat::Ouverte {
            return Err(refuse("aucune session PSC ouverte : se connecter d'abord (connecter-psc)"));
        }
        if !self.ecarts.a(Ecart::MssJetonPerime)
            && let Err(e) = session.entretenir(psc, &self.appel_psc(seance)).await
        {
            return Err(refuse(format!("la boîte reste fermée : {e}")));
        }
        let Some(Ok(u)) = session.utilisateur() else {
            return Err(refuse("choisir d'abord une situation d'exercice (choisir-situation)"));
        };
        let adresse = client.config.personnelles.get(&u.rpps).ok_or_else(|| {
            refuse(format!(
                "aucune boîte MSSanté n'est réglée pour {} {} (RPPS {})",
                u.prenom, u.nom, u.rpps
            ))
        })?;
        Ok(Boite {
            adresse: adresse.clone(),
            intitule: format!("{} {}", u.prenom, u.nom),
            reponse: None,
            acces: Acces::Jeton(session.jeton().unwrap_or_default().to_owned()),
        })
    }

    /// The same mailbox under a token asked for again: the operator refused the one that we had.
    async fn autre_jeton(&self, seance: &Seance<'_>, boite: &Boite) -> Option<Boite> {
        let session = self.session_connue(&seance.demande.scenario).await?;
        let mut session = session.lock().await;
        session.rafraichir(self.psc.as_ref()?, &self.appel_psc(seance)).await.ok()?;
        Some(Boite {
            acces: Acces::Jeton(session.jeton()?.to_owned()),
            ..boite.clone()
        })
    }

    /// Hands a mail over; a token that the operator does not take is renewed once.
    pub(super) async fn remettre(&self, seance: &Seance<'_>, boite: &Boite, depart: &Depart<'_>) -> Result<Remis, Echec> {
        let Some(client) = &self.mssante else {
            return Err(Echec::nouveau("connexion", "la messagerie n'est pas configurée"));
        };
        let appel = self.appel_mssante(seance);
        match soumission::remettre(&client.soumission, &client.tls, &appel, boite, depart).await {
            Err(e) if e.demande.starts_with("AUTH ") && !self.ecarts.a(Ecart::MssJetonPerime) => {
                match self.autre_jeton(seance, boite).await {
                    Some(boite) => soumission::remettre(&client.soumission, &client.tls, &appel, &boite, depart).await,
                    None => Err(e),
                }
            }
            remis => remis,
        }
    }

    /// An open session on this mailbox: the one of the person, if it is still there, else a new one.
    pub(super) async fn ouvrir_boite(&self, seance: &Seance<'_>, boite: &Boite) -> Result<Ouverte, Echec> {
        let Some(client) = &self.mssante else {
            return Err(Echec::nouveau("connexion", "la messagerie n'est pas configurée"));
        };
        let gardee = client.ouvertes.lock().await.remove(&seance.demande.scenario);
        if let Some(mut gardee) = gardee.filter(|_| !boite.applicative()) {
            match gardee.vivante().await {
                Ok(()) => return Ok(gardee),
                // The operator closed it: while PSC is alive, nobody is asked anything.
                Err(_) if self.ecarts.a(Ecart::MssSessionNonRouverte) => return Ok(gardee),
                Err(_) => {}
            }
        }
        let appel = self.appel_mssante(seance);
        match releve::ouvrir(&client.imap, &client.tls, &appel, boite).await {
            Err(e) if e.demande == "AUTHENTICATE" && !boite.applicative() && !self.ecarts.a(Ecart::MssJetonPerime) => {
                match self.autre_jeton(seance, boite).await {
                    Some(boite) => releve::ouvrir(&client.imap, &client.tls, &appel, &boite).await,
                    None => Err(e),
                }
            }
            ouverte => ouverte,
        }
    }

    /// Keeps the session of a person open; that of the software is over.
    pub(super) async fn laisser(&self, seance: &Seance<'_>, boite: &Boite, ouverte: Ouverte) {
        match &self.mssante {
            Some(client) if !boite.applicative() => {
                client.ouvertes.lock().await.insert(seance.demande.scenario.clone(), ouverte);
            }
            _ => ouverte.fermer().await,
        }
    }

    /// Pro Santé Connect is over for this person: so is the mailbox (ECO.1.2.6).
    pub(super) async fn fermer_boite(&self, scenario: &str) {
        let Some(client) = &self.mssante else { return };
        let ouverte = client.ouvertes.lock().await.remove(scenario);
        if let Some(ouverte) = ouverte
            && !self.ecarts.a(Ecart::MssSessionSurvit)
        {
            ouverte.fermer().await;
        }
    }

    /// Sessions of other scenarios are nobody's any more.
    pub(super) async fn oublier_les_autres(&self, scenario: &str) {
        if let Some(client) = &self.mssante {
            client.ouvertes.lock().await.retain(|s, _| s == scenario);
        }
    }

    /// What is kept of an act of mail, whatever the operator answered.
    pub(super) fn tracer(
        &self,
        seance: &Seance<'_>,
        boite: &Boite,
        dossier: &mut Dossier,
        action: &str,
        id: &str,
        issue: &Result<Remis, Echec>,
    ) {
        let (demande, reponse) = match issue {
            Ok(r) => (r.demande.clone(), r.reponse.clone()),
            Err(e) => (e.demande.clone(), e.reponse.clone()),
        };
        dossier.messages.push(TraceMessage {
            date: instant_local(self.config.maintenant()),
            utilisateur: match boite.applicative() {
                true => boite.adresse.clone(),
                false => seance.utilisateur.rpps.clone(),
            },
            action: action.to_owned(),
            message_id: format!("<{id}>"),
            demande,
            reponse,
        });
    }
}
