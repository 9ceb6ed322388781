//! The routes of the control plane, its document, and who may use it.

use futures_util::StreamExt;
use segur_kit::{Banc, OPENAPI, ROUTES};
use segur_model::controle::{Etat, Tentative};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::outils::{Essai, Pilote, banc, client, lancer, reglage, url};

#[tokio::test]
async fn etat_tentatives_monde_igc() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let mut etat: Etat = serde_json::from_value(pilote.lire("/banc/etat").await).unwrap();
    assert!(etat.maintenant.take().is_some(), "the hour of the machine");
    assert_eq!(etat, banc.etat());
    assert_eq!((etat.graine.as_str(), etat.espaces.len()), ("demo", 1));
    let igc = etat.services.iter().find(|s| s.nom == "igc").unwrap();
    assert_eq!(igc.operations, ["igc.crl"]);
    let tentatives: Vec<Tentative> = serde_json::from_value(pilote.lire("/banc/tentatives").await).unwrap();
    assert_eq!(tentatives.len(), 4);
    assert!(
        tentatives
            .iter()
            .all(|t| t.instant.is_none() && !t.reussie && t.conseil.contains(&t.url)),
        "{tentatives:?}"
    );
    assert_eq!(pilote.lire("/banc/monde").await["graine"], "demo");
    assert!(pilote.octets("/banc/igc").await.1.starts_with(b"-----BEGIN CERTIFICATE-----"));
    let lignes = banc.lignes_pret();
    assert!(
        lignes.contains(&format!(
            "prêt essai.mutuel {} (espace defaut)",
            url(&banc, "defaut", "essai.mutuel")
        )),
        "{lignes:?}"
    );
    banc.arreter().await;
}

#[tokio::test]
async fn octets_et_type_d_origine() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    client(None)
        .post(url(&banc, "defaut", "essai.clair"))
        .header("content-type", "text/html")
        .body("<script>")
        .send()
        .await
        .unwrap();
    let (entetes, corps) = pilote.octets("/banc/echanges/1/requete").await;
    assert_eq!(corps, "<script>");
    assert_eq!(entetes["content-type"], "text/html");
    assert_eq!(entetes["x-content-type-options"], "nosniff");
    assert!(entetes["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert_eq!(pilote.octets("/banc/echanges/1/reponse?espace=defaut").await.1, "<script>");
    for absent in [
        "/banc/echanges/2/requete",
        "/banc/echanges/x/requete",
        "/banc/echanges/1/requete?espace=autre",
    ] {
        assert_eq!(pilote.appel("GET", absent, None).await.0, 404, "{absent}");
    }
    banc.arreter().await;
}

#[tokio::test]
async fn attendre_l_echange_a_venir_ou_rien() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let (statut, v) = pilote
        .appel("GET", "/banc/echanges/attendre?operation=essai.echo&delai=10", None)
        .await;
    assert_eq!((statut, v), (204, Value::Null));
    let appel = async {
        client(None)
            .post(url(&banc, "defaut", "essai.clair"))
            .body("x")
            .send()
            .await
            .unwrap();
    };
    let (e, ()) = tokio::join!(pilote.attendre("essai.*"), appel);
    assert_eq!(e.id, 1);
    assert_eq!(pilote.attendre("dmp.TD2.1,essai.echo").await.id, 1, "already there");
    banc.arreter().await;
}

