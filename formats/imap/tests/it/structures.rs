//! The structure of messages: slices of their bytes, whatever they are.

use proptest::prelude::*;
use segur_imap::message::{Extrait, Nature, PARTIES_MAX, PROFONDEUR_MAX, Partie, Quoi, Section, extraire, fin_entete, partiel, structure};

use crate::outils::{COURRIEL, crlf};

fn section(chemin: &[u32], quoi: Quoi) -> Section {
    Section {
        partie: chemin.to_vec(),
        quoi,
    }
}

fn lire(octets: &[u8], chemin: &[u32], quoi: Quoi) -> Option<String> {
    let s = structure(octets);
    match extraire(octets, Some(&s), &section(chemin, quoi)) {
        Extrait::Absent => None,
        Extrait::Tranche(p) => Some(String::from_utf8(octets[p].to_vec()).unwrap()),
        Extrait::Champs(c) => Some(String::from_utf8(c.into_owned()).unwrap()),
    }
}

#[test]
fn sections_of_a_mail() {
    let m = crlf(COURRIEL);
    let tout = |c: &[u32]| lire(&m, c, Quoi::Tout);
    assert_eq!(tout(&[]).unwrap().as_bytes(), m);
    assert_eq!(tout(&[1, 1]).unwrap(), "Compte rendu de pr=C3=A9l=C3=A8vement\r\nsuite");
    assert_eq!(tout(&[1, 2]).unwrap(), "<p>Compte rendu</p>\r\n");
    assert_eq!(tout(&[2]).unwrap(), "UEsDBBQ=");
    assert!(tout(&[3]).unwrap().starts_with("From: x@y.fr\r\n"));
    assert_eq!(tout(&[3, 1]).unwrap(), "interieur");
    for absent in [&[4][..], &[2, 1], &[1, 3], &[3, 2], &[3, 1, 1], &[0], &[1, 0]] {
        assert_eq!(tout(absent), None, "{absent:?}");
    }
    assert_eq!(
        lire(&m, &[3], Quoi::Entete).unwrap(),
        "From: x@y.fr\r\nSubject: port=?utf-8?Q?=C3=A9?=\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
    );
    assert_eq!(lire(&m, &[3], Quoi::Texte).unwrap(), "--c\r\n\r\ninterieur\r\n--c--");
    assert_eq!(lire(&m, &[2], Quoi::Texte), None, "only a message has a text");
    assert_eq!(lire(&m, &[1, 1], Quoi::Entete), None);
    assert_eq!(
        lire(&m, &[1], Quoi::Mime).unwrap(),
        "Content-Type: multipart/alternative;\r\n boundary=b\r\n\r\n"
    );
    let noms = |n: &[&str]| n.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        lire(&m, &[], Quoi::Champs(noms(&["to", "X-Absent", "CC"]))).unwrap(),
        "To: \"DUPONT, Jean\" <jean.dupont@exemple.mssante.fr>, Groupe: a@b.fr,\r\n c@d.fr;\r\nCc: sans-hote\r\n\r\n"
    );
    assert_eq!(lire(&m, &[], Quoi::Champs(noms(&["x"]))).unwrap(), "\r\n");
    assert_eq!(
        lire(&m, &[3], Quoi::SaufChamps(noms(&["From", "content-type"]))).unwrap(),
        "Subject: port=?utf-8?Q?=C3=A9?=\r\n\r\n"
    );
}

