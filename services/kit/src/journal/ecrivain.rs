//! The one thread that writes. It takes what waits, up to a group, and commits it together: under load one commit (and,
//! with strong durability, one flush of the disk) serves many exchanges, and nobody waits for a group to fill.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::JoinHandle;

use bytes::Bytes;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use segur_model::Exchange;
use tokio::sync::{oneshot, watch};

use super::{CORPS_EN_TABLE_MAX, Durabilite};
use crate::erreur::JournalError;
use crate::francais::empreinte;

const GROUPE_MAX: usize = 256;

/// What an exchange changes in the state of a service. It runs in the transaction that writes the exchange, after its row,
/// with its id: both are committed, or neither. It may run again, when the group that it was written with was undone.
pub type Effet = Box<dyn Fn(&Transaction<'_>, &Exchange) -> rusqlite::Result<()> + Send>;

/// What is done with an exchange once committed, before anybody can hear of it.
pub(crate) type DesQue = Box<dyn FnOnce(&Exchange) + Send>;

/// What is written in one go.
pub struct Ecriture {
    /// The exchange. Its `id` is given by the journal, and the size and digest of its two messages are set from the bodies.
    pub echange: Exchange,
    /// Body of the request.
    pub requete: Bytes,
    /// Body of the answer.
    pub reponse: Bytes,
    /// What it changes.
    pub effet: Option<Effet>,
    pub(crate) des_que: Option<DesQue>,
}

impl Ecriture {
    /// An exchange that changes nothing else.
    #[must_use]
    pub fn nouvelle(echange: Exchange, requete: impl Into<Bytes>, reponse: impl Into<Bytes>) -> Self {
        Self {
            echange,
            requete: requete.into(),
            reponse: reponse.into(),
            effet: None,
            des_que: None,
        }
    }
}

struct Demande {
    ecriture: Ecriture,
    retour: oneshot::Sender<Result<Exchange, JournalError>>,
}

/// The handle of the writer. Dropping it ends the thread after the last group.
pub(super) struct Ecrivain {
    file: Option<mpsc::Sender<Demande>>,
    fil: Option<JoinHandle<()>>,
}

impl Ecrivain {
    pub(super) fn demarrer(
        connexion: Connection,
        dossier: PathBuf,
        durabilite: Durabilite,
        annonce: watch::Sender<u64>,
    ) -> Result<Self, JournalError> {
        let (file, arrivees) = mpsc::channel();
        let mut stock = Stock {
            connexion,
            octets: dossier.join("octets"),
            durabilite,
        };
        let fil = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || ecrire_sans_fin(&mut stock, &arrivees, &annonce))
            .map_err(|cause| JournalError::Dossier { dossier, cause })?;
        Ok(Self {
            file: Some(file),
            fil: Some(fil),
        })
    }

    /// Puts an exchange in the queue, now: those of one caller are written in the order of its calls.
    pub(super) fn ecrire(&self, ecriture: Ecriture) -> oneshot::Receiver<Result<Exchange, JournalError>> {
        let (retour, attente) = oneshot::channel();
        if let Some(file) = &self.file {
            // Closed: the receiver learns it by the sender that goes.
            let _ = file.send(Demande { ecriture, retour });
        }
        attente
    }
}

impl Drop for Ecrivain {
    fn drop(&mut self) {
        drop(self.file.take());
        if let Some(fil) = self.fil.take() {
            let _ = fil.join();
        }
    }
}

fn ecrire_sans_fin(stock: &mut Stock, arrivees: &mpsc::Receiver<Demande>, annonce: &watch::Sender<u64>) {
    while let Ok(premiere) = arrivees.recv() {
        let mut groupe = vec![premiere];
        groupe.extend(std::iter::from_fn(|| arrivees.try_recv().ok()).take(GROUPE_MAX - 1));
        if groupe.len() > 1 && stock.inscrire(&mut groupe).is_ok() {
            annoncer(groupe, annonce);
            continue;
        }
        // Alone, or one by one: an exchange that cannot be written (a body too large for what is left of the disk, an effect that
        // fails) must not lose the others of its group.
        for demande in groupe {
            let mut seule = [demande];
            let resultat = stock.inscrire(&mut seule);
            let [demande] = seule;
            match resultat {
                Ok(()) => annoncer(vec![demande], annonce),
                Err(e) => drop(demande.retour.send(Err(e))),
            }
        }
    }
}