#[tokio::test]
async fn flux_d_evenements() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let adresse = url(&banc, "defaut", "essai.clair");
    client(None).post(&adresse).body("un").send().await.unwrap();
    let lire = async |r: reqwest::Response, n: usize| {
        let mut texte = String::new();
        let mut octets = r.bytes_stream();
        while texte.matches("\n\n").count() < n {
            texte.push_str(std::str::from_utf8(&octets.next().await.unwrap().unwrap()).unwrap());
        }
        texte
    };
    let depuis_maintenant = pilote.flux("/banc/echanges/flux?operation=essai.*").await;
    assert_eq!(depuis_maintenant.headers()["content-type"], "text/event-stream");
    client(None).post(&adresse).body("deux").send().await.unwrap();
    let texte = lire(depuis_maintenant, 1).await;
    assert!(texte.contains("id: 2\n") && texte.contains("event: echange\n"), "{texte}");
    let donnees = texte.lines().find_map(|l| l.strip_prefix("data: ")).unwrap();
    assert_eq!(serde_json::from_str::<segur_model::Exchange>(donnees).unwrap().id, 2);
    let tout = lire(pilote.flux("/banc/echanges/flux?depuis=0").await, 2).await;
    assert!(tout.contains("id: 1\n") && tout.contains("id: 2\n"), "{tout}");
    banc.arreter().await;
}

#[tokio::test]
async fn actions() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    let (statut, v) = pilote.appel("POST", "/banc/actions/essai/compter", Some(json!({"a": 1}))).await;
    assert_eq!((statut, v), (200, json!({"compte": 0, "recu": {"a": 1}, "espace": "defaut"})));
    for (chemin, attendu) in [("essai/refuser", 409), ("essai/danser", 404), ("dmp/fermer", 404), ("igc/crl", 404)] {
        let (statut, v) = pilote.appel("POST", &format!("/banc/actions/{chemin}"), Some(json!({}))).await;
        assert_eq!(statut, attendu, "{chemin}");
        assert!(!v["erreur"].as_str().unwrap().is_empty());
    }
    banc.arreter().await;
}

#[tokio::test]
async fn ce_qu_un_service_montre_ne_s_execute_pas() {
    let banc = lancer(reglage(), &["espace-1"]).await;
    let pilote = Pilote::nouveau(&banc);
    let vu = client(None)
        .get(format!("{}/banc/vues/essai/un/deux?espace=espace-1", banc.acces().controle))
        .send()
        .await
        .unwrap();
    assert_eq!(vu.status(), 201);
    let entetes = vu.headers().clone();
    assert_eq!(vu.text().await.unwrap(), "<script>espace-1</script>");
    assert_eq!(entetes["content-type"], "text/html");
    assert_eq!(entetes["content-disposition"], "attachment");
    let politiques: Vec<_> = entetes.get_all("content-security-policy").iter().collect();
    assert_eq!(politiques, ["sandbox; default-src 'none'"], "the service cannot lift it");
    assert_eq!(entetes["x-content-type-options"], "nosniff");
    for (chemin, attendu) in [
        ("essai/rien", 404),
        ("dmp/boites", 404),
        ("igc/crl", 404),
        ("essai/un/deux?espace=autre", 404),
        ("essai/un/deux?x=1", 400),
    ] {
        let (statut, v) = pilote.appel("GET", &format!("/banc/vues/{chemin}"), None).await;
        assert_eq!(statut, attendu, "{chemin}");
        assert!(!v["erreur"].as_str().unwrap().is_empty());
    }
    assert_eq!(pilote.appel("POST", "/banc/vues/essai/un/deux", None).await.0, 405);
    // What waits ends when the bench does.
    let adresse = format!("{}/banc/vues/essai/attendre", banc.acces().controle);
    let attente = tokio::spawn(async move { client(None).get(adresse).send().await.unwrap().status().as_u16() });
    tokio::task::yield_now().await;
    banc.arreter().await;
    assert!(matches!(attente.await, Ok(503) | Err(_)));
}

