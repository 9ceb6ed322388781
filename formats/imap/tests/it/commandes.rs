//! Every command, read; and those that are not.

use segur_imap::annonce::{Annonce, annonce};
use segur_imap::commande::{Changement, Compte, Item};
use segur_imap::lecture::Raison;
use segur_imap::{Commande, Drapeau, Reglage, lire, nom};

use crate::outils::{assembler, commande, requete};

#[test]
fn literals_are_announced_at_the_end_of_a_line() {
    let a = |taille, synchrone, binaire, debut| {
        Some(Annonce {
            taille,
            synchrone,
            binaire,
            debut,
        })
    };
    assert_eq!(annonce(b"a LOGIN {5}"), a(5, true, false, 8));
    assert_eq!(annonce(b"a LOGIN {5+}"), a(5, false, false, 8));
    assert_eq!(annonce(b"a LOGIN {5-}"), a(5, false, false, 8));
    assert_eq!(annonce(b"a APPEND x ~{12+}"), a(12, false, true, 11));
    assert_eq!(annonce(b"a LOGIN {99999999999999999999999}"), a(u64::MAX, true, false, 8));
    for pas in [
        "a NOOP",
        "a LOGIN {5} x",
        "a LOGIN {}",
        "a LOGIN {+}",
        "a LOGIN {5++}",
        "a LOGIN \"{5}\"",
        "}",
        "{x}",
        "a {-5}",
    ] {
        assert_eq!(annonce(pas.as_bytes()), None, "{pas}");
    }
}

/// One of each, as it is read.
#[test]
fn commands() {
    let lignes = [
        "a CAPABILITY",
        "a noop",
        "a Id (\"name\" \"client\" \"version\" NIL)",
        "a ID NIL",
        "a STARTTLS",
        "a AUTHENTICATE XOAUTH2",
        "a AUTHENTICATE plain AGpvZQBzZWNyZXQ=",
        "a AUTHENTICATE EXTERNAL =",
        "a LOGIN joe \"mot de \\\"passe\\\"\"",
        "a LOGIN {3}\r\njoe {6}\r\nsecret",
        "a LOGIN {3+}\r\njoe {6-}\r\nsecret",
        "a ENABLE CONDSTORE utf8=accept IMAP4rev2",
        "a SELECT inBOX",
        "a SELECT Envoy&AOk-s (CONDSTORE)",
        "a EXAMINE \"a b\"",
        "a CREATE INBOX/labo",
        "a CREATE Envois (USE (\\Sent))",
        "a DELETE x",
        "a RENAME x {1}\r\ny",
        "a SUBSCRIBE x",
        "a UNSUBSCRIBE x",
        "a LIST \"\" *",
        "a LIST \"\" \"%\"",
        "a LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (\"INBOX\" \"Envoi*\") RETURN (CHILDREN SPECIAL-USE STATUS (MESSAGES UNSEEN))",
        "a LSUB \"\" *",
        "a NAMESPACE",
        "a STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ SIZE DELETED)",
        "a APPEND Envois (\\Seen $MDNSent \\Recent) \" 7-Feb-1994 21:52:25 -0800\" {7}\r\nSubject",
        "a APPEND {5}\r\nINBOX {7+}\r\nSubject",
        "a APPEND INBOX ~{3}\r\na\0b",
        "a APPEND INBOX (\\Seen) UTF8 (~{3}\r\nabc)",
        "a CHECK",
        "a CLOSE",
        "a UNSELECT",
        "a EXPUNGE",
        "a UID EXPUNGE 3:5",
        "a FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (From {2}\r\nTo)] BODY[1.2.MIME]<0.100> ENVELOPE) (CHANGEDSINCE 12)",
        "a UID FETCH 1,3:2,* FULL",
        "a FETCH 1 (RFC822 RFC822.HEADER RFC822.SIZE RFC822.TEXT INTERNALDATE BODY BODYSTRUCTURE MODSEQ BINARY.PEEK[1] BINARY.SIZE[2.1])",
        "a STORE 1 +FLAGS.SILENT (\\Deleted)",
        "a UID STORE 1:4 (UNCHANGEDSINCE 0) FLAGS \\Seen \\Flagged",
        "a STORE 1 -FLAGS ()",
        "a COPY 1 Trash",
        "a UID COPY $ Trash",
        "a FETCH $ FLAGS",
        "a UID MOVE 1:3 \"a b\"",
        "a IDLE",
        "a GETQUOTA \"\"",
        "a GETQUOTAROOT INBOX",
        "a LOGOUT",
    ];
    let lues: Vec<String> = lignes
        .iter()
        .map(|l| {
            let c = commande(l);
            assert_eq!(c.verbe().to_ascii_uppercase(), segur_imap::verbe(l.as_bytes()).unwrap(), "{l}");
            format!("{}\n    {c:?}", l.replace("\r\n", "⏎").replace('\0', "␀"))
        })
        .collect();
    insta::assert_snapshot!(lues.join("\n"));
}

