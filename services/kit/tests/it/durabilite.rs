//! What was acknowledged survives the death of the process.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use segur_kit::{Durabilite, Filtre, Journal};

use crate::outils::{client, lancer, reglage, url};

const DOSSIER: &str = "SEGUR_KIT_ESSAI_DOSSIER";

/// The process to kill: only when the test below starts it.
#[tokio::test(flavor = "multi_thread")]
async fn banc_a_tuer() {
    let Some(dossier) = std::env::var_os(DOSSIER) else { return };
    let mut r = reglage();
    r.donnees = Some(dossier.into());
    let banc = lancer(r, &[]).await;
    println!("\nadresse {}", url(&banc, "defaut", "essai.clair"));
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn kill_9() {
    let dossier = tempfile::tempdir().unwrap();
    let mut enfant = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durabilite::banc_a_tuer", "--nocapture"])
        .env(DOSSIER, dossier.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lignes = BufReader::new(enfant.stdout.take().unwrap()).lines();
    let adresse = lignes.find_map(|l| l.unwrap().strip_prefix("adresse ").map(str::to_owned)).unwrap();
    let c = client(None);
    let gros = vec![b'g'; 2 << 20];
    for corps in [b"un".to_vec(), b"deux".to_vec(), gros.clone()] {
        assert_eq!(c.post(&adresse).body(corps).send().await.unwrap().status(), 200);
    }
    enfant.kill().unwrap();
    enfant.wait().unwrap();
    let journal = Journal::ouvrir(Some(dossier.path()), Durabilite::Normale).unwrap();
    assert_eq!(journal.chercher(&Filtre::espace("defaut")).await.unwrap().len(), 3);
    assert_eq!(journal.octets(2).await.unwrap().unwrap().0, "deux");
    assert_eq!(journal.octets(3).await.unwrap().unwrap().1, gros);
    assert_eq!(journal.ouverture(), 2);
}
