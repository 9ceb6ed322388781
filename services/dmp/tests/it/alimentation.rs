//! TD2.1: what is accepted.

use insta::assert_snapshot;
use segur_xds::Statut;
use serde_json::Value;

use crate::banc::Essai;
use crate::message::{AGATHE, ELIOTT, Lot};

#[tokio::test]
async fn un_document_nouveau_puis_ses_versions() {
    let essai = Essai::nouveau().await;
    let premier = Lot::nouveau(1, AGATHE);
    let recue = essai.alimenter(&premier).await;
    assert_eq!(recue.registre().statut, Statut::Success, "{}", recue.enveloppe);
    for (fait, valeur) in [
        ("statut", "Success"),
        ("patient", AGATHE.0),
        ("oid", AGATHE.1),
        ("lot.documents", "1"),
        ("entryUUID", &premier.entry_uuid),
        ("lot.uniqueId", &premier.unique_lot),
        ("doc.uniqueId", &premier.unique_document),
        ("doc.typeCode", "11502-2"),
        ("cda.id", &premier.unique_document),
    ] {
        assert_eq!(recue.fait(fait).as_deref(), Some(valeur), "{fait}");
    }
    assert_eq!(recue.echange.operation, "dmp.TD2.1");

    let deuxieme = Lot::remplacant(2, AGATHE, &premier.entry_uuid);
    let recue = essai.alimenter(&deuxieme).await;
    assert_eq!(recue.registre().statut, Statut::Success, "{}", recue.enveloppe);
    assert_eq!(recue.fait("lot.remplace"), Some(premier.entry_uuid.clone()));

    // The first is no longer the present one; the second is.
    let perime = Lot::remplacant(3, AGATHE, &premier.entry_uuid);
    assert_eq!(essai.alimenter(&perime).await.erreurs(), ["XDSRegistryDeprecatedDocumentError"]);
    let troisieme = Lot::remplacant(3, AGATHE, &deuxieme.entry_uuid);
    assert_eq!(essai.alimenter(&troisieme).await.registre().statut, Statut::Success);
}

#[tokio::test]
async fn un_identifiant_symbolique_recoit_un_entry_uuid() {
    let essai = Essai::nouveau().await;
    let lot = Lot::nouveau(1, AGATHE);
    let symbolique = lot.entry_uuid.clone();
    let lot = lot.change(&symbolique, "Document01");
    assert_eq!(essai.alimenter(&lot).await.registre().statut, Statut::Success);
    // Which one is the registry's business: the symbolic one is nobody's.
    let erreurs = essai.alimenter(&Lot::remplacant(2, AGATHE, &symbolique)).await.erreurs();
    assert_eq!(erreurs, ["XDSReplaceFailed"]);
}

#[tokio::test]
async fn mtom_repond_mtom_et_soap_repond_soap() {
    let essai = Essai::nouveau().await;
    let mtom = essai.alimenter(&Lot::nouveau(1, AGATHE)).await;
    assert!(
        mtom.type_contenu.starts_with("multipart/related; type=\"application/xop+xml\""),
        "{}",
        mtom.type_contenu
    );
    assert!(
        mtom.type_contenu.contains("ProvideAndRegisterDocumentSet-bResponse"),
        "{}",
        mtom.type_contenu
    );
    let lot = Lot::nouveau(2, AGATHE);
    let soap = essai.soap("/repository", lot.en_ligne()).await;
    assert!(soap.type_contenu.starts_with("application/soap+xml"), "{}", soap.type_contenu);
    assert_eq!(soap.registre().statut, Statut::Success, "{}", soap.enveloppe);
    // A fault too.
    let mut lot = Lot::nouveau(3, AGATHE);
    lot.vihf.clear();
    let faute = essai.alimenter(&lot).await;
    assert!(faute.type_contenu.starts_with("multipart/related"), "{}", faute.type_contenu);
    assert_eq!(faute.faute().unwrap().0, "banc_vihf");
}

#[tokio::test]
async fn sur_le_fil() {
    let essai = Essai::nouveau().await;
    assert_snapshot!("succes", essai.alimenter(&Lot::nouveau(1, AGATHE)).await.enveloppe);
    assert_snapshot!("echec", essai.alimenter(&Lot::nouveau(1, AGATHE)).await.enveloppe);
}

#[tokio::test]
async fn un_patient_ne_remplace_pas_le_document_d_un_autre() {
    let essai = Essai::nouveau().await;
    let d_agathe = Lot::nouveau(1, AGATHE);
    essai.alimenter(&d_agathe).await;
    let recue = essai.alimenter(&Lot::remplacant(2, ELIOTT, &d_agathe.entry_uuid)).await;
    assert_eq!(recue.erreurs(), ["XDSReplaceFailed"]);
    // Agathe's is still the present one.
    let recue = essai.alimenter(&Lot::remplacant(3, AGATHE, &d_agathe.entry_uuid)).await;
    assert_eq!(recue.registre().statut, Statut::Success);
}

#[tokio::test]
async fn la_remise_a_zero_oublie_tout() {
    let essai = Essai::nouveau().await;
    essai.alimenter(&Lot::nouveau(1, AGATHE)).await;
    assert_eq!(
        essai.alimenter(&Lot::nouveau(1, AGATHE)).await.erreurs(),
        ["XDSDuplicateUniqueIdInRegistry", "XDSRegistryMetadataError"]
    );
    let acces = essai.banc.acces();
    let url = format!("{}/banc/espaces/defaut/remise-a-zero", acces.controle);
    let etat = reqwest::Client::new().post(url).send().await.unwrap();
    assert!(etat.status().is_success(), "{}", etat.text().await.unwrap());
    assert_eq!(essai.alimenter(&Lot::nouveau(1, AGATHE)).await.registre().statut, Statut::Success);
}

#[tokio::test]
async fn les_pannes_se_disent_dans_la_langue_du_dmp() {
    let essai = Essai::nouveau().await;
    let regler = async |pannes: Value| {
        let url = format!("{}/banc/pannes?espace=defaut", essai.banc.acces().controle);
        let reponse = reqwest::Client::new()
            .put(url)
            .header("content-type", "application/json")
            .body(pannes.to_string())
            .send()
            .await
            .unwrap();
        assert!(reponse.status().is_success(), "{}", reponse.text().await.unwrap());
    };
    let panne = |sur: &str, code: &str| serde_json::json!([{"sur": sur, "quoi": {"faute": code}}]);
    regler(panne("dmp.TD2.1", "XDSRepositoryError")).await;
    assert_eq!(essai.alimenter(&Lot::nouveau(1, AGATHE)).await.erreurs(), ["XDSRepositoryError"]);
    regler(panne("dmp.TD2.1", "DMPInvalidCertificate")).await;
    assert_eq!(
        essai.alimenter(&Lot::nouveau(1, AGATHE)).await.faute().unwrap().0,
        "DMPInvalidCertificate"
    );
    regler(panne("dmp.TD0.2", "NF")).await;
    let recue = essai.tester(crate::message::existence(AGATHE)).await;
    assert_eq!(recue.existence().existence.as_deref(), Some("NF"));
    regler(panne("dmp.*", "n'importe <quoi>")).await;
    assert_eq!(
        essai.tester(crate::message::existence(AGATHE)).await.faute().unwrap().0,
        "n_importe__quoi_"
    );
    // None of them changed anything.
    regler(serde_json::json!([])).await;
    assert_eq!(essai.alimenter(&Lot::nouveau(1, AGATHE)).await.registre().statut, Statut::Success);
}
