//! What leaves the service, byte for byte. Ports are taken away: fixed names are announced.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use segur_psc::PscReglage;
use serde_json::Value;

use crate::banc::{BIOLOGISTE, ESSAI, Essai, charge};

fn joli(v: &Value) -> String {
    serde_json::to_string_pretty(v).unwrap()
}

async fn aux_noms_fixes() -> Essai {
    let bases = ["auth", "wallet", "edc", "proxy"].map(|p| (p.to_owned(), format!("https://psc-{p}.banc.test")));
    Essai::regle(PscReglage {
        bases: BTreeMap::from(bases),
        ..PscReglage::default()
    })
    .await
}

#[tokio::test]
async fn decouverte() {
    let essai = aux_noms_fixes().await;
    let wallet = essai
        .obtenir(&format!("{}/.well-known/wallet-openid-configuration", essai.point("auth")))
        .await;
    assert_eq!((wallet.fait("document"), wallet.regles().len()), (Some("wallet"), 0));
    assert_snapshot!("decouverte", joli(&wallet.json()));
    let standard = essai
        .obtenir(&format!("{}/.well-known/openid-configuration", essai.point("auth")))
        .await;
    assert_eq!(
        (standard.fait("document"), standard.regles()),
        (Some("standard"), ["psc.decouverte.wallet"].into())
    );
    assert_eq!(
        standard.json()["authorization_endpoint"],
        "https://psc-auth.banc.test/simule/auth/realms/esante-wallet/protocol/openid-connect/auth"
    );
    assert_snapshot!("jwks", joli(&essai.obtenir(&essai.oidc("certs")).await.json()));
}

#[tokio::test]
async fn jetons() {
    let essai = aux_noms_fixes().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    assert!(!jetons.to_string().contains("127.0.0.1"));
    for nom in ["access_token", "id_token", "refresh_token"] {
        assert_snapshot!(nom, joli(&charge(&jetons[nom])));
    }
    let mut forme = jetons.clone();
    for nom in ["access_token", "id_token", "refresh_token"] {
        forme[nom] = "…".into();
    }
    assert_snapshot!("reponse_token", joli(&forme));
    let champs = [("token", jetons["access_token"].as_str().unwrap())];
    assert_snapshot!(
        "introspection",
        joli(&essai.poster(&essai.oidc("token/introspect"), ESSAI, &champs).await.json())
    );
}

#[tokio::test]
async fn userinfo() {
    // People of our own: those of the demonstration may gain fields.
    let mut monde = segur_world::monde_demo().unwrap();
    segur_world::charger_surcouche(&mut monde, include_str!("monde.toml"), "monde.toml").unwrap();
    let essai = Essai::dans(monde, PscReglage::default()).await;
    for (nom, id, exercices, activites) in [
        ("deux_exercices", "899900000912", "2", "3"),
        ("sans_activite", "899900000920", "1", "0"),
        ("structure", "500000001815646/CPAT00045", "1", "1"),
        ("edit", "ANS20260115090000", "1", "1"),
    ] {
        let jetons = essai.connecter(id).await;
        let info = essai.userinfo(jetons["access_token"].as_str().unwrap()).await;
        assert_eq!(
            (info.fait("id_national"), info.fait("exercices"), info.fait("activites")),
            (Some(id), Some(exercices), Some(activites))
        );
        assert_snapshot!(nom, joli(&info.json()));
    }
}

#[tokio::test]
async fn erreurs() {
    let essai = aux_noms_fixes().await;
    let code = essai
        .poster(&essai.oidc("token"), ESSAI, &[("grant_type", "authorization_code"), ("code", "x")])
        .await;
    let client = essai
        .poster(&essai.oidc("token"), ("inconnu", "x"), &[("grant_type", "refresh_token")])
        .await;
    let porteur = essai.userinfo("x").await;
    let tout: Vec<String> = [code, client, porteur]
        .iter()
        .map(|r| {
            let authentifier = r.entetes.get("www-authenticate").map_or("", |v| v.to_str().unwrap());
            format!("{}\n{authentifier}\n{}", r.statut, joli(&r.json()))
        })
        .collect();
    assert_snapshot!("erreurs", tout.join("\n\n"));
    assert_snapshot!(
        "page_erreur",
        essai
            .obtenir(&essai.demande(&[("redirect_uri", "https://x.test")]))
            .await
            .corps
            .split("<main>")
            .nth(1)
            .unwrap()
    );
}
