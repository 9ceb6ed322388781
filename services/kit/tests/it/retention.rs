//! What is taken away of the journal: by the bench itself, by a call, never what a campaign holds.

use std::collections::BTreeMap;
use std::time::Duration;

use segur_kit::{Banc, Filtre, Retention};
use segur_model::controle::BilanPurge;
use serde_json::{Value, json};

use crate::outils::{Pilote, client, lancer, reglage, url};

async fn poster(banc: &Banc, corps: &'static str) {
    let r = client(None)
        .post(url(banc, "defaut", "essai.clair"))
        .body(corps)
        .send()
        .await
        .unwrap();
    assert_eq!(r.status(), 200);
}

async fn ids(banc: &Banc) -> Vec<u64> {
    let tous = banc.journal().chercher(&Filtre::espace("defaut")).await.unwrap();
    tous.iter().map(|e| e.id).collect()
}

#[tokio::test]
async fn ce_qui_est_trop_vieux_part_au_demarrage_et_se_voit() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let banc = lancer(r.clone(), &[]).await;
    poster(&banc, "un").await;
    poster(&banc, "deux").await;
    assert_eq!(Pilote::nouveau(&banc).lire("/banc/etat").await["espaces"][0].get("purge"), None);
    banc.arreter().await;
    // Both are older than nothing at all.
    r.retention = Retention {
        age: Some(Duration::ZERO),
        plafond: None,
    };
    let banc = lancer(r.clone(), &[]).await;
    let purge = loop {
        match banc.etat().espaces.remove(0).purge {
            Some(purge) => break purge,
            None => tokio::task::yield_now().await,
        }
    };
    assert!(purge.contains("(rétention de 0 jour) : 2 échanges ôtés"), "{purge}");
    assert!(ids(&banc).await.is_empty());
    poster(&banc, "trois").await;
    assert_eq!(ids(&banc).await, [3]);
    banc.arreter().await;
    // The folder is free at once, and remembers.
    r.retention = Retention::default();
    let banc = lancer(r, &[]).await;
    assert_eq!(Pilote::nouveau(&banc).lire("/banc/etat").await["espaces"][0]["purge"], json!(purge));
    banc.arreter().await;
}

#[tokio::test]
async fn une_purge_se_demande_et_ne_touche_pas_a_ce_qu_une_campagne_tient() {
    let banc = lancer(reglage(), &["autre"]).await;
    let pilote = Pilote::nouveau(&banc);
    let purger = async |espace: &str, demande: Value| {
        let (statut, v) = pilote.appel("POST", &format!("/banc/purge{espace}"), Some(demande)).await;
        assert_eq!(statut, 200, "{v}");
        let bilans: Vec<BilanPurge> = serde_json::from_value(v).unwrap();
        bilans
    };
    let tenir = async |tenue: Value| pilote.appel("PUT", "/banc/campagnes/labo-1", Some(tenue)).await.0;
    poster(&banc, "avant").await;
    assert_eq!(tenir(json!({"depuis": 1})).await, 204);
    poster(&banc, "pendant").await;
    assert_eq!(tenir(json!({"depuis": 1, "finie": true})).await, 204);
    poster(&banc, "après").await;
    let demain = "2999-01-01T00:00:00Z";
    let promis = purger("?espace=defaut", json!({"avant": demain, "a_blanc": true})).await;
    assert_eq!(ids(&banc).await, [1, 2, 3]);
    let faits = purger("", json!({"avant": demain})).await;
    let noms: Vec<&str> = faits.iter().map(|b| b.espace.as_str()).collect();
    assert_eq!(noms, ["autre", "commune", "defaut"]);
    assert_eq!(faits[2..], promis);
    assert_eq!(
        (faits[2].echanges, &faits[2].tenus),
        (2, &BTreeMap::from([("labo-1".to_owned(), 1)]))
    );
    assert_eq!(ids(&banc).await, [2]);
    assert_eq!(pilote.octets("/banc/echanges/2/requete").await.1, "pendant");
    assert_eq!(pilote.appel("GET", "/banc/echanges/1/requete", None).await.0, 404);
    let faits = purger("?espace=defaut", json!({"avant": demain, "liberer": "labo-1"})).await;
    assert_eq!((faits[0].echanges, ids(&banc).await.len()), (1, 0));
    for (methode, chemin, corps, statut) in [
        ("POST", "/banc/purge?espace=absent", json!({"avant": demain}), 404),
        ("POST", "/banc/purge", json!({"avant": "hier"}), 400),
        ("POST", "/banc/purge", json!({}), 400),
        ("PUT", "/banc/campagnes/labo-1?espace=absent", json!({"depuis": 1}), 404),
        ("PUT", "/banc/campagnes/labo-1", json!({"jusque": 1}), 400),
        ("PUT", &format!("/banc/campagnes/{}", "x".repeat(101)), json!({"depuis": 1}), 400),
    ] {
        let (recu, v) = pilote.appel(methode, chemin, Some(corps)).await;
        assert_eq!(recu, statut, "{methode} {chemin}: {v}");
    }
    banc.arreter().await;
}
