//! Requests: whole, too large, cut, unreadable; and a service that fails.

use std::time::Duration;

use segur_kit::{Banc, Filtre};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::outils::{DELAI, Pilote, banc, client, lancer, reglage, tcp, url};

async fn tout(banc: &Banc) -> Vec<segur_model::Exchange> {
    banc.journal().chercher(&Filtre::default()).await.unwrap()
}

#[tokio::test]
async fn un_echange_est_au_journal_avant_la_reponse() {
    let banc = banc().await;
    let r = client(None)
        .post(url(&banc, "defaut", "essai.clair"))
        .header("authorization", "Bearer tres-secret")
        .header("content-type", "application/soap+xml; charset=utf-8")
        .body("<é/>")
        .send()
        .await
        .unwrap();
    assert_eq!(r.text().await.unwrap(), "<é/>");
    // No waiting here: the answer is there, so the exchange is.
    let e = tout(&banc).await.remove(0);
    assert_eq!((e.id, e.operation.as_str(), e.statut), (1, "essai.echo", Some(200)));
    assert_eq!(e.requete.ligne, "POST /lps HTTP/1.1");
    assert_eq!(e.reponse.ligne, "HTTP/1.1 200 OK");
    assert_eq!(e.faits["taille"], ["5"]);
    assert_eq!(e.faits["reponse"], ["200"]);
    assert_eq!(e.requete.taille, 5);
    let autorisation = e.requete.entete("authorization").unwrap();
    assert!(
        autorisation.starts_with("Bearer masqué (sha256 ") && !autorisation.contains("tres-secret"),
        "{autorisation}"
    );
    assert!(e.reponse.entete("set-cookie").unwrap().starts_with("masqué"));
    let (requete, reponse) = banc.journal().octets(None, 1).await.unwrap().unwrap();
    assert_eq!((&requete[..], &reponse[..]), ("<é/>".as_bytes(), "<é/>".as_bytes()));
    banc.arreter().await;
}

/// A body in gzip is read as what it stands for, and kept as it came; another encoding is refused by its name, as a limit of the bench.
#[tokio::test]
async fn un_corps_compresse() {
    const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\x39\xbc\x52\xdf\x0e\x00\x5b\xa0\xdf\xc3\x05\x00\x00\x00";
    let banc = banc().await;
    let adresse = url(&banc, "defaut", "essai.clair");
    let poster = async |encodage: &str, corps: &'static [u8]| {
        let demande = client(None).post(&adresse).header("content-encoding", encodage);
        demande.body(corps).send().await.unwrap()
    };
    let r = poster("gzip", GZIP).await;
    assert_eq!((r.status().as_u16(), r.text().await.unwrap().as_str()), (200, "<é/>"));
    let e = tout(&banc).await.remove(0);
    assert_eq!((e.faits["taille"][0].as_str(), e.requete.taille), ("5", GZIP.len() as u64));
    let (requete, _) = banc.journal().octets(None, e.id).await.unwrap().unwrap();
    assert_eq!(&requete[..], GZIP);
    for (encodage, corps, statut, dit) in [
        ("br", &b"<a/>"[..], 415, "Content-Encoding br non pris en charge"),
        ("gzip", b"<a/>", 400, "n'est pas compressé ainsi"),
    ] {
        let r = poster(encodage, corps).await;
        assert_eq!(r.status(), statut);
        assert_eq!(r.headers().contains_key("accept-encoding"), statut == 415);
        assert!(r.text().await.unwrap().contains(dit), "{encodage}");
        let e = tout(&banc).await.pop().unwrap();
        assert_eq!(
            (e.operation.as_str(), e.findings.len(), e.statut),
            ("essai.illisible", 0, Some(statut))
        );
        assert!(e.echec.unwrap().contains(dit), "{encodage}");
        assert_eq!(e.requete.taille, 4, "what came is kept");
    }
    banc.arreter().await;
}

#[tokio::test]
async fn une_connexion_sert_plusieurs_requetes() {
    let banc = banc().await;
    let (c, adresse) = (client(Some("org-insi-auto")), url(&banc, "defaut", "essai.mutuel"));
    for corps in ["un", "deux", "trois"] {
        assert_eq!(c.post(&adresse).body(corps).send().await.unwrap().text().await.unwrap(), corps);
    }
    client(Some("org-insi-auto")).post(&adresse).send().await.unwrap();
    let echanges = tout(&banc).await;
    let sessions: Vec<&str> = echanges.iter().map(|e| e.session.as_str()).collect();
    assert!(
        sessions[0] == sessions[1] && sessions[1] == sessions[2] && sessions[2] != sessions[3],
        "{sessions:?}"
    );
    let rangs: Vec<&str> = echanges.iter().map(|e| e.faits["rang"][0].as_str()).collect();
    assert_eq!(rangs, ["1", "2", "3", "4"]);
    banc.arreter().await;
}

