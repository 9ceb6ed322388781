use proptest::prelude::*;

use super::*;

const TYPE: &str = "multipart/related; type=\"application/xop+xml\"; boundary=\"b\"";
const RACINE: &str = "--b\r\nContent-Type: application/xop+xml\r\nContent-ID: <r>\r\n\r\n<e/>\r\n";

fn lit(corps: &str) -> Result<Multipart, MtomRefuse> {
    lire(TYPE, &corps.to_owned().into())
}

/// A message of the root and one part whose headers and content are these.
fn avec(partie: &str) -> Result<Multipart, MtomRefuse> {
    lit(&format!("{RACINE}--b\r\n{partie}\r\n--b--"))
}

#[test]
fn un_message_se_lit_octet_pour_octet() {
    let corps = "préambule --b\r\n--bc\r\n--b \t\r\nContent-ID:\t<d1>\r\nCONTENT-TYPE: text/xml;\r\n\tcharset=utf-8\r\nX-Autre: 1\r\n\r\n\
                 \r\n<a>--b\r\n--ba\r\n--b-\n--b--\n</a>\r\n\r\n--b\r\nContent-Type: Application/XOP+xml; type=\"x\"\r\nContent-ID: <r@x>\r\n\r\n<e/>\r\n--b\r\n\r\n\r\n--b--\r\népilogue --b\r\n--b\r\n";
    let content_type = "Multipart/Related; Type=application/xop+xml; start-info=\"application/soap+xml\"; START=\"<r@x>\"; boundary=b; action=\"urn:a;b=\\\"c\\\"\"";
    let lu = lire(content_type, &corps.into()).unwrap();
    assert_eq!(lu.racine.octets, "<e/>");
    assert_eq!(lu.racine.content_id.as_deref(), Some("r@x"));
    let [document, vide] = &lu.parties[..] else {
        panic!("{:?}", lu.parties)
    };
    assert_eq!(document.octets, "\r\n<a>--b\r\n--ba\r\n--b-\n--b--\n</a>\r\n");
    assert_eq!(document.type_contenu, "text/xml; charset=utf-8");
    assert_eq!(document.entete("x-autre"), Some("1"));
    assert_eq!(document.entetes.len(), 3);
    assert_eq!((vide.octets.len(), vide.content_id.as_ref(), vide.entetes.len()), (0, None, 0));
    assert_eq!(lu.partie("d1").unwrap(), document);
    assert_eq!(parametre(content_type, "action").as_deref(), Some("urn:a;b=\"c\""));
    assert_eq!(parametre(content_type, "absent"), None);
    assert!(est_mtom(content_type) && !est_mtom("application/soap+xml; multipart/related"));
}

#[test]
fn le_base64_annonce_se_decode() {
    let lu = avec("Content-Transfer-Encoding: BASE64\r\n\r\nPGEv\r\nPg==").unwrap();
    assert_eq!(lu.parties[0].octets, "<a/>");
    assert_eq!(lu.parties[0].entete("content-transfer-encoding"), Some("BASE64"));
    for faux in [
        "Content-Transfer-Encoding: base64\r\n\r\n<a/>",
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<a b=\"\"/>",
        "Content-Transfer-Encoding: x-uuencode\r\n\r\n<a/>",
    ] {
        assert!(matches!(avec(faux), Err(MtomRefuse::Encodage { partie: 2, .. })), "{faux}");
    }
}

#[test]
fn le_quoted_printable_annonce_se_decode_et_se_dit() {
    let lu = avec("Content-Transfer-Encoding: Quoted-Printable\r\n\r\n<a b=3D\"=C3=A9\"=\r\n/>").unwrap();
    assert_eq!(lu.parties[0].octets, "<a b=\"é\"/>");
    assert_eq!(lu.tolerances, [Tolerance::QuotedPrintable { partie: 2 }]);
    assert_eq!(avec("\r\nx=3D").unwrap().tolerances, []);
}

/// LF alone is no line end of MIME, and is what some write: the content is theirs, byte for byte.
#[test]
fn les_lignes_en_lf_se_lisent_et_se_disent() {
    let corps = format!("{RACINE}--b\r\nContent-ID: <d>\r\n\r\n").replace("\r\n", "\n");
    let lu = lit(&format!("{corps}<a>\r\n\n--b\n\n\r\n--b--")).unwrap();
    assert_eq!(lu.parties[0].octets, "<a>\r\n");
    assert_eq!(lu.parties[1].octets, "\r");
    assert_eq!(lu.tolerances, [Tolerance::FinDeLigne]);
    // A dump in a file may have lost its carriage returns on the way: nobody wrote them so.
    assert_eq!(lire_brut(&format!("{corps}x\n--b--").into()).unwrap().tolerances, []);
    // Where the first boundary ends as MIME has it, another line is no boundary.
    let lu = lit(&format!("{RACINE}--b\r\n\r\n\n--b--\n\r\n--b--")).unwrap();
    assert_eq!((&lu.parties[0].octets[..], lu.tolerances), (&b"\n--b--\n"[..], vec![]));
}

