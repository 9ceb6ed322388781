//! What a search costs in a directory of 10,000 professionals and in one of 1,000,000: searches per second over TLS, the ratio of the
//! two, and the memory that each directory takes.
//!
//! `cargo bench -p segur-annuaire`. Without `--bench` (so under `cargo test --all-targets`) two small directories and a few searches, to
//! know that it runs: its figures then mean nothing. No figure fails the run, an answer that is not a success does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a bench stops at the first surprise

#[allow(dead_code)] // what the tests need besides
#[path = "../tests/it/banc.rs"]
mod banc;

use std::time::{Duration, Instant};

use segur_annuaire::AnnuaireReglage;

use banc::{Essai, ressources, sans_quota};

/// How much is measured.
struct Campagne {
    tailles: [u32; 2],
    prechauffe: usize,
    mesures: usize,
}

const ENTIERE: Campagne = Campagne {
    tailles: [10_000, 1_000_000],
    prechauffe: 10,
    mesures: 200,
};
const RAPIDE: Campagne = Campagne {
    tailles: [100, 300],
    prechauffe: 1,
    mesures: 2,
};

/// Kind of search, and how to ask the nth one: many values, so that nothing is served from a cache.
type Question = (&'static str, fn(usize) -> String);

const QUESTIONS: &[Question] = &[
    ("RPPS", |n| {
        format!(
            "Practitioner?identifier=https%3A%2F%2Frpps.esante.gouv.fr%7C{}",
            RPPS[n % RPPS.len()]
        )
    }),
    ("nom (début)", |n| format!("Practitioner?family={}", DEBUTS[n % DEBUTS.len()])),
    ("nom et prénom, 2 par page", |n| {
        format!("Practitioner?family={}&given=ma&_count=2", DEBUTS[n % DEBUTS.len()])
    }),
    ("nom, profession, actif", |n| {
        format!("Practitioner?family={}&qualification-code=10&active=true", DEBUTS[n % DEBUTS.len()])
    }),
    ("nom contient", |n| {
        format!("Practitioner?family:contains={}", DEBUTS[n % DEBUTS.len()].to_lowercase())
    }),
    ("boîte MSSanté (début), 2 par page", |n| {
        format!("Practitioner?mailbox-mss=claude.{}", DEBUTS[n % DEBUTS.len()].to_lowercase())
    }),
    ("boîte contient", |n| {
        format!("Practitioner?mailbox-mss:contains={}", DEBUTS[n % DEBUTS.len()].to_lowercase())
    }),
    ("ville", |n| format!("Organization?address-city={}", DEBUTS[n % DEBUTS.len()])),
    ("mode et genre", |_| "PractitionerRole?role=L&role=GENR01".to_owned()),
    ("avec situations", |n| {
        format!(
            "Practitioner?family={}&_revinclude=PractitionerRole:practitioner",
            DEBUTS[n % DEBUTS.len()]
        )
    }),
    ("situations d'un lieu", |_| "PractitionerRole?role=S&_include=*".to_owned()),
    ("sans critère", |_| "Practitioner".to_owned()),
];

const RPPS: &[&str] = &["99900000045", "99900000052", "99900000144", "99900000193"];
const DEBUTS: &[&str] = &[
    "BAR", "BEL", "BER", "BON", "CAS", "CHA", "DEL", "FER", "GAR", "MAR", "MON", "MOR", "PAS", "REN", "THO", "VAL",
];

#[tokio::main]
async fn main() {
    let entiere = std::env::args().any(|a| a == "--bench");
    let campagne = if entiere { ENTIERE } else { RAPIDE };
    println!("Annuaire : une recherche à la fois, GET sur une connexion TLS gardée ouverte, journal compris, pages de 50.");
    println!(
        "Le client tourne dans le même processus ({} cœurs).",
        std::thread::available_parallelism().map_or(1, usize::from)
    );
    if !entiere {
        println!("Essai rapide : ces chiffres ne valent rien ; mesurer avec « cargo bench -p segur-annuaire ».");
    }
    let mut colonnes = Vec::new();
    for taille in campagne.tailles {
        let avant = memoire();
        let debut = Instant::now();
        let essai = Essai::regle(AnnuaireReglage {
            professionnels: taille,
            ..sans_quota()
        })
        .await;
        essai.chercher("Practitioner?_count=1").await;
        println!(
            "{taille} professionnels : annuaire prêt en {} ms, mémoire {} Mo ({} Mo avant)",
            debut.elapsed().as_millis(),
            memoire(),
            avant
        );
        let mut mesures = Vec::new();
        for (_, question) in QUESTIONS {
            mesures.push(mesurer(&essai, &campagne, *question).await);
        }
        colonnes.push(mesures);
    }
    let [petite, grande] = campagne.tailles;
    println!(
        "\n{:<24} {petite:>14} {grande:>14} {:>9}   ressources par réponse",
        "recherche", "rapport"
    );
    for (i, (nom, _)) in QUESTIONS.iter().enumerate() {
        let ((petit, n), (grand, m)) = (colonnes[0][i], colonnes[1][i]);
        let rapport = decimal(grand.as_secs_f64() / petit.as_secs_f64());
        println!(
            "{nom:<24} {:>11} /s {:>11} /s {rapport:>9}   {n} et {m}",
            par_seconde(petit),
            par_seconde(grand)
        );
    }
}

/// The median time of a search, and the resources of an answer on average: a page that is not full costs less to write.
async fn mesurer(essai: &Essai, campagne: &Campagne, question: fn(usize) -> String) -> (Duration, usize) {
    let base = essai.url("annuaire.fhir");
    let mut temps = Vec::new();
    let mut lues = 0;
    for n in 0..campagne.prechauffe + campagne.mesures {
        let demande = essai.client.get(format!("{base}/{}", question(n))).header("esante-api-key", "banc");
        let debut = Instant::now();
        let reponse = demande.send().await.unwrap();
        let statut = reponse.status();
        let corps = reponse.bytes().await.unwrap();
        let duree = debut.elapsed();
        assert_eq!(statut, 200, "{}", String::from_utf8_lossy(&corps));
        if n >= campagne.prechauffe {
            temps.push(duree);
            lues += ressources(&serde_json::from_slice(&corps).unwrap()).len();
        }
    }
    temps.sort_unstable();
    (temps[temps.len() / 2], lues / temps.len())
}

fn par_seconde(duree: Duration) -> String {
    format!("{:.0}", 1.0 / duree.as_secs_f64())
}

fn decimal(valeur: f64) -> String {
    format!("{valeur:.2}").replace('.', ",")
}

/// Memory that this process holds, in millions of bytes; 0 where the system does not tell.
fn memoire() -> u64 {
    let texte = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ligne = texte.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or_default();
    ligne.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1000
}
