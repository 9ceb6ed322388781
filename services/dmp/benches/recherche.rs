//! What searches, retrievals and submissions cost over a registry of 1,000 to 1,000,000 documents: requests per second and latency of the
//! simulated DMP at 1, 16 and 64 clients, beside a service of the kit that does nothing and answers the same bytes; memory of the process;
//! and how long a registry takes to answer after `kill -9`.
//!
//! `cargo bench -p segur-dmp --bench recherche` (with `-- --documents 1000,100000`, these registries alone: that of a million takes five
//! gigabytes). Without `--bench` (so under `cargo test --all-targets`) a few messages only, to know that it runs: its figures then mean nothing. No figure fails
//! the run, an answer that is not a success does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a bench stops at the first surprise

#[allow(dead_code)] // what the tests need besides
#[path = "../tests/it/banc.rs"]
mod banc;
mod commun;
mod echelle {
    pub mod pays;
    pub mod processus;
    pub mod transactions;
}
#[allow(dead_code)]
#[path = "../tests/it/message.rs"]
mod message;
#[allow(dead_code)]
#[path = "../tests/it/xades.rs"]
mod xades;

use std::path::Path;
use std::time::{Duration, Instant};

use commun::{Envoi, Mesure, Resume, decimal, poster};
use echelle::pays::Echelle;
use echelle::processus::{self, Processus};
use echelle::transactions::{self, Transaction};

/// How much is measured.
struct Campagne {
    documents: &'static [usize],
    connexions: &'static [usize],
    /// Sent before the clock starts, all connections together.
    prechauffe: usize,
    /// Sent while it runs: readings, submissions.
    mesures: [usize; 2],
    /// Targets take turns, so that a noisy moment of the machine falls on both.
    tours: usize,
}

const ENTIERE: Campagne = Campagne {
    documents: &[1_000, 10_000, 100_000, 1_000_000],
    connexions: &[1, 16, 64],
    prechauffe: 64,
    mesures: [600, 160],
    tours: 3,
};
const RAPIDE: Campagne = Campagne {
    documents: &[50, 100],
    connexions: &[1, 2],
    prechauffe: 2,
    mesures: [2, 2],
    tours: 1,
};

impl Campagne {
    /// Submissions that one registry receives.
    fn alimentations(&self) -> usize {
        1 + self.connexions.len() * self.tours * (self.prechauffe + self.mesures[1])
    }
}

/// What was measured of a target.
#[derive(Clone, Copy)]
struct Cout {
    resume: Resume,
    /// Milliseconds of processor for one request.
    processeur: f64,
}

/// What is being measured.
#[derive(Default)]
struct Cumul {
    mesure: Mesure,
    processeur: Duration,
    requetes: usize,
}

impl Cumul {
    async fn ajouter(&mut self, cible: &Processus, envoi: &Envoi, connexions: usize) {
        let avant = cible.processeur().unwrap_or_default();
        self.mesure.ajouter(envoi.jouer(connexions).await);
        self.processeur += cible.processeur().unwrap_or_default() - avant;
        self.requetes += envoi.prechauffe + envoi.mesures;
    }

    fn finir(self) -> Cout {
        Cout {
            processeur: self.processeur.as_secs_f64() * 1e3 / self.requetes as f64,
            resume: self.mesure.resumer(),
        }
    }
}

/// The DMP, then the floor.
type Paire = [Cout; 2];

/// What one registry gave.
struct Releve {
    documents: usize,
    /// By transaction, then by number of connections.
    debits: Vec<(&'static str, Vec<(usize, Paire)>)>,
    remplissage: Duration,
    octets: u64,
    /// Resident after all that, and at most.
    memoire: [Option<f64>; 2],
    /// From the start of the process to the end of the first answer, and what is then resident.
    reprise: (Duration, Option<f64>),
}

#[tokio::main]
async fn main() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    if processus::tenir_son_role().await {
        return;
    }
    let arguments: Vec<String> = std::env::args().collect();
    let entiere = arguments.iter().any(|a| a == "--bench");
    let campagne = if entiere { ENTIERE } else { RAPIDE };
    let demandes = arguments.iter().skip_while(|a| *a != "--documents").nth(1);
    let demandes: Option<Vec<usize>> = demandes.map(|l| l.split(',').map(|n| n.parse().unwrap()).collect());
    presenter(&campagne, entiere);
    let alimentations = transactions::alimentations(campagne.alimentations());
    let mut releves = Vec::new();
    for &documents in demandes.as_deref().unwrap_or(campagne.documents) {
        let releve = relever(&campagne, Echelle(documents), &alimentations).await;
        imprimer(&releve);
        releves.push(releve);
    }
    comparer(&releves);
}

