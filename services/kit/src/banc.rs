//! A running bench.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, RwLock};

use segur_model::controle::{AccesBanc, CreationEspace, Etat, EtatEspace, Tentative};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::controle::{PlanDeControle, Porte};
use crate::crl::PointCrl;
use crate::erreur::KitError;
use crate::espaces::{Coeur, Propres};
use crate::horloge::Horloge;
use crate::journal::Journal;
use crate::places::Places;
use crate::prises::{PortsGardes, Prises};
use crate::reglage::{Jeton, ReglageBanc, Role};
use crate::service::Service;
use crate::tls::MaterielTls;
use crate::{ESPACE_DEFAUT, ZONE_COMMUNE, retention};

/// A running bench: services, journal and control plane. [`Banc::arreter`] stops it; dropped, it stops by itself, later.
pub struct Banc {
    coeur: Arc<Coeur>,
    controle: PlanDeControle,
    retention: Option<JoinHandle<()>>,
}

impl Banc {
    /// Opens the journal, the endpoints of each espace (`defaut` always among them), the distribution point of the CRLs and
    /// the control plane. Once it returns, everything answers.
    ///
    /// # Errors
    /// When an address is taken, the journal or the PKI cannot be used, or the control plane would be open to the network.
    pub async fn demarrer(reglage: ReglageBanc, services: Vec<Arc<dyn Service>>, espaces: &[&str]) -> Result<Self, KitError> {
        let propres = Propres::default();
        let communs: Vec<Arc<dyn Service>> = vec![Arc::new(PointCrl {
            igc: reglage.igc.clone(),
            propres: propres.clone(),
        })];
        verifier_ports(&reglage, services.iter().chain(&communs))?;
        if let Some(jeton) = &reglage.jeton {
            crate::interne::partager(jeton);
        }
        let maitre = reglage.jeton.map(|secret| Jeton {
            secret,
            role: Role::Administrer,
            espace: None,
        });
        let mut porte = Porte {
            adresse: reglage.controle,
            jetons: maitre.into_iter().chain(reglage.jetons).collect(),
            tls: reglage.controle_tls,
            pages: reglage.pages,
        };
        PlanDeControle::verifier(&porte)?;
        let simule = serde_json::to_string(&*reglage.monde).unwrap_or_default();
        let reglages = crate::francais::empreinte(format!("{simule}{:?}", reglage.horloge).as_bytes());
        // Ports that the settings give are drawn for nobody else.
        let donnes: Vec<u16> = reglage.ports.values().chain([&reglage.controle]).map(SocketAddr::port).collect();
        let coeur = Arc::new(Coeur {
            journal: Journal::ouvrir(reglage.donnees.as_deref(), reglage.durabilite)?,
            tls: Arc::new(MaterielTls::charger(reglage.igc, presentees(&services))?),
            propres,
            monde: reglage.monde,
            limites: reglage.limites,
            services,
            communs,
            connexions: Places::nouvelles(reglage.limites.connexions),
            source: reglage.horloge,
            ports: reglage.ports,
            gardes: reglage.gardes,
            prises: Prises::nouvelles(reglage.premier_port, &donnes),
            changes: watch::Sender::new(0),
            demarrage: crate::interne::hasard(),
            reglages,
            hote_annonce: reglage.hote_annonce,
            noms: reglage.noms,
            sessions: Arc::default(),
            espaces: RwLock::new(BTreeMap::new()),
        });
        coeur.journal.plafonner(reglage.retention.plafond.unwrap_or(u64::MAX));
        coeur.journal.sonder()?;
        if porte.adresse.port() == 0 {
            let garde = coeur.gardes.get(BANC).and_then(|b| b.get(BANC)).copied();
            porte.adresse.set_port(garde.unwrap_or(0));
        }
        match Self::ouvrir(&coeur, espaces, porte).await {
            Ok(controle) => {
                let retenir = |age| tokio::spawn(retention::tenir(coeur.journal.clone(), age));
                let retention = reglage.retention.age.map(retenir);
                Ok(Self {
                    coeur,
                    controle,
                    retention,
                })
            }
            Err(e) => {
                arreter_espaces(&coeur).await;
                Err(e)
            }
        }
    }

    async fn ouvrir(coeur: &Arc<Coeur>, espaces: &[&str], porte: Porte) -> Result<PlanDeControle, KitError> {
        coeur.ouvrir(ZONE_COMMUNE, &coeur.communs).await?;
        coeur.creer(&CreationEspace::nommee(ESPACE_DEFAUT)).await?;
        for espace in espaces.iter().filter(|e| **e != ESPACE_DEFAUT) {
            coeur.creer(&CreationEspace::nommee(espace)).await?;
        }
        PlanDeControle::demarrer(coeur.clone(), porte).await
    }

