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
