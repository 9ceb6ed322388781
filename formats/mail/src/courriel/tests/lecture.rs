//! What is read of a mail, however it is written.

use super::fabrique::{Recette, adresse};
use super::*;
use crate::courriel::{Courriel, GenreCourriel};

fn lire(texte: &str) -> Courriel {
    Courriel::lire(&Bytes::from(texte.replace('\n', "\r\n"))).unwrap()
}

#[test]
fn what_is_folded_and_encoded_is_read() {
    let lu = lire(
        "From: =?utf-8?Q?Dr_H=C3=A9l=C3=A8ne?= =?utf-8?Q?_LABO?= <a@b.fr>\nTo: Groupe: x@y.fr, \"N, P\" <z@y.fr>;\n\
         Subject: =?utf-8?B?WERNLzEuMC9ERE0r?=\n =?utf-8?Q?R=C3=A9sultat?= NOM\n Prenom\nReferences: <1@a>\n\t<2@a> (suite)\n\
         In-Reply-To: <2@a>\nX-MSS-CODECDA: 1, 2\n\nbonjour\n",
    );
    assert_eq!(lu.objet.as_deref(), Some("XDM/1.0/DDM+Résultat NOM Prenom"));
    assert_eq!(lu.de, [adresse(Some("Dr Hélène LABO"), "a@b.fr")]);
    assert_eq!(lu.a, [adresse(None, "x@y.fr"), adresse(Some("N, P"), "z@y.fr")]);
    assert_eq!(lu.references, ["<1@a>", "<2@a>"]);
    assert_eq!(lu.codecda.unwrap(), ["1", "2"]);
    assert_eq!(lu.parties[0].ligne_corps, 11);
}

#[test]
fn parts_are_numbered_and_placed() {
    let lu = lire(
        "From: a@b.fr\nContent-Type: multipart/mixed; boundary=\"x\"\n\nprologue\n--x\nContent-Type: multipart/alternative; boundary=x-2\n\n\
         --x-2\n\nun\n--x-2\nContent-Type: text/html\n\n<p>un</p>\n--x-2--\n\n--x \t\nContent-Type: message/rfc822\n\nSubject: dedans\n\ncorps\n\
         --x\nContent-Type: application/zip; name=\"=?utf-8?Q?a=C3=A9.zip?=\"\nContent-Transfer-Encoding: BASE64\n\nUEsD\n--x--\népilogue\n",
    );
    let vus: Vec<(&str, String, u32)> = lu.parties.iter().map(|p| (p.numero.as_str(), p.mime.nom(), p.ligne)).collect();
    let attendus = [
        ("", "multipart/mixed", 1),
        ("1", "multipart/alternative", 6),
        ("1.1", "text/plain", 9),
        ("1.2", "text/html", 12),
        ("2", "message/rfc822", 18),
        ("2.1", "text/plain", 20),
        ("3", "application/zip", 24),
    ];
    assert_eq!(vus, attendus.map(|(n, m, l)| (n, m.to_owned(), l)));
    assert_eq!(&lu.parties[2].corps[..], b"un");
    assert_eq!(lu.parties[6].nom().as_deref(), Some("aé.zip"));
    assert_eq!(&lu.parties[6].octets()[..], b"PK\x03");
    assert_eq!(lu.texte().as_deref(), Some("un"));
    // The text of the mail within is not its own.
    assert_eq!(lu.textes().count(), 2);
    assert_eq!(lu.genre(), GenreCourriel::Pieces);
}

/// The walk is ours: it finds what mail-parser finds.
#[test]
fn the_parts_are_those_that_the_library_finds() {
    let mut html = Recette::document();
    html.html = Some("<p>é</p>".to_owned());
    for octets in [html.octets(), Recette::document().octets(), Recette::texte().octets()] {
        let lu = Courriel::lire(&Bytes::from(octets.clone())).unwrap();
        let autre = mail_parser::MessageParser::default().parse(&octets[..]).unwrap();
        assert_eq!(lu.parties.len(), autre.parts.len());
        for (a, b) in lu.parties.iter().zip(&autre.parts).filter(|(a, _)| a.mime.genre != "multipart") {
            let contenu = if a.mime.genre == "text" {
                a.texte().into_bytes()
            } else {
                a.octets().to_vec()
            };
            assert_eq!(contenu, b.contents(), "{}", a.numero);
        }
    }
}

#[test]
fn an_archive_is_known_by_its_name_or_by_what_it_is() {
    for (nom, media, objet, archive) in [
        ("ihe_xdm.zip", "application/octet-stream", "Bonjour", true),
        ("document.zip", "application/x-zip-compressed", "Bonjour", true),
        ("document.zip", "application/zip", "XDM/1.0/DDM+CR A B", true),
    ] {
        let mut recette = Recette::document();
        recette.pieces[0].nom = nom.to_owned();
        recette.pieces[0].media = media.to_owned();
        objet.clone_into(&mut recette.objet);
        let lu = CourrielLu::lire(&Bytes::from(recette.octets()));
        assert_eq!(lu.archives().len() == 1, archive, "{nom}");
    }
    let mut autre = Recette::texte();
    autre.pieces = vec![super::fabrique::Piece {
        nom: "photos.zip".to_owned(),
        media: "application/zip".to_owned(),
        octets: b"PK\x03\x04rien".to_vec(),
    }];
    let lu = CourrielLu::lire(&Bytes::from(autre.octets()));
    assert_eq!((lu.archives().len(), lu.genre()), (0, Some(GenreCourriel::Pieces)));
}

/// What a citizen answers is neither held to the rules of software, nor to those of reports.
#[test]
fn a_citizen_is_not_a_software() {
    let mut recette = Recette::texte();
    recette.de = adresse(None, "284057599900347@patient.mssante.fr");
    recette.entetes.clear();
    assert_eq!(juger(&recette.octets()), []);
}
