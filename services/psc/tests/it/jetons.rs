//! The life of tokens, on the bench clock.

use segur_oidc::jeton::{Attentes, JetonRefuse, Verificateur, verifier};
use serde_json::{Value, json};

use crate::banc::{AUTRE, BIOLOGISTE, ESSAI, Essai, MAINTENANT, Recue, charge, rien};

fn texte<'a>(jetons: &'a Value, nom: &str) -> &'a str {
    jetons[nom].as_str().unwrap()
}

async fn rafraichir(essai: &Essai, jeton: &str) -> Recue {
    essai
        .poster(
            &essai.oidc("token"),
            ESSAI,
            &[("grant_type", "refresh_token"), ("refresh_token", jeton)],
        )
        .await
}

async fn introspecter(essai: &Essai, jeton: &str) -> Recue {
    essai.poster(&essai.oidc("token/introspect"), ESSAI, &[("token", jeton)]).await
}

fn avancer(essai: &Essai, secondes: i64) {
    essai
        .banc
        .horloge("defaut")
        .unwrap()
        .regler(u64::try_from(secondes).unwrap())
        .unwrap();
}

#[tokio::test]
async fn durees() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let acces = texte(&jetons, "access_token");
    avancer(&essai, 119);
    assert_eq!(essai.userinfo(acces).await.statut, 200);
    avancer(&essai, 120);
    let mort = essai.userinfo(acces).await;
    assert_eq!(
        (mort.erreur(), mort.regles()),
        ((401, "invalid_token".into()), ["psc.userinfo.jeton-mort"].into())
    );
    assert_eq!(introspecter(&essai, acces).await.json(), json!({ "active": false }));
    avancer(&essai, 1799);
    let suivants = rafraichir(&essai, texte(&jetons, "refresh_token")).await;
    assert_eq!(suivants.statut, 200, "{}", suivants.corps);
    let suivants = suivants.json();
    assert_eq!(suivants["session_state"], jetons["session_state"]);
    // It has served.
    assert_eq!(
        rafraichir(&essai, texte(&jetons, "refresh_token")).await.erreur(),
        (400, "invalid_grant".into())
    );
    avancer(&essai, 1799 + 1800);
    let tard = rafraichir(&essai, texte(&suivants, "refresh_token")).await;
    assert_eq!(tard.erreur(), (400, "invalid_grant".into()));
    avancer(&essai, 1799 + 1801);
    let tard = rafraichir(&essai, texte(&suivants, "refresh_token")).await;
    assert_eq!(tard.regles(), ["psc.jeton.rafraichissement"].into());
}

#[tokio::test]
async fn quatre_heures_au_plus() {
    let essai = Essai::nouveau().await;
    let mut jetons = essai.connecter(BIOLOGISTE).await;
    for pas in 1..10 {
        avancer(&essai, pas * 1500);
        jetons = rafraichir(&essai, texte(&jetons, "refresh_token")).await.json();
    }
    assert_eq!(jetons["refresh_expires_in"], 14_400 - 9 * 1500, "no token outlives its session");
    avancer(&essai, 14_400);
    assert_eq!(
        rafraichir(&essai, texte(&jetons, "refresh_token")).await.erreur(),
        (400, "invalid_grant".into())
    );
}

