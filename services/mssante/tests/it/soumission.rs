//! Submission: who may send, what is refused, what is kept.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_mssante::MssanteReglage;
use serde_json::json;

use crate::essai::{BIOLOGISTE, Essai, MOT, PRESCRIPTEUR, reglage};
use crate::parler::Client;

const COURRIEL: &str = "From: Alex BIOTEST <alex.biotest@test.mssante.fr>\r\nTo: baptiste.ordonnance@test.mssante.fr\r\nSubject: essai\r\n\
                        Message-ID: <1@test.mssante.fr>\r\nX-MSS-NIL: NIL-ESSAI\r\n\r\nbonjour";

#[tokio::test]
async fn nothing_is_sent_in_clear_nor_by_nobody() {
    let essai = Essai::nouveau().await;
    let mut c = Client::nouveau(&essai, "mssante.soumission").await;
    c.attendre("220").await;
    let dites = c.dire("EHLO poste.test", "250").await;
    assert!(
        dites.iter().any(|l| l.contains("STARTTLS")) && !dites.iter().any(|l| l.contains("AUTH")),
        "{dites:?}"
    );
    c.dire("MAIL FROM:<alex.biotest@test.mssante.fr>", "530").await;
    c.dire("AUTH XOAUTH2 dXNlcj0=", "538").await;
    // What follows STARTTLS in clear is never carried out (CVE-2011-0411).
    c.envoyer("STARTTLS\r\nNOOP\r\nNOOP\r\n").await;
    c.attendre("220").await;
    let mut c = c.chiffrer(None).await;
    let dites = c.dire("EHLO poste.test", "250").await;
    assert!(dites.iter().any(|l| l.contains("AUTH XOAUTH2 OAUTHBEARER")) && !dites.iter().any(|l| l.contains("STARTTLS")));
    c.dire("MAIL FROM:<alex.biotest@test.mssante.fr>", "530").await;
    c.dire("STARTTLS", "503").await;
    let starttls = essai.echanges("mssante.smtp.starttls").await;
    assert_eq!(starttls[0].faits["starttls.reste"], ["12"]);
}

#[tokio::test]
async fn a_token_of_psc_opens_the_mailbox_of_its_person_and_no_other() {
    let essai = Essai::nouveau().await;
    let jeton = essai.jeton(BIOLOGISTE.0).await;
    let porteur = |boite: &str, jeton: &str| STANDARD.encode(format!("user={boite}\x01auth=Bearer {jeton}\x01\x01"));
    let mut c = Client::soumission(&essai, None).await;
    // Refused: the challenge of failure, an empty answer, and the number.
    for (boite, jeton) in [
        (PRESCRIPTEUR, jeton.as_str()),
        (BIOLOGISTE.1, "a.b.c"),
        ("absente@test.mssante.fr", &jeton),
    ] {
        let defi = c.dire(&format!("AUTH XOAUTH2 {}", porteur(boite, jeton)), "334").await;
        let defi = String::from_utf8(STANDARD.decode(&defi[0][4..]).unwrap()).unwrap();
        assert!(defi.contains("invalid_token"), "{defi}");
        c.dire("", "535").await;
    }
    // Without an initial response: an empty challenge.
    assert_eq!(c.dire("AUTH OAUTHBEARER", "334").await, ["334"]);
    let bearer = STANDARD.encode(format!("n,a={},\x01auth=Bearer {jeton}\x01\x01", BIOLOGISTE.1));
    c.dire(&bearer, "235").await;
    c.remettre(BIOLOGISTE.1, &[&format!("<{PRESCRIPTEUR}>")], COURRIEL, "250").await;
    c.dire(&format!("MAIL FROM:<{PRESCRIPTEUR}>"), "553").await;
    let messages = essai.echanges("mssante.message").await;
    assert_eq!(messages.len(), 1);
    // The bytes of the token are nowhere in the journal.
    for e in essai.echanges("mssante.smtp.auth").await {
        let (requete, _) = essai.banc.journal().octets(None, e.id).await.unwrap().unwrap();
        let requete = String::from_utf8(requete.to_vec()).unwrap();
        assert!(!requete.contains(&jeton[..20]) && !requete.contains(&bearer[..20]), "{requete}");
    }
    // The call to the keys is that of a service, not of the candidate.
    let cles = essai.echanges("psc.jwks").await;
    assert_eq!(cles.len(), 1);
    assert_eq!(cles[0].direction, segur_model::Direction::ServiceVersService);
    assert!(cles[0].requete.entete("x-banc-interne").is_none());
}

#[tokio::test]
async fn an_expired_token_opens_nothing() {
    let essai = Essai::nouveau().await;
    let jeton = essai.jeton(BIOLOGISTE.0).await;
    let url = format!("{}/banc/horloge?espace=defaut", essai.banc.acces().controle);
    let r = reqwest::Client::new()
        .put(url)
        .json(&json!({ "decalage_s": 130 }))
        .send()
        .await
        .unwrap();
    assert!(r.status().is_success(), "{}", r.text().await.unwrap());
    let mut c = Client::soumission(&essai, None).await;
    let porteur = STANDARD.encode(format!("user={}\x01auth=Bearer {jeton}\x01\x01", BIOLOGISTE.1));
    c.dire(&format!("AUTH XOAUTH2 {porteur}"), "334").await;
    c.dire("", "535").await;
}

