//! What a token and a UserInfo cost: requests per second of the simulated Pro Santé Connect, as a ratio to hyper alone on rustls that
//! receives the same bytes and answers the same ones, in the same run; and a refresh on one connection, as a ratio to oidc-provider (npm).
//!
//! `cargo bench -p segur-psc`. Without `--bench` (so under `cargo test --all-targets`) a few requests only, to know that it runs: its
//! figures then mean nothing. No figure fails the run, an answer that is not a success does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a bench stops at the first surprise

#[allow(dead_code)] // what the tests need besides
#[path = "../../tests/it/banc.rs"]
mod banc;
mod pair;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

use banc::{BIOLOGISTE, ESSAI, Essai, FORMULAIRE, IGC, client, forme};
use pair::Pair;

/// How much is measured: requests of a turn, turns, connections at once.
struct Campagne {
    requetes: usize,
    tours: usize,
    connexions: usize,
}

const ENTIERE: Campagne = Campagne {
    requetes: 400,
    tours: 3,
    connexions: 4,
};
const RAPIDE: Campagne = Campagne {
    requetes: 4,
    tours: 1,
    connexions: 2,
};

#[tokio::main]
async fn main() {
    let entiere = std::env::args().any(|a| a == "--bench");
    let campagne = if entiere { ENTIERE } else { RAPIDE };
    let essai = Essai::nouveau().await;
    let jetons = essai.connecter(BIOLOGISTE).await;
    let acces = jetons["access_token"].as_str().unwrap().to_owned();
    let info = essai.userinfo(&acces).await.corps;
    let nu_userinfo = nu(info).await;
    let nu_token = nu(jetons.to_string()).await;
    let (mut token, mut userinfo, mut plancher_token, mut plancher_userinfo) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // Each signs as many tokens as the other, then one less: an access token may be opaque.
    let (deux, une) = (Pair::demarrer(true, campagne.tours), Pair::demarrer(false, campagne.tours));
    let (mut seul, mut pair_deux, mut pair_une) = (Vec::new(), Vec::new(), Vec::new());
    // Targets take turns, so that a noisy moment of the machine falls on all.
    for _ in 0..campagne.tours {
        let vrai = essai.oidc("userinfo");
        userinfo.push(lire(&campagne, &vrai, &acces).await);
        plancher_userinfo.push(lire(&campagne, &nu_userinfo, &acces).await);
        let oidc = essai.oidc("token");
        token.push(rafraichir(campagne.requetes, &oidc, depart(&essai, campagne.connexions).await).await);
        plancher_token.push(rafraichir(campagne.requetes, &nu_token, depart(&essai, campagne.connexions).await).await);
        seul.push(rafraichir(campagne.requetes, &oidc, depart(&essai, 1).await).await);
        for (pair, mesures) in [(&deux, &mut pair_deux), (&une, &mut pair_une)] {
            if let Some(p) = pair {
                mesures.push(rafraichir(campagne.requetes, &p.url, vec![p.jetons[mesures.len()].clone()]).await);
            }
        }
    }
    println!(
        "{} requêtes par tour, {} tours, {} connexions gardées ouvertes ; le client tourne sur les mêmes cœurs ({}).",
        campagne.requetes,
        campagne.tours,
        campagne.connexions,
        std::thread::available_parallelism().map_or(1, usize::from)
    );
    if !entiere {
        println!("Essai rapide : ces chiffres ne valent rien ; mesurer avec « cargo bench -p segur-psc ».");
    }
    println!("quoi                              requêtes/s     à côté   rapport   à côté de");
    for (quoi, a_cote_de, mesure, autre) in [
        ("userinfo", "hyper nu", &userinfo, &plancher_userinfo),
        ("rafraîchir", "hyper nu", &token, &plancher_token),
        (
            "rafraîchir, une connexion",
            "oidc-provider, deux signatures RS256",
            &seul,
            &pair_deux,
        ),
        ("rafraîchir, une connexion", "oidc-provider, une signature RS256", &seul, &pair_une),
    ] {
        let debit = |durees: &[Duration]| (campagne.requetes * durees.len()) as f64 / durees.iter().sum::<Duration>().as_secs_f64();
        let (mesure, autre) = (debit(mesure), debit(autre));
        if autre.is_finite() {
            println!("{quoi:<32} {mesure:>11.0} {autre:>10.0}   {:>7.2}   {a_cote_de}", mesure / autre);
        } else {
            println!(
                "{quoi:<32} {mesure:>11.0}     SAUTÉ : {a_cote_de}, absent (npm ci --prefix target/ci/node, avec tests/tiers/package.json)"
            );
        }
    }
    essai.banc.arreter().await;
}

