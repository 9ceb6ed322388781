//! The journal of exchanges, append-only, searchable, awaitable, and the state of services beside it. One SQLite file for each
//! espace (`espaces/<id>/espace.sqlite`), one writer thread, bodies above 64 KiB as files named by their digest
//! (`espaces/<id>/octets/<sha256>`), written before the row that names them. An espace is its folder: copied or moved, it is whole.

mod annonces;
mod ecriture;
mod ecrivain;
mod effet;
mod filtre;
mod lecture;
pub(crate) mod masque;
mod morceau;
mod purge;
mod recensement;
mod sauvegarde;
mod schema;
mod stock;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use segur_model::Exchange;
use segur_model::controle::{BilanPurge, DemandePurge, TenueCampagne};
use time::OffsetDateTime;
use tokio::sync::oneshot;

pub use ecriture::Ecriture;
pub(crate) use ecrivain::Charger;
pub use effet::{Effet, EffetRefuse};
pub use filtre::Filtre;
pub use morceau::Morceau;
pub use purge::dire_bilan;
pub(crate) use schema::{Tables, derniere_ouverture, nom_admis};

use crate::erreur::JournalError;
use crate::francais::empreinte;
use annonces::{Annonces, Guet};
use ecriture::Changement;
use ecrivain::{Ecrivain, Espaces, Quoi};
use lecture::Lecteurs;
use purge::{Passe, Purges};
use stock::Stock;

/// Bodies above this size are files: SQLite writes what it holds twice.
const CORPS_EN_TABLE_MAX: usize = 64 * 1024;
/// The journal of all espaces, as it was before each had its own.
const FICHIER_UNIQUE: &str = "journal.sqlite";

/// What « written » means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Durabilite {
    /// Committed to the write-ahead log: survives the death of the process.
    #[default]
    Normale,
    /// And forced to the disk: survives the loss of power.
    Forte,
}

/// The journal. Clones share it; it closes with the last one.
#[derive(Clone)]
pub struct Journal {
    interieur: Arc<Interieur>,
}

// The order of the fields is the order of closing: the writer ends its last group, then the readers, the lock and at last
// the temporary folder.
struct Interieur {
    ecrivain: Ecrivain,
    lecteurs: Arc<Lecteurs>,
    dernier: Arc<AtomicU64>,
    annonces: Annonces,
    plafond: Arc<AtomicU64>,
    purges: Purges,
    ouverture: u64,
    identite: String,
    dossier: PathBuf,
    _verrou: File,
    _ephemere: Option<tempfile::TempDir>,
}

impl Journal {
    /// Opens the journal of a folder of data, which is made when it does not exist. `None`: a private temporary folder.
    ///
    /// # Errors
    /// When the folder cannot be used, another process holds it, or another version wrote it.
    pub fn ouvrir(dossier: Option<&Path>, durabilite: Durabilite) -> Result<Self, JournalError> {
        let erreur = |dossier: &Path| {
            let dossier = dossier.to_owned();
            move |cause| JournalError::Dossier { dossier, cause }
        };
        let (dossier, ephemere) = match dossier {
            Some(d) => (d.to_owned(), None),
            None => {
                let t = tempfile::Builder::new()
                    .prefix("segur-bench-")
                    .tempdir()
                    .map_err(erreur(&std::env::temp_dir()))?;
                (t.path().to_owned(), Some(t))
            }
        };
        let espaces = dossier.join("espaces");
        std::fs::create_dir_all(&espaces).map_err(erreur(&dossier))?;
        let verrou = verrouiller(&dossier)?;
        if dossier.join(FICHIER_UNIQUE).exists() {
            return Err(JournalError::VersionAnterieure(dossier));
        }
        let identite = identifier(&dossier)?;
        let trouves = recensement::recenser(&espaces, durabilite)?;
        let lecteurs = Arc::new(Lecteurs::default());
        let (plafond, purges) = (Arc::new(AtomicU64::new(u64::MAX)), Purges::default());
        for t in &trouves {
            lecteurs.ajouter(&t.espace, espaces.join(&t.espace), Arc::default());
            if let Some(dit) = &t.purge {
                purges.noter(&t.espace, dit.clone());
            }
        }
        let ouverture = 1 + trouves.iter().map(|t| t.ouverture).max().unwrap_or(0);
        let dernier_id = trouves.iter().map(|t| t.dernier_id).max().unwrap_or(0);
        let (dernier, annonces) = (Arc::new(AtomicU64::new(dernier_id)), Annonces::nouvelles());
        let ecrits = Espaces {
            dossier: espaces,
            durabilite,
            ouverture,
            dernier: dernier_id,
            annonce: dernier.clone(),
            annonces: annonces.clone(),
            plafond: plafond.clone(),
            purges: purges.clone(),
            lecteurs: lecteurs.clone(),
            ouverts: BTreeMap::new(),
        };
        let ecrivain = Ecrivain::demarrer(ecrits)?;
        Ok(Self {
            interieur: Arc::new(Interieur {
                ecrivain,
                lecteurs,
                dernier,
                annonces,
                plafond,
                purges,
                ouverture,
                identite,
                dossier,
                _verrou: verrou,
                _ephemere: ephemere,
            }),
        })
    }