/// One registry: filled, asked, killed, asked again.
async fn relever(campagne: &Campagne, echelle: Echelle, alimentations: &Transaction) -> Releve {
    let dossiers = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [dossier, du_plancher] = dossiers.each_ref().map(tempfile::TempDir::path);
    let debut = Instant::now();
    processus::remplir(dossier, echelle);
    let remplissage = debut.elapsed();
    let octets = taille(dossier);
    let lectures = transactions::lectures(echelle);
    let dmp = Processus::dmp(dossier, echelle);
    for transaction in lectures.iter().chain([alimentations]) {
        garder(&dmp, transaction, du_plancher).await;
    }
    let plancher = Processus::plancher(du_plancher);
    // The first submission was taken.
    let (mut debits, mut alimentes) = (Vec::new(), 1);
    for transaction in lectures.iter().chain([alimentations]) {
        let mut lignes = Vec::new();
        for &connexions in campagne.connexions {
            let mut cumuls = [Cumul::default(), Cumul::default()];
            for _ in 0..campagne.tours {
                let envoi = Envoi {
                    identite: transaction.identite,
                    adresse: format!("{}/{}", dmp.adresse, transaction.service),
                    messages: transaction.messages.clone(),
                    premier: if transaction.lit { 0 } else { alimentes },
                    prechauffe: campagne.prechauffe,
                    mesures: campagne.mesures[usize::from(!transaction.lit)],
                };
                cumuls[0].ajouter(&dmp, &envoi, connexions).await;
                if !transaction.lit {
                    alimentes += envoi.prechauffe + envoi.mesures;
                }
                let adresse = format!("{}/{}", plancher.adresse, transaction.nom);
                cumuls[1].ajouter(&plancher, &Envoi { adresse, ..envoi }, connexions).await;
            }
            lignes.push((connexions, cumuls.map(Cumul::finir)));
        }
        debits.push((transaction.dit, lignes));
    }
    let memoire = dmp.memoire();
    drop(dmp);
    let reprise = reprendre(dossier, echelle, &lectures[0], u32::try_from(alimentes).unwrap()).await;
    Releve {
        documents: echelle.0,
        debits,
        remplissage,
        octets,
        memoire,
        reprise,
    }
}

/// The first answer is kept for the floor to give.
async fn garder(dmp: &Processus, t: &Transaction, dossier: &Path) {
    let client = banc::client(t.identite);
    let reponse = poster(&client, &format!("{}/{}", dmp.adresse, t.service), &t.messages[0]).await;
    processus::garder_reponse(dossier, t.nom, &reponse);
}

/// After `kill -9`: how long until the first answer, and whether what was acknowledged last is there.
async fn reprendre(dossier: &Path, echelle: Echelle, t: &Transaction, dernier: u32) -> (Duration, Option<f64>) {
    let client = banc::client(t.identite);
    let debut = Instant::now();
    let dmp = Processus::dmp(dossier, echelle);
    let adresse = format!("{}/registry", dmp.adresse);
    poster(&client, &adresse, &t.messages[0]).await;
    let duree = debut.elapsed();
    let trouvee = poster(&client, &adresse, &transactions::retrouver(dernier)).await;
    assert!(
        String::from_utf8_lossy(&trouvee.corps).contains("ObjectRef"),
        "le dernier document acquitté n'est plus là"
    );
    (duree, dmp.memoire()[0])
}

