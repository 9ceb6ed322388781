//! Pushed authorization requests, and the answer by a form: what the handler of ASP.NET Core 9 does as soon as they are announced.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::banc::{AUTRE, BIOLOGISTE, ESSAI, Essai, FORMULAIRE, RETOUR, Recue, VERIFICATEUR, charge, forme};

/// A value of a hidden field.
fn champ(page: &str, nom: &str) -> String {
    let debut = format!("name=\"{nom}\" value=\"");
    let (_, suite) = page.split_once(&debut).unwrap_or_else(|| panic!("{nom} : {page}"));
    suite.split_once('"').unwrap().0.replace("&amp;", "&")
}

/// Where the form of a page goes.
fn action(essai: &Essai, page: &str) -> String {
    let (_, suite) = page
        .split_once("<form method=\"post\" action=\"")
        .unwrap_or_else(|| panic!("{page}"));
    let chemin = suite.split_once('"').unwrap().0.replace("&amp;", "&");
    let wallet = essai.point("wallet");
    format!("{}{chemin}", wallet.strip_suffix("/auth").unwrap())
}

/// Pushes what `OpenIdConnectHandler` does (code, PKCE, nonce, form_post; the secret in the body), some fields changed, or left out when empty.
async fn deposer(essai: &Essai, change: &[(&str, &str)]) -> Recue {
    let defi = segur_oidc::defi_s256(VERIFICATEUR);
    let etat = format!("CfDJ8{}", "a1B2c3D4".repeat(100));
    let mut champs: Vec<(&str, &str)> = vec![
        ("client_id", ESSAI.0),
        ("redirect_uri", RETOUR),
        ("response_type", "code"),
        ("scope", "openid scope_all"),
        ("acr_values", "eidas1"),
        ("code_challenge", &defi),
        ("code_challenge_method", "S256"),
        ("response_mode", "form_post"),
        ("nonce", "639000000000000000.MDEyMzQ1Njc4OWFiY2RlZg"),
        ("state", &etat),
        ("x-client-SKU", "ID_NET9_0"),
        ("x-client-ver", "8.0.1.0"),
        ("client_secret", ESSAI.1),
    ];
    for (nom, valeur) in change {
        champs.retain(|(n, _)| n != nom);
        if !valeur.is_empty() {
            champs.push((nom, valeur));
        }
    }
    let demande = essai.client.post(essai.oidc("ext/par/request"));
    essai.envoyer(demande.header("content-type", FORMULAIRE).body(forme(&champs))).await
}

fn demande(essai: &Essai, client: &str, uri: &str) -> String {
    format!(
        "{}?{}",
        essai.point("wallet"),
        forme(&[("client_id", client), ("request_uri", uri)])
    )
}

fn depot(r: &Recue) -> String {
    assert_eq!(r.statut, 201, "{}", r.corps);
    r.json()["request_uri"].as_str().unwrap().to_owned()
}

const ACCORD: [(&str, &str); 3] = [("identite", BIOLOGISTE), ("moyen", "CPS"), ("geste", "accord")];

