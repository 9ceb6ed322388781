//! Telling the clients that a session is over: by the back channel, and by frames.

use std::time::Duration;

use segur_dialecte::Source;
use segur_kit::Filtre;
use segur_model::{Direction, Environnement, Exchange};
use segur_oidc::Champs;
use segur_oidc::jeton::{Attentes, Verificateur, verifier};
use segur_psc::PscReglage;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::banc::{AUTRE, BIOLOGISTE, ESSAI, Essai, MAINTENANT, VERIFICATEUR, forme};

const OPERATION: &str = "psc.deconnexion-serveur";

/// A bench whose client `banc-essai` listens there.
async fn essai(changer: impl FnOnce(&mut segur_model::world::ClientPsc)) -> Essai {
    let mut monde = segur_world::monde_demo().unwrap();
    changer(monde.clients_psc.get_mut(ESSAI.0).unwrap());
    Essai::dans(monde, PscReglage::default()).await
}

async fn ecoute() -> (TcpListener, String) {
    let ecoute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/fin-de-session?de=psc", ecoute.local_addr().unwrap());
    (ecoute, uri)
}

async fn ecouter_essai() -> (Essai, TcpListener) {
    let (ecoute, uri) = ecoute().await;
    (essai(|c| c.backchannel_logout_uri = Some(uri)).await, ecoute)
}

/// A request, read whole: what stands before its body, and its body.
async fn recevoir(ecoute: &TcpListener) -> (TcpStream, String, String) {
    let (mut flux, _) = ecoute.accept().await.unwrap();
    let mut lus = Vec::new();
    loop {
        let texte = String::from_utf8(lus.clone()).unwrap();
        if let Some((tete, corps)) = texte.split_once("\r\n\r\n") {
            let longueur = tete
                .lines()
                .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if corps.len() == longueur.unwrap_or(0) {
                return (flux, tete.to_owned(), corps.to_owned());
            }
        }
        assert!(flux.read_buf(&mut lus).await.unwrap() > 0, "cut short: {texte}");
    }
}

async fn repondre(ecoute: &TcpListener, reponse: &str) -> String {
    let (mut flux, _, corps) = recevoir(ecoute).await;
    flux.write_all(reponse.as_bytes()).await.unwrap();
    corps
}

async fn avis(essai: &Essai, depuis: u64) -> Exchange {
    let filtre = Filtre {
        depuis,
        ..Filtre::espace("defaut").operation(OPERATION)
    };
    let attendu = essai.banc.journal().attendre(&filtre, Duration::from_secs(30)).await;
    attendu.unwrap().expect("the call of the bench is recorded")
}

fn fait<'a>(e: &'a Exchange, nom: &str) -> &'a str {
    e.faits.get(nom).map_or("", |v| v[0].as_str())
}

/// The logout by the browser.
async fn sortir(essai: &Essai, jetons: &Value) -> u16 {
    let champs = forme(&[("id_token_hint", jetons["id_token"].as_str().unwrap())]);
    essai.obtenir(&format!("{}?{champs}", essai.oidc("logout"))).await.statut
}

#[tokio::test]
async fn le_jeton_de_fin_de_session() {
    let (essai, ecoute) = ecouter_essai().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let sid = crate::banc::charge(&jetons["id_token"])["sid"].clone();
    // The answer to the browser waits for no client: it came before anybody listens.
    assert_eq!(sortir(&essai, &jetons).await, 200);
    let (mut flux, tete, corps) = recevoir(&ecoute).await;
    flux.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nset-cookie: a=secret\r\n\r\n")
        .await
        .unwrap();
    assert!(tete.starts_with("POST /fin-de-session?de=psc HTTP/1.1\r\n"), "{tete}");
    assert!(
        tete.to_ascii_lowercase()
            .contains("content-type: application/x-www-form-urlencoded")
    );

    let champs = Champs::lire(corps.as_bytes()).unwrap();
    let cles = Verificateur::jwks(&essai.obtenir(&essai.oidc("certs")).await.corps).unwrap();
    let jeton = verifier(champs.un("logout_token").unwrap(), &cles).unwrap();
    let iss = crate::banc::charge(&jetons["id_token"])["iss"].as_str().unwrap().to_owned();
    Attentes {
        emetteurs: &[&iss],
        audiences: &[ESSAI.0],
        maintenant: MAINTENANT.unix_timestamp(),
        tolerance: 0,
    }
    .verifier(&jeton)
    .unwrap();
    assert_eq!(
        (&jeton.entete["typ"], &jeton.entete["alg"]),
        (&json!("logout+jwt"), &json!("RS256"))
    );
    let charge = &jeton.charge;
    assert_eq!(charge["sid"], sid);
    assert_eq!(charge["sub"], crate::banc::charge(&jetons["id_token"])["sub"]);
    assert_eq!(
        charge["events"],
        json!({ "http://schemas.openid.net/event/backchannel-logout": {} })
    );
    assert!(charge["jti"].as_str().is_some_and(|j| !j.is_empty()));
    assert!(charge["exp"].as_i64().unwrap() - charge["iat"].as_i64().unwrap() <= 120);
    assert!(!charge.contains_key("nonce"), "forbidden (§ 2.4)");

    let e = avis(&essai, 0).await;
    assert_eq!((e.direction, e.statut, &e.echec), (Direction::BancVersCandidat, Some(200), &None));
    for (nom, valeur) in [("client_id", ESSAI.0), ("session", sid.as_str().unwrap()), ("reponse", "200")] {
        assert_eq!(fait(&e, nom), valeur);
    }
    assert!(e.reponse.entete("set-cookie").unwrap().starts_with("masqué"));
    assert!(e.findings.is_empty());
    // What is read again in the recorded bytes is the same, and nothing is judged of what the bench sent.
    let (requete, reponse) = essai.banc.journal().octets(None, e.id).await.unwrap().unwrap();
    assert_eq!(requete, corps);
    let lu = segur_oidc::DIALECTE.lire(&Source::echange(&e, &requete, &reponse)).unwrap();
    assert_eq!(lu.faits().faits, e.faits);
    assert!(lu.constats_seuls(Environnement::Test).is_empty());
    // Once over, a session is not over again.
    sortir(&essai, &jetons).await;
    assert_eq!(compter(&essai).await, 1);
}

