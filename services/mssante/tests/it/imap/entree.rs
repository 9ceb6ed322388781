//! Who is let in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_mssante::MssanteReglage;
use serde_json::json;

use super::Session;
use crate::essai::{BIOLOGISTE, Essai, MOT, PRESCRIPTEUR};
use crate::parler::Client;

#[tokio::test]
async fn nothing_is_said_of_a_mailbox_in_clear() {
    let essai = Essai::nouveau().await;
    let client = Client::nouveau(&essai, "mssante.imap").await;
    let mut s = Session { client, rang: 0 };
    let accueil = s.ligne().await;
    assert!(
        accueil.contains("IMAP4rev1") && accueil.contains("STARTTLS") && accueil.contains("LOGINDISABLED") && !accueil.contains("AUTH="),
        "{accueil}"
    );
    for commande in [
        &format!("LOGIN {} {MOT}", BIOLOGISTE.1),
        "AUTHENTICATE XOAUTH2",
        "AUTHENTICATE PLAIN AGEAYg==",
        "SELECT INBOX",
    ] {
        s.non(commande, "NO [PRIVACYREQUIRED]").await;
    }
    // What follows STARTTLS in clear is never carried out (CVE-2011-0411).
    s.client.envoyer("x STARTTLS\r\nx1 NOOP\r\nx2 NOOP\r\n").await;
    assert!(s.ligne().await.starts_with("x OK"));
    let mut s = Session {
        client: s.client.chiffrer(None).await,
        rang: 10,
    };
    let d = s.ok("CAPABILITY").await;
    assert!(
        d.corps().contains("AUTH=XOAUTH2 AUTH=OAUTHBEARER") && !d.corps().contains("STARTTLS"),
        "{}",
        d.tout()
    );
    s.non("STARTTLS", "BAD").await;
    s.non("SELECT INBOX", "BAD").await;
    let d = s.ok(&format!("LOGIN {} {MOT}", BIOLOGISTE.1)).await;
    assert!(
        d.fin.contains("IDLE") && d.fin.ends_with("Boite alex.biotest@test.mssante.fr ouverte"),
        "{}",
        d.fin
    );
    s.non(&format!("LOGIN {} {MOT}", BIOLOGISTE.1), "BAD").await;
    s.ok("LOGOUT").await;
    let e = essai.echanges("mssante.imap.starttls").await;
    assert_eq!(e[0].faits["starttls.reste"], ["18"]);
    assert!(essai.echanges("mssante.imap.noop").await.is_empty());
}

#[tokio::test]
async fn a_token_opens_the_mailbox_of_its_person_and_is_nowhere_in_the_journal() {
    let essai = Essai::nouveau().await;
    let jeton = essai.jeton(BIOLOGISTE.0).await;
    let porteur = |boite: &str, jeton: &str| STANDARD.encode(format!("user={boite}\x01auth=Bearer {jeton}\x01\x01"));
    let mut s = Session::nouvelle(&essai, None).await;
    for (boite, jeton, code) in [
        (PRESCRIPTEUR, jeton.as_str(), "AUTHORIZATIONFAILED"),
        (BIOLOGISTE.1, "a.b.c", "AUTHENTICATIONFAILED"),
        ("absente@test.mssante.fr", &jeton, "AUTHENTICATIONFAILED"),
    ] {
        // A challenge that says why, an empty line, then NO.
        let etiquette = s.envoyer(&format!("AUTHENTICATE XOAUTH2 {}", porteur(boite, jeton))).await;
        let defi = s.ligne().await;
        let defi = String::from_utf8(STANDARD.decode(defi.strip_prefix("+ ").unwrap()).unwrap()).unwrap();
        assert!(defi.contains("invalid_token"), "{defi}");
        s.client.envoyer("\r\n").await;
        let d = s.recevoir(&etiquette).await;
        assert!(d.fin.starts_with(&format!("NO [{code}]")), "{}", d.fin);
    }
    // Given up.
    let etiquette = s.envoyer("AUTHENTICATE OAUTHBEARER").await;
    assert_eq!(s.client.lire().await, "+");
    s.client.envoyer("*\r\n").await;
    assert!(s.recevoir(&etiquette).await.fin.starts_with("BAD"));
    s.non("AUTHENTICATE CRAM-MD5", "NO [CANNOT]").await;
    s.non("AUTHENTICATE EXTERNAL =", "NO [CANNOT]").await;
    // Without an initial response: an empty challenge.
    let etiquette = s.envoyer("AUTHENTICATE OAUTHBEARER").await;
    assert_eq!(s.client.lire().await, "+");
    let bearer = STANDARD.encode(format!("n,a={},\x01auth=Bearer {jeton}\x01\x01", BIOLOGISTE.1));
    s.client.envoyer(format!("{bearer}\r\n")).await;
    assert!(s.recevoir(&etiquette).await.fin.starts_with("OK [CAPABILITY "));
    s.ok("SELECT INBOX").await;
    let echanges = essai.echanges("mssante.imap.authenticate").await;
    assert_eq!(echanges.len(), 7);
    assert_eq!(echanges.last().unwrap().faits["mecanisme"], ["OAUTHBEARER"]);
    assert_eq!(echanges.last().unwrap().faits["authentifie"], [BIOLOGISTE.1]);
    for e in &echanges {
        let (requete, _) = essai.banc.journal().octets(None, e.id).await.unwrap().unwrap();
        let requete = String::from_utf8(requete.to_vec()).unwrap();
        assert!(!requete.contains(&jeton[..20]) && !requete.contains(&bearer[..20]), "{requete}");
        assert!(
            !e.requete.ligne.contains(&porteur(BIOLOGISTE.1, &jeton)[..30]),
            "{}",
            e.requete.ligne
        );
    }
}