#[tokio::test]
async fn corps_au_dela_du_plafond() {
    let mut petit = reglage();
    petit.limites.corps = 100_000;
    let banc = lancer(petit, &[]).await;
    let adresse = url(&banc, "defaut", "essai.serveur");
    assert_eq!(
        client(None).post(&adresse).body(vec![b'x'; 100_000]).send().await.unwrap().status(),
        200
    );
    let r = client(None).post(&adresse).body(vec![b'x'; 100_001]).send().await.unwrap();
    assert_eq!(r.status(), 413);
    assert!(r.text().await.unwrap().contains("au-delà du plafond de 100\u{a0}000 octets"));
    // Without a length announced.
    let morceaux = futures_util::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 10_000])));
    let r = client(None)
        .post(&adresse)
        .body(reqwest::Body::wrap_stream(morceaux))
        .send()
        .await
        .unwrap();
    assert_eq!(r.status(), 413);
    let echanges = tout(&banc).await;
    assert_eq!(echanges.len(), 3);
    for e in &echanges[1..] {
        assert_eq!((e.operation.as_str(), e.statut), ("essai.illisible", Some(413)));
        assert!(e.echec.is_some() && e.requete.taille <= 100_000, "{e:?}");
    }
    banc.arreter().await;
}

#[tokio::test]
async fn un_client_qui_attend_la_permission_est_refuse_d_emblee() {
    let mut petit = reglage();
    petit.limites.corps = 10;
    let banc = lancer(petit, &[]).await;
    let mut flux = tcp(&banc, "essai.clair").await;
    flux.write_all(b"POST /lps HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 50\r\n\r\n")
        .await
        .unwrap();
    let mut reponse = String::new();
    flux.read_to_string(&mut reponse).await.unwrap();
    assert!(reponse.starts_with("HTTP/1.1 413 "), "{reponse}");
    banc.arreter().await;
}

#[tokio::test]
async fn un_client_qui_s_arrete_au_milieu() {
    let mut court = reglage();
    court.limites.lecture = Duration::from_millis(250);
    let banc = lancer(court, &[]).await;
    let pilote = Pilote::nouveau(&banc);
    // In the body.
    let mut flux = tcp(&banc, "essai.clair").await;
    flux.write_all(b"POST /lps HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nmoitie")
        .await
        .unwrap();
    let mut reponse = String::new();
    flux.read_to_string(&mut reponse).await.unwrap();
    assert!(reponse.starts_with("HTTP/1.1 408 "), "{reponse}");
    let e = pilote.attendre("essai.illisible").await;
    assert!(
        e.echec
            .as_deref()
            .unwrap()
            .contains("6 octets reçus sur 1\u{a0}000 annoncés, puis plus rien pendant 0.25 s"),
        "{e:?}"
    );
    assert_eq!(e.requete.taille, 6);
    // In the head.
    let mut flux = tcp(&banc, "essai.clair").await;
    flux.write_all(b"POST /lps HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let e = pilote
        .lire("/banc/echanges/attendre?operation=essai.illisible&depuis=1&delai=30000")
        .await;
    assert!(e["echec"].as_str().unwrap().contains("au milieu des en-têtes"), "{e}");
    assert_eq!(e["requete"]["ligne"], "POST /lps HTTP/1.1");
    // Between two requests: not a failure.
    let c = client(None);
    c.post(url(&banc, "defaut", "essai.clair"))
        .body("x")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let mut oisif = tcp(&banc, "essai.clair").await;
    assert_eq!(oisif.read(&mut [0; 8]).await.unwrap(), 0, "an idle connection is closed");
    assert_eq!(tout(&banc).await.len(), 3);
    banc.arreter().await;
}

#[tokio::test]
async fn un_client_qui_part_au_milieu() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let mut flux = tcp(&banc, "essai.clair").await;
    flux.write_all(b"POST /lps HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nmoitie")
        .await
        .unwrap();
    drop(flux);
    let e = pilote.attendre("essai.illisible").await;
    assert!(
        e.echec
            .as_deref()
            .unwrap()
            .starts_with("le client a fermé la connexion au milieu de sa requête : 6 octets"),
        "{e:?}"
    );
    assert_eq!(e.statut, None);
    banc.arreter().await;
}

