//! Many clients at once that want nothing but the places of others: the others are answered, and the places come back.

use std::time::Duration;

use segur_kit::Banc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::outils::{client, lancer, reglage, tcp, url};

/// Half a head, and nothing more.
async fn demi_tete(banc: &Banc) -> TcpStream {
    let base = banc.acces().controle;
    let mut flux = TcpStream::connect(base.strip_prefix("http://").unwrap()).await.unwrap();
    flux.write_all(b"GET /banc/etat HTTP/1.1\r\nHost: ").await.unwrap();
    flux
}

/// A body that comes byte after byte, each well within the time of one; gives what it was answered.
async fn goutte_a_goutte(banc: &Banc) -> JoinHandle<String> {
    let (mut lu, mut ecrit) = tcp(banc, "essai.clair").await.into_split();
    ecrit
        .write_all(b"POST /lps HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        .await
        .unwrap();
    tokio::spawn(async move {
        let gouttes = tokio::spawn(async move {
            let mut rythme = tokio::time::interval(Duration::from_millis(20));
            while ecrit.write_all(b"x").await.is_ok() {
                rythme.tick().await;
            }
        });
        let mut reponse = Vec::new();
        let _ = lu.read_to_end(&mut reponse).await;
        gouttes.abort();
        String::from_utf8_lossy(&reponse).into_owned()
    })
}

#[tokio::test]
async fn les_autres_repondent_et_les_places_reviennent() {
    let mut petit = reglage();
    petit.limites.controle = 8;
    petit.limites.tete = Duration::from_secs(2);
    petit.limites.par_point = 6;
    petit.limites.lecture = Duration::from_secs(2);
    petit.limites.debit = u64::MAX;
    let banc = lancer(petit, &["autre"]).await;
    let attaque = url(&banc, "defaut", "essai.clair");
    let etat = format!("{}/banc/etat", banc.acces().controle);
    let statut = async |adresse: &str| client(None).get(adresse).send().await.map(|r| r.status().as_u16());

    let mut tetes = Vec::new();
    for _ in 0..8 {
        tetes.push(demi_tete(&banc).await);
    }
    let mut gouttes = Vec::new();
    for _ in 0..6 {
        gouttes.push(goutte_a_goutte(&banc).await);
    }
    // Whoever comes now is told why not, there and nowhere else: until then, not all of them were received.
    while statut(&attaque).await.unwrap() != 503 && !gouttes.iter().all(JoinHandle::is_finished) {}
    assert_eq!(statut(&url(&banc, "autre", "essai.clair")).await.unwrap(), 200, "another espace");
    assert_eq!(statut(&url(&banc, "defaut", "essai.serveur")).await.unwrap(), 200, "another point");

    // They come back by themselves: nobody of those who held them did anything for it.
    for goutte in gouttes {
        let reponse = goutte.await.unwrap();
        assert!(reponse.starts_with("HTTP/1.1 408 "), "{reponse}");
    }
    while statut(&attaque).await.unwrap() != 200 {}
    while statut(&etat).await.unwrap() != 200 {}
    drop(tetes);
    banc.arreter().await;
}
