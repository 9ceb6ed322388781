//! Our answers, against the schemas of the real contract, by a validator that is not ours.

use std::path::Path;
use std::process::Command;

use crate::banc::Essai;
use crate::message::{AGATHE, FERME, Lot, PERSONNE, existence};

fn valider(xmllint: &Path, schema: &Path, corps: &str) {
    let dossier = tempfile::tempdir().unwrap();
    let fichier = dossier.path().join("reponse.xml");
    std::fs::write(&fichier, corps).unwrap();
    let sortie = Command::new(xmllint)
        .args(["--noout", "--nonet", "--schema"])
        .args([schema, &fichier])
        .output()
        .unwrap();
    assert!(sortie.status.success(), "{corps}\n{}", String::from_utf8_lossy(&sortie.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn les_reponses_suivent_les_schemas() {
    let (Some(xmllint), Some(schemas)) = (segur_essais::outil("xmllint"), segur_essais::corpus("xds/dmp-wsdl-xsd/schema")) else {
        return;
    };
    let valider = |schema: &str, corps: &str| valider(&xmllint, &schemas.join(schema), corps);
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