#[tokio::test]
async fn passwords_in_every_form_are_masked() {
    let essai = Essai::nouveau().await;
    let boite = BIOLOGISTE.1;
    let plain = STANDARD.encode(format!("\0{boite}\0{MOT}"));
    for (envoi, suites) in [
        (format!("x LOGIN {boite} {MOT}\r\n"), 0),
        (format!("x LOGIN \"{boite}\" \"{MOT}\"\r\n"), 0),
        (
            format!("x LOGIN {{{}+}}\r\n{boite} {{{}+}}\r\n{MOT}\r\n", boite.len(), MOT.len()),
            0,
        ),
        (format!("x LOGIN {{{}}}\r\n{boite} \"{MOT}\"\r\n", boite.len()), 1),
        (format!("x AUTHENTICATE PLAIN {plain}\r\n"), 0),
        (format!("x AUTHENTICATE PLAIN\r\n{plain}\r\n"), 1),
    ] {
        let mut s = Session::nouvelle(&essai, None).await;
        s.client.envoyer(&envoi).await;
        for _ in 0..suites {
            assert!(s.client.lire().await.starts_with('+'));
        }
        assert!(s.recevoir("x").await.fin.starts_with("OK"), "{envoi}");
    }
    for operation in ["mssante.imap.login", "mssante.imap.authenticate"] {
        for e in essai.echanges(operation).await {
            let (requete, _) = essai.banc.journal().octets(None, e.id).await.unwrap().unwrap();
            let requete = String::from_utf8(requete.to_vec()).unwrap();
            assert!(
                !requete.contains(MOT) && !requete.contains(&plain) && requete.contains("masqué"),
                "{requete}"
            );
            if operation == "mssante.imap.login" {
                assert_eq!(e.faits["identifiant"], [boite]);
            }
        }
    }
}

#[tokio::test]
async fn a_machine_mailbox_opens_by_certificate_and_no_password_when_none_is_set() {
    let essai = Essai::sur(None, MssanteReglage::default()).await;
    let mut s = Session::nouvelle(&essai, Some("org-auth-cli")).await;
    let d = s.ok("CAPABILITY").await;
    assert!(
        d.corps().contains("AUTH=EXTERNAL") && d.corps().contains("LOGINDISABLED"),
        "{}",
        d.tout()
    );
    s.non(&format!("LOGIN {} {MOT}", BIOLOGISTE.1), "NO [AUTHENTICATIONFAILED]").await;
    s.non(
        &format!("AUTHENTICATE EXTERNAL {}", STANDARD.encode(BIOLOGISTE.1)),
        "NO [AUTHORIZATIONFAILED]",
    )
    .await;
    let d = s.ok("AUTHENTICATE EXTERNAL =").await;
    assert!(d.fin.contains("sil.labo-tilleuls@test.mssante.fr"), "{}", d.fin);
}

#[tokio::test]
async fn the_operator_closes_sessions() {
    let essai = Essai::nouveau().await;
    let mut s = Session::dans(&essai, BIOLOGISTE.1).await;
    let mut autre = Session::dans(&essai, PRESCRIPTEUR).await;
    let mut attend = Session::dans(&essai, BIOLOGISTE.1).await;
    attend.envoyer("IDLE").await;
    assert!(attend.ligne().await.starts_with("+ "));
    essai
        .agir("mssante", "fermer-sessions", json!({ "boite": BIOLOGISTE.1 }))
        .await
        .unwrap();
    assert!(s.ligne().await.starts_with("* BYE [UNAVAILABLE]"));
    assert!(attend.ligne().await.starts_with("* BYE [UNAVAILABLE]"));
    assert_eq!(s.ligne().await, "");
    autre.ok("NOOP").await;
    essai.agir("mssante", "fermer", json!({ "boite": PRESCRIPTEUR })).await.unwrap();
    assert!(autre.ligne().await.starts_with("* BYE"));
    let mut s = Session::nouvelle(&essai, None).await;
    s.non(&format!("LOGIN {PRESCRIPTEUR} {MOT}"), "NO [AUTHENTICATIONFAILED]").await;
}
