//! A mailbox that several sessions hold: what each is told, and when.

use super::{Session, avec, courriel};
use crate::essai::{BIOLOGISTE, PRESCRIPTEUR};
use crate::parler::Client;

#[tokio::test]
async fn numbers_stay_until_they_are_told() {
    let (essai, mut s) = avec(4).await;
    let mut autre = Session::dans(&essai, BIOLOGISTE.1).await;
    autre.ok("STORE 2 +FLAGS.SILENT (\\Deleted)").await;
    autre.ok("EXPUNGE").await;
    autre.deposer("INBOX", &courriel(5)).await;
    // Neither FETCH, STORE nor SEARCH may tell what went (RFC 3501, 7.4.1); what came may be told.
    let d = s.ok("FETCH 3 UID").await;
    assert_eq!(d.corps(), "* 3 FETCH (UID 3)\n* 5 EXISTS\n* 0 RECENT");
    let d = s.ok("FETCH 2 UID").await;
    assert_eq!((d.corps().as_str(), &d.fin[..20]), ("", "OK [EXPUNGEISSUED] C"));
    assert_eq!(s.ok("SEARCH ALL").await.corps(), "* SEARCH 1 3 4 5");
    assert_eq!(s.ok("STORE 4 +FLAGS (\\Seen)").await.corps(), "* 4 FETCH (FLAGS (\\Seen))");
    // By UID, it may.
    assert_eq!(
        s.ok("UID FETCH 4 FLAGS").await.corps(),
        "* 4 FETCH (UID 4 FLAGS (\\Seen))\n* 2 EXPUNGE"
    );
    assert_eq!(s.ok("SEARCH ALL").await.corps(), "* SEARCH 1 2 3 4");
    assert_eq!(
        s.ok("FETCH 1:* UID").await.corps(),
        "* 1 FETCH (UID 1)\n* 2 FETCH (UID 3)\n* 3 FETCH (UID 4)\n* 4 FETCH (UID 5)"
    );
    assert_eq!(autre.ok("NOOP").await.corps(), "* 3 FETCH (UID 4 FLAGS (\\Seen))");
}

#[tokio::test]
async fn who_waits_is_told_at_once() {
    let (essai, mut s) = avec(1).await;
    let mut attend = Session::dans(&essai, BIOLOGISTE.1).await;
    let idle = attend.envoyer("IDLE").await;
    assert!(attend.ligne().await.starts_with("+ "));
    // By another session, then by another person.
    s.ok("STORE 1 +FLAGS (\\Seen)").await;
    assert_eq!(attend.ligne().await, "* 1 FETCH (UID 1 FLAGS (\\Seen))");
    let mut c = Client::de(&essai, PRESCRIPTEUR).await;
    let m = "From: baptiste.ordonnance@test.mssante.fr\r\nSubject: a\r\n\r\nb";
    c.remettre(PRESCRIPTEUR, &[&format!("<{}>", BIOLOGISTE.1)], m, "250").await;
    assert_eq!(attend.ligne().await, "* 2 EXISTS");
    assert_eq!(attend.ligne().await, "* 0 RECENT");
    s.ok("STORE 1 +FLAGS (\\Deleted)").await;
    assert_eq!(attend.ligne().await, "* 1 FETCH (UID 1 FLAGS (\\Seen \\Deleted))");
    s.ok("EXPUNGE").await;
    assert_eq!(attend.ligne().await, "* 1 EXPUNGE");
    attend.client.envoyer("DONE\r\n").await;
    assert!(attend.recevoir(&idle).await.fin.starts_with("OK"));
    assert_eq!(attend.ok("UID SEARCH ALL").await.corps(), "* SEARCH 2");
    // IDLE, what was told, DONE: each is an exchange.
    let idle = essai.echanges("mssante.imap.idle").await;
    let verbes: Vec<&str> = idle.iter().map(|e| e.faits["verbe"][0].as_str()).collect();
    assert_eq!(verbes, ["IDLE", "DONE"]);
    assert_eq!(essai.echanges("mssante.annonce").await.len(), 4);
    // What came between two commands is told by IDLE at once.
    s.deposer("INBOX", &courriel(3)).await;
    attend.envoyer("IDLE").await;
    assert!(attend.ligne().await.starts_with("+ "));
    assert_eq!(attend.ligne().await, "* 2 EXISTS");
    attend.ligne().await;
    attend.client.envoyer("NOOP\r\n").await;
    assert!(attend.ligne().await.contains("BAD DONE"));
}

#[tokio::test]
async fn two_sessions_that_change_at_once_lose_nothing() {
    let (essai, s) = avec(20).await;
    let mut taches = Vec::new();
    let mut sessions = vec![s];
    for _ in 0..3 {
        sessions.push(Session::dans(&essai, BIOLOGISTE.1).await);
    }
    for (rang, mut s) in sessions.into_iter().enumerate() {
        taches.push(tokio::spawn(async move {
            for n in 0..5 {
                let uid = rang * 5 + n + 1;
                s.ok(&format!("UID STORE {uid} +FLAGS.SILENT (\\Flagged mot{rang})")).await;
                s.deposer("Archive", &courriel(1)).await;
                s.ok(&format!("UID MOVE {uid} Trash")).await;
            }
        }));
    }
    for t in taches {
        t.await.unwrap();
    }
    let mut s = Session::de(&essai, BIOLOGISTE.1).await;
    assert_eq!(
        s.ok("LIST \"\" (INBOX Archive Trash) RETURN (STATUS (MESSAGES UIDNEXT))")
            .await
            .corps(),
        "* LIST (\\HasNoChildren \\Archive) \"/\" Archive\n* STATUS Archive (MESSAGES 20 UIDNEXT 21)\n\
         * LIST (\\HasNoChildren) \"/\" INBOX\n* STATUS INBOX (MESSAGES 0 UIDNEXT 21)\n\
         * LIST (\\HasNoChildren \\Trash) \"/\" Trash\n* STATUS Trash (MESSAGES 20 UIDNEXT 21)"
    );
    s.ok("SELECT Trash").await;
    assert_eq!(
        s.ok("SEARCH RETURN (COUNT) KEYWORD mot2 FLAGGED").await.corps(),
        "* ESEARCH (TAG \"t4\") COUNT 5"
    );
}
