//! Every rule: a good case that finds nothing, and the defect that turns it.

use std::collections::BTreeSet;

use serde_json::json;

use super::{EMPREINTE, Essai, MAINTENANT};
use crate::jeton::Signataire;
use crate::{FormeX5t, REGLES, encoder};

const IMPREVISIBLE: &str = "3f9c1e7ab2d84c60";

fn jeton(exp: i64, x5t: Option<&str>) -> String {
    let charge = json!({ "exp": exp, "cnf": x5t.map(|x| json!({ "x5t#S256": x })) });
    Signataire::hs256(b"x").signer(&charge).unwrap()
}

fn vivant() -> i64 {
    MAINTENANT.unix_timestamp() + 60
}

fn demande(change: &[(&str, &str)]) -> Essai {
    let mut champs = vec![
        ("response_type", "code"),
        ("client_id", "c"),
        ("redirect_uri", "https://a/b"),
        ("scope", "openid scope_all"),
        ("acr_values", "eidas1"),
        ("state", IMPREVISIBLE),
        ("nonce", IMPREVISIBLE),
        ("code_challenge", "d"),
        ("code_challenge_method", "S256"),
    ];
    poser(&mut champs, change);
    Essai::nouveau("psc.authorize", &format!("GET /auth?{} HTTP/1.1", forme(&champs))).retour("content-type", "text/html")
}

/// The same, pushed by the server of the client.
fn par(change: &[(&str, &str)]) -> Essai {
    let ligne = demande(change).exchange.requete.ligne;
    let champs = ligne.split(['?', ' ']).nth(2).unwrap();
    Essai::nouveau("psc.par", "POST /ext/par/request HTTP/1.1")
        .corps(format!("{champs}&client_secret=s"))
        .repondu(201, json!({ "request_uri": "urn:ietf:params:oauth:request_uri:x" }).to_string())
}

/// What the browser carries of it.
fn depot(uri: &str) -> Essai {
    Essai::nouveau(
        "psc.authorize",
        &format!("GET /auth?client_id=c&request_uri={} HTTP/1.1", encoder(uri)),
    )
    .retour("content-type", "text/html")
}

fn ciba(change: &[(&str, &str)]) -> Essai {
    let mut champs = vec![
        ("client_id", "c"),
        ("client_secret", "s"),
        ("scope", "openid scope_all"),
        ("login_hint", "899900000045"),
        ("binding_message", "07"),
        ("acr_values", "eidas1"),
        ("channel", "MOBILE"),
    ];
    poser(&mut champs, change);
    Essai::nouveau("psc.ciba", "POST /ciba HTTP/1.1").corps(forme(&champs))
}

fn token(champs: &[(&str, &str)]) -> Essai {
    let mut tous = vec![("client_id", "c"), ("client_secret", "s")];
    tous.extend(champs);
    Essai::nouveau("psc.token", "POST /token HTTP/1.1").corps(forme(&tous))
}

fn echange(change: &[(&str, &str)]) -> Essai {
    let subject = jeton(vivant(), FormeX5t::Ans.ecrire(EMPREINTE).as_deref());
    let mut champs = vec![
        ("client_id", "edc"),
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", subject.as_str()),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("scope", "metier"),
    ];
    poser(&mut champs, change);
    Essai::nouveau("psc.echange", "POST /token HTTP/1.1")
        .certifie()
        .corps(forme(&champs))
}

fn connect(champ: &str, valeur: &str) -> Essai {
    let mut corps = json!({ "nationalId": "899900000045", "bindingMessage": "07", "clientId": "c", "channel": "CARD" });
    corps[champ] = valeur.into();
    Essai::nouveau("psc.proxy.connect", "POST /connect HTTP/1.1")
        .entete("content-type", "application/json")
        .corps(corps.to_string())
}

fn poser<'a>(champs: &mut Vec<(&'a str, &'a str)>, change: &[(&'a str, &'a str)]) {
    for (nom, valeur) in change {
        champs.retain(|(n, _)| n != nom);
        if !valeur.is_empty() {
            champs.push((nom, valeur));
        }
    }
}

fn forme(champs: &[(&str, &str)]) -> String {
    let ecrits: Vec<String> = champs.iter().map(|(n, v)| format!("{n}={}", encoder(v))).collect();
    ecrits.join("&")
}

fn erreur(code: &str, description: &str) -> String {
    json!({ "error": code, "error_description": description }).to_string()
}

fn sortie(requete: &str) -> Essai {
    Essai::nouveau("psc.logout", &format!("GET /logout?{requete} HTTP/1.1")).retour("content-type", "text/html")
}

