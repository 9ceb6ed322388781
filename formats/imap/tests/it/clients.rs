//! What clients that others wrote send, word for word or nearly: all of it is read.

use crate::outils::commande;

#[test]
fn all_that_clients_send_is_read() {
    let lignes = [
        // imaplib, and what people write with it.
        "ABCD1 FETCH 1 (RFC822)",
        "ABCD2 SEARCH CHARSET utf-8 SUBJECT {9}\r\n\u{e9}tranger",
        "ABCD3 SEARCH ALL",
        "ABCD4 STORE 1 +FLAGS \\Deleted",
        "ABCD5 LIST \"\" *",
        "ABCD6 APPEND INBOX (\\Seen) \"29-Nov-2026 10:00:00 +0100\" {3}\r\nabc",
        "ABCD7 UID SEARCH (UNSEEN SINCE \"01-Jan-2026\")",
        // mbsync.
        "3 NAMESPACE",
        "5 LIST \"\" \"*\"",
        "6 UID FETCH 1:* (UID FLAGS)",
        "7 UID FETCH 5 (BODY.PEEK[])",
        "8 APPEND \"Sent\" (\\Seen) {3+}\r\nabc",
        "9 UID SEARCH HEADER X-TUID {12+}\r\nabcdefghijkl",
        "10 UID STORE 5,7:9 +FLAGS.SILENT (\\Deleted)",
        // offlineimap.
        "LBOM2 LIST \"\" \"*\"",
        "LBOM3 SELECT \"INBOX/Archives\"",
        "LBOM4 FETCH 1:* (FLAGS UID INTERNALDATE)",
        "LBOM5 UID SEARCH HEADER X-OfflineIMAP 712345678-0543298-v8.0.0",
        "LBOM6 UID FETCH 12 (BODY.PEEK[])",
        // imapflow.
        "2 ID (\"name\" \"imapflow\" \"version\" \"1.0.0\" \"vendor\" \"Postal Systems\")",
        "3 ENABLE CONDSTORE UTF8=ACCEPT",
        "4 LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN UIDNEXT HIGHESTMODSEQ))",
        "5 LSUB \"\" \"*\"",
        "6 SELECT INBOX (CONDSTORE)",
        "7 UID FETCH 1:* (UID FLAGS BODYSTRUCTURE ENVELOPE RFC822.SIZE INTERNALDATE MODSEQ BODY.PEEK[HEADER.FIELDS (Date Subject)]) (CHANGEDSINCE 1)",
        "8 UID SEARCH OR SUBJECT a OR SUBJECT b NOT DELETED",
        "9 UID FETCH 3 (UID BODY.PEEK[1.MIME] BODY.PEEK[1]<0.65536>)",
        "A UID SEARCH RETURN (COUNT ALL) SINCE 1-Jan-2026",
        // JavaMail.
        "A2 STATUS INBOX (MESSAGES RECENT UNSEEN UIDNEXT UIDVALIDITY)",
        "A4 FETCH 1:50 (ENVELOPE INTERNALDATE RFC822.SIZE FLAGS BODYSTRUCTURE)",
        "A5 FETCH 1 (BODY[1]<0.16384>)",
        "A6 SEARCH UNSEEN NOT (FLAGGED) FROM labo SENTSINCE 1-Jan-2026 ALL",
        "A7 APPEND Sent (\\Seen) \" 9-Nov-2026 10:00:00 +0100\" {3}\r\nabc",
        "A8 FETCH 2 (BODY.PEEK[HEADER])",
        "A9 LIST \"\" \"\"",
        "A10 AUTHENTICATE XOAUTH2 dXNlcj1qb2UBYXV0aD1CZWFyZXIgeAEB",
        "A11 UID COPY 1:2,5 \"Envoy&AOk-s\"",
        // fetchmail.
        "A0004 SELECT \"INBOX\"",
        "A0005 SEARCH UNSEEN",
        "A0006 FETCH 1:3 RFC822.SIZE",
        "A0007 FETCH 1 RFC822.HEADER",
        "A0008 FETCH 1 BODY.PEEK[TEXT]",
        "A0009 STORE 1 +FLAGS (\\Seen \\Deleted)",
        // mutt.
        "a0003 LIST \"\" \"\"",
        "a0004 STATUS \"INBOX\" (UIDNEXT UIDVALIDITY UNSEEN RECENT MESSAGES)",
        "a0005 FETCH 1:2 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER SUBJECT TO CC MESSAGE-ID REFERENCES CONTENT-TYPE CONTENT-DESCRIPTION IN-REPLY-TO REPLY-TO LINES LIST-POST LIST-SUBSCRIBE LIST-UNSUBSCRIBE X-LABEL X-ORIGINAL-TO)])",
        "a0006 UID FETCH 2 BODY.PEEK[]",
        "a0007 UID STORE 2 +FLAGS.SILENT (\\Seen)",
        // curl.
        "A003 LIST \"\" *",
        "A003 SELECT INBOX",
        "A004 FETCH 1 BODY[HEADER.FIELDS (Subject)]",
        "A004 APPEND INBOX (\\Seen) {3}\r\nabc",
        "A002 AUTHENTICATE OAUTHBEARER",
        // Thunderbird.
        "1 capability",
        "4 ID (\"name\" \"Thunderbird\" \"version\" \"128.0\")",
        "5 list (subscribed) \"\" \"*\" return (special-use)",
        "6 list \"\" \"INBOX\"",
        "7 getquotaroot \"INBOX\"",
        "8 UID fetch 1:* (FLAGS)",
        "9 UID fetch 1 (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID Priority X-Priority References Newsgroups In-Reply-To Content-Type Reply-To)])",
        "10 UID fetch 1 (UID RFC822.SIZE BODY.PEEK[])",
        "11 uid store 1 +Flags (\\Seen)",
        "12 uid copy 1 \"Trash\"",
        "13 create \"INBOX/essai\"",
        "14 enable UTF8=ACCEPT",
        "15 select \"INBOX\" (CONDSTORE)",
        "16 UID fetch 1:* (FLAGS) (CHANGEDSINCE 5)",
        "17 uid expunge 1",
        "18 UID SEARCH UNDELETED",
    ];
    for ligne in lignes {
        commande(ligne);
    }
}
