//! What hostile people send: any bytes are read or refused, in bounded time and stack.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::fabrique::{Piece, Recette};
use super::*;
use crate::courriel::bornes::{ADRESSES_MAX, PARTIES_MAX, PROFONDEUR_MAX};
use crate::courriel::{Courriel, mbox};
use crate::rapport::Rapport;

/// Parts within parts, each in a `multipart`.
fn emboite(niveaux: usize) -> Vec<u8> {
    let mut octets = b"From: a@b.fr\r\n".to_vec();
    for n in 0..niveaux {
        octets.extend(format!("Content-Type: multipart/mixed; boundary=\"b{n}.\"\r\n\r\n--b{n}.\r\n").bytes());
    }
    octets.extend(b"\r\nfond\r\n");
    for n in (0..niveaux).rev() {
        octets.extend(format!("--b{n}.--\r\n").bytes());
    }
    octets
}

#[test]
fn a_thousand_levels_cost_no_stack() {
    let messages = |n: usize| [b"From: a@b.fr\r\n".to_vec(), b"Content-Type: message/rfc822\r\n\r\n".repeat(n)].concat();
    for octets in [emboite(1_000), messages(1_000), messages(1_000_000)] {
        let lu = Courriel::lire(&Bytes::from(octets.clone())).unwrap();
        assert_eq!(lu.parties.len(), PROFONDEUR_MAX + 1);
        assert_eq!(lu.borne, Some("la profondeur des parties"));
        assert!(juger(&octets).iter().any(|f| f.rule == "mssante.courriel.bornes"));
    }
    assert_eq!(Courriel::lire(&Bytes::from(emboite(PROFONDEUR_MAX))).unwrap().borne, None);
}

#[test]
fn parts_recipients_and_lines_without_end() {
    let parties = [
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_vec(),
        b"--b\r\n\r\na\r\n".repeat(50_000),
    ]
    .concat();
    let lu = Courriel::lire(&Bytes::from(parties)).unwrap();
    assert_eq!((lu.parties.len(), lu.borne), (PARTIES_MAX, Some("le nombre de parties")));
    let destinataires: String = (0..10_000).map(|n| format!("dest{n}@op-b.mssante.fr,\r\n ")).collect();
    let mut octets = format!("From: Labo <a@b.fr>\r\nTo: {destinataires}fin@op-b.mssante.fr\r\nX-MSS-NIL: A\r\n\r\na\r\n").into_bytes();
    let lu = Courriel::lire(&Bytes::from(octets.clone())).unwrap();
    assert_eq!((lu.a.len(), lu.nil.as_deref()), (ADRESSES_MAX, Some("A")));
    octets.extend(vec![b'a'; 8 << 20]);
    let constats = juger(&octets);
    assert!(constats.iter().any(|f| f.rule == "mssante.rfc.ligne"));
    let champs = Bytes::from(b"A: b\r\n".repeat(500_000));
    let lu = Courriel::lire(&champs).unwrap();
    assert!(lu.entetes().champs().len() <= crate::courriel::bornes::CHAMPS_MAX + 2);
    assert_eq!(lu.borne, Some("la taille des en-têtes"));
}

/// What costs a reader the square of its length, in a header of a million bytes.
#[test]
fn no_header_costs_more_than_it_is_long() {
    let motifs = [
        "=?aa?Q?x",
        "=?aa?B?aaaa",
        "=?",
        "(",
        "<",
        "\"",
        ",",
        "a@b,",
        ":;",
        "a ",
        "; x*0*=a%20",
        "\r\n x",
    ];
    for nom in ["Subject", "To", "Content-Type", "References", "Date", "Content-Disposition"] {
        for motif in motifs {
            let valeur = motif.repeat(900_000 / motif.len());
            let octets = Bytes::from(format!("From: a@b.fr\r\n{nom}: XDM/1.0/DDM+{valeur}\r\n\r\n"));
            let lu = Courriel::lire(&octets).unwrap();
            if let Some(objet) = lu.objet_lu() {
                assert_eq!(objet.separer("BANCDESSAI", "AGATHE"), None);
            }
        }
    }
}

