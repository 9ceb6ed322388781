//! What opens something: drawn by the system in `serve`, by the seed where the clock stands still.

use crate::banc::{BIOLOGISTE, ESSAI, Essai, charge};

/// What a sign-in gives that another could use: cookie, code, access and refresh token, and the demand of CIBA.
async fn ouvertures(essai: &Essai) -> Vec<String> {
    let retour = essai.accorder(&essai.demande(&[]), BIOLOGISTE).await;
    let temoin = retour.entetes["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let code = retour.retour("code").split('.').next().unwrap().to_owned();
    let jetons = essai.jetons(ESSAI, &retour.retour("code")).await.json();
    let ciba = essai.demander_ciba(&[]).await.json()["auth_req_id"].as_str().unwrap().to_owned();
    let jti = |nom: &str| charge(&jetons[nom])["jti"].as_str().unwrap().to_owned();
    vec![
        temoin,
        retour.retour("session_state"),
        code,
        jti("access_token"),
        jti("refresh_token"),
        ciba,
    ]
}

#[tokio::test]
async fn deux_bancs_neufs_ne_donnent_rien_de_pareil_sauf_a_l_horloge_figee() {
    let (un, deux) = (Essai::en_serve().await, Essai::en_serve().await);
    let (un, deux) = (ouvertures(&un).await, ouvertures(&deux).await);
    for (a, b) in un.iter().zip(&deux) {
        assert_ne!(a, b);
    }
    let (un, deux) = (Essai::nouveau().await, Essai::nouveau().await);
    assert_eq!(
        ouvertures(&un).await,
        ouvertures(&deux).await,
        "the demo gives the same bytes twice"
    );
}

#[tokio::test]
async fn une_remise_a_zero_ne_ranime_aucun_jeton() {
    let essai = Essai::en_serve().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let acces = jetons["access_token"].as_str().unwrap();
    assert_eq!(essai.userinfo(acces).await.statut, 200);
    essai.remettre_a_zero().await;
    let neufs = essai.connecter(BIOLOGISTE).await;
    assert_eq!(essai.userinfo(neufs["access_token"].as_str().unwrap()).await.statut, 200);
    assert_eq!(essai.userinfo(acces).await.statut, 401);
    let champs = [
        ("grant_type", "refresh_token"),
        ("refresh_token", jetons["refresh_token"].as_str().unwrap()),
    ];
    assert_eq!(essai.poster(&essai.oidc("token"), ESSAI, &champs).await.statut, 400);
}