#[tokio::test]
async fn un_service_relit_ses_echanges_et_ceux_de_son_espace_seul() {
    let banc = lancer(reglage(), &["espace-1"]).await;
    let pilote = Pilote::nouveau(&banc);
    let poste = client(None);
    for corps in ["un", "deux"] {
        poste.post(url(&banc, "defaut", "essai.clair")).body(corps).send().await.unwrap();
    }
    client(None)
        .post(url(&banc, "espace-1", "essai.clair"))
        .body("trois")
        .send()
        .await
        .unwrap();
    let echanges = pilote.echanges("operation=essai.*").await;
    let session = &echanges[0].session;
    let vu = pilote.lire(&format!("/banc/vues/essai/journal?echange=2&session={session}")).await;
    let attendus: Vec<u64> = echanges.iter().filter(|e| e.session == *session).map(|e| e.id).collect();
    assert_eq!(vu, json!({"echange": "essai.echo", "requete": "deux", "session": attendus}));
    let ailleurs = pilote.lire("/banc/vues/essai/journal?echange=3&session=1.9999").await;
    assert_eq!(ailleurs, json!({"echange": null, "requete": null, "session": []}));
    banc.arreter().await;
}

#[tokio::test]
async fn un_service_reprend_ses_echanges_d_ou_il_en_etait() {
    let banc = lancer(reglage(), &["espace-1"]).await;
    let pilote = Pilote::nouveau(&banc);
    for espace in ["defaut", "espace-1", "defaut", "defaut"] {
        client(None)
            .post(url(&banc, espace, "essai.clair"))
            .body("un")
            .send()
            .await
            .unwrap();
    }
    let siens: Vec<u64> = pilote.echanges("operation=essai.echo").await.iter().map(|e| e.id).collect();
    assert_eq!(siens.len(), 3);
    let vu = pilote.lire("/banc/vues/essai/suite").await;
    assert_eq!(vu, json!({"suite": siens[..2], "aucun": 0}));
    let vu = pilote.lire(&format!("/banc/vues/essai/suite?echange={}", siens[1])).await;
    assert_eq!(vu, json!({"suite": siens[2..], "aucun": 0}));
    banc.arreter().await;
}

#[tokio::test]
async fn les_erreurs_disent_que_faire() {
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    for (methode, chemin, corps, statut, mot) in [
        (
            "GET",
            "/banc/echanges?opération=x",
            None,
            400,
            "connus : espace, operation, depuis, communes, limite",
        ),
        ("GET", "/banc/etat?x=1", None, 400, "connus : espace"),
        ("GET", "/banc/etat?espace=autre", None, 404, "Espaces ouverts : defaut"),
        ("GET", "/banc/echanges?depuis=hier", None, 400, "nombre entier"),
        ("GET", "/banc/echanges?communes=1", None, 400, "oui ou non"),
        ("GET", "/banc/echanges?limite=0", None, 400, "limite"),
        (
            "PUT",
            "/banc/pannes",
            Some(json!([{"sur": "essai.*", "quoi": "explosion"}])),
            400,
            "liste de pannes",
        ),
        (
            "PUT",
            "/banc/pannes",
            Some(json!([{"sur": "inconnu.*", "quoi": "fermeture"}])),
            400,
            "aucune opération",
        ),
        ("PUT", "/banc/pannes", None, 400, "liste de pannes"),
        ("PUT", "/banc/horloge", Some(json!({"decalage_s": -1})), 400, "decalage_s"),
        (
            "PUT",
            "/banc/horloge?espace=commune",
            Some(json!({"decalage_s": 1})),
            404,
            "n'existe pas",
        ),
        ("POST", "/banc/espaces/defaut/remise-a-zero?espace=autre", None, 400, "désigne"),
        ("GET", "/banc/rien", None, 404, "GET /banc/etat"),
        ("POST", "/banc/etat", None, 405, "openapi"),
    ] {
        let (recu, v) = pilote.appel(methode, chemin, corps).await;
        assert_eq!(recu, statut, "{methode} {chemin}: {v}");
        assert!(v["erreur"].as_str().unwrap().contains(mot), "{methode} {chemin}: {v}");
    }
    let (statut, v) = pilote.appel("PUT", "/banc/pannes", Some(json!(vec!["x".repeat(3 << 20)]))).await;
    assert_eq!(statut, 413, "{v}");
    banc.arreter().await;
}