#[tokio::test]
async fn un_client_qui_n_attend_pas_la_reponse() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    pilote
        .pannes(serde_json::json!([{"sur": "essai.*", "quoi": {"latence": 100}}]))
        .await;
    let mut flux = tcp(&banc, "essai.clair").await;
    flux.write_all(b"POST /lps HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab")
        .await
        .unwrap();
    drop(flux);
    let e = pilote.attendre("essai.echo").await;
    assert_eq!(
        (e.requete.taille, e.statut),
        (2, Some(200)),
        "it was received: it is recorded, answered or not"
    );
    banc.arreter().await;
}

#[tokio::test]
async fn http_illisible() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let mut flux = tcp(&banc, "essai.clair").await;
    flux.write_all(b"BONJOUR\r\n\r\n").await.unwrap();
    let mut reponse = String::new();
    flux.read_to_string(&mut reponse).await.unwrap();
    assert!(reponse.starts_with("HTTP/1.1 400 "), "{reponse}");
    let e = pilote.attendre("essai.illisible").await;
    assert_eq!((e.statut, e.requete.ligne.as_str()), (Some(400), "BONJOUR"));
    assert_eq!(
        pilote.octets(&format!("/banc/echanges/{}/requete", e.id)).await.1,
        "BONJOUR\r\n\r\n"
    );

    let mut flux = tcp(&banc, "essai.clair").await;
    flux.write_all(format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(100_000)).as_bytes())
        .await
        .unwrap();
    let e = pilote
        .lire("/banc/echanges/attendre?operation=essai.illisible&depuis=1&delai=30000")
        .await;
    assert_eq!(e["statut"], 431);
    // Never ending: hyper gives up by itself.
    let mut flux = tcp(&banc, "essai.clair").await;
    let _ = flux
        .write_all(format!("GET / HTTP/1.1\r\nx: {}", "y".repeat(1_000_000)).as_bytes())
        .await;
    let e = pilote
        .lire("/banc/echanges/attendre?operation=essai.illisible&depuis=2&delai=30000")
        .await;
    assert_eq!(e["statut"], 431);
    banc.arreter().await;
}

#[tokio::test]
async fn un_service_qui_s_effondre_est_rattrape() {
    let banc = banc().await;
    let adresse = url(&banc, "defaut", "essai.clair");
    let c = client(None);
    for (chemin, operation) in [
        ("/panique", "essai.panique"),
        ("/panique-classer", "essai.illisible"),
        ("/impossible", "essai.impossible"),
    ] {
        let r = c.get(adresse.replace("/lps", chemin)).send().await.unwrap();
        assert_eq!(r.status(), 500, "{chemin}");
        assert!(r.text().await.unwrap().contains("Défaillance du banc"));
        let e = tout(&banc).await.pop().unwrap();
        assert_eq!((e.operation.as_str(), e.statut), (operation, Some(500)));
        assert!(e.echec.as_deref().unwrap().contains("défaut du banc"), "{e:?}");
    }
    assert_eq!(c.get(adresse).send().await.unwrap().status(), 200, "the service goes on");
    banc.arreter().await;
}

#[tokio::test]
async fn au_plus_n_connexions() {
    let mut petit = reglage();
    petit.limites.connexions = 1;
    let banc = lancer(petit, &[]).await;
    let adresse = url(&banc, "defaut", "essai.clair");
    let premier = client(None);
    premier.get(&adresse).send().await.unwrap().bytes().await.unwrap();
    let en_clair = client(None).get(&adresse).send().await.unwrap();
    assert_eq!(en_clair.status(), 503);
    assert!(en_clair.text().await.unwrap().contains("fermez celles qui ne servent plus"));
    let tls = client(None).get(url(&banc, "defaut", "essai.serveur")).send().await.unwrap_err();
    assert!(format!("{tls:?}").contains("InternalError"), "an alert, not a reset: {tls:?}");
    let e = Pilote::nouveau(&banc).attendre("essai.connexion-refusee").await;
    assert!(e.echec.as_deref().unwrap().contains("le banc en tient déjà 1 en tout"), "{e:?}");
    premier.get(&adresse).send().await.unwrap();
    banc.arreter().await;
}

