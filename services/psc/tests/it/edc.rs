//! An API of the Espace de Confiance.

use segur_oidc::FormeX5t;
use segur_oidc::jeton::Signataire;
use serde_json::{Value, json};

use crate::banc::{BIOLOGISTE, Essai, FORMULAIRE, IGC, MAINTENANT, Recue, TEMOIN, charge, client, forme};

const ECHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCES: &str = "urn:ietf:params:oauth:token-type:access_token";

/// A token of PSC bound to the certificate of the structure.
async fn jeton_lie(essai: &Essai) -> String {
    let poster = async |suffixe: &str, champs: &[(&str, &str)]| {
        let mut tous = vec![("client_id", TEMOIN.0)];
        tous.extend(champs);
        essai
            .envoyer(
                essai
                    .certifie
                    .post(essai.oidc(suffixe))
                    .header("content-type", FORMULAIRE)
                    .body(forme(&tous)),
            )
            .await
            .json()
    };
    let champs = [
        ("scope", "openid scope_all"),
        ("login_hint", BIOLOGISTE),
        ("binding_message", "33"),
        ("acr_values", "eidas1"),
        ("channel", "CARD"),
    ];
    let id = poster("ext/ciba/auth", &champs).await["auth_req_id"].clone();
    essai.agir("approuver", json!({ "demande": id })).await;
    let champs = [
        ("grant_type", "urn:openid:params:grant-type:ciba"),
        ("auth_req_id", id.as_str().unwrap()),
    ];
    poster("token", &champs).await["access_token"].as_str().unwrap().to_owned()
}

async fn echanger(essai: &Essai, par: &reqwest::Client, jeton: &str, change: &[(&str, &str)]) -> Recue {
    let mut champs = vec![
        ("client_id", TEMOIN.0),
        ("grant_type", ECHANGE),
        ("subject_token", jeton),
        ("subject_token_type", ACCES),
        ("subject_issuer", "psc"),
        ("scope", "openid profile"),
    ];
    for (nom, valeur) in change {
        champs.retain(|(n, _)| n != nom);
        if !valeur.is_empty() {
            champs.push((nom, valeur));
        }
    }
    essai
        .envoyer(
            par.post(format!("{}/token", essai.point("edc")))
                .header("content-type", FORMULAIRE)
                .body(forme(&champs)),
        )
        .await
}

async fn appeler(essai: &Essai, par: &reqwest::Client, jeton: &str) -> Recue {
    essai
        .envoyer(par.get(format!("{}/api/v1/patients", essai.point("edc"))).bearer_auth(jeton))
        .await
}

#[tokio::test]
async fn echange_puis_appel() {
    let essai = Essai::nouveau().await;
    for forme_cnf in ["rfc8705", "ans"] {
        essai.agir("regler", json!({ "cle": "cnf", "valeur": forme_cnf })).await;
        let psc = jeton_lie(&essai).await;
        let recu = echanger(&essai, &essai.certifie, &psc, &[]).await;
        assert_eq!(recu.statut, 200, "{}", recu.corps);
        assert!(recu.regles().is_empty(), "{:?}", recu.regles());
        assert_eq!(
            (recu.fait("cnf"), recu.fait("rpps"), recu.fait("client_id")),
            (Some(forme_cnf), Some("99900000045"), Some("temoin-sgl"))
        );
        let api = recu.json()["access_token"].clone();
        assert!(charge(&api)["iss"].as_str().unwrap().contains("/simule/"));
        let appel = appeler(&essai, &essai.certifie, api.as_str().unwrap()).await;
        assert_eq!(
            (appel.statut, appel.fait("cnf"), appel.fait("rpps")),
            (200, Some("lie"), Some("99900000045"))
        );
        assert!(appel.regles().is_empty());
        let autre = appeler(&essai, &client(Some("org-insi-auto")), api.as_str().unwrap()).await;
        assert_eq!(
            (autre.statut, autre.fait("cnf"), autre.regles()),
            (401, Some("autre-certificat"), ["psc.edc.meme-certificat"].into())
        );
    }
}

#[tokio::test]
async fn echanges_refuses() {
    let essai = Essai::nouveau().await;
    let psc = jeton_lie(&essai).await;
    let code = async |change: &[(&str, &str)]| echanger(&essai, &essai.certifie, &psc, change).await.erreur();
    assert_eq!(code(&[("subject_token", "")]).await.1, "invalid_request");
    assert_eq!(code(&[("subject_token", "a.b.c")]).await.1, "invalid_request");
    assert_eq!(code(&[("subject_token_type", "")]).await.1, "invalid_request");
    assert_eq!(code(&[("grant_type", "client_credentials")]).await.1, "unsupported_grant_type");
    assert_eq!(code(&[("client_id", "banc-essai")]).await, (401, "invalid_client".into()));
    // A certificate that leads to no client.
    let autre = client(Some("org-insi-auto"));
    assert_eq!(echanger(&essai, &autre, &psc, &[]).await.erreur(), (401, "invalid_client".into()));
    // Without any, the connection itself fails, and is recorded.
    let sans = essai.client.post(format!("{}/token", essai.point("edc"))).send().await;
    assert!(sans.is_err());
    let vues = essai.banc.tentatives("defaut").unwrap();
    assert!(vues.iter().any(|t| format!("{t:?}").contains("psc.edc")));
    // Past its two minutes the token of PSC is worth nothing.
    essai.banc.horloge("defaut").unwrap().regler(121).unwrap();
    let mort = echanger(&essai, &essai.certifie, &psc, &[]).await;
    assert_eq!((mort.erreur().0, mort.regles()), (400, ["psc.edc.jeton-vivant"].into()));
}

#[tokio::test]
async fn l_api_ne_prend_que_ses_jetons() {
    let essai = Essai::nouveau().await;
    let psc = jeton_lie(&essai).await;
    assert_eq!(
        appeler(&essai, &essai.certifie, &psc).await.statut,
        401,
        "the token of PSC is for another issuer"
    );
    let api = echanger(&essai, &essai.certifie, &psc, &[]).await.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let sans = essai.envoyer(essai.certifie.get(format!("{}/api/x", essai.point("edc")))).await;
    assert_eq!((sans.statut, sans.fait("cnf")), (401, Some("absent")));
    // One of our making, signed by a key of somebody else.
    let x5t = FormeX5t::Rfc8705.ecrire(&IGC.identite("org-auth-cli").unwrap().certificat.empreinte);
    let mut faux: Value = charge(&json!(api));
    faux["cnf"]["x5t#S256"] = json!(x5t);
    let forge = Signataire::rs256(&IGC.identite("org-auth-cli").unwrap().cle_pem)
        .unwrap()
        .signer(&faux)
        .unwrap();
    assert_eq!(appeler(&essai, &essai.certifie, &forge).await.statut, 401);
    let duree = charge(&json!(api))["exp"].as_i64().unwrap() - MAINTENANT.unix_timestamp();
    essai.banc.horloge("defaut").unwrap().regler(u64::try_from(duree).unwrap()).unwrap();
    assert_eq!(appeler(&essai, &essai.certifie, &api).await.statut, 401);
}
