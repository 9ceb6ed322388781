//! Mails made of our own words.

use segur_cda::CodeDerive;
use segur_mail::courriel::Adresse;
use segur_mail::rapport::{NouveauCourriel, PieceJointe, Timbre, ecrire_courriel};
use segur_mail::xdm::{self, DocumentXdm, SoumissionXdm};
use time::macros::datetime;

use super::*;

const N1: &[u8] = include_bytes!("../../../../formats/cda/tests/donnees/cr-bio-n1.xml");

fn archive() -> Vec<u8> {
    let soumission = SoumissionXdm {
        unique_id: "1.2.250.1.999.1.8.1".to_owned(),
        source_id: "1.2.250.1.999.1.1".to_owned(),
        heure_utc: "20260115091500".to_owned(),
        contenu: CodeDerive {
            code: "07".to_owned(),
            systeme: "1.2.250.1.213.2.2".to_owned(),
            libelle: "Consultation externe".to_owned(),
        },
        titre: None,
        destinataires: Vec::new(),
        emetteur: "LABORATOIRE DES TILLEULS".to_owned(),
        logiciel: "segur-bench".to_owned(),
        contact: "contact@exemple.invalid".to_owned(),
    };
    let document = DocumentXdm {
        octets: N1,
        classe: None,
        format: None,
    };
    xdm::ecrire(&soumission, &[document]).unwrap()
}

fn ecrit(pieces: &[PieceJointe<'_>]) -> Bytes {
    let adresse = |libelle: &str, adresse: &str| Adresse {
        libelle: Some(libelle.to_owned()),
        adresse: adresse.to_owned(),
    };
    let nouveau = NouveauCourriel {
        timbre: Timbre {
            message_id: "un@exemple.invalid",
            date: datetime!(2026-01-15 10:15:00 +1),
            graine: "graine",
        },
        de: &adresse("Ambroise ÉPROUVETTE", "ambroise@exemple.invalid"),
        a: &[adresse("Octavie", "octavie@exemple.invalid")],
        cc: &[],
        reply_to: None,
        objet: "Résultats de l'été",
        texte: "Bonjour,\nvoici.",
        html: None,
        in_reply_to: None,
        references: &[],
        entetes: &[("X-MSS-NIL", "123")],
        pieces,
    };
    ecrire_courriel(&nouveau).into()
}

#[test]
fn un_courriel_dit_ses_entetes_ses_pieces_et_ses_documents() {
    let archive = archive();
    let piece = |nom, media, octets| PieceJointe { nom, media, octets };
    let courriel = ecrit(&[
        piece("IHE_XDM.ZIP", "application/zip", archive.as_slice()),
        piece("seul.xml", "text/xml", N1),
        piece("cr.bin", "application/octet-stream", b"%PDF-1.4\n".as_slice()),
        piece("vide.zip", "application/zip", b"PK".as_slice()),
    ]);
    let lu = lire(&courriel).unwrap();
    assert_eq!((lu.genre, lu.objet.as_str()), ("document de santé", "Résultats de l'été"));
    let dit = |nom: &str| lu.entetes.iter().find(|(n, _)| *n == nom).map_or("", |(_, v)| v.as_str());
    assert_eq!(dit("De"), "Ambroise ÉPROUVETTE <ambroise@exemple.invalid>");
    assert_eq!((dit("X-MSS-NIL"), dit("Message-ID")), ("123", "<un@exemple.invalid>"));
    assert!(lu.texte.texte.lines().eq(["Bonjour,", "voici."]), "{:?}", lu.texte);
    let [GenrePiece::Xdm(Ok(fichiers)), GenrePiece::Cda, GenrePiece::Pdf, GenrePiece::Autre] =
        &lu.pieces.iter().map(|p| p.genre.clone()).collect::<Vec<_>>()[..]
    else {
        panic!("{:?}", lu.pieces)
    };
    assert!(fichiers.iter().any(|(c, _)| c == "IHE_XDM/SUBSET01/METADATA.XML"), "{fichiers:?}");
    assert_eq!((lu.pieces[2].nom.as_deref(), lu.pieces[2].taille), (Some("cr.bin"), 9));
    let noms: Vec<&str> = lu.documents.iter().map(|d| d.nom.as_str()).collect();
    assert_eq!(noms, ["IHE_XDM/SUBSET01/DOC0001.XML", "seul.xml"]);
    let html = rendre(&lu).into_string();
    for attendu in [
        "archive IHE_XDM",
        "document CDA",
        " · 9 octets · PDF",
        "Compte rendu d'examens biologiques",
        "DOC0001.XML",
    ] {
        assert!(html.contains(attendu), "{attendu} dans {html}");
    }
}

#[test]
fn rien_d_un_courriel_n_est_de_l_html() {
    let piege = "<script>alert(1)</script>";
    let courriel = format!(
        "From: \"<img src=x onerror=alert(2)>\" <a@exemple.invalid>\r\nSubject: {piege}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n<p>bonjour</p>{piege}<iframe src=\"//x\"></iframe>\r\n\
         --b\r\nContent-Type: text/html; name=\"{piege}.html\"\r\nContent-Disposition: attachment\r\n\r\n{piege}\r\n\
         --b\r\nContent-Type: application/zip; name=IHE_XDM.ZIP\r\n\r\n{piege}\r\n--b--\r\n"
    );
    let lu = lire(&Bytes::from(courriel)).unwrap();
    assert!(lu.texte.texte.contains("bonjour"), "{:?}", lu.texte);
    assert!(matches!(lu.pieces[1].genre, GenrePiece::Xdm(Err(_))), "{:?}", lu.pieces);
    let html = rendre(&lu).into_string();
    assert!(html.contains("Source de son HTML") && html.contains("&lt;iframe"), "{html}");
    for interdit in ["<script", "<img", "<iframe", " style=", "href=", " id="] {
        assert!(!html.contains(interdit), "{interdit} dans {html}");
    }
}

#[test]
fn un_avis_d_echec_se_dit() {
    let courriel = "From: poste@exemple.invalid\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nPerdu.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; exemple.invalid\r\n\r\n\
         Final-Recipient: rfc822; octavie@exemple.invalid\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n";
    let lu = lire(&Bytes::from(courriel)).unwrap();
    assert_eq!(lu.genre, "avis d'échec (DSN)");
    assert_eq!(lu.rapport, [("Destinataire", "octavie@exemple.invalid, failed, 5.1.1".to_owned())]);
}

#[test]
fn ce_qui_n_est_pas_un_courriel_n_en_est_pas_un() {
    for octets in ["", "<a/>", "nom: valeur\r\n\r\n", "PK\u{3}\u{4}"] {
        assert_eq!(lire(&Bytes::from(octets)), None, "{octets}");
    }
    let long = format!("From: a@exemple.invalid\r\n\r\n{}", "é".repeat(bornes::TEXTE_MAX + 1));
    let lu = lire(&Bytes::from(long)).unwrap();
    assert!(lu.texte.coupe && lu.texte.texte.chars().count() == bornes::TEXTE_MAX);
}
