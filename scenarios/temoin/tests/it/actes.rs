//! Without a defect: what each act does.

use segur_model::{Issue, vocabulaire};
use serde_json::{Value, json};

use crate::banc::{Banc, demande, patient};
use crate::fausse_insi::{ANCIEN, MATRICULE, NIA, NIR};

fn appels(b: &Banc, nom: &str) -> Vec<String> {
    b.insi.de(nom).iter().map(crate::fausse_insi::Recue::resume).collect()
}

#[tokio::test]
async fn liste_des_actes() {
    let b = Banc::nouveau(&[]).await;
    let v: Value = b
        .http
        .get(format!("{}/actes", b.temoin.url()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let noms: Vec<&str> = vocabulaire::ACTES.iter().map(|a| a.nom).collect();
    assert_eq!(v, json!({ "version": 1, "actes": noms }));
    b.temoin.arreter().await;
}

#[tokio::test]
async fn recuperer_puis_qualifier() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN", "PAUL"]).await;
    let avant = b.lire("SIMPLE", 2).await;
    assert_eq!(
        avant,
        json!({ "statut": "provisoire", "nom_naissance": "SIMPLE", "prenoms": "JEAN PAUL", "premier_prenom": "JEAN",
                "date_naissance": "2009-07-14", "sexe": "M", "lieu_naissance": "75056" })
    );
    let r = b.chercher("SIMPLE", 3).await;
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    assert_eq!(appels(&b, "SIMPLE"), ["JEAN"], "00 at the first prénom stops the search");
    let apres = b.lire("SIMPLE", 4).await;
    assert_eq!(
        apres,
        json!({ "statut": "recuperee", "matricule": MATRICULE, "oid": NIR, "historique": [ANCIEN], "nom_naissance": "SIMPLE-LONG",
                "prenoms": "JEAN PAUL MARIE", "premier_prenom": "JEAN", "date_naissance": "2009-07-14", "sexe": "M", "lieu_naissance": "63220" })
    );
    let pc = b
        .acte("SIMPLE", 5, "valider-identite", json!({ "reference": "P", "justificatif": "PC" }))
        .await;
    assert_eq!(pc.issue, Issue::Refuse);
    let cn = b
        .acte("SIMPLE", 6, "valider-identite", json!({ "reference": "P", "justificatif": "CN" }))
        .await;
    assert_eq!(cn.issue, Issue::Fait);
    let t = b.traces("SIMPLE", 7).await;
    let (date, qui) = ("2026-01-15T09:00:00Z", "99900000045");
    assert_eq!(
        t,
        json!({
            "appels": [{ "date": date, "utilisateur": qui, "operation": "rechercherInsAvecTraitsIdentite", "modalite": "traits",
                "code_retour": "00", "matricule": MATRICULE, "oid": NIR, "historique": [ANCIEN], "nom_naissance": "SIMPLE-LONG",
                "prenoms": "JEAN PAUL MARIE", "sexe": "M", "date_naissance": "2009-07-14", "lieu_naissance": "63220" }],
            "statuts": [
                { "avant": "provisoire", "apres": "recuperee", "date": date, "utilisateur": qui },
                { "avant": "recuperee", "apres": "qualifiee", "date": date, "utilisateur": qui },
            ],
        })
    );
}

#[tokio::test]
async fn les_faits_sont_ceux_du_vocabulaire() {
    let b = Banc::nouveau(&[]).await;
    b.creer("INCOHERENT", &["PAUL"]).await;
    b.chercher("INCOHERENT", 2).await;
    b.acte(
        "INCOHERENT",
        3,
        "marquer-identite",
        json!({ "reference": "P", "attribut": "homonyme" }),
    )
    .await;
    let mut identite = Vec::new();
    faits("", &b.lire("INCOHERENT", 4).await, &mut identite);
    let mut traces = Vec::new();
    faits("", &b.traces("INCOHERENT", 5).await, &mut traces);
    for (nom, lus) in [("identite", identite), ("traces", traces)] {
        let genre = segur_tous::FICHIERS.iter().find(|f| f.nom == nom).unwrap();
        // No mail is sent here.
        let mut attendus: Vec<&str> = genre.faits.iter().map(|f| f.nom).filter(|n| !n.starts_with("messages.")).collect();
        let mut lus: Vec<&str> = lus.iter().map(String::as_str).collect();
        attendus.sort_unstable();
        lus.sort_unstable();
        lus.dedup();
        assert_eq!(lus, attendus, "fichier {nom}");
    }
}

fn faits(chemin: &str, v: &Value, noms: &mut Vec<String>) {
    match v {
        Value::Object(o) => o
            .iter()
            .for_each(|(k, v)| faits(&if chemin.is_empty() { k.clone() } else { format!("{chemin}.{k}") }, v, noms)),
        Value::Array(a) => a.iter().for_each(|v| faits(chemin, v, noms)),
        _ => noms.push(chemin.to_owned()),
    }
}

#[tokio::test]
async fn ordre_de_la_recherche() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SUIVANT", &["OLA", "CATARINA"]).await;
    b.chercher("SUIVANT", 2).await;
    assert_eq!(appels(&b, "SUIVANT"), ["OLA", "CATARINA"]);
    assert_eq!(b.lire("SUIVANT", 3).await["premier_prenom"], "OLA");

    b.creer("AMBIGU", &["LEO", "LUC"]).await;
    b.chercher("AMBIGU", 2).await;
    assert_eq!(
        appels(&b, "AMBIGU"),
        ["LEO", "LUC", "LEO LUC", "LEO@75056"],
        "the other prénoms first, then the COG"
    );
    assert_eq!(b.lire("AMBIGU", 3).await["statut"], "recuperee");

    b.creer("PERSONNE", &["PIERRE", "PAUL", "JACQUES"]).await;
    let r = b.chercher("PERSONNE", 2).await;
    assert_eq!(r.issue, Issue::Fait);
    assert_eq!(appels(&b, "PERSONNE"), ["PIERRE", "PAUL", "JACQUES", "PIERRE PAUL JACQUES"]);
    let i = b.lire("PERSONNE", 3).await;
    assert_eq!((&i["statut"], i.get("matricule")), (&json!("provisoire"), None));
    let codes: Vec<Value> = b.traces("PERSONNE", 4).await["appels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["code_retour"].clone())
        .collect();
    assert_eq!(codes, ["01", "01", "01", "01"]);
}

#[tokio::test]
async fn sans_lieu_connu_un_02_reste_02() {
    let b = Banc::nouveau(&[]).await;
    let mut p = patient("AMBIGU", &["LEO"]);
    p.as_object_mut().unwrap().remove("lieu_naissance");
    b.acte("AMBIGU", 1, "creer-identite", json!({ "reference": "P", "patient": p }))
        .await;
    assert_eq!(b.chercher("AMBIGU", 2).await.issue, Issue::Fait);
    assert_eq!(appels(&b, "AMBIGU"), ["LEO"]);
    assert_eq!(b.lire("AMBIGU", 3).await["lieu_naissance"], "99999");
}

#[tokio::test]
async fn fautes_et_pannes() {
    let b = Banc::nouveau(&[]).await;
    for (nom, code) in [("FAUTE", "insi_102"), ("PANNE", "http-503"), ("TRONQUE", "illisible")] {
        b.creer(nom, &["JEAN", "PAUL"]).await;
        let r = b.chercher(nom, 2).await;
        assert_eq!(r.issue, Issue::Erreur, "{nom}");
        assert_eq!(b.insi.de(nom).len(), 1, "{nom}: stops at once");
        assert_eq!(b.traces(nom, 3).await["appels"][0]["code_retour"], code);
        assert_eq!(b.lire(nom, 4).await["statut"], "provisoire");
    }
    assert!(b.chercher("FAUTE", 5).await.message.contains("insi_102"));
}

#[tokio::test]
async fn reponses_refusees() {
    let b = Banc::nouveau(&[]).await;
    for (nom, regle) in [
        ("ZERO", "règle 11"),
        ("SANSNOM", "règle 12"),
        ("SANSPRENOM", "règle 12"),
        ("SANSSEXE", "règle 12"),
    ] {
        b.creer(nom, &["JEAN"]).await;
        let avant = b.lire(nom, 2).await;
        let r = b.chercher(nom, 3).await;
        assert_eq!(r.issue, Issue::Fait, "the call was made");
        assert!(r.message.contains(regle), "{nom}: {}", r.message);
        let mut apres = b.lire(nom, 4).await;
        assert_eq!(
            apres.as_object_mut().unwrap().remove("alertes"),
            Some(json!(["reponse-insi-refusee"]))
        );
        assert_eq!(apres, avant, "{nom}: nothing else changed");
        assert_eq!(
            b.traces(nom, 5).await["appels"][0]["matricule"],
            MATRICULE,
            "all that came is traced"
        );
    }
}

#[tokio::test]
async fn premier_prenom_incoherent() {
    let b = Banc::nouveau(&[]).await;
    b.creer("INCOHERENT", &["PAUL"]).await;
    b.chercher("INCOHERENT", 2).await;
    let i = b.lire("INCOHERENT", 3).await;
    assert_eq!(i["alertes"], json!(["prenoms-incoherents"]));
    assert_eq!(
        (&i["premier_prenom"], &i["prenoms"], &i["statut"]),
        (&json!("PAUL"), &json!("JEAN PAUL"), &json!("recuperee"))
    );
}

#[tokio::test]
async fn nia() {
    let b = Banc::nouveau(&[]).await;
    b.creer("NIA", &["JEAN"]).await;
    b.chercher("NIA", 2).await;
    assert_eq!(b.lire("NIA", 3).await["oid"], NIA);
}

#[tokio::test]
async fn douteuse_et_fictive() {
    let b = Banc::nouveau(&[]).await;
    for attribut in ["douteuse", "fictive"] {
        b.creer("SIMPLE", &["JEAN"]).await;
        b.chercher("SIMPLE", 2).await;
        b.acte("SIMPLE", 3, "valider-identite", json!({ "reference": "P", "justificatif": "PA" }))
            .await;
        assert_eq!(b.lire("SIMPLE", 4).await["statut"], "qualifiee");
        let faits = b.insi.recues().len();
        assert_eq!(
            b.acte("SIMPLE", 5, "marquer-identite", json!({ "reference": "P", "attribut": attribut }))
                .await
                .issue,
            Issue::Fait
        );
        let i = b.lire("SIMPLE", 6).await;
        assert_eq!((&i["statut"], &i["attributs"]), (&json!("provisoire"), &json!([attribut])));
        assert!(["matricule", "oid", "historique"].iter().all(|n| i.get(n).is_none()), "{i}");
        assert_eq!(b.chercher("SIMPLE", 7).await.issue, Issue::Refuse);
        assert_eq!(b.insi.recues().len(), faits, "no call");
        let v = b
            .acte("SIMPLE", 8, "valider-identite", json!({ "reference": "P", "justificatif": "CN" }))
            .await;
        assert_eq!(v.issue, Issue::Refuse);
        assert_eq!(b.traces("SIMPLE", 9).await["statuts"][2]["apres"], "provisoire");
        // The attribute alone kept INSi from being called.
        b.acte("SIMPLE", 10, "marquer-identite", json!({ "reference": "P", "attribut": "aucun" }))
            .await;
        let i = b.lire("SIMPLE", 11).await;
        assert_eq!((&i["statut"], i.get("attributs")), (&json!("provisoire"), None));
        assert_eq!(b.chercher("SIMPLE", 12).await.issue, Issue::Fait);
        assert!(b.insi.recues().len() > faits);
    }
    b.creer("SIMPLE", &["JEAN"]).await;
    b.chercher("SIMPLE", 2).await;
    b.acte("SIMPLE", 3, "marquer-identite", json!({ "reference": "P", "attribut": "homonyme" }))
        .await;
    let i = b.lire("SIMPLE", 4).await;
    assert_eq!(
        (&i["statut"], &i["matricule"]),
        (&json!("recuperee"), &json!(MATRICULE)),
        "an homonym keeps all"
    );
}

#[tokio::test]
async fn par_carte() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN"]).await;
    let r = b
        .acte("SIMPLE", 2, "rechercher-ins", json!({ "reference": "P", "mode": "carte" }))
        .await;
    assert_eq!(r.issue, Issue::Fait, "{}", r.message);
    let m = &b.insi.recues()[0];
    assert_eq!(m.element("NameID").unwrap(), "899900000045");
    assert_eq!(m.elements("Emetteur"), ["899900000045", "899900000045"], "LPS and BAM: the NameID");
    assert_eq!(m.elements("AttributeValue"), ["991999004", "SA25"]);
    assert!(m.element("SignatureValue").is_some_and(|s| s.len() > 300));
    let certificat = m.element("X509Certificate").unwrap().replace(char::is_whitespace, "");
    let attendu: String = crate::banc::carte().0.lines().filter(|l| !l.starts_with('-')).collect();
    assert_eq!(certificat, attendu);

    let mut d = demande("SIMPLE", 3, "rechercher-ins", json!({ "reference": "P", "mode": "carte" }));
    d.acteur = Some(json!({ "rpps": "99900000045", "id_national": "899900000045", "savoir_faire": "SM03" }));
    assert_eq!(b.poster(&d).await.issue, Issue::Fait);
    assert_eq!(b.insi.recues()[1].elements("AttributeValue"), ["991999004", "SM03", "SA25"]);

    d.cle.push('b');
    d.acteur = Some(json!({ "rpps": "99900000060", "id_national": "899900000060" }));
    let r = b.poster(&d).await;
    assert_eq!(r.issue, Issue::Erreur, "the card is that of somebody else");
    assert!(r.message.contains("899900000045"), "{}", r.message);
}

