//! Where a text hides, and what only looks like it.

mod cachettes;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use segur_model::{Direction, Exchange, Message};

use cachettes::{deflate, gzip, partout, utf16};

use super::*;

const INS: &str = "297022A02077878";
const INS_CONTINENT: &str = "279035121518989";
const OID: &str = "1.2.250.1.213.1.4.8";

#[test]
fn a_text_is_found_in_every_layer() {
    for t in [INS, INS_CONTINENT, OID, "OLYMPE-DUBANC"] {
        for (ou, octets) in partout(t) {
            assert!(contient(&octets, t), "{t}: {ou}");
        }
    }
}

#[test]
fn another_text_is_in_none_of_them() {
    for (cache, autre) in [
        (INS, "297022A02077979"),
        (INS_CONTINENT, "279035121518890"),
        (OID, "1.2.250.1.213.1.4.9"),
    ] {
        for (ou, octets) in partout(cache) {
            assert_eq!(examiner(&octets, &Cherche::texte(autre)), Presence::Absent, "{autre}: {ou}");
        }
    }
}

#[test]
fn an_ins_is_found_whatever_its_spelling() {
    for t in [
        "matricule=297022A020778",
        "<extension>297022A020778</extension>",
        "297022a02077878",
        "<NumIdentifiant>297022A020778</NumIdentifiant><Cle>78</Cle>",
        "NIR 2 97 02 2A 020 778 78 de la patiente",
        "2 97 02 2a 020 778",
        "2.97.02.2A.020.778.78",
        "2-97-02-2A-020-778",
        "2\u{a0}97\u{a0}02\u{a0}2A\u{a0}020\u{a0}778\u{a0}78",
        "2\u{202f}97\u{202f}02\u{202f}2A\u{202f}020\u{202f}778\u{202f}78",
        "2&nbsp;97&nbsp;02&nbsp;2A&#160;020&#xA0;778",
        "q=2+97+02+2A+020+778+78",
        "q=2%2097%2002%202A%20020%20778",
        "<sexe>2</sexe><annee>97</annee><mois>02</mois><dept>2A</dept><c>020</c><o>778</o>",
        "<td>2</td>\n  <td>97</td>\n  <td>02</td>\n  <td>2A</td><td>020</td><td>778</td>",
        "<b>297022A</b>020778",
        "<![CDATA[297]]><![CDATA[022A020778]]>",
        "[\"2\",\"97\",\"02\",\"2A\",\"020\",\"778\"]",
        "2|97|02|2A|020|778",
        "1. 2 97 02 2A 020 778 78",
        "297022A020778^^^&1.2.250.1.213.1.4.8&ISO^NH",
        "297022A02077878@patient.mssante.fr",
        "INS297022A020778",
        "<a>297022A020778.</a>",
        "X-Dossier: 12-297022A02077878",
        "1.2.250.1.999.297022A02077878",
        "29702\u{ad}2A020778",
        "297022A\r\n020778",
    ] {
        assert!(contient(t.as_bytes(), INS), "{t}");
    }
    assert!(contient(b"1,2790351215189,2", INS_CONTINENT), "a cell of a table");
    assert!(contient(b"n:2 97 02 2A 020 778 78", "297022A020778"), "asked without its key");
    assert!(contient(b"2\xa097\xa002\xa02A\xa0020\xa0778", INS), "NBSP of ISO 8859-1");
    assert!(contient(&utf16("2\u{a0}97 02 2A\u{202f}020 778", u16::to_be_bytes), INS));
}

#[test]
fn what_only_looks_like_an_ins_is_left() {
    for t in [
        "2.25.12279035121518912345",
        "2.25.92790351215189",
        "<id root=\"1.2.250.1.999.2790351215189\"/>",
        "<id root=\"1.2.250.1.999.2790351215189.7\"/>",
        "1.2.79.03.51.215.189.4",
        "27903512-1518-9a04-8c11-d0c1d2a3b4c5",
        "a0b1c2d3e4f2790351215189f0e1d2c3b4a5968778695a4b",
        "12790351215189",
        "27903512151891",
        "2790351215189012345",
        "0.2790351215189",
        "2790351215189.25",
        "2790351215188",
        "27903512151 9",
        "2790.3512151.89",
        "2 79 03 51 215 188 89",
        "2790351215 et 189",
        "20260115T090000.2790+0100 351215189",
        "279035121518",
        "790351215189",
        "2 79 03 51 215\n\nrésultats : 189",
        "279O351215189",
    ] {
        assert!(!contient(t.as_bytes(), INS_CONTINENT), "{t}");
    }
}

