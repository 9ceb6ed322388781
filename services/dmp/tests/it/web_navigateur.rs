//! The web access in a real browser: `tests/tiers/web_dmp.mjs`, with the packages that `.ci/run` installs.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::banc::{Essai, IGC};

fn racine() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn paquets() -> Option<PathBuf> {
    let paquets = racine().join("target/ci/node/node_modules");
    if paquets.join("puppeteer-core").is_dir() {
        return Some(paquets);
    }
    let quoi = "paquets de tests/tiers/package.json absents ; .ci/run les installe dans target/ci/node";
    segur_essais::manque(segur_essais::Besoin::Outils, quoi);
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn web_a_physician_works_in_a_real_browser() {
    let (Some(node), Some(chromium), Some(paquets)) = (segur_essais::outil("node"), segur_essais::outil("chromium"), paquets()) else {
        return;
    };
    let essai = Essai::nouveau().await;
    let base = essai.banc.espace("defaut").unwrap().points["dmp.web"].clone();
    let carte = IGC.identite("ps-auth-medecin-prescripteur").unwrap();
    let mut dit = json!({
        "chromium": chromium,
        "base": base,
        "ancres": IGC.ancres_pem(),
        "medecin": { "certificat": carte.chaine_pem, "cle": carte.cle_pem },
        "plein": crate::web::ins("DMP_VIE_ENTIERE"),
        "sans": crate::web::ins("DMP_SANS_AUTORISATION"),
        "ferme": crate::web::ins("DMP_FERME_A_SA_DEMANDE"),
    });
    if let Ok(images) = std::env::var("SEGUR_BENCH_IMAGES") {
        dit["images"] = json!(images);
    }
    let d = tempfile::tempdir().unwrap();
    let (script, ici) = (d.path().join("web_dmp.mjs"), d.path().join("ici.json"));
    std::fs::copy(racine().join("tests/tiers/web_dmp.mjs"), &script).unwrap();
    std::fs::write(&ici, dit.to_string()).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(paquets.canonicalize().unwrap(), d.path().join("node_modules")).unwrap();
    let joue = tokio::task::spawn_blocking(move || Command::new(node).arg(script).arg(ici).output().unwrap());
    let sortie = joue.await.unwrap();
    let (vu, erreur) = (String::from_utf8_lossy(&sortie.stdout), String::from_utf8_lossy(&sortie.stderr));
    assert!(sortie.status.success(), "{vu}\n{erreur}");
    assert_eq!(vu.lines().collect::<Vec<_>>(), ["documents ok", "autorisation ok", "pages ok"]);
}
