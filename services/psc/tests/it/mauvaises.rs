//! Bad input: a clear error, nothing lost, and never a redirect to a place that was not declared.

use segur_psc::PscReglage;
use serde_json::json;

use crate::banc::{BIOLOGISTE, ESSAI, Essai, FORMULAIRE, RETOUR};

#[tokio::test]
async fn jamais_de_redirection_ouverte() {
    let essai = Essai::nouveau().await;
    for uri in [
        "https://pirate.test/retour",
        "https://client.banc.test/retour/",
        "https://client.banc.test/retour?x=1",
        "https://client.banc.test/retour#x",
        "https://client.banc.test/RETOUR",
        "https://CLIENT.banc.test/retour",
        "https://client.banc.test:443/retour",
        "https://client.banc.test/retour/../retour",
        "https://client.banc.test/%72etour",
        "https://client.banc.test.pirate.test/retour",
        "https://client.banc.test@pirate.test/retour",
        "https://client.banc.test\\@pirate.test/retour",
        "https:client.banc.test/retour",
        "//client.banc.test/retour",
        "http://client.banc.test/retour",
        " https://client.banc.test/retour",
        "https://client.banc.test/retour\r\nset-cookie: x=1",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://127.0.0.1:*/retour",
        "http://127.0.0.1:/retour",
        "http://127.0.0.1:1234@pirate.test/retour",
        "http://127.0.0.1:99999999/retour",
        "http://127.0.0.1:99999/retour",
        "http://127.0.0.1:65536/retour",
        "http://127.0.0.1:0/retour",
        "http://127.0.0.1:080/retour",
        "http://127.0.0.1:80/x/retour",
        "http://127.0.0.1.pirate.test:80/retour",
    ] {
        let demande = essai.demande(&[("redirect_uri", uri), ("client_id", "banc-essai")]);
        for r in [essai.obtenir(&demande).await, essai.accorder(&demande, BIOLOGISTE).await] {
            assert_eq!((r.statut, r.location(), r.fait("issue")), (400, "", Some("erreur")), "{uri}");
            assert!(r.corps.contains("SIMULÉ") && !r.corps.contains("pirate"), "{uri}");
            assert_eq!(r.fait("erreur"), Some("invalid_redirect_uri"), "{uri}");
        }
        // Nor for another error that would be redirected.
        let r = essai
            .obtenir(&essai.demande(&[("redirect_uri", uri), ("response_type", "token")]))
            .await;
        assert_eq!((r.statut, r.location()), (400, ""), "{uri}");
    }
    let sans = essai.obtenir(&essai.demande(&[("redirect_uri", "")])).await;
    assert_eq!((sans.statut, sans.regles()), (400, ["psc.demande.redirect-uri"].into()));
    // Declared by mistake, a port that is none is refused too.
    let mut monde = segur_world::monde_demo().unwrap();
    let client = monde.clients_psc.get_mut(ESSAI.0).unwrap();
    client.redirect_uris.push("http://127.0.0.1:99999/fixe".to_owned());
    let autre = Essai::dans(monde, PscReglage::default()).await;
    assert_eq!(
        autre
            .obtenir(&autre.demande(&[("redirect_uri", "http://127.0.0.1:99999/fixe")]))
            .await
            .statut,
        400
    );
    // Any port of a loopback address declared so, and nothing else.
    let boucle = essai.demande(&[("redirect_uri", "http://127.0.0.1:49152/retour")]);
    assert_eq!(essai.obtenir(&boucle).await.statut, 200);
}

#[tokio::test]
async fn erreurs_redirigees() {
    let essai = Essai::nouveau().await;
    for (change, erreur) in [
        (("response_type", ""), "invalid_request"),
        (("response_type", "token"), "unauthorized_client"),
        (("response_type", "code id_token"), "unauthorized_client"),
        (("response_type", "jeton"), "unsupported_response_type"),
        (("response_mode", "form_post.jwt"), "invalid_request"),
        (("scope", "openid inconnu"), "invalid_scope"),
        (("code_challenge_method", "S512"), "invalid_request"),
        (("code_challenge", "court"), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("request", "a.b.c"), "request_not_supported"),
        (("request_uri", "https://pirate.test"), "request_uri_not_supported"),
        (("login_hint", &"8".repeat(3000)), "invalid_request"),
    ] {
        let r = essai.obtenir(&essai.demande(&[change])).await;
        assert_eq!((r.statut, r.retour("error").as_str()), (302, erreur), "{}", change.0);
        assert!(r.location().starts_with(RETOUR));
        assert_eq!(
            (r.retour("state").as_str(), r.retour("iss")),
            ("etat-0123456789-abcdef", essai.point("auth"))
        );
    }
    let r = essai.obtenir(&essai.demande(&[("client_id", "inconnu")])).await;
    assert_eq!((r.statut, r.location(), r.regles()), (400, "", ["psc.demande.client"].into()));
}

