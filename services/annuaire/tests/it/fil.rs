//! What goes on the wire.

use insta::assert_snapshot;
use segur_fhir::operations::{OPERATIONS, RECHERCHE};
use segur_model::vocabulaire;
use serde_json::{Value, json};

use crate::banc::Essai;

fn joli(valeur: &Value) -> String {
    serde_json::to_string_pretty(valeur).unwrap()
}

#[tokio::test]
async fn les_ressources() {
    let essai = Essai::nouveau().await;
    let une = |bundle: Value| joli(&bundle["entry"][0]["resource"]);
    assert_snapshot!("praticien", une(essai.chercher("Practitioner?identifier=99900000045").await));
    assert_snapshot!(
        "praticien_double_exercice",
        une(essai.chercher("Practitioner?identifier=99900000136").await)
    );
    assert_snapshot!("praticien_inactif", une(essai.chercher("Practitioner?active=false").await));
    assert_snapshot!("situation", une(essai.chercher("PractitionerRole?mailbox-mss=anne-gaelle").await));
    assert_snapshot!("structure", une(essai.chercher("Organization?identifier=1999900020").await));
    assert_snapshot!("cabinet", une(essai.chercher("Organization?identifier=499900000029001").await));
    assert_snapshot!("entite_juridique", une(essai.chercher("Organization?identifier=1999900053").await));
    assert_snapshot!(
        "situation_cabinet",
        une(essai.chercher("PractitionerRole?mailbox-mss=cabinet.du-pont").await)
    );
    assert_snapshot!("soin", une(essai.chercher("HealthcareService?service-type=50").await));
    assert_snapshot!("equipement", une(essai.chercher("Device?status=active").await));
}

#[tokio::test]
async fn une_page_et_les_refus() {
    let essai = Essai::nouveau().await;
    let recue = essai.lire("Practitioner?family=PAREIL&_count=1&_elements=name").await;
    assert_eq!(recue.entetes["content-type"], "application/fhir+json;charset=utf-8");
    assert!(!recue.texte().contains("\"search\""), "entries have no search.mode");
    assert_snapshot!("page", joli(&recue.json()));
    for (nom, suite, statut) in [
        ("refus_parametre", "Practitioner?mailbox-mss-type=PER", 500),
        ("refus_lecture", "Practitioner/003-0-0", 404),
        ("refus_page", "_page?id=uforge", 500),
        (
            "refus_has",
            "Practitioner?_has%3APractitionerRole%3Apractitioner%3Aorganization.address-city=Angers&_count=20",
            500,
        ),
    ] {
        let recue = essai.lire(suite).await;
        assert_eq!(recue.statut, statut, "{suite}");
        assert_snapshot!(nom, joli(&recue.json()));
    }
}

#[tokio::test]
async fn get_et_post_disent_la_meme_chose() {
    let essai = Essai::nouveau().await;
    let url = format!("{}/Practitioner/_search", essai.url("annuaire.fhir"));
    let demande = essai
        .client
        .post(url)
        .header("ESANTE-API-KEY", "cle")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("family=pareil&given=claude");
    let par_post = essai.envoyer(demande).await;
    assert_eq!((par_post.statut, par_post.echange.operation.as_str()), (200, "annuaire.recherche"));
    assert_eq!(par_post.fait("methode").as_deref(), Some("POST"));
    assert_eq!(par_post.fait("p.family").as_deref(), Some("pareil"));
    let par_get = essai.chercher("Practitioner?family=pareil&given=claude").await;
    assert_eq!(par_post.json()["entry"], par_get["entry"]);
}

