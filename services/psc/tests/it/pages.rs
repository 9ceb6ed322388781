//! The login page, and the session of a browser.

use crate::banc::{BIOLOGISTE, ESSAI, Essai, RETOUR};

#[tokio::test]
async fn gestes() {
    let essai = Essai::nouveau().await;
    let demande = essai.demande(&[]);
    for (geste, erreur) in [("refus", "access_denied"), ("delai", "temporarily_unavailable")] {
        let r = essai
            .geste(&demande, &[("identite", BIOLOGISTE), ("moyen", "e-CPS"), ("geste", geste)])
            .await;
        assert_eq!(
            (r.statut, r.retour("error").as_str(), r.fait("erreur")),
            (303, erreur, Some(erreur))
        );
        assert_eq!(r.retour("state"), "etat-0123456789-abcdef");
        assert!(r.location().starts_with(RETOUR) && !r.location().contains("code="));
    }
    for champs in [
        vec![("identite", BIOLOGISTE), ("geste", "code-faux")],
        vec![("identite", BIOLOGISTE), ("geste", "danser")],
        vec![("identite", BIOLOGISTE), ("moyen", "empreinte"), ("geste", "accord")],
        vec![("identite", "899900000000"), ("geste", "accord")],
        vec![("geste", "accord")],
    ] {
        let r = essai.geste(&demande, &champs).await;
        assert_eq!((r.statut, r.fait("issue")), (200, Some("page")), "{champs:?}");
        assert!(r.corps.contains("role=\"alert\""), "{champs:?}");
    }
}

#[tokio::test]
async fn session_du_navigateur() {
    let essai = Essai::nouveau().await;
    let premiere = essai.accorder(&essai.demande(&[]), BIOLOGISTE).await;
    let temoin = premiere.entetes["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        temoin.starts_with("PSC_SIMULE_defaut=") && temoin.contains("HttpOnly") && temoin.contains("Secure"),
        "{temoin}"
    );
    let cookie = temoin.split(';').next().unwrap().to_owned();
    let revenir = async |change: &[(&str, &str)]| {
        essai
            .envoyer(essai.client.get(essai.demande(change)).header("cookie", &cookie))
            .await
    };
    // Who has a session gets a code at once, unless the client wants it asked again.
    assert_eq!(
        (revenir(&[]).await.statut, revenir(&[]).await.retour("session_state")),
        (302, premiere.retour("session_state"))
    );
    assert!(!revenir(&[("prompt", "none")]).await.retour("code").is_empty());
    assert_eq!(revenir(&[("prompt", "login")]).await.statut, 200);
    assert_eq!(revenir(&[("prompt", "none login")]).await.retour("error"), "invalid_request");
    assert_eq!(
        essai.obtenir(&essai.demande(&[("prompt", "none")])).await.retour("error"),
        "login_required"
    );
    // Two logins, two sessions, one code each.
    let jetons = essai.jetons(ESSAI, &revenir(&[]).await.retour("code")).await;
    assert_eq!(jetons.statut, 200);
    essai.banc.horloge("defaut").unwrap().regler(60).unwrap();
    assert_eq!(revenir(&[("max_age", "30")]).await.statut, 200, "too old a session");
    essai.banc.horloge("defaut").unwrap().regler(31 * 60).unwrap();
    assert_eq!(revenir(&[]).await.statut, 200, "thirty minutes idle");
    // A cookie of another espace, or forged, is nobody.
    let faux = essai
        .envoyer(
            essai
                .client
                .get(essai.demande(&[]))
                .header("cookie", "PSC_SIMULE_autre=x; PSC_SIMULE_defaut=' or 1=1"),
        )
        .await;
    assert_eq!(faux.statut, 200);
}

#[tokio::test]
async fn deux_espaces_dans_un_navigateur() {
    let essai = Essai::nouveau().await;
    let controle = essai.banc.acces().controle;
    let cree = reqwest::Client::new()
        .post(format!("{controle}/banc/espaces"))
        .json(&serde_json::json!({ "id": "beta" }))
        .send()
        .await
        .unwrap();
    assert!(cree.status().is_success(), "{}", cree.text().await.unwrap());
    let ici = essai.demande(&[]);
    let la = ici.replace(&essai.point("wallet"), &essai.banc.espace("beta").unwrap().points["psc.wallet"]);
    let un = essai.accorder(&ici, BIOLOGISTE).await;
    let corps = "identite=899900000060&moyen=CPS&geste=accord";
    let deux = essai
        .client
        .post(&la)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(corps)
        .send()
        .await
        .unwrap();
    let temoins = [
        un.entetes["set-cookie"].to_str().unwrap(),
        deux.headers()["set-cookie"].to_str().unwrap(),
    ];
    // The browser sends both to both: ports do not tell cookies apart.
    let cookie = temoins.map(|t| t.split(';').next().unwrap()).join("; ");
    let sid = |location: &str| {
        segur_oidc::Champs::lire(location.split_once('?').unwrap().1.as_bytes())
            .unwrap()
            .un("session_state")
            .unwrap()
            .to_owned()
    };
    for (url, attendu) in [(&ici, un.location()), (&la, deux.headers()["location"].to_str().unwrap())] {
        let r = essai.client.get(url).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(sid(r.headers()["location"].to_str().unwrap()), sid(attendu));
    }
    let page = essai.client.get(&la).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("beta"), "the page says which espace");
}

#[tokio::test]
async fn la_recherche_et_l_echappement() {
    let essai = Essai::nouveau().await;
    let cherchee = essai.obtenir(&essai.demande(&[("recherche", "biotest")])).await;
    assert!(cherchee.corps.contains("BIOTEST") && !cherchee.corps.contains("PAILLASSE"));
    let mechante = essai
        .obtenir(&essai.demande(&[("recherche", "\"><script>alert(1)</script>"), ("state", "\"><img src=x>0123456789")]))
        .await;
    assert!(
        !mechante.corps.contains("<script") && !mechante.corps.contains("<img"),
        "{}",
        mechante.corps
    );
    assert!(
        mechante.entetes["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("default-src 'none'")
    );
    let accueil = essai.obtenir(&essai.point("auth")).await;
    assert!(accueil.statut == 200 && accueil.corps.contains("SIMULÉ"));
    let icone = essai.obtenir(&essai.point("wallet").replace("/auth", "/favicon.ico")).await;
    assert_eq!((icone.statut, icone.echange.operation.as_str()), (204, "psc.page"));
}
