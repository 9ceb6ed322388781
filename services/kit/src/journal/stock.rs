//! The file of one espace, and the bodies beside it, as the writer holds them.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use segur_model::controle::BilanPurge;
use time::OffsetDateTime;

use super::ecriture::Changement;
use super::effet::{Effet, EffetRefuse};
use super::purge::{self, Lot, Passe};
use super::schema::{self, FICHIER, Tables, entier};
use super::{CORPS_EN_TABLE_MAX, Durabilite};
use crate::erreur::JournalError;
use crate::francais::{empreinte, nombre};

pub(super) struct Stock {
    connexion: Connection,
    dossier: PathBuf,
    durabilite: Durabilite,
    epoque: u64,
    /// Bytes of the bodies that are files.
    fichiers: u64,
    /// Bodies that the state of services refers to, until it changes.
    nommes: Option<HashSet<String>>,
    /// Held while the espace is copied: no file of it goes.
    copie: Arc<Mutex<()>>,
    /// What the cap took away since when: told together.
    au_plafond: Option<(OffsetDateTime, BilanPurge)>,
    /// The last exchange there was when nothing could be taken away.
    vain: Option<u64>,
}

/// How the name of a body begins while it is being written.
const PROVISOIRE: &str = ".tmp";

/// How long what the cap takes away is told together.
const ENSEMBLE: time::Duration = time::Duration::hours(1);
/// How many exchanges come before it is tried again, when nothing could be taken away.
const ENCORE: u64 = 1000;

/// What became of one change, when the others of its group are none the worse for it.
pub(super) type Sort = Result<(), JournalError>;

impl Stock {
    /// Opens the folder of an espace, which is made when it does not exist. It begins a new epoque: it may have been moved.
    pub(super) fn ouvrir(dossier: PathBuf, durabilite: Durabilite, ouverture: u64, copie: Arc<Mutex<()>>) -> Result<Self, JournalError> {
        let fichiers = recenser(&dossier.join("octets")).map_err(|cause| JournalError::Dossier {
            dossier: dossier.clone(),
            cause,
        })?;
        let connexion = schema::ouvrir(&dossier, durabilite)?;
        // Another bench may have opened it more often than this one: the names of its sessions are not taken again.
        let ouverture = ouverture.max(1 + schema::derniere_ouverture(&connexion)?);
        let epoque = schema::nouvelle_epoque(&connexion, ouverture)?;
        let mut stock = Self {
            connexion,
            dossier,
            durabilite,
            epoque,
            fichiers,
            nommes: None,
            copie,
            au_plafond: None,
            vain: None,
        };
        // A crash may have come between a purge and the end of its files.
        stock.effacer()?;
        Ok(stock)
    }

    /// Brings the tables of services to their present version.
    pub(super) fn amener(&mut self, tables: &[Tables]) -> Result<(), JournalError> {
        schema::amener(&mut self.connexion, &self.dossier.join(FICHIER), tables)
    }

    /// The state as it is, and its epoque.
    pub(super) fn etat(&self) -> (&Connection, u64) {
        (&self.connexion, self.epoque)
    }

    /// Empties the state but that of these services, never the journal, and begins a new epoque.
    pub(super) fn vider(&mut self, ouverture: u64, gardes: &[&str]) -> Result<(), JournalError> {
        let t = self.connexion.transaction_with_behavior(TransactionBehavior::Immediate)?;
        schema::vider(&t, gardes)?;
        let epoque = schema::nouvelle_epoque(&t, ouverture)?;
        t.commit()?;
        self.epoque = epoque;
        self.nommes = None;
        Ok(())
    }

