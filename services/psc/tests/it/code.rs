//! The authorization code flow.

use serde_json::json;

use crate::banc::{AUTRE, BIOLOGISTE, ESSAI, Essai, RETOUR, VERIFICATEUR, charge};

#[tokio::test]
async fn tout_le_parcours() {
    let essai = Essai::nouveau().await;
    let page = essai.obtenir(&essai.demande(&[])).await;
    assert_eq!((page.statut, page.fait("issue")), (200, Some("page")));
    assert!(
        page.corps.contains("SIMULÉ") && page.corps.contains("BIOTEST") && !page.corps.contains("<script"),
        "{}",
        page.corps
    );
    assert!(page.regles().is_empty(), "{:?}", page.regles());

    let retour = essai.accorder(&essai.demande(&[]), BIOLOGISTE).await;
    assert_eq!((retour.statut, retour.echange.operation.as_str()), (303, "psc.identification"));
    assert!(retour.location().starts_with(RETOUR));
    assert_eq!(retour.retour("state"), "etat-0123456789-abcdef");
    assert_eq!(retour.retour("iss"), essai.point("auth"));
    assert_eq!(
        (retour.fait("geste"), retour.fait("moyen"), retour.fait("identite")),
        (Some("accord"), Some("CPS"), Some(BIOLOGISTE))
    );

    let jetons = essai.jetons(ESSAI, &retour.retour("code")).await;
    assert_eq!(jetons.statut, 200, "{}", jetons.corps);
    assert!(jetons.regles().is_empty(), "{:?}", jetons.regles());
    for (fait, valeur) in [
        ("grant", "authorization_code"),
        ("client_id", "banc-essai"),
        ("methode", "client_secret_basic"),
        ("pkce", "present"),
        ("id_national", BIOLOGISTE),
        ("rpps", "99900000045"),
        ("acr", "eidas2"),
        ("nonce", "nonce-0123456789-abcdef"),
        ("expires_in", "120"),
        ("refresh_expires_in", "1800"),
    ] {
        assert_eq!(jetons.fait(fait), Some(valeur), "{fait}");
    }
    let recus = jetons.json();
    let identite = charge(&recus["id_token"]);
    assert_eq!((&identite["aud"], &identite["acr"]), (&json!("banc-essai"), &json!("eidas2")));
    assert!(identite["iss"].as_str().unwrap().contains("/simule/"));

    let info = essai.userinfo(recus["access_token"].as_str().unwrap()).await;
    assert_eq!(info.statut, 200);
    assert!(info.regles().is_empty());
    assert_eq!(
        (
            info.fait("id_national"),
            info.fait("rpps"),
            info.fait("porteur"),
            info.fait("exercices")
        ),
        (Some(BIOLOGISTE), Some("99900000045"), Some("entete"), Some("1"))
    );
    assert_eq!(info.json()["Acces_Regulation_Medicale"], "FAUX");
}

#[tokio::test]
async fn un_code_rejoue_tue_ses_jetons() {
    let essai = Essai::nouveau().await;
    let code = essai.code(&[], BIOLOGISTE).await;
    let premiers = essai.jetons(ESSAI, &code).await.json();
    let acces = premiers["access_token"].as_str().unwrap();
    assert_eq!(essai.userinfo(acces).await.statut, 200);
    let rejeu = essai.jetons(ESSAI, &code).await;
    assert_eq!(rejeu.erreur(), (400, "invalid_grant".into()));
    assert_eq!(rejeu.regles(), ["psc.jeton.code"].into());
    let mort = essai.userinfo(acces).await;
    assert_eq!(mort.statut, 401);
    assert!(mort.entetes["www-authenticate"].to_str().unwrap().starts_with("Bearer realm="));
    let rafraichi = essai
        .poster(
            &essai.oidc("token"),
            ESSAI,
            &[
                ("grant_type", "refresh_token"),
                ("refresh_token", premiers["refresh_token"].as_str().unwrap()),
            ],
        )
        .await;
    assert_eq!(rafraichi.erreur(), (400, "invalid_grant".into()));
}

#[tokio::test]
async fn le_code_d_un_autre_ne_sert_ni_ne_se_perd() {
    let essai = Essai::nouveau().await;
    let code = essai.code(&[], BIOLOGISTE).await;
    assert_eq!(essai.jetons(AUTRE, &code).await.erreur(), (400, "invalid_grant".into()));
    assert_eq!(essai.jetons(ESSAI, &code).await.statut, 200, "its owner still can");
}

#[tokio::test]
async fn pkce() {
    let essai = Essai::nouveau().await;
    let url = essai.oidc("token");
    let echanger = async |code: &str, verificateur: Option<&str>| {
        let mut champs = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RETOUR)];
        champs.extend(verificateur.map(|v| ("code_verifier", v)));
        essai.poster(&url, ESSAI, &champs).await
    };
    // Downgrade: a challenge was sent, no verifier comes.
    let code = essai.code(&[], BIOLOGISTE).await;
    let sans = echanger(&code, None).await;
    assert_eq!(
        (sans.erreur(), sans.regles()),
        ((400, "invalid_grant".into()), ["psc.jeton.pkce"].into())
    );
    let code = essai.code(&[], BIOLOGISTE).await;
    let faux = echanger(&code, Some("un-autre-verificateur-de-plus-de-quarante-trois-caracteres")).await;
    assert_eq!(
        (faux.erreur(), faux.regles()),
        ((400, "invalid_grant".into()), ["psc.jeton.pkce"].into())
    );
    // The other way: a verifier comes, no challenge was sent.
    let sans_defi = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = essai.code(&sans_defi, BIOLOGISTE).await;
    assert_eq!(echanger(&code, Some(VERIFICATEUR)).await.statut, 400);
    let code = essai.code(&sans_defi, BIOLOGISTE).await;
    assert_eq!(echanger(&code, None).await.statut, 200);
    // Plain is supported, and warned of.
    let plain = [("code_challenge", VERIFICATEUR), ("code_challenge_method", "plain")];
    assert_eq!(essai.obtenir(&essai.demande(&plain)).await.regles(), ["psc.demande.pkce"].into());
    let code = essai.code(&plain, BIOLOGISTE).await;
    assert_eq!(echanger(&code, Some(VERIFICATEUR)).await.statut, 200);
    // And wanted, when the switch says so.
    assert_eq!(essai.agir("regler", json!({ "cle": "pkce", "valeur": "exigee" })).await.0, 200);
    assert_eq!(essai.obtenir(&essai.demande(&sans_defi)).await.retour("error"), "invalid_request");
}