#[tokio::test]
async fn le_document_openapi_dit_toutes_les_routes_et_rien_d_autre() {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ecrites: Vec<(String, String)> = Vec::new();
    for (chemin, methodes) in document["paths"].as_object().unwrap() {
        for (methode, operation) in methodes.as_object().unwrap() {
            assert_eq!(operation["parameters"][0]["$ref"], "#/components/parameters/espace", "{chemin}");
            ecrites.push((methode.to_uppercase(), chemin.clone()));
        }
    }
    let mut vraies: Vec<(String, String)> = ROUTES.iter().map(|(m, r)| ((*m).to_owned(), (*r).to_owned())).collect();
    ecrites.sort();
    vraies.sort();
    assert_eq!(ecrites, vraies);
    // Every reference leads somewhere.
    let mut references = Vec::new();
    collecter(&document, &mut references);
    for r in references {
        assert!(document.pointer(r.strip_prefix('#').unwrap()).is_some(), "{r}");
    }
    // And the router has each of them: what answers is never one of its two fallbacks.
    let banc = banc().await;
    let pilote = Pilote::nouveau(&banc);
    for (methode, route) in ROUTES.iter().filter(|(_, r)| !r.ends_with("/flux")) {
        let chemin = route
            .replace("{id}", "1")
            .replace("{service}", "essai")
            .replace("{action}", "compter")
            .replace("{chemin}", "un/deux");
        let (statut, v) = pilote.appel(methode, &format!("{chemin}?inconnu=1"), Some(json!({}))).await;
        assert!(
            statut == 400 && v["erreur"].as_str().unwrap().contains("« inconnu » inconnu ici"),
            "{methode} {route}: {statut} {v}"
        );
    }
    assert_eq!(pilote.lire("/banc/openapi.json").await, document);
    banc.arreter().await;
}

fn collecter(v: &Value, references: &mut Vec<String>) {
    match v {
        Value::Object(o) => o.iter().for_each(|(nom, v)| match v {
            Value::String(s) if nom == "$ref" => references.push(s.clone()),
            v => collecter(v, references),
        }),
        Value::Array(a) => a.iter().for_each(|v| collecter(v, references)),
        _ => {}
    }
}