#[tokio::test]
async fn a_machine_mailbox_opens_by_the_certificate_of_its_structure() {
    let essai = Essai::nouveau().await;
    let mut c = Client::soumission(&essai, Some("org-auth-cli")).await;
    c.dire("AUTH EXTERNAL =", "235").await;
    let sil = "sil.labo-tilleuls@test.mssante.fr";
    c.remettre(sil, &[&format!("<{PRESCRIPTEUR}>")], COURRIEL, "250").await;
    // A machine mailbox of another, and the mailbox of a person.
    for boite in ["pfi.quatre-vents@test.mssante.fr", BIOLOGISTE.1] {
        let mut c = Client::soumission(&essai, Some("org-auth-cli")).await;
        c.dire(&format!("AUTH EXTERNAL {}", STANDARD.encode(boite)), "535").await;
    }
    // Without AUTH, the certificate of the connection is enough; without certificate, nothing is.
    let mut c = Client::soumission(&essai, Some("org-auth-cli")).await;
    c.remettre(sil, &[&format!("<{PRESCRIPTEUR}>")], COURRIEL, "250").await;
    let mut c = Client::soumission(&essai, None).await;
    c.dire("AUTH EXTERNAL =", "504").await;
}

#[tokio::test]
async fn what_smuggles_or_is_too_much_is_refused_and_nothing_is_kept() {
    let petit = MssanteReglage { taille: 1000, ..reglage() };
    let essai = Essai::sur(None, petit).await;
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    let a = format!("<{PRESCRIPTEUR}>");
    for (courriel, refus) in [
        ("Subject: a\r\n\r\nun\n.\nMAIL FROM:<x@y.fr>".to_owned(), "550"),
        ("Subject: a\r\n\r\nun\r.\r".to_owned(), "550"),
        ("Subject: a\r\n\r\nun\n.\r\nsuite".to_owned(), "550"),
        ("x".repeat(2000), "552"),
    ] {
        c.remettre(BIOLOGISTE.1, &[&a], &courriel, refus).await;
    }
    c.dire(&format!("MAIL FROM:<{}> SIZE=2000", BIOLOGISTE.1), "552").await;
    c.dire("DATA", "503").await;
    c.dire(&format!("MAIL FROM:<{}>", BIOLOGISTE.1), "250").await;
    c.dire("DATA", "554").await;
    c.dire("RCPT TO:<absent@test.mssante.fr>", "550").await;
    c.dire("RCPT TO:<quelqu-un@ailleurs.fr>", "550").await;
    for rang in 0..500 {
        c.dire(
            &format!("RCPT TO:<baptiste.ordonnance@test.mssante.fr> ORCPT=rfc822;{rang}@x.fr"),
            "250",
        )
        .await;
    }
    c.dire(&format!("RCPT TO:{a}"), "452").await;
    c.dire("RSET", "250").await;
    // Dots that the client doubled come back single; what the journal keeps is what came.
    c.remettre(BIOLOGISTE.1, &[&a], "Subject: a\r\n\r\n..debut\r\n...", "250").await;
    let messages = essai.echanges("mssante.message").await;
    assert_eq!(messages.iter().filter(|e| e.statut == Some(250)).count(), 1);
    let (requete, _) = essai
        .banc
        .journal()
        .octets(None, messages.last().unwrap().id)
        .await
        .unwrap()
        .unwrap();
    let requete = String::from_utf8(requete.to_vec()).unwrap();
    assert!(requete.starts_with("MAIL FROM:<alex.biotest@test.mssante.fr>\r\nRCPT TO:<baptiste.ordonnance@test.mssante.fr>\r\nDATA\r\n"));
    assert!(requete.ends_with("\r\n..debut\r\n...\r\n.\r\n"), "{requete}");
}

#[tokio::test]
async fn too_many_refusals_and_the_operator_end_a_session() {
    let essai = Essai::nouveau().await;
    let mut c = Client::soumission(&essai, None).await;
    for _ in 0..19 {
        c.dire("N'IMPORTE", "500").await;
    }
    c.dire("N'IMPORTE", "421").await;
    assert_eq!(c.lire().await, "");
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    let mut autre = Client::de(&essai, PRESCRIPTEUR).await;
    essai
        .agir("mssante", "fermer-sessions", json!({ "boite": "BIOLOGISTE_1" }))
        .await
        .unwrap();
    c.attendre("421").await;
    autre.dire("NOOP", "250").await;
    essai
        .agir("mssante", "fermer", json!({ "boite": "BAL_PRESCRIPTEUR" }))
        .await
        .unwrap();
    autre.attendre("421").await;
    let mut c = Client::soumission(&essai, None).await;
    let clair = STANDARD.encode(format!("\0{PRESCRIPTEUR}\0{MOT}"));
    c.dire(&format!("AUTH PLAIN {clair}"), "535").await;
}