/// Good cases.
fn bons() -> Vec<Essai> {
    let rafraichir = jeton(vivant(), None);
    vec![
        Essai::nouveau("psc.decouverte", "GET /r/.well-known/wallet-openid-configuration HTTP/1.1"),
        demande(&[]),
        demande(&[("response_mode", "form_post")]),
        par(&[]),
        depot("urn:ietf:params:oauth:request_uri:x"),
        ciba(&[]),
        ciba(&[("login_hint", "500000001815646/CPAT00045"), ("channel", "CARD")]),
        token(&[
            ("grant_type", "authorization_code"),
            ("code", "c"),
            ("code_verifier", &"v".repeat(43)),
        ]),
        token(&[("grant_type", "refresh_token"), ("refresh_token", &rafraichir)]),
        token(&[("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", "q")])
            .repondu(400, erreur("authorization_pending", "pending")),
        Essai::nouveau("psc.userinfo", "GET /userinfo HTTP/1.1").entete("authorization", "Bearer masqué (sha256 a)"),
        sortie(&format!(
            "id_token_hint={}&post_logout_redirect_uri=https%3A%2F%2Fa&state=s",
            jeton(0, None)
        )),
        Essai::nouveau("psc.logout", "POST /logout HTTP/1.1").corps(format!("id_token_hint={}", jeton(0, None))),
        echange(&[]),
        Essai::nouveau("psc.api", "GET /api/x HTTP/1.1")
            .certifie()
            .repondu(200, json!({ "cnf": "lie" }).to_string()),
        connect("channel", "MOBILE"),
        // What a tester does is no act of the candidate.
        Essai::nouveau("psc.identification", "POST /auth?client_id=c HTTP/1.1"),
    ]
}