#[test]
fn a_message_without_parts_is_its_first_part() {
    let m = crlf("Subject: x\n\ncorps\n");
    assert_eq!(lire(&m, &[1], Quoi::Tout).unwrap(), "corps\r\n");
    assert_eq!(lire(&m, &[1], Quoi::Mime).unwrap(), "Subject: x\r\n\r\n");
    assert_eq!(lire(&m, &[1, 1], Quoi::Tout), None);
    assert_eq!(lire(&m, &[2], Quoi::Tout), None);
    // A whole message in a message.
    let m = crlf("Content-Type: message/rfc822\n\nSubject: y\n\ndedans\n");
    assert_eq!(lire(&m, &[1], Quoi::Tout).unwrap(), "Subject: y\r\n\r\ndedans\r\n");
    assert_eq!(lire(&m, &[1, 1], Quoi::Tout).unwrap(), "dedans\r\n");
    assert_eq!(lire(&m, &[1], Quoi::Texte).unwrap(), "dedans\r\n");
}

#[test]
fn odd_headers() {
    assert_eq!(lire(b"", &[], Quoi::Entete).unwrap(), "");
    assert_eq!(lire(b"Subject: x", &[], Quoi::Entete).unwrap(), "Subject: x");
    assert_eq!(lire(b"Subject: x", &[], Quoi::Texte).unwrap(), "");
    assert_eq!(lire(b"\r\ncorps", &[], Quoi::Texte).unwrap(), "corps");
    assert_eq!(lire(b"A: b\n\nx", &[], Quoi::Texte).unwrap(), "x", "bare LF");
    assert_eq!(
        lire(b"A: b", &[], Quoi::Champs(vec!["A".to_owned()])).unwrap(),
        "A: b\r\n\r\n",
        "a field without its end"
    );
}

#[test]
fn odd_parts() {
    let parties = |texte: &str| {
        let m = crlf(texte);
        match structure(&m).nature {
            Nature::Multiple(p) => p
                .iter()
                .map(|p| String::from_utf8_lossy(&m[p.corps.clone()]).into_owned())
                .collect(),
            _ => vec![],
        }
    };
    let tete = "Content-Type: multipart/mixed; boundary=a\n\n";
    assert_eq!(parties(tete), [""], "a multipart has a part");
    assert_eq!(parties(&format!("{tete}rien\n")), [""]);
    assert_eq!(parties(&format!("{tete}--a\n\nx\n--a\n\ny")), ["x", "y"], "no last boundary");
    assert_eq!(
        parties(&format!("{tete}--a\n\nx\n--a \t\n\ny\n--a--  \n--a\n\nz")),
        ["x", "y"],
        "nothing after the last"
    );
    assert_eq!(
        parties(&format!("{tete}--a\n\nx\n--ab\ny--a\n--a--\n")),
        ["x\r\n--ab\r\ny--a"],
        "what begins like one"
    );
    assert_eq!(parties(&format!("{tete}--a\n--a\n\n--a--\n")), ["", ""], "nothing between");
    assert_eq!(
        parties("Content-Type: multipart/mixed\n\n--\n\nx\n----\n"),
        [""],
        "no boundary is said"
    );
}

#[test]
fn types() {
    let type_de = |t: &str| {
        let m = crlf(&format!("Content-Type: {t}\n\n"));
        let t = structure(&m).type_;
        let params: Vec<String> = t
            .parametres
            .iter()
            .map(|(n, v)| format!("{}={}", String::from_utf8_lossy(n), String::from_utf8_lossy(v)))
            .collect();
        format!(
            "{}/{} {}",
            String::from_utf8_lossy(&t.principal),
            String::from_utf8_lossy(&t.sous),
            params.join(" ")
        )
    };
    assert_eq!(type_de("Text/HTML; Charset = UTF-8"), "Text/HTML Charset=UTF-8");
    assert_eq!(type_de("a/b; n=\"x; \\\"y\\\"\" (z;t=u) ; m=1;;"), "a/b n=x; \"y\" m=1");
    assert_eq!(type_de("a/b; n=\"x"), "a/b n=x");
    for faux in ["", "texte", "/b", "a/", "a b/c"] {
        assert_eq!(type_de(faux), "text/plain charset=us-ascii", "{faux}");
    }
}

#[test]
fn digests_carry_messages() {
    let m = crlf("Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: x\n\ny\n--a--\n");
    assert_eq!(lire(&m, &[1], Quoi::Entete).unwrap(), "Subject: x\r\n\r\n");
}