async fn compter(essai: &Essai) -> usize {
    let filtre = Filtre::espace("defaut").operation(OPERATION);
    essai.banc.journal().chercher(&filtre).await.unwrap().len()
}

/// Each way that a session ends.
#[tokio::test]
async fn toutes_les_fins() {
    let (essai, ecoute) = ecouter_essai().await;
    let mut depuis = 0;
    for fin in ["fermer-session", "expirer", "rafraichissement"] {
        let jetons = essai.connecter(BIOLOGISTE).await;
        match fin {
            "rafraichissement" => {
                let champs = [("refresh_token", jetons["refresh_token"].as_str().unwrap())];
                assert_eq!(essai.poster(&essai.oidc("logout"), ESSAI, &champs).await.statut, 204);
            }
            action => {
                let (statut, dit) = essai.agir(action, json!({ "quoi": "session", "identite": BIOLOGISTE })).await;
                assert_eq!((statut, &dit["nombre"]), (200, &json!(1)), "{fin}");
            }
        }
        repondre(&ecoute, "HTTP/1.1 204 No Content\r\n\r\n").await;
        let e = avis(&essai, depuis).await;
        assert_eq!(
            (fait(&e, "session"), fait(&e, "reponse")),
            (jetons["session_state"].as_str().unwrap(), "204"),
            "{fin}"
        );
        depuis = e.id;
    }
    // The end of a token alone is no end of session.
    essai.connecter(BIOLOGISTE).await;
    essai.agir("expirer", json!({ "quoi": "acces" })).await;
    assert_eq!(compter(&essai).await, 3);
}