#[tokio::test]
async fn nom_d_hote_et_origine() {
    let banc = banc().await;
    let base = banc.acces().controle;
    let port = base.rsplit(':').next().unwrap();
    let essai = async |entete: &str, valeur: String| {
        client(None)
            .get(format!("{base}/banc/etat"))
            .header(entete, valeur)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(essai("host", format!("localhost:{port}")).await, 200);
    assert_eq!(essai("host", format!("piege.example:{port}")).await, 403);
    assert_eq!(essai("origin", format!("http://127.0.0.1:{port}")).await, 200);
    assert_eq!(essai("origin", "https://piege.example".to_owned()).await, 403);
    assert_eq!(essai("origin", "null".to_owned()).await, 403);
    // Another port of this machine is somebody else's; so is a page that does not say where it is from.
    let change = async |entete: &str, valeur: String| {
        let demande = client(None).put(format!("{base}/banc/horloge")).body("{\"decalage_s\": 60}");
        demande.header(entete, valeur).send().await.unwrap().status().as_u16()
    };
    assert_eq!(change("origin", "http://localhost:3000".to_owned()).await, 403);
    assert_eq!(change("origin", format!("https://127.0.0.1:{port}")).await, 403);
    assert_eq!(change("sec-fetch-site", "cross-site".to_owned()).await, 403);
    assert_eq!(change("sec-fetch-site", "same-site".to_owned()).await, 403);
    assert_eq!(change("origin", base.clone()).await, 200);
    assert_eq!(change("x-autre", "outil".to_owned()).await, 200);
    banc.arreter().await;
}

#[tokio::test]
async fn des_connexions_muettes_ne_ferment_pas_le_plan_de_controle() {
    let mut r = reglage();
    (r.limites.controle, r.limites.tete) = (3, Duration::from_millis(300));
    let banc = lancer(r, &[]).await;
    let base = banc.acces().controle;
    let adresse = base.strip_prefix("http://").unwrap();
    let mut muets = Vec::new();
    for _ in 0..3 {
        let mut flux = tokio::net::TcpStream::connect(adresse).await.unwrap();
        flux.write_all(b"GET /banc/etat HTTP/1.1\r\nHost: ").await.unwrap();
        muets.push(flux);
    }
    let refuse = client(None).get(format!("{base}/banc/etat")).send().await.unwrap();
    assert_eq!(refuse.status(), 503);
    assert!(refuse.text().await.unwrap().contains("fermez celles qui ne servent plus"));
    for mut flux in muets {
        // Closed for want of a head.
        let _ = flux.read_to_end(&mut Vec::new()).await;
    }
    assert_eq!(client(None).get(format!("{base}/banc/etat")).send().await.unwrap().status(), 200);
    banc.arreter().await;
}

#[tokio::test]
async fn un_corps_de_commande_est_borne_en_taille_et_en_temps() {
    let mut r = reglage();
    r.limites.lecture = Duration::from_millis(200);
    let banc = lancer(r, &[]).await;
    let base = banc.acces().controle;
    let gros = client(None).put(format!("{base}/banc/horloge")).body(vec![b' '; 3 << 20]);
    assert_eq!(gros.send().await.unwrap().status(), 413);
    let mut flux = tokio::net::TcpStream::connect(base.strip_prefix("http://").unwrap()).await.unwrap();
    let hote = base.strip_prefix("http://").unwrap();
    flux.write_all(format!("PUT /banc/horloge HTTP/1.1\r\nHost: {hote}\r\nContent-Length: 20\r\nConnection: close\r\n\r\n{{").as_bytes())
        .await
        .unwrap();
    let mut reponse = String::new();
    flux.read_to_string(&mut reponse).await.unwrap();
    assert!(
        reponse.starts_with("HTTP/1.1 408 ") && reponse.contains("d'une traite"),
        "{reponse}"
    );
    banc.arreter().await;
}

#[tokio::test]
async fn jeton() {
    let demarrer = async |r| Banc::demarrer(r, vec![std::sync::Arc::new(Essai::default())], &[]).await;
    let mut ouvert = reglage();
    ouvert.controle = "0.0.0.0:0".parse().unwrap();
    let erreur = demarrer(ouvert.clone()).await.err().unwrap().to_string();
    assert!(erreur.contains("sans jeton"), "{erreur}");
    ouvert.jeton = Some("court".to_owned());
    assert!(demarrer(ouvert.clone()).await.is_err());
    ouvert.jeton = Some("un-jeton-assez-long".to_owned());
    let banc = lancer(ouvert, &[]).await;
    let acces = banc.acces();
    assert_eq!(acces.jeton.as_deref(), Some("un-jeton-assez-long"));
    let essai = async |autorisation: Option<&str>| {
        let mut r = client(None)
            .get(format!("{}/banc/etat", acces.controle))
            .header("host", "banc.exemple");
        if let Some(a) = autorisation {
            r = r.header("authorization", a);
        }
        r.send().await.unwrap().status().as_u16()
    };
    assert_eq!(essai(None).await, 401);
    assert_eq!(essai(Some("Bearer un-jeton-assez-lonG")).await, 401);
    assert_eq!(essai(Some("Basic un-jeton-assez-long")).await, 401);
    assert_eq!(essai(Some("Bearer un-jeton-assez-long")).await, 200);
    // A browser: any name, the token for a password; and only for our own page.
    let basic = |mot: &str| {
        format!(
            "Basic {}",
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("qui:{mot}"))
        )
    };
    assert_eq!(essai(Some(&basic("un-jeton-assez-long"))).await, 200);
    assert_eq!(essai(Some(&basic("autre"))).await, 401);
    let d_ailleurs = client(None)
        .put(format!("{}/banc/horloge", acces.controle))
        .header("authorization", basic("un-jeton-assez-long"))
        .header("origin", "http://ailleurs.example")
        .body("{\"decalage_s\": 60}");
    assert_eq!(d_ailleurs.send().await.unwrap().status(), 403);
    banc.arreter().await;
}

