//! What a person and tests look at: mailboxes, mails, what they carry, sessions.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::essai::{BIOLOGISTE, Essai, PRESCRIPTEUR};
use crate::parler::Client;

const PIEGE: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";

impl Essai {
    /// A view: status, headers, bytes.
    async fn brut(&self, chemin: &str) -> (u16, HeaderMap, Vec<u8>) {
        let url = format!("{}/banc/vues/mssante/{chemin}", self.banc.acces().controle);
        let r = reqwest::Client::new().get(url).send().await.unwrap();
        (r.status().as_u16(), r.headers().clone(), r.bytes().await.unwrap().to_vec())
    }

    async fn vue(&self, chemin: &str) -> Value {
        let (statut, _, octets) = self.brut(chemin).await;
        assert_eq!(statut, 200, "{chemin} {}", String::from_utf8_lossy(&octets));
        serde_json::from_slice(&octets).unwrap()
    }
}

/// A mail of several parts, one of them a trap.
fn courriel(objet: &str, id: &str) -> String {
    format!(
        "From: =?utf-8?Q?Alex_BIOTEST_=C3=A9?= <alex.biotest@test.mssante.fr>\r\nTo: {PRESCRIPTEUR}\r\nSubject: {objet}\r\n\
         Message-ID: <{id}@test.mssante.fr>\r\nDate: Thu, 15 Jan 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGlycémie : {objet}\r\n\
         --b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=\"a\\\";b.html\"\r\n\r\n{PIEGE}\r\n\
         --b\r\nContent-Type: text/x-rien\r\nContent-Transfer-Encoding: rot13\r\n\r\nn\r\n--b--\r\n"
    )
}

async fn envoyer(essai: &Essai, objet: &str, id: &str) {
    let mut c = Client::de(essai, BIOLOGISTE.1).await;
    c.remettre(
        BIOLOGISTE.1,
        &[&format!("<{PRESCRIPTEUR}> NOTIFY=FAILURE")],
        &courriel(objet, id),
        "250",
    )
    .await;
    c.dire("QUIT", "221").await;
}