    /// One transaction for the group; exchanges are given the ids after `dernier`, which becomes the last. Bodies kept as files are
    /// in place before it commits. What an effect refuses takes only its own away; any other error, the whole group.
    pub(super) fn inscrire(&mut self, groupe: &mut [Changement], dernier: &mut u64) -> Result<Vec<Sort>, JournalError> {
        if groupe.iter().any(|c| c.effet().is_some()) {
            self.nommes = None;
        }
        let t = self.connexion.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let lieu = Lieu {
            t: &t,
            octets: &self.dossier.join("octets"),
            durabilite: self.durabilite,
            epoque: self.epoque,
            fichiers: Cell::new(0),
        };
        let mut id = *dernier;
        let mut sorts = Vec::with_capacity(groupe.len());
        let tous = groupe.iter_mut().try_for_each(|changement| {
            sorts.push(lieu.ajouter(changement, &mut id)?);
            Ok::<_, JournalError>(())
        });
        // A file is there whatever becomes of its group.
        self.fichiers += lieu.fichiers.get();
        tous?;
        t.commit()?;
        *dernier = id;
        Ok(sorts)
    }

    /// Bytes that the espace takes: what its file holds, and the bodies beside it.
    pub(super) fn taille(&self) -> rusqlite::Result<u64> {
        let pragma = |nom: &str| self.connexion.query_row(&format!("PRAGMA {nom}"), [], |l| l.get::<_, i64>(0));
        let pages = pragma("page_count")? - pragma("freelist_count")?;
        Ok(u64::try_from(pages * pragma("page_size")?).unwrap_or(0) + self.fichiers)
    }

    /// What is written, read as it is.
    pub(super) fn lire(&self) -> &Connection {
        &self.connexion
    }

    /// Takes a batch of exchanges away, and the bodies that nothing refers to any more.
    pub(super) fn purger(&mut self, passe: &Passe, depuis: u64) -> Result<Lot, JournalError> {
        let nommes = match self.nommes.take() {
            Some(nommes) => nommes,
            None => schema::nommes_par_l_etat(&self.connexion)?,
        };
        // A file that is gone must not be named again, even after a loss of power.
        self.connexion.pragma_update(None, "synchronous", "FULL")?;
        let lot = self.un_lot(passe, depuis, &nommes);
        self.connexion
            .pragma_update(None, "synchronous", schema::synchronous(self.durabilite))?;
        self.nommes = Some(nommes);
        let lot = lot?;
        self.effacer()?;
        Ok(lot)
    }

    fn un_lot(&mut self, passe: &Passe, depuis: u64, nommes: &HashSet<String>) -> Result<Lot, JournalError> {
        let octets = self.dossier.join("octets");
        let taille = |nom: &str| octets.join(nom).metadata().map_or(0, |m| m.len());
        let t = self.connexion.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let lot = purge::un_lot(&t, passe, depuis, nommes, &taille)?;
        if passe.a_blanc {
            t.rollback()?;
        } else {
            t.commit()?;
        }
        Ok(lot)
    }

    /// Takes the oldest exchanges away when the espace takes more than it may. Gives what is to be told, and whether it is news.
    pub(super) fn plafonner(&mut self, plafond: u64, jusque: u64) -> Result<Option<(String, bool)>, JournalError> {
        if plafond == u64::MAX || self.vain.is_some_and(|vain| jusque < vain + ENCORE) {
            return Ok(None);
        }
        let taille = self.taille()?;
        if taille <= plafond {
            return Ok(None);
        }
        let maintenant = OffsetDateTime::now_utc();
        let suivie = self.au_plafond.take().filter(|(debut, _)| maintenant - *debut < ENSEMBLE);
        let nouvelle = suivie.is_none();
        let (debut, mut bilan) = suivie.unwrap_or((maintenant, BilanPurge::default()));
        let passe = Passe {
            debut,
            pourquoi: format!("plafond de {} octets atteint", nombre(plafond)),
            jusque,
            avant: None,
            // Down to well below: not again at the next exchange.
            assez: Some(taille - plafond + plafond / 20),
            liberer: None,
            a_blanc: false,
        };
        let lot = self.purger(&passe, 0)?;
        bilan.echanges += lot.echanges;
        bilan.octets += lot.octets;
        // All that is left is held: the next exchanges change nothing to it, and counting them costs.
        self.vain = (lot.echanges == 0).then_some(jusque);
        if self.vain.is_some() {
            bilan.tenus = purge::gardes(&self.connexion, &passe)?;
        }
        let dit = purge::dire(Some(debut), &passe.pourquoi, &bilan);
        self.au_plafond = Some((debut, bilan));
        Ok(Some((dit, nouvelle)))
    }

