//! Two espaces see nothing of each other.

use serde_json::json;

use crate::outils::{Pilote, client, lancer, reglage, url};

#[tokio::test]
async fn rien_ne_passe_d_un_espace_a_l_autre() {
    let banc = lancer(reglage(), &["defaut", "recette"]).await;
    let pilote = Pilote::nouveau(&banc);
    let (ici, la) = (url(&banc, "defaut", "essai.mutuel"), url(&banc, "recette", "essai.mutuel"));
    assert_ne!(ici, la);
    let c = client(Some("org-insi-auto"));
    c.post(&ici).body("ici").send().await.unwrap();
    c.post(&la).body("la").send().await.unwrap();
    c.post(&la).body("la").send().await.unwrap();
    assert!(client(None).get(&la).send().await.is_err());
    assert_eq!(
        pilote
            .lire("/banc/echanges/attendre?espace=recette&operation=essai.connexion-refusee")
            .await["espace"],
        "recette"
    );
    assert_eq!(pilote.echanges("").await.len(), 1);
    assert_eq!(pilote.echanges("espace=recette").await.len(), 3);
    assert_eq!(pilote.tentative("essai.mutuel").await["reussie"], true);

    // Faults, clock and state are those of one espace.
    let (statut, _) = pilote
        .appel(
            "PUT",
            "/banc/pannes?espace=recette",
            Some(json!([{"sur": "essai.*", "quoi": {"statut": 500}}])),
        )
        .await;
    assert_eq!(statut, 200);
    pilote
        .appel("PUT", "/banc/horloge?espace=recette", Some(json!({"decalage_s": 60})))
        .await;
    assert_eq!(c.post(&ici).send().await.unwrap().status(), 200);
    assert_eq!(c.post(&la).send().await.unwrap().status(), 500);
    let compte = async |espace: &str| {
        pilote
            .appel("POST", &format!("/banc/actions/essai/compter?espace={espace}"), None)
            .await
            .1["compte"]
            .clone()
    };
    assert_eq!((compte("defaut").await, compte("recette").await), (json!(2), json!(2)));

    // Setting to zero: faults, clock, state; not the journal, not the other espace.
    let (statut, etat) = pilote.appel("POST", "/banc/espaces/recette/remise-a-zero", None).await;
    assert_eq!(
        (statut, &etat["pannes"], etat["horloge"].as_str()),
        (200, &json!([]), Some("2026-01-15T09:00:00Z"))
    );
    assert_eq!((compte("defaut").await, compte("recette").await), (json!(2), json!(0)));
    assert_eq!(c.post(&la).send().await.unwrap().status(), 200);
    assert_eq!(pilote.echanges("espace=recette").await.len(), 5);
    banc.arreter().await;
}

/// What the bench sends is an exchange of its espace, as what it receives.
#[tokio::test]
async fn un_appel_du_banc_est_un_echange() {
    let banc = lancer(reglage(), &["defaut", "recette"]).await;
    let pilote = Pilote::nouveau(&banc);
    let (statut, _) = pilote.appel("POST", "/banc/actions/essai/appeler?espace=recette", None).await;
    assert_eq!(statut, 200);
    let e = pilote
        .lire("/banc/echanges/attendre?espace=recette&operation=essai.sortant&delai=30000")
        .await;
    assert_eq!(
        (&e["direction"], &e["espace"], &e["faits"]),
        (&json!("banc-vers-candidat"), &json!("recette"), &json!({"echec": ["personne"]}))
    );
    assert_eq!(e["requete"]["taille"], 7);
    let entete = e["requete"]["entetes"][0][1].as_str().unwrap();
    assert!(entete.starts_with("Bearer masqué"), "{entete}");
    assert!(pilote.echanges("operation=essai.sortant").await.is_empty());
    banc.arreter().await;
}

