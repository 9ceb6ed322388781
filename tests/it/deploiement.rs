//! The bench where companies put it: in their CI, behind a proxy, many campaigns at once. The scripts are in `tests/tiers`; what each wants is said,
//! and what is not there is counted.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::outils::{REGLAGES_DE_LA_DEMO, Service, code, commande, erreurs, lancer, sortie, zip};

fn racine() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a script of `tests/tiers` against the command of this build; what it prints is shown.
fn jouer(programme: &Path, script: &str, plus: &[&str]) {
    let mut c = Command::new(programme);
    c.arg(racine().join("tests/tiers").join(script)).args(plus).stdin(Stdio::null());
    let o = c.output().unwrap();
    println!("{}", sortie(&o));
    // 77: what it wants is not here, and it said so.
    assert!(
        matches!(o.status.code(), Some(0 | 77)),
        "{script} : {:?}\n{}\n{}",
        o.status,
        sortie(&o),
        erreurs(&o)
    );
}

fn exemple_de_ci(fichier: &str) {
    let Some(python) = segur_essais::python(&["yaml"]) else { return };
    if ["bash", "curl", "openssl"].iter().any(|o| segur_essais::outil(o).is_none()) {
        return;
    }
    jouer(
        &python,
        "ci_exemples.py",
        &["--binaire", env!("CARGO_BIN_EXE_segur-bench"), "--seulement", fichier],
    );
}

#[test]
fn the_example_for_gitlab_is_played() {
    exemple_de_ci("gitlab-ci.yml");
}

#[test]
#[ignore = "as that of GitLab, whose scripts it shares: .ci/nuit"]
fn the_example_for_github_is_played() {
    exemple_de_ci("github-actions.yml");
}

#[test]
#[ignore = "as that of GitLab, whose scripts it shares: .ci/nuit"]
fn the_example_for_jenkins_is_played() {
    exemple_de_ci("Jenkinsfile");
}

#[test]
#[ignore = "wants root, haproxy and a minute: .ci/nuit"]
fn an_espace_moves_from_one_bench_to_another_behind_a_proxy() {
    let Some(python) = segur_essais::python(&[]) else { return };
    jouer(&python, "passage.py", &["--binaire", env!("CARGO_BIN_EXE_segur-bench")]);
}

#[test]
#[ignore = "wants kubernetes-validate: .ci/nuit installs it"]
fn the_manifests_of_kubernetes_hold() {
    let Some(python) = segur_essais::python(&["yaml"]) else { return };
    jouer(&python, "kubernetes.py", &[]);
}

/// Campaigns side by side in as many espaces: the bytes of each are those of the same one alone. `SEGUR_BENCH_ESPACES` says how many, and then each
/// plays the whole campaign; two and a part of it otherwise.
#[test]
fn campaigns_side_by_side_are_what_each_is_alone() {
    let dits = std::env::var("SEGUR_BENCH_ESPACES").ok().and_then(|n| n.parse::<u8>().ok());
    let (combien, choix): (u8, &[&str]) = match dits {
        Some(n) => (n, &[]),
        None => (2, &["--seulement", "INS/va1.28*,DMP/va1.1*,PSC.0*,MSS/va1.1*"]),
    };
    let d = tempfile::tempdir().unwrap();
    let config = d.path().join("banc.toml");
    std::fs::write(&config, REGLAGES_DE_LA_DEMO).unwrap();
    let espaces = combien.to_string();
    let plus = ["--ports-neufs", "--config", config.to_str().unwrap(), "--espaces", &espaces];
    let (service, acces) = Service::demarrer(&d.path().join("donnees"), &plus);
    let demo = |rang: u8, sortie: &Path| {
        let espace = format!("espace-{rang}");
        let mut c = commande(&[
            "demo",
            "--banc",
            acces.to_str().unwrap(),
            "--espace",
            &espace,
            "--out",
            sortie.to_str().unwrap(),
        ]);
        c.args(choix).stdout(Stdio::null()).stderr(Stdio::piped());
        c
    };
    let dossier = |quand: &str, rang: u8| -> PathBuf { d.path().join(format!("{quand}-{rang}")) };
    let debut = Instant::now();
    let ensemble: Vec<_> = (1..=combien)
        .map(|rang| (rang, demo(rang, &dossier("ensemble", rang)).spawn().unwrap()))
        .collect();
    for (rang, enfant) in ensemble {
        let fini = enfant.wait_with_output().unwrap();
        assert!(fini.status.success(), "espace-{rang} : {}", erreurs(&fini));
    }
    let cote_a_cote = debut.elapsed();
    let memoire = service.memoire_max();
    let seuls: Vec<u8> = if dits.is_some() { vec![1, combien] } else { vec![1, 2] };
    for rang in seuls {
        let fini = demo(rang, &dossier("seul", rang)).output().unwrap();
        assert!(fini.status.success(), "espace-{rang} : {}", erreurs(&fini));
        let lire = |quand: &str| std::fs::read(zip(&dossier(quand, rang))).unwrap();
        assert!(
            lire("ensemble") == lire("seul"),
            "espace-{rang} : d'autres octets seul qu'à côté d'autres"
        );
    }
    println!(
        "{combien} campagnes côte à côte : {} s ; mémoire du banc : {memoire}",
        cote_a_cote.as_secs()
    );
}

