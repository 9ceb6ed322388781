//! Judged by something not ours: where the témoin and the checks share the code that signs, a mistake would be on both
//! sides. xmlsec1 verifies the assertion that the témoin really sent.

use std::io::Read;
use std::process::Command;

use crate::outils::{code, demo, zip};

#[test]
fn xmlsec1_verifies_the_assertion_that_the_temoin_sent() {
    let Some(xmlsec1) = segur_essais::outil("xmlsec1") else {
        return;
    };
    let d = tempfile::tempdir().unwrap();
    code(&demo(d.path(), &["--seulement", "INS/va1.58.01"]), 0);
    let mut archive = zip::ZipArchive::new(std::fs::File::open(zip(d.path())).unwrap()).unwrap();
    let nom = (0..archive.len())
        .map(|i| archive.by_index(i).unwrap().name().unwrap().into_owned())
        .find(|n| n.contains("carte") && n.ends_with("requete.xml"))
        .expect("la requête en mode carte est dans le dossier");
    let mut requete = Vec::new();
    archive.by_name(&nom).unwrap().read_to_end(&mut requete).unwrap();
    // xmlsec1 reads one certificate of a PEM file: each anchor gets its own.
    let mut ancres = Vec::new();
    for autorite in segur_certs::Igc::demo().unwrap().autorites().iter().filter(|a| a.confiance) {
        let chemin = d.path().join(format!("{}.pem", autorite.nom));
        std::fs::write(&chemin, &autorite.certificat_pem).unwrap();
        ancres.extend(["--trusted-pem".into(), chemin.into_os_string()]);
    }
    let verifier = |octets: &[u8]| {
        let message = d.path().join("requete.xml");
        std::fs::write(&message, octets).unwrap();
        Command::new(&xmlsec1)
            .args(["--verify", "--enabled-reference-uris", "same-doc", "--id-attr:ID", "Assertion"])
            .args(&ancres)
            .arg(&message)
            .output()
            .unwrap()
    };
    let bon = verifier(&requete);
    assert!(bon.status.success(), "{}", String::from_utf8_lossy(&bon.stderr));
    let altere = String::from_utf8(requete).unwrap().replace("899900000045</", "899900000046</");
    assert!(!verifier(altere.as_bytes()).status.success(), "une assertion modifiée est refusée");
}
