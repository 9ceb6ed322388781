//! A crash at any instant loses nothing: a campaign killed at seeded instants, and resumed each time, ends with the same exchanges and
//! the same constats as an unbroken one. Byte for byte: the dossier is deterministic. `SEGUR_BENCH_COUPURES` says how many times; the whole campaign is
//! then played, and by itself a part of it, of every service.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::outils::{code, commande, demo, zip};

/// Kills when nobody says how many.
const COUPURES: u32 = 20;
/// What is then played.
const SEULEMENT: &str = "ANN/*,INS/va1.5*,DMP/*,PSC.01*,BENCH.MSS.*,MSS/va1.0*,MSS/va1.1*";

/// A small seeded generator (xorshift): the instants are drawn, and the same at each run.
struct Tirage(u64);

impl Tirage {
    fn entre(&mut self, min: u64, max: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        min + self.0 % (max - min)
    }
}

/// Kills a campaign again and again until it ends by itself; gives how many times it was killed.
fn campagne_hachee(dossier: &Path, partie: &[&str], tirage: &mut Tirage, reste: u32) -> u32 {
    let mut coupures = 0;
    loop {
        let ouverte = dossier.join("etat-demo-1/campagne/evenements.jsonl").is_file();
        let out = dossier.to_str().unwrap();
        let mut arguments = vec!["demo", "--out", out];
        arguments.extend(partie);
        if ouverte {
            arguments.extend(["--reprendre", "demo-1"]);
        } else if dossier.exists() {
            // Killed before it began: nothing was acknowledged, it begins again.
            std::fs::remove_dir_all(dossier).unwrap();
        }
        let mut enfant = commande(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        if coupures < reste {
            std::thread::sleep(Duration::from_millis(tirage.entre(150, 700)));
            if enfant.try_wait().unwrap().is_none() {
                enfant.kill().unwrap();
                enfant.wait().unwrap();
                coupures += 1;
                continue;
            }
        }
        let fin = enfant.wait().unwrap();
        assert_eq!(fin.code(), Some(0), "la campagne reprise se termine");
        return coupures;
    }
}

#[test]
fn kills_change_nothing() {
    let dites = std::env::var("SEGUR_BENCH_COUPURES")
        .ok()
        .map(|v| v.parse().expect("a number of kills"));
    let (voulues, partie): (u32, &[&str]) = match dites {
        Some(n) => (n, &[]),
        None => (COUPURES, &["--seulement", SEULEMENT]),
    };
    let racine = tempfile::tempdir().unwrap();
    let entier = racine.path().join("entier");
    code(&demo(&entier, partie), 0);
    let attendu = std::fs::read(zip(&entier)).unwrap();
    let mut tirage = Tirage(0x5e67_7572);
    let mut coupures = 0;
    let mut campagnes = 0;
    while coupures < voulues {
        let dossier = racine.path().join(format!("hache-{campagnes}"));
        coupures += campagne_hachee(&dossier, partie, &mut tirage, voulues - coupures);
        campagnes += 1;
        assert!(
            std::fs::read(zip(&dossier)).unwrap() == attendu,
            "campagne {campagnes} : le dossier diffère de celui d'une campagne entière"
        );
    }
    eprintln!("{coupures} coupures sur {campagnes} campagne(s)");
}