#[test]
fn an_oid_is_whole() {
    for t in [
        "root=\"1.2.250.1.213.1.4.8\"",
        "urn:oid:1.2.250.1.213.1.4.8",
        "297022A02077878^^^&1.2.250.1.213.1.4.8&ISO^NH",
        "297022A02077878^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH",
        "l'OID est 1.2.250.1.213.1.4.8.",
        "S1297022A02077878S21.2.250.1.213.1.4.8\u{1d}S3ALEX",
        "1.2.250.1.213.1.4.80 puis 1.2.250.1.213.1.4.8",
    ] {
        assert!(contient(t.as_bytes(), OID), "{t}");
    }
    for t in [
        "1.2.250.1.213.1.4.80",
        "1.2.250.1.213.1.4.8.1",
        "1.2.250.1.213.1.4.82.3",
        "11.2.250.1.213.1.4.8",
        "2.1.2.250.1.213.1.4.8",
        "1.2.250.1.213.1.4.9",
        "1.2.250.1.213.1.4",
        "1-2-250-1-213-1-4-8",
    ] {
        assert!(!contient(t.as_bytes(), OID), "{t}");
    }
    for (ou, octets) in partout("1.2.250.1.213.1.4.80").into_iter().chain(partout("1.2.250.1.213.1.4.8.1")) {
        // Cut in the middle of the OID, or followed by what ends it.
        assert!(!contient(&octets, OID), "{ou}");
    }
}

#[test]
fn a_name_is_found_in_its_spellings() {
    for octets in [
        b"<name>\xc9L\xc9ONORE L'H\xd4TE</name>".to_vec(),
        "<name>&Eacute;L&#201;ONORE L&apos;H&Ocirc;TE</name>".into(),
        "{\"nom\":\"\\u00c9L\\u00c9ONORE L'H\\u00d4TE\"}".into(),
        "nom=%C3%89L%C3%89ONORE+L%27H%C3%94TE".into(),
        "=C3=89L=C3=89ONORE L'H=C3=94TE".into(),
        utf16("ÉLÉONORE L'HÔTE", u16::to_le_bytes),
    ] {
        assert!(contient(&octets, "ÉLÉONORE L'HÔTE"), "{}", String::from_utf8_lossy(&octets));
    }
    assert!(!contient(b"", "x"));
    assert!(!contient(b"abc", ""));
    assert!(!contient("2 97 OLYMPE".as_bytes(), "2 97 Olympe"));
}

fn echange(ligne: &str, entetes: &[(&str, &str)]) -> Exchange {
    Exchange {
        id: 1,
        espace: "defaut".to_owned(),
        service: "dmp".to_owned(),
        operation: "dmp.alimentation".to_owned(),
        session: "defaut".to_owned(),
        requete: Message {
            ligne: ligne.to_owned(),
            entetes: entetes.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            ..Message::default()
        },
        statut: Some(200),
        ..Exchange::vide(Direction::CandidatVersBanc, time::OffsetDateTime::UNIX_EPOCH)
    }
}

#[test]
fn an_exchange_is_searched_whole() {
    let nu = echange(
        "POST /si-dmp-server HTTP/1.1",
        &[("Host", "dmp"), ("Content-Type", "application/soap+xml")],
    );
    let dit = format!("<a>{INS}</a>");
    assert!(dans_echange(&nu, dit.as_bytes(), INS));
    assert!(dans_echange(&nu, &gzip(dit.as_bytes()), INS));
    assert!(!dans_echange(&nu, b"<a/>", INS));
    for ligne in [
        "GET /dmp?ins=297022A02077878 HTTP/1.1",
        "GET /dmp/297022A020778 HTTP/1.1",
        "GET /fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.8%7C2%2097%2002%202A%20020%20778%2078 HTTP/1.1",
        "GET /dmp/%32%39%37%30%32%32A020778 HTTP/1.1",
    ] {
        assert!(dans_echange(&echange(ligne, &[]), b"", INS), "{ligne}");
    }
    for entete in [
        ("X-INS", "297022A02077878"),
        ("Referer", "https://sgl.example/dossier?nir=2+97+02+2A+020+778"),
        ("X-Contexte", &STANDARD.encode(format!("{{\"ins\":\"{INS}\"}}"))),
        ("X-297022A02077878", "oui"),
    ] {
        assert!(dans_echange(&echange("POST / HTTP/1.1", &[entete]), b"", INS), "{entete:?}");
    }
    let coupe = echange("POST / HTTP/1.1", &[("A", "297022A"), ("B", "02077878")]);
    assert!(!dans_echange(&coupe, b"", INS), "two headers are two texts");
    let codage = |codage| echange("POST / HTTP/1.1", &[("Content-Encoding", codage)]);
    let long = dit.repeat(40);
    assert!(dans_echange(&codage("deflate"), &deflate(long.as_bytes()), INS));
    assert_eq!(
        examiner_echange(&codage("br"), b"\x0b\x02\x80", &Cherche::texte(INS)),
        Presence::NonToutLu
    );
    assert_eq!(
        examiner_echange(&codage("gzip"), &gzip(b"rien"), &Cherche::texte(INS)),
        Presence::Absent
    );
}

