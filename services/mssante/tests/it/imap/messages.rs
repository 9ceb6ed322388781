//! What changes messages: flags, copies, moves, what goes, what is put.

use segur_mssante::MssanteReglage;

use super::{Session, avec, avec_reglage, courriel};
use crate::essai::{BIOLOGISTE, reglage};
use serde_json::json;

#[tokio::test]
async fn flags() {
    let (_essai, mut s) = avec(3).await;
    assert_eq!(
        s.ok("STORE 1 +FLAGS (\\Seen $MDNSent)").await.corps(),
        "* 1 FETCH (FLAGS (\\Seen $MDNSent))"
    );
    assert_eq!(s.ok("STORE 1 -FLAGS \\Seen").await.corps(), "* 1 FETCH (FLAGS ($MDNSent))");
    assert_eq!(
        s.ok("UID STORE 2:3 FLAGS (\\Flagged \\Recent)").await.corps(),
        "* 2 FETCH (UID 2 FLAGS (\\Flagged))\n* 3 FETCH (UID 3 FLAGS (\\Flagged))"
    );
    assert_eq!(s.ok("STORE 1:* FLAGS.SILENT ()").await.corps(), "");
    assert_eq!(
        s.ok("FETCH 1:* FLAGS").await.corps(),
        "* 1 FETCH (FLAGS ())\n* 2 FETCH (FLAGS ())\n* 3 FETCH (FLAGS ())"
    );
    s.non("STORE 4 FLAGS (\\Seen)", "BAD").await;
    assert_eq!(s.ok("UID STORE 40 FLAGS (\\Seen)").await.corps(), "");
}

#[tokio::test]
async fn points_of_change() {
    let (essai, mut s) = avec(3).await;
    let mut autre = Session::dans(&essai, BIOLOGISTE.1).await;
    let d = s.ok("FETCH 1:* (MODSEQ)").await;
    assert_eq!(d.corps(), "* 1 FETCH (MODSEQ (2))\n* 2 FETCH (MODSEQ (3))\n* 3 FETCH (MODSEQ (4))");
    autre.ok("STORE 2 +FLAGS.SILENT (\\Seen)").await;
    // Told with its point, once it was asked for.
    assert_eq!(s.ok("NOOP").await.corps(), "* 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (5))");
    assert_eq!(
        s.ok("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 4)").await.corps(),
        "* 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (5))"
    );
    let d = s.ok("STORE 1:3 (UNCHANGEDSINCE 4) +FLAGS (\\Flagged)").await;
    assert!(d.fin.starts_with("OK [MODIFIED 2]"), "{}", d.fin);
    assert_eq!(
        d.corps(),
        "* 1 FETCH (FLAGS (\\Flagged) MODSEQ (6))\n* 3 FETCH (FLAGS (\\Flagged) MODSEQ (7))"
    );
    assert_eq!(s.ok("STORE 1 +FLAGS.SILENT (\\Seen)").await.corps(), "* 1 FETCH (MODSEQ (8))");
    // What changes nothing moves no point.
    assert_eq!(s.ok("STORE 1 +FLAGS.SILENT (\\Seen)").await.corps(), "* 1 FETCH (MODSEQ (8))");
    s.non("SELECT INBOX (QRESYNC (1 2))", "BAD").await;
}

#[tokio::test]
async fn copies_and_moves() {
    let (_essai, mut s) = avec(3).await;
    s.ok("STORE 1 FLAGS.SILENT (\\Seen)").await;
    s.non("COPY 1 Absent", "NO [TRYCREATE]").await;
    let d = s.ok("COPY 1,3 Archive").await;
    assert!(d.fin.starts_with("OK [COPYUID 1 1,3 1:2]"), "{}", d.fin);
    let d = s.ok("UID MOVE 2 Trash").await;
    assert_eq!(d.corps(), "* OK [COPYUID 1 2 1] Messages copies\n* 2 EXPUNGE");
    assert_eq!(s.ok("UID MOVE 2 Trash").await.corps(), "", "it is no more there");
    // To the folder itself.
    let d = s.ok("COPY 2 INBOX").await;
    assert_eq!(d.corps(), "* 3 EXISTS\n* 0 RECENT");
    assert!(d.fin.starts_with("OK [COPYUID 1 3 4]"), "{}", d.fin);
    assert_eq!(s.ok("UID SEARCH ALL").await.corps(), "* SEARCH 1 3 4");
    let d = s.ok("SELECT Archive").await;
    assert!(d.corps().contains("* 2 EXISTS"));
    assert_eq!(
        s.ok("FETCH 1:2 (FLAGS BODY.PEEK[TEXT])").await.corps(),
        "* 1 FETCH (FLAGS (\\Seen) BODY[TEXT] {9}corps 1⏎)\n* 2 FETCH (FLAGS () BODY[TEXT] {9}corps 3⏎)"
    );
}