/// A defect, the rule that it turns, and whether that is an error.
fn defauts() -> Vec<(&'static str, bool, Essai)> {
    let mort = jeton(MAINTENANT.unix_timestamp() - 5, None);
    let autre = jeton(vivant(), FormeX5t::Rfc8705.ecrire(&"0".repeat(64)).as_deref());
    let code = [("grant_type", "authorization_code"), ("code", "c")];
    let refuse = |description: &str| token(&code).repondu(400, erreur("invalid_grant", description));
    let page = |code: &str| demande(&[]).repondu(400, format!("<div data-erreur=\"{code}\">"));
    vec![
        (
            "psc.decouverte.wallet",
            false,
            Essai::nouveau("psc.decouverte", "GET /r/.well-known/openid-configuration HTTP/1.1"),
        ),
        (
            "psc.demande.lisible",
            true,
            ciba(&[]).corps(format!("{}&scope=openid", ciba(&[]).requete)),
        ),
        ("psc.demande.response-type", true, demande(&[("response_type", "id_token token")])),
        ("psc.demande.scope.openid", true, demande(&[("scope", "scope_all")])),
        ("psc.demande.scope.scope-all", false, demande(&[("scope", "openid")])),
        ("psc.demande.acr-values", true, demande(&[("acr_values", "eidas2")])),
        ("psc.demande.acr-values", true, demande(&[("acr_values", "")])),
        ("psc.demande.acr", false, demande(&[("acr_values", ""), ("acr", "eidas1")])),
        ("psc.demande.state", false, demande(&[("state", "")])),
        ("psc.demande.state.entropie", false, demande(&[("state", "aaaaaaaaaaaaaaaaaaaaaa")])),
        ("psc.demande.nonce", false, demande(&[("nonce", "")])),
        ("psc.demande.nonce.entropie", false, demande(&[("nonce", "12345")])),
        (
            "psc.demande.pkce",
            false,
            demande(&[("code_challenge", ""), ("code_challenge_method", "")]),
        ),
        ("psc.demande.pkce", false, demande(&[("code_challenge_method", "plain")])),
        ("psc.demande.redirect-uri", true, page("invalid_redirect_uri")),
        ("psc.demande.client", false, page("invalid_client")),
        ("psc.jeton.url", true, {
            let mut essai = token(&code);
            essai.exchange.requete.ligne = "POST /token?client_secret=s HTTP/1.1".into();
            essai
        }),
        (
            "psc.jeton.url-acces",
            true,
            Essai::nouveau("psc.userinfo", "GET /userinfo?access_token=x HTTP/1.1"),
        ),
        ("psc.jeton.client", true, token(&code).repondu(401, erreur("invalid_client", ""))),
        ("psc.jeton.redirect-uri", true, refuse("Incorrect redirect_uri")),
        ("psc.jeton.pkce", true, refuse("PKCE code verifier not specified")),
        (
            "psc.jeton.pkce",
            true,
            token(&[("grant_type", "authorization_code"), ("code_verifier", "court")]),
        ),
        ("psc.jeton.code", false, refuse("Code not valid")),
        (
            "psc.jeton.rafraichissement",
            false,
            token(&[("grant_type", "refresh_token"), ("refresh_token", &mort)]),
        ),
        (
            "psc.userinfo.porteur",
            false,
            Essai::nouveau("psc.userinfo", "POST /userinfo HTTP/1.1").corps("access_token=x"),
        ),
        (
            "psc.userinfo.porteur",
            false,
            Essai::nouveau("psc.userinfo", "GET /userinfo HTTP/1.1"),
        ),
        (
            "psc.userinfo.jeton-mort",
            false,
            Essai::nouveau("psc.userinfo", "GET /userinfo HTTP/1.1")
                .entete("authorization", "Bearer masqué (sha256 a)")
                .repondu(401, erreur("invalid_token", "")),
        ),
        ("psc.ciba.channel", true, ciba(&[("channel", "SMS")])),
        ("psc.ciba.canal-absent", false, ciba(&[("channel", "")])),
        ("psc.ciba.binding-message", true, ciba(&[("binding_message", "Bonjour")])),
        ("psc.ciba.binding-message", true, ciba(&[("binding_message", "7")])),
        ("psc.ciba.acr-values", true, ciba(&[("acr_values", "")])),
        ("psc.ciba.scope", true, ciba(&[("scope", "scope_all")])),
        ("psc.ciba.login-hint", false, ciba(&[("login_hint", "DUPONT")])),
        ("psc.ciba.poll", false, ciba(&[("client_notification_token", "n")])),
        (
            "psc.sondage",
            false,
            token(&[("grant_type", "urn:openid:params:grant-type:ciba")]).repondu(400, erreur("slow_down", "")),
        ),
        (
            "psc.sortie.id-token-hint",
            false,
            sortie("client_id=c&post_logout_redirect_uri=https%3A%2F%2Fa&state=s"),
        ),
        (
            "psc.sortie.uri",
            true,
            sortie("id_token_hint=a.b.c&post_logout_redirect_uri=https%3A%2F%2Fa&state=s")
                .repondu(400, "<div data-erreur=\"invalid_redirect_uri\">"),
        ),
        (
            "psc.sortie.state",
            false,
            sortie("id_token_hint=a.b.c&post_logout_redirect_uri=https%3A%2F%2Fa"),
        ),
        ("psc.edc.mtls", true, {
            let champs = [("grant_type", "refresh_token"), ("client_id", "edc"), ("client_secret", "s")];
            Essai::nouveau("psc.token", "POST /token HTTP/1.1").corps(forme(&champs))
        }),
        ("psc.edc.echange", true, echange(&[("subject_token", "")])),
        (
            "psc.edc.echange",
            true,
            echange(&[("subject_token_type", "urn:ietf:params:oauth:token-type:saml2")]),
        ),
        ("psc.edc.scope", false, echange(&[("scope", "")])),
        ("psc.edc.jeton-vivant", false, echange(&[("subject_token", &mort)])),
        ("psc.edc.jeton-lie", false, echange(&[("subject_token", &autre)])),
        (
            "psc.edc.meme-certificat",
            true,
            Essai::nouveau("psc.api", "GET /api/x HTTP/1.1")
                .certifie()
                .repondu(401, json!({ "error": "invalid_token", "cnf": "autre-certificat" }).to_string()),
        ),
        (
            "psc.demande.voie",
            false,
            Essai {
                exchange: Essai::nouveau(
                    "psc.authorize",
                    &demande(&[])
                        .exchange
                        .requete
                        .ligne
                        .replace("/auth?", "/auth/realms/esante-wallet/protocol/openid-connect/auth?"),
                )
                .exchange,
                ..demande(&[])
            },
        ),
        (
            "psc.demande.depot",
            false,
            depot("urn:ietf:params:oauth:request_uri:x").repondu(400, "<p data-erreur=\"invalid_request\">"),
        ),
        ("psc.demande.acr-values", true, par(&[("acr_values", "eidas2")])),
        (
            "psc.demande.redirect-uri",
            true,
            par(&[]).repondu(
                400,
                json!({ "error": "invalid_request", "error_description": "Invalid parameter: redirect_uri" }).to_string(),
            ),
        ),
        (
            "psc.jeton.client",
            true,
            par(&[]).repondu(401, json!({ "error": "invalid_client" }).to_string()),
        ),
        (
            "psc.demande.scope.openid",
            true,
            Essai::nouveau("psc.userinfo", "GET /userinfo HTTP/1.1")
                .entete("authorization", "Bearer x")
                .repondu(403, json!({ "error": "insufficient_scope" }).to_string()),
        ),
        ("psc.proxy.connect", true, connect("bindingMessage", "7")),
        ("psc.proxy.connect", true, connect("nationalId", "DUPONT")),
        ("psc.proxy.connect", true, connect("channel", "SMS")),
        ("psc.proxy.connect", true, connect("clientId", "")),
    ]
}

#[test]
fn un_bon_echange_ne_donne_aucun_constat() {
    for (i, essai) in bons().iter().enumerate() {
        assert_eq!(essai.regles(), [], "bon cas {i} : {}", essai.exchange.requete.ligne);
    }
}

#[test]
fn chaque_defaut_tourne_sa_regle_et_elle_seule() {
    for (regle, erreur, essai) in defauts() {
        assert_eq!(
            essai.regles(),
            [(regle.to_owned(), erreur)],
            "{} {}",
            essai.exchange.requete.ligne,
            essai.requete
        );
    }
}

#[test]
fn chaque_regle_a_un_defaut() {
    let tournees: BTreeSet<&str> = defauts().iter().map(|(r, ..)| *r).collect();
    let toutes: BTreeSet<&str> = REGLES.iter().map(|r| r.id).collect();
    assert_eq!(tournees, toutes);
    assert_eq!(toutes.len(), REGLES.len(), "no id twice");
    assert!(
        REGLES
            .iter()
            .all(|r| r.id.starts_with("psc.") && !r.source.is_empty() && !r.dit.ends_with('.'))
    );
}