#[test]
fn a_bomb_in_the_archive_is_not_inflated() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("IHE_XDM/SUBSET01/METADATA.XML", SimpleFileOptions::default())
        .unwrap();
    let zeros = vec![0_u8; 1 << 20];
    for _ in 0..64 {
        zip.write_all(&zeros).unwrap();
    }
    let mut recette = Recette::document();
    recette.pieces[0].octets = zip.finish().unwrap().into_inner();
    let constats = juger(&recette.octets());
    assert!(constats.iter().any(|f| f.rule == "xdm.archive.bornes"), "{constats:?}");
    assert!(!constats.iter().any(|f| f.rule.starts_with("mssante.x-mss")), "{constats:?}");
    recette.pieces[0] = Piece {
        octets: b"PK\x03\x04".to_vec(),
        ..recette.pieces[0].clone()
    };
    assert!(juger(&recette.octets()).iter().any(|f| f.rule == "xdm.archive.lisible"));
}

/// A subject cannot become two headers, nor be shown as such.
#[test]
fn a_subject_cannot_inject_a_header() {
    let mut recette = Recette::texte();
    "Bonjour\r\nBcc: pirate@exemple.invalid\r\n\r\ncorps".clone_into(&mut recette.objet);
    recette.de.libelle = Some("Labo\r\nX-MSS-INS: O".to_owned());
    recette.poser("X-MSS-NIL", "A\r\nX-MSS-CODECDA: 1");
    recette.pieces = vec![Piece {
        nom: "a\r\nX: y.bin".to_owned(),
        media: "application/x\r\nX: z".to_owned(),
        octets: vec![1],
    }];
    let octets = recette.octets();
    let lu = Courriel::lire(&Bytes::from(octets)).unwrap();
    for nom in ["Bcc", "X-MSS-INS", "X-MSS-CODECDA", "X"] {
        assert!(lu.parties.iter().all(|p| p.entetes.un(nom).is_none()), "{nom}");
    }
    assert_eq!(lu.objet.as_deref(), Some("Bonjour  Bcc: pirate@exemple.invalid    corps"));
}

fn lire_tout(octets: Vec<u8>) {
    let octets = Bytes::from(octets);
    let lu = CourrielLu::lire(&octets);
    let _ = lu.constats_seuls(Environnement::Test);
    if let Ok(courriel) = lu.courriel() {
        let _ = Rapport::lire(courriel);
        let _ = courriel.texte();
    }
    let _ = mbox::courriels(&octets);
    let _ = transaction(&["MAIL FROM:<a@b.fr>", "RCPT TO:<c@d.fr>"], &octets);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(octets in prop::collection::vec(any::<u8>(), 0..600)) {
        lire_tout(octets);
    }

    #[test]
    fn any_headers_are_read_or_refused(
        nom in prop::sample::select(vec!["Subject", "From", "To", "Content-Type", "Date", "Message-ID", "References", "Disposition",
            "Content-Disposition", "Content-Transfer-Encoding", "X-MSS-CODECDA", "Disposition-Notification-To"]),
        valeur in "(=\\?|\\?=|utf-8|\\?[QB]\\?|[<>@(),;:\"/=+^]|boundary=b|--b|\r\n |[ -~]|\\PC){0,60}",
        corps in "(--b\r\n|--b--|\r\n|Content-Type: message/disposition-notification\r\n\r\n|Disposition: |[a-z=]){0,40}",
    ) {
        lire_tout(format!("{nom}: {valeur}\r\nContent-Type: multipart/report; boundary=b\r\n\r\n{corps}").into_bytes());
    }

    #[test]
    fn a_mail_with_bytes_changed_is_read_or_refused(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut octets = Recette::document().octets();
        for (place, octet) in places {
            let ici = place.index(octets.len());
            octets[ici] = octet;
        }
        lire_tout(octets);
    }
}

/// A file of another kind gives one finding that says which command judges it, and not those of a mail that lacks everything.
#[test]
fn un_fichier_d_un_autre_genre_n_est_pas_un_courriel() {
    for octets in [
        &b"<?xml version=\"1.0\"?>\n<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/>"[..],
        b"\xEF\xBB\xBF<html>",
        b"PK\x03\x04\x14",
        b"%PDF-1.4\n",
        b"{\"resourceType\": \"Bundle\"}",
    ] {
        let constats = juger(octets);
        let [constat] = constats.as_slice() else { panic!("{constats:?}") };
        assert_eq!(constat.rule, "mssante.courriel.lisible");
        assert!(constat.seen.contains("check soap"), "{}", constat.seen);
    }
}
