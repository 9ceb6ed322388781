//! What changes: pages that do not see it, deltas that do, deletions.

use serde_json::json;

use crate::banc::{Essai, ids, ressources, suivant};

#[tokio::test]
async fn une_page_ne_voit_pas_ce_qui_change_apres_elle() {
    let essai = Essai::nouveau().await;
    let premiere = essai.chercher("Practitioner?family=pareil&_count=1").await;
    for (fiche, nom) in [("HOMONYME_MEDECIN_1", "AUTREMENT"), ("HOMONYME_MEDECIN_2", "AUTREMENT")] {
        assert_eq!(
            essai
                .agir("modifier", json!({ "professionnel": fiche, "champs": { "nom": nom } }))
                .await
                .0,
            200
        );
    }
    let seconde = essai.suivre(&premiere).await.unwrap();
    assert_eq!(
        ressources(&seconde)[0]["name"][0]["family"],
        "PAREIL",
        "as it was when the search began"
    );
    assert!(suivant(&seconde).is_none());
    // A search that begins now sees them.
    assert_eq!(ressources(&essai.chercher("Practitioner?family=pareil").await).len(), 0);
    let neuve = essai.chercher("Practitioner?family=autrement").await;
    assert_eq!(ressources(&neuve).len(), 2);
    assert_eq!(ressources(&neuve)[0]["meta"]["versionId"], "2");
    assert_eq!(
        ressources(&essai.chercher("Practitioner?_lastUpdated=ge2026-01-15").await).len(),
        2,
        "the delta of the day"
    );
    assert_eq!(ressources(&essai.chercher("Practitioner?_lastUpdated=ge2026-01-16").await).len(), 0);
    // Page by page, changed ones come once too.
    let tous = ids(&essai.chercher("Practitioner?_count=100").await);
    let mut bundle = essai.chercher("Practitioner?_count=4").await;
    let mut vus = ids(&bundle);
    while let Some(suite) = essai.suivre(&bundle).await {
        vus.extend(ids(&suite));
        bundle = suite;
    }
    assert_eq!(vus, tous);
}

#[tokio::test]
async fn ce_qui_est_retire_reste_lisible_inactif() {
    let essai = Essai::nouveau().await;
    let avant = essai
        .chercher("Practitioner?identifier=99900000144&_revinclude=PractitionerRole:practitioner")
        .await;
    let lus = ids(&avant);
    assert_eq!(essai.agir("retirer", json!({ "professionnel": "MULTI_ACTIVITES" })).await.0, 200);
    for id in &lus {
        let tombe = essai.lire(id).await.json();
        assert_eq!(tombe["active"], false, "{id}");
        assert!(
            tombe.get("name").is_none() && tombe.get("telecom").is_none() && tombe.get("organization").is_none(),
            "{tombe}"
        );
        assert!(tombe.get("identifier").is_some());
    }
    let apres = essai.chercher("Practitioner?identifier=99900000144&active=false").await;
    assert_eq!(ressources(&apres).len(), 1);
    assert_eq!(ressources(&essai.chercher("Practitioner?family=d%27arbois").await).len(), 0);
    assert_eq!(
        essai
            .agir("modifier", json!({ "professionnel": "MULTI_ACTIVITES", "champs": { "nom": "X" } }))
            .await
            .0,
        409
    );

    assert_eq!(essai.agir("retirer", json!({ "structure": "HOPITAL" })).await.0, 200);
    let hopital = essai.chercher("Organization?identifier=1999900020").await;
    assert_eq!(ressources(&hopital)[0]["active"], false);
    let equipements = essai.chercher("Device?status=inactive").await;
    assert_eq!(ressources(&equipements).len(), 1);
    assert_eq!(ressources(&essai.chercher("HealthcareService?active=true").await).len(), 0);
}

#[tokio::test]
async fn un_changement_de_boite_et_de_lieu() {
    let essai = Essai::nouveau().await;
    let champs = json!({ "boite": "nouvelle.boite@test.mssante.fr", "structure": "EHPAD", "prenom": "ODILON", "civilite": "M" });
    assert_eq!(
        essai
            .agir("modifier", json!({ "professionnel": "99900000078", "champs": champs }))
            .await
            .0,
        200
    );
    let p = essai
        .chercher("Practitioner?mailbox-mss=nouvelle&_revinclude=PractitionerRole:practitioner")
        .await;
    assert_eq!(ressources(&p).len(), 2);
    assert_eq!(ressources(&p)[0]["name"][0]["given"][0], "ODILON");
    let ehpad = essai.chercher("Organization?identifier=1999900079").await;
    let attendue = format!("Organization/{}", ressources(&ehpad)[0]["id"].as_str().unwrap());
    assert_eq!(ressources(&p)[1]["organization"]["reference"], attendue);
    for mauvais in [
        json!({ "age": "3" }),
        json!({ "nom": "A|B" }),
        json!({ "nom": 3 }),
        json!({ "boite": "pas une adresse" }),
        json!({ "structure": "RIEN" }),
    ] {
        let demande = json!({ "professionnel": "SAGE_FEMME", "champs": mauvais });
        assert_eq!(essai.agir("modifier", demande).await.0, 400, "{mauvais}");
    }
    assert_eq!(essai.agir("retirer", json!({ "professionnel": "PERSONNE" })).await.0, 400);
    assert_eq!(
        essai
            .agir("retirer", json!({ "professionnel": "SAGE_FEMME", "structure": "HOPITAL" }))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn un_lien_perime() {
    let essai = Essai::nouveau().await;
    let bundle = essai.chercher("Practitioner?_count=1").await;
    assert_eq!(essai.agir("regler", json!({ "cle": "duree-page", "valeur": "0" })).await.0, 200);
    assert_eq!(
        essai.agir("regler", json!({ "cle": "statut-page-perimee", "valeur": 410 })).await.0,
        200
    );
    let (_, suite) = suivant(&bundle)
        .map(|l| l.split_once("/v2/").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap())
        .unwrap();
    let refusee = essai.lire(&suite).await;
    assert_eq!(refusee.statut, 410);
    assert!(refusee.regles().contains("annuaire.page.refusee"));
    for (cle, valeur) in [("duree-page", "-1"), ("statut-page-perimee", "200"), ("rien", "1"), ("cle", "oui")] {
        assert_eq!(
            essai.agir("regler", json!({ "cle": cle, "valeur": valeur })).await.0,
            400,
            "{cle}={valeur}"
        );
    }
}