/// Every client of the session, and no other.
#[tokio::test]
async fn chaque_client_de_la_session() {
    let (ecoute, uri) = ecoute().await;
    let mut monde = segur_world::monde_demo().unwrap();
    for client in monde.clients_psc.values_mut() {
        client.backchannel_logout_uri = Some(uri.clone());
    }
    let essai = Essai::dans(monde, PscReglage::default()).await;
    let page = essai.accorder(&essai.demande(&[]), BIOLOGISTE).await;
    essai.jetons(ESSAI, &page.retour("code")).await;
    // The other enters the session that the browser holds.
    let temoin = page.entetes["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let retour = "https://autre.banc.test/retour";
    let demande = essai.demande(&[("client_id", AUTRE.0), ("redirect_uri", retour), ("prompt", "none")]);
    let suite = essai.envoyer(essai.client.get(demande).header("cookie", &temoin)).await;
    let champs = [
        ("grant_type", "authorization_code"),
        ("code", &suite.retour("code")),
        ("redirect_uri", retour),
        ("code_verifier", VERIFICATEUR),
    ];
    let jetons = essai.poster(&essai.oidc("token"), AUTRE, &champs).await.json();
    assert_eq!(sortir(&essai, &jetons).await, 200);
    let mut vus = Vec::new();
    for _ in 0..2 {
        let corps = repondre(&ecoute, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        vus.push(crate::banc::charge(&json!(corps))["aud"].as_str().unwrap().to_owned());
    }
    vus.sort();
    assert_eq!(vus, [AUTRE.0, ESSAI.0]);
}

/// A client that answers badly, or not at all, is recorded, and the session is over all the same.
#[tokio::test]
async fn un_client_qui_repond_mal() {
    let (essai, ecoute) = ecouter_essai().await;
    let enorme = format!("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{}", "x".repeat(100_000));
    let mut depuis = 0;
    for (reponse, statut, echec) in [
        (
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 27\r\n\r\n{\"error\":\"invalid_request\"}",
            "400",
            "",
        ),
        // Never followed.
        (
            "HTTP/1.1 302 Found\r\nlocation: https://ailleurs.test/\r\ncontent-length: 0\r\n\r\n",
            "302",
            "",
        ),
        (&enorme, "200", "réponse de plus de 65536 octets"),
        ("bonjour\r\n\r\n", "", "réponse du logiciel illisible"),
        ("", "", "réponse du logiciel illisible"),
    ] {
        let jetons = essai.connecter(BIOLOGISTE).await;
        assert_eq!(sortir(&essai, &jetons).await, 200);
        repondre(&ecoute, reponse).await;
        let e = avis(&essai, depuis).await;
        assert_eq!(fait(&e, "reponse"), statut, "{e:?}");
        assert!(
            fait(&e, "echec").starts_with(echec) && e.echec.is_some() != echec.is_empty(),
            "{e:?}"
        );
        assert!(e.reponse.taille <= 65536);
        depuis = e.id;
        assert_eq!(essai.userinfo(jetons["access_token"].as_str().unwrap()).await.statut, 401);
    }
    // Silence: the only real wait of these tests, as long as the bench waits.
    let jetons = essai.connecter(BIOLOGISTE).await;
    sortir(&essai, &jetons).await;
    let (_tenu, ..) = recevoir(&ecoute).await;
    let e = avis(&essai, depuis).await;
    assert!(fait(&e, "echec").contains("n'a pas répondu en 5 s"), "{e:?}");
    // Nobody there.
    drop(ecoute);
    let jetons = essai.connecter(BIOLOGISTE).await;
    sortir(&essai, &jetons).await;
    let e = avis(&essai, e.id).await;
    assert!(fait(&e, "echec").starts_with("connexion au logiciel impossible"), "{e:?}");
}

/// Only what the web speaks.
#[tokio::test]
async fn une_adresse_qui_n_en_est_pas_une() {
    for uri in ["ftp://127.0.0.1/fin", "file:///etc/passwd", "fin", ""] {
        let essai = essai(|c| c.backchannel_logout_uri = Some(uri.to_owned())).await;
        let jetons = essai.connecter(BIOLOGISTE).await;
        sortir(&essai, &jetons).await;
        let e = avis(&essai, 0).await;
        assert!(fait(&e, "echec").starts_with("backchannel_logout_uri «"), "{uri}: {e:?}");
        assert_eq!(fait(&e, "client_id"), ESSAI.0);
    }
}

/// Front-Channel Logout 1.0, § 3: a frame for each client of the session, with `iss` and `sid`.
#[tokio::test]
async fn les_cadres_de_la_page_de_fin() {
    for (uri, cadre) in [
        ("https://client.banc.test/cadre", Some("https://client.banc.test/cadre?iss=")),
        (
            "https://client.banc.test/cadre?a=b",
            Some("https://client.banc.test/cadre?a=b&amp;iss="),
        ),
        ("javascript:alert(1)", None),
        (
            "https://x.test/\"onload=\"alert(1)",
            Some("https://x.test/&quot;onload=&quot;alert(1)?iss="),
        ),
    ] {
        let essai = essai(|c| c.frontchannel_logout_uri = Some(uri.to_owned())).await;
        let jetons = essai.connecter(BIOLOGISTE).await;
        let charge = crate::banc::charge(&jetons["id_token"]);
        let adresse = format!(
            "{}?{}",
            essai.oidc("logout"),
            forme(&[("id_token_hint", jetons["id_token"].as_str().unwrap())])
        );
        let page = essai.obtenir(&adresse).await;
        assert_eq!(page.statut, 200);
        let attendu = cadre.map(|c| {
            let (iss, sid) = (charge["iss"].as_str().unwrap(), charge["sid"].as_str().unwrap());
            let (iss, sid) = (segur_oidc::encoder(iss), segur_oidc::encoder(sid));
            format!("<iframe src=\"{c}{iss}&amp;sid={sid}\"")
        });
        assert_eq!(page.corps.matches("<iframe").count(), usize::from(attendu.is_some()), "{uri}");
        assert!(attendu.is_none_or(|a| page.corps.contains(&a)), "{uri}: {}", page.corps);
        let politique = page.entetes["content-security-policy"].to_str().unwrap();
        assert!(politique.contains("frame-src https: http:") && !politique.contains("script-src"));
        // Once over, nobody is told again.
        assert!(!essai.obtenir(&adresse).await.corps.contains("<iframe"));
    }
}

/// A client that is not of the session has no frame.
#[tokio::test]
async fn pas_de_cadre_pour_les_autres() {
    let mut monde = segur_world::monde_demo().unwrap();
    monde.clients_psc.get_mut(AUTRE.0).unwrap().frontchannel_logout_uri = Some("https://autre.banc.test/cadre".to_owned());
    let essai = Essai::dans(monde, PscReglage::default()).await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let champs = forme(&[("id_token_hint", jetons["id_token"].as_str().unwrap())]);
    let page = essai.obtenir(&format!("{}?{champs}", essai.oidc("logout"))).await;
    assert!(page.corps.contains("Vous êtes déconnecté") && !page.corps.contains("<iframe"));
}

#[tokio::test]
async fn sans_adresse_personne_n_est_appele() {
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    assert_eq!(sortir(&essai, &jetons).await, 200);
    assert_eq!(compter(&essai).await, 0);
}