/// Reads UserInfo again and again, on several connections.
async fn lire(campagne: &Campagne, url: &str, acces: &str) -> Duration {
    let clients: Vec<reqwest::Client> = (0..campagne.connexions).map(|_| client(None)).collect();
    for c in &clients {
        assert!(c.get(url).bearer_auth(acces).send().await.unwrap().status().is_success());
    }
    let debut = Instant::now();
    let taches: Vec<_> = clients
        .into_iter()
        .map(|c| {
            let (url, acces, n) = (url.to_owned(), acces.to_owned(), campagne.requetes / campagne.connexions);
            tokio::spawn(async move {
                for _ in 0..n {
                    let r = c.get(&url).bearer_auth(&acces).send().await.unwrap();
                    assert!(r.status().is_success());
                    r.bytes().await.unwrap();
                }
            })
        })
        .collect();
    for t in taches {
        t.await.unwrap();
    }
    debut.elapsed()
}

/// Refresh tokens of the bench, each of a session of its own.
async fn depart(essai: &Essai, connexions: usize) -> Vec<String> {
    let mut jetons = Vec::new();
    for _ in 0..connexions {
        jetons.push(essai.connecter(BIOLOGISTE).await["refresh_token"].as_str().unwrap().to_owned());
    }
    jetons
}

/// Refreshes again and again: each connection has a session of its own, and takes the refresh token that the last answer gave.
async fn rafraichir(requetes: usize, url: &str, jetons: Vec<String>) -> Duration {
    let n = requetes / jetons.len();
    let mut departs = Vec::new();
    for jeton in jetons {
        let c = client(None);
        let premier = suivant(&c, url, &jeton).await;
        departs.push((c, premier));
    }
    let debut = Instant::now();
    let taches: Vec<_> = departs
        .into_iter()
        .map(|(c, mut jeton)| {
            let url = url.to_owned();
            tokio::spawn(async move {
                for _ in 0..n {
                    jeton = suivant(&c, &url, &jeton).await;
                }
            })
        })
        .collect();
    for t in taches {
        t.await.unwrap();
    }
    debut.elapsed()
}

async fn suivant(c: &reqwest::Client, url: &str, jeton: &str) -> String {
    let corps = forme(&[("grant_type", "refresh_token"), ("refresh_token", jeton)]);
    let demande = c.post(url).basic_auth(ESSAI.0, Some(ESSAI.1)).header("content-type", FORMULAIRE);
    let reponse = demande.body(corps).send().await.unwrap();
    let statut = reponse.status();
    let texte = reponse.text().await.unwrap();
    assert!(statut.is_success(), "{texte}");
    let lu: Value = serde_json::from_str(&texte).unwrap();
    lu["refresh_token"].as_str().unwrap().to_owned()
}

/// hyper on rustls, with the certificate of the bench, that answers these bytes.
async fn nu(reponse: String) -> String {
    let serveur = IGC.identite("serveur").unwrap();
    let tls = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(serveur.chaine_der().unwrap(), serveur.cle_der().unwrap())
        .unwrap();
    let tls = tokio_rustls::TlsAcceptor::from(Arc::new(tls));
    let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adresse = format!("https://{}/", prise.local_addr().unwrap());
    let reponse = Bytes::from(reponse);
    tokio::spawn(async move {
        loop {
            let (tcp, _) = prise.accept().await.unwrap();
            tcp.set_nodelay(true).unwrap();
            let (tls, reponse) = (tls.clone(), reponse.clone());
            tokio::spawn(async move {
                let flux = tls.accept(tcp).await.unwrap();
                let service = service_fn(|requete: hyper::Request<hyper::body::Incoming>| {
                    let reponse = reponse.clone();
                    async move {
                        requete.into_body().collect().await.unwrap();
                        let r = hyper::Response::builder().header("content-type", "application/json");
                        Ok::<_, Infallible>(r.body(Full::new(reponse)).unwrap())
                    }
                });
                // It ends when the client leaves, well or not.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(flux), service)
                    .await;
            });
        }
    });
    adresse
}
