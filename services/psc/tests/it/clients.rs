//! How clients authenticate.

use segur_oidc::jeton::Signataire;
use serde_json::{Value, json};

use crate::banc::{BIOLOGISTE, Essai, FORMULAIRE, IGC, MAINTENANT, Recue, TEMOIN, charge, client, forme};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Asks whether a token is active: any answer but 401 says that the client got in.
async fn entrer(essai: &Essai, par: &reqwest::Client, champs: &[(&str, &str)]) -> Recue {
    let mut tous = vec![("token", "rien")];
    tous.extend(champs);
    essai
        .envoyer(
            par.post(essai.oidc("token/introspect"))
                .header("content-type", FORMULAIRE)
                .body(forme(&tous)),
        )
        .await
}

fn cle() -> Signataire {
    Signataire::rs256(&IGC.identite("org-auth-cli").unwrap().cle_pem).unwrap()
}

fn assertion(essai: &Essai, change: &[(&str, Value)]) -> Value {
    let maintenant = MAINTENANT.unix_timestamp();
    let mut c = json!({ "iss": "temoin-sgl", "sub": "temoin-sgl", "aud": essai.oidc("token"), "iat": maintenant, "exp": maintenant + 60, "jti": "1" });
    for (nom, valeur) in change {
        c[nom] = valeur.clone();
    }
    c
}

async fn par_assertion(essai: &Essai, jeton: &str) -> Recue {
    entrer(
        essai,
        &essai.client,
        &[("client_assertion_type", ASSERTION), ("client_assertion", jeton)],
    )
    .await
}

#[tokio::test]
async fn secrets() {
    let essai = Essai::nouveau().await;
    let poste = entrer(&essai, &essai.client, &[("client_id", TEMOIN.0), ("client_secret", TEMOIN.1)]).await;
    assert_eq!(
        (poste.statut, poste.fait("methode"), poste.fait("actif")),
        (200, Some("client_secret_post"), Some("false"))
    );
    for champs in [
        vec![("client_id", TEMOIN.0), ("client_secret", "faux")],
        vec![("client_id", "inconnu"), ("client_secret", TEMOIN.1)],
        vec![("client_id", TEMOIN.0)],
        vec![("client_id", TEMOIN.0), ("client_secret", "")],
        vec![],
    ] {
        let refus = entrer(&essai, &essai.client, &champs).await;
        assert_eq!(refus.erreur(), (401, "invalid_client".into()), "{champs:?}");
        assert!(refus.regles().contains("psc.jeton.client"));
    }
    // Two identities in one request.
    let deux = essai
        .poster(
            &essai.oidc("token/introspect"),
            TEMOIN,
            &[("token", "x"), ("client_id", "banc-essai")],
        )
        .await;
    assert_eq!(deux.erreur().0, 401);
}

#[tokio::test]
async fn certificat() {
    let essai = Essai::nouveau().await;
    let bon = entrer(&essai, &essai.certifie, &[("client_id", TEMOIN.0)]).await;
    assert_eq!(
        (bon.statut, bon.fait("methode"), bon.fait("client_id")),
        (200, Some("tls_client_auth"), Some("temoin-sgl"))
    );
    assert!(bon.regles().is_empty());
    // Its subject leads to no client, or to another than the one said.
    let autre = client(Some("org-insi-auto"));
    assert_eq!(
        entrer(&essai, &autre, &[("client_id", TEMOIN.0)]).await.erreur(),
        (401, "invalid_client".into())
    );
    assert_eq!(
        entrer(&essai, &essai.certifie, &[("client_id", "banc-essai")]).await.erreur().0,
        401
    );
    // In the Espace de Confiance a secret alone is told.
    let sans = entrer(&essai, &essai.client, &[("client_id", TEMOIN.0), ("client_secret", TEMOIN.1)]).await;
    assert_eq!((sans.statut, sans.regles()), (200, ["psc.edc.mtls"].into()));
}

#[tokio::test]
async fn cle_privee() {
    let essai = Essai::nouveau().await;
    let bonne = cle().signer(&assertion(&essai, &[])).unwrap();
    let recue = par_assertion(&essai, &bonne).await;
    assert_eq!(
        (recue.statut, recue.fait("methode")),
        (200, Some("private_key_jwt")),
        "{}",
        recue.corps
    );
    assert_eq!(
        par_assertion(&essai, &bonne).await.erreur(),
        (401, "invalid_client".into()),
        "jti serves once"
    );
    let dans = |secondes: i64| json!(MAINTENANT.unix_timestamp() + secondes);
    for (change, pourquoi) in [
        (vec![("aud", json!("https://ailleurs.test"))], "aud"),
        (
            vec![(
                "aud",
                json!(format!("{}.autre.test/protocol/openid-connect/token", essai.point("auth"))),
            )],
            "aud",
        ),
        (vec![("iss", json!("banc-essai"))], "iss"),
        (vec![("sub", json!("banc-essai"))], ""),
        (vec![("sub", json!("inconnu"))], ""),
        (vec![("exp", dans(-120))], "expiré"),
        (vec![("exp", dans(86_400))], "heure"),
        (vec![("exp", json!(null))], "exp"),
        (vec![("iat", dans(600))], "futur"),
        (vec![("jti", json!(null))], "jti"),
    ] {
        let mut change = change;
        if change[0].0 != "jti" {
            change.push(("jti", json!(format!("jti de {change:?}"))));
        }
        let refus = par_assertion(&essai, &cle().signer(&assertion(&essai, &change)).unwrap()).await;
        assert_eq!(refus.erreur(), (401, "invalid_client".into()), "{change:?}");
        let dit = refus.json()["error_description"].as_str().unwrap().to_owned();
        assert!(dit.contains(pourquoi), "{change:?} : {dit}");
    }
    // The issuer, and the address of products without `simule`, are good audiences too.
    for (i, aud) in [essai.point("auth"), essai.oidc("token/introspect").replace("/simule", "")]
        .iter()
        .enumerate()
    {
        let jeton = cle()
            .signer(&assertion(&essai, &[("aud", json!([aud])), ("jti", json!(i.to_string() + "b"))]))
            .unwrap();
        assert_eq!(par_assertion(&essai, &jeton).await.statut, 200, "{aud}");
    }
}

