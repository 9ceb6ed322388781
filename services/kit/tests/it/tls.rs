//! Handshakes: those that go through, and each way of failing with its reason.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::outils::{Pilote, banc, client, lancer, reglage, tcp, url};

/// Calls the mutual endpoint with an identity; gives why it was refused, and what to do.
async fn refus(identite: Option<&str>) -> (String, String) {
    let (e, conseil) = refusee(identite).await;
    (e.echec.unwrap(), conseil)
}

/// The same, with all that was recorded.
async fn refusee(identite: Option<&str>) -> (segur_model::Exchange, String) {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    assert!(client(identite).get(url(&banc, "defaut", "essai.mutuel")).send().await.is_err());
    let e = pilote.attendre("essai.connexion-refusee").await;
    assert_eq!(e.espace, "defaut");
    assert_eq!((e.requete.taille, e.statut), (0, None));
    assert_eq!(e.faits["echec"], [e.echec.clone().unwrap()]);
    assert_eq!(e.pair.certificat.is_some(), identite.is_some(), "what the client presented is kept");
    let t = pilote.tentative("essai.mutuel").await;
    assert_eq!(t["reussie"], false);
    assert_eq!(t["echange"], e.id);
    assert_eq!(t["explication"], e.echec.clone().unwrap());
    banc.arreter().await;
    (e, t["conseil"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn mutuel_accepte_et_l_identite_est_notee() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let r = client(Some("org-insi-auto"))
        .post(url(&banc, "defaut", "essai.mutuel"))
        .body("bonjour")
        .send()
        .await
        .unwrap();
    assert_eq!(r.status(), 200);
    assert_eq!(r.headers()["date"], "Thu, 15 Jan 2026 09:00:00 GMT", "the clock of the espace");
    assert_eq!(r.text().await.unwrap(), "bonjour");
    let e = pilote.attendre("essai.echo").await;
    let c = e.pair.certificat.unwrap();
    assert!(c.sujet.contains("CN="), "{}", c.sujet);
    assert_eq!(e.faits["certificat.cn"], [c.cn.as_str()]);
    assert_eq!(e.faits["certificat.ou"], c.ou);
    assert_eq!(pilote.tentative("essai.mutuel").await["reussie"], true);
    banc.arreter().await;
}

#[tokio::test]
async fn expire() {
    let (echec, conseil) = refus(Some("org-insi-auto-expire")).await;
    assert!(echec.starts_with("certificat client expiré depuis le "), "{echec}");
    assert!(echec.contains("série 4B020000000000000000000000000202"), "{echec}");
    assert!(echec.contains("horloge du banc : 15/01/2026 à 09:00:00 UTC"), "{echec}");
    assert!(conseil.contains("segur-bench raccordement"), "{conseil}");
}

#[tokio::test]
async fn revoque() {
    let (echec, _) = refus(Some("org-insi-auto-revoque")).await;
    assert!(
        echec.contains("révoqué : série 4B020000000000000000000000000203, dans la liste ACI-EL-ORG-TEST.crl depuis le "),
        "{echec}"
    );
}

#[tokio::test]
async fn etranger() {
    let (echec, conseil) = refus(Some("org-insi-auto-etranger")).await;
    assert!(
        echec.starts_with("certificat étranger à l'IGC-Santé de test : émis par CN="),
        "{echec}"
    );
    assert!(conseil.contains("[igc] ancres"), "{conseil}");
}

#[tokio::test]
async fn aucun_certificat() {
    let (echec, _) = refus(None).await;
    assert!(echec.starts_with("aucun certificat client présenté"), "{echec}");
}

#[tokio::test]
async fn certificat_d_un_autre_usage() {
    let (echec, _) = refus(Some("serveur")).await;
    assert!(echec.contains("clientAuth) ; usages présents : serverAuth"), "{echec}");
}

/// The seal of a structure, and the signature of a card: real ones of the field, and no way in.
#[tokio::test]
async fn certificat_de_signature() {
    for (identite, usages) in [
        ("org-sign", "il ne porte aucun usage étendu, comme un certificat de signature"),
        ("ps-sign-biologiste-1", "usages présents : emailProtection"),
        ("banc-signataire", "il ne porte aucun usage étendu"),
    ] {
        let (e, conseil) = refusee(Some(identite)).await;
        let echec = e.echec.unwrap();
        assert!(
            echec.starts_with("certificat client sans l'usage étendu « authentification client » (clientAuth)") && echec.contains(usages),
            "{identite} : {echec}"
        );
        assert!(conseil.contains("ORG AUTH_CLI") && conseil.contains("ORG SIGN"), "{conseil}");
        let [constat] = &e.findings[..] else { panic!("{:?}", e.findings) };
        assert_eq!(
            (constat.rule.as_str(), e.refus.as_deref()),
            ("tls.certificat.usage", Some("tls.certificat.usage"))
        );
        assert!(constat.is_error() && constat.seen.contains("CN="), "{constat:?}");
    }
    assert_eq!(refusee(Some("org-insi-auto-expire")).await.0.findings, []);
}

/// Names that a client gives to HTTP/1; `None`: it does not say.
#[tokio::test]
async fn alpn() {
    for (offerts, choisi) in [
        (&["http/1.1", "h2"][..], Some("http/1.1")),
        (&["http/1.0"], Some("http/1.0")),
        (&["http/1.0", "http/1.1"], Some("http/1.1")),
        (&[], None),
    ] {
        let banc = banc().await;
        let mut reglage = crate::jouet::reglage_tls(None);
        reglage.alpn_protocols = offerts.iter().map(|o| o.as_bytes().to_vec()).collect();
        let connecteur = tokio_rustls::TlsConnector::from(std::sync::Arc::new(reglage));
        let nom = tokio_rustls::rustls::pki_types::ServerName::try_from("localhost").unwrap();
        let mut flux = connecteur.connect(nom, tcp(&banc, "essai.serveur").await).await.unwrap();
        assert_eq!(flux.get_ref().1.alpn_protocol(), choisi.map(str::as_bytes), "{offerts:?}");
        flux.write_all(b"POST /lps HTTP/1.0\r\nContent-Length: 2\r\n\r\nok").await.unwrap();
        let mut lu = Vec::new();
        let _ = flux.read_to_end(&mut lu).await;
        let lu = String::from_utf8(lu).unwrap();
        assert!(lu.contains(" 200 OK") && lu.ends_with("ok"), "{lu}");
        banc.arreter().await;
    }
}

#[tokio::test]
async fn facultatif_refuse_un_certificat_de_signature() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let adresse = url(&banc, "defaut", "essai.souple");
    assert!(client(Some("org-sign")).get(&adresse).send().await.is_err());
    let echec = pilote.attendre("essai.connexion-refusee").await.echec.unwrap();
    assert!(echec.contains("clientAuth"), "{echec}");
    banc.arreter().await;
}

#[tokio::test]
async fn facultatif_accepte_sans_et_refuse_mauvais() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let adresse = url(&banc, "defaut", "essai.souple");
    assert_eq!(client(None).get(&adresse).send().await.unwrap().status(), 200);
    assert_eq!(client(Some("org-insi-auto")).get(&adresse).send().await.unwrap().status(), 200);
    assert!(client(Some("org-insi-auto-revoque")).get(&adresse).send().await.is_err());
    assert!(pilote.attendre("essai.connexion-refusee").await.echec.unwrap().contains("révoqué"));
    let avec = pilote
        .echanges("operation=essai.echo")
        .await
        .iter()
        .filter(|e| e.pair.certificat.is_some())
        .count();
    assert_eq!(avec, 1);
    banc.arreter().await;
}

