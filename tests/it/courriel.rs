//! Mail clients that nobody here wrote, against the MSSanté operator. Python's are in every run; those that Debian and npm bring are played by
//! `.ci/nuit` (`tests/tiers/`). Each prints what it did; the tables of the README are made from it, and these tests hold them to what was seen.

use std::path::{Path, PathBuf};
use std::process::Command;

use segur_certs::Igc;
use serde_json::{Value, json};

use crate::clients::Banc;
use crate::outils;

mod tableau;

/// A password of mailboxes, for clients that have nothing else.
const MOT: &str = "mot-de-passe-public";
const BIOLOGISTE: &str = "alex.biotest@test.mssante.fr";
const PRESCRIPTEUR: &str = "baptiste.ordonnance@test.mssante.fr";

/// A bench whose operator takes passwords for two mailboxes, and what a script is told of it.
async fn banc() -> (Banc, Value) {
    let dossier = tempfile::tempdir().unwrap();
    let mots: String = [BIOLOGISTE, PRESCRIPTEUR]
        .iter()
        .map(|a| format!("\"{a}\" = \"{MOT}\"\n"))
        .collect();
    let banc = Banc::regle(
        dossier,
        &format!("[igc]\ndemo = true\n[psc]\ninterval = 0\n[mssante.mots-de-passe]\n{mots}"),
    )
    .await;
    // Certificates, keys and revocation lists, as a vendor has them.
    let raccordement = banc.dossier.path().join("raccordement");
    let acces = banc.dossier.path().join("donnees/banc.json");
    let arguments = [
        "raccordement",
        "--banc",
        acces.to_str().unwrap(),
        "--dans",
        raccordement.to_str().unwrap(),
    ];
    outils::code(&outils::lancer(&arguments), 0);
    let points = &banc.etat.espaces.iter().find(|e| e.id == "defaut").unwrap().points;
    let igc = Igc::demo().unwrap();
    let client = igc.identite("org-auth-cli").unwrap();
    let serveur = igc.identite("serveur").unwrap();
    let monde = segur_world::monde_demo().unwrap();
    let usager = monde.patients["QUALIFIEE_SIMPLE"].ins.as_ref().unwrap().complet();
    let dit = json!({
        "ancres": igc.ancres_pem(),
        "raccordement": raccordement,
        "certificat": client.chaine_pem,
        "cle": client.cle_pem,
        "serveur": { "certificat": serveur.chaine_pem, "cle": serveur.cle_pem },
        "controle": banc.acces.controle,
        "points": points,
        "mot": MOT,
        "biologiste": { "identite": "899900000045", "adresse": BIOLOGISTE },
        "prescripteur": { "adresse": PRESCRIPTEUR },
        "machine": { "adresse": "sil.labo-tilleuls@test.mssante.fr" },
        "usager": format!("{usager}@patient.mssante.fr"),
        // Well formed, and nobody's.
        "usager_inconnu": "188077599900132@patient.mssante.fr",
        "messages": std::env::var("SEGUR_BENCH_COURRIELS").ok().map_or(1000, |n| n.parse().unwrap()),
    });
    (banc, dit)
}

/// Packages of `tests/tiers/nuit/package.json`, which `.ci/nuit` installs.
fn modules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/nuit/node/node_modules")
}

#[tokio::test(flavor = "multi_thread")]
async fn python_sends_and_reads_mail() {
    let Some(python) = segur_essais::python(&[]) else { return };
    let (banc, dit) = banc().await;
    exemple(&python, &banc, dit["raccordement"].as_str().unwrap());
    let jouer = |script| banc.jouer_avec(&python, script, &dit, &modules());
    tableau::tenir("courriel-envoi", "envoi", &[("Python smtplib", jouer("courriel_smtplib.py"))]);
    tableau::tenir("courriel-lecture", "lecture", &[("Python imaplib", jouer("courriel_imaplib.py"))]);
}