#[tokio::test]
async fn acteur_dans_les_traces() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN"]).await;
    let mut d = demande("SIMPLE", 2, "rechercher-ins", json!({ "reference": "P" }));
    d.acteur = Some(json!({ "fiche": "BIOLOGISTE_2", "rpps": "99900000060", "profession": "21" }));
    b.poster(&d).await;
    let t = b.traces("SIMPLE", 3).await;
    assert_eq!(
        (&t["appels"][0]["utilisateur"], &t["statuts"][0]["utilisateur"]),
        (&json!("99900000060"), &json!("99900000060"))
    );
}

#[tokio::test]
async fn demandes_hors_contrat() {
    let b = Banc::nouveau(&[]).await;
    b.creer("SIMPLE", &["JEAN"]).await;
    let mut version = demande("SIMPLE", 2, "lire-identite", json!({ "reference": "P" }));
    version.version = 2;
    for (d, mot) in [
        (demande("SIMPLE", 2, "lire-identite", json!({ "reference": "Q" })), "inconnue"),
        (demande("AUTRE", 2, "lire-identite", json!({ "reference": "P" })), "inconnue"),
        (demande("SIMPLE", 2, "lire-identite", json!({})), "manquant"),
        (demande("SIMPLE", 2, "lire-identite", json!({ "reference": "P", "x": 1 })), "« x »"),
        (
            demande("SIMPLE", 2, "rechercher-ins", json!({ "reference": "P", "mode": "fax" })),
            "mode",
        ),
        (
            demande("SIMPLE", 2, "creer-identite", json!({ "reference": "P", "patient": "X" })),
            "patient",
        ),
        (version, "version 2"),
    ] {
        let r = b.poster(&d).await;
        assert_eq!(r.issue, Issue::Erreur);
        assert!(r.message.contains(mot), "{} : {}", d.acte, r.message);
    }
    let post = |chemin: &str, corps: &str| {
        b.http
            .post(format!("{}/actes/{chemin}", b.temoin.url()))
            .body(corps.to_owned())
            .send()
    };
    assert_eq!(post("voler", "{}").await.unwrap().status(), 404);
    assert_eq!(post("lire-identite", "{").await.unwrap().status(), 400);
    let autre = serde_json::to_string(&demande("SIMPLE", 2, "exporter-traces", json!({ "reference": "P" }))).unwrap();
    assert_eq!(post("lire-identite", &autre).await.unwrap().status(), 400);
    assert_eq!(post("lire-identite", &" ".repeat(2 * 1024 * 1024)).await.unwrap().status(), 413);
}

