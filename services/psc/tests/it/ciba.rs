//! CIBA: poll, and what the person does.

use segur_psc::PscReglage;
use serde_json::{Value, json};

use crate::banc::{AUTRE, BIOLOGISTE, ESSAI, Essai, FORMULAIRE, Recue, TEMOIN, forme};

async fn sonder(essai: &Essai, demande: &Value) -> Recue {
    let champs = [
        ("grant_type", "urn:openid:params:grant-type:ciba"),
        ("auth_req_id", demande.as_str().unwrap()),
    ];
    essai.poster(&essai.oidc("token"), ESSAI, &champs).await
}

fn sans_attente() -> PscReglage {
    PscReglage {
        interval: 0,
        ..PscReglage::default()
    }
}

#[tokio::test]
async fn approuvee() {
    let essai = Essai::regle(sans_attente()).await;
    let accuse = essai.demander_ciba(&[]).await;
    assert_eq!((accuse.statut, accuse.regles().len()), (200, 0), "{}", accuse.corps);
    let ack = accuse.json();
    assert_eq!((&ack["expires_in"], &ack["interval"]), (&json!(120), &json!(0)));
    assert_eq!(accuse.fait("auth_req_id"), ack["auth_req_id"].as_str());
    let id = &ack["auth_req_id"];
    let attente = sonder(&essai, id).await;
    assert_eq!(attente.erreur(), (400, "authorization_pending".into()));
    assert!(attente.regles().is_empty());
    // Another number than the one shown: the person does not approve.
    assert_eq!(essai.agir("approuver", json!({ "demande": id, "code": "43" })).await.0, 409);
    assert_eq!(essai.agir("approuver", json!({ "demande": id, "code": 42 })).await.0, 200);
    let jetons = sonder(&essai, id).await;
    assert_eq!(jetons.statut, 200, "{}", jetons.corps);
    assert_eq!(
        (jetons.fait("grant"), jetons.fait("rpps"), jetons.fait("auth_req_id")),
        (Some("ciba"), Some("99900000045"), id.as_str())
    );
    assert_eq!(sonder(&essai, id).await.erreur(), (400, "invalid_grant".into()), "served once");
    assert_eq!(essai.agir("approuver", json!({ "demande": id })).await.0, 409);
}

#[tokio::test]
async fn par_l_ecran_de_l_ecps() {
    let essai = Essai::regle(sans_attente()).await;
    let id = essai.demander_ciba(&[("binding_message", "07")]).await.json()["auth_req_id"].clone();
    let ecran = essai.point("wallet").replace("/auth", "/e-cps");
    let vu = essai.obtenir(&ecran).await;
    assert!(
        vu.corps.contains("07") && vu.corps.contains("SIMULÉ") && vu.corps.contains("BIOTEST"),
        "{}",
        vu.corps
    );
    assert_eq!(vu.echange.operation, "psc.page");
    let geste = [
        ("demande", id.as_str().unwrap()),
        ("client_id", "banc-essai"),
        ("identite", BIOLOGISTE),
        ("moyen", "e-CPS"),
        ("geste", "accord"),
    ];
    let dit = essai
        .envoyer(essai.client.post(&ecran).header("content-type", FORMULAIRE).body(forme(&geste)))
        .await;
    assert_eq!(
        (dit.echange.operation.as_str(), dit.fait("geste"), dit.fait("client_id")),
        ("psc.identification", Some("accord"), Some("banc-essai"))
    );
    assert!(dit.corps.contains("approuvée"));
    assert_eq!(sonder(&essai, &id).await.statut, 200);
}

#[tokio::test]
async fn refusee_ou_passee() {
    let essai = Essai::regle(sans_attente()).await;
    for action in ["refuser", "code-faux"] {
        let id = essai.demander_ciba(&[]).await.json()["auth_req_id"].clone();
        // By the person, when the request is not known to who acts.
        assert_eq!(essai.agir(action, json!({ "demande": "BIOLOGISTE_1" })).await.0, 200);
        assert_eq!(sonder(&essai, &id).await.erreur(), (400, "access_denied".into()), "{action}");
    }
    let id = essai.demander_ciba(&[]).await.json()["auth_req_id"].clone();
    essai.banc.horloge("defaut").unwrap().regler(120).unwrap();
    assert_eq!(sonder(&essai, &id).await.erreur(), (400, "expired_token".into()));
    assert_eq!(essai.agir("approuver", json!({ "demande": id })).await.0, 409);
}

