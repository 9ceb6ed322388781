//! The session of a person at the desk: opened by PSC, kept alive by refreshing, closed when PSC says that it is over.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::ciba::{Attente, Scrutation};
use super::client::{ClientPsc, Decouverte};
use super::connexion::{Connexion, Demande};
use super::jetons::Jetons;
use super::navigateur::Navigateur;
use super::personne::{Personne, Situation};
use super::{Appel, Refus};
use crate::config::Utilisateur;
use crate::dossier::Repondu;
use crate::ecarts::Ecart;

/// Where a session stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Etat {
    #[default]
    Absente,
    EnAttente,
    Ouverte,
    Fermee,
}

impl Etat {
    fn mot(self) -> &'static str {
        match self {
            Self::Absente => "absente",
            Self::EnAttente => "en-attente",
            Self::Ouverte => "ouverte",
            Self::Fermee => "fermee",
        }
    }
}

/// One session. Nothing of it is on disk: a software that restarts asks to sign in again.
#[derive(Clone, Default)]
pub(crate) struct Session {
    pub etat: Etat,
    /// What the user sees.
    pub message: String,
    /// Local account of this person.
    pub compte: Option<String>,
    /// Two digits shown to the user (CIBA).
    pub code: Option<String>,
    pub attente: Option<Attente>,
    /// A real browser that is away at PSC.
    pub demande: Option<Demande>,
    /// Whether the local account was looked for.
    pub rapprochee: bool,
    /// The window in which the person signed in: the logout goes through it.
    pub navigateur: Navigateur,
    /// Acts already answered in this session, by `cle`.
    pub repondus: BTreeMap<String, Repondu>,
    ouverte: Option<Ouverte>,
}

/// What an open session holds.
#[derive(Clone)]
struct Ouverte {
    decouverte: Decouverte,
    personne: Personne,
    jetons: Jetons,
    acr: Option<String>,
    /// Rank of the situation chosen, from 1.
    situation: Option<usize>,
}

impl Session {
    /// A person is signed in. A situation that is the only one, or the only one of our structure, needs no choice.
    pub(crate) fn ouvrir(&mut self, c: Connexion, finess: Option<&str>) {
        let s = &c.personne.situations;
        let chez_nous: Vec<usize> = (1..=s.len())
            .filter(|i| finess.is_some_and(|f| s.get(i - 1).is_some_and(|x| x.finess == f)))
            .collect();
        let situation = match (s.len(), chez_nous.as_slice()) {
            (0, _) => None,
            (1, _) => Some(1),
            (_, [seule]) => Some(*seule),
            _ => None,
        };
        self.etat = Etat::Ouverte;
        self.attente = None;
        self.message = "connecté par Pro Santé Connect".to_owned();
        self.ouverte = Some(Ouverte {
            decouverte: c.decouverte,
            personne: c.personne,
            jetons: c.jetons,
            acr: c.acr,
            situation,
        });
    }

    /// Nobody is signed in any more: nothing of the person remains.
    pub(crate) fn fermer(&mut self, message: impl Into<String>) {
        self.etat = Etat::Fermee;
        self.message = message.into();
        self.attente = None;
        self.ouverte = None;
        self.compte = None;
    }

    pub(crate) fn personne(&self) -> Option<&Personne> {
        self.ouverte.as_ref().map(|o| &o.personne)
    }

    /// Chooses the situation of this rank, from 1.
    pub(crate) fn choisir(&mut self, rang: u64) -> Result<(), String> {
        let o = self.ouverte.as_mut().ok_or("aucune session ouverte : se connecter d'abord")?;
        let nombre = o.personne.situations.len();
        let rang = usize::try_from(rang).ok().filter(|r| (1..=nombre).contains(r));
        let rang = rang.ok_or_else(|| format!("rang inconnu : la personne a {nombre} situation(s)"))?;
        o.situation = Some(rang);
        Ok(())
    }

    fn situation(&self) -> Option<&Situation> {
        let o = self.ouverte.as_ref()?;
        o.personne.situations.get(o.situation?.checked_sub(1)?)
    }

