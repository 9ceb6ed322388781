//! Answers, as a client receives them.

use segur_imap::commande::{Compte, Resultats};
use segur_imap::message::{Enveloppe, Quoi, Section, fin_entete, structure};
use segur_imap::reponse::{self, Attributs, Etat, ascii, date_interne};
use segur_imap::{Ecrit, Piece};
use time::macros::datetime;

use crate::outils::{COURRIEL, crlf};

fn texte(e: Ecrit) -> String {
    let mut t = String::new();
    for p in e.pieces() {
        match p {
            Piece::Octets(o) => t.push_str(std::str::from_utf8(&o).unwrap()),
            Piece::Corps { uid, plage } => t.push_str(&format!("[uid {uid} : {plage:?}]")),
        }
    }
    t
}

#[test]
fn a_mail_told() {
    let m = crlf(COURRIEL);
    let s = structure(&m);
    let mut e = Ecrit::nouveau();
    reponse::enveloppe(&mut e, &Enveloppe::lire(&m[..fin_entete(&m)]));
    e.fin();
    reponse::structure(&mut e, &m, &s, false);
    e.fin();
    reponse::structure(&mut e, &m, &s, true);
    insta::assert_snapshot!(texte(e));
}

#[test]
fn answers() {
    let mut e = Ecrit::nouveau();
    reponse::etiquetee(&mut e, "a1", Etat::No, Some("OVERQUOTA"), "boîte pleine : « 10 Mo »…");
    reponse::sans_etiquette(&mut e, Etat::Bye, None, "au revoir");
    reponse::liste(&mut e, "LIST", &["\\HasNoChildren", "\\Sent"], "Envoyés", false);
    reponse::liste(&mut e, "LIST", &[], "Envoyés", true);
    reponse::liste(&mut e, "LSUB", &[], "a \"b\"", false);
    reponse::statut(&mut e, "INBOX", false, &[(Compte::Messages, 3), (Compte::HighestModseq, 7)]);
    reponse::recherche(&mut e, &[2, 5], Some(9));
    reponse::recherche(&mut e, &[], Some(9));
    let tout = Resultats {
        min: true,
        max: true,
        tous: true,
        compte: true,
        garder: false,
    };
    reponse::esearch(&mut e, "a1", true, tout, &[2, 3, 4, 9], Some(9));
    reponse::esearch(&mut e, "a\"1", false, tout, &[], None);
    let mut a = Attributs::de(&mut e, 12);
    a.drapeaux(["\\Seen", "$MDNSent"]);
    a.nomme("UID").nombre(40_u32);
    a.date(datetime!(2026-11-09 02:04:05 +1:00));
    let s = |partie: &[u32], quoi| Section {
        partie: partie.to_vec(),
        quoi,
    };
    a.section("BODY", &s(&[], Quoi::Tout), Some(0)).corps(40, 0..1_000);
    a.section("BODY", &s(&[1, 2], Quoi::Mime), None).corps(40, 5..5);
    a.section("BODY", &s(&[], Quoi::Champs(vec!["To".to_owned(), "a b".to_owned()])), None)
        .litteral("To: x\r\n\r\n");
    a.section("BODY", &s(&[3], Quoi::SaufChamps(vec!["To".to_owned()])), None)
        .brut("NIL");
    a.finir();
    insta::assert_snapshot!(texte(e).replace("\r\n", "\n"));
}

#[test]
fn strings() {
    let chaine = |o: &[u8]| {
        let mut e = Ecrit::nouveau();
        e.chaine(o);
        let [Piece::Octets(o)] = &e.pieces()[..] else { panic!() };
        o.to_vec()
    };
    assert_eq!(chaine(b""), b"\"\"");
    assert_eq!(chaine(b"a\"\\"), b"\"a\\\"\\\\\"");
    assert_eq!(chaine("é".as_bytes()), "{2}\r\né".as_bytes());
    assert_eq!(chaine(b"a\r\nb"), b"{4}\r\na\r\nb", "no line is put into an answer");
    assert!(chaine(&[b'x'; 5_000]).starts_with(b"{5000}\r\n"));
    assert_eq!(ascii("déjà\r\n* OK œuf 台"), "deja  * OK oeuf ?", "nor by what is told");
}

#[test]
fn dates() {
    assert_eq!(date_interne(datetime!(1996-07-07 02:44:25 -7:30)), "\" 7-Jul-1996 02:44:25 -0730\"");
    assert_eq!(date_interne(datetime!(2026-11-29 00:00:00 UTC)), "\"29-Nov-2026 00:00:00 +0000\"");
}

#[test]
fn an_answer_after_another() {
    let mut e = Ecrit::nouveau();
    assert!(e.est_vide());
    let mut f = Ecrit::nouveau();
    f.brut("b").corps(1, 0..2).brut("c");
    e.brut("a").suite(f).brut("d");
    assert_eq!(texte(e), "ab{2}\r\n[uid 1 : 0..2]cd");
}
