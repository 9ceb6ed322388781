//! Logout.

use serde_json::Value;

use crate::banc::{BIOLOGISTE, ESSAI, Essai, FORMULAIRE, forme};

const FIN: &str = "https://client.banc.test/fin";

fn texte<'a>(jetons: &'a Value, nom: &str) -> &'a str {
    jetons[nom].as_str().unwrap()
}

#[tokio::test]
async fn par_le_navigateur() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let champs = [
        ("id_token_hint", texte(&jetons, "id_token")),
        ("post_logout_redirect_uri", FIN),
        ("state", "fin-1"),
    ];
    let sortie = essai.obtenir(&format!("{}?{}", essai.oidc("logout"), forme(&champs))).await;
    assert_eq!(
        (sortie.statut, sortie.location()),
        (302, "https://client.banc.test/fin?state=fin-1")
    );
    assert!(sortie.regles().is_empty(), "{:?}", sortie.regles());
    for (fait, valeur) in [("canal", "navigateur"), ("id_token_hint", "present"), ("client_id", "banc-essai")] {
        assert_eq!(sortie.fait(fait), Some(valeur));
    }
    assert_eq!(essai.userinfo(texte(&jetons, "access_token")).await.statut, 401);
}

#[tokio::test]
async fn par_le_serveur() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let corps = forme(&[("id_token_hint", texte(&jetons, "id_token"))]);
    let sortie = essai
        .envoyer(
            essai
                .client
                .post(essai.oidc("logout"))
                .header("content-type", FORMULAIRE)
                .body(corps),
        )
        .await;
    assert_eq!((sortie.statut, sortie.fait("canal")), (200, Some("serveur")));
    assert!(sortie.regles().is_empty());
    assert_eq!(essai.userinfo(texte(&jetons, "access_token")).await.statut, 401);
    // The way of Keycloak.
    let jetons = essai.connecter(BIOLOGISTE).await;
    let champs = [("refresh_token", texte(&jetons, "refresh_token"))];
    assert_eq!(essai.poster(&essai.oidc("logout"), ESSAI, &champs).await.statut, 204);
    assert_eq!(essai.userinfo(texte(&jetons, "access_token")).await.statut, 401);
}

#[tokio::test]
async fn jamais_vers_une_adresse_inconnue() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    for uri in [
        "https://client.banc.test/fin/",
        "https://client.banc.test/fin?x=1",
        "https://client.banc.test.pirate.test/fin",
        "//pirate.test",
        "javascript:alert(1)",
    ] {
        let champs = [
            ("id_token_hint", texte(&jetons, "id_token")),
            ("post_logout_redirect_uri", uri),
            ("state", "s"),
        ];
        let refus = essai.obtenir(&format!("{}?{}", essai.oidc("logout"), forme(&champs))).await;
        assert_eq!(
            (refus.statut, refus.location(), refus.regles()),
            (400, "", ["psc.sortie.uri"].into()),
            "{uri}"
        );
    }
    assert_eq!(
        essai.userinfo(texte(&jetons, "access_token")).await.statut,
        200,
        "the session lives on"
    );
    // A hint that is not of this issuer, or is no identity token.
    for hint in ["a.b.c", texte(&jetons, "access_token"), texte(&jetons, "refresh_token")] {
        let champs = [("id_token_hint", hint), ("post_logout_redirect_uri", FIN), ("state", "s")];
        assert_eq!(
            essai.obtenir(&format!("{}?{}", essai.oidc("logout"), forme(&champs))).await.statut,
            400
        );
    }
    let champs = [("post_logout_redirect_uri", FIN), ("state", "s")];
    let sans = essai.obtenir(&format!("{}?{}", essai.oidc("logout"), forme(&champs))).await;
    assert_eq!((sans.statut, sans.regles()), (400, ["psc.sortie.id-token-hint"].into()));
}

/// Keycloak asks the person when nothing proves that the request is of their session.
#[tokio::test]
async fn sans_indice_la_personne_confirme() {
    let essai = Essai::nouveau().await;
    let retour = essai.accorder(&essai.demande(&[]), BIOLOGISTE).await;
    let cookie = retour.entetes["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let acces = essai.jetons(ESSAI, &retour.retour("code")).await.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let champs = [("client_id", ESSAI.0), ("post_logout_redirect_uri", FIN), ("state", "fin-2")];
    let adresse = format!("{}?{}", essai.oidc("logout"), forme(&champs));
    let page = essai.envoyer(essai.client.get(&adresse).header("cookie", &cookie)).await;
    assert_eq!(
        (page.statut, page.location(), page.regles()),
        (200, "", ["psc.sortie.id-token-hint"].into())
    );
    assert!(
        page.corps.contains("Voulez-vous vous déconnecter") && page.corps.contains("value=\"fin-2\""),
        "{}",
        page.corps
    );
    assert_eq!(essai.userinfo(&acces).await.statut, 200, "nothing ends before the answer");

    let corps = format!("{}&geste=accord", forme(&champs));
    let repondre = async |origine: Option<&str>| {
        let mut demande = essai
            .client
            .post(essai.oidc("logout"))
            .header("content-type", FORMULAIRE)
            .header("cookie", &cookie);
        if let Some(o) = origine {
            demande = demande.header("origin", o);
        }
        essai.envoyer(demande.body(corps.clone())).await
    };
    assert_eq!(repondre(Some("https://pirate.test")).await.statut, 403);
    assert_eq!(essai.userinfo(&acces).await.statut, 200);
    let fin = repondre(None).await;
    assert_eq!(
        (fin.statut, fin.location(), fin.echange.operation.as_str()),
        (303, "https://client.banc.test/fin?state=fin-2", "psc.identification")
    );
    assert_eq!(essai.userinfo(&acces).await.statut, 401);
    // Over: going back to the client asks nothing any more.
    let encore = essai.envoyer(essai.client.get(&adresse).header("cookie", &cookie)).await;
    assert_eq!(
        (encore.statut, encore.location()),
        (302, "https://client.banc.test/fin?state=fin-2")
    );
    // Neither a hint nor an address: asked, whoever it is.
    assert!(
        essai
            .obtenir(&essai.oidc("logout"))
            .await
            .corps
            .contains("Voulez-vous vous déconnecter")
    );
}
