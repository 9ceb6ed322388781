//! Each fault, on the wire.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::outils::{Pilote, banc, client, tcp, url};

#[tokio::test]
async fn latence_statut_faute() {
    let banc = banc().await;
    let (pilote, adresse, c) = (Pilote::nouveau(&banc), url(&banc, "defaut", "essai.clair"), client(None));
    pilote.pannes(json!([{"sur": "essai.*", "quoi": {"latence": 80}}])).await;
    let debut = Instant::now();
    c.get(&adresse).send().await.unwrap();
    assert!(debut.elapsed() >= Duration::from_millis(80));
    pilote
        .pannes(json!([{"sur": "essai.echo", "quoi": {"statut": 503}, "nieme": 2}]))
        .await;
    let mut statuts = Vec::new();
    for _ in 0..3 {
        statuts.push(c.post(&adresse).body("x").send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuts, [200, 503, 200]);
    pilote.pannes(json!([{"sur": "essai.echo", "quoi": {"faute": "cr_01"}}])).await;
    assert_eq!(c.post(&adresse).send().await.unwrap().text().await.unwrap(), "faute cr_01");
    let pannes: Vec<_> = pilote
        .echanges("")
        .await
        .into_iter()
        .map(|e| e.faits.get("panne").cloned().unwrap_or_default().join(","))
        .collect();
    assert_eq!(pannes, ["latence", "", "statut", "", "faute"]);
    banc.arreter().await;
}

#[tokio::test]
async fn corps_tronque() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    pilote.pannes(json!([{"sur": "essai.echo", "quoi": "corps-tronque"}])).await;
    let mut flux = tcp(&banc, "essai.clair").await;
    let corps = "0123456789".repeat(1000);
    flux.write_all(format!("POST /lps HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{corps}", corps.len()).as_bytes())
        .await
        .unwrap();
    let mut reponse = String::new();
    flux.read_to_string(&mut reponse).await.unwrap();
    let (tete, recu) = reponse.split_once("\r\n\r\n").unwrap();
    assert!(tete.contains("content-length: 10000"), "{tete}");
    assert_eq!(recu, &corps[..5000]);
    let e = pilote.attendre("essai.echo").await;
    assert_eq!((e.reponse.taille, e.statut), (5000, Some(200)), "the journal holds what was sent");
    // The same through TLS: the client sees that its body is not whole.
    let r = client(None)
        .post(url(&banc, "defaut", "essai.serveur"))
        .body(corps)
        .send()
        .await
        .unwrap();
    assert!(r.bytes().await.is_err());
    banc.arreter().await;
}

#[tokio::test]
async fn fermeture() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    pilote.pannes(json!([{"sur": "essai.*", "quoi": "fermeture"}])).await;
    let mut flux = tcp(&banc, "essai.clair").await;
    flux.write_all(b"POST /lps HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab")
        .await
        .unwrap();
    let mut rien = Vec::new();
    flux.read_to_end(&mut rien).await.unwrap();
    assert!(rien.is_empty());
    let e = pilote.attendre("essai.echo").await;
    assert_eq!((e.requete.taille, e.statut), (2, None));
    assert!(e.echec.unwrap().contains("panne « fermeture »"));
    banc.arreter().await;
}

#[tokio::test]
async fn certificat_serveur() {
    for (variante, mot) in [("expire", "expiré"), ("etranger", "autorité inconnue")] {
        let banc = banc().await;
        let pilote = Pilote::nouveau(&banc);
        pilote
            .pannes(json!([{"sur": "essai.*", "quoi": {"certificat-serveur": variante}, "nieme": 1}]))
            .await;
        let adresse = url(&banc, "defaut", "essai.serveur");
        assert!(client(None).get(&adresse).send().await.is_err(), "{variante}");
        let e = pilote.attendre("essai.connexion-refusee").await;
        let echec = e.echec.unwrap();
        assert!(echec.contains(mot) && echec.contains("présentait exprès"), "{echec}");
        assert_eq!(e.faits["panne"], ["certificat-serveur"]);
        assert_eq!(
            client(None).get(&adresse).send().await.unwrap().status(),
            200,
            "only the first connection"
        );
        banc.arreter().await;
    }
}

#[tokio::test]
async fn certificat_serveur_revoque_accepte_par_qui_ne_regarde_pas() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    pilote
        .pannes(json!([{"sur": "essai.*", "quoi": {"certificat-serveur": "revoque"}}]))
        .await;
    // This client reads no list: it goes on, and the exchange says what it accepted.
    assert_eq!(
        client(None)
            .get(url(&banc, "defaut", "essai.serveur"))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(pilote.attendre("essai.echo").await.faits["panne"], ["certificat-serveur"]);
    banc.arreter().await;
}

#[tokio::test]
async fn crl() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let base = url(&banc, "commune", "igc.crl");
    let r = client(None).get(format!("{base}ACI-EL-ORG-TEST.crl")).send().await.unwrap();
    assert_eq!(
        (r.status().as_u16(), r.headers()["content-type"].to_str().unwrap()),
        (200, "application/pkix-crl")
    );
    let attendue = &crate::outils::IGC
        .crls()
        .iter()
        .find(|c| c.nom == "ACI-EL-ORG-TEST.crl")
        .unwrap()
        .der;
    assert_eq!(&r.bytes().await.unwrap()[..], &attendue[..]);
    assert_eq!(client(None).get(format!("{base}absente.crl")).send().await.unwrap().status(), 404);

    pilote.pannes(json!([{"sur": "igc.crl", "quoi": "crl-injoignable"}])).await;
    assert_eq!(
        client(None)
            .get(format!("{base}ACI-EL-ORG-TEST.crl"))
            .send()
            .await
            .unwrap()
            .status(),
        503
    );
    assert_eq!(
        client(None).get(url(&banc, "defaut", "essai.clair")).send().await.unwrap().status(),
        200
    );

    let vues = pilote.echanges("operation=igc.crl").await;
    assert_eq!(vues.len(), 3);
    assert!(vues.iter().all(|e| e.espace == "commune"));
    assert!(pilote.echanges("operation=igc.*").await.is_empty(), "a pattern does not name it");
    assert_eq!(pilote.echanges("operation=igc.*&communes=oui").await.len(), 3);
    assert_eq!(pilote.echanges("").await.len(), 1);
    banc.arreter().await;
}