/// What a token may: its role, and its espace.
#[tokio::test]
async fn des_jetons_qui_permettent_moins() {
    let mut r = reglage();
    r.jeton = Some("le-jeton-de-tout-le-banc".to_owned());
    let moindre = |secret: &str, role, espace: Option<&str>| segur_kit::Jeton {
        secret: secret.to_owned(),
        role,
        espace: espace.map(str::to_owned),
    };
    r.jetons = vec![
        moindre("jeton-qui-lit-le-banc", segur_kit::Role::Lire, None),
        moindre("jeton-qui-agit-sur-q1", segur_kit::Role::Agir, Some("q1")),
        moindre("jeton-qui-administre-q1", segur_kit::Role::Administrer, Some("q1")),
    ];
    let banc = lancer(r, &["q1", "q2"]).await;
    let acces = banc.acces();
    assert_eq!(acces.jeton.as_deref(), Some("le-jeton-de-tout-le-banc"));
    let demander = async |jeton: &str, methode: &str, route: &str, corps: &str| {
        let reponse = client(None)
            .request(methode.parse().unwrap(), format!("{}{route}", acces.controle))
            .bearer_auth(jeton)
            .body(corps.to_owned())
            .send()
            .await
            .unwrap();
        (reponse.status().as_u16(), reponse.text().await.unwrap())
    };
    let horloge = "{\"decalage_s\": 60}";
    for (jeton, methode, route, corps, attendu) in [
        ("jeton-qui-lit-le-banc", "GET", "/banc/etat", "", 200),
        ("jeton-qui-lit-le-banc", "GET", "/banc/echanges?espace=q2", "", 200),
        ("jeton-qui-lit-le-banc", "PUT", "/banc/horloge?espace=q2", horloge, 403),
        ("jeton-qui-agit-sur-q1", "PUT", "/banc/horloge?espace=q1", horloge, 200),
        ("jeton-qui-agit-sur-q1", "PUT", "/banc/horloge", horloge, 200),
        ("jeton-qui-agit-sur-q1", "PUT", "/banc/horloge?espace=q2", horloge, 403),
        ("jeton-qui-agit-sur-q1", "PUT", "/banc/horloge?espace=q1&espace=q2", horloge, 403),
        ("jeton-qui-agit-sur-q1", "PUT", "/banc/horloge?esp%61ce=q2", horloge, 403),
        ("jeton-qui-agit-sur-q1", "GET", "/banc/echanges?espace=q2", "", 403),
        ("jeton-qui-agit-sur-q1", "POST", "/banc/espaces/q1/remise-a-zero", "", 200),
        ("jeton-qui-agit-sur-q1", "POST", "/banc/espaces/q2/remise-a-zero", "", 403),
        ("jeton-qui-agit-sur-q1", "POST", "/banc/espaces//q2/remise-a-zero", "", 403),
        ("jeton-qui-agit-sur-q1", "DELETE", "/banc/espaces/q1", "", 403),
        ("jeton-qui-agit-sur-q1", "POST", "/banc/purge", "{}", 403),
        ("jeton-qui-administre-q1", "POST", "/banc/espaces", "{\"id\": \"q3\"}", 403),
        ("jeton-qui-administre-q1", "DELETE", "/banc/espaces/q2", "", 403),
        ("jeton-qui-administre-q1", "DELETE", "/banc/espaces/q1", "", 204),
        ("le-jeton-de-tout-le-banc", "DELETE", "/banc/espaces/q2", "", 204),
        ("jeton-que-personne-n-a", "GET", "/banc/etat", "", 401),
    ] {
        let (statut, dit) = demander(jeton, methode, route, corps).await;
        assert_eq!(statut, attendu, "{jeton} {methode} {route} : {dit}");
    }
    let (_, etat) = demander("jeton-qui-agit-sur-q1", "GET", "/banc/etat", "").await;
    assert!(!etat.contains("\"defaut\""), "{etat}");
    // Nor does a refusal name the others.
    let (statut, dit) = demander("jeton-qui-agit-sur-q1", "GET", "/banc/echanges", "").await;
    assert_eq!(statut, 404, "{dit}");
    assert!(!dit.contains("defaut"), "{dit}");
    banc.arreter().await;
}