#[tokio::test]
async fn mails_are_listed_searched_and_followed_by_their_rank() {
    let essai = Essai::nouveau().await;
    for n in 0..5 {
        envoyer(&essai, &format!("numero {n}"), &format!("id{n}")).await;
    }
    essai
        .agir("mssante", "recevoir", json!({ "boite": BIOLOGISTE.1, "objet": "pour elle" }))
        .await
        .unwrap();
    let boites = essai.vue("boites").await;
    let sienne = |adresse: &str| boites.as_array().unwrap().iter().find(|b| b["adresse"] == adresse).unwrap().clone();
    let b = sienne(PRESCRIPTEUR);
    assert_eq!(
        (&b["genre"], &b["messages"], &b["non_lus"], &b["ouverte"]),
        (&json!("PER"), &json!(5), &json!(5), &json!(true))
    );
    assert!(b["octets"].as_u64().unwrap() > 1000 && b["dossiers"].as_array().unwrap().len() >= 5);
    let tous = essai.vue("messages").await;
    assert_eq!((&tous["total"], &tous["suite"]), (&json!(6), &Value::Null));
    let objets = |v: &Value| -> Vec<String> {
        v["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["objet"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        objets(&tous),
        ["pour elle", "numero 4", "numero 3", "numero 2", "numero 1", "numero 0"]
    );
    assert_eq!(tous["dernier"], tous["messages"][0]["rang"]);
    let dernier = &tous["messages"][1];
    assert_eq!(dernier["de_libelle"], "Alex BIOTEST é");
    assert_eq!(dernier["message_id"], "<id4@test.mssante.fr>");
    assert_eq!(dernier["pieces"].as_array().unwrap().len(), 1, "{dernier}");
    assert!(dernier["avertissements"].as_u64().unwrap() > 0 && dernier["echange"].is_u64() && dernier["session"].is_string());
    for (question, attendus) in [
        ("boite=BIOLOGISTE_1", vec!["pour elle"]),
        ("boite=baptiste.ordonnance@TEST.mssante.fr&limite=2", vec!["numero 4", "numero 3"]),
        ("recherche=NUMERO%201", vec!["numero 1"]),
        ("recherche=glyc%C3%A9mie%20id3@", vec!["numero 3"]),
        ("recherche=alex.biotest%20numero&limite=1", vec!["numero 4"]),
        ("recherche=introuvable", vec![]),
        ("dossier=Sent", vec![]),
        (&format!("depuis={}", tous["messages"][2]["rang"]), vec!["pour elle", "numero 4"]),
    ] {
        assert_eq!(objets(&essai.vue(&format!("messages?{question}")).await), attendus, "{question}");
    }
    // By pages, each once.
    let (mut vus, mut suite) = (Vec::new(), String::new());
    loop {
        let page = essai.vue(&format!("messages?limite=4{suite}")).await;
        vus.extend(objets(&page));
        match page["suite"].as_u64() {
            Some(rang) => suite = format!("&avant={rang}"),
            None => break,
        }
    }
    assert_eq!(vus, objets(&tous));
    for (chemin, statut, mot) in [
        ("messages?boite=personne@test.mssante.fr", 404, "boites"),
        ("messages?limite=0", 400, "1 à 500"),
        ("messages?depuis=hier", 400, "rang"),
        ("messages?q=x", 400, "connus : espace, boite"),
        ("message/alex.biotest@test.mssante.fr/INBOX/99", 404, "courriel 99"),
        ("session/1.9999", 404, "aucun échange"),
        ("autre", 404, "boites"),
    ] {
        let (recu, _, octets) = essai.brut(chemin).await;
        let texte = String::from_utf8(octets).unwrap();
        assert!(recu == statut && texte.contains(mot), "{chemin} {recu} {texte}");
    }
}

#[tokio::test]
async fn who_waits_is_woken_by_the_mail_that_he_waits_for() {
    let essai = Essai::nouveau().await;
    envoyer(&essai, "ancien", "ancien").await;
    let rang = essai.vue("messages").await["dernier"].as_u64().unwrap();
    // Already there: at once, however long the delay.
    let deja = essai.vue("messages/attendre?recherche=ancien&delai=120s").await;
    assert_eq!(deja["messages"][0]["objet"], "ancien");
    let (statut, _, _) = essai.brut(&format!("messages/attendre?depuis={rang}&delai=20ms")).await;
    assert_eq!(statut, 204);
    let chemin = format!("messages/attendre?depuis={rang}&boite={PRESCRIPTEUR}&recherche=voulu&nombre=2&delai=60s");
    let attente = essai.vue(&chemin);
    let envois = async {
        envoyer(&essai, "voulu 1", "v1").await;
        envoyer(&essai, "autre", "v2").await;
        envoyer(&essai, "voulu 2", "v3").await;
    };
    let (venus, ()) = tokio::time::timeout(Duration::from_secs(50), async { tokio::join!(attente, envois) })
        .await
        .unwrap();
    let objets: Vec<&str> = venus["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["objet"].as_str().unwrap())
        .collect();
    assert_eq!(objets, ["voulu 2", "voulu 1"]);
    // A reset begins the ranks again, and does not leave who waits asleep.
    let chemin = format!("messages/attendre?depuis={}&delai=60s", venus["dernier"]);
    let attente = essai.vue(&chemin);
    let suite = async {
        let url = format!("{}/banc/espaces/defaut/remise-a-zero", essai.banc.acces().controle);
        assert!(reqwest::Client::new().post(url).send().await.unwrap().status().is_success());
        assert_eq!(essai.vue("messages").await["total"], 0);
        envoyer(&essai, "neuf", "neuf").await;
    };
    let (venus, ()) = tokio::time::timeout(Duration::from_secs(50), async { tokio::join!(attente, suite) })
        .await
        .unwrap();
    assert_eq!(
        (&venus["messages"][0]["objet"], &venus["messages"][0]["rang"]),
        (&json!("neuf"), &json!(1))
    );
}

#[tokio::test]
async fn a_mail_is_read_with_its_envelope_and_each_remark_has_its_place() {
    let essai = Essai::nouveau().await;
    envoyer(&essai, "a lire", "lu").await;
    let chemin = format!("message/{PRESCRIPTEUR}/INBOX/1");
    let vu = essai.vue(&chemin).await;
    assert_eq!(vu["enveloppe"]["expediteur"], BIOLOGISTE.1);
    assert_eq!(
        vu["enveloppe"]["destinataires"][0],
        json!({"adresse": PRESCRIPTEUR, "notify": ["FAILURE"], "orcpt": null})
    );
    assert!(
        vu["trace"]
            .as_str()
            .unwrap()
            .starts_with("Return-Path: <alex.biotest@test.mssante.fr>\r\nReceived: ")
    );
    assert_eq!(vu["texte"].as_str().unwrap().trim(), "Glycémie : a lire");
    let entetes = vu["entetes"].as_array().unwrap();
    assert_eq!(
        entetes[0],
        json!({"nom": "From", "valeur": "Alex BIOTEST é <alex.biotest@test.mssante.fr>", "ligne": 1})
    );
    let parties: Vec<(&str, &str)> = vu["parties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["numero"].as_str().unwrap(), p["media"].as_str().unwrap()))
        .collect();
    assert_eq!(
        parties,
        [
            ("", "multipart/mixed"),
            ("1", "text/plain"),
            ("2", "text/html"),
            ("3", "text/x-rien")
        ]
    );
    let constat = |regle: &str| {
        vu["constats"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["rule"] == regle)
            .unwrap_or_else(|| panic!("{regle} {vu:#}"))
            .clone()
    };
    // A header that is not there, and a part whose encoding is none: its line is counted from that of the mail.
    assert_eq!(constat("mssante.x-mss-nil")["lieu"], "entetes");
    let encodage = constat("mssante.mime.encodage");
    assert_eq!(encodage["lieu"], json!({"partie": 3}), "{encodage}");
    let lignes: Vec<String> = courriel("a lire", "lu").lines().map(str::to_owned).collect();
    let ligne = usize::try_from(encodage["location"]["line"].as_u64().unwrap()).unwrap();
    assert!(lignes[ligne - 1].starts_with("Content-T"), "{ligne} {}", lignes[ligne - 1]);
    // What the page shows of it is what the journal holds of the exchange.
    let echange = &essai.echanges("mssante.message").await[0];
    assert_eq!(vu["echange"], echange.id);
    let regles = |v: &Value| -> Vec<String> {
        v.as_array()
            .unwrap()
            .iter()
            .map(|c| c["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        regles(&vu["constats"]),
        echange.findings.iter().map(|f| f.rule.clone()).collect::<Vec<_>>()
    );
    // The whole session, and no secret.
    let session = essai.vue(&format!("session/{}", vu["session"].as_str().unwrap())).await;
    let dits: Vec<&str> = session
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["operation"].as_str().unwrap())
        .collect();
    assert_eq!(dits.first(), Some(&"mssante.smtp.accueil"));
    assert!(dits.contains(&"mssante.smtp.auth") && dits.contains(&"mssante.message"), "{dits:?}");
    let (_, entetes, texte) = essai
        .brut(&format!("session/{}?forme=texte", vu["session"].as_str().unwrap()))
        .await;
    let texte = String::from_utf8(texte).unwrap();
    assert!(entetes["content-type"].to_str().unwrap().starts_with("text/plain"));
    assert!(
        texte.contains("C: EHLO poste.test\n") && texte.contains("S: 235 ") && texte.contains("C: Subject: a lire\n"),
        "{texte}"
    );
    assert!(
        !texte.contains(crate::essai::MOT) && texte.matches("C: RCPT TO:").count() == 1,
        "{texte}"
    );
}

#[tokio::test]
async fn what_a_mail_carries_is_given_as_files_and_never_runs() {
    let essai = Essai::nouveau().await;
    envoyer(&essai, "x", "x").await;
    let chemin = format!("message/{PRESCRIPTEUR}/INBOX/1");
    let (_, entetes, octets) = essai.brut(&format!("{chemin}/piece/2")).await;
    assert_eq!(octets, PIEGE.as_bytes());
    assert_eq!(entetes["content-type"], "application/octet-stream");
    assert_eq!(entetes["content-security-policy"], "sandbox; default-src 'none'");
    assert_eq!(entetes["x-content-type-options"], "nosniff");
    let disposition = entetes["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"") && disposition.matches('"').count() == 2,
        "{disposition}"
    );
    let (_, entetes, octets) = essai.brut(&format!("{chemin}/source")).await;
    assert_eq!(entetes["content-type"], "message/rfc822");
    let source = String::from_utf8(octets).unwrap();
    assert!(
        source.starts_with("Return-Path:") && source.ends_with(&format!("{}\r\n", courriel("x", "x"))),
        "{source}"
    );
    for absent in ["piece/0", "piece/9", "document/0", "cda/0"] {
        assert_eq!(essai.brut(&format!("{chemin}/{absent}")).await.0, 404, "{absent}");
    }
}

#[tokio::test]
async fn an_archive_is_opened_and_its_document_rendered() {
    let essai = Essai::nouveau().await;
    essai
        .agir(
            "mssante",
            "recevoir",
            json!({ "boite": BIOLOGISTE.1, "patient": "QUALIFIEE_SIMPLE" }),
        )
        .await
        .unwrap();
    let liste = essai.vue(&format!("messages?boite={}", BIOLOGISTE.1)).await;
    let ligne = &liste["messages"][0];
    assert_eq!(ligne["genre"], "document", "{ligne}");
    let monde = segur_world::monde_demo().unwrap();
    let ins = monde.patients["QUALIFIEE_SIMPLE"].ins.as_ref().unwrap().complet();
    assert_eq!(ligne["ins"], json!([ins]));
    assert_eq!(
        essai.vue(&format!("messages?recherche={ins}")).await["messages"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let chemin = format!("message/{}/INBOX/{}", BIOLOGISTE.1, ligne["uid"]);
    let vu = essai.vue(&chemin).await;
    let archive = &vu["archives"][0];
    assert_eq!(
        (&archive["patient"]["ins"], &archive["patient"]["qualifie"]),
        (&json!(ins), &json!(true))
    );
    assert_eq!(archive["fiches"].as_array().unwrap().len(), 1, "{archive:#}");
    let document = &vu["documents"][0];
    assert!(document["chemin"].as_str().unwrap().starts_with("IHE_XDM/SUBSET01/"), "{document}");
    let (_, entetes, octets) = essai.brut(&format!("{chemin}/document/0")).await;
    assert!(entetes["content-disposition"].to_str().unwrap().contains("DOC"), "{entetes:?}");
    assert_eq!(octets.len() as u64, document["taille"]);
    let (_, entetes, html) = essai.brut(&format!("{chemin}/cda/0")).await;
    let html = String::from_utf8(html).unwrap();
    assert_eq!(entetes["content-type"], "text/html; charset=utf-8");
    assert_eq!(entetes["content-security-policy"], "sandbox; default-src 'none'");
    assert!(
        html.contains(&ins) && html.contains("<section>") && !html.contains("<script"),
        "{html}"
    );
    assert_eq!(essai.brut(&format!("{chemin}/cda/9")).await.0, 404);
}

#[tokio::test]
async fn a_mailbox_is_emptied_whole_or_of_one_mail() {
    let essai = Essai::nouveau().await;
    for n in 0..3 {
        envoyer(&essai, "x", &format!("n{n}")).await;
    }
    let vider = async |p: Value| essai.agir("mssante", "vider", p).await;
    let fait = vider(json!({ "boite": "BAL_PRESCRIPTEUR", "message": "<n1@test.mssante.fr>" }))
        .await
        .unwrap();
    assert_eq!(fait, json!({ "boite": PRESCRIPTEUR, "otes": 1 }));
    assert!(
        vider(json!({ "boite": PRESCRIPTEUR, "message": "<n1@test.mssante.fr>" }))
            .await
            .is_err()
    );
    let restes = essai.vue("messages").await;
    assert_eq!(restes["total"], 2);
    assert_eq!(vider(json!({ "boite": PRESCRIPTEUR })).await.unwrap()["otes"], 2);
    assert_eq!(vider(json!({ "boite": PRESCRIPTEUR })).await.unwrap()["otes"], 0);
    assert_eq!(essai.vue("messages").await["total"], 0);
    assert_eq!(
        essai.echanges("mssante.message").await.len(),
        3,
        "the journal keeps what brought them"
    );
    envoyer(&essai, "suite", "n9").await;
    assert_eq!(essai.vue("messages").await["messages"][0]["uid"], 4);
}
