//! Facts, from bytes alone.

use serde_json::json;

use super::{EMPREINTE, Essai};
use crate::jeton::Signataire;
use crate::{Autorisation, FormeX5t, encoder, identifiant_national, rpps};

fn signer(charge: &serde_json::Value) -> String {
    Signataire::hs256(b"x").signer(charge).unwrap()
}

#[test]
fn autorisation_masquee_ou_non() {
    let basic = Autorisation::lire("Basic dGVtb2luLXNnbDpzZWNyZXQ=").unwrap();
    assert_eq!(
        (basic.client.as_deref(), basic.secret.as_deref()),
        (Some("temoin-sgl"), Some("secret"))
    );
    let masquee = Autorisation::lire("Basic temoin-sgl:masqué (sha256 abc)").unwrap();
    assert_eq!((masquee.client.as_deref(), masquee.secret), (Some("temoin-sgl"), None));
    let porteur = Autorisation::lire("Bearer masqué (sha256 abc)").unwrap();
    assert_eq!((porteur.schema.as_str(), porteur.client, porteur.secret), ("Bearer", None, None));
    // Form-encoded first (RFC 6749, § 2.3.1).
    let code = Autorisation::lire("Basic Yy1hOiUzQSt4").unwrap();
    assert_eq!(code.secret.as_deref(), Some(": x"));
    assert_eq!(Autorisation::lire("secret"), None);
}

#[test]
fn le_meme_masque_donne_les_memes_faits() {
    let jeton = |autorisation: &str| {
        Essai::nouveau("psc.token", "POST /token HTTP/1.1")
            .entete("authorization", autorisation)
            .corps("grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fa%2Fb&code_verifier=v")
            .repondu(
                400,
                json!({ "error": "invalid_grant", "error_description": "Incorrect redirect_uri" }).to_string(),
            )
            .faits()
    };
    let clair = jeton("Basic dGVtb2luLXNnbDpzZWNyZXQ=");
    assert_eq!(clair, jeton("Basic temoin-sgl:masqué (sha256 abc)"));
    for (nom, valeur) in [
        ("client_id", "temoin-sgl"),
        ("methode", "client_secret_basic"),
        ("grant", "authorization_code"),
        ("pkce", "present"),
        ("erreur", "invalid_grant"),
        ("raison", "redirect_uri"),
    ] {
        assert_eq!(clair[nom], [valeur], "{nom}");
    }
}

#[test]
fn methodes_du_client() {
    let methode = |essai: Essai| essai.fait("methode").unwrap();
    let token = || Essai::nouveau("psc.token", "POST /token HTTP/1.1");
    let hs = signer(&json!({ "sub": "c" }));
    assert_eq!(methode(token().corps(format!("client_assertion={hs}"))), "client_secret_jwt");
    assert_eq!(methode(token().corps("client_assertion=a.b.c")), "private_key_jwt");
    assert_eq!(methode(token().corps("client_id=c&client_secret=s")), "client_secret_post");
    assert_eq!(methode(token().corps("client_id=c").certifie()), "tls_client_auth");
    assert_eq!(methode(token().corps("client_id=c")), "none");
    assert_eq!(token().corps(format!("client_assertion={hs}")).fait("client_id").unwrap(), "c");
}

#[test]
fn autorisation_et_issue() {
    let ligne = "GET /auth?client_id=c&redirect_uri=https%3A%2F%2Fa%2Fb&state=s&acr=eidas1 HTTP/1.1";
    let redirige = Essai::nouveau("psc.authorize", ligne)
        .retour("location", "https://a/b?error=login_required&state=s")
        .repondu(302, "");
    assert_eq!(redirige.fait("issue").unwrap(), "redirection");
    assert_eq!(redirige.fait("erreur").unwrap(), "login_required");
    assert_eq!(
        (redirige.fait("acr").unwrap(), redirige.fait("acr_values")),
        ("eidas1".into(), None)
    );
    let page = Essai::nouveau("psc.authorize", ligne)
        .retour("content-type", "text/html; charset=utf-8")
        .repondu(400, "<div data-erreur=\"invalid_redirect_uri\">");
    assert_eq!(
        (page.fait("issue").unwrap(), page.fait("erreur").unwrap()),
        ("erreur".into(), "invalid_redirect_uri".into())
    );
}