#[tokio::test]
async fn introspection_et_revocation() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let vivant = introspecter(&essai, texte(&jetons, "access_token")).await;
    assert_eq!(
        (
            vivant.fait("actif"),
            vivant.fait("id_national"),
            vivant.fait("rpps"),
            vivant.fait("client_id")
        ),
        (Some("true"), Some(BIOLOGISTE), Some("99900000045"), Some("banc-essai"))
    );
    assert_eq!(vivant.json()["username"], BIOLOGISTE);
    let rafraichissement = introspecter(&essai, texte(&jetons, "refresh_token")).await;
    assert_eq!(
        (rafraichissement.fait("actif"), rafraichissement.fait("id_national")),
        (Some("true"), None)
    );
    // Another client may not kill it.
    let champs = [("token", texte(&jetons, "access_token"))];
    assert_eq!(
        essai.poster(&essai.oidc("revoke"), AUTRE, &champs).await.erreur(),
        (400, "invalid_token".into())
    );
    let revoque = essai.poster(&essai.oidc("revoke"), ESSAI, &champs).await;
    assert_eq!((revoque.statut, revoque.echange.operation.as_str()), (200, "psc.revocation"));
    assert_eq!(
        introspecter(&essai, texte(&jetons, "access_token")).await.json(),
        json!({ "active": false })
    );
    assert_eq!(rafraichir(&essai, texte(&jetons, "refresh_token")).await.statut, 200);
    assert_eq!(essai.poster(&essai.oidc("revoke"), ESSAI, &[("token", "rien")]).await.statut, 200);
}

#[tokio::test]
async fn actions_du_monde() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    assert_eq!(
        essai
            .agir("expirer", json!({ "quoi": "acces", "identite": "BIOLOGISTE_2" }))
            .await
            .0,
        200
    );
    assert_eq!(essai.userinfo(texte(&jetons, "access_token")).await.statut, 200, "somebody else's");
    let (statut, dit) = essai.agir("expirer", json!({ "quoi": "acces", "identite": "BIOLOGISTE_1" })).await;
    assert_eq!((statut, &dit["nombre"]), (200, &json!(1)));
    assert_eq!(essai.userinfo(texte(&jetons, "access_token")).await.statut, 401);
    let jetons = rafraichir(&essai, texte(&jetons, "refresh_token")).await.json();
    essai.agir("expirer", json!({ "quoi": "rafraichissement" })).await;
    assert_eq!(
        rafraichir(&essai, texte(&jetons, "refresh_token")).await.erreur().1,
        "invalid_grant"
    );
    assert_eq!(
        essai.userinfo(texte(&jetons, "access_token")).await.statut,
        200,
        "the access token lives on"
    );
    essai.agir("fermer-session", json!({ "identite": BIOLOGISTE })).await;
    assert_eq!(essai.userinfo(texte(&jetons, "access_token")).await.statut, 401);
    assert_eq!(essai.agir("fermer-session", json!({ "identite": BIOLOGISTE })).await.0, 409);
    let code = essai.code(&[], BIOLOGISTE).await;
    essai.agir("expirer", json!({ "quoi": "code" })).await;
    assert_eq!(essai.jetons(ESSAI, &code).await.erreur(), (400, "invalid_grant".into()));
    for (action, parametres, statut) in [
        ("expirer", json!({ "quoi": "tout" }), 400),
        ("expirer", json!({ "quoi": "acces", "identite": "PERSONNE" }), 400),
        ("expirer", rien(), 400),
        ("regler", json!({ "cle": "acr", "valeur": "eidas9" }), 400),
        ("regler", json!({ "cle": "couleur", "valeur": "bleu" }), 400),
        ("approuver", rien(), 400),
        ("approuver", json!({ "demande": "inconnue" }), 409),
        ("chanter", rien(), 404),
    ] {
        assert_eq!(essai.agir(action, parametres.clone()).await.0, statut, "{action} {parametres}");
    }
}