#[tokio::test]
async fn l_horloge_de_l_espace_juge_les_certificats() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let ici = url(&banc, "defaut", "essai.mutuel");
    assert_eq!(client(Some("org-insi-auto")).get(&ici).send().await.unwrap().status(), 200);
    // Ten years later the certificate of 30 years still holds; the wall clock has no part in it.
    let (statut, etat) = pilote
        .appel("PUT", "/banc/horloge", Some(serde_json::json!({"decalage_s": 3600})))
        .await;
    assert_eq!((statut, etat["horloge"].as_str().unwrap()), (200, "2026-01-15T10:00:00Z"));
    client(Some("org-insi-auto")).get(&ici).send().await.unwrap();
    let e = pilote.echanges("operation=essai.echo&depuis=1").await.remove(0);
    assert_eq!(e.instant, crate::outils::INSTANT + time::Duration::hours(1));
    assert_ne!(e.recu, e.instant);
    banc.arreter().await;

    let mut avant = reglage();
    avant.horloge = segur_kit::SourceHorloge::Figee(time::macros::datetime!(2000-01-01 00:00 UTC));
    let banc = lancer(avant, &[]).await;
    assert!(
        client(Some("org-insi-auto"))
            .get(url(&banc, "defaut", "essai.mutuel"))
            .send()
            .await
            .is_err()
    );
    let e = Pilote::nouveau(&banc).attendre("essai.connexion-refusee").await;
    assert!(
        e.echec
            .as_deref()
            .unwrap()
            .starts_with("certificat client pas encore valide : il commence le "),
        "{e:?}"
    );
    banc.arreter().await;
}

