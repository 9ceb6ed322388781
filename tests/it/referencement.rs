//! The rehearsed referencing with a real dossier: deposited, sent back, mended, to the certificate. And the portal in a real browser.

use std::collections::BTreeMap;

use segur_referencement::Reglage;
use serde_json::{Value, json};

use crate::outils::{bon_et_pire, code, deballer, demo, zip};

#[allow(dead_code, reason = "the service uses all of it in its own tests")]
#[path = "../../services/referencement/tests/it/portail.rs"]
mod portail;

use portail::{Navigateur, Portail, png, preuve_de};

const CODE: &str = "REM-BIO-SGL-Va2";

fn catalogues() -> Vec<segur_model::catalogue::Catalogue> {
    let mut tous = segur_engine::catalogues::embarques().unwrap();
    tous.sort_by_key(|c| c.code != CODE);
    tous
}

async fn candidater(n: &Navigateur<'_>, manifeste: &Value, change: &[(&str, &str)]) -> String {
    let texte = |v: &Value| v.as_str().unwrap().to_owned();
    let (nom, version) = (texte(&manifeste["produit"]["nom"]), texte(&manifeste["produit"]["version"]));
    let profils: Vec<String> = manifeste["profils"].as_array().unwrap().iter().map(texte).collect();
    let mut champs = vec![
        ("referentiel", CODE),
        ("societe", "segur-bench"),
        ("produit", &nom),
        ("version", &version),
    ];
    champs.extend(profils.iter().map(|p| ("profil", p.as_str())));
    for (quoi, valeur) in change {
        champs.retain(|(n, _)| n != quoi);
        champs.push((quoi, valeur));
    }
    let r = n.poster("/candidatures", &champs).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let id = r.vers().rsplit('/').next().unwrap().to_owned();
    let mut champs = vec![("charte", "oui"), ("versions_obsoletes", "aucune")];
    champs.extend(["isc", "cnda", "cartes", "psc", "pentest"].map(|x| ("prerequis", x)));
    let r = n.poster(&format!("/candidatures/{id}/gestes/deposer-administratif"), &champs).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    id
}

/// A film that is nothing but the head of one.
fn film() -> Vec<u8> {
    let mut octets = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2".to_vec();
    octets.resize(4096, 0);
    octets
}

