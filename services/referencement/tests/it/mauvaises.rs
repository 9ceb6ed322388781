//! What must not happen: others' candidatures, forms from elsewhere, two at once, files that are not what they say.

use serde_json::json;

use crate::parcours::{eligible, preuves};
use crate::portail::{Portail, png, preuve_de};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_right_sees_and_does_nothing() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    let (autre, relecteur, anonyme) = (p.entrer("BIOLOGISTE_1").await, p.entrer("MEDECIN_HOSPITALIER").await, p.anonyme());
    let preuve = preuve_de(&id, &preuves(&p)[0]);
    for chemin in [
        format!("/candidatures/{id}"),
        format!("/candidatures/{id}/historique"),
        preuve.clone(),
    ] {
        assert_eq!(autre.obtenir(&chemin).await.statut, 404, "{chemin}");
        assert_eq!(anonyme.obtenir(&chemin).await.statut, 401, "{chemin}");
        assert_eq!(relecteur.obtenir(&chemin).await.statut, 200, "{chemin}");
    }
    // A reviewer deposits nothing, a vendor judges nothing.
    let r = relecteur
        .poster(&format!("/candidatures/{id}/envois"), &[("nom", "a.png"), ("taille", "10")])
        .await;
    assert_eq!(r.statut, 403, "{}", r.texte());
    let r = editeur.poster(&format!("{preuve}/juger"), &[("verdict", "conforme")]).await;
    assert_eq!(r.statut, 403, "{}", r.texte());
    let r = editeur.poster(&format!("/candidatures/{id}/gestes/eligible"), &[]).await;
    assert_eq!(r.statut, 403);
    // With a mandate: proofs, and no submission.
    let r = editeur
        .poster(&format!("/candidatures/{id}/gestes/mandater"), &[("personne", "BIOLOGISTE_1")])
        .await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    assert_eq!(autre.obtenir(&format!("/candidatures/{id}")).await.statut, 200);
    assert_eq!(autre.poster(&format!("/candidatures/{id}/gestes/soumettre"), &[]).await.statut, 403);
    // A file of another is not there.
    let envoi = editeur.envoyer(&id, "a.png", &png(800, 600, 1), 1 << 20).await;
    assert_eq!(autre.obtenir(&format!("/envois/{envoi}")).await.statut, 404);
    assert_eq!(autre.poster(&format!("{preuve}/depot"), &[("envoi", &envoi)]).await.statut, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_from_elsewhere_does_nothing() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    let chemin = format!("/candidatures/{id}/gestes/abandonner");
    let forme = |jeton: &str| format!("jeton={jeton}&motif=x").into_bytes();
    let entetes = ("content-type", "application/x-www-form-urlencoded");
    let sans = editeur.avec("POST", &chemin, &[entetes], forme("")).await;
    let faux = editeur.avec("POST", &chemin, &[entetes], forme("devine")).await;
    let ailleurs = editeur
        .avec(
            "POST",
            &chemin,
            &[entetes, ("origin", "https://ailleurs.test")],
            forme(&editeur.jeton),
        )
        .await;
    let site = editeur
        .avec("POST", &chemin, &[entetes, ("sec-fetch-site", "cross-site")], forme(&editeur.jeton))
        .await;
    for r in [sans, faux, ailleurs, site] {
        assert_eq!(r.statut, 403, "{}", r.texte());
    }
    assert_eq!(
        editeur.json(&format!("/candidatures/{id}")).await["candidature"]["etat"],
        "eligible"
    );
    // A sign-in begun in another browser opens nothing here, and leads nowhere else.
    let r = p.anonyme().obtenir("/retour?code=x&state=y").await;
    assert_eq!(r.statut, 400);
    let r = p.anonyme().obtenir("/connexion?vers=//ailleurs.test/").await;
    assert!(r.statut == 303 && !r.vers().contains("ailleurs"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_reviewers_and_the_back_button() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    for preuve in preuves(&p) {
        assert_eq!(editeur.deposer(&id, &preuve, "c.png", &png(1280, 720, 1)).await.statut, 303);
    }
    assert_eq!(
        editeur.poster(&format!("/candidatures/{id}/gestes/soumettre"), &[]).await.statut,
        303
    );
    let (un, deux) = (p.entrer("MEDECIN_HOSPITALIER").await, p.entrer("RADIOLOGUE").await);
    let preuve = preuve_de(&id, &preuves(&p)[0]);
    let lue = un.json(&preuve).await["preuve"]["revision"].to_string();
    let champs = |v: &'static str| [("verdict", v), ("motif", "vu"), ("revision", lue.as_str())];
    let r = un.poster(&format!("{preuve}/juger"), &champs("conforme")).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    assert!(r.vers().contains("/preuves/"), "the next one comes by itself: {}", r.vers());
    // The other had the page open, as has who goes back and sends again.
    for n in [&deux, &un] {
        let r = n.poster(&format!("{preuve}/juger"), &champs("non-conforme")).await;
        assert_eq!(r.statut, 409, "{}", r.texte());
    }
    assert_eq!(un.json(&preuve).await["preuve"]["sort"], "conforme");
    // Twice at the same instant: one wins.
    let suivante = preuve_de(&id, &preuves(&p)[1]);
    let champs = [("verdict", "conforme"), ("motif", "vu"), ("revision", "1")];
    let adresse = format!("{suivante}/juger");
    let (a, b) = tokio::join!(un.poster(&adresse, &champs), deux.poster(&adresse, &champs));
    let mut statuts = [a.statut, b.statut];
    statuts.sort_unstable();
    assert_eq!(statuts, [303, 409]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_not_what_they_say() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    let numero = preuves(&p)[0].clone();
    let preuve = preuve_de(&id, &numero);
    // Two gigabytes are refused before a byte comes.
    let deux_gio = (2_u64 << 30).to_string();
    let r = editeur
        .poster(&format!("/candidatures/{id}/envois"), &[("nom", "film.mp4"), ("taille", &deux_gio)])
        .await;
    assert_eq!(r.statut, 413, "{}", r.texte());
    for (nom, taille) in [("", "10"), ("..", "10"), ("a.png", "0"), ("a.png", "x")] {
        let r = editeur
            .poster(&format!("/candidatures/{id}/envois"), &[("nom", nom), ("taille", taille)])
            .await;
        assert_eq!(r.statut, 400, "{nom} {taille}");
    }
    // More bytes than were said, or a file that is not whole.
    let r = editeur
        .poster(&format!("/candidatures/{id}/envois"), &[("nom", "a.png"), ("taille", "10")])
        .await;
    let envoi = r.json()["envoi"].as_str().unwrap().to_owned();
    assert_eq!(editeur.morceau(&envoi, 0, &[0; 11]).await.statut, 400);
    assert_eq!(editeur.morceau(&envoi, 0, &[0; 5]).await.statut, 200);
    assert_eq!(editeur.poster(&format!("{preuve}/depot"), &[("envoi", &envoi)]).await.statut, 409);
    // A name with a path is a name; HTML in a proof is never a page.
    let html = b"<html><script>alert(1)</script><body>preuve</body></html>";
    let r = editeur.deposer(&id, &numero, "../../etc/<b>x</b>.html", html).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let page = editeur.obtenir(&preuve).await.texte();
    assert!(!page.contains("<script>alert") && !page.contains("<b>x</b>"), "shown as text");
    let piece = editeur.obtenir(&format!("{preuve}/pieces/0/0")).await;
    assert_eq!(piece.entetes["content-type"], "application/octet-stream");
    assert!(piece.entetes["content-disposition"].to_str().unwrap().starts_with("attachment"));
    for chemin in ["/pieces/0/9", "/pieces/9/0", "/pieces/0/..%2F..%2Fetc%2Fpasswd"] {
        assert_eq!(editeur.obtenir(&format!("{preuve}{chemin}")).await.statut, 404, "{chemin}");
    }
    // A dossier that is none, and a dossier altered.
    let r = editeur
        .avec(
            "PUT",
            &format!("/candidatures/{id}/dossier/d.zip"),
            &[("x-jeton", &editeur.jeton)],
            b"PK\x03\x04rien".to_vec(),
        )
        .await;
    assert_eq!(r.statut, 400, "{}", r.texte());
    assert!(r.texte().contains("d.zip") && !r.texte().contains("/tmp/"), "{}", r.texte());
    // Nothing of all this moved the candidature.
    let (statut, _) = p.action("tiers", json!({ "candidature": "C9999", "attente": "cnda" })).await;
    assert_eq!(statut, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadline_that_passes_during_a_deposit() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    let envoi = editeur.envoyer(&id, "c.png", &png(1280, 720, 1), 1 << 20).await;
    p.avancer(7 + 181).await;
    let numero = preuves(&p)[0].clone();
    let adresse = format!("{}/depot", preuve_de(&id, &numero));
    let r = editeur.poster(&adresse, &[("envoi", &envoi)]).await;
    assert!(r.statut == 409 && r.texte().contains("hors délai"), "{} {}", r.statut, r.texte());
    // The bytes that came are kept: once opened again, they are deposited.
    let relecteur = p.entrer("MEDECIN_HOSPITALIER").await;
    let r = relecteur
        .poster(
            &format!("/candidatures/{id}/gestes/rouvrir"),
            &[("jours", "10"), ("motif", "demande motivée")],
        )
        .await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let r = editeur.poster(&adresse, &[("envoi", &envoi)]).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn profiles_that_go_and_come_back_ask_again() {
    // The whole catalogue, for it has profiles.
    let q = Portail::sur(segur_referencement::Reglage::default(), vec![crate::portail::entier()], None).await;
    let editeur = q.entrer("SECRETAIRE_LABO").await;
    let profil = q
        .catalogue
        .exigences
        .iter()
        .find(|e| e.profil != "Général" && e.scenarios.iter().any(|s| !s.preuves.is_empty()));
    let profil = profil.unwrap().profil.clone();
    let r = editeur
        .poster(
            "/candidatures",
            &[
                ("referentiel", &q.catalogue.code),
                ("societe", "É"),
                ("produit", "P"),
                ("version", "1"),
                ("profil", &profil),
            ],
        )
        .await;
    let id = r.vers().rsplit('/').next().unwrap().to_owned();
    let attendues = async || {
        let etat = editeur.json(&format!("/candidatures/{id}")).await;
        etat["preuves"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|p| p["sort"] == "attendue")
            .count()
    };
    let avant = attendues().await;
    let changer = format!("/candidatures/{id}/gestes/changer-profils");
    assert_eq!(editeur.poster(&changer, &[]).await.statut, 303);
    assert!(attendues().await < avant);
    assert_eq!(editeur.poster(&changer, &[("profil", &profil)]).await.statut, 303);
    assert_eq!(attendues().await, avant, "nothing is had for nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_on_both_sides() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    // A reviewer takes no mandate: they would not review any more.
    let mandater = format!("/candidatures/{id}/gestes/mandater");
    let r = editeur.poster(&mandater, &[("personne", "MEDECIN_HOSPITALIER")]).await;
    assert_eq!(r.statut, 409, "{}", r.texte());
    // And reviews nothing of their own candidature.
    let relecteur = p.entrer("RADIOLOGUE").await;
    let r = relecteur
        .poster(
            "/candidatures",
            &[
                ("referentiel", &p.catalogue.code),
                ("societe", "É"),
                ("produit", "P"),
                ("version", "1"),
            ],
        )
        .await;
    let sienne = r.vers().to_owned();
    let r = relecteur.poster(&format!("{sienne}/gestes/eligible"), &[]).await;
    assert_eq!(r.statut, 403, "{}", r.texte());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_justification_waits_for_a_person_and_a_byte_is_no_piece() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    let toutes = preuves(&p);
    let junk = ".".repeat(60);
    for preuve in &toutes {
        let r = editeur
            .poster(&format!("{}/non-applicable", preuve_de(&id, preuve)), &[("texte", &junk)])
            .await;
        assert_eq!(r.statut, 303, "{}", r.texte());
    }
    // One of them is given after all, and shows nothing.
    let r = editeur.deposer(&id, &toutes[0], "a.txt", b"x").await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    assert_eq!(
        editeur.poster(&format!("/candidatures/{id}/gestes/soumettre"), &[]).await.statut,
        303
    );
    p.avancer(7 + 400).await;
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    assert_eq!(etat["candidature"]["etat"], "instruction");
    let sorts: Vec<&str> = etat["preuves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["sort"].as_str().unwrap())
        .collect();
    assert_eq!(sorts[0], "non-conforme");
    assert!(sorts[1..].iter().all(|s| *s == "non-applicable"), "{sorts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_is_not_used_up_and_two_tabs_sign_in() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    let numero = preuves(&p)[0].clone();
    let depot = format!("{}/depot", preuve_de(&id, &numero));
    let envoi = editeur.envoyer(&id, "c.png", &png(1280, 720, 1), 1 << 20).await;
    let perime = editeur.poster(&depot, &[("envoi", &envoi), ("revision", "99")]).await;
    assert_eq!(perime.statut, 409, "{}", perime.texte());
    let coupee = png(1280, 720, 2)[..40].to_vec();
    let autre = editeur.envoyer(&id, "coupee.png", &coupee, 1 << 20).await;
    let r = editeur.poster(&depot, &[("envoi", &envoi), ("envoi", &autre)]).await;
    assert!(r.statut == 400 && r.texte().contains("coupee.png"), "{} {}", r.statut, r.texte());
    let r = editeur.poster(&depot, &[("envoi", &envoi), ("envoi", &envoi)]).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let etat = editeur.json(&preuve_de(&id, &numero)).await;
    assert_eq!(etat["preuve"]["remises"][0]["pieces"].as_array().unwrap().len(), 1);
    // A path that a browser turns into another place, or that no header can carry.
    for vers in [
        "/%09/ailleurs.test/",
        "/%00a",
        "/%5Cailleurs.test",
        "%2F%2Failleurs.test",
        "https://ailleurs.test",
    ] {
        let r = p.anonyme().retour_vers(vers, "SECRETAIRE_LABO").await;
        assert_eq!((r.statut, r.vers()), (303, "/"), "{vers}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errata_cost_no_round_and_a_reset_takes_no_candidature() {
    let p = Portail::nouveau().await;
    let (editeur, relecteur) = (p.entrer("SECRETAIRE_LABO").await, p.entrer("MEDECIN_HOSPITALIER").await);
    let id = eligible(&p, &editeur).await;
    let toutes = preuves(&p);
    for preuve in &toutes {
        assert_eq!(editeur.deposer(&id, preuve, "c.png", &png(1280, 720, 1)).await.statut, 303);
    }
    let soumettre = format!("/candidatures/{id}/gestes/soumettre");
    for n in 1..=3 {
        assert_eq!(editeur.poster(&soumettre, &[]).await.statut, 303);
        let (statut, rendu) = p
            .action(
                "erratum",
                json!({ "id": format!("E{n}"), "referentiel": p.catalogue.code, "vise": toutes[0], "change": "x" }),
            )
            .await;
        assert_eq!(statut, 200, "{rendu}");
        assert_eq!(editeur.deposer(&id, &toutes[0], "c.png", &png(1280, 720, 2)).await.statut, 303);
    }
    assert_eq!(editeur.poster(&soumettre, &[]).await.statut, 303);
    // A campaign resets the espace: what was deposited over weeks stays.
    let url = format!("{}/banc/espaces/defaut/remise-a-zero", p.banc.acces().controle);
    assert_eq!(reqwest::Client::new().post(url).send().await.unwrap().status(), 200);
    let chapitre: Vec<String> = {
        let etat = relecteur.json(&format!("/candidatures/{id}")).await;
        let premier = etat["preuves"][0]["chapitre"].clone();
        let siennes = etat["preuves"].as_array().unwrap().iter().filter(|p| p["chapitre"] == premier);
        siennes.map(|p| p["id"].as_str().unwrap().to_owned()).collect()
    };
    for (rang, preuve) in chapitre.iter().enumerate() {
        let verdict = if rang == 0 { "non-conforme" } else { "conforme" };
        let r = relecteur
            .poster(
                &format!("{}/juger", preuve_de(&id, preuve)),
                &[("verdict", verdict), ("motif", "x")],
            )
            .await;
        assert_eq!(r.statut, 303, "{}", r.texte());
    }
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    assert_eq!(etat["candidature"]["chapitres"][0]["etat"], "correction", "{}", etat["candidature"]);
    assert_ne!(etat["candidature"]["etat"], "refuse");
    // An erratum that aims at nothing says so.
    let (statut, _) = p
        .action(
            "erratum",
            json!({ "id": "E9", "referentiel": p.catalogue.code, "vise": "ZZZ", "change": "x" }),
        )
        .await;
    assert_eq!(statut, 400);
}