#[test]
fn deeper_than_anybody_writes() {
    let mut texte = String::new();
    for i in 0..1_000 {
        texte.push_str(&format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"));
    }
    let m = crlf(&format!("{texte}\nfond\n"));
    let mut p = &structure(&m);
    let mut profondeur = 0;
    while let Nature::Multiple(parties) = &p.nature {
        p = &parties[0];
        profondeur += 1;
    }
    assert_eq!(profondeur, PROFONDEUR_MAX);
    assert!(p.type_.est("application", "octet-stream"));
    let m = crlf(&format!(
        "Content-Type: multipart/mixed; boundary=a\n\n{}",
        "--a\n\nx\n".repeat(5_000)
    ));
    let Nature::Multiple(parties) = structure(&m).nature else {
        panic!()
    };
    assert_eq!(parties.len(), PARTIES_MAX - 1);
    let m = crlf(&"Content-Type: message/rfc822\n\n".repeat(1_000));
    assert!(matches!(structure(&m).nature, Nature::Message(_)));
}

/// Each part in its own, and all in the message.
fn emboites(p: &Partie, dans: &std::ops::Range<usize>) -> bool {
    let dedans = p.entete.start >= dans.start && p.entete.end == p.corps.start && p.corps.end <= dans.end && p.corps.start <= p.corps.end;
    dedans
        && match &p.nature {
            Nature::Simple => true,
            Nature::Message(m) => emboites(m, &p.corps),
            Nature::Multiple(parties) => parties.iter().all(|q| emboites(q, &p.corps)),
        }
}

fn ligne() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Content-Type: multipart/mixed; boundary=a",
            "Content-Type: multipart/mixed;\r\n boundary=\"b\"",
            "Content-Type: message/rfc822",
            "Content-Transfer-Encoding: base64",
            "--a",
            "--a--",
            "--b",
            "--b--",
            "",
            " suite",
            "Subject: x",
        ])
        .prop_map(str::to_owned),
        "[ -~é]{0,10}",
    ]
}

proptest! {
    #[test]
    fn parts_are_slices(lignes in prop::collection::vec(ligne(), 0..40), lf in any::<bool>()) {
        let texte = lignes.join(if lf { "\n" } else { "\r\n" });
        let m = texte.as_bytes();
        let s = structure(m);
        prop_assert!(emboites(&s, &(0..m.len())));
        prop_assert_eq!(s.corps.end, m.len());
        prop_assert_eq!(extraire(m, None, &section(&[], Quoi::Tout)), Extrait::Tranche(0..m.len()));
        // The header and the text are the message.
        let coupe = fin_entete(m);
        prop_assert_eq!(extraire(m, None, &section(&[], Quoi::Entete)), Extrait::Tranche(0..coupe));
        prop_assert_eq!(extraire(m, None, &section(&[], Quoi::Texte)), Extrait::Tranche(coupe..m.len()));
        // What is kept and what is not are all the fields.
        let noms = vec!["subject".to_owned(), "content-type".to_owned()];
        let longueur = |quoi| match extraire(m, None, &section(&[], quoi)) {
            Extrait::Champs(c) => c.len(),
            _ => 0,
        };
        let (avec, sans) = (longueur(Quoi::Champs(noms.clone())), longueur(Quoi::SaufChamps(noms)));
        prop_assert!(avec + sans + 4 >= coupe, "{} + {} for {}", avec, sans, coupe);
    }

    #[test]
    fn pieces_of_a_part_are_the_part(longueur in 0_usize..100, pas in 1_u32..40) {
        let mut vu = Vec::new();
        for debut in (0..200).step_by(pas as usize) {
            vu.extend(partiel(longueur, Some((debut, pas))));
        }
        prop_assert_eq!(vu, (0..longueur).collect::<Vec<_>>());
    }
}