/// The example that vendors are given sends a mail, and reads the report of its delivery.
fn exemple(python: &Path, banc: &Banc, raccordement: &str) {
    let o = Command::new(python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/exemples/courriel.py"))
        .arg(banc.dossier.path().join("donnees/banc.json"))
        .arg(raccordement)
        .output()
        .unwrap();
    outils::code(&o, 0);
    let dit = outils::sortie(&o);
    let (envoye, recu) = dit.trim().split_once('\n').expect("deux lignes");
    assert!(envoye.starts_with("envoyé : <"), "{dit}");
    assert_eq!(recu, "reçu : Subject: Successful Mail Delivery Report");
}

/// What a client that sends and reads printed: the two halves.
fn deux(lignes: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut moities = lignes.split(|l| l == "--- lecture").map(<[String]>::to_vec);
    (moities.next().unwrap(), moities.next().expect("« --- lecture » sépare les deux"))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants curl, swaks, mutt, fetchmail, mbsync and offlineimap: .ci/nuit installs them"]
async fn clients_of_debian_send_and_read_mail() {
    const OUTILS: [&str; 6] = ["curl", "swaks", "mutt", "fetchmail", "mbsync", "offlineimap"];
    let outils: Vec<_> = OUTILS.iter().map(|o| segur_essais::outil(o)).collect();
    let (Some(python), true) = (segur_essais::python(&[]), outils.iter().all(Option::is_some)) else {
        return;
    };
    let (banc, dit) = banc().await;
    let jouer = |client: &str| banc.jouer_avec(&python, &format!("courriel_{client}.py"), &dit, &modules());
    let (curl, mutt) = (deux(jouer("curl")), deux(jouer("mutt")));
    tableau::tenir(
        "courriel-envoi",
        "envoi",
        &[("curl", curl.0), ("swaks", jouer("swaks")), ("mutt", mutt.0)],
    );
    let lecture = [
        ("curl", curl.1),
        ("mutt", mutt.1),
        ("fetchmail", jouer("fetchmail")),
        ("offlineimap3", jouer("offlineimap")),
        ("mbsync", jouer("mbsync")),
    ];
    tableau::tenir("courriel-lecture", "lecture", &lecture);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants nodemailer and imapflow: .ci/nuit installs them"]
async fn nodemailer_sends_and_imapflow_reads_mail() {
    let Some(node) = segur_essais::outil("node") else { return };
    if !modules().join("imapflow").is_dir() {
        let quoi = "paquets de tests/tiers/nuit/package.json absents ; .ci/nuit les installe dans target/nuit/node";
        segur_essais::manque(segur_essais::Besoin::Outils, quoi);
        return;
    }
    let (banc, dit) = banc().await;
    let (envoi, lecture) = deux(banc.jouer_avec(&node, "courriel_node.mjs", &dit, &modules()));
    tableau::tenir("courriel-envoi", "envoi", &[("nodemailer", envoi)]);
    tableau::tenir("courriel-lecture", "lecture", &[("imapflow", lecture)]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants JavaMail (libmail-java) and a JDK: .ci/nuit installs them"]
async fn javamail_sends_and_reads_mail() {
    let (Some(python), Some(_)) = (segur_essais::python(&[]), segur_essais::outil("javac")) else {
        return;
    };
    if !Path::new("/usr/share/java/javax.mail.jar").is_file() {
        segur_essais::manque(segur_essais::Besoin::Outils, "JavaMail absent (libmail-java)");
        return;
    }
    let (banc, dit) = banc().await;
    let (envoi, lecture) = deux(banc.jouer_avec(&python, "courriel_javamail.py", &dit, &modules()));
    tableau::tenir("courriel-envoi", "envoi", &[("JavaMail", envoi)]);
    tableau::tenir("courriel-lecture", "lecture", &[("JavaMail", lecture)]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants openssl and stunnel: .ci/nuit installs them"]
async fn the_tls_of_the_operator_is_what_is_said_of_it() {
    let (Some(python), Some(_), Some(_)) = (
        segur_essais::python(&[]),
        segur_essais::outil("openssl"),
        segur_essais::outil("stunnel"),
    ) else {
        return;
    };
    let (banc, dit) = banc().await;
    let vu = banc.jouer_avec(&python, "courriel_tls.py", &dit, &modules());
    tableau::tenir("courriel-tls", "TLS de l'opérateur", &[("OpenSSL", vu)]);
}