#[test]
fn a_message_of_append_is_the_bytes_that_came() {
    let octets = b"a APPEND INBOX {5}\r\nabc\r\n\r\n";
    let recue = assembler(octets).unwrap();
    let place = recue.litteraux[0].octets.as_ptr();
    let Commande::Append { message, .. } = lire(&recue, Reglage::default()).unwrap().commande else {
        panic!()
    };
    assert_eq!((&message[..], message.as_ptr()), (&b"abc\r\n"[..], place), "not copied");
}

#[test]
fn what_is_not_a_command() {
    let raison = |l: &str| requete(l).unwrap_err();
    for (ligne, etiquette, pourquoi) in [
        ("", None, Raison::Etiquette),
        ("NOOP", None, Raison::Etiquette),
        ("a+ NOOP", None, Raison::Etiquette),
        ("* NOOP", None, Raison::Etiquette),
        ("a", None, Raison::Etiquette),
        ("a ", Some("a"), Raison::Inconnue),
        ("a XAPPLE", Some("a"), Raison::Inconnue),
        ("a COMPRESS DEFLATE", Some("a"), Raison::Inconnue),
        ("a UID NOOP", Some("a"), Raison::Arguments),
        ("a UID SELECT x", Some("a"), Raison::Arguments),
        ("a UID LIST \"\" *", Some("a"), Raison::Arguments),
        ("a NOOP ", Some("a"), Raison::Arguments),
        ("a NOOP x", Some("a"), Raison::Arguments),
        ("a SELECT", Some("a"), Raison::Arguments),
        ("a SELECT INBOX (QRESYNC (1 2))", Some("a"), Raison::Arguments),
        ("a FETCH 0 FLAGS", Some("a"), Raison::Arguments),
        ("a FETCH 1 ()", Some("a"), Raison::Arguments),
        ("a FETCH 1 (NIMPORTE)", Some("a"), Raison::Arguments),
        ("a FETCH 1 BODY[", Some("a"), Raison::Arguments),
        ("a STORE 1 FLAGS (\\*)", Some("a"), Raison::Arguments),
        ("a SEARCH", Some("a"), Raison::Arguments),
        ("a SEARCH NIMPORTE", Some("a"), Raison::Arguments),
        ("a SEARCH (ALL", Some("a"), Raison::Arguments),
        ("a SEARCH ON 31-Feb-2020", Some("a"), Raison::Arguments),
        ("a SEARCH CHARSET KLINGON ALL", Some("a"), Raison::Charset),
        ("a LIST (NIMPORTE) \"\" *", Some("a"), Raison::Arguments),
        ("a LOGIN x {1}\r\n\0", Some("a"), Raison::Nul),
        ("a APPEND INBOX {1}\r\n\0", Some("a"), Raison::Nul),
        ("a APPEND INBOX {1}\r\nx {1}\r\ny", Some("a"), Raison::Arguments),
        ("a APPEND INBOX UTF8 (~{1}\r\nx", Some("a"), Raison::Arguments),
        ("a APPEND INBOX ~{1}\r\nx)", Some("a"), Raison::Arguments),
        ("a FETCH $,1 FLAGS", Some("a"), Raison::Arguments),
        ("a EXPUNGE $", Some("a"), Raison::Arguments),
        ("a SELECT a&b", Some("a"), Raison::Nom(nom::NomMalEncode)),
        ("a CREATE &AOk", Some("a"), Raison::Nom(nom::NomMalEncode)),
    ] {
        let e = raison(ligne);
        assert_eq!((e.etiquette.as_deref(), &e.raison), (etiquette, &pourquoi), "{ligne}");
    }
}

