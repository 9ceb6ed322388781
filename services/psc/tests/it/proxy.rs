//! The Proxy e-Santé.

use serde_json::{Value, json};

use crate::banc::{BIOLOGISTE, Essai, Recue};

async fn connect(essai: &Essai, corps: &Value, cookie: &str) -> Recue {
    let url = format!("{}/connect", essai.point("proxy"));
    essai.envoyer(essai.certifie.post(url).header("cookie", cookie).json(corps)).await
}

fn demande() -> Value {
    json!({ "nationalId": BIOLOGISTE, "bindingMessage": "58", "clientId": "temoin-sgl", "channel": "CARD" })
}

/// Opens a session, the person approving as soon as they are asked.
async fn ouvrir(essai: &Essai) -> (Recue, String) {
    let corps = demande();
    let approuver = async {
        while essai.agir("approuver", json!({ "demande": BIOLOGISTE })).await.0 != 200 {
            tokio::task::yield_now().await;
        }
    };
    let (recue, ()) = tokio::join!(connect(essai, &corps, ""), approuver);
    let cookie = recue.entetes["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    (recue, cookie)
}

#[tokio::test]
async fn une_session_entiere() {
    let essai = Essai::nouveau().await;
    let (ouverte, cookie) = ouvrir(&essai).await;
    assert_eq!(ouverte.statut, 200, "{}", ouverte.corps);
    assert!(ouverte.regles().is_empty());
    assert_eq!(
        cookie,
        format!("proxy_session_id={}", ouverte.json()["proxy_session_id"].as_str().unwrap())
    );
    assert_eq!(
        (
            ouverte.fait("national_id"),
            ouverte.fait("binding_message"),
            ouverte.fait("session")
        ),
        (Some(BIOLOGISTE), Some("58"), ouverte.json()["session_state"].as_str())
    );
    assert_eq!(connect(&essai, &demande(), &cookie).await.statut, 304);

    let proxy = essai.point("proxy");
    let avec = |methode: reqwest::Method, chemin: &str| {
        essai
            .certifie
            .request(methode, format!("{proxy}{chemin}"))
            .header("cookie", &cookie)
    };
    let relaye = essai.envoyer(avec(reqwest::Method::POST, "/send/api/v1/patients?x=1")).await;
    assert_eq!(
        (relaye.statut, relaye.fait("service"), relaye.fait("chemin")),
        (200, Some("api"), Some("v1/patients"))
    );
    assert_eq!(relaye.json()["SubjectNameID"], BIOLOGISTE);
    assert_eq!(essai.envoyer(avec(reqwest::Method::GET, "/send/inconnu/x")).await.statut, 502);

    let traces = essai
        .obtenir(&format!("{proxy}/traces?start=2026-01-15T00:00:00Z&end=2026-01-16T00:00:00Z"))
        .await;
    assert_eq!(traces.fait("debut"), Some("2026-01-15T00:00:00Z"));
    let genres: Vec<String> = traces
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(genres, ["CONNECT_SUCCESS", "SEND", "SEND"]);
    assert_eq!(traces.json()[0]["IdRPPS"], BIOLOGISTE);
    assert!(traces.json()[0]["dn"].as_str().unwrap().contains("LABORATOIRE DES TILLEULS"));
    let avant = essai
        .obtenir(&format!("{proxy}/traces?start=2020-01-01T00:00:00Z&end=2021-01-01T00:00:00Z"))
        .await;
    assert_eq!(avant.json(), json!([]));
    assert_eq!(essai.obtenir(&format!("{proxy}/traces")).await.statut, 400);

    assert_eq!(essai.envoyer(avec(reqwest::Method::DELETE, "/disconnect")).await.statut, 200);
    assert_eq!(essai.envoyer(avec(reqwest::Method::DELETE, "/disconnect")).await.statut, 401);
    assert_eq!(essai.envoyer(avec(reqwest::Method::GET, "/send/api/x")).await.statut, 401);
}

#[tokio::test]
async fn demandes_refusees() {
    let essai = Essai::nouveau().await;
    let vide = connect(&essai, &json!({}), "").await;
    assert_eq!((vide.statut, vide.regles()), (400, ["psc.proxy.connect"].into()));
    assert_eq!(vide.json()["metadata"].as_object().unwrap().len(), 4, "each field is named");
    for (champ, valeur, statut) in [
        ("nationalId", "899900000003", 404),
        ("clientId", "inconnu", 404),
        ("channel", "SMS", 400),
    ] {
        let mut corps = demande();
        corps[champ] = json!(valeur);
        assert_eq!(connect(&essai, &corps, "").await.statut, statut, "{champ}");
    }
    let refuser = async {
        while essai.agir("refuser", json!({ "demande": BIOLOGISTE })).await.0 != 200 {
            tokio::task::yield_now().await;
        }
    };
    let corps = demande();
    let (refusee, ()) = tokio::join!(connect(&essai, &corps, ""), refuser);
    assert_eq!(refusee.statut, 401);
}

#[tokio::test]
async fn signature_des_donnees_de_session() {
    let essai = Essai::nouveau().await;
    let url = format!("{}/signsessiondata", essai.point("proxy"));
    let corps = json!({ "nationalId": BIOLOGISTE, "clientID": "temoin-sgl", "proxy_session_id": "p", "session_state": "s" });
    let signe = essai.envoyer(essai.client.post(&url).json(&corps)).await;
    assert_eq!(signe.statut, 200);
    assert_eq!(crate::banc::charge(&signe.json()["signature"]), corps, "a JWS over the same fields");
    assert_eq!(
        essai
            .envoyer(essai.client.post(&url).json(&json!({ "nationalId": "x" })))
            .await
            .statut,
        400
    );
}
