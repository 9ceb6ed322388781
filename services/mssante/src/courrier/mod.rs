//! The mailboxes of an espace: all of it in memory, and in tables beside the journal. What changes a mailbox holds it
//! ([`Boite::tenir`]) until its change is committed with the exchange that caused it: numbers are given in order, and an answer can
//! say them. Who only reads waits for nobody.

mod message;
mod tables;
mod tenue;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use segur_kit::rusqlite::{self, Connection};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

pub(crate) use message::{Corps, Drapeaux, ENTETES_MAX, Message};
pub(crate) use tables::TABLES;
pub(crate) use tenue::{BoiteRefuse, Tenue, effet};

/// The folder where mail comes.
pub(crate) const ENTREE: &str = "INBOX";
/// The folders that every mailbox has, and what each is for (RFC 6154).
pub(crate) const DOSSIERS: &[(&str, &str)] = &[
    (ENTREE, ""),
    ("Sent", "\\Sent"),
    ("Drafts", "\\Drafts"),
    ("Trash", "\\Trash"),
    ("Archive", "\\Archive"),
];
/// Most folders of a mailbox.
pub(crate) const DOSSIERS_MAX: usize = 500;
/// Longest name of a folder, in bytes.
pub(crate) const NOM_MAX: usize = 255;
/// What separates a folder from those that it holds.
pub(crate) const SEPARATEUR: char = '/';
/// Place of a mailbox when nothing says otherwise: 1 Gio.
pub(crate) const QUOTA: u64 = 1024 * 1024 * 1024;

/// The mailboxes of every espace.
#[derive(Default)]
pub(crate) struct Courriers(Mutex<BTreeMap<String, Arc<Courrier>>>);