#[tokio::test]
async fn creer_et_supprimer_en_marche() {
    let banc = lancer(reglage(), &[]).await;
    let pilote = Pilote::nouveau(&banc);
    let creer = async |id: &str| pilote.appel("POST", "/banc/espaces", Some(json!({"id": id}))).await;
    let (statut, etat) = creer("recette-2").await;
    assert_eq!((statut, etat["id"].as_str()), (201, Some("recette-2")));
    let adresse = etat["points"]["essai.clair"].as_str().unwrap().to_owned();
    let garde = client(None);
    garde.post(&adresse).body("x").send().await.unwrap().bytes().await.unwrap();
    assert_eq!(creer("recette-2").await.0, 409);
    for mauvais in ["", "commune", "a b", "../x", &"x".repeat(33)] {
        assert_eq!(creer(mauvais).await.0, 400, "{mauvais}");
    }
    let supprimer = async |id: &str| pilote.appel("DELETE", &format!("/banc/espaces/{id}"), None).await;
    assert_eq!(supprimer("recette-2").await.0, 204);
    assert!(
        garde.post(&adresse).send().await.is_err(),
        "its listeners are closed, open connections too"
    );
    assert_eq!(pilote.appel("GET", "/banc/echanges?espace=recette-2", None).await.0, 404);
    let gardes = banc.journal().chercher(&segur_kit::Filtre::espace("recette-2")).await.unwrap();
    assert_eq!(gardes.len(), 1, "the journal keeps its exchanges");
    assert_eq!(supprimer("recette-2").await.0, 404);
    assert_eq!(supprimer("defaut").await.0, 409);
    assert_eq!(supprimer("commune").await.0, 404);
    banc.arreter().await;
}

/// An espace is its folder: closed here and copied there, it goes on with its exchanges, and what comes next comes after.
#[tokio::test]
async fn un_espace_passe_d_un_banc_a_un_autre() {
    let (ici, la) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let lance = async |dossier: &std::path::Path, espaces: &[&str]| {
        let mut r = reglage();
        r.donnees = Some(dossier.to_owned());
        let banc = lancer(r, espaces).await;
        let pilote = Pilote::nouveau(&banc);
        (banc, pilote)
    };
    let (source, s) = lance(ici.path(), &["q1"]).await;
    let (cible, c) = lance(la.path(), &["q2"]).await;
    let envoyer = async |url: String, corps: &'static str| client(None).post(url).body(corps).send().await.unwrap();
    for corps in ["un", "deux", "trois"] {
        envoyer(url(&source, "q1", "essai.clair"), corps).await;
    }
    envoyer(url(&cible, "q2", "essai.clair"), "autre").await;

    assert_eq!(s.appel("POST", "/banc/espaces/q1/fermeture", None).await.0, 204);
    assert_eq!(s.appel("GET", "/banc/echanges?espace=q1", None).await.0, 404);
    assert_eq!(s.appel("POST", "/banc/espaces/q1/fermeture", None).await.0, 404);
    assert_eq!(s.appel("POST", "/banc/espaces/defaut/fermeture", None).await.0, 409);
    std::fs::rename(ici.path().join("espaces/q1"), la.path().join("espaces/q1")).unwrap();
    assert_eq!(c.appel("POST", "/banc/espaces", Some(json!({"id": "q1"}))).await.0, 201);

    envoyer(url(&cible, "q1", "essai.clair"), "quatre").await;
    envoyer(url(&cible, "q2", "essai.clair"), "cinq").await;
    let corps = async |espace: &str| {
        let mut lus = Vec::new();
        for e in c.echanges(&format!("espace={espace}")).await {
            let (_, octets) = c.octets(&format!("/banc/echanges/{}/requete?espace={espace}", e.id)).await;
            lus.push((e.id, String::from_utf8(octets.to_vec()).unwrap()));
        }
        lus
    };
    let dit = |id: u64, texte: &str| (id, texte.to_owned());
    // Two espaces have an exchange 1: each is asked for in its own.
    assert_eq!(corps("q1").await, [dit(1, "un"), dit(2, "deux"), dit(3, "trois"), dit(4, "quatre")]);
    assert_eq!(corps("q2").await, [dit(1, "autre"), dit(5, "cinq")]);
    source.arreter().await;
    cible.arreter().await;

    // Closed and opened again where it was, nothing is lost either.
    let (banc, p) = lance(la.path(), &["q1"]).await;
    assert_eq!(p.echanges("espace=q1").await.len(), 4);
    assert_eq!(p.appel("POST", "/banc/espaces/q1/fermeture", None).await.0, 204);
    assert_eq!(p.appel("POST", "/banc/espaces", Some(json!({"id": "q1"}))).await.0, 201);
    assert_eq!(p.echanges("espace=q1").await.len(), 4);
    banc.arreter().await;
}

