//! Client of the control plane of a running bench. The engine reads journals and steers services only through it, over
//! HTTP, in-process too: one code path. A bench may be several processes, each with services of its own: here they are one.

mod fusion;
mod poste;
mod veille;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;

use reqwest::Method;
use segur_dialecte::Confiance;
use segur_model::controle::{
    AccesBanc, BilanPurge, CreationEspace, DemandePurge, Etat, Panne, ReglageHorloge, Sauvegarde, Tentative, TenueCampagne,
};
use segur_model::vocabulaire::motif_couvre;
use segur_model::{Exchange, World};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use fusion::Fusion;
use poste::Poste;
use veille::Veille;

/// What went wrong between the engine and the bench.
#[derive(Debug, thiserror::Error)]
pub enum ControleError {
    /// Nobody answers.
    #[error("le banc ne répond pas à {url} : {cause}. Vérifiez que « segur-bench serve » tourne, et l'adresse donnée par --banc.")]
    Injoignable {
        /// URL asked.
        url: String,
        /// Cause.
        cause: String,
    },
    /// It refused.
    #[error("le banc refuse : {message} [{statut}, {route}]")]
    Refus {
        /// Route asked.
        route: String,
        /// HTTP status.
        statut: u16,
        /// Its words.
        message: String,
    },
    /// It answered something else than its contract.
    #[error("réponse du banc illisible sur {route} : {cause}. Le banc et la commande sont-ils de la même version ?")]
    Illisible {
        /// Route asked.
        route: String,
        /// Cause.
        cause: String,
    },
    /// Its clock is not that of this machine: what was received when could not be told.
    #[error("l'horloge du banc {url} {ecart} sur celle de cette machine : réglez-les l'une sur l'autre (NTP), puis recommencez")]
    Horloge {
        /// URL asked.
        url: String,
        /// « avance de 12 s ».
        ecart: String,
    },
    /// Two accesses to one process.
    #[error("{un} et {autre} sont le même processus du banc : ôtez l'un des deux accès")]
    Doubles {
        /// One.
        un: String,
        /// The other.
        autre: String,
    },
    /// Two processes that are not of one bench.
    #[error("{un} et {autre} ne sont pas du même banc : leur {quoi} diffère. Donnez à tous la même IGC et les mêmes réglages.")]
    Disparates {
        /// One.
        un: String,
        /// The other.
        autre: String,
        /// What differs.
        quoi: &'static str,
    },
}

/// A page of exchanges that is shorter than this is the last: what may be left is read the next time.
const PAGE: usize = 1000;

/// A bench seen from one espace: one control plane, or those of several processes.
#[derive(Debug, Clone)]
pub struct Controle {
    postes: Arc<[Poste]>,
    espace: String,
    fusion: Arc<Mutex<Fusion>>,
    veille: Arc<Veille>,
}

