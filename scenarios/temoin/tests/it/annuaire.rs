//! Without a defect: what leaves for the directory, and what the témoin makes of the answers.

use segur_model::{Issue, ReponseActe};
use serde_json::{Value, json};

use crate::faux_psc::suite;
use crate::psc::{BancPsc, session};

fn contenu(r: &ReponseActe) -> &Value {
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    r.fichiers[0].json.as_ref().unwrap()
}

#[tokio::test]
async fn correspondants() {
    let b = BancPsc::nouveau(&[]).await;
    let r = b.banc.acte("A", 1, "chercher-correspondant", json!({ "nom": "Tilleul" })).await;
    let liste = contenu(&r)["correspondants"].as_array().unwrap();
    let gens: Vec<&str> = liste.iter().map(|c| c["rpps"].as_str().unwrap()).collect();
    assert_eq!(gens, ["99900000045", "99900000052", "99900000078"], "the third practises no more");
    assert_eq!(
        liste[0],
        json!({ "id_national": "899900000045", "rpps": "99900000045", "nom": "TILLEUL", "prenom": "ANNE", "mssante": ["anne@pro.mssante.example"] })
    );
    let recues = b.annuaire.prendre();
    assert_eq!(suite(&recues), ["/fhir/v2/Practitioner", "/fhir/v2/_page"]);
    assert!(recues.iter().all(|(_, p)| p["cle"] == "true"));
    assert_eq!(recues[0].1["_revinclude"], "PractitionerRole:practitioner");

    for (etape, criteres, nombre) in [
        (2, json!({ "rpps": "99900000011" }), 1),
        (3, json!({ "nom": "TILLEUL", "prenom": "CLA" }), 1),
        (4, json!({ "ville": "PARIS" }), 1),
        (5, json!({ "ville": "LYON" }), 0),
        (6, json!({ "ville": "PARIS", "nom": "ERABLE" }), 1),
        (7, json!({ "nom": "CHENE" }), 0),
    ] {
        let r = b.banc.acte("A", etape, "chercher-correspondant", criteres.clone()).await;
        assert_eq!(contenu(&r)["correspondants"].as_array().unwrap().len(), nombre, "{criteres}");
    }
    b.annuaire.prendre();
    let r = b.banc.acte("A", 8, "chercher-correspondant", json!({})).await;
    assert_eq!(r.issue, Issue::Refuse);
    assert!(b.annuaire.prendre().is_empty(), "nobody copies the directory");
}

#[tokio::test]
async fn comptes() {
    let b = BancPsc::nouveau(&[]).await;
    let creer = |reference: &'static str, rpps: &'static str| json!({ "reference": reference, "rpps": rpps });
    let r = b.banc.acte("A", 1, "creer-compte", creer("C1", "99900000045")).await;
    let compte = json!({ "reference": "C1", "id_national": "899900000045", "rpps": "99900000045", "nom": "TILLEUL", "prenom": "ANNE",
        "etat": "ouvert", "verifie": "2026-01-15" });
    assert_eq!(contenu(&r), &json!({ "comptes": [compte] }));
    for (etape, rpps, dit) in [
        (2, "99900000060", "activité"),
        (3, "99900000999", "ne connaît pas"),
        (4, "999", "11 chiffres"),
    ] {
        let r = b.banc.acte("A", etape, "creer-compte", creer("X", rpps)).await;
        assert_eq!(r.issue, Issue::Refuse);
        assert!(r.message.contains(dit), "{}", r.message);
    }
    let r = b.banc.acte("A", 5, "chercher-correspondant", json!({ "reference": "C1" })).await;
    assert_eq!(contenu(&r)["correspondants"][0]["rpps"], "99900000045");
    b.connecter("A", json!({})).await;
    assert_eq!(b.lire("A").await["compte"], "C1");

    // Two years later, this person practises no more.
    b.annuaire.prendre();
    b.banc.acte("A", 6, "verifier-comptes", json!({})).await;
    assert!(b.annuaire.prendre().is_empty(), "verified today: nothing to ask");
    b.annuaire.retirer("99900000045");
    b.psc.avancer(730 * 24 * 3600);
    let r = b.banc.acte("A", 7, "verifier-comptes", json!({})).await;
    assert_eq!(contenu(&r)["comptes"][0]["etat"], "ferme");
    assert_eq!(contenu(&r)["comptes"][0]["verifie"], "2028-01-15");
    assert_eq!(suite(&b.annuaire.prendre()), ["/fhir/v2/Practitioner"]);
    let r = b.connecter("A", json!({})).await;
    assert_eq!(session(&r)["etat"], "fermee");
    assert!(r.message.contains("C1"), "{}", r.message);
}

#[tokio::test]
async fn extraction() {
    let b = BancPsc::nouveau(&[]).await;
    let charger = async |etape| b.acte("A", etape, "charger-annuaire").await;
    let r = charger(1).await;
    let attendu = json!({ "etat": "chargee", "fichiers": ["PS_LibreAcces_202601150600.zip", "Extraction_Correspondance_MSSante_202601150600.zip"],
        "lignes": 4, "personnes": 2, "boites": 1, "rejets": 0 });
    assert_eq!(contenu(&r), &attendu);
    assert_eq!(
        suite(&b.annuaire.prendre()),
        ["/extraction/PS_LibreAcces", "/extraction/Extraction_Correspondance_MSSante"]
    );
    assert_eq!(contenu(&charger(2).await)["etat"], "inchangee");
    assert_eq!(suite(&b.annuaire.prendre()), ["/extraction/PS_LibreAcces"]);
    b.annuaire.demain();
    b.annuaire.archive(b"pas une archive".to_vec());
    let r = charger(3).await;
    assert_eq!(r.issue, Issue::Erreur);
    assert!(r.message.contains("reste en place"), "{}", r.message);
    assert!(
        std::fs::read_dir(b.banc.donnees.path())
            .unwrap()
            .all(|f| !f.unwrap().file_name().to_string_lossy().contains("zip"))
    );
}

#[tokio::test]
async fn reponses_hostiles() {
    let b = BancPsc::nouveau(&[]).await;
    for ailleurs in ["https://ailleurs.test/_page?id=1", "pas une adresse"] {
        b.annuaire.renvoyer_vers(ailleurs);
        let r = b.banc.acte("A", 1, "chercher-correspondant", json!({ "nom": "TILLEUL" })).await;
        assert_eq!(r.issue, Issue::Erreur);
        assert!(r.message.contains("page suivante"), "{}", r.message);
    }
    let b = BancPsc::regle(&[], |c| {
        let a = c.annuaire.as_mut().unwrap();
        a.fhir = a.fhir.take().map(|f| f.replace("/fhir/v2", "/nulle-part"));
    })
    .await;
    let r = b.banc.acte("A", 1, "chercher-correspondant", json!({ "nom": "É\u{0}\"|&=" })).await;
    assert_eq!(r.issue, Issue::Erreur);
    assert!(r.message.contains("404"), "{}", r.message);
}