/// With certificates of its own, an espace takes no credential of another, on any endpoint that asks for a certificate.
#[test]
fn no_credential_of_an_espace_is_taken_in_another() {
    let d = tempfile::tempdir().unwrap();
    let (_service, acces) = Service::demarrer(&d.path().join("donnees"), &["--ports-neufs"]);
    let banc = acces.to_str().unwrap();
    for espace in ["a", "b"] {
        code(&lancer(&["espace", "creer", espace, "--igc", "propre", "--banc", banc]), 0);
    }
    let raccorder = |espace: &str| {
        let dans = d.path().join(format!("raccordement-{espace}"));
        let o = lancer(&[
            "raccordement",
            "--format",
            "json",
            "--espace",
            espace,
            "--banc",
            banc,
            "--dans",
            dans.to_str().unwrap(),
        ]);
        code(&o, 0);
        let json: serde_json::Value = serde_json::from_str(&sortie(&o)).unwrap();
        (dans, json)
    };
    let (de_a, _) = raccorder("a");
    let (de_b, dit_b) = raccorder("b");
    let moteur = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = |identite: &Path| {
        let pem = |suffixe: &str| std::fs::read(identite.with_extension(suffixe)).unwrap();
        // The candidate trusts both: it is the bench that tells them apart.
        let ancres = [
            std::fs::read(de_a.join("confiance.pem")).unwrap(),
            std::fs::read(de_b.join("confiance.pem")).unwrap(),
        ]
        .concat();
        reqwest::Client::builder()
            .tls_certs_only(reqwest::Certificate::from_pem_bundle(&ancres).unwrap())
            .identity(reqwest::Identity::from_pem(&[pem("cle.pem"), pem("pem")].concat()).unwrap())
            .no_proxy()
            .build()
            .unwrap()
    };
    let (etrangeres, autres): (Vec<PathBuf>, Vec<PathBuf>) = std::fs::read_dir(&de_a)
        .unwrap()
        .filter_map(|f| f.unwrap().path().file_name()?.to_str()?.strip_suffix(".cle.pem").map(PathBuf::from))
        .partition(|nom| nom.to_str().unwrap().contains("etranger"));
    let fautive = |nom: &PathBuf| ["expire", "revoque"].iter().any(|v| nom.to_str().unwrap().contains(v));
    let identites: Vec<PathBuf> = autres.into_iter().filter(|nom| !fautive(nom)).collect();
    assert!(identites.len() > 5, "{identites:?}");
    let (mut refuses, mut propres) = (0, 0);
    for (point, url) in dit_b["points"].as_object().unwrap() {
        let url = url.as_str().unwrap();
        if !url.starts_with("https://") {
            continue;
        }
        let passe = |identite: PathBuf| moteur.block_on(client(&identite).get(url).send()).is_ok();
        // Whoever comes is taken where no certificate is asked for.
        if passe(de_b.join(etrangeres.first().expect("une identité étrangère"))) {
            continue;
        }
        for nom in &identites {
            if passe(de_b.join(nom)) {
                propres += 1;
                assert!(
                    !passe(de_a.join(nom)),
                    "{} de l'espace a est pris par {point} de l'espace b",
                    nom.display()
                );
                refuses += 1;
            }
        }
    }
    println!("{propres} paires justes dans leur espace, {refuses} refusées avec celles d'un autre");
    assert!(refuses > 20, "{refuses}");
}