    /// How to reach its control plane.
    #[must_use]
    pub fn acces(&self) -> AccesBanc {
        self.controle.acces()
    }

    /// What `GET /banc/etat` says, with every espace; without the look at the disk that the route takes.
    #[must_use]
    pub fn etat(&self) -> Etat {
        crate::controle::etat(&self.coeur, None)
    }

    /// What is known of one espace.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn espace(&self, id: &str) -> Result<EtatEspace, KitError> {
        Ok(self.coeur.espace(id)?.etat())
    }

    /// The last attempt on each endpoint of an espace.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn tentatives(&self, id: &str) -> Result<Vec<Tentative>, KitError> {
        Ok(self.coeur.espace(id)?.tentatives())
    }

    /// The clock of an espace.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn horloge(&self, id: &str) -> Result<Horloge, KitError> {
        Ok(self.coeur.espace(id)?.horloge.clone())
    }

    /// The port of each endpoint, the zone `commune` and the control plane included: what [`ReglageBanc::gardes`] takes the next time.
    #[must_use]
    pub fn ports(&self) -> PortsGardes {
        let espaces = self.coeur.liste().into_iter().chain(self.coeur.espace(ZONE_COMMUNE));
        let mut ports: PortsGardes = espaces.map(|e| (e.id.clone(), e.ports.clone())).collect();
        if let Some(p) = port(&self.acces().controle) {
            ports.entry(BANC.to_owned()).or_default().insert(BANC.to_owned(), p);
        }
        ports
    }

    /// Changes when an espace is opened or closed: what is kept of their ports and names is to be written again.
    #[must_use]
    pub fn suivre(&self) -> watch::Receiver<u64> {
        self.coeur.changes.subscribe()
    }

    /// Its journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.coeur.journal
    }

    /// One line per endpoint that answers, stable: `prêt insi.tlsm https://127.0.0.1:4101/lps (espace defaut)`.
    #[must_use]
    pub fn lignes_pret(&self) -> Vec<String> {
        let communs = self.coeur.espace(ZONE_COMMUNE).ok();
        let espaces = self.coeur.liste().into_iter().chain(communs);
        let mut lignes: Vec<String> = espaces
            .flat_map(|e| {
                e.points
                    .iter()
                    .map(|(nom, url)| format!("prêt {nom} {url} (espace {})", e.id))
                    .collect::<Vec<_>>()
            })
            .collect();
        lignes.push(format!("prêt banc {}/banc/etat (plan de contrôle)", self.acces().controle));
        lignes
    }

    /// Closes the listeners, lets the exchanges in progress end, and closes the journal.
    pub async fn arreter(mut self) {
        let retention = self.retention.take().inspect(JoinHandle::abort);
        self.controle.arreter().await;
        arreter_espaces(&self.coeur).await;
        if let Some(tache) = retention {
            let _ = tache.await;
        }
    }
}

impl Drop for Banc {
    fn drop(&mut self) {
        if let Some(tache) = &self.retention {
            tache.abort();
        }
        self.controle.demander_arret();
        for espace in self.coeur.liste().into_iter().chain(self.coeur.espace(ZONE_COMMUNE)) {
            espace.arreter();
        }
    }
}

/// The identities that the endpoints of these services present.
pub(crate) fn presentees(services: &[Arc<dyn Service>]) -> impl Iterator<Item = Arc<str>> {
    services.iter().flat_map(|s| s.points()).filter_map(|p| p.identite)
}

/// The control plane, among what is kept.
const BANC: &str = "banc";

/// The port of an address.
fn port(url: &str) -> Option<u16> {
    let hote = url.split("://").nth(1)?.split('/').next()?;
    hote.rsplit(':').next()?.parse().ok()
}

async fn arreter_espaces(coeur: &Coeur) {
    let espaces: Vec<_> = coeur.liste().into_iter().chain(coeur.espace(ZONE_COMMUNE)).collect();
    for espace in &espaces {
        espace.arreter();
    }
    for espace in &espaces {
        espace.attendre_la_fin().await;
    }
}

/// An address given to an endpoint that nobody opens is a mistake of the configuration, not something to pass over.
fn verifier_ports<'a>(reglage: &ReglageBanc, services: impl Iterator<Item = &'a Arc<dyn Service>>) -> Result<(), KitError> {
    let connus: Vec<String> = services
        .flat_map(|s| s.points().into_iter().map(|p| format!("{}.{}", s.nom(), p.nom)).collect::<Vec<_>>())
        .collect();
    match reglage.ports.keys().find(|nom| !connus.contains(nom)) {
        Some(nom) => Err(KitError::PointInconnu {
            nom: nom.clone(),
            connus: connus.join(", "),
        }),
        None => Ok(()),
    }
}