#[tokio::test]
async fn asp_net_core_se_connecte() {
    let essai = Essai::nouveau().await;
    let pousse = deposer(&essai, &[]).await;
    assert_eq!(
        (pousse.echange.operation.as_str(), pousse.json()["expires_in"].as_i64()),
        ("psc.par", Some(60))
    );
    assert!(pousse.regles().is_empty(), "{:?}", pousse.regles());
    for (fait, valeur) in [
        ("client_id", ESSAI.0),
        ("methode", "client_secret_post"),
        ("acr_values", "eidas1"),
        ("response_mode", "form_post"),
        ("nonce", "639000000000000000.MDEyMzQ1Njc4OWFiY2RlZg"),
    ] {
        assert_eq!(pousse.fait(fait), Some(valeur), "{fait}");
    }
    let uri = depot(&pousse);
    assert_eq!(pousse.fait("depot"), Some(uri.as_str()));
    let page = essai.obtenir(&demande(&essai, ESSAI.0, &uri)).await;
    assert_eq!(
        (page.statut, page.fait("issue"), page.fait("request_uri"), page.fait("acr_values")),
        (200, Some("page"), Some(uri.as_str()), None)
    );
    assert!(page.regles().is_empty(), "{:?}", page.regles());
    assert!(!page.corps.contains("code_challenge"), "what was pushed stays with the server");

    let retour = essai.geste(&action(&essai, &page.corps), &ACCORD).await;
    assert_eq!(
        (retour.statut, retour.location(), retour.fait("issue"), retour.fait("erreur")),
        (200, "", Some("redirection"), None)
    );
    assert!(
        retour.corps.contains(&format!("<form method=\"post\" action=\"{RETOUR}\"")),
        "{}",
        retour.corps
    );
    assert_eq!(champ(&retour.corps, "iss"), essai.point("auth"));
    assert!(champ(&retour.corps, "state").starts_with("CfDJ8") && retour.entetes.contains_key("set-cookie"));
    // The button is there without script, and no script but this one runs.
    assert!(retour.corps.contains("<button class=\"principal\" type=\"submit\">Continuer"));
    let script = retour.corps.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    let politique = retour.entetes["content-security-policy"].to_str().unwrap();
    let (avant, empreinte) = politique.split_once("; script-src 'sha256-").unwrap();
    let empreinte = STANDARD.decode(empreinte.strip_suffix('\'').unwrap()).unwrap();
    assert!(
        avant.starts_with("default-src 'none';") && URL_SAFE_NO_PAD.encode(empreinte) == segur_oidc::defi_s256(script),
        "{politique}"
    );

    let jetons = essai.jetons(ESSAI, &champ(&retour.corps, "code")).await;
    assert_eq!(jetons.statut, 200, "{}", jetons.corps);
    assert_eq!(
        charge(&jetons.json()["id_token"])["nonce"],
        "639000000000000000.MDEyMzQ1Njc4OWFiY2RlZg"
    );
}

#[tokio::test]
async fn une_erreur_repart_par_le_formulaire() {
    let essai = Essai::nouveau().await;
    for (champs, erreur) in [
        (vec![("identite", BIOLOGISTE), ("geste", "refus")], "access_denied"),
        (vec![("geste", "delai")], "temporarily_unavailable"),
    ] {
        let demande = essai.demande(&[("response_mode", "form_post"), ("state", "\"><script>alert(1)</script>")]);
        let r = essai.geste(&demande, &champs).await;
        assert_eq!(
            (r.statut, r.fait("issue"), r.fait("erreur")),
            (200, Some("redirection"), Some(erreur))
        );
        assert_eq!(champ(&r.corps, "error"), erreur);
        assert_eq!(r.corps.matches("<script").count(), 1, "{}", r.corps);
    }
}

#[tokio::test]
async fn une_demande_deposee_sert_une_fois_et_meurt() {
    let essai = Essai::nouveau().await;
    let refusee = async |uri: &str, client: &str| {
        let r = essai.obtenir(&demande(&essai, client, uri)).await;
        assert_eq!(
            (r.statut, r.location(), r.fait("erreur"), r.regles(), r.echange.refus.as_deref()),
            (
                400,
                "",
                Some("invalid_request"),
                ["psc.demande.depot"].into(),
                Some("psc.demande.depot")
            ),
        );
    };
    let uri = depot(&deposer(&essai, &[]).await);
    refusee(&uri, AUTRE.0).await;
    let page = essai.obtenir(&demande(&essai, ESSAI.0, &uri)).await;
    refusee(&uri, ESSAI.0).await;
    // The page goes on: a search, a wrong code, then the answer, once.
    let suite = action(&essai, &page.corps);
    assert_eq!(essai.obtenir(&format!("{suite}&recherche=biotest")).await.statut, 200);
    assert_eq!(
        essai
            .geste(&suite, &[("identite", BIOLOGISTE), ("geste", "code-faux")])
            .await
            .statut,
        200
    );
    // Nothing that the browser adds takes the place of what was pushed.
    let mut plus = ACCORD.to_vec();
    plus.extend([
        ("redirect_uri", "https://pirate.test"),
        ("state", "un-autre"),
        ("response_mode", "query"),
    ]);
    let retour = essai.geste(&suite, &plus).await;
    assert!(champ(&retour.corps, "state").starts_with("CfDJ8"), "{}", retour.corps);
    assert_eq!(essai.geste(&suite, &ACCORD).await.statut, 400);

    let uri = depot(&deposer(&essai, &[]).await);
    essai.banc.horloge("defaut").unwrap().regler(60).unwrap();
    refusee(&uri, ESSAI.0).await;
    refusee("urn:ietf:params:oauth:request_uri:inconnue", ESSAI.0).await;
}

