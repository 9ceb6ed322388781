//! xmlsec1 and this crate, each judging what the other signed.

use std::path::Path;
use std::process::{Command, Output};

use super::*;

fn lancer(xmlsec1: &Path, dossier: &Path, arguments: &[&str]) -> Output {
    Command::new(xmlsec1).current_dir(dossier).args(arguments).output().unwrap()
}

#[test]
fn xmlsec1_verifie_notre_vihf() {
    let Some(xmlsec1) = segur_essais::outil("xmlsec1") else {
        return;
    };
    let banc = Banc::nouveau();
    let dossier = tempfile::tempdir().unwrap();
    // xmlsec1 reads one certificate of a PEM file: each anchor gets its own.
    let mut arguments = vec!["--verify", "--enabled-reference-uris", "same-doc", "--id-attr:ID", "Assertion"];
    let ancres: Vec<_> = banc.igc.autorites().iter().filter(|a| a.confiance).collect();
    for ancre in &ancres {
        std::fs::write(dossier.path().join(&ancre.nom), &ancre.certificat_pem).unwrap();
        arguments.extend(["--trusted-pem", ancre.nom.as_str()]);
    }
    arguments.push("message.xml");
    let verifier = |document: &str| {
        std::fs::write(dossier.path().join("message.xml"), document).unwrap();
        lancer(&xmlsec1, dossier.path(), &arguments)
    };
    let document = message(&banc.propre(), "<y>corps</y>");
    let bon = verifier(&document);
    assert!(bon.status.success(), "{}", String::from_utf8_lossy(&bon.stderr));
    assert!(
        !verifier(&document.replace("TÉMOIN", "TEMOIN")).status.success(),
        "un VIHF modifié est refusé"
    );
}

#[test]
fn nous_verifions_celui_que_xmlsec1_signe() {
    let Some(xmlsec1) = segur_essais::outil("xmlsec1") else {
        return;
    };
    let banc = Banc::nouveau();
    let dossier = tempfile::tempdir().unwrap();
    let identite = banc.igc.identite(CACHET).unwrap();
    let v = banc.vihf(Mode::Indirecte, CACHET);
    // Our own VIHF, its values taken out: what is left is a template, which xmlsec1 fills.
    let mut modele = banc.signer(&v, CACHET);
    for nom in ["DigestValue", "SignatureValue", "X509Certificate"] {
        let debut = modele.find(&format!("<{nom}>")).unwrap() + nom.len() + 2;
        let fin = modele.find(&format!("</{nom}>")).unwrap();
        modele.replace_range(debut..fin, "");
    }
    std::fs::write(dossier.path().join("cle.pem"), &identite.cle_pem).unwrap();
    std::fs::write(dossier.path().join("certificat.pem"), &identite.certificat_pem).unwrap();
    std::fs::write(dossier.path().join("modele.xml"), message(&modele, "")).unwrap();
    let sortie = lancer(
        &xmlsec1,
        dossier.path(),
        &[
            "--sign",
            "--enabled-reference-uris",
            "same-doc",
            "--id-attr:ID",
            "Assertion",
            "--privkey-pem",
            "cle.pem,certificat.pem",
            "--output",
            "signe.xml",
            "modele.xml",
        ],
    );
    assert!(sortie.status.success(), "{}", String::from_utf8_lossy(&sortie.stderr));
    let signe = std::fs::read_to_string(dossier.path().join("signe.xml")).unwrap();
    assert_eq!(banc.juger(&signe), vec![], "{signe}");
    let altere = signe.replace("TÉMOIN", "TEMOIN");
    assert_ne!(altere, signe);
    assert_eq!(ids(&banc.juger(&altere)), BTreeSet::from(["vihf.signature.valide"]));
}
