//! Our answers, against the schemas of the real contract, by a validator that is not ours.

use std::path::PathBuf;
use std::process::Command;

use crate::banc::{Essai, corpus};
use crate::message::{AGATHE, FERME, Lot, PERSONNE, existence};

/// `xmllint`, or a line that says it is not there.
fn validateur() -> bool {
    let present = Command::new("xmllint").arg("--version").output().is_ok_and(|s| s.status.success());
    if !present {
        eprintln!("SAUTÉ : xmllint absent (paquet libxml2-utils)");
    }
    present
}

fn valider(schema: &str, corps: &str) {
    let racine =
        std::env::var("SEGUR_BENCH_CORPUS").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").into());
    let schema = PathBuf::from(racine).join("xds/dmp-wsdl-xsd/schema").join(schema);
    let dossier = tempfile::tempdir().unwrap();
    let fichier = dossier.path().join("reponse.xml");
    std::fs::write(&fichier, corps).unwrap();
    let sortie = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .args([&schema, &fichier])
        .output()
        .unwrap();
    assert!(sortie.status.success(), "{corps}\n{}", String::from_utf8_lossy(&sortie.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn les_reponses_suivent_les_schemas() {
    if !validateur() || corpus("dmp-wsdl-xsd/schema/ebRS/rs.xsd").is_none() {
        return;
    }
    let essai = Essai::nouveau().await;
    for patient in [AGATHE, FERME, PERSONNE] {
        let recue = essai.tester(existence(patient)).await;
        valider("HL7V3/NE2009/multicacheschemas/PRPA_IN201308UV02.xsd", recue.corps());
    }
    let lot = Lot::nouveau(1, AGATHE);
    valider(
        "IHE/XDS.b_DocumentRepository.xsd",
        &lot.en_ligne()
            .split_once("<soap:Body>")
            .unwrap()
            .1
            .replace("</soap:Body></soap:Envelope>", ""),
    );
    valider("ebRS/rs.xsd", essai.alimenter(&lot).await.corps());
    valider("ebRS/rs.xsd", essai.alimenter(&lot).await.corps());
}