#[tokio::test]
async fn reglages() {
    let essai = Essai::nouveau().await;
    let regle = async |cle: &str, valeur: &str| {
        assert_eq!(essai.agir("regler", json!({ "cle": cle, "valeur": valeur })).await.0, 200);
        essai.connecter(BIOLOGISTE).await
    };
    assert_eq!(charge(&regle("acr", "eidas3").await["id_token"])["acr"], "eidas3");
    assert!(charge(&regle("acr", "absent").await["access_token"]).get("acr").is_none());
    let uuid = charge(&regle("sub", "uuid").await["id_token"])["sub"].clone();
    assert_eq!(uuid.as_str().unwrap().len(), 36);
    assert!(charge(&regle("nonce", "absent").await["id_token"]).get("nonce").is_none());
    assert_eq!(charge(&regle("nonce", "autre").await["id_token"])["nonce"], "nonce-d-un-autre");
    for (valeur, absents) in [
        ("sans-optionnels", vec!["otherIds", "authMode"]),
        ("reduit", vec!["SubjectRefPro", "SubjectRole"]),
    ] {
        let jetons = regle("userinfo", valeur).await;
        let info = essai.userinfo(texte(&jetons, "access_token")).await.json();
        assert_eq!(info["sub"], uuid, "{valeur}");
        assert!(absents.iter().all(|a| info.get(a).is_none()), "{valeur} {info}");
    }
}

/// Each makes one thing of the identity token false, and nothing else; the access token is never touched.
#[tokio::test]
async fn jetons_d_identite_faux_expres() {
    let essai = Essai::nouveau().await;
    let cles = Verificateur::jwks(&essai.obtenir(&essai.oidc("certs")).await.corps).unwrap();
    let iss = charge(&essai.connecter(BIOLOGISTE).await["id_token"])["iss"]
        .as_str()
        .unwrap()
        .to_owned();
    let juger = |jetons: &Value| {
        let attentes = Attentes {
            emetteurs: &[&iss],
            audiences: &[ESSAI.0],
            maintenant: MAINTENANT.unix_timestamp(),
            tolerance: 0,
        };
        verifier(texte(jetons, "id_token"), &cles).and_then(|j| attentes.verifier(&j))
    };
    assert_eq!(juger(&essai.connecter(BIOLOGISTE).await), Ok(()));
    for (cle, refus) in [
        ("iss", JetonRefuse::Emetteur(format!("{iss}-d-un-autre"))),
        ("aud", JetonRefuse::Audience),
        ("signature", JetonRefuse::Signature),
    ] {
        let regler = async |valeur: &str| essai.agir("regler", json!({ "cle": cle, "valeur": valeur })).await.0;
        assert_eq!(regler("faux").await, 200, "{cle}");
        let jetons = essai.connecter(BIOLOGISTE).await;
        assert_eq!(juger(&jetons), Err(refus), "{cle}");
        assert!(verifier(texte(&jetons, "access_token"), &cles).is_ok(), "{cle}");
        assert_eq!(essai.userinfo(texte(&jetons, "access_token")).await.statut, 200, "{cle}");
        // The fault holds for the tokens of a refresh too.
        let champs = [("grant_type", "refresh_token"), ("refresh_token", texte(&jetons, "refresh_token"))];
        let suite = essai.poster(&essai.oidc("token"), ESSAI, &champs).await.json();
        assert!(juger(&suite).is_err(), "{cle}");
        assert_eq!((regler("vrai").await, regler("oui").await), (200, 400), "{cle}");
        assert_eq!(juger(&essai.connecter(BIOLOGISTE).await), Ok(()), "{cle}");
    }
}

#[tokio::test]
async fn les_cles_tournent() {
    let essai = Essai::nouveau().await;
    let jwks = async || essai.obtenir(&essai.oidc("certs")).await.json()["keys"].as_array().unwrap().clone();
    let kid = |jeton: &Value| {
        let entete = jeton.as_str().unwrap().split('.').next().unwrap();
        let octets = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, entete).unwrap();
        serde_json::from_slice::<Value>(&octets).unwrap()["kid"].clone()
    };
    let avant = essai.connecter(BIOLOGISTE).await;
    let premieres = jwks().await;
    assert_eq!((premieres.len(), &premieres[0]["kid"]), (1, &kid(&avant["id_token"])));
    let (_, dit) = essai.agir("tourner-cles", rien()).await;
    let apres = essai.connecter(BIOLOGISTE).await;
    assert_eq!(dit["kid"], kid(&apres["id_token"]));
    let secondes = jwks().await;
    assert_eq!((secondes.len(), &secondes[0]["kid"], &secondes[1]), (2, &dit["kid"], &premieres[0]));
    assert_eq!(
        essai.userinfo(texte(&avant, "access_token")).await.statut,
        200,
        "signed by the former key"
    );
    avancer(&essai, 4 * 3600);
    assert_eq!(jwks().await.len(), 1, "nothing that the former key signed lives any more");
}