#[test]
fn a_bound_that_is_met_is_told() {
    let bombe = gzip(&vec![b'x'; OUVERT_MAX + 10]);
    assert_eq!(examiner(&bombe, &Cherche::texte(INS)), Presence::NonToutLu);
    let mut profond = format!("fin {INS} fin").into_bytes();
    for _ in 0..12 {
        profond = STANDARD.encode(&profond).into_bytes();
    }
    assert_eq!(examiner(&profond, &Cherche::texte(INS)), Presence::NonToutLu);
}

/// Pseudo-random bytes, the same at each run.
fn bruit(graine: u64, taille: usize) -> Vec<u8> {
    let mut x = graine | 1;
    std::iter::repeat_with(|| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x.to_le_bytes()
    })
    .flatten()
    .take(taille)
    .collect()
}

#[test]
fn hostile_bytes_neither_break_nor_last() {
    let depart = std::time::Instant::now();
    for motif in [
        "(",
        "<",
        "[<",
        "2<",
        "2 ",
        "%",
        "&#",
        "\\u",
        "=\n",
        "x\u{1}",
        "PK\u{3}\u{4}",
        "\u{1f}",
        "%PDF-(<",
        "eyJ",
        "\0a\0",
        "2790351215189a",
    ] {
        let octets = [b"%PDF-".as_slice(), &motif.as_bytes().repeat(200_000 / motif.len())].concat();
        let _ = examiner(&octets, &Cherche::texte(INS_CONTINENT));
    }
    for graine in 1..40 {
        let mut octets = bruit(graine, 5000);
        let (debut, _) = octets.split_at_mut(5);
        debut.copy_from_slice(b"%PDF-");
        let _ = examiner(&octets, &Cherche::texte(INS));
    }
    assert!(depart.elapsed() < std::time::Duration::from_mins(1), "{:?}", depart.elapsed());
}

/// `cargo test --release -p segur-engine -- --ignored twenty`: what 20 MB cost.
#[test]
#[ignore = "a measure"]
fn twenty_megabytes() {
    let bruit = bruit(7, 15 << 20);
    let xml =
        "<observation code=\"11502-2\" value=\"12,5\">Texte d'un résultat &amp; 100%25 de rien = 20\r\n</observation>".repeat(200_000);
    for (quoi, octets) in [
        ("noise", bruit.clone()),
        ("Base64", STANDARD.encode(&bruit).into_bytes()),
        ("XML", xml.clone().into_bytes()),
        ("UTF-16", utf16(&xml, u16::to_le_bytes)),
        ("digits", b"2790351215188 ".repeat(1_500_000)),
        ("gzip", gzip(xml.as_bytes())),
    ] {
        let depart = std::time::Instant::now();
        let vu = examiner(&octets, &Cherche::texte(INS_CONTINENT));
        println!("{quoi}: {} bytes, {vu:?}, {:?}", octets.len(), depart.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_safe(octets in proptest::collection::vec(any::<u8>(), 0..600), texte in "\\PC{0,16}") {
        let _ = contient(&octets, &texte);
        let _ = contient(&octets, INS);
    }

    #[test]
    fn any_mix_of_marks_is_safe(morceaux in proptest::collection::vec(prop::sample::select(vec![
        "%", "%3", "%u00", "&#", "&#x", ";", "&amp;", "\\u", "\\", "=", "=3", "\n", "\0", "PK\u{3}\u{4}", "%PDF-", "stream", "(", ")", "<", ">", "[", "]",
        "297022A0", "20778", "78", ".", "é", "/", "-", "_", "Mjk3MDIyQTAyMDc3ODc4", "]]>", "<![CDATA["]), 0..60)) {
        let texte = morceaux.concat();
        for cherche in [INS, OID, "é"] {
            let _ = contient(texte.as_bytes(), cherche);
        }
    }

    #[test]
    fn groups_never_hide_an_ins(coupes in proptest::collection::vec(prop::sample::select(vec!["", " ", "\u{a0}", "<b/>", "  ", "\n"]), 12), avant in "[a-z ]{0,5}", apres in "[a-z ]{0,5}") {
        let mut texte = avant;
        for (i, c) in INS[..13].chars().enumerate() {
            texte.push(c);
            texte.push_str(coupes.get(i).copied().unwrap_or(""));
        }
        texte.push_str(&apres);
        prop_assert!(contient(texte.as_bytes(), INS), "{}", texte);
    }
}