    /// Whether something can be written: a few kilobytes are, and taken away.
    ///
    /// # Errors
    /// When the disk is full, or the folder is gone.
    pub fn sonder(&self) -> Result<(), JournalError> {
        let ecrire = || {
            let mut sonde = tempfile::NamedTempFile::new_in(self.dossier())?;
            std::io::Write::write_all(&mut sonde, &[0; 8192])
        };
        ecrire().map_err(|cause| JournalError::Plein {
            dossier: self.dossier().to_owned(),
            cause,
        })
    }

    /// Its folder.
    #[must_use]
    pub fn dossier(&self) -> &Path {
        &self.interieur.dossier
    }

    /// What tells its folder from another: drawn when it was made.
    #[must_use]
    pub fn identite(&self) -> &str {
        &self.interieur.identite
    }

    /// How many times this journal was opened, this one included. Part of the names of sessions: they never come twice.
    #[must_use]
    pub fn ouverture(&self) -> u64 {
        self.interieur.ouverture
    }

    /// Id of the last exchange written; 0 when there is none.
    #[must_use]
    pub fn dernier_id(&self) -> u64 {
        self.interieur.dernier.load(Ordering::SeqCst)
    }

    /// Writes an exchange with its two bodies and its effect. It is in the queue when this returns, and committed when the future
    /// resolves: what one caller writes in an espace keeps the order of its calls, whether it waits or not.
    ///
    /// # Errors
    /// When it could not be committed, effect included: the caller must not acknowledge it to anybody. Nothing of it is kept.
    pub fn append(&self, mut ecriture: Ecriture) -> impl Future<Output = Result<Exchange, JournalError>> + Send + use<> {
        let e = &mut ecriture.echange;
        for (message, corps) in [(&mut e.requete, &ecriture.requete), (&mut e.reponse, &ecriture.reponse)] {
            message.taille = corps.len() as u64;
            if message.empreinte.is_empty() {
                message.empreinte = empreinte(corps);
            }
        }
        let espace = e.espace.clone();
        let attente = self.demander(&espace, Quoi::Changer(Changement::Echange(Box::new(ecriture))));
        async { attente.await?.ok_or(JournalError::Ferme) }
    }

    /// Changes the state of an espace without an exchange.
    pub(crate) fn changer(&self, espace: &str, effet: Effet) -> impl Future<Output = Result<(), JournalError>> + Send + use<> {
        let attente = self.demander(espace, Quoi::Changer(Changement::Action(effet)));
        async { attente.await.map(drop) }
    }

    /// Opens an espace under a new epoque: tables of services brought to their version, then their state read.
    pub(crate) async fn ouvrir_espace(&self, espace: &str, tables: Vec<Tables>, charger: Charger) -> Result<(), JournalError> {
        self.demander(espace, Quoi::Ouvrir(tables, charger)).await.map(drop)
    }

    /// Empties the state of an espace and begins a new epoque: what was read before can no more be written. `fermer`: the espace is
    /// no more to be written. `gardes`: services whose tables are left. Its exchanges stay.
    pub(crate) async fn vider(&self, espace: &str, charger: Charger, fermer: bool, gardes: Vec<&'static str>) -> Result<(), JournalError> {
        self.demander(espace, Quoi::Vider { charger, fermer, gardes }).await.map(drop)
    }

    /// Lets go of an espace as it stands, once all that was asked of it is done: its folder may be moved, to another bench too.
    pub(crate) async fn fermer(&self, espace: &str, oublier: Charger) -> Result<(), JournalError> {
        self.demander(espace, Quoi::Fermer(oublier)).await.map(drop)
    }

    /// Bytes that an espace may take: beyond, it loses its oldest exchanges.
    pub fn plafonner(&self, octets: u64) {
        self.interieur.plafond.store(octets, Ordering::SeqCst);
    }

    /// The espaces that the folder holds, open or not.
    #[must_use]
    pub fn espaces(&self) -> Vec<String> {
        self.interieur.lecteurs.noms()
    }

    /// What was last taken away of an espace, and why, in French.
    #[must_use]
    pub fn derniere_purge(&self, espace: &str) -> Option<String> {
        self.interieur.purges.derniere(espace)
    }

