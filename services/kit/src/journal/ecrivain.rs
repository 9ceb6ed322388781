//! The one thread that writes, for all espaces. It takes what waits, up to a group, and commits it together, one transaction for
//! each espace: under load one commit (and, with strong durability, one flush of the disk) serves many exchanges, and nobody waits
//! for a group to fill.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use rusqlite::Connection;
use segur_model::Exchange;
use tokio::sync::oneshot;

use super::annonces::Annonces;
use super::ecriture::Changement;
use super::lecture::Lecteurs;
use super::purge::Purges;
use super::recensement::dernier;
use super::schema::Tables;
use super::stock::{Sort, Stock};
use super::{Durabilite, JournalError};

const GROUPE_MAX: usize = 256;

/// Reads the state of an espace into the memory of services: the file, and its epoque.
pub(crate) type Charger = Box<dyn FnOnce(&Connection, u64) -> rusqlite::Result<()> + Send>;

/// What became of a demand: the exchange, when it is one.
pub(super) type Retour = Result<Option<Exchange>, JournalError>;

pub(super) struct Demande {
    pub(super) espace: String,
    pub(super) quoi: Quoi,
    pub(super) retour: oneshot::Sender<Retour>,
}

pub(super) enum Quoi {
    Changer(Changement),
    /// Opens the espace, brings the tables of services to their version, reads them.
    Ouvrir(Vec<Tables>, Charger),
    /// Empties the state, then reads it. The writer holds it no more when `fermer`.
    Vider {
        charger: Charger,
        fermer: bool,
        /// Services whose tables are left.
        gardes: Vec<&'static str>,
    },
    /// Lets go of the espace as it stands; services forget it.
    Fermer(Charger),
    /// Something else with what the writer holds of the espace.
    Agir(Agir),
}

pub(super) type Agir = Box<dyn FnOnce(&mut Stock) -> Result<(), JournalError> + Send>;

/// The handle of the writer. Dropping it ends the thread after the last group.
pub(super) struct Ecrivain {
    file: Option<mpsc::Sender<Demande>>,
    fil: Option<JoinHandle<()>>,
}

impl Ecrivain {
    pub(super) fn demarrer(mut espaces: Espaces) -> Result<Self, JournalError> {
        let (file, arrivees) = mpsc::channel();
        let dossier = espaces.dossier.clone();
        let fil = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || espaces.ecrire_sans_fin(&arrivees))
            .map_err(|cause| JournalError::Dossier { dossier, cause })?;
        Ok(Self {
            file: Some(file),
            fil: Some(fil),
        })
    }

    /// Puts a demand in the queue, now: those of one caller are met in the order of its calls.
    pub(super) fn demander(&self, espace: &str, quoi: Quoi) -> oneshot::Receiver<Retour> {
        let (retour, attente) = oneshot::channel();
        if let Some(file) = &self.file {
            // Closed: the receiver learns it by the sender that goes.
            let _ = file.send(Demande {
                espace: espace.to_owned(),
                quoi,
                retour,
            });
        }
        attente
    }
}

impl Drop for Ecrivain {
    fn drop(&mut self) {
        drop(self.file.take());
        // What a service does once its change is committed runs on this very thread, and may be the last to hold the journal: it ends by itself.
        if let Some(fil) = self.fil.take().filter(|f| f.thread().id() != std::thread::current().id()) {
            let _ = fil.join();
        }
    }
}

/// The files that the writer holds open.
pub(super) struct Espaces {
    /// Folder of the espaces.
    pub(super) dossier: PathBuf,
    pub(super) durabilite: Durabilite,
    pub(super) ouverture: u64,
    /// Id of the last exchange, all espaces together.
    pub(super) dernier: u64,
    /// The same, once it is announced.
    pub(super) annonce: Arc<AtomicU64>,
    pub(super) annonces: Annonces,
    /// Bytes that an espace may take.
    pub(super) plafond: Arc<AtomicU64>,
    pub(super) purges: Purges,
    pub(super) lecteurs: Arc<Lecteurs>,
    pub(super) ouverts: BTreeMap<String, Stock>,
}

/// However the thread ends, nobody waits for what cannot come.
impl Drop for Espaces {
    fn drop(&mut self) {
        self.annonces.fermer();
    }
}

