//! Mail clients that nobody here wrote, against the MSSanté operator. Python's are in every run; those that Debian and npm bring are played by
//! `.ci/nuit` (`tests/tiers/`). Each prints what it did; the tables of the README are made from it, and these tests hold them to what was seen.

use std::path::{Path, PathBuf};

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
    let mots: String = [BIOLOGISTE, PRESCRIPTEUR].iter().map(|a| format!("\"{a}\" = \"{MOT}\"\n")).collect();
    let banc = Banc::regle(
        dossier,
        &format!("[igc]\ndemo = true\n[psc]\ninterval = 0\n[mssante.mots-de-passe]\n{mots}"),
    )
    .await;
    // Certificates, keys and revocation lists, as a vendor has them.
    let raccordement = banc.dossier.path().join("raccordement");
    let acces = banc.dossier.path().join("donnees/banc.json");
    let arguments = ["raccordement", "--banc", acces.to_str().unwrap(), "--dans", raccordement.to_str().unwrap()];
    outils::code(&outils::lancer(&arguments), 0);
    let points = &banc.etat.espaces.iter().find(|e| e.id == "defaut").unwrap().points;
    let igc = Igc::demo().unwrap();
    let client = igc.identite("org-auth-cli").unwrap();
    let monde = segur_world::monde_demo().unwrap();
    let usager = monde.patients["QUALIFIEE_SIMPLE"].ins.as_ref().unwrap().complet();
    let dit = json!({
        "ancres": igc.ancres_pem(),
        "raccordement": raccordement,
        "certificat": client.chaine_pem,
        "cle": client.cle_pem,
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
    let jouer = |script| banc.jouer_avec(&python, script, &dit, &modules());
    tableau::tenir("courriel-envoi", "envoi", &[("Python smtplib", jouer("courriel_smtplib.py"))]);
    tableau::tenir("courriel-lecture", "lecture", &[("Python imaplib", jouer("courriel_imaplib.py"))]);
}