#[tokio::test]
async fn parametres_illisibles() {
    let essai = Essai::nouveau().await;
    let double = essai.obtenir(&format!("{}&state=un-autre", essai.demande(&[]))).await;
    assert_eq!(
        (double.statut, double.location(), double.regles()),
        (400, "", ["psc.demande.lisible"].into())
    );
    let token = essai.oidc("token");
    let mal = async |corps: String| {
        let demande = essai
            .client
            .post(&token)
            .basic_auth(ESSAI.0, Some(ESSAI.1))
            .header("content-type", FORMULAIRE);
        essai.envoyer(demande.body(corps)).await
    };
    for corps in [
        "grant_type=%ff".to_owned(),
        "grant_type=refresh_token&grant_type=authorization_code".to_owned(),
        (0..200).map(|i| format!("p{i}=1&")).collect(),
        format!("grant_type=refresh_token&refresh_token={}", "a".repeat(1_000_000)),
    ] {
        let r = mal(corps).await;
        assert_eq!(
            (r.erreur(), r.regles()),
            ((400, "invalid_request".into()), ["psc.demande.lisible"].into())
        );
    }
    for (grant, erreur) in [
        ("password", (400, "unauthorized_client".to_owned())),
        ("client_credentials", (401, "unauthorized_client".to_owned())),
        (
            "urn:ietf:params:oauth:grant-type:device_code",
            (400, "unsupported_grant_type".to_owned()),
        ),
    ] {
        let r = mal(format!("grant_type={grant}")).await;
        assert_eq!((r.erreur(), r.regles().len()), (erreur, 0), "{grant}");
    }
    assert_eq!(mal(String::new()).await.erreur().1, "invalid_request");
    let json = essai
        .client
        .post(&token)
        .basic_auth(ESSAI.0, Some(ESSAI.1))
        .json(&json!({ "grant_type": "refresh_token" }));
    assert_eq!(essai.envoyer(json).await.erreur().1, "invalid_request", "a form is expected");
}

#[tokio::test]
async fn porteurs_forges() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let acces = jetons["access_token"].as_str().unwrap();
    let (entete, suite) = acces.split_once('.').unwrap();
    let charge = suite.split('.').next().unwrap();
    for faux in [
        "rien".to_owned(),
        format!("{entete}.{charge}."),
        format!("eyJhbGciOiJub25lIn0.{charge}."),
        format!("{acces}x"),
        jetons["id_token"].as_str().unwrap().to_owned(),
        jetons["refresh_token"].as_str().unwrap().to_owned(),
        format!("{}.{}.{}", "a".repeat(10_000), "b".repeat(10_000), "c".repeat(5_000)),
    ] {
        assert_eq!(essai.userinfo(&faux).await.erreur(), (401, "invalid_token".into()), "{:.40}", faux);
    }
    // A megabyte in a header never gets as far.
    let enorme = essai
        .client
        .get(essai.oidc("userinfo"))
        .bearer_auth("a".repeat(1_000_000))
        .send()
        .await;
    assert!(enorme.is_err() || enorme.unwrap().status().as_u16() == 431);
    // In the body a megabyte is refused with a word.
    let corps = format!("access_token={}", "a".repeat(1_000_000));
    let r = essai
        .envoyer(
            essai
                .client
                .post(essai.oidc("userinfo"))
                .header("content-type", FORMULAIRE)
                .body(corps),
        )
        .await;
    assert_eq!(r.erreur(), (400, "invalid_request".into()));
    // In the URL it is not seen, and told.
    let url = essai
        .envoyer(essai.client.get(format!("{}?access_token={acces}", essai.oidc("userinfo"))))
        .await;
    assert_eq!(
        (url.erreur(), url.fait("porteur"), url.regles()),
        ((400, "invalid_request".into()), Some("url"), ["psc.jeton.url-acces"].into())
    );
    assert_eq!(
        (url.json()["error_description"].as_str(), url.echange.refus.as_deref()),
        (Some("Token not provided"), Some("psc.jeton.url-acces"))
    );
}

#[tokio::test]
async fn adresses_et_methodes() {
    let essai = Essai::nouveau().await;
    assert_eq!(essai.obtenir(&essai.oidc("token")).await.statut, 405);
    assert_eq!(essai.obtenir(&essai.oidc("token")).await.entetes["allow"], "POST");
    let autre = essai.obtenir(&essai.oidc("auth/device")).await;
    assert_eq!((autre.statut, autre.echange.operation.as_str()), (404, "psc.autre"));
    assert!(autre.corps.contains("Le banc ne joue pas cette adresse"), "{}", autre.corps);
    // What products hard-code.
    let dure = essai.point("auth").replace("/simule", "");
    let document = essai.obtenir(&format!("{dure}/.well-known/wallet-openid-configuration")).await;
    assert_eq!(document.json()["issuer"], essai.point("auth"));
}