#[tokio::test]
async fn http_en_clair_sur_un_port_tls() {
    let banc = banc().await;
    let adresse = url(&banc, "defaut", "essai.mutuel").replace("https:", "http:");
    let r = client(None).post(adresse).body("x").send().await.unwrap();
    assert_eq!(r.status(), 400);
    assert!(r.text().await.unwrap().contains("https://"));
    let e = Pilote::nouveau(&banc).attendre("essai.connexion-refusee").await;
    assert_eq!(e.echec.as_deref(), Some("HTTP en clair reçu sur un port TLS"));
    assert_eq!(e.requete.ligne, "POST /lps HTTP/1.1");
    banc.arreter().await;
}

#[tokio::test]
async fn tls_sur_un_port_en_clair() {
    let banc = banc().await;
    let adresse = url(&banc, "defaut", "essai.clair").replace("http:", "https:");
    assert!(client(None).get(adresse).send().await.is_err());
    let e = Pilote::nouveau(&banc).attendre("essai.connexion-refusee").await;
    assert_eq!(e.echec.as_deref(), Some("TLS reçu sur un port en clair"));
    banc.arreter().await;
}

#[tokio::test]
async fn le_client_ne_connait_pas_nos_autorites() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let etranger = reqwest::Client::builder().tls_certs_only([]).no_proxy().build().unwrap();
    assert!(etranger.get(url(&banc, "defaut", "essai.serveur")).send().await.is_err());
    let e = pilote.attendre("essai.connexion-refusee").await;
    assert_eq!(
        e.echec.as_deref(),
        Some("le client a refusé notre certificat : autorité inconnue (alerte unknown_ca)")
    );
    let t = pilote.tentative("essai.serveur").await;
    assert!(t["conseil"].as_str().unwrap().contains("magasin de confiance"), "{t}");
    banc.arreter().await;
}

#[tokio::test]
async fn la_meme_chose_en_tls_1_2() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let ici = url(&banc, "defaut", "essai.mutuel");
    let vieux = |identite| {
        crate::outils::constructeur(identite)
            .max_tls_version(reqwest::tls::Version::TLS_1_2)
            .build()
            .unwrap()
    };
    assert_eq!(vieux(Some("org-insi-auto")).get(&ici).send().await.unwrap().status(), 200);
    for (identite, mot) in [
        (None, "aucun certificat"),
        (Some("org-insi-auto-expire"), "expiré"),
        (Some("org-insi-auto-revoque"), "révoqué"),
    ] {
        let avant = banc.journal().dernier_id();
        assert!(vieux(identite).get(&ici).send().await.is_err());
        let e = pilote
            .lire(&format!("/banc/echanges/attendre?operation=essai.connexion-refusee&depuis={avant}"))
            .await;
        assert!(e["echec"].as_str().unwrap().contains(mot), "{e}");
    }
    banc.arreter().await;
}

