//! Espaces: isolated slices of every service, each with its own listeners, clock and faults. An address belongs to one
//! espace, so that even a handshake that fails is attributed.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use segur_certs::Igc;
use segur_model::World;
use segur_model::controle::{EtatEspace, Tentative};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::erreur::KitError;
use crate::horloge::{Horloge, SourceHorloge};
use crate::http::Accueil;
use crate::journal::Journal;
use crate::pannes::{Effets, Pannes};
use crate::reglage::Limites;
use crate::service::{Contexte, ModeTls, Service};
use crate::sortants::Sortants;
use crate::tentatives::Tentatives;
use crate::tls::MaterielTls;
use crate::{ESPACE_DEFAUT, ZONE_COMMUNE};

/// How long a stop waits for the exchanges in progress.
const DELAI_ARRET: Duration = Duration::from_secs(10);

/// What the whole process shares.
pub(crate) struct Coeur {
    pub(crate) journal: Journal,
    pub(crate) monde: Arc<World>,
    pub(crate) igc: Arc<Igc>,
    pub(crate) tls: MaterielTls,
    pub(crate) limites: Limites,
    /// Services of each espace.
    pub(crate) services: Vec<Arc<dyn Service>>,
    /// What serves the zone `commune`: the lists of revocation.
    pub(crate) communs: Vec<Arc<dyn Service>>,
    pub(crate) connexions: Arc<Semaphore>,
    pub(crate) source: SourceHorloge,
    pub(crate) ports: BTreeMap<String, SocketAddr>,
    pub(crate) hote_annonce: Option<String>,
    pub(crate) sessions: AtomicU64,
    pub(crate) espaces: RwLock<BTreeMap<String, Arc<Espace>>>,
}

/// One espace.
pub(crate) struct Espace {
    pub(crate) id: String,
    pub(crate) horloge: Horloge,
    pub(crate) pannes: Pannes,
    pub(crate) tentatives: Tentatives,
    /// URL of each endpoint, by name.
    pub(crate) points: Arc<BTreeMap<String, String>>,
    rangs: BTreeMap<&'static str, AtomicU64>,
    arret: watch::Sender<bool>,
    vivants: watch::Sender<usize>,
}

/// One task of an espace: the espace is stopped when none is left.
pub(crate) struct Vivant(Arc<Espace>);

impl Drop for Vivant {
    fn drop(&mut self) {
        self.0.vivants.send_modify(|n| *n -= 1);
    }
}

impl Espace {
    pub(crate) fn vivant(self: &Arc<Self>) -> Vivant {
        self.vivants.send_modify(|n| *n += 1);
        Vivant(self.clone())
    }

    /// Resolves when the espace is asked to stop.
    pub(crate) async fn arret(&self) {
        let _ = self.arret.subscribe().wait_for(|a| *a).await;
    }

    /// Asks its tasks to stop.
    pub(crate) fn arreter(&self) {
        self.arret.send_replace(true);
    }

    /// Waits until none is left, for some time.
    pub(crate) async fn attendre_la_fin(&self) {
        let mut vivants = self.vivants.subscribe();
        let _ = tokio::time::timeout(DELAI_ARRET, vivants.wait_for(|n| *n == 0)).await;
    }

    /// The rank of the next request to a service.
    pub(crate) fn rang(&self, service: &str) -> u64 {
        self.rangs.get(service).map_or(1, |r| r.fetch_add(1, Ordering::SeqCst) + 1)
    }

    pub(crate) fn etat(&self) -> EtatEspace {
        EtatEspace {
            id: self.id.clone(),
            points: BTreeMap::clone(&self.points),
            horloge: self.horloge.maintenant(),
            pannes: self.pannes.liste(),
        }
    }

    pub(crate) fn tentatives(&self) -> Vec<Tentative> {
        self.points.iter().map(|(nom, url)| self.tentatives.lire(nom, url)).collect()
    }
}

impl Coeur {
    /// The espaces, in the order of their names, without the zone `commune`.
    pub(crate) fn liste(&self) -> Vec<Arc<Espace>> {
        self.lire().values().filter(|e| e.id != ZONE_COMMUNE).cloned().collect()
    }

    /// An espace, or the zone `commune`.
    pub(crate) fn espace(&self, id: &str) -> Result<Arc<Espace>, KitError> {
        self.lire().get(id).cloned().ok_or_else(|| self.inconnu(id))
    }

    pub(crate) fn contexte(self: &Arc<Self>, espace: &Arc<Espace>) -> Contexte {
        Contexte {
            espace: espace.id.clone(),
            horloge: espace.horloge.clone(),
            monde: self.monde.clone(),
            igc: self.igc.clone(),
            graine: self.monde.graine.clone(),
            points: espace.points.clone(),
            sortants: Sortants::nouveaux(self, espace),
        }
    }

    pub(crate) fn session(&self) -> String {
        format!("{}.{}", self.journal.ouverture(), self.sessions.fetch_add(1, Ordering::SeqCst) + 1)
    }

    /// What the faults do to a request. Nothing tells whose a request of the zone `commune` is: those of every espace hold.
    pub(crate) fn effets(&self, espace: &Espace, operation: &str) -> Effets {
        if espace.id != ZONE_COMMUNE {
            return espace.pannes.requete(operation);
        }
        self.liste().iter().fold(Effets::default(), |mut tous, e| {
            let siens = e.pannes.requete(operation);
            tous.latence += siens.latence;
            tous.fin = tous.fin.or(siens.fin);
            tous
        })
    }

