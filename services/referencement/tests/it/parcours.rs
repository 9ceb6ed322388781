//! A whole file, from eligibility to the certificate; and what survives.

use serde_json::json;

use crate::portail::{Navigateur, Portail, png, preuve_de};

/// Opens a candidature, up to eligibility.
pub async fn eligible(p: &Portail, editeur: &Navigateur<'_>) -> String {
    let r = editeur
        .poster(
            "/candidatures",
            &[
                ("referentiel", &p.catalogue.code),
                ("societe", "Éditeur Fictif"),
                ("produit", "SGL Fictif"),
                ("version", "1.2.3"),
            ],
        )
        .await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let id = r.vers().rsplit('/').next().unwrap().to_owned();
    let mut champs = vec![("charte", "oui"), ("versions_obsoletes", "aucune")];
    champs.extend(["isc", "cnda", "cartes", "psc", "pentest"].map(|x| ("prerequis", x)));
    let r = editeur
        .poster(&format!("/candidatures/{id}/gestes/deposer-administratif"), &champs)
        .await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    p.avancer(7).await;
    assert_eq!(
        editeur.json(&format!("/candidatures/{id}")).await["candidature"]["etat"],
        "eligible"
    );
    id
}

pub fn preuves(p: &Portail) -> Vec<String> {
    let toutes = p.catalogue.exigences.iter().flat_map(|e| &e.scenarios).flat_map(|s| &s.preuves);
    toutes.map(|p| p.id.clone()).collect()
}