#[test]
fn jetons_userinfo_et_ciba() {
    let acces = signer(&json!({ "preferred_username": "899900000045", "acr": "eidas3", "azp": "c" }));
    let id = signer(&json!({ "nonce": "n" }));
    let token = Essai::nouveau("psc.token", "POST /token HTTP/1.1")
        .corps("grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=q")
        .repondu(
            200,
            json!({ "access_token": acces, "id_token": id, "expires_in": 120, "session_state": "s" }).to_string(),
        );
    for (nom, valeur) in [
        ("grant", "ciba"),
        ("auth_req_id", "q"),
        ("id_national", "899900000045"),
        ("rpps", "99900000045"),
        ("acr", "eidas3"),
        ("client_id", "c"),
        ("nonce", "n"),
        ("session", "s"),
        ("expires_in", "120"),
    ] {
        assert_eq!(token.fait(nom).as_deref(), Some(valeur), "{nom}");
    }
    let reponse = json!({ "SubjectNameID": "500000001815646/CPAT00045", "SubjectRefPro": { "exercices": [{ "activities": [1, 2] }, { "activities": [] }] } });
    let info = Essai::nouveau("psc.userinfo", "GET /userinfo?access_token=x HTTP/1.1").repondu(200, reponse.to_string());
    assert_eq!(info.fait("porteur").unwrap(), "url");
    assert_eq!(
        (info.fait("exercices").unwrap(), info.fait("activites").unwrap()),
        ("2".into(), "2".into())
    );
    assert_eq!(
        (info.fait("id_national").unwrap().as_str(), info.fait("rpps")),
        ("500000001815646/CPAT00045", None)
    );
}

#[test]
fn sortie_echange_et_proxy() {
    let hint = signer(&json!({ "azp": "c" }));
    let ligne = format!("GET /logout?id_token_hint={hint}&post_logout_redirect_uri=https%3A%2F%2Fa&state=s HTTP/1.1");
    let sortie = Essai::nouveau("psc.logout", &ligne);
    for (nom, valeur) in [
        ("canal", "navigateur"),
        ("id_token_hint", "present"),
        ("client_id", "c"),
        ("state", "s"),
    ] {
        assert_eq!(sortie.fait(nom).as_deref(), Some(valeur), "{nom}");
    }
    let serveur = Essai::nouveau("psc.logout", "POST /logout HTTP/1.1").corps(format!("id_token_hint={hint}"));
    assert_eq!(serveur.fait("canal").unwrap(), "serveur");

    let api = signer(&json!({ "SubjectNameID": "899900000045", "cnf": { "x5t#S256": FormeX5t::Ans.ecrire(EMPREINTE) } }));
    let echange = Essai::nouveau("psc.echange", "POST /token HTTP/1.1")
        .corps("client_id=c&scope=metier&subject_token_type=t")
        .repondu(200, json!({ "access_token": api }).to_string());
    assert_eq!(
        (echange.fait("cnf").unwrap(), echange.fait("rpps").unwrap()),
        ("ans".into(), "99900000045".into())
    );

    let connect = Essai::nouveau("psc.proxy.connect", "POST /connect HTTP/1.1")
        .entete("content-type", "application/json")
        .corps(json!({ "nationalId": "899900000045", "bindingMessage": "07", "clientId": "c", "channel": "CARD" }).to_string());
    assert_eq!(
        (connect.fait("national_id").unwrap(), connect.fait("binding_message").unwrap()),
        ("899900000045".into(), "07".into())
    );
    let send = Essai::nouveau("psc.proxy.send", "GET /send/api/v1/x?y=1 HTTP/1.1");
    assert_eq!(
        (send.fait("service").unwrap(), send.fait("chemin").unwrap()),
        ("api".into(), "v1/x".into())
    );
}

#[test]
fn identifiants() {
    assert_eq!(rpps("899900000045"), Some("99900000045"));
    for sans in ["99900000045", "8999000000", "ANS20231122132732", "0123456789", "8é990000004"] {
        assert_eq!(rpps(sans), None, "{sans}");
    }
    for bon in [
        "899900000045",
        "ANS20231122132732",
        "500000001815646/CPAT00045",
        "0123456789",
        "3999900038/0001",
    ] {
        assert!(identifiant_national(bon), "{bon}");
    }
    for mal in [
        "",
        "99900000045",
        "DUPONT",
        "ANS2023",
        "5/",
        "8".repeat(500).as_str(),
        encoder("5000/1").as_str(),
    ] {
        assert!(!identifiant_national(mal), "{mal}");
    }
}