#[tokio::test]
async fn un_point_ne_prend_pas_les_places_des_autres_et_une_rafale_est_une_ligne() {
    let mut petit = reglage();
    petit.limites.par_point = 2;
    let banc = lancer(petit, &["autre"]).await;
    let muets = [tcp(&banc, "essai.clair").await, tcp(&banc, "essai.clair").await];
    // A place is taken when the connection is received: who answers on the same point tells that both are.
    let adresse = url(&banc, "defaut", "essai.clair");
    while client(None).get(&adresse).send().await.unwrap().status() != 503 {}
    for _ in 0..20 {
        assert_eq!(client(None).get(&adresse).send().await.unwrap().status(), 503);
    }
    assert_eq!(
        client(None).get(url(&banc, "autre", "essai.clair")).send().await.unwrap().status(),
        200
    );
    let pilote = Pilote::nouveau(&banc);
    let e = pilote.attendre("essai.connexion-refusee").await;
    let dit = e.echec.unwrap();
    assert!(
        dit.contains("connexions refusées en 1 s : le banc en tient déjà 2 sur ce point"),
        "{dit}"
    );
    let rangs = tout(&banc)
        .await
        .iter()
        .filter(|e| e.operation == "essai.connexion-refusee")
        .count();
    assert!(rangs <= 2, "{rangs} lines for more than 20 refusals");
    drop(muets);
    banc.arreter().await;
}

#[tokio::test]
async fn un_corps_qui_vient_octet_par_octet_n_est_pas_attendu() {
    let mut court = reglage();
    court.limites.lecture = Duration::from_millis(400);
    court.limites.debit = u64::MAX;
    let banc = lancer(court, &[]).await;
    let (mut lu, mut ecrit) = tcp(&banc, "essai.clair").await.into_split();
    ecrit
        .write_all(b"POST /lps HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        .await
        .unwrap();
    // As fast as it is told not to be: each byte comes well within the time of one.
    let goutte = tokio::spawn(async move {
        let mut rythme = tokio::time::interval(Duration::from_millis(20));
        while ecrit.write_all(b"x").await.is_ok() {
            rythme.tick().await;
        }
    });
    let mut reponse = Vec::new();
    let _ = lu.read_to_end(&mut reponse).await;
    assert!(reponse.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&reponse));
    let e = Pilote::nouveau(&banc).attendre("essai.illisible").await;
    assert!(e.echec.as_deref().unwrap().contains("trop lentement"), "{e:?}");
    goutte.abort();
    banc.arreter().await;
}

#[tokio::test]
async fn un_journal_qui_n_ecrit_plus_n_acquitte_plus() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r, &[]).await;
    let adresse = url(&banc, "defaut", "essai.clair");
    assert_eq!(client(None).post(&adresse).body("x").send().await.unwrap().status(), 200);
    // Large bodies have nowhere to go any more, as on a full disk.
    std::fs::remove_dir(dossier.path().join("espaces/defaut/octets")).unwrap();
    let reponse = client(None).post(&adresse).body(vec![b'x'; 2 << 20]).send().await.unwrap();
    assert_eq!(reponse.status(), 503);
    assert!(
        reponse
            .text()
            .await
            .unwrap()
            .contains("n'a pas pu écrire cet échange dans son journal")
    );
    assert_eq!(client(None).post(&adresse).body("y").send().await.unwrap().status(), 200);
    assert_eq!(tout(&banc).await.len(), 2, "only what is written was acknowledged");
    banc.arreter().await;
}

#[tokio::test]
async fn l_arret_ferme_tout_et_laisse_finir() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r.clone(), &["autre"]).await;
    let points: Vec<String> = banc.etat().espaces.iter().flat_map(|e| e.points.values().cloned()).collect();
    assert_eq!(points.len(), 8);
    let garde = client(None);
    garde
        .post(url(&banc, "autre", "essai.clair"))
        .body("x")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let flux = Pilote::nouveau(&banc).flux("/banc/echanges/flux").await;
    let controle = banc.acces().controle;
    tokio::time::timeout(DELAI, banc.arreter()).await.unwrap();
    for adresse in points.iter().chain([&controle]) {
        let adresse = adresse.split('/').nth(2).unwrap();
        assert!(tokio::net::TcpStream::connect(adresse).await.is_err(), "{adresse} is still open");
    }
    drop(flux);
    // The lock is free: nothing of the bench is left.
    let banc = lancer(r, &[]).await;
    assert_eq!(tout(&banc).await.len(), 1);
    banc.arreter().await;
}