#[tokio::test]
async fn pannes() {
    let essai = Essai::nouveau().await;
    let pannes = json!([{ "sur": "psc.authorize", "quoi": { "faute": "server_error" } }]);
    let url = format!("{}/banc/pannes?espace=defaut", essai.banc.acces().controle);
    let mis = reqwest::Client::new().put(&url).json(&pannes).send().await.unwrap();
    if mis.status().is_success() {
        assert_eq!(essai.obtenir(&essai.demande(&[])).await.retour("error"), "server_error");
    } else {
        panic!("{}", mis.text().await.unwrap());
    }
}

/// Who refused, and on what: a rule that the exchange says, or none.
#[tokio::test]
async fn un_refus_dit_sa_regle() {
    let essai = Essai::nouveau().await;
    for (change, regle) in [
        (("client_id", "inconnu"), Some("psc.demande.client")),
        (("redirect_uri", "https://pirate.test/retour"), Some("psc.demande.redirect-uri")),
        (("response_type", "token"), Some("psc.demande.response-type")),
        (("code_challenge_method", "S512"), Some("psc.demande.pkce")),
        (("request", "a.b.c"), None),
        // Wrong, and remarked; but not why it was refused.
        (("acr_values", "eidas3"), None),
    ] {
        let r = essai.obtenir(&essai.demande(&[change])).await;
        assert_eq!(r.echange.refus.as_deref(), regle, "{change:?}");
    }
    let token = essai.oidc("token");
    let jetons = |code: String, change: (&'static str, &'static str)| {
        let mut champs = vec![
            ("grant_type", "authorization_code"),
            ("redirect_uri", RETOUR),
            ("code_verifier", crate::banc::VERIFICATEUR),
        ];
        champs.retain(|(n, _)| *n != change.0);
        champs.push(change);
        let champs: Vec<(String, String)> = champs
            .into_iter()
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .chain([("code".to_owned(), code)])
            .collect();
        let (essai, token) = (&essai, &token);
        async move {
            let champs: Vec<(&str, &str)> = champs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            essai.poster(token, ESSAI, &champs).await
        }
    };
    for (change, regle) in [
        (("redirect_uri", "https://client.banc.test/autre"), "psc.jeton.redirect-uri"),
        (
            ("code_verifier", "un-autre-verificateur-de-plus-de-43-caracteres-admis"),
            "psc.jeton.pkce",
        ),
    ] {
        let r = jetons(essai.code(&[], BIOLOGISTE).await, change).await;
        assert_eq!((r.statut, r.echange.refus.as_deref()), (400, Some(regle)), "{}", r.corps);
    }
    let r = jetons("inconnu".to_owned(), ("x", "y")).await;
    assert_eq!(r.echange.refus.as_deref(), Some("psc.jeton.code"));
    let faux = (ESSAI.0, "faux-secret");
    for (adresse, champs) in [
        ("token", ("grant_type", "authorization_code")),
        ("ext/ciba/auth", ("scope", "openid")),
    ] {
        let r = essai.poster(&essai.oidc(adresse), faux, &[champs]).await;
        assert_eq!((r.statut, r.echange.refus.as_deref()), (401, Some("psc.jeton.client")), "{adresse}");
    }
    let r = essai.userinfo("a.b.c").await;
    assert_eq!((r.statut, r.echange.refus.as_deref()), (401, Some("psc.userinfo.jeton-mort")));
    for (change, regle) in [
        (("binding_message", "abc"), Some("psc.ciba.binding-message")),
        (("channel", "FAX"), Some("psc.ciba.channel")),
        (("scope", "profile"), Some("psc.ciba.scope")),
        (("login_hint", "BIOLOGISTE_1"), Some("psc.ciba.login-hint")),
        // Well formed, and nobody's.
        (("login_hint", "899900000000"), None),
    ] {
        let r = essai.demander_ciba(&[change]).await;
        assert_eq!((r.statut, r.echange.refus.as_deref()), (400, regle), "{change:?} {}", r.corps);
    }
    let fin = format!("{}?post_logout_redirect_uri=https%3A%2F%2Fpirate.test", essai.oidc("logout"));
    let r = essai.obtenir(&fin).await;
    assert_eq!((r.statut, r.echange.refus.as_deref()), (400, Some("psc.sortie.id-token-hint")));
}