/// Something of the kind that a proof asks first: its name, and its bytes.
fn piece(natures: &[Value], version: &str) -> (&'static str, Vec<u8>) {
    let demandee = |n: &str| natures.iter().any(|x| x == n);
    if demandee("screenshot") || demandee("demonstration_free") {
        ("capture.png", png(1280, 720, 7))
    } else if demandee("video") {
        ("film.mp4", film())
    } else if demandee("ans_test_report_link") {
        (
            "lien.txt",
            b"https://interopsegur.esante.gouv.fr/evs/default/validator.seam?oid=1.2.3.4\n".to_vec(),
        )
    } else if demandee("ans_test_execution_id") {
        ("numero.txt", b"123456\n".to_vec())
    } else if demandee("smtp_source") {
        let mail = "From: labo@test.mssante.fr\r\nTo: dr@test.mssante.fr\r\nDate: Thu, 15 Jan 2026 09:00:00 +0000\r\nMessage-ID: <1@test>\r\nSubject: x\r\nReceived: from a by b; Thu, 15 Jan 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx\r\n";
        ("source.eml", mail.into())
    } else {
        (
            "piece.txt",
            format!("2026-01-15T09:00:00Z utilisateur=899900000045 produit=Témoin version={version} réponse=200\n").into_bytes(),
        )
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dossier_of_the_demo_is_deposited_sent_back_mended_and_certified() {
    let d = tempfile::tempdir().unwrap();
    code(&demo(d.path(), &["--seulement", "MSS/va1.0*"]), 0);
    let dossier = zip(d.path());
    let octets = std::fs::read(&dossier).unwrap();
    let manifeste: Value = serde_json::from_slice(&deballer(&dossier).iter().find(|(n, _)| n == "manifeste.json").unwrap().1).unwrap();

    let p = Portail::sur(Reglage::default(), catalogues(), None).await;
    let (editeur, relecteur) = (p.entrer("SECRETAIRE_LABO").await, p.entrer("MEDECIN_HOSPITALIER").await);
    let id = candidater(&editeur, &manifeste, &[]).await;
    let autre_version = candidater(&editeur, &manifeste, &[("version", "2.0")]).await;
    let autre_produit = candidater(&editeur, &manifeste, &[("produit", "Autre")]).await;
    p.avancer(7).await;

    // A dossier of another version, of another product, or altered, is not taken: nothing of it is kept.
    let poser = |id: &str| format!("/candidatures/{id}/dossier/dossier.zip");
    let entetes = [("x-jeton", editeur.jeton.as_str())];
    for (ailleurs, dit) in [(&autre_version, "version : « 1.0 »"), (&autre_produit, "produit : « Témoin »")] {
        let r = editeur.avec("PUT", &poser(ailleurs), &entetes, octets.clone()).await;
        assert!(r.statut == 409 && r.texte().contains(dit), "{} {}", r.statut, r.texte());
    }
    let mut altere = octets.clone();
    let milieu = altere.len() / 2;
    altere[milieu] ^= 1;
    let r = editeur.avec("PUT", &poser(&id), &entetes, altere).await;
    assert_eq!(r.statut, 400, "{}", r.texte());
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    assert_eq!(etat["candidature"]["etat"], "eligible");

    // Deposited in pieces, as a browser does.
    let envoi = editeur.envoyer(&id, "dossier.zip", &octets, 1 << 20).await;
    let r = editeur
        .poster(&format!("/candidatures/{id}/gestes/dossier"), &[("envoi", &envoi)])
        .await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    let pourvues = etat["candidature"]["dossiers"][0]["preuves"].as_u64().unwrap();
    assert!(pourvues >= 1, "{etat}");
    // Its bytes are read back in place: those of the dossier.
    let preuves = etat["preuves"].as_array().unwrap().clone();
    let deposee = preuves.iter().find(|p| p["sort"] == "deposee").unwrap();
    let numero = deposee["id"].as_str().unwrap();
    let lue = editeur.obtenir(&format!("{}/pieces/0/0", preuve_de(&id, numero))).await;
    let nom = deposee["remises"][0]["pieces"][0]["nom"].as_str().unwrap();
    assert!(
        deballer(&dossier).iter().any(|(n, o)| n.ends_with(nom) && *o == lue.octets),
        "{nom}"
    );

    // What it does not bring is given by hand; a chapter that lacks one is not submitted.
    let r = editeur.poster(&format!("/candidatures/{id}/gestes/soumettre"), &[]).await;
    assert!(r.statut == 409 && r.texte().contains("pas complet"), "{}", r.texte());
    for preuve in preuves.iter().filter(|p| p["sort"] == "attendue") {
        let (nom, octets) = piece(preuve["natures"].as_array().unwrap(), "1.0");
        let numero = preuve["id"].as_str().unwrap();
        let chemin = format!("{}/pieces/{nom}", preuve_de(&id, numero));
        let r = editeur.avec("PUT", &chemin, &entetes, octets).await;
        assert!([200, 303].contains(&r.statut), "{numero} : {}", r.texte());
    }
    let soumettre = format!("/candidatures/{id}/gestes/soumettre");
    assert_eq!(editeur.poster(&soumettre, &[]).await.statut, 303);

    // The robot goes through all of it, at its pace; what the bench itself took is sent back, rule by rule.
    let mut jours = 7 + 42;
    p.avancer(jours).await;
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    assert_eq!(etat["candidature"]["etat"], "correction", "{}", etat["candidature"]);
    let regles = regles_citees(&etat);
    assert!(regles.contains_key("examen.piece.simulee"), "{regles:?}");

    // Mended: another piece where the robot can be satisfied; a person takes over what only a third party would issue.
    for tour in 2..=3 {
        let etat = editeur.json(&format!("/candidatures/{id}")).await;
        for preuve in etat["preuves"].as_array().unwrap() {
            let numero = preuve["id"].as_str().unwrap();
            let adresse = preuve_de(&id, numero);
            let r = match preuve["sort"].as_str().unwrap() {
                "question" => {
                    editeur
                        .poster(&format!("{adresse}/repondre"), &[("texte", "À la troisième étape.")])
                        .await
                }
                "non-conforme" => {
                    let (nom, octets) = piece(preuve["natures"].as_array().unwrap(), "1.0");
                    editeur.avec("PUT", &format!("{adresse}/pieces/{nom}"), &entetes, octets).await
                }
                _ => continue,
            };
            assert!([200, 303].contains(&r.statut), "{numero} : {}", r.texte());
        }
        let r = editeur.poster(&soumettre, &[]).await;
        assert_eq!(r.statut, 303, "tour {tour} : {}", r.texte());
        if tour == 3 {
            break;
        }
        jours += 43;
        p.avancer(jours).await;
        let etat = editeur.json(&format!("/candidatures/{id}")).await;
        if etat["candidature"]["etat"] != "correction" {
            break;
        }
    }
    let etat = relecteur.json(&format!("/candidatures/{id}")).await;
    for preuve in etat["preuves"].as_array().unwrap() {
        if ["deposee", "repondue"].contains(&preuve["sort"].as_str().unwrap()) {
            let adresse = preuve_de(&id, preuve["id"].as_str().unwrap());
            let r = relecteur
                .poster(&format!("{adresse}/juger"), &[("verdict", "conforme"), ("motif", "Vu.")])
                .await;
            assert_eq!(r.statut, 303, "{}", r.texte());
        }
    }
    for attente in ["cnda", "edc-psc", "pentest"] {
        let (statut, rendu) = p.action("tiers", json!({ "candidature": id, "attente": attente })).await;
        assert_eq!(statut, 200, "{rendu}");
    }
    p.avancer(jours + 5).await;
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    assert_eq!(etat["candidature"]["etat"], "reference", "{}", etat["candidature"]);
    let pdf = editeur.obtenir(&format!("/candidatures/{id}/attestation.pdf")).await;
    assert!(pdf.octets.starts_with(b"%PDF-"));
    assert!(editeur.obtenir("/liste").await.texte().contains("Témoin"));
}

/// The rules that the reviewer named, and how often.
fn regles_citees(etat: &Value) -> BTreeMap<String, usize> {
    let mut regles = BTreeMap::new();
    for avis in etat["preuves"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|p| p["avis"].as_array().unwrap())
    {
        for cite in avis["texte"]
            .as_str()
            .unwrap()
            .split('[')
            .skip(1)
            .filter_map(|t| t.split(']').next())
        {
            *regles.entry(cite.to_owned()).or_default() += 1;
        }
    }
    regles
}

/// A vendor holds its dossier, and may write it again and sign it: what it says of itself is not believed.
#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_signed_again_is_examined_by_what_the_catalogue_asks() {
    let Some(openssl) = segur_essais::outil("openssl") else { return };
    let d = tempfile::tempdir().unwrap();
    let (dossier, _) = bon_et_pire();
    let entrees = deballer(&dossier);
    let manifeste: Value = serde_json::from_slice(&entrees.iter().find(|(n, _)| n == "manifeste.json").unwrap().1).unwrap();
    let p = Portail::sur(Reglage::default(), catalogues(), None).await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = candidater(&editeur, &manifeste, &[]).await;
    p.avancer(7).await;
    let entetes = [("x-jeton", editeur.jeton.as_str())];
    let chemin = format!("/candidatures/{id}/dossier/dossier.zip");

    // A page of documentation where a film is asked: said to be without object, then of the kind that suits it.
    let visee = manifeste["etats"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["natures"] == json!(["video"]))
        .unwrap();
    let page = vec![b'a'; 200];
    let refait = |changer: &dyn Fn(&mut Value, &str)| {
        let mut m = manifeste.clone();
        let fichier = json!({ "chemin": "preuves/x.txt", "empreinte": empreinte(&page), "taille": page.len(), "type": "text/plain", "prouve": "x",
            "preuve": visee["id"], "scenario": visee["scenario"] });
        m["fichiers"].as_array_mut().unwrap().push(fichier);
        let etats = m["etats"].as_array_mut().unwrap().iter_mut();
        etats.filter(|e| e["id"] == visee["id"]).for_each(|e| changer(e, "preuves/x.txt"));
        signer(d.path(), &openssl, &entrees, &m, &page)
    };
    let sans_objet = refait(&|etat, chemin| {
        etat["etat"] = json!("SansObjet");
        etat["pieces"] = json!([{ "genre": "fichier", "recevable": true, "etape": "1", "fichiers": [chemin] }]);
    });
    let r = editeur.avec("PUT", &chemin, &entetes, sans_objet).await;
    assert_eq!(r.statut, 409, "{}", r.texte());
    let autre_nature = refait(&|etat, chemin| {
        etat["etat"] = json!("Produite");
        etat["natures"] = json!(["documentation"]);
        etat["pieces"] = json!([{ "genre": "fichier", "recevable": true, "etape": "1", "fichiers": [chemin] }]);
    });
    let r = editeur.avec("PUT", &chemin, &entetes, autre_nature).await;
    assert!([200, 303].contains(&r.statut), "{}", r.texte());
    let etat = editeur.json(&format!("/candidatures/{id}")).await;
    let deposee = etat["preuves"].as_array().unwrap().iter().find(|p| p["id"] == visee["id"]).unwrap();
    assert_eq!(deposee["sort"], "deposee");
    let remarques = deposee["remises"][0]["remarques"].as_array().unwrap();
    assert!(remarques.iter().any(|r| r["consequence"] == "revient"), "{deposee}");
}

fn empreinte(octets: &[u8]) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(octets))
}

