//! A third-party SOAP client, made from our WSDLs, asks for a DMP and feeds it.

use std::process::Command;

use crate::banc::{Essai, IGC};
use crate::message::{AGATHE, Lot, PERSONNE, bon_vihf};

#[tokio::test(flavor = "multi_thread")]
async fn un_client_zeep_fait_de_nos_wsdl_alimente_le_dmp() {
    let Some(python) = segur_essais::python(&["zeep"]) else {
        return;
    };
    let essai = Essai::nouveau().await;
    let dossier = tempfile::tempdir().unwrap();
    let identite = IGC.identite("org-auth-cli").unwrap();
    let lot = Lot::nouveau(1, AGATHE);
    for (nom, contenu) in [
        ("ancres.pem", IGC.ancres_pem().as_bytes()),
        ("client.pem", identite.chaine_pem.as_bytes()),
        ("cle.pem", identite.cle_pem.as_bytes()),
        ("vihf.xml", bon_vihf(AGATHE).as_bytes()),
        ("vihf-personne.xml", bon_vihf(PERSONNE).as_bytes()),
        ("lot.xml", lot.corps.as_bytes()),
        ("document.xml", &lot.document),
        ("signature.xml", &lot.signature),
    ] {
        std::fs::write(dossier.path().join(nom), contenu).unwrap();
    }
    let mut commande = Command::new(python);
    commande
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/client_zeep.py"))
        .arg(essai.base())
        .arg(dossier.path())
        .args([AGATHE.0, PERSONNE.0]);
    let sortie = tokio::task::spawn_blocking(move || commande.output().unwrap()).await.unwrap();
    let (dit, erreur) = (String::from_utf8_lossy(&sortie.stdout), String::from_utf8_lossy(&sortie.stderr));
    assert!(sortie.status.success(), "{dit}\n{erreur}");
    assert_eq!(
        dit.lines().collect::<Vec<_>>(),
        [
            "existe OK active NON_EXISTE",
            "existe NF",
            "depot Success",
            "depot Failure XDSDuplicateUniqueIdInRegistry",
            "faute banc_vihf"
        ]
    );
}