#[test]
fn chaque_refus_a_son_erreur() {
    use MtomRefuse as R;
    let type_de = |ct: &str| lire(ct, &RACINE.into()).unwrap_err();
    assert_eq!(type_de("application/soap+xml"), R::PasMultipart("application/soap+xml".into()));
    assert_eq!(type_de(""), R::PasMultipart(String::new()));
    let longue = format!("multipart/related; boundary=\"{}\"", "b".repeat(71));
    for faux in [
        "multipart/related",
        "multipart/related; boundary=\"\"",
        "multipart/related; boundary=\"b \"",
        "multipart/related; boundary=\"é\"",
        &longue,
    ] {
        assert!(matches!(type_de(faux), R::BoundaryInvalide(_)), "{faux}");
    }
    assert_eq!(type_de("multipart/related; boundary=b"), R::TypeParametre(String::new()));
    assert_eq!(
        type_de("multipart/related; boundary=b; type=text/xml"),
        R::TypeParametre("text/xml".into())
    );
    assert_eq!(
        type_de("multipart/related; boundary=autre; type=\"application/xop+xml\""),
        R::BoundaryAbsent { boundary: "autre".into() }
    );
    assert_eq!(lit("--b--\r\n").unwrap_err(), R::SansPartie);
    assert_eq!(
        lit(RACINE).unwrap_err(),
        R::Inacheve {
            partie: 1,
            octet: 5,
            boundary: "b".into()
        }
    );
    assert_eq!(
        lit(&format!("{RACINE}--b")).unwrap_err(),
        R::Inacheve {
            partie: 1,
            octet: 5,
            boundary: "b".into()
        }
    );
    let double = "Content-ID: <r>\r\n\r\nx";
    assert_eq!(
        avec(double).unwrap_err(),
        R::PartieDouble {
            content_id: "r".into(),
            premiere: 1,
            seconde: 2,
            octet: RACINE.len() + 5
        }
    );
    let start = format!("{TYPE}; start=\"<absent>\"");
    assert_eq!(
        lire(&start, &format!("{RACINE}--b--").into()).unwrap_err(),
        R::StartIntrouvable { start: "absent".into() }
    );
    assert_eq!(
        lit("--b\r\nContent-Type: text/xml\r\n\r\n<e/>\r\n--b--").unwrap_err(),
        R::TypeRacine {
            partie: 1,
            octet: 5,
            vu: "text/xml".into()
        }
    );
    assert_eq!(
        avec("Content-ID: <d>\r\n\r\n").unwrap().partie("e").unwrap_err(),
        R::PartieAbsente { content_id: "e".into() }
    );
    for faux in ["Content-ID: d", "Content-ID: <>", "Content-ID: <a<b>"] {
        assert!(
            matches!(avec(&format!("{faux}\r\n\r\n")), Err(R::ContentIdMalForme { partie: 2, .. })),
            "{faux}"
        );
    }
    assert!(matches!(
        avec("Content-Type: a\r\ncontent-type: b\r\n\r\n"),
        Err(R::EnteteDouble {
            partie: 2,
            nom: "Content-Type",
            ..
        })
    ));
    for faux in [
        "pas un en-tête\r\n\r\n",
        " suite\r\n\r\n",
        ": v\r\n\r\n",
        "A b: v\r\n\r\n",
        "A: \u{1}\r\n\r\n",
        "A: v",
        "A",
    ] {
        assert!(matches!(avec(faux), Err(R::EnteteMalForme { partie: 2, .. })), "{faux:?}");
    }
}

#[test]
fn les_bornes_tiennent() {
    use MtomRefuse as R;
    let limites = LimitesMtom {
        taille: 400,
        parties: 2,
        lignes_entetes: 3,
        octets_entetes: 80,
    };
    let lit = |corps: &str| lire_borne(TYPE, &corps.to_owned().into(), &limites);
    let borne = |partie: &str| lit(&format!("{RACINE}--b\r\n{partie}\r\n--b--"));
    assert!(borne("A: 1\r\nB: 2\r\nC: 3\r\n\r\n").is_ok());
    assert!(matches!(
        borne("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n"),
        Err(R::EntetesTropGros {
            limite: 3,
            quoi: "lignes",
            ..
        })
    ));
    let suite = format!("A: 1\r\n{}\r\n", " x\r\n".repeat(20));
    assert!(
        matches!(
            borne(&suite),
            Err(R::EntetesTropGros {
                limite: 80,
                quoi: "octets",
                ..
            })
        ),
        "continuations count too"
    );
    let longue = format!("A: {}\r\n\r\n", "x".repeat(90));
    assert!(matches!(
        borne(&longue),
        Err(R::EntetesTropGros {
            limite: 80,
            quoi: "octets",
            ..
        })
    ));
    assert_eq!(borne("\r\n\r\n--b\r\n\r\n").unwrap_err(), R::TropDeParties { limite: 2 });
    assert!(matches!(lit(&"x".repeat(401)), Err(R::TropGros { taille: 401, limite: 400 })));
}