#[tokio::test]
async fn assertions_forgees() {
    let essai = Essai::nouveau().await;
    let identite = IGC.identite("org-auth-cli").unwrap();
    // Key confusion: the certificate, which everybody may read, as the secret of an HMAC.
    let confondu = Signataire::hs256(identite.certificat_pem.as_bytes())
        .signer(&assertion(&essai, &[]))
        .unwrap();
    assert_eq!(par_assertion(&essai, &confondu).await.erreur(), (401, "invalid_client".into()));
    // alg none.
    let bonne = cle().signer(&assertion(&essai, &[])).unwrap();
    let charge = bonne.split('.').nth(1).unwrap();
    for entete in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJOT05FIn0"] {
        for signature in ["", "x"] {
            let refus = par_assertion(&essai, &format!("{entete}.{charge}.{signature}")).await;
            assert_eq!(refus.erreur(), (401, "invalid_client".into()));
        }
    }
    // The key of somebody else.
    let autre = Signataire::rs256(&IGC.identite("org-insi-auto").unwrap().cle_pem).unwrap();
    assert_eq!(
        par_assertion(&essai, &autre.signer(&assertion(&essai, &[])).unwrap())
            .await
            .erreur()
            .0,
        401
    );
    // The secret of the client, HS256, is client_secret_jwt: allowed to this one.
    let hs = Signataire::hs256(TEMOIN.1.as_bytes()).signer(&assertion(&essai, &[])).unwrap();
    let recue = par_assertion(&essai, &hs).await;
    assert_eq!((recue.statut, recue.fait("methode")), (200, Some("client_secret_jwt")));
    assert_eq!(
        par_assertion(&essai, &"a".repeat(16_500)).await.statut,
        400,
        "a value above its cap"
    );
    assert!(par_assertion(&essai, "pas.un.jeton").await.statut == 401);
    assert!(
        entrer(&essai, &essai.client, &[("client_assertion", &bonne)]).await.statut == 401,
        "its type is not said"
    );
}

#[tokio::test]
async fn jetons_lies_au_certificat() {
    let essai = Essai::nouveau().await;
    for (forme_cnf, longueur) in [("rfc8705", 43), ("ans", 88)] {
        assert_eq!(essai.agir("regler", json!({ "cle": "cnf", "valeur": forme_cnf })).await.0, 200);
        let accuse = essai
            .envoyer(
                essai
                    .certifie
                    .post(essai.oidc("ext/ciba/auth"))
                    .header("content-type", FORMULAIRE)
                    .body(forme(&[
                        ("client_id", TEMOIN.0),
                        ("scope", "openid scope_all"),
                        ("login_hint", BIOLOGISTE),
                        ("binding_message", "11"),
                        ("acr_values", "eidas1"),
                        ("channel", "CARD"),
                    ])),
            )
            .await;
        assert!(accuse.regles().is_empty(), "{:?}", accuse.regles());
        let id = accuse.fait("auth_req_id").unwrap().to_owned();
        essai.agir("approuver", json!({ "demande": id })).await;
        let champs = [
            ("client_id", TEMOIN.0),
            ("grant_type", "urn:openid:params:grant-type:ciba"),
            ("auth_req_id", id.as_str()),
        ];
        let jetons = essai
            .envoyer(
                essai
                    .certifie
                    .post(essai.oidc("token"))
                    .header("content-type", FORMULAIRE)
                    .body(forme(&champs)),
            )
            .await
            .json();
        assert_eq!(
            charge(&jetons["access_token"])["cnf"]["x5t#S256"].as_str().unwrap().len(),
            longueur,
            "{forme_cnf}"
        );
        let acces = jetons["access_token"].as_str().unwrap();
        assert_eq!(
            essai.userinfo(acces).await.erreur(),
            (401, "invalid_token".into()),
            "without its certificate"
        );
        let info = essai.envoyer(essai.certifie.get(essai.oidc("userinfo")).bearer_auth(acces)).await;
        assert_eq!(info.statut, 200);
        let champs = [
            ("grant_type", "refresh_token"),
            ("refresh_token", jetons["refresh_token"].as_str().unwrap()),
        ];
        assert_eq!(
            essai.poster(&essai.oidc("token"), TEMOIN, &champs).await.erreur(),
            (400, "invalid_grant".into())
        );
    }
}