#[tokio::test]
async fn la_remise_a_zero_oublie_tout_et_redit_la_meme_chose() {
    let essai = Essai::nouveau().await;
    let premiers = essai.connecter(BIOLOGISTE).await;
    let url = format!("{}/banc/espaces/defaut/remise-a-zero", essai.banc.acces().controle);
    assert!(reqwest::Client::new().post(url).send().await.unwrap().status().is_success());
    assert_eq!(essai.userinfo(texte(&premiers, "access_token")).await.statut, 401);
    assert_eq!(essai.connecter(BIOLOGISTE).await, premiers, "the same bytes");
}

/// What sources disagree on: production of 2026 by default, the captures of the bac à sable by the switches.
#[tokio::test]
async fn acr_et_scope_suivent_les_reglages() {
    let essai = Essai::nouveau().await;
    let claims = async |moyen: &str| {
        let mut retour = essai
            .geste(
                &essai.demande(&[]),
                &[("identite", BIOLOGISTE), ("moyen", moyen), ("geste", "accord")],
            )
            .await;
        if moyen == "e-CPS" {
            retour = essai.geste(&essai.premier_lien(&retour), &[("geste", "accord")]).await;
        }
        let jetons = essai.jetons(ESSAI, &retour.retour("code")).await.json();
        let (acces, identite) = (charge(&jetons["access_token"]), charge(&jetons["id_token"]));
        let lus = |nom: &str| {
            acces
                .get(nom)
                .map_or_else(|| "(absent)".to_owned(), |v| v.as_str().unwrap().to_owned())
        };
        for nom in ["acr", "auth_level", "scope", "authMode"] {
            assert_eq!(acces.get(nom), identite.get(nom), "{nom}");
        }
        [lus("acr"), lus("auth_level"), lus("scope"), lus("authMode")]
    };
    assert_eq!(claims("CPS").await, ["eidas2", "1", "openid scope_all", "CARD"]);
    assert_eq!(claims("e-CPS").await, ["eidas1", "1", "openid scope_all", "MOBILE"]);
    essai.agir("regler", json!({ "cle": "acr", "valeur": "eidas3" })).await;
    essai.agir("regler", json!({ "cle": "scope", "valeur": "etendu" })).await;
    assert_eq!(claims("CPS").await, ["eidas3", "1", "openid profile scope_all identity", "CARD"]);
    essai.agir("regler", json!({ "cle": "acr", "valeur": "absent" })).await;
    assert_eq!(claims("e-CPS").await[0], "(absent)");
}

/// Without `openid` it is OAuth alone: no identity token, and UserInfo says 403 (keycloak/keycloak#15361).
#[tokio::test]
async fn sans_openid_userinfo_refuse() {
    let essai = Essai::nouveau().await;
    for scope in ["scope_all", ""] {
        let jetons = essai.jetons(ESSAI, &essai.code(&[("scope", scope)], BIOLOGISTE).await).await.json();
        assert!(jetons.get("id_token").is_none(), "{jetons}");
        let r = essai.userinfo(jetons["access_token"].as_str().unwrap()).await;
        assert_eq!(
            (r.erreur(), r.regles()),
            ((403, "insufficient_scope".into()), ["psc.demande.scope.openid"].into()),
            "{scope}"
        );
        assert!(
            r.entetes["www-authenticate"]
                .to_str()
                .unwrap()
                .contains("error=\"insufficient_scope\"")
        );
    }
}