/// The dossier with this manifest and one more file, signed by the key of the demo, which everybody has.
fn signer(d: &std::path::Path, openssl: &std::path::Path, entrees: &[(String, Vec<u8>)], m: &Value, page: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let (json, cle, sceau) = (d.join("m.json"), d.join("cle.pem"), d.join("m.sig"));
    std::fs::write(&json, serde_json::to_vec(m).unwrap()).unwrap();
    std::fs::write(
        &cle,
        &segur_certs::Igc::demo().unwrap().identite("banc-signataire").unwrap().cle_pem,
    )
    .unwrap();
    let fait = std::process::Command::new(openssl)
        .args(["dgst", "-sha256", "-sign"])
        .args([&cle, std::path::Path::new("-out"), &sceau, &json])
        .status()
        .unwrap();
    assert!(fait.success());
    let chemin = d.join("refait.zip");
    let mut z = zip::ZipWriter::new(std::fs::File::create(&chemin).unwrap());
    let mut poser = |nom: &str, octets: &[u8]| {
        z.start_file(nom, zip::write::SimpleFileOptions::default()).unwrap();
        z.write_all(octets).unwrap();
    };
    for (nom, octets) in entrees {
        match nom.as_str() {
            "manifeste.json" => poser(nom, &std::fs::read(&json).unwrap()),
            "manifeste.sig" => poser(nom, &std::fs::read(&sceau).unwrap()),
            _ => poser(nom, octets),
        }
    }
    poser("preuves/x.txt", page);
    z.finish().unwrap();
    let octets = std::fs::read(&chemin).unwrap();
    std::fs::remove_file(&chemin).unwrap();
    octets
}