#[test]
fn les_cid_se_decodent() {
    assert_eq!(cid("cid:doc@x").as_deref(), Some("doc@x"));
    assert_eq!(cid(" CID:http%3A%2F%2Fx%2Bé ").as_deref(), Some("http://x+é"));
    assert_eq!(cid("cid:%c3%a9").as_deref(), Some("é"));
    for faux in ["cid:", "doc@x", "http://x", "cid:%", "cid:%4", "cid:%zz", "cid:%+1", "cid:%ff"] {
        assert_eq!(cid(faux), None, "{faux}");
    }
}

#[test]
fn un_vidage_brut_commence_a_sa_limite() {
    for faux in ["", "--", "x\n--b\n", "--\n", "--é\n\n", "-b\n"] {
        assert!(lire_brut(&faux.into()).is_err(), "{faux:?}");
    }
    let corps = format!("{RACINE}--b--").into();
    assert_eq!(lire_brut(&corps), lire(TYPE, &corps));
}

#[test]
fn l_alimentation_officielle_se_lit() {
    let Some(chemin) = segur_essais::corpus("xds/dmp-samples-v2.05/TD2.1_Alimentation_requete.xml") else {
        return;
    };
    let exemple = std::fs::read(chemin).unwrap();
    let lu = lire_brut(&exemple.into()).unwrap();
    assert_eq!(lu.racine.content_id.as_deref(), Some("rootpart@soapui.org"));
    let texte = crate::decoder(&lu.racine.octets).unwrap();
    let document = crate::lire(&texte).unwrap();
    let adressage = crate::adressage(&document);
    assert_eq!(
        adressage.action.as_deref(),
        Some("urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b")
    );
    // Every document that the envelope includes is there, and is what the envelope includes.
    let inclus: Vec<String> = document
        .descendants()
        .filter(|n| n.tag_name().name() == "Include")
        .map(|n| cid(n.attribute("href").unwrap()).unwrap())
        .collect();
    assert_eq!(inclus.len(), 2);
    assert_eq!(lu.parties.len(), 2);
    for id in inclus {
        assert!(!lu.partie(&id).unwrap().octets.is_empty(), "{id}");
    }
}

/// Bytes that look like the seams of a message more often than chance would.
fn coutures() -> impl Strategy<Value = Vec<u8>> {
    let morceau = prop_oneof![
        Just(b"--b".to_vec()),
        Just(b"--b--".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"Content-ID: <r>\r\n".to_vec()),
        Just(b"Content-Type: application/xop+xml\r\n".to_vec()),
        Just(b"Content-Transfer-Encoding: base64\r\n".to_vec()),
        Just(b" ".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(morceau, 0..16).prop_map(|m| m.concat())
}

proptest! {
    #[test]
    fn rien_ne_fait_paniquer(corps in coutures(), content_type in "(multipart/related|;| |boundary=|b|\"|\\\\|type=|application/xop\\+xml|start=|<r>){0,14}") {
        let corps = Bytes::from(corps);
        let _ = lire(TYPE, &corps);
        let _ = lire_brut(&corps);
        let _ = lire_brut(&[b"--b\n", &corps[..]].concat().into());
        let _ = lire(&content_type, &corps);
        let _ = cid(&String::from_utf8_lossy(&corps));
    }

    #[test]
    fn ce_qui_est_ecrit_se_relit(
        racine in "[^\\x00-\\x08]{0,80}",
        contenus in proptest::collection::vec(coutures(), 0..5),
        action in "\\PC{0,20}",
        boundary in "(b|\\PC{0,80})",
    ) {
        let parties: Vec<Partie> = contenus
            .into_iter()
            .enumerate()
            .map(|(i, octets)| Partie::nouvelle(format!("doc{i}@banc"), "text/xml", octets))
            .collect();
        let (content_type, corps) = ecrire(&racine, &action, &parties, &boundary);
        let corps = Bytes::from(corps);
        let lu = lire(&content_type, &corps).unwrap();
        prop_assert_eq!(&lu.racine.octets, racine.as_bytes());
        prop_assert_eq!(parametre(&content_type, "action"), Some(action));
        prop_assert_eq!(lu.parties.len(), parties.len());
        for (lue, ecrite) in lu.parties.iter().zip(&parties) {
            prop_assert_eq!(&lue.octets, &ecrite.octets);
            prop_assert_eq!(&lue.content_id, &ecrite.content_id);
            prop_assert_eq!(&lue.type_contenu, &ecrite.type_contenu);
        }
        // A dump begins at its first boundary.
        prop_assert_eq!(lire_brut(&corps).unwrap(), lu.clone());
        // What is read is written again as it was, headers included.
        let relu = ecrire(&racine, "urn:a", &lu.parties, "autre");
        prop_assert_eq!(lire(&relu.0, &relu.1.into()).unwrap().parties, lu.parties);
        // A message cut anywhere is refused, but for the line break after its last boundary.
        let coupe = corps.len() - 3;
        prop_assert!(lire(&content_type, &corps.slice(..coupe)).is_err());
    }
}