#[test]
fn names_of_mailboxes() {
    for (nom_lu, code) in [
        ("INBOX", "INBOX"),
        ("Envoyés", "Envoy&AOk-s"),
        ("R&D", "R&-D"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("a\u{1F600}", "a&2D3eAA-"),
    ] {
        assert_eq!(nom::encoder(nom_lu, false), code);
        assert_eq!(nom::decoder(code.as_bytes(), false).unwrap(), nom_lu);
        assert_eq!(nom::decoder(nom_lu.as_bytes(), true).unwrap(), nom_lu);
        assert_eq!(nom::encoder(nom_lu, true), nom_lu);
    }
    assert_eq!(
        nom::decoder("Envoyés".as_bytes(), false).unwrap(),
        "Envoyés",
        "taken as it is written"
    );
    assert_eq!(nom::decoder(b"Inbox/Labo", false).unwrap(), "INBOX/Labo");
    assert_eq!(nom::decoder(b"inboxes", false).unwrap(), "inboxes");
    for faux in [&b"&"[..], b"&AOk", b"&A-", b"&AAA-", b"&2D0-", b"\xff", b"&AO\xc3\xa9-", b"a\r\nb"] {
        assert!(nom::decoder(faux, false).is_err(), "{faux:?}");
    }
}

#[test]
fn flags() {
    assert_eq!(Drapeau::lire("\\sEEN"), Some(Drapeau::Vu));
    assert_eq!(Drapeau::lire("$MDNSent"), Some(Drapeau::MotCle("$MDNSent".to_owned())));
    for pas in ["\\Recent", "\\*", "", "a b", "é", "a(b", &"x".repeat(101)] {
        assert_eq!(Drapeau::lire(pas), None, "{pas}");
    }
    assert!(Drapeau::MotCle("Junk".to_owned()).meme(&Drapeau::MotCle("JUNK".to_owned())));
}

#[test]
fn who_makes_a_message_seen() {
    let items = |l: &str| match commande(l) {
        Commande::Fetch { items, .. } => items,
        autre => panic!("{autre:?}"),
    };
    for (quoi, marque) in [
        ("RFC822", true),
        ("RFC822.TEXT", true),
        ("RFC822.HEADER", false),
        ("BODY[]", true),
        ("BODY.PEEK[]", false),
        ("BINARY[1]", true),
        ("BINARY.PEEK[1]", false),
        ("BODY", false),
        ("ENVELOPE", false),
    ] {
        assert_eq!(items(&format!("a FETCH 1 {quoi}")).iter().any(Item::marque), marque, "{quoi}");
    }
}

#[test]
fn items_are_told_as_they_are_asked() {
    let demande = "UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE MODSEQ RFC822 RFC822.HEADER BODY[] BODY.PEEK[1.2.MIME]<0.10> \
                   BODY[HEADER.FIELDS (FROM TO)] BODY.PEEK[3.HEADER.FIELDS.NOT (DATE)] BINARY.PEEK[1] BINARY.SIZE[2.1]";
    let Commande::Fetch { items, .. } = commande(format!("a FETCH 1 ({demande})")) else {
        panic!()
    };
    let dits: Vec<String> = items.iter().map(ToString::to_string).collect();
    assert_eq!(dits.join(" "), demande);
}

#[test]
fn words() {
    for (c, n) in Compte::TOUS {
        assert_eq!((Compte::lire(&n.to_lowercase()), c.nom()), (Some(c), n));
    }
    let Commande::Store { comment, .. } = commande("a STORE 1 flags.silent (\\Seen)") else {
        panic!()
    };
    assert_eq!(comment, Changement::Remplacer);
}