#[tokio::test]
async fn le_plan_de_controle_sous_tls() {
    let mut r = reglage();
    r.controle_tls = true;
    let banc = lancer(r, &[]).await;
    let acces = banc.acces();
    let pem = acces.confiance.clone().unwrap();
    let confiant = reqwest::Client::builder()
        .tls_certs_only(reqwest::Certificate::from_pem_bundle(pem.as_bytes()).unwrap())
        .no_proxy()
        .build()
        .unwrap();
    let etat = confiant.get(format!("{}/banc/etat", acces.controle)).send().await.unwrap();
    assert_eq!(etat.status(), 200);
    // In clear, and by who does not trust the test PKI: nothing.
    let en_clair = acces.controle.replace("https://", "http://");
    assert!(client(None).get(format!("{en_clair}/banc/etat")).send().await.is_err());
    let mefiant = reqwest::Client::builder().tls_certs_only([]).no_proxy().build().unwrap();
    assert!(mefiant.get(format!("{}/banc/etat", acces.controle)).send().await.is_err());
    // Our own page is under https now.
    let change = async |origine: String| {
        let demande = confiant.put(format!("{}/banc/horloge", acces.controle)).header("origin", origine);
        demande.body("{\"decalage_s\": 60}").send().await.unwrap().status().as_u16()
    };
    assert_eq!(change(acces.controle.clone()).await, 200);
    assert_eq!(change(en_clair).await, 403);
    banc.arreter().await;
}

/// What is counted, by espace; and the number that who asked gave to its request.
#[tokio::test]
async fn mesures_et_numero_de_la_demande() {
    let banc = lancer(reglage(), &["q1"]).await;
    let pilote = Pilote::nouveau(&banc);
    for (espace, corps) in [("defaut", "abc"), ("q1", "de"), ("q1", "f")] {
        let envoi = client(None).post(url(&banc, espace, "essai.clair")).body(corps);
        envoi
            .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .send()
            .await
            .unwrap();
    }
    let lire = async |route: &str| String::from_utf8(pilote.octets(route).await.1.to_vec()).unwrap();
    let tout = lire("/banc/mesures").await;
    for ligne in [
        "segur_banc_echanges_total{espace=\"defaut\",service=\"essai\",issue=\"servi\"} 1",
        "segur_banc_echanges_total{espace=\"q1\",service=\"essai\",issue=\"servi\"} 2",
        "segur_banc_octets_recus_total{espace=\"q1\",service=\"essai\",issue=\"servi\"} 3",
        "segur_banc_dernier_echange 3",
        "# TYPE segur_banc_connexions gauge",
    ] {
        assert!(tout.lines().any(|l| l == ligne), "{ligne}\n{tout}");
    }
    let q1 = lire("/banc/mesures?espace=q1").await;
    assert!(q1.contains("espace=\"q1\"") && !q1.contains("defaut"), "{q1}");
    let e = &pilote.echanges("espace=q1").await[0];
    assert_eq!(e.demande(), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
    banc.arreter().await;
}
