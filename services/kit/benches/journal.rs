//! What the journal writes in a second: the table of bodies as it is beside the same `WITHOUT ROWID`, then exchanges by number of
//! writers and of espaces. Ratios of one run; targets take turns, so that a noisy moment of the machine falls on all.
//!
//! `cargo bench -p segur-kit`. Without `--bench` (so under `cargo test --all-targets`) a few only, to know that it runs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a bench stops at the first surprise

use std::time::{Duration, Instant};

use segur_kit::rusqlite::{Connection, params};
use segur_kit::{Durabilite, Ecriture, Journal};
use segur_model::{Direction, Exchange};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

const TABLES: [(&str, &str); 2] = [
    (
        "rowid et index unique",
        "(rang INTEGER PRIMARY KEY, empreinte TEXT NOT NULL UNIQUE, octets BLOB NOT NULL) STRICT",
    ),
    (
        "WITHOUT ROWID",
        "(empreinte TEXT PRIMARY KEY, octets BLOB NOT NULL) STRICT, WITHOUT ROWID",
    ),
];

#[tokio::main]
async fn main() {
    let entiere = std::env::args().any(|a| a == "--bench");
    let (corps, echanges, tours) = if entiere { (4_000, 1_600, 3) } else { (8, 16, 1) };
    for taille in [4_000, 60_000] {
        let mut durees = [Duration::ZERO; 2];
        for _ in 0..tours {
            for ((_, table), duree) in TABLES.iter().zip(&mut durees) {
                *duree += garder(table, corps, taille);
            }
        }
        let debit = |d: Duration| f64::from(corps * tours) / d.as_secs_f64();
        for ((nom, _), duree) in TABLES.iter().zip(durees) {
            let rapport = debit(duree) / debit(durees[0]);
            println!("corps de {taille:>6} octets, {nom:<22} {:>8.0} /s   {rapport:>5.2}", debit(duree));
        }
    }
    for durabilite in [Durabilite::Normale, Durabilite::Forte] {
        for (ecrivains, espaces) in [(1, 1), (16, 1), (16, 4)] {
            let mut duree = Duration::ZERO;
            for _ in 0..tours {
                duree += inscrire(durabilite, echanges, ecrivains, espaces).await;
            }
            let debit = f64::from(echanges * tours) / duree.as_secs_f64();
            println!("échanges, {durabilite:?}, {ecrivains:>2} à la fois sur {espaces} espace(s) {debit:>8.0} /s");
        }
    }
}

/// Bodies in groups of 16, each under its digest, in a new file.
fn garder(table: &str, nombre: u32, taille: usize) -> Duration {
    let d = tempfile::tempdir().unwrap();
    let mut c = Connection::open(d.path().join("essai.sqlite")).unwrap();
    c.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE corps {table}"
    ))
    .unwrap();
    let mut corps = vec![7_u8; taille];
    let debut = Instant::now();
    for groupe in 0..nombre.div_ceil(16) {
        let t = c.transaction().unwrap();
        for n in groupe * 16..nombre.min(groupe * 16 + 16) {
            corps[..4].copy_from_slice(&n.to_be_bytes());
            let empreinte: String = Sha256::digest(n.to_be_bytes()).iter().map(|o| format!("{o:02x}")).collect();
            t.prepare_cached("INSERT OR IGNORE INTO corps (empreinte, octets) VALUES (?1, ?2)")
                .unwrap()
                .execute(params![empreinte, corps])
                .unwrap();
        }
        t.commit().unwrap();
    }
    debut.elapsed()
}

/// Exchanges with bodies of 8 and 4 kB; each writer waits for its own before it writes the next.
async fn inscrire(durabilite: Durabilite, nombre: u32, ecrivains: u32, espaces: u32) -> Duration {
    let j = Journal::ouvrir(None, durabilite).unwrap();
    let debut = Instant::now();
    let taches: Vec<_> = (0..ecrivains)
        .map(|w| {
            let j = j.clone();
            tokio::spawn(async move {
                for n in 0..nombre / ecrivains {
                    let e = Exchange {
                        espace: format!("e{}", w % espaces),
                        ..Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH)
                    };
                    let corps = |taille: usize| format!("{w} {n} {}", "x".repeat(taille));
                    j.append(Ecriture::nouvelle(e, corps(8_000), corps(4_000))).await.unwrap();
                }
            })
        })
        .collect();
    for t in taches {
        t.await.unwrap();
    }
    debut.elapsed()
}