    /// A campaign holds the exchanges of an espace that come after one, until it is over: they are not purged.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn tenir(&self, espace: &str, campagne: &str, tenue: TenueCampagne) -> Result<(), JournalError> {
        let campagne = campagne.to_owned();
        let fin = tenue.finie.then(|| self.dernier_id());
        self.agir(espace, move |s| purge::tenir(s.lire(), &campagne, tenue.depuis, fin))
            .await
    }

    /// Takes exchanges of an espace away, by batches between which others write, and gives their place back to the disk. `pourquoi`: as it is
    /// told. `seul`: nobody else uses the folder.
    ///
    /// # Errors
    /// When there is no such espace, or it cannot be written. What was taken away until then is.
    pub async fn purger(&self, espace: &str, demande: &DemandePurge, pourquoi: &str, seul: bool) -> Result<BilanPurge, JournalError> {
        if !self.espaces().iter().any(|e| e == espace) {
            return Err(JournalError::NomEspace(crate::francais::citation(espace)));
        }
        let (avant, dernier) = (demande.avant, self.dernier_id());
        let jusque = self.agir(espace, move |s| purge::frontiere(s.lire(), avant)).await?.min(dernier);
        let passe = Passe {
            debut: OffsetDateTime::now_utc(),
            pourquoi: pourquoi.to_owned(),
            jusque,
            avant: Some(avant),
            assez: None,
            liberer: demande.liberer.clone(),
            a_blanc: demande.a_blanc,
        };
        let mut bilan = BilanPurge {
            espace: espace.to_owned(),
            ..BilanPurge::default()
        };
        let mut suite = Some(0);
        while let Some(depuis) = suite {
            let p = passe.clone();
            let lot = self.agir(espace, move |s| s.purger(&p, depuis)).await?;
            bilan.echanges += lot.echanges;
            bilan.octets += lot.octets;
            suite = lot.suite;
        }
        let p = passe.clone();
        bilan.tenus = self.agir(espace, move |s| purge::gardes(s.lire(), &p)).await?;
        if !passe.a_blanc {
            while self.agir(espace, move |s| s.tasser(seul)).await? {}
            if bilan.echanges > 0 {
                let dit = purge::dire(Some(passe.debut), pourquoi, &bilan);
                self.interieur.purges.noter(espace, dit);
            }
        }
        Ok(bilan)
    }

    /// Does something with what the writer holds of an espace.
    async fn agir<T: Send + 'static>(
        &self,
        espace: &str,
        agir: impl FnOnce(&mut Stock) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (dire, entendre) = oneshot::channel();
        let agir = move |s: &mut Stock| {
            let _ = dire.send(agir(s)?);
            Ok(())
        };
        self.demander(espace, Quoi::Agir(Box::new(agir))).await?;
        entendre.await.map_err(|_| JournalError::Ferme)
    }

    fn demander(&self, espace: &str, quoi: Quoi) -> impl Future<Output = ecrivain::Retour> + Send + use<> {
        let attente = if nom_admis(espace) {
            Ok(self.interieur.ecrivain.demander(espace, quoi))
        } else {
            Err(JournalError::NomEspace(crate::francais::citation(espace)))
        };
        async { attente?.await.map_err(|_| JournalError::Ferme)? }
    }

    /// Copies an espace while it runs, exchanges and state as they stand at one instant, into a folder that does not exist yet. Put
    /// back under `espaces/` of a bench that is stopped, the copy is the espace.
    ///
    /// # Errors
    /// When the espace has no file yet, or the copy cannot be written.
    pub async fn sauvegarder(&self, espace: &str, vers: &Path) -> Result<(), JournalError> {
        let (espace, vers) = (espace.to_owned(), vers.to_owned());
        self.lecture(move |l| match l.un(&espace) {
            Some(lecteur) => sauvegarde::sauvegarder(&lecteur, &vers),
            None => Err(JournalError::NomEspace(espace)),
        })
        .await
    }

    /// A document that a service keeps, as it lies in a body of its espace; shorter when the body ends before it.
    ///
    /// # Errors
    /// When the body is not there or cannot be read.
    pub async fn morceau(&self, espace: &str, morceau: &Morceau) -> Result<Bytes, JournalError> {
        let (espace, morceau) = (espace.to_owned(), morceau.clone());
        self.lecture(move |l| match l.un(&espace) {
            Some(lecteur) => lecteur.morceau(&morceau),
            None => Err(JournalError::NomEspace(espace)),
        })
        .await
    }

    /// What a service reads in its tables, beside the writer: what was committed when it begins. It changes nothing.
    ///
    /// # Errors
    /// When the espace is not there, or `lire` cannot read.
    pub async fn consulter<T: Send + 'static>(
        &self,
        espace: &str,
        lire: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JournalError> {
        let espace = espace.to_owned();
        self.lecture(move |l| match l.un(&espace) {
            Some(lecteur) => lecteur.avec(|c| Ok(lire(c)?)),
            None => Err(JournalError::NomEspace(espace)),
        })
        .await
    }

    /// One exchange: of this espace or of the zone `commune`, or of whichever has it first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn lire(&self, espace: Option<&str>, id: u64) -> Result<Option<Exchange>, JournalError> {
        let espace = espace.map(str::to_owned);
        self.lecture(move |l| l.lire(espace.as_deref(), id)).await
    }

    /// The bodies of an exchange: request, answer.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn octets(&self, espace: Option<&str>, id: u64) -> Result<Option<(Bytes, Bytes)>, JournalError> {
        let espace = espace.map(str::to_owned);
        self.lecture(move |l| l.octets(espace.as_deref(), id)).await
    }

    /// The exchanges of a filter, oldest first, over all espaces: those that were announced, so that none can come before them later.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn chercher(&self, filtre: &Filtre) -> Result<Vec<Exchange>, JournalError> {
        let (filtre, jusque) = (filtre.clone(), self.dernier_id());
        self.lecture(move |l| l.chercher(&filtre, jusque)).await
    }

    /// The first exchange of a filter, already there or to come; `None` when none came in time.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn attendre(&self, filtre: &Filtre, delai: Duration) -> Result<Option<Exchange>, JournalError> {
        let mut suite = self.suivre(Filtre {
            limite: Some(1),
            ..filtre.clone()
        });
        match tokio::time::timeout(delai, suite.suivants()).await {
            Ok(lot) => Ok(lot?.into_iter().next()),
            Err(_) => Ok(None),
        }
    }

    /// Follows the exchanges of a filter as they come.
    #[must_use]
    pub fn suivre(&self, filtre: Filtre) -> Suite {
        Suite {
            journal: self.clone(),
            guet: self.interieur.annonces.guetter(&filtre),
            filtre,
        }
    }

    async fn lecture<T, F>(&self, f: F) -> Result<T, JournalError>
    where
        T: Send + 'static,
        F: FnOnce(&Lecteurs) -> Result<T, JournalError> + Send + 'static,
    {
        let lecteurs = self.interieur.lecteurs.clone();
        tokio::task::spawn_blocking(move || f(&lecteurs))
            .await
            .map_err(|_| JournalError::Ferme)?
    }
}