    /// The person as a user of the software, or why it cannot work yet (French). None: nobody signed in by PSC here.
    pub(crate) fn utilisateur(&self) -> Option<Result<Utilisateur, String>> {
        let o = match self.etat {
            Etat::Absente => return None,
            Etat::EnAttente => return Some(Err("la connexion PSC attend l'accord de la personne".to_owned())),
            Etat::Fermee => return Some(Err(format!("session PSC fermée ({}) : se reconnecter", self.message))),
            Etat::Ouverte => self.ouverte.as_ref()?,
        };
        if o.situation.is_none() && o.personne.situations.len() > 1 {
            return Some(Err(
                "plusieurs situations d'exercice : en choisir une avant de travailler (choisir-situation)".to_owned(),
            ));
        }
        Some(Ok(o.personne.utilisateur(self.situation())))
    }

    /// Makes sure that the access token is alive, by refreshing it when it is not. An error closes the session when PSC said no.
    pub(crate) async fn entretenir(&mut self, psc: &ClientPsc, appel: &Appel<'_>) -> Result<(), String> {
        let o = self.ouverte.as_ref().ok_or("aucune session ouverte : se connecter d'abord")?;
        if o.jetons.mourant(appel.maintenant) {
            self.rafraichir(psc, appel).await
        } else {
            Ok(())
        }
    }

    /// The access token of the person signed in, for who takes it.
    pub(crate) fn jeton(&self) -> Option<&str> {
        self.ouverte.as_ref().map(|o| o.jetons.acces.as_str())
    }

    pub(crate) async fn rafraichir(&mut self, psc: &ClientPsc, appel: &Appel<'_>) -> Result<(), String> {
        let Some(o) = self.ouverte.as_mut() else {
            return Err("aucune session ouverte : se connecter d'abord".to_owned());
        };
        let jeton = o
            .jetons
            .rafraichissement
            .clone()
            .filter(|_| !appel.ecarts.a(Ecart::PscSansRafraichissement));
        let Some(jeton) = jeton else {
            self.fermer("le jeton d'accès est mort");
            return Err(self.message.clone());
        };
        match psc.rafraichir(appel, &o.decouverte, &jeton).await {
            Ok(mut neufs) => {
                // What a refresh does not give again is still good.
                neufs.rafraichissement = neufs.rafraichissement.or(Some(jeton));
                neufs.id_token = neufs.id_token.or_else(|| o.jetons.id_token.take());
                o.jetons = neufs;
                Ok(())
            }
            // PSC did not answer: the session is perhaps alive, the next act will see.
            Err(e @ Refus::Panne(_)) => Err(e.dit()),
            Err(_) if appel.ecarts.a(Ecart::PscSessionSurvit) => Ok(()),
            Err(e) => {
                self.fermer(format!("PSC a mis fin à la session : {}", e.dit()));
                Err(self.message.clone())
            }
        }
    }

    /// Works on: asks PSC who is there, and refreshes once if the token is refused.
    pub(crate) async fn continuer(&mut self, psc: &ClientPsc, appel: &Appel<'_>) -> Result<(), String> {
        self.entretenir(psc, appel).await?;
        let mut lu = self.qui(psc, appel).await;
        if lu.as_ref().is_err_and(|e| e.est("401")) {
            self.rafraichir(psc, appel).await?;
            lu = self.qui(psc, appel).await;
        }
        let attendu = self.personne().map(|p| p.sub.clone()).unwrap_or_default();
        match lu {
            Ok(p) if p.sub == attendu => Ok(()),
            Ok(_) => {
                self.fermer("PSC parle d'une autre personne que celle de la session");
                Err(self.message.clone())
            }
            Err(_) if appel.ecarts.a(Ecart::PscSessionSurvit) => Ok(()),
            Err(e @ Refus::Psc { .. }) => {
                self.fermer(format!("PSC a mis fin à la session : {}", e.dit()));
                Err(self.message.clone())
            }
            Err(e) => Err(e.dit()),
        }
    }

    async fn qui(&self, psc: &ClientPsc, appel: &Appel<'_>) -> Result<Personne, Refus> {
        match &self.ouverte {
            Some(o) => psc.userinfo(appel, &o.decouverte, &o.jetons.acces).await,
            None => Err(Refus::Ecarte("aucune session ouverte".to_owned())),
        }
    }