#[tokio::test]
async fn une_adresse_prise_est_dite() {
    let prise = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let adresse = prise.local_addr().unwrap();
    let mut r = reglage();
    r.ports.insert("essai.mutuel".to_owned(), adresse);
    let service = || vec![std::sync::Arc::new(crate::outils::Essai::default()) as std::sync::Arc<dyn segur_kit::Service>];
    let erreur = Banc::demarrer(r, service(), &[]).await.err().unwrap().to_string();
    assert!(erreur.contains(&adresse.to_string()) && erreur.contains("essai.mutuel"), "{erreur}");
    let mut r = reglage();
    r.ports.insert("essai.mutuelle".to_owned(), "127.0.0.1:0".parse().unwrap());
    let erreur = Banc::demarrer(r, service(), &[]).await.err().unwrap().to_string();
    assert!(erreur.contains("essai.mutuelle") && erreur.contains("igc.crl"), "{erreur}");
}

#[tokio::test]
async fn un_effet_est_garde_avec_son_echange_ou_refuse_avec_lui() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r, &[]).await;
    let (pilote, c) = (Pilote::nouveau(&banc), client(None));
    let base = url(&banc, "defaut", "essai.clair").replace("/lps", "");
    for (chemin, statut) in [("effet", 201), ("effet-casse", 503), ("effet", 201)] {
        let r = c.post(format!("{base}/{chemin}")).body("courrier").send().await.unwrap();
        assert_eq!(r.status(), statut, "{chemin}");
    }
    let echanges = pilote.echanges("").await;
    let statuts: Vec<_> = echanges.iter().map(|e| (e.statut.unwrap(), e.echec.is_some())).collect();
    assert_eq!(statuts, [(201, false), (503, true), (201, false)]);
    let (_, dit) = pilote.octets(&format!("/banc/echanges/{}/reponse", echanges[1].id)).await;
    assert!(String::from_utf8_lossy(&dit).contains("ne l'acquitte donc pas"));
    banc.arreter().await;
    let depots = crate::jouet::depots(dossier.path());
    assert_eq!(
        depots,
        [(echanges[0].id, b"courrier".to_vec()), (echanges[2].id, b"courrier".to_vec())]
    );
}

#[tokio::test]
async fn qui_ne_lit_pas_sa_reponse_rend_sa_place() {
    let mut petit = reglage();
    petit.limites.lecture = Duration::from_secs(1);
    petit.limites.par_point = 1;
    let banc = lancer(petit, &[]).await;
    let adresse = url(&banc, "defaut", "essai.clair");
    // The answer is the body that was sent: more than the system takes by itself, sent by who reads nothing.
    let corps = vec![b'x'; 32 << 20];
    let mut muet = tcp(&banc, "essai.clair").await;
    muet.write_all(format!("POST /lps HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", corps.len()).as_bytes())
        .await
        .unwrap();
    muet.write_all(&corps).await.unwrap();
    Pilote::nouveau(&banc).attendre("essai.echo").await;
    assert_eq!(
        client(None).get(&adresse).send().await.unwrap().status(),
        503,
        "it holds the only place"
    );
    while client(None).get(&adresse).send().await.unwrap().status() == 503 {}
    // What had left before is there to read, and then nothing more.
    let mut lu = Vec::new();
    let _ = muet.read_to_end(&mut lu).await;
    assert!(lu.starts_with(b"HTTP/1.1 200 ") && lu.len() < corps.len(), "{}", lu.len());
    banc.arreter().await;
}

#[tokio::test]
async fn un_espace_ne_prend_pas_les_places_des_autres() {
    let mut petit = reglage();
    petit.limites.connexions = 12;
    let banc = lancer(petit, &["autre"]).await;
    let mut muets = Vec::new();
    for _ in 0..8 {
        muets.push(tcp(&banc, "essai.clair").await);
    }
    let adresse = url(&banc, "defaut", "essai.serveur");
    // A place is taken when the connection is received.
    while client(None).get(&adresse).send().await.is_ok() {}
    let e = Pilote::nouveau(&banc).attendre("essai.connexion-refusee").await;
    let dit = e.echec.unwrap();
    assert!(
        dit.contains("le banc en tient déjà 8 pour cet espace (les autres places sont aux autres espaces)"),
        "{dit}"
    );
    assert_eq!(
        client(None).get(url(&banc, "autre", "essai.clair")).send().await.unwrap().status(),
        200
    );
    drop(muets);
    while client(None).get(&adresse).send().await.is_err() {}
    banc.arreter().await;
}
