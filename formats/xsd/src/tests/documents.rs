//! What is said of a document.

use std::time::{Duration, Instant};

use segur_soap::XmlRefuse;

use super::*;
use crate::XsdNonJuge;

#[test]
fn un_document_valide_ne_donne_rien() {
    assert_eq!(
        juger(&document(
            "<title>Accentué</title><versionNumber>1</versionNumber><entry code='a'/>"
        )),
        []
    );
}

#[test]
fn chaque_ecart_est_dit_a_sa_ligne() {
    for (contenu, ligne, chemin, vu) in [
        ("", 2, "", "title"),
        ("<title>t</title>\n<entry/>", 4, "/entry", "code"),
        ("<title>t</title>\n<entry\n></entry>", 4, "/entry", "code"),
        ("<title>t</title>\n<versionNumber>un</versionNumber>", 4, "/versionNumber", "un"),
        ("<title>t</title>\n<autre/>", 4, "/autre", "autre"),
        ("<entry code='a'/>\n<title>t</title>", 3, "/entry", "entry"),
        ("<title>é</title><title>t</title>", 3, "/title[2]", "title"),
        (
            "<title>t</title>\n<entry code='a'><entry code='b'>texte</entry></entry>",
            4,
            "/entry/entry",
            "text",
        ),
        ("<title>t</title>\n\n<entry code='a' inconnu='b'/>", 5, "/entry", "inconnu"),
    ] {
        let constats = juger(&document(contenu));
        let constat = constats.first().unwrap_or_else(|| panic!("{contenu}: nothing"));
        assert_eq!(constat.rule, "cda.xsd");
        assert!(constat.is_error());
        assert_eq!(constat.location.line, ligne, "{contenu}: {constat:?}");
        assert_eq!(
            constat.location.path,
            format!("/ClinicalDocument{chemin}"),
            "{contenu}: {constat:?}"
        );
        assert!(constat.location.column > 0);
        assert!(constat.seen.contains(vu), "{constat:?}");
        assert!(!constat.expected.is_empty());
    }
}

#[test]
fn un_document_auto_presentable_est_juge_sans_sa_feuille() {
    let feuille = |cda: &str| {
        format!(
            "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" xmlns=\"urn:hl7-org:v3\" xmlns:x=\"urn:x\">\n\
             <xsl:template match=\"/\"><html/></xsl:template>\n<xsl:variable name=\"cda\">\n{cda}\n</xsl:variable></xsl:stylesheet>"
        )
    };
    // The namespace of the document is declared above it.
    assert_eq!(juger(&feuille("<ClinicalDocument><title>t</title></ClinicalDocument>")), []);
    assert_eq!(
        juger(&feuille(
            "<ClinicalDocument\n xmlns = 'urn:hl7-org:v3' classCode='=\">'><title>t</title></ClinicalDocument>"
        )),
        []
    );
    assert_eq!(
        juger(&feuille(
            "<h:ClinicalDocument xmlns:h='urn:hl7-org:v3'><h:title>t</h:title></h:ClinicalDocument>"
        )),
        []
    );
    let constats = juger(&feuille("<ClinicalDocument><title>t</title>\n<entry/></ClinicalDocument>"));
    assert_eq!(constats[0].location.line, 5);
    assert_eq!(constats[0].location.path, "/stylesheet/variable/ClinicalDocument/entry");
    // On the line of the document too, where the declarations are added.
    let constats = juger(&feuille("<ClinicalDocument><title>t</title><entry/></ClinicalDocument>"));
    assert_eq!((constats[0].location.line, constats[0].location.column), (4, 35), "{constats:?}");
    assert_eq!(constats[0].location.path, "/stylesheet/variable/ClinicalDocument/entry");
}

#[test]
fn l_encodage_et_ce_qui_precede_le_document_ne_changent_rien() {
    let latin1: Vec<u8> = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<?xml-stylesheet href='x.xsl'?><!-- é -->\n\
                           <ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>é</title>\n<entry/></ClinicalDocument>\n<!-- fin -->"
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let constats = schemas().juger(&latin1).unwrap();
    assert_eq!((constats.len(), constats[0].location.line), (1, 4), "{constats:?}");
    let marque = format!("\u{feff}{}", document("<title>t</title>"));
    assert_eq!(juger(&marque), []);
    // A document does not choose its schema.
    let ailleurs = document("<title>t</title>").replace(
        "xmlns=",
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:hl7-org:v3 file:///etc/passwd\" xmlns=",
    );
    assert_eq!(juger(&ailleurs), []);
}

#[test]
fn ce_qui_n_est_pas_un_document_clinique_n_est_pas_juge() {
    let non_juge = |texte: &str| schemas().juger(texte.as_bytes()).unwrap_err();
    for texte in ["<a/>", "<ClinicalDocument/>", "<a><ClinicalDocument xmlns='urn:hl7-org:v3'/></a>"] {
        assert!(matches!(non_juge(texte), XsdNonJuge::PasUnCda { .. }), "{texte}");
    }
    assert!(matches!(non_juge(""), XsdNonJuge::Xml(XmlRefuse::Vide)));
    assert!(matches!(non_juge("<ClinicalDocument"), XsdNonJuge::Xml(_)));
    let rires = "<!DOCTYPE a [<!ENTITY l \"ha\"><!ENTITY m \"&l;&l;&l;&l;&l;&l;&l;&l;\">]>";
    let bombe = document("<title>&m;</title>").replace("?>\n", &format!("?>\n{rires}"));
    assert!(matches!(non_juge(&bombe), XsdNonJuge::Xml(XmlRefuse::Dtd { .. })));
    let profond = format!("{}{}", "<entry code='a'>".repeat(300), "</entry>".repeat(300));
    let profond = document(&format!("<title>t</title>{profond}"));
    assert!(matches!(non_juge(&profond), XsdNonJuge::Xml(XmlRefuse::TropProfond { .. })));
}

#[test]
fn les_gros_documents_sont_juges_en_un_temps_borne() {
    let depart = Instant::now();
    let profond = format!("{}{}", "<entry code='a'>".repeat(250), "</entry>".repeat(250));
    assert_eq!(juger(&document(&format!("<title>t</title>{profond}"))), []);
    assert_eq!(
        juger(&document(&format!("<title>t</title>{}", "<entry code='a'/>".repeat(10_000)))),
        []
    );
    // As many faults: the first hundred are told.
    let constats = juger(&document(&format!("<title>t</title>{}", "<entry/>\n".repeat(10_000))));
    assert_eq!(constats.len(), 100);
    assert_eq!(juger(&document(&format!("<title>{}</title>", "x".repeat(5_000_000)))), []);
    assert!(depart.elapsed() < Duration::from_secs(60), "{:?}", depart.elapsed());
}

#[test]
fn le_schema_se_partage_entre_fils() {
    fn partage<T: Send + Sync>() {}
    partage::<Schemas>();
}

/// A document with bytes changed is judged or refused, without a panic.
#[test]
fn aucun_document_abime_ne_fait_paniquer() {
    let schemas = schemas();
    let sain = document("<title>t</title><versionNumber>1</versionNumber>\n<entry code='a'><entry code='b'/></entry>").into_bytes();
    let mut graine = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..3_000 {
        let mut abime = sain.clone();
        for _ in 0..3 {
            graine ^= graine << 13;
            graine ^= graine >> 7;
            graine ^= graine << 17;
            let ou = usize::try_from(graine % sain.len() as u64).unwrap();
            abime[ou] = b"<>/\"'= a&;!-[]\0\xC3"[usize::try_from(graine >> 60).unwrap()];
        }
        let _ = schemas.juger(&abime);
    }
}