/// A hello of TLS 1.0: one suite, no extension.
fn bonjour(version: [u8; 2]) -> Vec<u8> {
    let mut corps = vec![version[0], version[1]];
    corps.extend([7; 32]);
    corps.extend([0, 0, 4, 0x00, 0x2f, 0xc0, 0x13, 1, 0]);
    let mut message = vec![1, 0, 0, corps.len() as u8];
    message.extend(corps);
    let mut enregistrement = vec![0x16, 3, 1, 0, message.len() as u8];
    enregistrement.extend(message);
    enregistrement
}

#[tokio::test]
async fn protocole_trop_ancien() {
    for (version, nom) in [([3, 1], "TLS 1.0"), ([3, 2], "TLS 1.1")] {
        let banc = banc().await;
        let mut flux = tcp(&banc, "essai.mutuel").await;
        flux.write_all(&bonjour(version)).await.unwrap();
        let mut alerte = Vec::new();
        flux.read_to_end(&mut alerte).await.unwrap();
        assert_eq!(alerte.first(), Some(&0x15), "the client is told by an alert");
        let e = Pilote::nouveau(&banc).attendre("essai.connexion-refusee").await;
        assert_eq!(
            e.echec.as_deref(),
            Some(format!("protocole trop ancien : le client ne propose que {nom}").as_str())
        );
        banc.arreter().await;
    }
}

#[tokio::test]
async fn fermee_au_milieu_de_la_poignee() {
    let banc = banc().await;
    let mut flux = tcp(&banc, "essai.mutuel").await;
    flux.write_all(&bonjour([3, 3])[..20]).await.unwrap();
    flux.shutdown().await.unwrap();
    let e = Pilote::nouveau(&banc).attendre("essai.connexion-refusee").await;
    assert!(
        e.echec
            .as_deref()
            .unwrap()
            .starts_with("connexion fermée par le client au milieu de son premier message"),
        "{e:?}"
    );
    banc.arreter().await;
}

#[tokio::test]
async fn poignee_qui_ne_finit_pas() {
    let mut court = reglage();
    court.limites.poignee = std::time::Duration::from_millis(200);
    let banc = lancer(court, &[]).await;
    let pilote = Pilote::nouveau(&banc);
    let mut moitie = tcp(&banc, "essai.mutuel").await;
    moitie.write_all(&bonjour([3, 3])[..20]).await.unwrap();
    assert!(
        pilote
            .attendre("essai.connexion-refusee")
            .await
            .echec
            .unwrap()
            .starts_with("poignée de main TLS inachevée")
    );
    let _muet = tcp(&banc, "essai.mutuel").await;
    let e = pilote
        .lire("/banc/echanges/attendre?operation=essai.connexion-refusee&depuis=1&delai=30000")
        .await;
    assert!(e["echec"].as_str().unwrap().contains("aucun octet reçu"), "{e}");
    banc.arreter().await;
}

#[tokio::test]
async fn ni_tls_ni_http() {
    let banc = banc().await;
    let mut flux = tcp(&banc, "essai.mutuel").await;
    flux.write_all(b"\x0bMSH|^~\\&|").await.unwrap();
    let e = Pilote::nouveau(&banc).attendre("essai.connexion-refusee").await;
    assert!(
        e.echec
            .as_deref()
            .unwrap()
            .contains("ni du TLS ni de l'HTTP (premiers octets : 0b4d5348"),
        "{e:?}"
    );
    banc.arreter().await;
}

#[tokio::test]
async fn une_sonde_de_port_ne_laisse_pas_de_trace() {
    let banc = banc().await;
    drop(tcp(&banc, "essai.mutuel").await);
    client(Some("org-insi-auto"))
        .get(url(&banc, "defaut", "essai.mutuel"))
        .send()
        .await
        .unwrap();
    let pilote = Pilote::nouveau(&banc);
    assert_eq!(pilote.echanges("").await.len(), 1);
    banc.arreter().await;
}