    /// Calls the API of the Espace de Confiance for this person.
    pub(crate) async fn appeler_api(&mut self, psc: &ClientPsc, appel: &Appel<'_>) -> Result<Value, Refus> {
        if !appel.ecarts.a(Ecart::EdcJetonMort) {
            self.entretenir(psc, appel).await.map_err(Refus::Ecarte)?;
        }
        let lu = self.api(psc, appel).await;
        // PSC refuses the token, whatever it calls this: it may be dead before its time.
        if matches!(lu, Err(Refus::Psc { .. })) && !appel.ecarts.a(Ecart::EdcJetonMort) {
            self.rafraichir(psc, appel).await.map_err(Refus::Ecarte)?;
            return self.api(psc, appel).await;
        }
        lu
    }

    async fn api(&self, psc: &ClientPsc, appel: &Appel<'_>) -> Result<Value, Refus> {
        match &self.ouverte {
            Some(o) => psc.appeler_api(appel, &o.jetons.acces).await,
            None => Err(Refus::Ecarte("aucune session ouverte : se connecter d'abord".to_owned())),
        }
    }

    /// One poll, when it is time for it. The session opens, waits or closes.
    pub(crate) async fn scruter(&mut self, psc: &ClientPsc, appel: &Appel<'_>, finess: Option<&str>) {
        let Some(mut attente) = self.attente.clone() else { return };
        let vite = appel.ecarts.a(Ecart::PscCibaScrutationRapide);
        if appel.maintenant < attente.prochaine && !vite {
            return;
        }
        let mut vu = psc.scruter(appel, &mut attente).await;
        for _ in 0..2 {
            if vite && matches!(vu, Scrutation::Attendre) {
                vu = psc.scruter(appel, &mut attente).await;
            }
        }
        match vu {
            Scrutation::Attendre => self.attente = Some(attente),
            Scrutation::Ouverte(c) => self.ouvrir(*c, finess),
            Scrutation::Finie(e) => self.fermer(match &e {
                e if e.est("access_denied") => "la personne a refusé la connexion".to_owned(),
                e if e.est("expired_token") => "la demande de connexion a expiré : recommencer".to_owned(),
                e => e.dit(),
            }),
        }
    }

    /// Where the browser goes to end the session at PSC; None: nobody was signed in.
    pub(crate) fn fin(&self, psc: &ClientPsc, appel: &Appel<'_>) -> Option<(Decouverte, String)> {
        let o = self.ouverte.as_ref()?;
        let etat = appel.tirage.uuid("etat-fin", 1).simple().to_string();
        let mut q: Vec<(&str, &str)> = Vec::new();
        match &o.jetons.id_token {
            Some(j) => q.push(("id_token_hint", j)),
            // Without a hint, the client at least must be named.
            _ => q.push(("client_id", psc.config.client_id.as_str())),
        }
        if let Some(fin) = &psc.config.fin {
            q.push(("post_logout_redirect_uri", fin));
            q.push(("state", &etat));
        }
        let joint = if o.decouverte.fin_session.contains('?') { '&' } else { '?' };
        let url = format!("{}{joint}{}", o.decouverte.fin_session, super::parametres(&q));
        Some((o.decouverte.clone(), url))
    }

    /// The file `session-psc` of the contract: what is absent has no key.
    pub(crate) fn fichier(&self) -> Value {
        let mut v = Map::new();
        let mut mettre = |nom: &str, valeur: &str| {
            if !valeur.is_empty() {
                v.insert(nom.to_owned(), json!(valeur));
            }
        };
        mettre("etat", self.etat.mot());
        if let Some(o) = &self.ouverte {
            mettre("id_national", &o.personne.id_national);
            mettre("rpps", o.personne.rpps().unwrap_or_default());
            let u = o.personne.utilisateur(self.situation());
            mettre("nom", &u.nom);
            mettre("prenom", &u.prenom);
            mettre("compte", self.compte.as_deref().unwrap_or_default());
            if let Some(s) = self.situation() {
                mettre("structure", &s.structure);
                mettre("secteur", &s.secteur);
            }
            mettre("acr", o.acr.as_deref().unwrap_or_default());
        }
        mettre(
            "code",
            self.code.as_deref().filter(|_| self.etat == Etat::EnAttente).unwrap_or_default(),
        );
        mettre("message", &self.message);
        if let Some(o) = &self.ouverte {
            v.insert("situations".to_owned(), json!(o.personne.situations.len()));
            if let Some(rang) = o.situation {
                v.insert("situation".to_owned(), json!(rang));
            }
        }
        Value::Object(v)
    }
}
