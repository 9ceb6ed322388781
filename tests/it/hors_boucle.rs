//! A bench that others reach: TLS and tokens on the control plane, traces for machines, ports shared by several processes.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::outils::{Service, code, commande, lancer, sortie};

const REGLAGES: &str = r#"
hote = "localhost"
[igc]
demo = true
[controle]
adresse = "0.0.0.0:0"
jeton-env = "JETON_DE_L_ESSAI"
[[controle.jetons]]
jeton = "jeton-qui-ne-fait-que-lire"
role = "lire"
espace = "defaut"
[quotas]
echanges-par-seconde = 500
[ports]
"dmp.lps" = "127.0.0.1:1"
"#;

#[test]
fn off_loopback_the_control_plane_wants_tls_and_a_token() {
    let d = tempfile::tempdir().unwrap();
    let config = d.path().join("banc.toml");
    std::fs::write(&config, REGLAGES).unwrap();
    let donnees = d.path().join("donnees");
    let arguments = [
        "serve",
        "--services",
        "insi",
        "--traces",
        "json",
        "--config",
        config.to_str().unwrap(),
        "--data",
        donnees.to_str().unwrap(),
    ];

    // Without the token nothing starts, and what to do is said.
    let sans = commande(&arguments).env_remove("JETON_DE_L_ESSAI").output().unwrap();
    code(&sans, 2);
    assert!(String::from_utf8_lossy(&sans.stderr).contains("JETON_DE_L_ESSAI"), "{sans:?}");

    // The port of the DMP, which only root could take, is for the process that plays it.
    let mut service = commande(&arguments)
        .env("JETON_DE_L_ESSAI", "jeton-qui-permet-tout")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut dites = BufReader::new(service.stdout.take().unwrap()).lines().map(Result::unwrap);
    let pret = dites.find(|l| l.starts_with("prêt controle")).expect("un banc");
    assert!(pret.contains("https://localhost:"), "{pret}");
    let acces = donnees.join("banc.json");
    let banc = acces.to_str().unwrap();
    code(&lancer(&["sante", "--banc", banc]), 0);

    // The same bench by a token that only reads: looking passes, creating does not.
    let mut lu: Value = serde_json::from_slice(&std::fs::read(&acces).unwrap()).unwrap();
    lu["jeton"] = "jeton-qui-ne-fait-que-lire".into();
    let lecteur = d.path().join("lecteur.json");
    std::fs::write(&lecteur, lu.to_string()).unwrap();
    let lecteur = lecteur.to_str().unwrap();
    code(&lancer(&["journal", "--banc", lecteur]), 0);
    let creer = lancer(&["espace", "creer", "q1", "--banc", lecteur]);
    code(&creer, 2);
    assert!(
        String::from_utf8_lossy(&creer.stderr).contains("ce jeton ne permet que de lire"),
        "{creer:?}"
    );
    code(&lancer(&["espace", "creer", "q1", "--banc", banc]), 0);
    // Who does not trust the test PKI does not get as far as a token.
    lu["confiance"] = Value::Null;
    let mefiant = d.path().join("mefiant.json");
    std::fs::write(&mefiant, lu.to_string()).unwrap();
    code(&lancer(&["sante", "--banc", mefiant.to_str().unwrap()]), 2);

    // A call that is numbered by who makes it is found by that number, and leaves one line for machines.
    let raccordement = lancer(&["raccordement", "--format", "json", "--banc", banc]);
    code(&raccordement, 0);
    let points: Value = serde_json::from_str(&sortie(&raccordement)).unwrap();
    let crl = points["points"]["insi.lps"].as_str().unwrap().to_owned();
    let moteur = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    moteur.block_on(async {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let ancres = segur_certs::Igc::demo().unwrap().ancres_pem();
        let client = reqwest::Client::builder()
            .tls_certs_only(reqwest::Certificate::from_pem_bundle(ancres.as_bytes()).unwrap())
            .no_proxy()
            .build()
            .unwrap();
        client
            .post(&crl)
            .header("x-request-id", "demande-42")
            .body("<x/>")
            .send()
            .await
            .unwrap();
    });
    let trouves = lancer(&["journal", "--banc", banc, "--demande", "demande-42"]);
    code(&trouves, 0);
    assert_eq!(sortie(&trouves).lines().count(), 1, "{}", sortie(&trouves));
    let _ = service.kill();
    let lignes: Vec<Value> = BufReader::new(service.stderr.take().unwrap())
        .lines()
        .map(|l| serde_json::from_str(&l.unwrap()).expect("une ligne de JSON"))
        .collect();
    let sienne: Vec<&Value> = lignes.iter().filter(|l| l["demande"] == "demande-42").collect();
    assert_eq!(sienne.len(), 1, "{lignes:?}");
    assert_eq!((&sienne[0]["espace"], &sienne[0]["service"]), (&"defaut".into(), &"insi".into()));
    assert!(sienne[0]["constats"].as_array().is_some_and(|c| !c.is_empty()), "{}", sienne[0]);
    let _ = service.wait();
}

/// Two benches on one folder would write over each other.
#[test]
fn a_second_bench_on_the_same_folder_is_refused() {
    let d = tempfile::tempdir().unwrap();
    let donnees = d.path().join("donnees");
    let (_premier, _) = Service::demarrer(&donnees, &["--services", "insi", "--ports-neufs"]);
    let second = lancer(&["serve", "--services", "dmp", "--ports-neufs", "--data", donnees.to_str().unwrap()]);
    code(&second, 2);
    let dit = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(
        dit.contains("est tenu par un autre banc en marche") && dit.contains(donnees.to_str().unwrap()),
        "{dit}"
    );
}