impl Controle {
    /// A client for this espace.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn nouveau(acces: AccesBanc, espace: &str) -> Result<Self, ControleError> {
        Self::de(vec![acces], espace)
    }

    /// The same, of a bench that is several processes.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn de(acces: Vec<AccesBanc>, espace: &str) -> Result<Self, ControleError> {
        let postes: Arc<[Poste]> = acces.into_iter().map(Poste::nouveau).collect::<Result<_, _>>()?;
        Ok(Self {
            espace: espace.to_owned(),
            fusion: Arc::new(Mutex::new(Fusion::de(postes.len()))),
            veille: Arc::new(Veille::de(postes.len())),
            postes,
        })
    }

    /// The same bench, seen from another espace.
    fn ailleurs(&self, espace: &str) -> Self {
        Self {
            espace: espace.to_owned(),
            fusion: Arc::new(Mutex::new(Fusion::de(self.postes.len()))),
            ..self.clone()
        }
    }

    /// The espace that it speaks of.
    #[must_use]
    pub fn espace(&self) -> &str {
        &self.espace
    }

    /// The only process, when there is one.
    fn seul(&self) -> Option<&Poste> {
        match &*self.postes {
            [seul] => Some(seul),
            _ => None,
        }
    }

    /// Asks each process that is there. One of several that does not answer is noted as absent, and left alone until the next watch.
    async fn chacun<T>(&self, demander: impl AsyncFn(&Poste, usize) -> Result<T, ControleError>) -> Result<Vec<(usize, T)>, ControleError> {
        let mut reponses = Vec::new();
        for (k, poste) in self.postes.iter().enumerate().filter(|(k, _)| !self.veille.absent(*k)) {
            match demander(poste, k).await {
                Ok(r) => reponses.push((k, r)),
                Err(e @ ControleError::Injoignable { .. }) if self.postes.len() > 1 => self.veille.perdre(k, &e),
                Err(e) => return Err(e),
            }
        }
        match reponses.is_empty().then(|| self.veille.derniere()).flatten() {
            Some(e) => Err(e),
            None => Ok(reponses),
        }
    }

    /// The first process that answers.
    async fn premier<T>(&self, demander: impl AsyncFn(&Poste) -> Result<T, ControleError>) -> Result<T, ControleError> {
        let mut derniere = None;
        for poste in &*self.postes {
            match demander(poste).await {
                Err(e @ ControleError::Injoignable { .. }) => derniere = Some(e),
                issue => return issue,
            }
        }
        Err(derniere.unwrap_or_else(|| ControleError::Injoignable {
            url: String::new(),
            cause: "aucun plan de contrôle n'est donné".to_owned(),
        }))
    }

    /// Tells them all; the first that does not answer ends it.
    async fn tous_sans_exception(
        &self,
        methode: Method,
        route: &str,
        espace: Option<&str>,
        corps: Option<Value>,
    ) -> Result<(), ControleError> {
        for poste in &*self.postes {
            poste.envoyer(methode.clone(), route, espace, corps.clone()).await?;
        }
        Ok(())
    }

    /// Tells those that are there.
    async fn dire(&self, methode: Method, route: &str, corps: Option<Value>) -> Result<(), ControleError> {
        let espace = Some(self.espace.as_str());
        self.chacun(async |p, _| p.envoyer(methode.clone(), route, espace, corps.clone()).await.map(drop))
            .await
            .map(drop)
    }

    /// State of the bench, all its processes together.
    ///
    /// # Errors
    /// When one of them does not answer, or see [`ControleError`].
    pub async fn etat(&self) -> Result<Etat, ControleError> {
        let mut etats = Vec::new();
        for poste in &*self.postes {
            etats.push(poste.etat().await?);
        }
        Ok(veille::ensemble(etats))
    }

    /// The faults of the espace, of the processes that are there.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn pannes_actives(&self) -> Result<Vec<Panne>, ControleError> {
        let etats = self.chacun(async |p, _| p.etat().await).await?;
        let etat = veille::ensemble(etats.into_iter().map(|(_, e)| e).collect());
        Ok(etat
            .espaces
            .into_iter()
            .find(|e| e.id == self.espace)
            .map(|e| e.pannes)
            .unwrap_or_default())
    }

    /// The fictitious country.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn monde(&self) -> Result<World, ControleError> {
        self.premier(async |p| p.json(Method::GET, "/banc/monde", None, None).await).await
    }

    /// Trust anchors and revocation lists of the test IGC-Santé.
    ///
    /// # Errors
    /// When processes do not have the same, or see [`ControleError`].
    pub async fn igc(&self) -> Result<Igc, ControleError> {
        let mut vues: Vec<(usize, Igc)> = self.chacun(async |p, _| p.igc(&self.espace).await).await?;
        let (k, premiere) = vues.remove(0);
        match vues.iter().find(|(_, i)| i.ancres_pem != premiere.ancres_pem) {
            None => Ok(premiere),
            Some((autre, _)) => Err(ControleError::Disparates {
                un: self.postes[k].url().to_owned(),
                autre: self.postes[*autre].url().to_owned(),
                quoi: "IGC",
            }),
        }
    }

    /// Looks at each process before something is played: which are there, since when, and whether their clocks go with this machine's. What
    /// happens to one of several from here on is an [`Self::interruption`].
    ///
    /// # Errors
    /// When a clock is too far from this machine's, or nobody answers.
    pub async fn veiller(&self) -> Result<(), ControleError> {
        self.veille.recommencer();
        let etats = self.chacun(async |p, _| veille::regarder(p).await).await?;
        for (k, vu) in etats {
            if self.veille.noter(k, vu) {
                // Another journal: what it numbers begins again.
                self.fusion.lock().await.oublier(k);
            }
        }
        match self.veille.disparates() {
            None => Ok(()),
            Some((j, k, quoi)) => {
                let (un, autre) = (self.postes[j].url().to_owned(), self.postes[k].url().to_owned());
                Err(match quoi {
                    Some(quoi) => ControleError::Disparates { un, autre, quoi },
                    None => ControleError::Doubles { un, autre },
                })
            }
        }
    }

    /// The same before each scenario, where there are several: one alone that goes away ends the campaign by itself.
    ///
    /// # Errors
    /// See [`Self::veiller`].
    pub async fn reveiller(&self) -> Result<(), ControleError> {
        match self.seul() {
            Some(_) => Ok(()),
            None => self.veiller().await,
        }
    }

    /// What happened since [`Self::veiller`] to one of several processes, in French: what was received meanwhile says nothing sure.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn interruption(&self) -> Result<Option<String>, ControleError> {
        if self.seul().is_some() {
            return Ok(None);
        }
        let etats = self.chacun(async |p, _| p.etat().await).await?;
        for (k, etat) in etats {
            self.veille.comparer(k, &etat);
        }
        Ok(self.veille.interruption())
    }

    /// Whether a process was lost since [`Self::veiller`]: nothing more is worth waiting for.
    #[must_use]
    pub fn perdu(&self) -> bool {
        self.veille.interruption().is_some()
    }

    /// The services of which no process answers: name, and why, in French.
    #[must_use]
    pub fn absents(&self) -> Vec<(String, String)> {
        self.veille.absents()
    }

    /// Exchanges of the espace after this id.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn echanges(&self, depuis: u64) -> Result<Vec<Exchange>, ControleError> {
        if let Some(seul) = self.seul() {
            let mut lus = seul.echanges(&self.espace, depuis).await?;
            lus.iter_mut().for_each(|e| e.recu -= self.veille.ecart(0));
            return Ok(lus);
        }
        let mut fusion = self.fusion.lock().await;
        let curseurs = fusion.curseurs().to_vec();
        // All of each, page after page: they are put in order together.
        let lots = self
            .chacun(async |p, k| {
                let mut lus: Vec<Exchange> = Vec::new();
                loop {
                    let page = p.echanges(&self.espace, lus.last().map_or(curseurs[k], |e| e.id)).await?;
                    let finie = page.len() < PAGE;
                    // As this machine's clock would have dated them.
                    let ecart = self.veille.ecart(k);
                    lus.extend(page.into_iter().map(|mut e| {
                        e.recu -= ecart;
                        e
                    }));
                    if finie {
                        return Ok(lus);
                    }
                }
            })
            .await?;
        fusion.prendre(lots);
        Ok(fusion.depuis(depuis))
    }

    /// Several processes are numbered after this, when nothing of them was read: a campaign that goes on has given these numbers already.
    pub async fn numeroter_apres(&self, id: u64) {
        if self.seul().is_none() {
            self.fusion.lock().await.apres(id);
        }
    }

    /// How many exchanges two processes received too close to each other for anybody to say which came first, since it was last asked.
    pub async fn ordre_inconnu(&self) -> u32 {
        self.fusion.lock().await.serres()
    }

    /// Every exchange, oldest first, however many there are.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn tous(&self) -> Result<Vec<Exchange>, ControleError> {
        let mut tous: Vec<Exchange> = Vec::new();
        loop {
            let lot = self.echanges(tous.last().map_or(0, |e| e.id)).await?;
            if lot.is_empty() {
                return Ok(tous);
            }
            tous.extend(lot);
        }
    }

    /// Where exchanges were received, when not here: « (2 reçus dans l'espace q1) », or nothing.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn recus_ailleurs(&self) -> Result<String, ControleError> {
        let mut dits = Vec::new();
        for e in self.etat().await?.espaces.into_iter().filter(|e| e.id != self.espace) {
            match self.ailleurs(&e.id).echanges(0).await?.len() {
                0 => {}
                1 => dits.push(format!("1 reçu dans l'espace {}", e.id)),
                n => dits.push(format!("{n} reçus dans l'espace {}", e.id)),
            }
        }
        Ok(if dits.is_empty() {
            String::new()
        } else {
            format!(" ({})", dits.join(", "))
        })
    }

    /// Waits until an exchange comes after this id, at most `delai`.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn attendre(&self, depuis: u64, delai: Duration) -> Result<bool, ControleError> {
        if let Some(seul) = self.seul() {
            return seul.attendre(&self.espace, depuis, delai).await;
        }
        let curseurs = {
            let fusion = self.fusion.lock().await;
            if !fusion.depuis(depuis).is_empty() {
                return Ok(true);
            }
            fusion.curseurs().to_vec()
        };
        let mut guets = JoinSet::new();
        for (k, curseur) in curseurs.into_iter().enumerate().filter(|(k, _)| !self.veille.absent(*k)) {
            let (poste, espace) = (self.postes[k].clone(), self.espace.clone());
            guets.spawn(async move { (k, poste.attendre(&espace, curseur, delai).await) });
        }
        while let Some(guet) = guets.join_next().await {
            match guet {
                Ok((_, Ok(true))) => return Ok(true),
                // Who is lost wakes those who wait: what they wait for may never come.
                Ok((k, Err(e @ ControleError::Injoignable { .. }))) => {
                    self.veille.perdre(k, &e);
                    return Ok(true);
                }
                Ok((_, Err(e))) => return Err(e),
                Ok((_, Ok(false))) | Err(_) => {}
            }
        }
        Ok(false)
    }

    /// Raw bodies of one exchange.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn octets(&self, id: u64) -> Result<(Vec<u8>, Vec<u8>), ControleError> {
        if let Some(seul) = self.seul() {
            return seul.octets(&self.espace, id).await;
        }
        let mut place = self.fusion.lock().await.place(id);
        if place.is_none() {
            self.echanges(0).await?;
            place = self.fusion.lock().await.place(id);
        }
        let (k, sien) = place.ok_or_else(|| ControleError::Refus {
            route: format!("/banc/echanges/{id}"),
            statut: 404,
            message: format!("il n'y a pas d'échange « {id} » dans cet espace"),
        })?;
        let octets = self.postes[k].octets(&self.espace, sien).await;
        octets.inspect_err(|e| self.veille.perdre(k, e))
    }

    /// Last attempt on each endpoint.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn tentatives(&self) -> Result<Vec<Tentative>, ControleError> {
        let espace = Some(self.espace.as_str());
        let toutes: Vec<(usize, Vec<Tentative>)> = self
            .chacun(async |p, _| p.json(Method::GET, "/banc/tentatives", espace, None).await)
            .await?;
        if self.seul().is_none() {
            self.tous().await?;
        }
        let fusion = self.fusion.lock().await;
        let renumeroter = |k: usize, mut t: Tentative| {
            t.echange = t.echange.map(|sien| fusion.numero(k, sien).unwrap_or(sien));
            t
        };
        Ok(toutes
            .into_iter()
            .flat_map(|(k, siennes)| siennes.into_iter().map(move |t| (k, t)))
            .map(|(k, t)| renumeroter(k, t))
            .collect())
    }

    /// Replaces the faults of the espace. Each process has those that it can play.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn pannes(&self, pannes: &[Panne]) -> Result<(), ControleError> {
        const ROUTE: &str = "/banc/pannes";
        if self.seul().is_some() {
            return self.dire(Method::PUT, ROUTE, Some(json!(pannes))).await;
        }
        let etats = self.chacun(async |p, _| p.etat().await).await?;
        let couvre = |p: &Panne, e: &Etat| e.services.iter().flat_map(|s| &s.operations).any(|o| motif_couvre(&p.sur, o));
        for (rang, (k, etat)) in etats.iter().enumerate() {
            // What nobody can play is for the first to refuse.
            let a_personne = |p: &Panne| rang == 0 && !etats.iter().any(|(_, e)| couvre(p, e));
            let siennes: Vec<&Panne> = pannes.iter().filter(|p| couvre(p, etat) || a_personne(p)).collect();
            let corps = Some(json!(siennes));
            match self.postes[*k].envoyer(Method::PUT, ROUTE, Some(&self.espace), corps).await {
                Err(e @ ControleError::Injoignable { .. }) => self.veille.perdre(*k, &e),
                issue => drop(issue?),
            }
        }
        Ok(())
    }

    /// Moves the clock of the espace, on every process.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn horloge(&self, decalage: Duration) -> Result<(), ControleError> {
        let reglage = ReglageHorloge {
            decalage_s: decalage.as_secs(),
        };
        self.dire(Method::PUT, "/banc/horloge", Some(json!(reglage))).await
    }

    /// A campaign holds the exchanges of the espace that come after one, until it is over: no purge takes them away.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn tenir(&self, campagne: &str, depuis: u64, finie: bool) -> Result<(), ControleError> {
        let debuts = match self.seul() {
            Some(_) => vec![depuis],
            None => self.fusion.lock().await.curseurs_a(depuis),
        };
        let tenue = |k: usize| TenueCampagne { depuis: debuts[k], finie };
        self.chacun(async |p, k| p.tenir(&self.espace, campagne, tenue(k)).await)
            .await
            .map(drop)
    }

    /// Takes old exchanges away, of one espace or of all.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn purger(&self, espace: Option<&str>, demande: &DemandePurge) -> Result<Vec<BilanPurge>, ControleError> {
        let mut bilans = Vec::new();
        for poste in &*self.postes {
            bilans.extend(poste.purger(espace, demande).await?);
        }
        Ok(bilans)
    }

    /// An action of a service: `insi.repondre`.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn action(&self, nom: &str, parametres: Value) -> Result<Value, ControleError> {
        let (service, action) = nom.split_once('.').unwrap_or((nom, ""));
        let route = format!("/banc/actions/{service}/{action}");
        let k = match self.seul() {
            Some(_) => 0,
            // Nobody knows it: the first says so.
            None => self.veille.qui_joue(service).unwrap_or(0),
        };
        let dit = self.postes[k]
            .json(Method::POST, &route, Some(&self.espace), Some(parametres))
            .await;
        dit.inspect_err(|e| self.veille.perdre(k, e))
    }

    /// Creates an espace, on every process.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn creer_espace(&self, creation: &CreationEspace) -> Result<(), ControleError> {
        if self.seul().is_none() && (creation.igc_propre || creation.depuis.is_some()) {
            return Err(ControleError::Refus {
                route: "/banc/espaces".to_owned(),
                statut: 400,
                message: "ce banc est de plusieurs processus, dont chacun ferait ses propres certificats et a ses propres sauvegardes : \
                          demandez-le à un banc d'un seul processus"
                    .to_owned(),
            });
        }
        self.tous_sans_exception(Method::POST, "/banc/espaces", None, Some(json!(creation)))
            .await
    }

    /// Resets the espace: faults, clock, state of services. The journal stays.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn remise_a_zero(&self) -> Result<(), ControleError> {
        self.dire(Method::POST, &format!("/banc/espaces/{}/remise-a-zero", self.espace), None)
            .await
    }

    /// Copies an espace as it stands, on every process.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn sauvegarder_espace(&self, id: &str) -> Result<Vec<Sauvegarde>, ControleError> {
        let route = format!("/banc/espaces/{id}/sauvegarde");
        let mut faites = Vec::new();
        for poste in &*self.postes {
            faites.push(poste.json(Method::POST, &route, None, None).await?);
        }
        Ok(faites)
    }

    /// Has every process let go of an espace, as it stands.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn fermer_espace(&self, id: &str) -> Result<(), ControleError> {
        let route = format!("/banc/espaces/{id}/fermeture");
        self.tous_sans_exception(Method::POST, &route, None, None).await
    }

    /// Deletes an espace, on every process.
    ///
    /// # Errors
    /// See [`ControleError`].
    pub async fn supprimer_espace(&self, id: &str) -> Result<(), ControleError> {
        self.tous_sans_exception(Method::DELETE, &format!("/banc/espaces/{id}"), None, None)
            .await
    }
}

/// What `GET /banc/igc` says: whom to trust, and who is revoked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Igc {
    /// Certificates of the authorities, PEM.
    pub ancres_pem: String,
    /// The same and their revocation lists, read.
    pub confiance: Confiance,
}

impl Igc {
    /// Tells certificates from revocation lists.
    fn lire(pem: &str) -> Result<Self, String> {
        const DEBUT: &str = "-----BEGIN X509 CRL-----";
        const FIN: &str = "-----END X509 CRL-----";
        let (ancres, listes) = pem.split_at(pem.find(DEBUT).unwrap_or(pem.len()));
        let mut crls_der = Vec::new();
        for bloc in listes.split(DEBUT).skip(1) {
            let (corps, _) = bloc.split_once(FIN).ok_or("une liste de révocation est coupée")?;
            let corps: String = corps.split_whitespace().collect();
            crls_der.push(
                base64::engine::general_purpose::STANDARD
                    .decode(corps)
                    .map_err(|e| format!("liste de révocation : {e}"))?,
            );
        }
        Ok(Self {
            ancres_pem: ancres.to_owned(),
            confiance: Confiance::lire(ancres, &crls_der).map_err(|e| e.to_string())?,
        })
    }
}