impl Courriers {
    /// Reads an espace in its file.
    pub fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        let boites = tables::charger(c)?;
        let cloche = watch::Sender::new(tables::dernier_rang(c)?);
        let boites = boites
            .into_iter()
            .map(|(adresse, etat)| (adresse.clone(), Boite::nouvelle(adresse, etat, cloche.clone())));
        let courrier = Courrier {
            epoque,
            boites: RwLock::new(boites.collect()),
            cloche,
        };
        self.verrou().insert(espace.to_owned(), Arc::new(courrier));
        Ok(())
    }

    /// Forgets an espace; its file remembers.
    pub fn oublier(&self, espace: &str) {
        if let Some(courrier) = self.verrou().remove(espace) {
            // Who follows it looks again, at what there is then.
            courrier.cloche.send_modify(|_| {});
        }
    }

    /// The mailboxes of an espace. One that was never read has none, and what is changed there is refused when it is to be written.
    pub fn de(&self, espace: &str) -> Arc<Courrier> {
        self.verrou().get(espace).cloned().unwrap_or_default()
    }

    /// A panic under the lock can only be an allocation that fails: there is nothing to save then.
    fn verrou(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Courrier>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The mailboxes of an espace.
#[derive(Default)]
pub(crate) struct Courrier {
    epoque: u64,
    boites: RwLock<BTreeMap<String, Arc<Boite>>>,
    /// Told at each change of any mailbox; holds the rank of the last mail that came.
    cloche: watch::Sender<u64>,
}

impl Courrier {
    /// The mailbox at this address, in lower case; it is made when it was never touched: whether the operator has it is for the caller to know.
    /// `validite`: of the folders of a new one.
    pub fn boite(&self, adresse: &str, validite: u32) -> Arc<Boite> {
        if let Some(b) = self.lire().get(adresse)
            && b.lire(|e| DOSSIERS.iter().all(|(nom, _)| e.dossiers.contains_key(*nom)))
        {
            return b.clone();
        }
        let mut boites = self.boites.write().unwrap_or_else(PoisonError::into_inner);
        let boite = boites
            .entry(adresse.to_owned())
            .or_insert_with(|| Boite::nouvelle(adresse.to_owned(), EtatBoite::default(), self.cloche.clone()))
            .clone();
        boite.avec(|etat| {
            for (nom, _) in DOSSIERS {
                etat.dossiers.entry((*nom).to_owned()).or_insert_with(|| Dossier::nouveau(validite));
            }
        });
        boite
    }

    /// The validity of folders made now: what was read under another epoque is no more. Where the clock stands still, as in the demo, the same
    /// bytes must come twice.
    pub fn validite(&self, fige: bool) -> u32 {
        if fige {
            1
        } else {
            u32::try_from(self.epoque).unwrap_or(u32::MAX).max(1)
        }
    }

    /// Every mailbox that was touched, by address.
    pub fn touchees(&self) -> Vec<Arc<Boite>> {
        self.lire().values().cloned().collect()
    }

    /// One of them.
    pub fn touchee(&self, adresse: &str) -> Option<Arc<Boite>> {
        self.lire().get(adresse).cloned()
    }

    /// Told at each change of any mailbox.
    pub fn suivre(&self) -> watch::Receiver<u64> {
        self.cloche.subscribe()
    }

    /// Rank of the last mail that came, to whatever mailbox.
    pub fn dernier(&self) -> u64 {
        *self.cloche.borrow()
    }

    /// Its epoque.
    pub fn epoque(&self) -> u64 {
        self.epoque
    }

    fn lire(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<String, Arc<Boite>>> {
        self.boites.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One mailbox.
pub(crate) struct Boite {
    /// Its address, in lower case.
    pub adresse: String,
    etat: RwLock<EtatBoite>,
    /// Held by who changes it, until that is committed.
    main: Arc<tokio::sync::Mutex<()>>,
    /// Goes up at each change.
    change: watch::Sender<u64>,
    /// That of the espace.
    cloche: watch::Sender<u64>,
}

/// What a mailbox is and holds.
#[derive(Debug, Default)]
pub(crate) struct EtatBoite {
    /// What the operator, or the citizen, set.
    pub reglee: Reglee,
    /// By name.
    pub dossiers: BTreeMap<String, Dossier>,
    /// Size of all that it holds, in bytes.
    pub octets: u64,
}

/// What is set of a mailbox, and kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Reglee {
    /// Nothing can be delivered there, nor read, when it is false; none: as the world has it.
    pub ouverte: Option<bool>,
    /// Its place, in bytes; none: [`QUOTA`].
    pub quota: Option<u64>,
    /// Exchanges that the citizen ended, by the Message-ID of what began them.
    pub finis: Vec<String>,
}

/// One folder.
#[derive(Debug, Clone)]
pub(crate) struct Dossier {
    /// UIDVALIDITY.
    pub validite: u32,
    /// UIDNEXT.
    pub prochain: u32,
    /// HIGHESTMODSEQ.
    pub modseq: u64,
    /// Subscribed to.
    pub abonne: bool,
    /// By UID.
    pub messages: BTreeMap<u32, Message>,
    /// Which went, and at which rank of change, in order.
    pub expulses: Vec<(u64, u32)>,
    /// Whether the file has it.
    pub(super) garde: bool,
    /// How many are not `\Seen`.
    pub non_lus: usize,
}

impl Dossier {
    fn nouveau(validite: u32) -> Self {
        Self {
            validite,
            prochain: 1,
            modseq: 1,
            abonne: true,
            messages: BTreeMap::new(),
            expulses: Vec::new(),
            garde: false,
            non_lus: 0,
        }
    }

    fn poser(&mut self, message: Message) {
        self.non_lus += usize::from(!message.drapeaux.a("\\Seen"));
        if let Some(ancien) = self.messages.insert(message.uid, message) {
            self.non_lus -= usize::from(!ancien.drapeaux.a("\\Seen"));
        }
    }

    fn oter(&mut self, uid: u32) -> Option<Message> {
        let message = self.messages.remove(&uid)?;
        self.non_lus -= usize::from(!message.drapeaux.a("\\Seen"));
        Some(message)
    }
}

impl Boite {
    fn nouvelle(adresse: String, etat: EtatBoite, cloche: watch::Sender<u64>) -> Arc<Self> {
        Arc::new(Self {
            adresse,
            etat: RwLock::new(etat),
            main: Arc::default(),
            change: watch::Sender::new(0),
            cloche,
        })
    }

    /// Looks at it. Nothing slow is done under it, and nothing is awaited.
    pub fn lire<R>(&self, regarder: impl FnOnce(&EtatBoite) -> R) -> R {
        regarder(&self.etat.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn avec<R>(&self, changer: impl FnOnce(&mut EtatBoite) -> R) -> R {
        changer(&mut self.etat.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Told at each change.
    pub fn suivre(&self) -> watch::Receiver<u64> {
        self.change.subscribe()
    }

    /// Takes it in hand, to change it: nobody else changes it until what comes of this is committed, or dropped.
    pub async fn tenir(self: &Arc<Self>) -> Tenue {
        let main = self.main.clone().lock_owned().await;
        Tenue::nouvelle(self.clone(), main)
    }

    /// Its place, in bytes.
    pub fn quota(&self) -> u64 {
        self.lire(|e| e.reglee.quota.unwrap_or(QUOTA))
    }
}