/// Exchanges as they come.
pub struct Suite {
    journal: Journal,
    guet: Guet,
    filtre: Filtre,
}

impl Suite {
    /// Waits until at least one exchange of the filter is there that was not yet given, then gives those there are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn suivants(&mut self) -> Result<Vec<Exchange>, JournalError> {
        loop {
            // Seen before the search: what is committed during it will wake us again.
            self.guet.savoir();
            let jusque = self.journal.dernier_id();
            let lot = self.journal.chercher(&self.filtre).await?;
            if let Some(dernier) = lot.last() {
                self.filtre.depuis = dernier.id;
                return Ok(lot);
            }
            // Nothing up to there: the next search need not read it again.
            self.filtre.depuis = self.filtre.depuis.max(jusque);
            if !self.guet.suivant().await {
                return Err(JournalError::Ferme);
            }
        }
    }
}

/// The lock is the system's own, on a file: it goes with the process, however it dies.
fn verrouiller(dossier: &Path) -> Result<File, JournalError> {
    let erreur = |cause| JournalError::Dossier {
        dossier: dossier.to_owned(),
        cause,
    };
    let verrou = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dossier.join("journal.verrou"))
        .map_err(erreur)?;
    match verrou.try_lock() {
        Ok(()) => Ok(verrou),
        Err(TryLockError::WouldBlock) => Err(JournalError::Verrouille(dossier.to_owned())),
        Err(TryLockError::Error(cause)) => Err(erreur(cause)),
    }
}

/// What tells this folder from another, kept in it. It is held by us alone: the lock is taken.
fn identifier(dossier: &Path) -> Result<String, JournalError> {
    let chemin = dossier.join("journal.identite");
    let erreur = |cause| JournalError::Dossier {
        dossier: dossier.to_owned(),
        cause,
    };
    match std::fs::read_to_string(&chemin) {
        Ok(lue) if !lue.is_empty() => return Ok(lue),
        Ok(_) => {}
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(erreur(e)),
    }
    let neuve = crate::interne::hasard();
    std::fs::write(&chemin, &neuve).map_err(erreur)?;
    Ok(neuve)
}