    /// Removes the files of bodies that nothing refers to any more. While the espace is copied, they wait for the next time.
    fn effacer(&mut self) -> Result<(), JournalError> {
        let Ok(_pas_de_copie) = self.copie.try_lock() else { return Ok(()) };
        let noms: Vec<String> = self
            .connexion
            .prepare_cached("SELECT empreinte FROM effaces")?
            .query_map([], |l| l.get(0))?
            .collect::<Result<_, _>>()?;
        for nom in noms.iter().filter(|n| est_empreinte(n)) {
            let chemin = self.dossier.join("octets").join(nom);
            let taille = chemin.metadata().map_or(0, |m| m.len());
            match std::fs::remove_file(&chemin) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                    return Err(JournalError::Octets {
                        empreinte: nom.clone(),
                        cause,
                    });
                }
                _ => self.fichiers = self.fichiers.saturating_sub(taille),
            }
        }
        if !noms.is_empty() {
            self.connexion.execute("DELETE FROM effaces", [])?;
        }
        Ok(())
    }

    /// Gives back to the disk some of what the file no longer uses; `false` when nothing is left to give. `entiere`: nobody else uses the
    /// file, it is made again if it cannot shrink otherwise.
    pub(super) fn tasser(&mut self, entiere: bool) -> Result<bool, JournalError> {
        const PAGES: i64 = 1000;
        let pragma = |c: &Connection, nom: &str| c.query_row(&format!("PRAGMA {nom}"), [], |l| l.get::<_, i64>(0));
        let libres = pragma(&self.connexion, "freelist_count")?;
        if libres > 0 && pragma(&self.connexion, "auto_vacuum")? == 2 {
            let mut requete = self.connexion.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
            let mut lignes = requete.query([])?;
            while lignes.next()?.is_some() {}
        } else if libres > 0 && entiere {
            // Made by a version that did not foresee it.
            self.connexion.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; VACUUM;")?;
        }
        // Where nothing shrinks there is nothing to go on with.
        let restent = pragma(&self.connexion, "freelist_count")?;
        let encore = restent > 0 && restent < libres;
        if !encore {
            self.connexion.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        }
        Ok(encore)
    }
}

/// Whether this is what a body is named by: it comes from the file, and must not become a path.
pub(super) fn est_empreinte(nom: &str) -> bool {
    nom.len() == 64 && nom.bytes().all(|o| o.is_ascii_hexdigit())
}

/// The bytes of the bodies of a folder, which is made when it does not exist. What was being written when the bench died is removed.
fn recenser(octets: &Path) -> std::io::Result<u64> {
    std::fs::create_dir_all(octets)?;
    let mut total = 0;
    for entree in std::fs::read_dir(octets)? {
        let entree = entree?;
        if entree.file_name().to_string_lossy().starts_with(PROVISOIRE) {
            std::fs::remove_file(entree.path())?;
        } else {
            total += entree.metadata()?.len();
        }
    }
    Ok(total)
}

/// A transaction, and what goes with it.
struct Lieu<'a> {
    t: &'a Transaction<'a>,
    octets: &'a Path,
    durabilite: Durabilite,
    epoque: u64,
    /// Bytes of the files that were made.
    fichiers: Cell<u64>,
}