/// Tells those who wait for exchanges, then those who wrote them: an answer never leaves before its exchange can be found.
fn annoncer(groupe: Vec<Demande>, annonce: &watch::Sender<u64>) {
    let mut dernier = 0;
    let mut retours = Vec::new();
    for d in groupe {
        let Ecriture { echange, des_que, .. } = d.ecriture;
        if let Some(des_que) = des_que {
            des_que(&echange);
        }
        dernier = echange.id;
        retours.push((d.retour, echange));
    }
    annonce.send_replace(dernier);
    for (retour, echange) in retours {
        let _ = retour.send(Ok(echange));
    }
}

/// Where the writer writes.
struct Stock {
    connexion: Connection,
    octets: PathBuf,
    durabilite: Durabilite,
}

impl Stock {
    /// One transaction for the group. Bodies kept as files are in place before it commits.
    fn inscrire(&mut self, groupe: &mut [Demande]) -> Result<(), JournalError> {
        let t = self.connexion.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut id: i64 = t.query_row("SELECT coalesce(max(id), 0) FROM echanges", [], |l| l.get(0))?;
        for d in groupe.iter_mut() {
            id += 1;
            let e = &mut d.ecriture.echange;
            e.id = u64::try_from(id).unwrap_or(0);
            for (message, corps) in [(&mut e.requete, &d.ecriture.requete), (&mut e.reponse, &d.ecriture.reponse)] {
                message.taille = corps.len() as u64;
                message.empreinte = empreinte(corps);
                garder(&t, &self.octets, self.durabilite, &message.empreinte, corps)?;
            }
            let json = serde_json::to_string(e).map_err(|cause| JournalError::Illisible {
                id: e.id,
                cause: cause.to_string(),
            })?;
            t.prepare_cached("INSERT INTO echanges (id, espace, operation, requete, reponse, echange) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![id, e.espace, e.operation, e.requete.empreinte, e.reponse.empreinte, json])?;
            if let Some(effet) = &d.ecriture.effet {
                appliquer(effet, &t, e)?;
            }
        }
        t.commit()?;
        Ok(())
    }
}

/// An effect that panics is a mistake of its service: it must not take the journal away from the others.
fn appliquer(effet: &Effet, t: &Transaction<'_>, e: &Exchange) -> Result<(), JournalError> {
    match catch_unwind(AssertUnwindSafe(|| effet(t, e))) {
        Ok(fait) => fait.map_err(|cause| JournalError::Effet(cause.to_string())),
        Err(_) => Err(JournalError::Effet("défaut du service simulé".to_owned())),
    }
}

/// Keeps a body under its digest, in the table or as a file. The same body is kept once.
fn garder(t: &Transaction<'_>, octets: &Path, durabilite: Durabilite, nom: &str, corps: &[u8]) -> Result<(), JournalError> {
    if corps.is_empty() {
        return Ok(());
    }
    if corps.len() <= CORPS_EN_TABLE_MAX {
        t.prepare_cached("INSERT OR IGNORE INTO corps (empreinte, octets) VALUES (?1, ?2)")?
            .execute(params![nom, corps])?;
        return Ok(());
    }
    deposer(octets, nom, corps, durabilite).map_err(|cause| JournalError::Octets {
        empreinte: nom.to_owned(),
        cause,
    })
}

/// Writes a file whole or not at all: under another name first, then renamed.
fn deposer(dossier: &Path, nom: &str, corps: &[u8], durabilite: Durabilite) -> std::io::Result<()> {
    let chemin = dossier.join(nom);
    if chemin.metadata().is_ok_and(|m| m.len() == corps.len() as u64) {
        return Ok(());
    }
    let mut provisoire = tempfile::NamedTempFile::new_in(dossier)?;
    provisoire.write_all(corps)?;
    if durabilite == Durabilite::Forte {
        provisoire.as_file().sync_all()?;
    }
    provisoire.persist(&chemin)?;
    if durabilite == Durabilite::Forte {
        std::fs::File::open(dossier)?.sync_all()?;
    }
    Ok(())
}
