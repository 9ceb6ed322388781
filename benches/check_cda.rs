//! What `segur-bench check cda --schematron` costs on the published documents (wall, CPU, peak memory), beside SaxonC running the ISO
//! pipeline of the ANS over the same documents and schematrons, in the same run.
//!
//! `SEGUR_BENCH_ANS=TestContenuCDA-3-0 SEGUR_BENCH_PYTHON=venv/bin/python cargo bench --bench check_cda`. Saxon needs both of them, and the
//! shared data (`SEGUR_BENCH_CORPUS`, of which its repaired copy of the schematrons is made); without, ours alone is measured and what is
//! missing is said. Without `--bench` nothing is measured. No figure fails the run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a bench stops at the first surprise

#[path = "../formats/schematron/benches/saxon/chaine.rs"]
mod chaine;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use segur_cda::Document;
use segur_schematron::JeuAns;

/// Runs of our command; the median is told.
const PASSES: usize = 7;
/// Ticks of a second in `/proc` (`USER_HZ`, the same on every Linux of ours).
const TICS: f64 = 100.0;

/// What one run took. CPU and memory where the system says them.
struct Passe {
    duree: Duration,
    cpu: f64,
    memoire_kio: u64,
}

fn main() {
    if !std::env::args().any(|a| a == "--bench") {
        println!("check_cda : rien n'est mesuré sans --bench.");
        return;
    }
    let corpus = segur_essais::corpus("cda/ans-testcontenucda-3-0");
    let Some(ans) = std::env::var_os("SEGUR_BENCH_ANS").map(PathBuf::from).or_else(|| corpus.clone()) else {
        return;
    };
    let documents = documents(&ans.join("ExemplesCDA"));
    let mut passes: Vec<Passe> = (0..PASSES).map(|_| passe(&ans, &documents)).collect();
    passes.sort_by_key(|p| p.duree);
    let memoires: Vec<u64> = passes.iter().map(|p| p.memoire_kio).collect();
    let nous = &passes[PASSES / 2];
    let coeurs = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "segur-bench check cda --schematron, {} documents, règles du banc, XSD et schématrons ; {coeurs} cœurs, médiane de {PASSES} :",
        documents.len()
    );
    println!(
        "  {:.2} s écoulées (de {:.2} à {:.2}), {:.2} s de CPU, pic de mémoire de {} à {} Mio",
        nous.duree.as_secs_f64(),
        passes[0].duree.as_secs_f64(),
        passes[PASSES - 1].duree.as_secs_f64(),
        nous.cpu,
        memoires.iter().min().unwrap() >> 10,
        memoires.iter().max().unwrap() >> 10,
    );
    if let Some(saxon) = corpus.and_then(|c| chaine::ouvrir(&c)) {
        comparer(saxon, &ans, &documents, nous);
    }
}

/// The schematrons that each document is put against, by Saxon, one after the other as it runs: each schematron is compiled once.
fn comparer(mut saxon: chaine::Chaine, ans: &Path, documents: &[PathBuf], nous: &Passe) {
    let jeu = JeuAns::ouvrir(ans).unwrap();
    let (mut chaines, mut compilations, mut jugements) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut prets = BTreeSet::new();
    let (mut paires, mut abandons) = (0, 0);
    for document in documents {
        let lu = Document::lire(&std::fs::read(document).unwrap(), None);
        let Ok(cda) = lu.cda() else { continue };
        for (_, schema) in jeu.schemas(&cda.template_ids()) {
            let nom = document.to_str().unwrap();
            paires += 1;
            if prets.insert(schema.clone()) {
                match saxon.froid(&schema, nom) {
                    Some(froid) => {
                        chaines += froid.chaine;
                        compilations += froid.compilation;
                        jugements += froid.document;
                    }
                    None => abandons += 1,
                }
            } else {
                match saxon.tiede(&schema, nom) {
                    Some(duree) => jugements += duree,
                    None => abandons += 1,
                }
            }
        }
    }
    let leur = compilations + jugements;
    println!(
        "Saxon {}, {paires} paires, {} schématrons, un fil : chaîne ISO {:.1} s, compilations {:.1} s, documents {:.1} s ; pic de {} Mio",
        saxon.version,
        prets.len(),
        chaines.as_secs_f64(),
        compilations.as_secs_f64(),
        jugements.as_secs_f64(),
        saxon.memoire_kio >> 10
    );
    println!("  ({abandons} paires que Saxon abandonne, ou dont le schématron ne se compile pas, ne comptent pas chez lui)");
    println!(
        "Saxon ÷ nous : {:.0} en CPU, chaîne ISO comprise {:.0} ; {:.0} en temps écoulé, chaîne comprise {:.0}",
        leur.as_secs_f64() / nous.cpu,
        (leur + chaines).as_secs_f64() / nous.cpu,
        leur.as_secs_f64() / nous.duree.as_secs_f64(),
        (leur + chaines).as_secs_f64() / nous.duree.as_secs_f64()
    );
}

/// One run of the command. Its CPU is read once it has ended and before it is forgotten; its peak just before the end.
fn passe(ans: &Path, documents: &[PathBuf]) -> Passe {
    let debut = Instant::now();
    let mut enfant = Command::new(env!("CARGO_BIN_EXE_segur-bench"))
        .args(["check", "cda", "--schematron"])
        .arg(ans)
        .args(documents)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let proc = PathBuf::from(format!("/proc/{}", enfant.id()));
    let (mut cpu, mut memoire_kio) = (0.0, 0);
    while let Ok(stat) = std::fs::read_to_string(proc.join("stat")) {
        // What follows the name, which may hold anything: state, …, utime and stime.
        let champs: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let tics = |rang: usize| champs.get(rang).and_then(|c| c.parse::<f64>().ok()).unwrap_or_default();
        cpu = (tics(11) + tics(12)) / TICS;
        if champs.first() == Some(&"Z") {
            break;
        }
        let statut = std::fs::read_to_string(proc.join("status")).unwrap_or_default();
        let pic = statut.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let pic = pic.and_then(|p| p.trim().trim_end_matches(" kB").parse().ok());
        memoire_kio = pic.unwrap_or(memoire_kio).max(memoire_kio);
        std::thread::sleep(Duration::from_millis(1));
    }
    let duree = debut.elapsed();
    // What it found is in its code; anything else is no judgement.
    assert!(matches!(enfant.wait().unwrap().code(), Some(0..=3)));
    Passe { duree, cpu, memoire_kio }
}

fn documents(dossier: &Path) -> Vec<PathBuf> {
    let mut chemins: Vec<_> = std::fs::read_dir(dossier).unwrap().map(|e| e.unwrap().path()).collect();
    chemins.retain(|c| c.extension().is_some_and(|e| e == "xml"));
    chemins.sort();
    chemins
}