#[tokio::test(flavor = "multi_thread")]
async fn both_roles_work_in_a_real_browser() {
    let (Some(node), Some(chromium)) = (crate::clients::node(), segur_essais::outil("chromium")) else {
        return;
    };
    let mut petit = portail::catalogue(2);
    petit.code = "REM-ESSAI-Va2".to_owned();
    let tous = [vec![petit], catalogues()].concat();
    let p = Portail::sur(Reglage::default(), tous, None).await;
    let (statut, rendu) = p.action("parcours", json!({ "nom": "a-juger", "referentiel": CODE })).await;
    assert_eq!(statut, 200, "{rendu}");
    let d = tempfile::tempdir().unwrap();
    let capture = d.path().join("capture.png");
    std::fs::write(&capture, png(1280, 720, 99)).unwrap();
    let mut dit = json!({
        "chromium": chromium,
        "base": p.adresse(),
        "controle": p.banc.acces().controle,
        "editeur": "899900000060",
        "relecteur": "899900000078",
        "petit": "REM-ESSAI-Va2",
        "a_juger": format!("/candidatures/{}", rendu["candidature"].as_str().unwrap()),
        "capture": capture,
    });
    dit["tout"] = json!(std::env::var("SEGUR_BENCH_MATRICE").is_ok_and(|m| m == "entiere"));
    if let Ok(images) = std::env::var("SEGUR_BENCH_IMAGES") {
        dit["images"] = json!(images);
    }
    let vu = crate::clients::jouer_dans(d.path(), &node, "portail.mjs", &dit, &crate::clients::modules());
    assert_eq!(vu, ["dossier entier ok", "changement de personne ok", "clavier ok", "pages ok"]);
}