    pub(crate) fn noms_services(&self) -> Vec<&'static str> {
        self.services.iter().chain(&self.communs).map(|s| s.nom()).collect()
    }

    /// Creates an espace: opens its listeners, all or none.
    pub(crate) async fn creer(self: &Arc<Self>, id: &str) -> Result<Arc<Espace>, KitError> {
        let acceptable = (1..=32).contains(&id.len()) && id.bytes().all(|o| o.is_ascii_alphanumeric() || o == b'-');
        if !acceptable || id == ZONE_COMMUNE {
            return Err(KitError::NomEspace(id.to_owned()));
        }
        self.ouvrir(id, &self.services).await
    }

    /// Opens the listeners of services under the name of an espace.
    pub(crate) async fn ouvrir(self: &Arc<Self>, id: &str, services: &[Arc<dyn Service>]) -> Result<Arc<Espace>, KitError> {
        self.libre(id)?;
        let mut points = BTreeMap::new();
        let mut accueils = Vec::new();
        for service in services {
            for point in service.points() {
                let nom = format!("{}.{}", service.nom(), point.nom);
                let (ecoute, adresse) = ecouter(&nom, self.adresse(&nom, id)).await?;
                let schema = if point.tls == ModeTls::Clair { "http" } else { "https" };
                points.insert(nom.clone(), format!("{schema}://{}{}", self.hote(adresse), point.chemin));
                accueils.push(Accueil {
                    coeur: self.clone(),
                    service: service.clone(),
                    point,
                    nom,
                    ecoute,
                });
            }
        }
        let espace = Arc::new(Espace {
            id: id.to_owned(),
            horloge: Horloge::nouvelle(self.source),
            pannes: Pannes::default(),
            tentatives: Tentatives::default(),
            points: Arc::new(points),
            rangs: services.iter().map(|s| (s.nom(), AtomicU64::new(0))).collect(),
            arret: watch::Sender::new(false),
            vivants: watch::Sender::new(0),
        });
        {
            let mut espaces = self.espaces.write().unwrap_or_else(PoisonError::into_inner);
            if espaces.contains_key(id) {
                return Err(KitError::EspaceExistant(id.to_owned()));
            }
            espaces.insert(id.to_owned(), espace.clone());
        }
        for accueil in accueils {
            accueil.demarrer(&espace);
        }
        Ok(espace)
    }

    /// Forgets faults, clock offset, the state of services and the rank of their requests: what is played again from here is
    /// answered with the same identifiers. Never the journal.
    pub(crate) fn remettre_a_zero(&self, id: &str) -> Result<Arc<Espace>, KitError> {
        let espace = self.existant(id)?;
        espace.pannes.remplacer(Vec::new(), &[])?;
        espace.horloge.regler(0)?;
        for rang in espace.rangs.values() {
            rang.store(0, Ordering::SeqCst);
        }
        for service in &self.services {
            service.remettre_a_zero(id);
        }
        Ok(espace)
    }

    /// Closes the listeners of an espace and forgets its state. Its exchanges stay in the journal.
    pub(crate) async fn supprimer(&self, id: &str) -> Result<(), KitError> {
        if id == ESPACE_DEFAUT {
            return Err(KitError::EspaceDefaut);
        }
        let espace = self.existant(id)?;
        espace.arreter();
        espace.attendre_la_fin().await;
        self.espaces.write().unwrap_or_else(PoisonError::into_inner).remove(id);
        for service in &self.services {
            service.remettre_a_zero(id);
        }
        Ok(())
    }

    /// An espace that can be steered: not the zone `commune`.
    pub(crate) fn existant(&self, id: &str) -> Result<Arc<Espace>, KitError> {
        self.espace(id)
            .ok()
            .filter(|e| e.id != ZONE_COMMUNE)
            .ok_or_else(|| self.inconnu(id))
    }

    fn inconnu(&self, id: &str) -> KitError {
        let connus = self.liste().iter().map(|e| e.id.clone()).collect::<Vec<_>>().join(", ");
        KitError::EspaceInconnu {
            nom: crate::francais::citation(id),
            connus,
        }
    }

    fn libre(&self, id: &str) -> Result<(), KitError> {
        let espaces = self.lire();
        if espaces.contains_key(id) {
            return Err(KitError::EspaceExistant(id.to_owned()));
        }
        // The zone `commune` is one of the map.
        if espaces.len() > self.limites.espaces {
            return Err(KitError::TropEspaces(self.limites.espaces));
        }
        Ok(())
    }

    fn lire(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<String, Arc<Espace>>> {
        self.espaces.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Configured ports are those of `defaut` and of the zone `commune`; another espace has free ones on the same address.
    fn adresse(&self, point: &str, espace: &str) -> SocketAddr {
        let adresse = self.ports.get(point).copied().unwrap_or((Ipv4Addr::LOCALHOST, 0).into());
        if espace == ESPACE_DEFAUT || espace == ZONE_COMMUNE {
            adresse
        } else {
            (adresse.ip(), 0).into()
        }
    }

    fn hote(&self, adresse: SocketAddr) -> String {
        match &self.hote_annonce {
            Some(h) => format!("{h}:{}", adresse.port()),
            None if adresse.ip().is_unspecified() => format!("localhost:{}", adresse.port()),
            None => adresse.to_string(),
        }
    }
}

/// Listens, or says what to do.
pub(crate) async fn ecouter(quoi: &str, adresse: SocketAddr) -> Result<(TcpListener, SocketAddr), KitError> {
    let erreur = |cause: std::io::Error| match cause.kind() {
        std::io::ErrorKind::AddrInUse => KitError::AdressePrise {
            quoi: quoi.to_owned(),
            adresse,
        },
        _ => KitError::Ecoute {
            quoi: quoi.to_owned(),
            adresse,
            cause,
        },
    };
    let ecoute = TcpListener::bind(adresse).await.map_err(erreur)?;
    let adresse = ecoute.local_addr().map_err(erreur)?;
    Ok((ecoute, adresse))
}