/// Bytes of the files of a folder, and of those below.
fn taille(dossier: &Path) -> u64 {
    let entrees = std::fs::read_dir(dossier).unwrap().map(Result::unwrap);
    entrees
        .map(|e| match e.metadata().unwrap() {
            m if m.is_dir() => taille(&e.path()),
            m => m.len(),
        })
        .sum()
}

fn presenter(campagne: &Campagne, entiere: bool) {
    println!("DMP : recherches, consultations et alimentations, TLS mutuel, connexions gardées ouvertes.");
    println!(
        "Par case, tour à tour : {} fois {} lectures (ou {} alimentations) mesurées, après {} de préchauffe.",
        campagne.tours, campagne.mesures[0], campagne.mesures[1], campagne.prechauffe
    );
    println!(
        "Les lectures vont d'un patient à l'autre ({} au plus, répartis), chacun sous un VIHF signé avant que l'horloge ne démarre.",
        echelle::pays::LUS
    );
    println!("Plancher : un service du kit sans travail, mêmes octets, même TLS, même HTTP, même journal.");
    println!(
        "Le DMP, le plancher et le client ont chacun leur processus, sur les mêmes cœurs ({}).",
        std::thread::available_parallelism().map_or(1, usize::from)
    );
    if !entiere {
        println!("Essai rapide : ces chiffres ne valent rien ; mesurer avec « cargo bench -p segur-dmp --bench recherche ».");
    }
}

fn imprimer(r: &Releve) {
    println!("\n{} documents, {} patients", r.documents, Echelle(r.documents).patients());
    println!("                                                          DMP                            plancher                   rapport");
    println!(
        "transaction                              clients      /s   p50 ms   p99 ms   CPU ms        /s   p50 ms   p99 ms   CPU ms    temps  CPU"
    );
    for (dit, lignes) in &r.debits {
        for (connexions, paire) in lignes {
            let cases = paire.map(|c| {
                let [temps, p50, _, p99] = c.resume.0;
                [decimal(1e3 / temps, 0), decimal(p50, 2), decimal(p99, 2), decimal(c.processeur, 2)]
            });
            let [dmp, plancher] = paire;
            let temps = decimal(dmp.resume.0[0] / plancher.resume.0[0], 1);
            let processeur = decimal(dmp.processeur / plancher.processeur, 1);
            let [d, p] = cases.map(|c| c.map(|t| format!("{t:>9}")).concat());
            println!("{dit:<40} {connexions:>7} {d} {p} {temps:>8} {processeur:>5}");
        }
    }
    let mo = |m: Option<f64>| m.map_or_else(|| "?".to_owned(), |m| decimal(m, 0));
    println!(
        "remplissage {} s ; fichiers {} Mo ; mémoire {} Mo, au plus {} Mo ; après kill -9, première réponse en {} ms, mémoire {} Mo",
        decimal(r.remplissage.as_secs_f64(), 1),
        decimal(r.octets as f64 / 1e6, 0),
        mo(r.memoire[0]),
        mo(r.memoire[1]),
        decimal(r.reprise.0.as_secs_f64() * 1e3, 0),
        mo(r.reprise.1)
    );
}

/// How a request grows with the registry: ratios to the smallest.
fn comparer(releves: &[Releve]) {
    let Some(premier) = releves.first() else { return };
    println!("\nRequête entière, rapportée au plus petit registre : médiane à 1 client, temps de processeur à 1 et à 16");
    println!("transaction                              documents  médiane   CPU à 1   CPU à 16");
    for (rang, (dit, base)) in premier.debits.iter().enumerate() {
        for r in releves {
            let lignes = &r.debits[rang].1;
            let rapport = |n: usize, valeur: fn(&Cout) -> f64| decimal(valeur(&lignes[n].1[0]) / valeur(&base[n].1[0]), 2);
            println!(
                "{dit:<40} {:>9} {:>8} {:>9} {:>10}",
                r.documents,
                rapport(0, |c| c.resume.0[1]),
                rapport(0, |c| c.processeur),
                rapport(1, |c| c.processeur)
            );
        }
    }
}
