//! What was acknowledged survives the death of the process.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Lines, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;

use segur_kit::{Durabilite, Filtre, Journal};

use crate::jouet;
use crate::outils::{adresse, client, lancer, reglage, url};

const DOSSIER: &str = "SEGUR_KIT_ESSAI_DOSSIER";

/// The process to kill: only when a test below starts it.
#[tokio::test(flavor = "multi_thread")]
async fn banc_a_tuer() {
    let Some(dossier) = std::env::var_os(DOSSIER) else { return };
    let mut r = reglage();
    r.donnees = Some(dossier.into());
    let banc = lancer(r, &[]).await;
    println!("\nadresse {}", url(&banc, "defaut", "essai.clair"));
    std::future::pending::<()>().await;
}

/// The same, with sessions.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_a_tuer() {
    let Some(dossier) = std::env::var_os(DOSSIER) else { return };
    let mut r = reglage();
    r.donnees = Some(dossier.into());
    let banc = jouet::lancer(r).await;
    println!("\nadresse {}", adresse(&banc, "jouet.clair"));
    std::future::pending::<()>().await;
}

/// The same, which keeps little.
#[tokio::test(flavor = "multi_thread")]
async fn banc_a_tuer_quand_il_purge() {
    let Some(dossier) = std::env::var_os(DOSSIER) else { return };
    let mut r = reglage();
    r.donnees = Some(dossier.into());
    r.retention.plafond = Some(1 << 20);
    let banc = lancer(r, &[]).await;
    println!("\nadresse {}", url(&banc, "defaut", "essai.clair"));
    std::future::pending::<()>().await;
}

/// Killed while the cap takes the oldest away: what is left is whole, the last that was acknowledged is there, and no file stays that
/// nothing names.
#[tokio::test(flavor = "multi_thread")]
async fn kill_9_d_un_banc_qui_purge() {
    let dossier = tempfile::tempdir().unwrap();
    let mut dernier = 0;
    for tour in 0..6_usize {
        let (mut enfant, adresse, _lignes) = enfanter("durabilite::banc_a_tuer_quand_il_purge", dossier.path());
        let (dire, mut entendre) = tokio::sync::mpsc::unbounded_channel();
        let client = client(None);
        let envois = tokio::spawn(async move {
            for n in 0.. {
                let corps = format!("{tour}.{n} {}", "x".repeat(90_000));
                match client.post(&adresse).body(corps.clone()).send().await {
                    Ok(r) if r.status() == 200 => dire.send(corps).unwrap(),
                    _ => break,
                }
            }
        });
        // Past the cap, which holds about ten; never at the same point.
        let mut acquitte = String::new();
        for _ in 0..20 + tour * 5 % 7 {
            acquitte = entendre.recv().await.unwrap();
        }
        enfant.kill().unwrap();
        enfant.wait().unwrap();
        envois.await.unwrap();
        while let Ok(corps) = entendre.try_recv() {
            acquitte = corps;
        }
        let journal = Journal::ouvrir(Some(dossier.path()), Durabilite::Normale).unwrap();
        let echanges = journal.chercher(&Filtre::espace("defaut")).await.unwrap();
        let mut noms = BTreeSet::new();
        let mut recus = Vec::new();
        for e in &echanges {
            recus.push(journal.octets(None, e.id).await.unwrap().unwrap().0);
            noms.insert(e.requete.empreinte.clone());
        }
        assert!(recus.contains(&bytes::Bytes::from(acquitte)), "round {tour}");
        assert!(echanges.len() < 20, "the cap acts: {}", echanges.len());
        let id = echanges.last().unwrap().id;
        assert!(id > dernier, "ids go on");
        dernier = id;
        // Opened for writing: what the death left of a purge goes.
        let rien = segur_model::controle::TenueCampagne { depuis: id, finie: true };
        journal.tenir("defaut", "essai", rien).await.unwrap();
        let octets = std::fs::read_dir(dossier.path().join("espaces/defaut/octets")).unwrap();
        let fichiers: BTreeSet<String> = octets.map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
        let orphelins: Vec<_> = fichiers.difference(&noms).collect();
        // A body whose exchange was on its way is written before it.
        assert!(orphelins.len() <= tour + 1 && fichiers.is_superset(&noms), "{orphelins:?}");
    }
}

/// Starts one of them; gives the address that it prints. Its output is held, or it would die of writing.
fn enfanter(essai: &str, dossier: &Path) -> (Child, String, Lines<BufReader<ChildStdout>>) {
    let mut enfant = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", essai, "--nocapture"])
        .env(DOSSIER, dossier)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lignes = BufReader::new(enfant.stdout.take().unwrap()).lines();
    let adresse = lignes.find_map(|l| l.unwrap().strip_prefix("adresse ").map(str::to_owned)).unwrap();
    (enfant, adresse, lignes)
}