/// A candidate that calls INSi as soon as an identity is created: right, and less usual.
#[tokio::test]
async fn insi_des_la_creation() {
    let b = Banc::regle(&[], |c| c.insi_a_la_creation = true).await;
    b.creer("SIMPLE", &["JEAN", "PAUL"]).await;
    assert_eq!(b.insi.recues().len(), 1);
    assert_eq!(b.lire("SIMPLE", 2).await["statut"], "recuperee");
    let r = b.chercher("SIMPLE", 3).await;
    assert!(r.issue == Issue::Fait && r.message.contains("à la création"), "{}", r.message);
    assert_eq!(b.insi.recues().len(), 1, "answered already");
    // Asked for once more, it is done.
    assert_eq!(b.chercher("SIMPLE", 4).await.issue, Issue::Fait);
    assert_eq!(b.insi.recues().len(), 2);

    // Another way of calling is another search.
    b.creer("SIMPLE", &["JEAN", "PAUL"]).await;
    let carte = json!({ "reference": "P", "mode": "carte" });
    assert_eq!(b.acte("SIMPLE", 5, "rechercher-ins", carte).await.issue, Issue::Fait);
    assert_eq!(b.insi.recues().len(), 4);

    // What has become doubtful is still refused, and keeps nothing of the former answer.
    b.creer("SIMPLE", &["JEAN", "PAUL"]).await;
    let douteuse = json!({ "reference": "P", "attribut": "douteuse" });
    assert_eq!(b.acte("SIMPLE", 6, "marquer-identite", douteuse).await.issue, Issue::Fait);
    assert_eq!(b.chercher("SIMPLE", 7).await.issue, Issue::Refuse);
    assert_eq!(b.insi.recues().len(), 5);
    b.temoin.arreter().await;
}

/// The identity is created although INSi failed; the search is made again when it is asked for.
#[tokio::test]
async fn insi_injoignable_a_la_creation() {
    let b = Banc::regle(&[], |c| {
        c.insi_a_la_creation = true;
        c.insi_tlsm = Some("http://127.0.0.1:9/lps".into());
    })
    .await;
    b.creer("SIMPLE", &["JEAN", "PAUL"]).await;
    assert_eq!(b.lire("SIMPLE", 2).await["statut"], "provisoire");
    assert_eq!(b.chercher("SIMPLE", 3).await.issue, Issue::Erreur);
    b.temoin.arreter().await;
}