async fn sorts(n: &Navigateur<'_>, id: &str) -> Vec<String> {
    let etat = n.json(&format!("/candidatures/{id}/preuves")).await;
    etat["preuves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["sort"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_eligibility_to_the_certificate_with_one_round_of_corrections() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let relecteur = p.entrer("MEDECIN_HOSPITALIER").await;
    let id = eligible(&p, &editeur).await;
    let preuves = preuves(&p);
    assert_eq!(preuves.len(), 6);

    // A vignette would come back: it is taken, and the robot says so.
    for (rang, preuve) in preuves.iter().enumerate() {
        let image = if rang == 1 { png(100, 60, 200) } else { png(1280, 720, rang as u8) };
        let r = editeur.deposer(&id, preuve, "capture.png", &image).await;
        assert_eq!(r.statut, 303, "{preuve} {}", r.texte());
    }
    let r = editeur.poster(&format!("/candidatures/{id}/gestes/soumettre"), &[]).await;
    assert_eq!(r.statut, 303, "{}", r.texte());

    // A person takes one; the robot goes through the others at its pace.
    let prise = preuve_de(&id, &preuves[0]);
    assert_eq!(relecteur.poster(&format!("{prise}/prendre"), &[]).await.statut, 303);
    p.avancer(7 + 42).await;
    let lus = sorts(&relecteur, &id).await;
    assert_eq!(lus[0], "deposee");
    assert_eq!(lus[1], "non-conforme");
    assert!(lus[2..].iter().all(|s| s == "conforme" || s == "question"), "{lus:?}");
    let page = editeur.obtenir(&preuve_de(&id, &preuves[1])).await.texte();
    assert!(page.contains("examen.capture.trop-petite"), "the rule is named");

    // The person judges, étape by étape; the chapter is sent back.
    let r = relecteur
        .poster(&format!("{prise}/juger"), &[("verdict", "conforme"), ("motif", "")])
        .await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    assert_eq!(etat["candidature"]["etat"], "correction");

    // Mended: another picture, an answer to each question, and the chapters that came back.
    let r = editeur.deposer(&id, &preuves[1], "capture.png", &png(1280, 720, 9)).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    // What is mended may be asked about in its turn.
    let mut jours = 7 + 42;
    while sorts(&editeur, &id).await.iter().any(|s| s != "conforme") {
        for (rang, sort) in sorts(&editeur, &id).await.iter().enumerate() {
            if sort == "question" {
                let adresse = preuve_de(&id, &preuves[rang]);
                let r = editeur
                    .poster(&format!("{adresse}/repondre"), &[("texte", "En bas à droite de l'écran.")])
                    .await;
                assert_eq!(r.statut, 303, "{}", r.texte());
            }
        }
        let r = editeur.poster(&format!("/candidatures/{id}/gestes/soumettre"), &[]).await;
        assert_eq!(r.statut, 303, "{}", r.texte());
        jours += 43;
        p.avancer(jours).await;
        assert!(jours < 200, "{:?}", sorts(&editeur, &id).await);
    }
    assert!(
        sorts(&editeur, &id).await.iter().all(|s| s == "conforme"),
        "{:?}",
        sorts(&editeur, &id).await
    );
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    assert_eq!(etat["candidature"]["etat"], "attente-externe");

    // What others grant: the word of the vendor is not enough.
    let attente = format!("/candidatures/{id}/gestes/declarer-attente");
    let r = editeur.poster(&attente, &[("attente", "cnda"), ("reference", "NIL 0000")]).await;
    assert_eq!(r.statut, 303);
    for qui in ["cnda", "edc-psc", "pentest"] {
        assert_eq!(editeur.obtenir(&format!("/candidatures/{id}/attestation.pdf")).await.statut, 404);
        let (statut, rendu) = p.action("tiers", json!({ "candidature": id, "attente": qui })).await;
        assert_eq!(statut, 200, "{rendu}");
    }
    p.avancer(jours + 5).await;
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    assert_eq!(etat["candidature"]["etat"], "reference");
    let pdf = editeur.obtenir(&format!("/candidatures/{id}/attestation.pdf")).await;
    assert!(pdf.statut == 200 && pdf.octets.starts_with(b"%PDF-"));
    // Everybody reads the list, and the page says what it is.
    let liste = p.anonyme().obtenir("/liste").await.texte();
    assert!(liste.contains("SGL Fictif") && liste.contains("SIMULÉ"));

    // Who did what, and when, in order; on the pages too.
    let tout = editeur.json(&format!("/candidatures/{id}/historique")).await;
    let evenements = tout["evenements"].as_array().unwrap();
    assert!(evenements.windows(2).all(|d| d[0]["quand"].as_str() <= d[1]["quand"].as_str()));
    let roles: std::collections::BTreeSet<_> = evenements.iter().map(|e| e["par"]["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["banc", "editeur", "relecteur", "robot"].into());
    assert!(
        editeur
            .obtenir(&format!("/candidatures/{id}/historique"))
            .await
            .texte()
            .contains("robot relecteur")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_loses_nothing_and_an_upload_goes_on() {
    let dossier = tempfile::tempdir().unwrap();
    let image = png(1280, 720, 3);
    let (id, envoi, preuve, moitie) = {
        let p = Portail::regle(segur_referencement::Reglage::default(), 2, Some(dossier.path().to_owned())).await;
        let editeur = p.entrer("SECRETAIRE_LABO").await;
        let id = eligible(&p, &editeur).await;
        let taille = image.len().to_string();
        let r = editeur
            .poster(&format!("/candidatures/{id}/envois"), &[("nom", "c.png"), ("taille", &taille)])
            .await;
        let envoi = r.json()["envoi"].as_str().unwrap().to_owned();
        let moitie = image.len() / 2;
        assert_eq!(editeur.morceau(&envoi, 0, &image[..moitie]).await.statut, 200);
        let preuve = preuves(&p)[0].clone();
        p.banc.arreter().await;
        (id, envoi, preuve, moitie)
    };
    let p = Portail::regle(segur_referencement::Reglage::default(), 2, Some(dossier.path().to_owned())).await;
    p.avancer(7).await;
    // Another session of the same person: what was acknowledged is kept.
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let etat = editeur.json(&format!("/envois/{envoi}")).await;
    assert_eq!(etat["recus"].as_u64(), Some(moitie as u64));
    // Sent again from the start: refused, with where to go on.
    let r = editeur.morceau(&envoi, 0, &image).await;
    assert_eq!((r.statut, r.json()["recus"].as_u64()), (409, Some(moitie as u64)));
    assert_eq!(editeur.morceau(&envoi, moitie, &image[moitie..]).await.statut, 200);
    let adresse = preuve_de(&id, &preuve);
    let r = editeur.poster(&format!("{adresse}/depot"), &[("envoi", &envoi)]).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let piece = editeur.obtenir(&format!("{adresse}/pieces/0/0")).await;
    assert!(piece.octets == image, "the bytes are those that were sent");
    let partie = editeur
        .avec("GET", &format!("{adresse}/pieces/0/0"), &[("range", "bytes=10-19")], Vec::new())
        .await;
    assert_eq!((partie.statut, partie.octets.as_slice()), (206, &image[10..20]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erratum_in_the_middle_says_which_proofs_fall() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    let preuves = preuves(&p);
    for preuve in &preuves {
        assert_eq!(editeur.deposer(&id, preuve, "c.png", &png(1280, 720, 1)).await.statut, 303);
    }
    editeur.poster(&format!("/candidatures/{id}/gestes/soumettre"), &[]).await;
    let exigence = p.catalogue.exigences[0].id.clone();
    let (statut, rendu) = p
        .action(
            "erratum",
            json!({ "id": "E1", "referentiel": p.catalogue.code, "vise": exigence, "change": "un autre patient" }),
        )
        .await;
    assert_eq!(statut, 200, "{rendu}");
    assert_eq!(rendu["candidatures"][0]["preuves_tombees"], json!([preuves[0]]));
    let lus = sorts(&editeur, &id).await;
    assert_eq!(lus.iter().filter(|s| *s == "attendue").count(), 1);
    let page = editeur.obtenir(&format!("/candidatures/{id}")).await.texte();
    assert!(page.contains("E1") && page.contains(&preuves[0]));
    // The same twice changes nothing.
    let (_, rendu) = p
        .action(
            "erratum",
            json!({ "id": "E1", "referentiel": p.catalogue.code, "vise": exigence, "change": "x" }),
        )
        .await;
    assert_eq!(rendu["candidatures"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_journey_is_planted_and_shown() {
    let p = Portail::nouveau().await;
    let relecteur = p.entrer("MEDECIN_HOSPITALIER").await;
    for nom in ["sans-faute", "deux-tours", "erratum", "suspendu", "hors-delai", "a-juger"] {
        let (statut, rendu) = p.action("parcours", json!({ "nom": nom })).await;
        assert_eq!(statut, 200, "{nom} : {rendu}");
        let id = rendu["candidature"].as_str().unwrap();
        for page in ["", "/preuves", "/historique", "/argent"] {
            let r = relecteur.obtenir(&format!("/candidatures/{id}{page}")).await;
            assert_eq!(r.statut, 200, "{nom} {page} : {}", r.texte());
            assert!(r.texte().contains("SIMULÉ"));
        }
    }
    let (statut, _) = p.action("parcours", json!({ "nom": "inconnu" })).await;
    assert_eq!(statut, 400);
}
