//! What PSC, or who stands in its place, may answer: nothing is believed before it is verified, nothing is lost, and the message says
//! what to do.

use segur_model::Issue;
use serde_json::json;

use crate::faux_psc::{Humeur, suite};
use crate::psc::{BancPsc, session};

type Changement = fn(&mut Humeur);

#[tokio::test]
async fn jetons_et_reponses_qui_mentent() {
    let cas: [(&str, &str, Changement); 11] = [
        ("alg-none", "illisible", |h| h.alg_none = true),
        ("nonce", "nonce", |h| h.ment = Some(("nonce", "autre"))),
        ("iss", "InvalidIssuer", |h| h.ment = Some(("iss", "https://ailleurs.test"))),
        ("aud", "InvalidAudience", |h| h.ment = Some(("aud", "autre-client"))),
        ("azp", "plusieurs clients", |h| h.ment = Some(("aud", "[\"temoin\",\"autre\"]"))),
        ("exp", "périmé", |h| h.ment = Some(("exp", "1000"))),
        ("at_hash", "at_hash", |h| h.ment = Some(("at_hash", "x"))),
        ("acr", "eidas1", |h| h.acr = "0"),
        ("sub", "sub différent", |h| h.autre_sub = true),
        ("state", "state", |h| h.etat = Some("vole")),
        // RFC 9207: the answer of another server, mixed up with ours.
        ("iss-url", "autre émetteur", |h| h.emetteur = Some("https://ailleurs.test/realm")),
    ];
    for (nom, dit, changer) in cas {
        let b = BancPsc::nouveau(&[]).await;
        b.psc.regler(changer);
        let r = b.connecter(nom, json!({})).await;
        assert_eq!(
            (r.issue, session(&r)["etat"].as_str()),
            (Issue::Fait, Some("fermee")),
            "{nom} {}",
            r.message
        );
        assert!(r.message.contains(dit), "{nom} : {}", r.message);
        if nom == "iss-url" {
            assert!(!suite(&b.psc.prendre()).contains(&"POST /token"), "the code goes nowhere");
        }
        // Another sign in works.
        let propre = BancPsc::nouveau(&[]).await;
        assert_eq!(session(&propre.connecter(nom, json!({})).await)["etat"], "ouverte");
    }
}

#[tokio::test]
async fn un_plancher_et_non_une_egalite() {
    for acr in ["eidas1", "eidas2", "eidas3"] {
        let b = BancPsc::nouveau(&[]).await;
        b.psc.regler(|h| h.acr = acr);
        let r = b.connecter("A", json!({})).await;
        assert_eq!(
            (session(&r)["etat"].as_str(), session(&r)["acr"].as_str()),
            (Some("ouverte"), Some(acr))
        );
    }
    let b = BancPsc::nouveau(&[]).await;
    b.psc.regler(|h| h.sub_uuid = true);
    assert_eq!(
        session(&b.connecter("A", json!({})).await)["id_national"],
        "899900000045",
        "sub is not read"
    );
}

#[tokio::test]
async fn pannes_de_psc() {
    for (chemin, taille, dit) in [
        ("wallet-openid-configuration", 10, "JSON"),
        ("/token", 10, "JSON"),
        ("/token", 1_200_000, "plus de"),
        ("/certs", 10, "JSON"),
        ("/userinfo", 10, "JSON"),
        ("/wallet/auth", 10, "page"),
    ] {
        let b = BancPsc::nouveau(&[]).await;
        b.psc.regler(|h| h.panne = Some((chemin, taille)));
        let r = b.connecter("A", json!({})).await;
        assert_eq!(
            (r.issue, session(&r)["etat"].as_str()),
            (Issue::Erreur, Some("fermee")),
            "{chemin} {}",
            r.message
        );
        assert!(r.message.contains(dit), "{chemin} : {}", r.message);
        b.psc.regler(|h| h.panne = None);
        assert_eq!(
            session(&b.connecter("A", json!({})).await)["etat"],
            "ouverte",
            "{chemin} : nothing is lost"
        );
    }
}

#[tokio::test]
async fn redirection_ailleurs() {
    let b = BancPsc::nouveau(&[]).await;
    for ailleurs in ["https://ailleurs.test/?code=x", "http://127.0.0.1:9/", "javascript:alert(1)"] {
        b.psc.regler(|h| h.ailleurs = Some(ailleurs));
        let r = b.connecter("A", json!({})).await;
        assert_eq!(r.issue, Issue::Erreur);
        assert!(r.message.contains("connexion arrêtée"), "{}", r.message);
        assert!(!suite(&b.psc.prendre()).contains(&"POST /token"));
    }
}

#[tokio::test]
async fn une_panne_ne_ferme_pas_la_session() {
    let b = BancPsc::nouveau(&[]).await;
    b.connecter("A", json!({})).await;
    b.psc.regler(|h| h.panne = Some(("/token", 10)));
    b.psc.avancer(121);
    assert_eq!(b.acte("A", 2, "continuer-psc").await.issue, Issue::Erreur);
    assert_eq!(b.lire("A").await["etat"], "ouverte");
    b.psc.regler(|h| h.panne = None);
    assert_eq!(
        b.acte("A", 2, "continuer-psc").await.issue,
        Issue::Fait,
        "asked again, it is tried again"
    );
}

#[tokio::test]
async fn aucun_jeton_sur_disque() {
    let b = BancPsc::nouveau(&[]).await;
    b.banc
        .acte("A", 1, "creer-compte", json!({ "reference": "C", "rpps": "99900000045" }))
        .await;
    b.connecter("A", json!({})).await;
    b.acte("A", 2, "continuer-psc").await;
    for f in std::fs::read_dir(b.banc.donnees.path()).unwrap() {
        let texte = std::fs::read_to_string(f.unwrap().path()).unwrap();
        assert!(
            !texte.contains("acces-") && !texte.contains("rafraichissement-") && !texte.contains("eyJ"),
            "{texte}"
        );
    }
}