#[tokio::test]
async fn un_depot_se_refuse() {
    let essai = Essai::nouveau().await;
    for (change, erreur, regle) in [
        (("client_secret", "un autre"), (401, "invalid_client"), Some("psc.jeton.client")),
        (("client_secret", ""), (401, "invalid_client"), Some("psc.jeton.client")),
        (
            ("redirect_uri", "https://pirate.test"),
            (400, "invalid_request"),
            Some("psc.demande.redirect-uri"),
        ),
        (("response_type", ""), (400, "invalid_request"), Some("psc.demande.response-type")),
        (
            ("response_type", "id_token"),
            (400, "unauthorized_client"),
            Some("psc.demande.response-type"),
        ),
        (("scope", "openid inconnu"), (400, "invalid_scope"), None),
        (("code_challenge", "court"), (400, "invalid_request"), None),
        (("kc_idp_hint", &"x".repeat(3000)), (400, "invalid_request"), None),
        (
            ("request_uri", "urn:ietf:params:oauth:request_uri:x"),
            (400, "invalid_request"),
            None,
        ),
    ] {
        let r = deposer(&essai, &[change]).await;
        assert_eq!(
            (r.erreur(), r.echange.refus.as_deref()),
            ((erreur.0, erreur.1.to_owned()), regle),
            "{change:?}"
        );
    }
    // A client that authenticates by the header need not say its name again.
    let defi = segur_oidc::defi_s256(VERIFICATEUR);
    let champs = [
        ("response_type", "code"),
        ("redirect_uri", RETOUR),
        ("scope", "openid"),
        ("code_challenge", defi.as_str()),
    ];
    let r = essai.poster(&essai.oidc("ext/par/request"), ESSAI, &champs).await;
    let page = essai.obtenir(&demande(&essai, ESSAI.0, &depot(&r))).await;
    assert_eq!((page.statut, page.fait("issue")), (200, Some("page")));
}

/// What is announced answers: nothing of it is « not found ».
#[tokio::test]
async fn chaque_adresse_annoncee_repond() {
    let essai = Essai::nouveau().await;
    let document = essai
        .obtenir(&format!("{}/.well-known/wallet-openid-configuration", essai.point("auth")))
        .await
        .json();
    let alias = document["mtls_endpoint_aliases"].as_object().unwrap();
    let adresses: Vec<&str> = document
        .as_object()
        .unwrap()
        .iter()
        .chain(alias)
        .filter(|(n, _)| n.ends_with("_endpoint") || *n == "jwks_uri")
        .map(|(_, v)| v.as_str().unwrap())
        .collect();
    assert!(adresses.len() > 15, "{adresses:?}");
    for adresse in adresses {
        for r in [
            essai.obtenir(adresse).await,
            essai
                .envoyer(essai.client.post(adresse).header("content-type", FORMULAIRE).body(""))
                .await,
        ] {
            assert_ne!(r.statut, 404, "{adresse}");
        }
    }
    assert!(!document.to_string().contains("device"), "not played, so not announced");
}
