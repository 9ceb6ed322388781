//! The one thread that writes. It takes what waits, up to a group, and commits it together: under load one commit (and,
//! with strong durability, one flush of the disk) serves many exchanges, and nobody waits for a group to fill.

use std::io::Write;
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

/// What is done with an exchange once committed, before anybody can hear of it.
pub(super) type DesQue = Box<dyn FnOnce(&Exchange) + Send>;

struct Demande {
    echange: Exchange,
    requete: Bytes,
    reponse: Bytes,
    des_que: DesQue,
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

    pub(super) async fn ecrire(
        &self,
        echange: Exchange,
        requete: Bytes,
        reponse: Bytes,
        des_que: DesQue,
    ) -> Result<Exchange, JournalError> {
        let (retour, attente) = oneshot::channel();
        let file = self.file.as_ref().ok_or(JournalError::Ferme)?;
        file.send(Demande {
            echange,
            requete,
            reponse,
            des_que,
            retour,
        })
        .map_err(|_| JournalError::Ferme)?;
        attente.await.map_err(|_| JournalError::Ferme)?
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
        // Alone, or one by one: an exchange that cannot be written (a body too large for what is left of the disk) must not
        // lose the others of its group.
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
        (d.des_que)(&d.echange);
        dernier = d.echange.id;
        retours.push((d.retour, d.echange));
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
            let e = &mut d.echange;
            e.id = u64::try_from(id).unwrap_or(0);
            for (message, corps) in [(&mut e.requete, &d.requete), (&mut e.reponse, &d.reponse)] {
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
        }
        t.commit()?;
        Ok(())
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