/// Who ends a scenario does not know whether a demand was accepted: nothing is left waiting, and nothing waiting is no error.
#[tokio::test]
async fn tout_ce_qui_attend_est_refuse() {
    let essai = Essai::regle(sans_attente()).await;
    assert_eq!(essai.agir("refuser", json!({})).await, (200, json!({ "nombre": 0 })));
    assert_eq!(essai.demander_ciba(&[("binding_message", "Bonjour")]).await.statut, 400);
    assert_eq!(essai.agir("refuser", json!({})).await, (200, json!({ "nombre": 0 })));
    let premiere = essai.demander_ciba(&[]).await.json()["auth_req_id"].clone();
    let seconde = essai.demander_ciba(&[("login_hint", "899900000060")]).await.json()["auth_req_id"].clone();
    assert_eq!(essai.agir("refuser", json!({})).await, (200, json!({ "nombre": 2 })));
    for id in [premiere, seconde] {
        assert_eq!(sonder(&essai, &id).await.erreur(), (400, "access_denied".into()));
    }
    // One that does not wait is still told when it is named.
    assert_eq!(essai.agir("refuser", json!({ "demande": "899900000060" })).await.0, 409);
    assert_eq!(essai.agir("approuver", json!({})).await.0, 400);
}

#[tokio::test]
async fn trop_vite() {
    let essai = Essai::nouveau().await;
    let ack = essai.demander_ciba(&[]).await.json();
    assert_eq!(ack["interval"], 5);
    assert_eq!(sonder(&essai, &ack["auth_req_id"]).await.erreur().1, "authorization_pending");
    let vite = sonder(&essai, &ack["auth_req_id"]).await;
    assert_eq!(vite.erreur(), (400, "slow_down".into()));
    assert_eq!(vite.regles(), ["psc.sondage"].into());
}

#[tokio::test]
async fn demandes_refusees() {
    let essai = Essai::nouveau().await;
    let enorme = "8".repeat(10_000);
    for (change, erreur) in [
        (("login_hint", ""), "invalid_request"),
        (("login_hint", "899900000000"), "unknown_user_id"),
        (("login_hint", "BIOLOGISTE_1"), "unknown_user_id"),
        (("login_hint", enorme.as_str()), "invalid_request"),
        (("binding_message", ""), "invalid_binding_message"),
        (("binding_message", "Bonjour"), "invalid_binding_message"),
        (("binding_message", "٠٧"), "invalid_binding_message"),
        (("channel", "SMS"), "invalid_request"),
        (("scope", "scope_all"), "invalid_scope"),
        (("id_token_hint", "a.b.c"), "invalid_request"),
    ] {
        assert_eq!(essai.demander_ciba(&[change]).await.erreur(), (400, erreur.into()), "{}", change.0);
    }
    let champs = [("scope", "openid"), ("login_hint", BIOLOGISTE), ("binding_message", "42")];
    let url = essai.oidc("ext/ciba/auth");
    assert_eq!(
        essai.poster(&url, AUTRE, &champs).await.erreur(),
        (400, "unauthorized_client".into())
    );
    // Without a channel the bench goes on, and says it.
    let sans = essai.demander_ciba(&[("channel", "")]).await;
    assert_eq!((sans.statut, sans.regles()), (200, ["psc.ciba.canal-absent"].into()));
    // The request of another client is no one's business.
    let champs = [
        ("grant_type", "urn:openid:params:grant-type:ciba"),
        ("auth_req_id", sans.fait("auth_req_id").unwrap()),
    ];
    assert_eq!(
        essai.poster(&essai.oidc("token"), TEMOIN, &champs).await.erreur(),
        (400, "invalid_grant".into())
    );
}