/// What an espace holds is copied while it runs, and put back under another name.
#[tokio::test]
async fn un_espace_se_sauvegarde_et_se_rouvre() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r, &["q1"]).await;
    let pilote = Pilote::nouveau(&banc);
    let envoyer = async |espace: &str, corps: &'static str| {
        client(None)
            .post(url(&banc, espace, "essai.clair"))
            .body(corps)
            .send()
            .await
            .unwrap();
    };
    envoyer("q1", "avant").await;
    let (statut, copie) = pilote.appel("POST", "/banc/espaces/q1/sauvegarde", None).await;
    assert_eq!(statut, 201);
    let nom = copie["nom"].as_str().unwrap();
    envoyer("q1", "apres").await;

    let rouvrir = async |id: &str, depuis: &str| {
        let creation = json!({"id": id, "depuis": depuis});
        pilote.appel("POST", "/banc/espaces", Some(creation)).await
    };
    assert_eq!(rouvrir("q2", nom).await.0, 201);
    assert_eq!(pilote.echanges("espace=q2").await.len(), 1, "as it stood at the copy");
    envoyer("q2", "suite").await;
    assert_eq!(pilote.echanges("espace=q2").await.len(), 2);
    assert_eq!(pilote.echanges("espace=q1").await.len(), 2);
    // A copy takes the place of nothing, and is looked for nowhere else.
    assert_eq!(rouvrir("q2", nom).await.0, 409);
    assert_eq!(pilote.appel("POST", "/banc/espaces/q2/fermeture", None).await.0, 204);
    let (statut, dit) = rouvrir("q2", nom).await;
    assert_eq!(statut, 409, "{dit}");
    for mauvais in ["autre", "../espaces/q1", "..", ""] {
        assert_eq!(rouvrir("q3", mauvais).await.0, 404, "{mauvais}");
    }
    assert_eq!(pilote.appel("POST", "/banc/espaces/absent/sauvegarde", None).await.0, 404);
    banc.arreter().await;
}

/// With certificates of its own, an espace takes none of another, and its own are taken nowhere else.
#[tokio::test]
async fn un_espace_a_ses_propres_certificats() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r, &["a"]).await;
    let pilote = Pilote::nouveau(&banc);
    let creation = json!({"id": "b", "igc_propre": true});
    assert_eq!(pilote.appel("POST", "/banc/espaces", Some(creation)).await.0, 201);
    let propre = segur_certs::Igc::charger(&dossier.path().join("espaces/b/igc")).unwrap();
    let appeler = async |igc: &segur_certs::Igc, espace: &str| {
        let i = igc.identite("org-auth-cli").unwrap();
        // The candidate trusts both: it is the bench that must tell them apart.
        let ancres = format!("{}{}", crate::outils::IGC.ancres_pem(), propre.ancres_pem());
        let client = reqwest::Client::builder()
            .tls_certs_only(reqwest::Certificate::from_pem_bundle(ancres.as_bytes()).unwrap())
            .identity(reqwest::Identity::from_pem(format!("{}{}", i.cle_pem, i.chaine_pem).as_bytes()).unwrap())
            .no_proxy()
            .build()
            .unwrap();
        let reponse = client.post(url(&banc, espace, "essai.mutuel")).body("x").send().await;
        reponse.map(|r| r.status().as_u16()).unwrap_or_default()
    };
    let commune = &crate::outils::IGC;
    assert_eq!((appeler(commune, "a").await, appeler(&propre, "b").await), (200, 200));
    assert_eq!(
        (appeler(commune, "b").await, appeler(&propre, "a").await),
        (0, 0),
        "refused before a word"
    );
    let refusee = pilote.lire("/banc/tentatives?espace=b").await;
    assert!(refusee.to_string().contains("étranger"), "{refusee}");

    // What is to be trusted there is said there, and its lists of revocation are served.
    let (_, dite) = pilote.octets("/banc/igc?espace=b").await;
    assert!(dite.starts_with(propre.ancres_pem().as_bytes()));
    let (_, de_a) = pilote.octets("/banc/igc?espace=a").await;
    assert!(de_a.starts_with(commune.ancres_pem().as_bytes()));
    let crl = banc
        .lignes_pret()
        .iter()
        .find_map(|l| Some(l.split_once("igc.crl ")?.1.split(' ').next()?.to_owned()))
        .unwrap();
    let sienne = propre.crls().first().unwrap();
    let servie = client(None).get(format!("{crl}b/{}", sienne.nom)).send().await.unwrap();
    assert_eq!(servie.bytes().await.unwrap(), sienne.der);
    banc.arreter().await;

    // The folder says it: started again, it is the same.
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r, &["b"]).await;
    let (_, redite) = Pilote::nouveau(&banc).octets("/banc/igc?espace=b").await;
    assert_eq!(redite, dite);
    banc.arreter().await;
}