#[tokio::test]
async fn kill_9() {
    let dossier = tempfile::tempdir().unwrap();
    let (mut enfant, adresse, _lignes) = enfanter("durabilite::banc_a_tuer", dossier.path());
    let c = client(None);
    let gros = vec![b'g'; 2 << 20];
    for corps in [b"un".to_vec(), b"deux".to_vec(), gros.clone()] {
        assert_eq!(c.post(&adresse).body(corps).send().await.unwrap().status(), 200);
    }
    enfant.kill().unwrap();
    enfant.wait().unwrap();
    let journal = Journal::ouvrir(Some(dossier.path()), Durabilite::Normale).unwrap();
    assert_eq!(journal.chercher(&Filtre::espace("defaut")).await.unwrap().len(), 3);
    assert_eq!(journal.octets(None, 2).await.unwrap().unwrap().0, "deux");
    assert_eq!(journal.octets(None, 3).await.unwrap().unwrap().1, gros);
    assert_eq!(journal.ouverture(), 2);
}

/// Leaves mails one after the other, and tells each that was acknowledged, until the bench is dead.
fn deposer_sans_fin(adresse: &str, nom: &str, acquittes: &mpsc::Sender<String>) -> std::io::Result<()> {
    let mut flux = TcpStream::connect(adresse)?;
    let mut lignes = BufReader::new(flux.try_clone()?).lines();
    let mut attendre = |code: &str| match lignes.next() {
        Some(Ok(l)) if l.starts_with(code) => Ok(()),
        _ => Err(std::io::Error::other("dead")),
    };
    attendre("220")?;
    for n in 0.. {
        let contenu = format!("{nom}.{n}");
        flux.write_all(b"DONNEES\r\n")?;
        attendre("354")?;
        flux.write_all(format!("{contenu}\r\n.\r\n").as_bytes())?;
        attendre("250")?;
        if acquittes.send(contenu).is_err() {
            break;
        }
    }
    Ok(())
}

/// Killed eight times at seeded instants, with mails on their way in three sessions.
#[tokio::test]
async fn kill_9_de_sessions_qui_deposent() {
    let dossier = tempfile::tempdir().unwrap();
    let mut acquittes = BTreeSet::new();
    for tour in 0..8_usize {
        let (mut enfant, adresse, _lignes) = enfanter("durabilite::sessions_a_tuer", dossier.path());
        let (dire, entendre) = mpsc::channel();
        let clients: Vec<_> = (0..3)
            .map(|c| {
                let (dire, adresse) = (dire.clone(), adresse.clone());
                std::thread::spawn(move || deposer_sans_fin(&adresse, &format!("{tour}.{c}"), &dire))
            })
            .collect();
        drop(dire);
        // Not the same number of mails at each round; the instant within a mail is that of the other two sessions.
        let avant = 1 + tour * 7 % 13;
        acquittes.extend(entendre.iter().take(avant));
        enfant.kill().unwrap();
        enfant.wait().unwrap();
        // Acknowledged before the death, heard after it.
        acquittes.extend(entendre.iter());
        for c in clients {
            assert!(c.join().unwrap().is_err(), "each met the death of the bench");
        }
    }
    let journal = Journal::ouvrir(Some(dossier.path()), Durabilite::Normale).unwrap();
    let filtre = Filtre::espace("defaut").operation("jouet.depot");
    let mut echanges = BTreeMap::new();
    for e in journal.chercher(&filtre).await.unwrap() {
        assert_eq!((e.statut, e.echec), (Some(250), None));
        echanges.insert(e.id, journal.octets(None, e.id).await.unwrap().unwrap().0);
    }
    drop(journal);
    let depots = jouet::depots(dossier.path());
    let gardes: BTreeSet<String> = depots
        .iter()
        .map(|(_, c)| String::from_utf8_lossy(c).trim_end().to_owned())
        .collect();
    assert!(acquittes.len() >= 8 * 6, "{}", acquittes.len());
    assert_eq!(gardes.len(), depots.len(), "none twice");
    assert!(
        acquittes.is_subset(&gardes),
        "{:?}",
        acquittes.difference(&gardes).collect::<Vec<_>>()
    );
    // Each mail has its exchange, and each exchange its mail.
    let bruts: BTreeMap<u64, bytes::Bytes> = depots.into_iter().map(|(id, c)| (id, [&c[..], b".\r\n"].concat().into())).collect();
    assert_eq!(bruts, echanges);
    println!(
        "{} dépôts acquittés, {} gardés, aucun sans son échange",
        acquittes.len(),
        gardes.len()
    );
}
