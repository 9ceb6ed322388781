//! A mailbox that mail comes to, read as a client reads it.

use super::{Session, avec, courriel};
use crate::essai::{BIOLOGISTE, Essai, PRESCRIPTEUR};
use crate::parler::Client;

const CR: &str = "From: Alex BIOTEST <alex.biotest@test.mssante.fr>\r\nTo: baptiste.ordonnance@test.mssante.fr\r\n\
                  Subject: XDM/1.0/DDM+CR\r\nMessage-ID: <cr@test.mssante.fr>\r\nMIME-Version: 1.0\r\n\
                  Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
                  bonjour\r\n..deux points\r\n--b\r\nContent-Type: application/zip; name=IHE_XDM.ZIP\r\n\
                  Content-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--b--\r\n";

#[tokio::test]
async fn a_mail_that_was_delivered_is_read_byte_for_byte_and_recorded_once() {
    let essai = Essai::nouveau().await;
    let mut c = Client::de(&essai, BIOLOGISTE.1).await;
    // The first as it stands; the second with a dot that the client doubles.
    c.remettre(BIOLOGISTE.1, &[&format!("<{PRESCRIPTEUR}>")], CR.trim_end(), "250")
        .await;
    let mut s = Session::dans(&essai, PRESCRIPTEUR).await;
    let d = s.ok("UID FETCH 1 (FLAGS RFC822.SIZE BODY.PEEK[])").await;
    let recu = &d.lignes[0];
    let texte = CR.trim_end().replace("..deux", ".deux");
    assert!(recu.contains(&format!("{}⏎)", texte.replace("\r\n", "⏎"))), "{recu}");
    let trace = recu.split("}").nth(1).unwrap();
    assert!(
        trace.starts_with("Return-Path: <alex.biotest@test.mssante.fr>⏎Received: from"),
        "{recu}"
    );
    let taille: usize = recu
        .split("RFC822.SIZE ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let octets = trace.trim_end_matches(')').replace('⏎', "\r\n");
    assert_eq!(octets.len(), taille);
    // Parts are slices of it, with or without their encoding.
    let d = s
        .ok("FETCH 1 (BODY.PEEK[2] BODY.PEEK[1]<0.7> BODY.PEEK[2.MIME] BINARY.PEEK[2] BINARY.SIZE[2] BODY.PEEK[3] BODY.PEEK[HEADER.FIELDS (Subject)])")
        .await;
    for vu in [
        "BODY[2] {8}UEsDBA==",
        "BODY[1]<0> {7}bonjour",
        "BODY[2.MIME] {86}Content-Type: application/zip",
        "BINARY[2] {4}PK",
        "BINARY.SIZE[2] 4",
        "BODY[3] NIL",
        "BODY[HEADER.FIELDS (Subject)] {27}Subject: XDM/1.0/DDM+CR⏎⏎",
    ] {
        assert!(d.corps().contains(vu), "{vu} in {}", d.corps());
    }
    let d = s.ok("FETCH 1 (BODY.PEEK[HEADER] BODY.PEEK[TEXT])").await;
    let recolle = d.lignes[0].replace("* 1 FETCH (BODY[HEADER] {", "").replace(" BODY[TEXT] {", "");
    let recolle: Vec<&str> = recolle.split('}').skip(1).collect();
    let recolle = recolle.join("}").trim_end_matches(')').to_owned();
    let recolle: String = recolle
        .split('}')
        .map(|p| p.trim_end_matches(|c: char| c.is_ascii_digit()))
        .collect();
    assert_eq!(recolle.replace('⏎', "\r\n"), octets, "the header and the text are the mail");
    let d = s.ok("FETCH 1 BODYSTRUCTURE").await;
    assert!(
        d.corps()
            .contains("((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 21 1 NIL NIL NIL NIL)(\"application\" \"zip\""),
        "{}",
        d.corps()
    );
    // The journal has a mention in place of the bytes; the exchange says of which mail.
    let e = &essai.echanges("mssante.imap.fetch").await[0];
    assert_eq!(e.faits["message_id"], ["<cr@test.mssante.fr>"]);
    assert_eq!(e.faits["demande"], ["FLAGS", "RFC822.SIZE", "BODY.PEEK[]"]);
    assert_eq!(e.faits["boite"], [PRESCRIPTEUR]);
    let (_, reponse) = essai.banc.journal().octets(None, e.id).await.unwrap().unwrap();
    let reponse = String::from_utf8(reponse.to_vec()).unwrap();
    assert!(reponse.contains("[corps : ") && !reponse.contains("bonjour"), "{reponse}");
}

#[tokio::test]
async fn what_is_looked_at_is_seen() {
    let (essai, mut s) = avec(3).await;
    let mut autre = Session::dans(&essai, BIOLOGISTE.1).await;
    s.ok("FETCH 1 (BODY.PEEK[] RFC822.HEADER ENVELOPE BODYSTRUCTURE)").await;
    assert_eq!(s.ok("SEARCH SEEN").await.corps(), "* SEARCH");
    let d = s.ok("FETCH 1 BODY[TEXT]").await;
    assert_eq!(d.corps(), "* 1 FETCH (BODY[TEXT] {9}corps 1⏎ FLAGS (\\Seen))");
    assert_eq!(s.ok("SEARCH SEEN").await.corps(), "* SEARCH 1");
    let d = s.ok("FETCH 2 (RFC822.TEXT FLAGS)").await;
    assert_eq!(d.corps(), "* 2 FETCH (RFC822.TEXT {9}corps 2⏎ FLAGS (\\Seen))");
    // This session knows already; the other is told.
    assert_eq!(s.ok("NOOP").await.corps(), "");
    assert_eq!(
        autre.ok("NOOP").await.corps(),
        "* 1 FETCH (UID 1 FLAGS (\\Seen))\n* 2 FETCH (UID 2 FLAGS (\\Seen))"
    );
    // Read only, nothing is marked.
    s.ok("EXAMINE INBOX").await;
    assert_eq!(s.ok("FETCH 3 BODY[TEXT]").await.corps(), "* 3 FETCH (BODY[TEXT] {9}corps 3⏎)");
    assert_eq!(s.ok("SEARCH UNSEEN").await.corps(), "* SEARCH 3");
    for commande in ["STORE 3 FLAGS (\\Seen)", "EXPUNGE", "MOVE 3 Trash"] {
        s.non(commande, "NO [NOPERM]").await;
    }
}

#[tokio::test]
async fn a_folder_tells_what_it_holds() {
    let (_essai, mut s) = avec(2).await;
    s.ok("STORE 1 FLAGS (\\Seen $Traite)").await;
    let d = s.ok("SELECT INBOX").await;
    assert_eq!(
        d.corps(),
        "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Traite)\n\
         * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Traite \\*)] Drapeaux gardes\n\
         * 2 EXISTS\n* 0 RECENT\n* OK [UNSEEN 2] Premier non lu\n* OK [UIDVALIDITY 1] Validite des UID\n\
         * OK [UIDNEXT 3] Prochain UID\n* OK [HIGHESTMODSEQ 4] Dernier changement"
    );
    assert!(d.fin.starts_with("OK [READ-WRITE]"));
    assert!(s.ok("EXAMINE INBOX").await.fin.starts_with("OK [READ-ONLY]"));
    let d = s
        .ok("STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT SIZE HIGHESTMODSEQ)")
        .await;
    let taille = 2 * courriel(1).len();
    assert_eq!(
        d.corps(),
        format!("* STATUS INBOX (MESSAGES 2 UNSEEN 1 UIDNEXT 3 UIDVALIDITY 1 RECENT 0 SIZE {taille} HIGHESTMODSEQ 4)")
    );
    s.non("SELECT Absent", "NO [NONEXISTENT]").await;
    s.non("FETCH 1 FLAGS", "BAD").await;
    s.non("STATUS Absent (MESSAGES)", "NO [NONEXISTENT]").await;
    s.ok("ENABLE IMAP4rev2").await;
    s.ok("SELECT INBOX").await;
    let d = s.ok("SELECT INBOX").await;
    assert!(
        d.corps().starts_with("* OK [CLOSED]") && d.corps().contains("* LIST () \"/\" INBOX") && !d.corps().contains("RECENT"),
        "{}",
        d.corps()
    );
    assert!(
        s.ok("SEARCH ALL").await.corps().ends_with(") ALL 1:2"),
        "a search is told as rev2 tells it"
    );
}

#[tokio::test]
async fn searches() {
    let (_essai, mut s) = avec(4).await;
    s.ok("STORE 2 +FLAGS (\\Flagged)").await;
    for (cles, trouves) in [
        ("ALL", "1 2 3 4"),
        ("FLAGGED", "2"),
        ("SUBJECT \"essai 3\"", "3"),
        ("BODY \"corps 4\"", "4"),
        ("TEXT \"test.mssante\" UNFLAGGED", "1 3 4"),
        ("SENTON 2-Dec-2025", "2"),
        ("HEADER Message-ID 1@test", "1"),
        ("OR 1 UID 4", "1 4"),
        ("LARGER 100000", ""),
        ("ON 15-Jan-2026", "1 2 3 4"),
    ] {
        let attendu = format!("* SEARCH {trouves}");
        assert_eq!(s.ok(&format!("SEARCH {cles}")).await.corps(), attendu.trim_end(), "{cles}");
    }
    s.ok("STORE 1 +FLAGS.SILENT (\\Deleted)").await;
    s.ok("EXPUNGE").await;
    assert_eq!(s.ok("SEARCH ALL").await.corps(), "* SEARCH 1 2 3");
    assert_eq!(s.ok("UID SEARCH ALL").await.corps(), "* SEARCH 2 3 4");
    let d = s.ok("UID SEARCH RETURN (MIN MAX COUNT ALL) NOT FLAGGED").await;
    assert!(d.corps().ends_with("UID MIN 3 MAX 4 COUNT 2 ALL 3:4"), "{}", d.corps());
    // What is kept is named by `$`.
    assert_eq!(s.ok("SEARCH RETURN (SAVE) NOT FLAGGED").await.corps(), "");
    assert_eq!(s.ok("FETCH $ UID").await.corps(), "* 2 FETCH (UID 3)\n* 3 FETCH (UID 4)");
    let d = s.ok("SEARCH MODSEQ 1").await;
    assert_eq!(d.corps(), "* SEARCH 1 2 3 (MODSEQ 6)");
    s.non("SEARCH CHARSET KLINGON ALL", "NO [BADCHARSET (UTF-8").await;
}

#[tokio::test]
async fn folders_of_others_stay_theirs() {
    let (essai, _s) = avec(1).await;
    let mut autre = Session::dans(&essai, PRESCRIPTEUR).await;
    assert_eq!(autre.ok("SEARCH ALL").await.corps(), "* SEARCH");
}
