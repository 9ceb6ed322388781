//! What nobody should send.

use serde_json::json;

use super::{Session, avec};
use crate::essai::BIOLOGISTE;

#[tokio::test]
async fn what_is_no_command_is_refused_and_the_session_goes_on() {
    let (_essai, mut s) = avec(1).await;
    for (octets, attendu) in [
        ("\r\n".to_owned(), "* BAD"),
        ("x\r\n".to_owned(), "* BAD"),
        ("x NIMPORTE\r\n".to_owned(), "x BAD"),
        ("x UID SELECT INBOX\r\n".to_owned(), "x BAD"),
        ("x FETCH 1\r\n".to_owned(), "x BAD"),
        ("x FETCH 1 (BODY[\r\n".to_owned(), "x BAD"),
        (format!("x SEARCH {}ALL\r\n", "NOT ".repeat(5_000)), "x BAD"),
        (format!("x FETCH {}1 FLAGS\r\n", "1,".repeat(25_000)), "x BAD"),
        (format!("x NOOP {}\r\n", "a".repeat(100_000)), "x BAD"),
        ("x LOGIN {70000}\r\n".to_owned(), "x BAD"),
        ("x SEARCH TEXT \0\r\n".to_owned(), "x BAD"),
    ] {
        s.client.envoyer(&octets).await;
        let dit = s.ligne().await;
        assert!(dit.starts_with(attendu), "{dit}");
    }
    s.ok("NOOP").await;
    // What is asked of a million messages that are not there is nothing.
    assert_eq!(s.ok(&format!("UID FETCH {}1:* FLAGS", "1:*,".repeat(10_000))).await.lignes.len(), 1);
}

#[tokio::test]
async fn too_many_faults_end_the_session() {
    let (_essai, mut s) = avec(0).await;
    for _ in 0..19 {
        s.non("NIMPORTE", "BAD").await;
    }
    s.ok("NOOP").await;
    for _ in 0..20 {
        s.non("NIMPORTE", "BAD").await;
    }
    assert!(s.ligne().await.starts_with("* BYE"));
    assert_eq!(s.ligne().await, "");
}

#[tokio::test]
async fn commands_sent_together_are_answered_in_their_order() {
    let (essai, _s) = avec(2).await;
    let mut s = Session::de(&essai, BIOLOGISTE.1).await;
    s.client
        .envoyer("a SELECT INBOX\r\nb FETCH 1:2 (UID)\r\nc STORE 1 +FLAGS (\\Seen)\r\nd SEARCH SEEN\r\ne APPEND Sent {3+}\r\nabc\r\nf LOGOUT\r\n")
        .await;
    assert!(s.recevoir("a").await.fin.starts_with("OK"));
    assert_eq!(s.recevoir("b").await.lignes.len(), 2);
    assert!(s.recevoir("c").await.fin.starts_with("OK"));
    assert_eq!(s.recevoir("d").await.corps(), "* SEARCH 1");
    assert!(s.recevoir("e").await.fin.starts_with("OK"));
    assert!(s.recevoir("f").await.lignes[0].starts_with("* BYE"));
    assert_eq!(s.ligne().await, "");
}

/// A mail whose structure nobody writes is told in bounded time, and given back whole.
#[tokio::test]
async fn a_mail_of_a_thousand_layers() {
    let (_essai, mut s) = avec(0).await;
    let mut m = String::new();
    for i in 0..1_000 {
        m.push_str(&format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"));
    }
    s.deposer("INBOX", &m).await;
    let d = s.ok("FETCH 1 (BODYSTRUCTURE BODY.PEEK[] BODY.PEEK[1.1.1.1.1.1.1.1])").await;
    assert!(d.corps().contains(&format!("BODY[] {{{}}}", m.len())));
    let ouvrantes = d.corps().split("BODY[]").next().unwrap().matches('(').count();
    assert!(ouvrantes < 200, "{ouvrantes}");
    s.ok("SEARCH BODY introuvable").await;
}

/// Faults, in the words of the protocol; nothing changes then.
#[tokio::test]
async fn faults_that_a_scenario_asks_for() {
    let (essai, mut s) = avec(1).await;
    let poser = async |pannes: serde_json::Value| {
        let url = format!("{}/banc/pannes?espace=defaut", essai.banc.acces().controle);
        let r = reqwest::Client::new().put(url).json(&pannes).send().await.unwrap();
        assert!(r.status().is_success(), "{}", r.text().await.unwrap());
    };
    for (faute, attendu) in [
        ("OVERQUOTA", "x NO [OVERQUOTA]"),
        ("NO", "x NO Panne"),
        ("BAD", "x BAD"),
        ("lent!", "x NO [UNAVAILABLE]"),
    ] {
        poser(json!([{ "sur": "mssante.imap.*", "quoi": { "faute": faute } }])).await;
        for octets in [
            "x STORE 1 +FLAGS (\\Deleted)\r\n",
            "x APPEND INBOX {3}\r\n",
            "x APPEND INBOX {3+}\r\nabc\r\n",
            "x LOGOUT\r\n",
        ] {
            s.client.envoyer(octets).await;
            let dit = s.ligne().await;
            assert!(dit.starts_with(attendu), "{faute}: {dit}");
        }
    }
    poser(json!([])).await;
    assert_eq!(
        s.ok("STATUS INBOX (MESSAGES DELETED)").await.corps(),
        "* STATUS INBOX (MESSAGES 1 DELETED 0)"
    );
    poser(json!([{ "sur": "mssante.imap.accueil", "quoi": { "statut": 503 } }, { "sur": "mssante.imap.noop", "quoi": { "statut": 421 } }]))
        .await;
    s.envoyer("NOOP").await;
    assert!(s.ligne().await.starts_with("* BYE [UNAVAILABLE]"));
    let mut c = crate::parler::Client::nouveau(&essai, "mssante.imap").await;
    assert!(c.lire().await.starts_with("* BYE [UNAVAILABLE]"));
    assert_eq!(c.lire().await, "");
}