/// A body that is not a form asks nothing that can be read: it is refused, whatever the URL says, and nobody is given.
#[tokio::test]
async fn un_corps_qui_n_est_pas_un_formulaire_est_refuse() {
    let essai = Essai::nouveau().await;
    let url = format!("{}/Practitioner/_search", essai.url("annuaire.fhir"));
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"family\"\r\n\r\npareil\r\n--x--\r\n";
    let parametres = r#"{"resourceType":"Parameters","parameter":[{"name":"family","valueString":"pareil"}]}"#;
    for (genre, corps, ou) in [
        (Some("application/json"), r#"{"identifier":"99999999999"}"#, ""),
        (Some("application/fhir+json"), parametres, ""),
        (Some("multipart/form-data; boundary=x"), multipart, ""),
        (Some("text/plain;charset=UTF-8"), "family=pareil", ""),
        (None, "family=pareil", ""),
        (Some("application/json"), "{}", "?family=pareil"),
    ] {
        let mut demande = essai.client.post(format!("{url}{ou}")).header("ESANTE-API-KEY", "cle").body(corps);
        if let Some(genre) = genre {
            demande = demande.header("content-type", genre);
        }
        let recue = essai.envoyer(demande).await;
        assert_eq!(recue.statut, 403, "{genre:?} {}", recue.texte());
        assert!(recue.diagnostics().contains("form"), "{genre:?}");
        assert_eq!(recue.echange.refus.as_deref(), Some("annuaire.post.formulaire"), "{genre:?}");
        assert_eq!(recue.regles(), ["annuaire.post.formulaire".to_owned()].into(), "{genre:?}");
    }
    // Said to be a form, the same text is a parameter that nobody knows: the open server reads it so.
    let demande = essai
        .client
        .post(&url)
        .header("ESANTE-API-KEY", "cle")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(r#"{"identifier":"99999999999"}"#);
    let recue = essai.envoyer(demande).await;
    assert_eq!(
        (recue.statut, recue.regles()),
        (500, ["annuaire.parametre.inconnu".to_owned()].into())
    );
    // As some clients write it; and without a body, where the URL says it all.
    for (genre, corps, ou) in [
        ("application/x-www-form-urlencoded; charset=UTF-8", "family=pareil", ""),
        ("application/x-www-form-urlencoded", "given=claude", "?family=pareil"),
        ("application/json", "", "?family=pareil"),
    ] {
        let demande = essai.client.post(format!("{url}{ou}")).header("ESANTE-API-KEY", "cle");
        let recue = essai.envoyer(demande.header("content-type", genre).body(corps)).await;
        assert_eq!((recue.statut, recue.json()["total"].as_u64()), (200, Some(2)), "{genre} {ou}");
    }
}

#[tokio::test]
async fn lecture_et_capacites() {
    let essai = Essai::nouveau().await;
    for genre in ["Practitioner", "PractitionerRole", "Organization", "HealthcareService", "Device"] {
        let bundle = essai.chercher(&format!("{genre}?_count=100")).await;
        for entree in bundle["entry"].as_array().unwrap() {
            let id = entree["resource"]["id"].as_str().unwrap();
            let lue = essai.lire(&format!("{genre}/{id}")).await;
            assert_eq!((lue.statut, &lue.json()), (200, &entree["resource"]));
            assert_eq!(lue.echange.operation, "annuaire.lecture");
            assert_eq!(entree["fullUrl"], format!("https://annuaire.banc.test/fhir/v2/{genre}/{id}"));
        }
    }
    let capacites = essai.chercher("metadata").await;
    assert_eq!(capacites["rest"][0]["resource"].as_array().unwrap().len(), 5);
    assert!(capacites["implementation"]["description"].as_str().unwrap().contains("SIMULÉ"));
}

#[tokio::test]
async fn la_cle_et_le_quota() {
    let essai = Essai::regle(segur_annuaire::AnnuaireReglage {
        cles: vec!["bonne".into()],
        ..segur_annuaire::AnnuaireReglage::default()
    })
    .await;
    let url = format!("{}/Practitioner?family=pareil", essai.url("annuaire.fhir"));
    let sans = essai.envoyer(essai.client.get(&url)).await;
    assert_eq!(sans.statut, 401);
    assert_eq!(sans.json()["http_status_code"], 401, "not an OperationOutcome");
    assert!(sans.regles().contains("annuaire.cle.absente"));
    assert_eq!(
        essai.envoyer(essai.client.get(&url).header("esante-api-key", "autre")).await.statut,
        401
    );
    let avec = essai.envoyer(essai.client.get(&url).header("esante-api-key", "bonne")).await;
    assert_eq!(avec.statut, 200);
    let ecrite = avec.echange.requete.entete("esante-api-key").unwrap();
    assert!(ecrite.starts_with("masqué"), "the key is not in the journal: {ecrite}");
    // Seventeen calls in less than a second can be slow here: the quota of one tells as well.
    assert_eq!(essai.agir("quota", json!({ "requetes": 1 })).await.0, 200);
    let statuts = futures(&essai, &url, 3).await;
    assert!(statuts.contains(&429), "{statuts:?}");
    // Whatever the count of the second, a fault says it: with what a client needs to wait.
    for quoi in [json!({ "statut": 429 }), json!({ "faute": "429" })] {
        essai.pannes(json!([{ "sur": "annuaire.*", "quoi": quoi }])).await;
        for demande in [
            essai.client.get(&url).header("esante-api-key", "bonne"),
            essai.client.get(format!("{}/PS_LibreAcces", essai.url("annuaire.extraction"))),
        ] {
            let recue = essai.envoyer(demande).await;
            assert_eq!((recue.statut, recue.entetes["retry-after"].to_str().unwrap()), (429, "1"));
            assert_eq!(recue.json()["issue"][0]["code"], "throttled");
            assert!(recue.diagnostics().contains("17 requests"), "{}", recue.texte());
        }
    }
    essai.pannes(json!([])).await;
    assert_eq!(essai.agir("quota", json!({ "requetes": 0 })).await.0, 200);
    assert_eq!(futures(&essai, &url, 3).await, [200, 200, 200]);
    assert_eq!(essai.agir("regler", json!({ "cle": "cle", "valeur": "facultative" })).await.0, 200);
    assert_eq!(essai.envoyer(essai.client.get(&url)).await.statut, 200);
}

/// Calls at once.
async fn futures(essai: &Essai, url: &str, n: usize) -> Vec<u16> {
    let taches: Vec<_> = (0..n)
        .map(|_| tokio::spawn(essai.client.get(url).header("esante-api-key", "bonne").send()))
        .collect();
    let mut statuts = Vec::new();
    for t in taches {
        statuts.push(t.await.unwrap().unwrap().status().as_u16());
    }
    statuts
}

#[tokio::test]
async fn les_chemins_de_la_v1() {
    let essai = Essai::nouveau().await;
    let racine = essai.url("annuaire.fhir").replace("/fhir/v2", "");
    let sans_version = essai
        .envoyer(
            essai
                .client
                .get(format!("{racine}/fhir/Practitioner?family=x"))
                .header("esante-api-key", "c"),
        )
        .await;
    assert_eq!(sans_version.statut, 307);
    assert!(
        sans_version.entetes["location"]
            .to_str()
            .unwrap()
            .ends_with("/fhir/v2/Practitioner?family=x")
    );
    assert!(sans_version.regles().contains("annuaire.v1.chemin"));
    let v1 = essai
        .envoyer(
            essai
                .client
                .get(format!("{racine}/fhir/v1/Practitioner"))
                .header("esante-api-key", "c"),
        )
        .await;
    assert_eq!(v1.statut, 404);
    let ecriture = essai
        .envoyer(
            essai
                .client
                .put(format!("{racine}/fhir/v2/Practitioner/x"))
                .header("esante-api-key", "c"),
        )
        .await;
    assert_eq!(ecriture.statut, 403);
    assert!(ecriture.regles().contains("annuaire.methode"));
}

/// The service records and offers just what the vocabulary says.
#[tokio::test]
async fn le_vocabulaire_est_tenu() {
    let essai = Essai::nouveau().await;
    for action in vocabulaire::ACTIONS.iter().filter_map(|a| a.nom.strip_prefix("annuaire.")) {
        assert_eq!(essai.agir(action, json!({})).await.0, 400, "{action} is known");
    }
    assert_eq!(essai.agir("inconnue", json!({})).await.0, 404);
    for (suite, operation) in [
        (
            "Practitioner?family=PAREIL&_count=1&_elements=name&_total=accurate",
            "annuaire.recherche",
        ),
        ("PractitionerRole?role=S&_include=*", "annuaire.recherche"),
        ("Organization?mailbox-mss=s", "annuaire.recherche"),
        ("_page?id=x", "annuaire.page"),
        ("Practitioner/x", "annuaire.lecture"),
        ("metadata", "annuaire.metadata"),
        ("Patient?x=1", "annuaire.autre"),
        ("Practitioner?family=%FF", "annuaire.illisible"),
    ] {
        let recue = essai.lire(suite).await;
        assert_eq!(recue.echange.operation, operation, "{suite}");
        let connus = OPERATIONS.iter().find(|o| o.nom == operation).unwrap().faits;
        let communs = vocabulaire::FAITS_COMMUNS;
        for fait in recue.echange.faits.keys() {
            assert!(connus.iter().chain(communs).any(|f| f.nom == fait), "{operation} : {fait}");
        }
    }
    // Every parameter of the table has its fact.
    let recherche = OPERATIONS.iter().find(|o| o.nom == RECHERCHE).unwrap();
    for p in segur_fhir::RESSOURCES.iter().flat_map(|r| r.parametres) {
        let nom = format!("p.{}", p.nom);
        assert!(p.nom == "_profile" || recherche.faits.iter().any(|f| f.nom == nom), "{nom}");
    }
}
