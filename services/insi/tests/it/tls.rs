//! The service behind its two TLS endpoints; a third-party SOAP client made from our WSDL.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use segur_certs::Igc;
use segur_insi::{InsiReglage, service};
use segur_insi_messages::{ReponseInsi, lire_reponse, ns};
use segur_kit::{Banc, ReglageBanc, SourceHorloge};

use crate::outils::{ADRDEUX, Essai, MAINTENANT, message, securite};

async fn banc() -> (Banc, Arc<Igc>) {
    let igc = Arc::new(Igc::demo().unwrap());
    let mut reglage = ReglageBanc::nouveau(Arc::new(segur_world::monde_demo().unwrap()), igc.clone());
    reglage.horloge = SourceHorloge::Figee(MAINTENANT);
    (
        Banc::demarrer(reglage, vec![service(InsiReglage::default())], &[]).await.unwrap(),
        igc,
    )
}

fn url(banc: &Banc, point: &str) -> String {
    banc.espace("defaut").unwrap().points[point].clone()
}

fn client(igc: &Igc, identite: Option<&str>) -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let ancres = reqwest::Certificate::from_pem_bundle(igc.ancres_pem().as_bytes()).unwrap();
    let mut client = reqwest::Client::builder().tls_certs_only(ancres);
    if let Some(identite) = identite.map(|i| igc.identite(i).unwrap()) {
        client = client.identity(reqwest::Identity::from_pem(format!("{}{}", identite.chaine_pem, identite.cle_pem).as_bytes()).unwrap());
    }
    client.build().unwrap()
}

async fn appeler(client: &reqwest::Client, url: &str, corps: String) -> ReponseInsi {
    let type_contenu = format!("application/soap+xml; charset=utf-8; action=\"{}\"", ns::ACTION_TRAITS);
    let reponse = client
        .post(url)
        .header("content-type", type_contenu)
        .body(corps)
        .send()
        .await
        .unwrap();
    lire_reponse(&reponse.bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn les_deux_points_repondent() {
    let (banc, igc) = banc().await;
    let (tlsm, lps) = (url(&banc, "insi.tlsm"), url(&banc, "insi.lps"));
    assert!(tlsm.ends_with("/lps") && lps.ends_with("/lps"));

    let structure = appeler(
        &client(&igc, Some("org-insi-auto")),
        &tlsm,
        message("1999900038", "", &ADRDEUX.corps()),
    )
    .await;
    let assertion = Essai::nouveau().assertion("ps-sign-biologiste-1", |_| {});
    let carte = appeler(
        &client(&igc, None),
        &lps,
        message("899900000045", &securite(&assertion), &ADRDEUX.corps()),
    )
    .await;
    let ReponseInsi::Resultat(resultat) = &structure else {
        panic!("{structure:?}")
    };
    assert_eq!(resultat.individu.as_ref().unwrap().actif.complet(), "181016322075140");
    assert_eq!(structure, carte);

    for refuse in ["org-insi-auto-revoque", "org-insi-auto-expire", "org-insi-auto-etranger"] {
        assert!(
            client(&igc, Some(refuse)).get(format!("{tlsm}?wsdl")).send().await.is_err(),
            "{refuse}"
        );
    }
    banc.arreter().await;
}

fn ecrire(dossier: &Path, nom: &str, contenu: &str) -> PathBuf {
    let chemin = dossier.join(nom);
    std::fs::write(&chemin, contenu).unwrap();
    chemin
}

#[tokio::test(flavor = "multi_thread")]
async fn un_client_zeep_fait_de_notre_wsdl_appelle_le_service() {
    let Some(python) = segur_essais::python(&["zeep"]) else {
        return;
    };
    let (banc, igc) = banc().await;
    let dossier = tempfile::tempdir().unwrap();
    let identite = igc.identite("org-insi-auto").unwrap();
    let mut commande = Command::new(python);
    commande
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/client_zeep.py"))
        .arg(format!("{}?wsdl", url(&banc, "insi.tlsm")))
        .arg(ecrire(dossier.path(), "ancres.pem", &igc.ancres_pem()))
        .arg(ecrire(dossier.path(), "client.pem", &identite.chaine_pem))
        .arg(ecrire(dossier.path(), "cle.pem", &identite.cle_pem));
    let sortie = tokio::task::spawn_blocking(move || commande.output().unwrap()).await.unwrap();
    let (dit, erreur) = (String::from_utf8_lossy(&sortie.stdout), String::from_utf8_lossy(&sortie.stderr));
    assert!(sortie.status.success(), "{dit}\n{erreur}");
    assert_eq!(
        dit.lines().collect::<Vec<_>>(),
        [
            "00 OK 1810163220751 40 LAURENT",
            "01 Aucune identite trouvee",
            "faute desir_550 siram_100",
            "00 2770763220829 RUTH ISABELLE",
            "faute banc_contexte siram_banc"
        ]
    );
    banc.arreter().await;
}