impl Lieu<'_> {
    fn ajouter(&self, changement: &mut Changement, id: &mut u64) -> Result<Sort, JournalError> {
        if changement.effet().is_none() {
            return self.ecrire(changement, id).map(Ok);
        }
        let avant = *id;
        self.t.prepare_cached("SAVEPOINT effet")?.execute([])?;
        let sort = match self.ecrire(changement, id) {
            Err(e @ (JournalError::Effet(_) | JournalError::Perime)) => {
                *id = avant;
                self.t.prepare_cached("ROLLBACK TO effet")?.execute([])?;
                Err(e)
            }
            autre => Ok(autre?),
        };
        self.t.prepare_cached("RELEASE effet")?.execute([])?;
        Ok(sort)
    }

    fn ecrire(&self, changement: &mut Changement, id: &mut u64) -> Result<(), JournalError> {
        if let Changement::Echange(ecriture) = changement {
            *id += 1;
            let e = &mut ecriture.echange;
            e.id = *id;
            self.garder(&e.requete.empreinte, &ecriture.requete, *id)?;
            self.garder(&e.reponse.empreinte, &ecriture.reponse, *id)?;
            let json = serde_json::to_string(e).map_err(|cause| JournalError::Illisible {
                id: e.id,
                cause: cause.to_string(),
            })?;
            self.t
                .prepare_cached("INSERT INTO echanges (id, operation, requete, reponse, echange) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![entier(*id), e.operation, e.requete.empreinte, e.reponse.empreinte, json])?;
        }
        if let Some(effet) = changement.effet() {
            self.appliquer(effet, changement, *id)?;
        }
        Ok(())
    }

    fn appliquer(&self, effet: &Effet, changement: &Changement, id: u64) -> Result<(), JournalError> {
        if effet.epoque.is_some_and(|e| e != self.epoque) {
            return Err(JournalError::Perime);
        }
        for corps in &effet.corps {
            let nom = empreinte(corps);
            self.garder(&nom, corps, id)?;
            self.renvoyer(&nom, id)?;
        }
        // An effect that panics is a mistake of its service: it must not take the journal away from the others.
        match catch_unwind(AssertUnwindSafe(|| (effet.faire)(self.t, changement.echange()))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(EffetRefuse::Perime)) => Err(JournalError::Perime),
            Ok(Err(EffetRefuse::Sqlite(cause))) => Err(JournalError::Effet(cause.to_string())),
            Err(_) => Err(JournalError::Effet("défaut du service simulé".to_owned())),
        }
    }

    /// Keeps a body under its digest, in the table or as a file. The same body is kept once.
    fn garder(&self, nom: &str, corps: &[u8], id: u64) -> Result<(), JournalError> {
        if corps.is_empty() {
            return Ok(());
        }
        let neuf = if corps.len() <= CORPS_EN_TABLE_MAX {
            let lignes = self
                .t
                .prepare_cached("INSERT OR IGNORE INTO corps (empreinte, octets) VALUES (?1, ?2)")?
                .execute(params![nom, corps])?;
            lignes > 0
        } else {
            // One that was to go stays.
            self.t.prepare_cached("DELETE FROM effaces WHERE empreinte = ?1")?.execute([nom])?;
            let neuf = deposer(self.octets, nom, corps, self.durabilite).map_err(|cause| JournalError::Octets {
                empreinte: nom.to_owned(),
                cause,
            })?;
            self.fichiers.set(self.fichiers.get() + if neuf { corps.len() as u64 } else { 0 });
            neuf
        };
        if neuf { Ok(()) } else { self.renvoyer(nom, id) }
    }

    /// Something else refers to this body than the exchange that brought it: a purge must look.
    fn renvoyer(&self, nom: &str, id: u64) -> Result<(), JournalError> {
        self.t
            .prepare_cached("INSERT INTO renvois VALUES (?1, ?2) ON CONFLICT DO UPDATE SET dernier = excluded.dernier")?
            .execute(params![nom, entier(id)])?;
        Ok(())
    }
}

/// Writes a file whole or not at all: under another name first, then renamed. `false`: it was there.
fn deposer(dossier: &Path, nom: &str, corps: &[u8], durabilite: Durabilite) -> std::io::Result<bool> {
    let chemin = dossier.join(nom);
    if chemin.metadata().is_ok_and(|m| m.len() == corps.len() as u64) {
        return Ok(false);
    }
    let mut provisoire = tempfile::Builder::new().prefix(PROVISOIRE).tempfile_in(dossier)?;
    provisoire.write_all(corps)?;
    if durabilite == Durabilite::Forte {
        provisoire.as_file().sync_all()?;
    }
    provisoire.persist(&chemin)?;
    if durabilite == Durabilite::Forte {
        std::fs::File::open(dossier)?.sync_all()?;
    }
    Ok(true)
}
