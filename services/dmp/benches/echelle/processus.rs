//! The processes that are measured: this program again, serving a folder until it is killed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use segur_dmp::DmpReglage;
use segur_kit::{Banc, Requete, Service};

use super::pays::{self, Echelle};
use crate::commun::{Contenu, Plancher, point};

/// What a process is for, in its first argument.
const SERVIR: &str = "--servir";
const PLANCHER: &str = "--plancher";
const REMPLIR: &str = "--remplir";

/// Does what this process is for, when it is one of those that are measured.
pub async fn tenir_son_role() -> bool {
    let arguments: Vec<String> = std::env::args().skip(1).take(3).collect();
    let [role, dossier, documents] = arguments.as_slice() else {
        return false;
    };
    let (dossier, echelle) = (PathBuf::from(dossier), Echelle(documents.parse().unwrap_or(0)));
    let service: Arc<dyn Service> = match role.as_str() {
        REMPLIR => {
            pays::remplir(&dossier, echelle).await;
            return true;
        }
        SERVIR => segur_dmp::service(DmpReglage::default()),
        PLANCHER => plancher(&dossier),
        _ => return false,
    };
    let banc = Banc::demarrer(pays::reglage(&dossier, echelle.pays()), vec![service], &[])
        .await
        .unwrap();
    println!("\nadresse {}", point(&banc));
    std::future::pending::<()>().await;
    true
}

/// Answers by the last part of the path what was kept under that name; each answer has a rank of its own where the DMP has an identifier of its
/// own, so that the journal has as much to keep.
fn plancher(dossier: &Path) -> Arc<dyn Service> {
    let dossier = dossier.to_owned();
    let connues = std::sync::Mutex::new(std::collections::BTreeMap::<String, Contenu>::new());
    let rang = AtomicU64::new(0);
    Arc::new(Plancher(move |requete: &Requete| {
        let nom = requete.uri.path().rsplit('/').next().unwrap_or_default().to_owned();
        let mut connues = connues.lock().unwrap();
        let connue = connues.entry(nom).or_insert_with_key(|nom| reponse_gardee(&dossier, nom));
        let mut corps = connue.corps.to_vec();
        if let Some(debut) = corps.windows(UUID.len()).position(|w| w == UUID.as_bytes()) {
            let rang = format!("{:036}", rang.fetch_add(1, Ordering::Relaxed));
            corps[debut + UUID.len()..][..36].copy_from_slice(rang.as_bytes());
        }
        Contenu {
            genre: connue.genre.clone(),
            corps: corps.into(),
        }
    }))
}

const UUID: &str = "urn:uuid:";

/// Keeps an answer for the floor to give.
pub fn garder_reponse(dossier: &Path, nom: &str, reponse: &Contenu) {
    std::fs::write(dossier.join(format!("{nom}.genre")), &reponse.genre).unwrap();
    std::fs::write(dossier.join(format!("{nom}.corps")), &reponse.corps).unwrap();
}

fn reponse_gardee(dossier: &Path, nom: &str) -> Contenu {
    Contenu {
        genre: std::fs::read_to_string(dossier.join(format!("{nom}.genre"))).unwrap(),
        corps: Bytes::from(std::fs::read(dossier.join(format!("{nom}.corps"))).unwrap()),
    }
}

/// A process that serves; killed, as by `kill -9`, when dropped.
pub struct Processus {
    enfant: Child,
    /// Of its endpoint.
    pub adresse: String,
}

impl Processus {
    pub fn dmp(dossier: &Path, echelle: Echelle) -> Self {
        Self::lancer(SERVIR, dossier, echelle.0)
    }

    pub fn plancher(dossier: &Path) -> Self {
        Self::lancer(PLANCHER, dossier, 0)
    }

    fn lancer(role: &str, dossier: &Path, documents: usize) -> Self {
        let mut enfant = commande(role, dossier, documents).stdout(Stdio::piped()).spawn().unwrap();
        let mut lignes = BufReader::new(enfant.stdout.take().unwrap()).lines();
        let adresse = lignes.find_map(|l| l.unwrap().strip_prefix("adresse ").map(str::to_owned)).unwrap();
        Self { enfant, adresse }
    }

    /// Megabytes that it holds in memory now, and at most until now; none where the system does not say.
    pub fn memoire(&self) -> [Option<f64>; 2] {
        let statut = std::fs::read_to_string(format!("/proc/{}/status", self.enfant.id())).unwrap_or_default();
        ["VmRSS:", "VmHWM:"].map(|nom| {
            let ligne = statut.lines().find_map(|l| l.strip_prefix(nom))?;
            let ko: f64 = ligne.trim().trim_end_matches(" kB").parse().ok()?;
            Some(ko * 1024.0 / 1e6)
        })
    }

    /// Time of processor, all threads together, since the start: what the other work of a machine changes least. None where the system does not say.
    pub fn processeur(&self) -> Option<Duration> {
        let statut = std::fs::read_to_string(format!("/proc/{}/stat", self.enfant.id())).ok()?;
        // After the name, which may hold anything: the state is the third field, the two times the fourteenth and the fifteenth.
        let champs: Vec<&str> = statut.rsplit_once(')')?.1.split_whitespace().collect();
        let coups: u64 = champs.get(11..13)?.iter().filter_map(|c| c.parse::<u64>().ok()).sum();
        Some(Duration::from_millis(coups * 10))
    }
}

impl Drop for Processus {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
        let _ = self.enfant.wait();
    }
}

/// Fills a folder, in a process of its own: its memory is not that of those that are measured.
pub fn remplir(dossier: &Path, echelle: Echelle) {
    let fin = commande(REMPLIR, dossier, echelle.0).status().unwrap();
    assert!(fin.success(), "le remplissage a échoué");
}

fn commande(role: &str, dossier: &Path, documents: usize) -> Command {
    let mut commande = Command::new(std::env::current_exe().unwrap());
    commande.arg(role).arg(dossier).arg(documents.to_string());
    commande
}