impl Espaces {
    fn ecrire_sans_fin(&mut self, arrivees: &mpsc::Receiver<Demande>) {
        while let Ok(premiere) = arrivees.recv() {
            let suite = std::iter::from_fn(|| arrivees.try_recv().ok()).take(GROUPE_MAX - 1);
            let mut groupes: BTreeMap<String, Vec<(Changement, oneshot::Sender<Retour>)>> = BTreeMap::new();
            let mut retours = Vec::new();
            let mut touches = BTreeSet::new();
            for Demande { espace, quoi, retour } in std::iter::once(premiere).chain(suite) {
                touches.insert(espace.clone());
                match quoi {
                    Quoi::Changer(changement) => groupes.entry(espace).or_default().push((changement, retour)),
                    autre => {
                        // After what came before it.
                        let avant = groupes.remove(&espace).unwrap_or_default();
                        retours.extend(self.inscrire(&espace, avant));
                        retours.push((retour, self.regir(&espace, autre).map(|()| None)));
                    }
                }
            }
            for (espace, groupe) in groupes {
                retours.extend(self.inscrire(&espace, groupe));
            }
            // Those who wait for exchanges are told, then those who wrote them: an answer never leaves before its exchange can be found.
            self.annonce.store(self.dernier, Ordering::SeqCst);
            self.annonces.dire(touches.iter().map(String::as_str));
            for (retour, sort) in retours {
                let _ = retour.send(sort);
            }
            for espace in &touches {
                self.plafonner(espace);
            }
        }
    }

    fn inscrire(&mut self, espace: &str, groupe: Vec<(Changement, oneshot::Sender<Retour>)>) -> Vec<(oneshot::Sender<Retour>, Retour)> {
        let (mut changements, retours): (Vec<_>, Vec<_>) = groupe.into_iter().unzip();
        let sorts = match self.tenter(espace, &mut changements) {
            Ok(sorts) => sorts,
            Err(e) if changements.len() == 1 => vec![Err(e)],
            // One by one: what cannot be written (a body too large for what is left of the disk) must not lose the others of its group.
            Err(_) => changements
                .iter_mut()
                .map(|c| {
                    self.tenter(espace, std::slice::from_mut(c))
                        .and_then(|mut s| s.pop().unwrap_or(Ok(())))
                })
                .collect(),
        };
        let conclus = changements.into_iter().zip(sorts).map(|(c, sort)| sort.map(|()| c.conclure()));
        retours.into_iter().zip(conclus).collect()
    }

    fn tenter(&mut self, espace: &str, changements: &mut [Changement]) -> Result<Vec<Sort>, JournalError> {
        let mut dernier = self.dernier;
        let sorts = self.stock(espace)?.inscrire(changements, &mut dernier)?;
        self.dernier = dernier;
        Ok(sorts)
    }

    fn regir(&mut self, espace: &str, quoi: Quoi) -> Result<(), JournalError> {
        let ouverture = self.ouverture;
        match quoi {
            Quoi::Changer(_) => {}
            Quoi::Ouvrir(tables, charger) => {
                let stock = self.stock(espace)?;
                let sien = dernier(stock.lire())?;
                stock.amener(&tables)?;
                let (connexion, epoque) = stock.etat();
                charger(connexion, epoque)?;
                // It may come from another bench, whose numbers had gone further: what comes next comes after.
                self.dernier = self.dernier.max(sien);
            }
            Quoi::Fermer(oublier) => {
                let (connexion, epoque) = self.stock(espace)?.etat();
                oublier(connexion, epoque)?;
                self.ouverts.remove(espace);
                self.lecteurs.oublier(espace);
            }
            Quoi::Vider { charger, fermer, gardes } => {
                let stock = self.stock(espace)?;
                stock.vider(ouverture, &gardes)?;
                let (connexion, epoque) = stock.etat();
                charger(connexion, epoque)?;
                if fermer {
                    self.ouverts.remove(espace);
                }
            }
            Quoi::Agir(agir) => agir(self.stock(espace)?)?,
        }
        Ok(())
    }

    /// An espace that takes more than it may loses its oldest exchanges, a batch at each turn: it writes no faster than it is purged.
    fn plafonner(&mut self, espace: &str) {
        let plafond = self.plafond.load(Ordering::SeqCst);
        // What is not announced yet nobody has seen.
        let jusque = self.annonce.load(Ordering::SeqCst);
        let Some(stock) = self.ouverts.get_mut(espace) else { return };
        match stock.plafonner(plafond, jusque) {
            Ok(None) => {}
            Ok(Some((dit, nouvelle))) => {
                if nouvelle {
                    segur_model::avertir!("espace {espace} : {dit}");
                }
                self.purges.noter(espace, dit);
            }
            Err(erreur) => segur_model::avertir!("ERREUR : l'espace {espace} dépasse son plafond, et n'a pas pu être purgé. {erreur}"),
        }
    }

    fn stock(&mut self, espace: &str) -> Result<&mut Stock, JournalError> {
        if !self.ouverts.contains_key(espace) {
            let dossier = self.dossier.join(espace);
            let copie = self.lecteurs.copie(espace);
            let stock = Stock::ouvrir(dossier.clone(), self.durabilite, self.ouverture, copie.clone())?;
            // Once it has tables: nobody reads it before.
            self.lecteurs.ajouter(espace, dossier, copie);
            self.ouverts.insert(espace.to_owned(), stock);
        }
        self.ouverts.get_mut(espace).ok_or(JournalError::Ferme)
    }
}