#[tokio::test]
async fn what_goes() {
    let (_essai, mut s) = avec(6).await;
    s.ok("STORE 2,4:5 +FLAGS.SILENT (\\Deleted)").await;
    // Among these only.
    assert_eq!(s.ok("UID EXPUNGE 1:2").await.corps(), "* 2 EXPUNGE");
    assert_eq!(s.ok("EXPUNGE").await.corps(), "* 3 EXPUNGE\n* 3 EXPUNGE");
    assert_eq!(s.ok("UID SEARCH ALL").await.corps(), "* SEARCH 1 3 6");
    s.ok("STORE 1 +FLAGS.SILENT (\\Deleted)").await;
    s.ok("UNSELECT").await;
    s.ok("SELECT INBOX").await;
    assert_eq!(
        s.ok("UID SEARCH ALL").await.corps(),
        "* SEARCH 1 3 6",
        "UNSELECT takes nothing away"
    );
    assert_eq!(s.ok("CLOSE").await.corps(), "");
    s.non("EXPUNGE", "BAD").await;
    s.ok("SELECT INBOX").await;
    assert_eq!(s.ok("UID SEARCH ALL").await.corps(), "* SEARCH 3 6");
    s.deposer("INBOX", &courriel(9)).await;
    assert_eq!(s.ok("UID SEARCH ALL").await.corps(), "* SEARCH 3 6 7", "no UID is given twice");
}

#[tokio::test]
async fn what_is_put() {
    let (essai, mut s) = avec(0).await;
    let m = "Subject: d\u{e9}p\u{f4}t\r\nMessage-ID: <depot@x>\r\n\r\n.\r\n..fin";
    let d = s.deposer("INBOX (\\Seen \\Draft) \" 3-Mar-2024 10:20:30 +0200\"", m).await;
    assert_eq!(d.corps(), "* 1 EXISTS\n* 0 RECENT");
    assert!(d.fin.starts_with("OK [APPENDUID 1 1]"), "{}", d.fin);
    let d = s.ok("FETCH 1 (FLAGS INTERNALDATE BODY.PEEK[])").await;
    assert_eq!(
        d.corps(),
        format!(
            "* 1 FETCH (FLAGS (\\Seen \\Draft) INTERNALDATE \" 3-Mar-2024 08:20:30 +0000\" BODY[] {{{}}}{})",
            m.len(),
            m.replace("\r\n", "⏎")
        )
    );
    // Without waiting (LITERAL+), the name in a literal, UTF-8 announced.
    let octets = format!("x APPEND {{4+}}\r\nSent {{{}+}}\r\n{m}\r\n", m.len());
    s.client.envoyer(octets).await;
    assert!(s.recevoir("x").await.fin.starts_with("OK [APPENDUID 1 1]"));
    s.client
        .envoyer(format!("x APPEND Drafts UTF8 (~{{{}+}}\r\n{m})\r\n", m.len()))
        .await;
    assert!(s.recevoir("x").await.fin.starts_with("OK"));
    s.client.envoyer("x APPEND Sent ~{3+}\r\na\0b\r\n").await;
    assert!(s.recevoir("x").await.fin.starts_with("NO [UNKNOWN-CTE]"));
    s.client.envoyer("x APPEND Absent {3+}\r\nabc\r\n").await;
    assert!(s.recevoir("x").await.fin.starts_with("NO [TRYCREATE]"));
    s.client.envoyer("x APPEND Sent {0+}\r\n\r\n").await;
    assert!(s.recevoir("x").await.fin.starts_with("NO"));
    let e = &essai.echanges("mssante.imap.append").await[0];
    assert_eq!(e.faits["message_id"], ["<depot@x>"]);
    assert_eq!(e.faits["drapeaux"], ["\\Seen", "\\Draft"]);
    // Of a copy in another folder, the bytes are the same ones.
    s.ok("COPY 1 Archive").await;
    s.ok("SELECT Archive").await;
    assert!(s.ok("FETCH 1 BODY[TEXT]").await.corps().contains("{8}.⏎..fin"));
}

#[tokio::test]
async fn a_mailbox_has_its_place() {
    let (essai, mut s) = avec(1).await;
    essai
        .agir("mssante", "quota", json!({ "boite": BIOLOGISTE.1, "octets": 300 }))
        .await
        .unwrap();
    let d = s.ok("GETQUOTAROOT INBOX").await;
    assert_eq!(d.corps(), "* QUOTAROOT INBOX \"\"\n* QUOTA \"\" (STORAGE 1 0)");
    s.non("COPY 1 Archive", "NO [OVERQUOTA]").await;
    let m = courriel(2);
    let etiquette = s.envoyer(&format!("APPEND INBOX {{{}}}", m.len())).await;
    s.ligne().await;
    s.client.envoyer(format!("{m}\r\n")).await;
    assert!(s.recevoir(&etiquette).await.fin.starts_with("NO [OVERQUOTA]"));
    // Nothing of it is there, and the mailbox goes on.
    assert_eq!(
        s.ok("STATUS INBOX (MESSAGES UIDNEXT)").await.corps(),
        "* STATUS INBOX (MESSAGES 1 UIDNEXT 2)"
    );
    s.ok("STORE 1 +FLAGS.SILENT (\\Deleted)").await;
    s.ok("EXPUNGE").await;
    s.deposer("INBOX", &m).await;
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused_before_it_is_sent() {
    let petit = MssanteReglage {
        taille: 1_000,
        ..reglage()
    };
    let (_essai, mut s) = avec_reglage(1, petit).await;
    s.non("APPEND INBOX {1001}", "NO [TOOBIG]").await;
    s.ok("NOOP").await;
    // It is on its way: the session cannot go on.
    s.client.envoyer("x APPEND INBOX {99999999+}\r\nabc").await;
    assert!(s.ligne().await.starts_with("x NO [TOOBIG]"));
    assert!(s.ligne().await.starts_with("* BYE [TOOBIG]"));
    assert_eq!(s.ligne().await, "");
}
