//! The login page, and the session of a browser.

use serde_json::json;

use crate::banc::{AUTRE, BIOLOGISTE, ESSAI, Essai, FORMULAIRE, RETOUR, charge};

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

/// On the web the e-CPS goes through a number, and waits for the telephone: here, on its screen, or by an action.
#[tokio::test]
async fn l_e_cps_montre_un_nombre_et_attend_le_telephone() {
    let essai = Essai::nouveau().await;
    let ouvrir = async || {
        let page = essai
            .geste(
                &essai.demande(&[]),
                &[("identite", BIOLOGISTE), ("moyen", "e-CPS"), ("geste", "accord")],
            )
            .await;
        assert_eq!(
            (page.statut, page.fait("issue"), page.fait("moyen")),
            (200, Some("page"), Some("e-CPS"))
        );
        let nombre = page.corps.split("<p class=\"code\">").nth(1).unwrap()[..2].to_owned();
        assert!(
            nombre.bytes().all(|o| o.is_ascii_digit()) && page.corps.contains("téléphone"),
            "{}",
            page.corps
        );
        (essai.premier_lien(&page), nombre)
    };
    // Here.
    let (suite, _) = ouvrir().await;
    let retour = essai.geste(&suite, &[("geste", "accord")]).await;
    let jetons = essai.jetons(ESSAI, &retour.retour("code")).await;
    assert_eq!(
        (jetons.fait("acr"), charge(&jetons.json()["access_token"])["authMode"].as_str()),
        (Some("eidas1"), Some("MOBILE"))
    );
    assert_eq!(
        essai.geste(&suite, &[("geste", "accord")]).await.statut,
        200,
        "served once: the page begins again"
    );
    // By an action, with the number; meanwhile the page waits.
    let (suite, nombre) = ouvrir().await;
    assert!(essai.obtenir(&suite).await.corps.contains(&nombre));
    let autre = format!("{:02}", (nombre.parse::<u32>().unwrap() + 1) % 100);
    assert_eq!(
        essai.agir("approuver", json!({ "demande": BIOLOGISTE, "code": autre })).await.0,
        409
    );
    assert_eq!(
        essai.agir("approuver", json!({ "demande": BIOLOGISTE, "code": nombre })).await.0,
        200
    );
    assert!(!essai.obtenir(&suite).await.retour("code").is_empty());
    // On the screen of the e-CPS, and refused.
    let (suite, nombre) = ouvrir().await;
    let ecran = essai.point("wallet").replace("/auth", "/e-cps");
    let montre = essai.obtenir(&ecran).await.corps;
    assert!(montre.contains(&nombre) && montre.contains("la page de connexion"), "{montre}");
    let demande = suite.split("attente=").nth(1).unwrap();
    essai.geste(&ecran, &[("demande", demande), ("geste", "refus")]).await;
    assert_eq!(essai.obtenir(&suite).await.retour("error"), "access_denied");
    // Nobody answers.
    let (suite, _) = ouvrir().await;
    essai.banc.horloge("defaut").unwrap().regler(121).unwrap();
    assert_eq!(
        essai.geste(&suite, &[("geste", "accord")]).await.retour("error"),
        "temporarily_unavailable"
    );
    // Nor in time.
    let (suite, _) = ouvrir().await;
    essai.agir("approuver", json!({ "demande": BIOLOGISTE })).await;
    essai.banc.horloge("defaut").unwrap().regler(242).unwrap();
    assert_eq!(essai.obtenir(&suite).await.retour("error"), "temporarily_unavailable");
    // A client does not take it for a demand of its own, nor another client for its page.
    let (suite, _) = ouvrir().await;
    let demande = suite.split("attente=").nth(1).unwrap();
    essai.agir("approuver", json!({ "demande": demande })).await;
    let champs = [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", demande)];
    assert_eq!(essai.poster(&essai.oidc("token"), ESSAI, &champs).await.erreur().1, "invalid_grant");
    let autre = essai.demande(&[("client_id", AUTRE.0), ("redirect_uri", "https://autre.banc.test/retour")]);
    assert_eq!(essai.obtenir(&format!("{autre}&attente={demande}")).await.statut, 200);
}

#[tokio::test]
async fn kc_idp_hint_mene_au_fournisseur_delegue() {
    let essai = Essai::nouveau().await;
    let demande = essai.demande(&[("kc_idp_hint", "fi-chu-essai")]);
    let page = essai.obtenir(&demande).await;
    assert_eq!((page.statut, page.fait("kc_idp_hint")), (200, Some("fi-chu-essai")));
    assert!(
        page.corps.contains("fi-chu-essai") && !page.corps.contains("name=\"moyen\""),
        "{}",
        page.corps
    );
    let retour = essai.geste(&demande, &[("identite", BIOLOGISTE), ("geste", "accord")]).await;
    let jetons = essai.jetons(ESSAI, &retour.retour("code")).await;
    let acces = charge(&jetons.json()["access_token"]);
    assert_eq!((acces["acr"].as_str(), acces.get("authMode")), (Some("eidas1"), None));
}

/// A form of another site, which the browser names, does not answer in the place of the person.
#[tokio::test]
async fn un_formulaire_d_ailleurs_est_refuse() {
    let essai = Essai::nouveau().await;
    let demande = essai.demande(&[]);
    let ecran = essai.point("wallet").replace("/auth", "/e-cps");
    let envoyer = async |url: &str, origine: &str| {
        let post = essai.client.post(url).header("content-type", FORMULAIRE).header("origin", origine);
        essai
            .envoyer(post.body(format!("identite={BIOLOGISTE}&moyen=CPS&geste=accord")))
            .await
    };
    let notre = essai.point("wallet").strip_suffix("/auth").unwrap().to_owned();
    for origine in [
        "https://pirate.test",
        "http://localhost:3000",
        "null",
        "",
        &notre.replace("https", "http"),
        &format!("{notre}0"),
    ] {
        for url in [&demande, &ecran] {
            let r = envoyer(url, origine).await;
            assert_eq!(
                (r.statut, r.location(), r.fait("erreur")),
                (403, "", Some("origine_refusee")),
                "{origine} {url}"
            );
            assert!(!r.entetes.contains_key("set-cookie"));
        }
    }
    assert_eq!(envoyer(&demande, &notre).await.statut, 303);
    // The page lets the browser say where the form comes from.
    assert_eq!(essai.obtenir(&demande).await.entetes["referrer-policy"], "same-origin");
    // A request of the client by POST comes from its own site, and is no answer of the person.
    let (adresse, champs) = demande.split_once('?').unwrap();
    let post = essai
        .client
        .post(adresse)
        .header("content-type", FORMULAIRE)
        .header("origin", "https://client.banc.test");
    assert_eq!(essai.envoyer(post.body(champs.to_owned())).await.statut, 200);
}

/// The words of the act `connecter-psc` are those of the page too.
#[tokio::test]
async fn les_mots_de_l_acte_sont_ceux_de_la_page() {
    let essai = Essai::nouveau().await;
    for (geste, erreur) in [("refuser", "access_denied"), ("attendre", "temporarily_unavailable")] {
        let r = essai
            .geste(&essai.demande(&[]), &[("identite", BIOLOGISTE), ("moyen", "cps"), ("geste", geste)])
            .await;
        assert_eq!(r.retour("error"), erreur);
    }
    let r = essai
        .geste(
            &essai.demande(&[]),
            &[("identite", BIOLOGISTE), ("moyen", "cps"), ("geste", "accepter")],
        )
        .await;
    assert!(!r.retour("code").is_empty());
    let r = essai
        .geste(
            &essai.demande(&[]),
            &[("identite", BIOLOGISTE), ("moyen", "e-cps"), ("geste", "accepter")],
        )
        .await;
    assert!(r.corps.contains("Validez sur votre téléphone"));
}

/// Who sends the person to Keycloak and not to the wallet: that is a fact, and it is told.
#[tokio::test]
async fn le_detour_du_wallet_est_un_fait() {
    let essai = Essai::nouveau().await;
    let demande = essai.demande(&[]);
    let par_keycloak = demande.replace(&essai.point("wallet"), &essai.oidc("auth"));
    let direct = essai.obtenir(&par_keycloak).await;
    assert_eq!(
        (direct.statut, direct.fait("voie"), direct.regles()),
        (200, Some("keycloak"), ["psc.demande.voie"].into())
    );
    assert_eq!(essai.obtenir(&demande).await.fait("voie"), Some("wallet"));
}
