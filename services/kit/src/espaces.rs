//! What the whole process shares, and the espaces that it holds.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError, RwLock};

use segur_certs::Igc;
use segur_model::World;
use tokio::sync::watch;

use crate::contexte::Contexte;
use crate::controle::visible;
use crate::erreur::KitError;
use crate::espace::Espace;
use crate::horloge::SourceHorloge;
use crate::journal::{Charger, Journal};
use crate::limites::Limites;
use crate::pannes::Effets;
use crate::places::Places;
use crate::prises::{PortsGardes, Prises};
use crate::service::Service;
use crate::sortants::Sortants;
use crate::tls::MaterielTls;
use crate::{ESPACE_DEFAUT, ZONE_COMMUNE};

/// The PKI of each espace that has its own.
pub(crate) type Propres = Arc<RwLock<BTreeMap<String, Arc<Igc>>>>;

/// What the whole process shares.
pub(crate) struct Coeur {
    pub(crate) journal: Journal,
    pub(crate) monde: Arc<World>,
    /// The certificates of the espaces that have none of their own.
    pub(crate) tls: Arc<MaterielTls>,
    /// The PKI of each espace that has its own.
    pub(crate) propres: Propres,
    pub(crate) limites: Limites,
    /// Services of each espace.
    pub(crate) services: Vec<Arc<dyn Service>>,
    /// What serves the zone `commune`: the lists of revocation.
    pub(crate) communs: Vec<Arc<dyn Service>>,
    pub(crate) connexions: Arc<Places>,
    pub(crate) source: SourceHorloge,
    pub(crate) ports: BTreeMap<String, SocketAddr>,
    pub(crate) gardes: PortsGardes,
    pub(crate) prises: Prises,
    /// Drawn when the process starts.
    pub(crate) demarrage: String,
    /// Digest of the world and of the clock.
    pub(crate) reglages: String,
    /// Told when an espace is opened or closed.
    pub(crate) changes: watch::Sender<u64>,
    pub(crate) hote_annonce: Option<String>,
    pub(crate) noms: Option<String>,
    pub(crate) sessions: Arc<AtomicU64>,
    pub(crate) espaces: RwLock<BTreeMap<String, Arc<Espace>>>,
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

    pub(crate) fn contexte(&self, espace: &Arc<Espace>) -> Contexte {
        Contexte {
            espace: espace.id.clone(),
            horloge: espace.horloge.clone(),
            monde: self.monde.clone(),
            igc: espace.tls.igc.clone(),
            graine: self.monde.graine.clone(),
            points: espace.points.clone(),
            sortants: Sortants::nouveaux(espace),
        }
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

    /// The operations of the services, and of what the kit plays itself.
    pub(crate) fn operations(&self) -> Vec<&'static str> {
        let services = self.services.iter().chain(&self.communs);
        services.flat_map(|s| s.operations()).map(|o| o.nom).collect()
    }

    pub(crate) fn noms_services(&self) -> Vec<&'static str> {
        self.services.iter().chain(&self.communs).map(|s| s.nom()).collect()
    }

    /// Forgets faults, clock offset, the state of services (but of those that survive it) and the rank of their requests: what is played again from here is
    /// answered with the same identifiers. Never the journal.
    pub(crate) async fn remettre_a_zero(&self, id: &str) -> Result<Arc<Espace>, KitError> {
        let espace = self.existant(id)?;
        espace.pannes.remplacer(Vec::new(), &[], &[])?;
        espace.horloge.regler(0)?;
        espace.recompter();
        let gardes = self.services.iter().filter(|s| s.survit()).map(|s| s.nom()).collect();
        self.journal.vider(id, charger(id, &self.services, true), false, gardes).await?;
        Ok(espace)
    }

    /// Closes the listeners of an espace and empties its state. Its folder stays, with its exchanges: no call destroys evidence.
    pub(crate) async fn supprimer(&self, id: &str) -> Result<(), KitError> {
        self.ne_plus_servir(id).await?;
        self.journal.vider(id, charger(id, &self.services, false), true, Vec::new()).await?;
        self.oter(id);
        Ok(())
    }

    /// Closes the listeners of an espace, and lets go of its folder as it stands: another bench, or this one later, opens it again.
    pub(crate) async fn fermer(&self, id: &str) -> Result<(), KitError> {
        self.ne_plus_servir(id).await?;
        self.journal.fermer(id, charger(id, &self.services, false)).await?;
        self.oter(id);
        Ok(())
    }

    /// Closes the listeners of an espace, once what is in progress is done.
    async fn ne_plus_servir(&self, id: &str) -> Result<(), KitError> {
        if id == ESPACE_DEFAUT {
            return Err(KitError::EspaceDefaut);
        }
        let espace = self.existant(id)?;
        espace.arreter();
        espace.attendre_la_fin().await;
        Ok(())
    }

    /// The espace is no more one of the bench.
    fn oter(&self, id: &str) {
        self.espaces.write().unwrap_or_else(PoisonError::into_inner).remove(id);
        self.changes.send_modify(|n| *n += 1);
    }

    /// An espace that can be steered: not the zone `commune`.
    pub(crate) fn existant(&self, id: &str) -> Result<Arc<Espace>, KitError> {
        self.espace(id)
            .ok()
            .filter(|e| e.id != ZONE_COMMUNE)
            .ok_or_else(|| self.inconnu(id))
    }

    fn inconnu(&self, id: &str) -> KitError {
        let vus = self.liste().into_iter().filter(|e| visible(&e.id));
        let connus = vus.map(|e| e.id.clone()).collect::<Vec<_>>().join(", ");
        KitError::EspaceInconnu {
            nom: crate::francais::citation(id),
            connus,
        }
    }

    pub(crate) fn lire(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<String, Arc<Espace>>> {
        self.espaces.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Has services forget an espace and, when it is still to serve, read what its tables hold.
pub(crate) fn charger(id: &str, services: &[Arc<dyn Service>], relire: bool) -> Charger {
    let (id, services) = (id.to_owned(), services.to_vec());
    Box::new(move |c, epoque| {
        services.iter().try_for_each(|s| {
            s.remettre_a_zero(&id);
            if relire { s.charger(&id, c, epoque) } else { Ok(()) }
        })
    })
}
