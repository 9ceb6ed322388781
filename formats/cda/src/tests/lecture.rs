//! Reading, and the facts.

use proptest::prelude::*;
use segur_dialecte::Lu;
use segur_model::Environnement;

use super::{N1, N3, auto_presentable, change, faits, juger, juger_coherence, juger_document, lire, regles};
use crate::{CdaIllisible, Document, MetadonneesDocument, Niveau};

#[test]
fn nos_documents_n_ont_pas_de_faute() {
    for document in [N3.to_owned(), N1.to_owned(), auto_presentable(N3), auto_presentable(N1)] {
        assert_eq!(juger(&document), []);
    }
}

#[test]
fn le_document_lu() {
    let cda = lire(N3.as_bytes()).unwrap();
    assert_eq!(cda.niveau, Some(Niveau::N3));
    assert!(!cda.auto_presentable);
    assert_eq!(cda.modeles.last().and_then(|m| m.extension.clone()).as_deref(), Some("2024.01"));
    assert_eq!(cda.id.as_ref().map(|i| i.racine.as_str()), Some("1.2.250.1.999.1.2.1"));
    assert_eq!(
        cda.patients.first().map(crate::Identifiant::complet).as_deref(),
        Some("1.2.250.1.213.1.4.10^284057599900347")
    );
    let date = cda.date.unwrap();
    assert_eq!(
        (date.valeur.as_str(), date.lieu.line, date.lieu.column),
        ("20260115100000+0100", 13, 18)
    );
    assert_eq!(date.lieu.path, "/ClinicalDocument/effectiveTime/@value");
    let copie = cda.incorpore.unwrap();
    assert_eq!(copie.media, "application/pdf");
    assert!(copie.octets.starts_with(b"%PDF-1.4") && copie.octets.ends_with(b"%%EOF\n"));

    let n1 = lire(N1.as_bytes()).unwrap();
    assert_eq!(n1.niveau, Some(Niveau::N1));
    assert_eq!(n1.incorpore.unwrap().octets, copie.octets);
    let dans_une_feuille = lire(auto_presentable(N3).as_bytes()).unwrap();
    assert!(dans_une_feuille.auto_presentable);
    assert_eq!(dans_une_feuille.lieu.path, "/stylesheet/variable/ClinicalDocument");
}

#[test]
fn ce_qui_n_est_pas_un_document() {
    assert!(matches!(lire(b"<lot/>"), Err(CdaIllisible::PasUnCda { nom, .. }) if nom == "lot"));
    let sans_espace = change(N3, " xmlns=\"urn:hl7-org:v3\"", "");
    assert!(matches!(lire(sans_espace.as_bytes()), Err(CdaIllisible::PasUnCda { .. })));
    let enveloppe = format!("<lot>{}</lot>", N3.split_once("?>").unwrap().1);
    assert!(lire(enveloppe.as_bytes()).is_err(), "only a style sheet may hold a document");
    let dtd = change(N3, "<ClinicalDocument", "<!DOCTYPE ClinicalDocument>\n<ClinicalDocument");
    let erreur = lire(dtd.as_bytes()).unwrap_err();
    assert_eq!(erreur.lieu().line, 3, "{erreur}");
    assert!(lire(b"").is_err());
}

#[test]
fn ce_qui_est_d_un_autre_genre_est_dit() {
    for (octets, attendu) in [
        (&b"PK\x03\x04\x14\x00"[..], "check xdm"),
        (b"%PDF-1.4\n", "check pdf"),
        (b"\xEF\xBB\xBF<!doctype HTML>\n<html><p></html>", "page HTML"),
        (
            b"<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "page HTML",
        ),
        (
            b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><a/>",
            "encoder le document en UTF-8",
        ),
    ] {
        let dit = lire(octets).unwrap_err().to_string();
        assert!(dit.contains(attendu), "{dit}");
    }
}

#[test]
fn un_element_hors_de_l_espace_de_noms_est_montre() {
    for (par, attendu) in [
        (
            "<patient xmlns=\"\">",
            "présent, mais hors de tout espace de noms : ôter xmlns=\"\"",
        ),
        (
            "<patient xmlns=\"urn:hl7-org:v2\">",
            "présent, mais dans l'espace de noms « urn:hl7-org:v2 »",
        ),
    ] {
        let constats = juger(&change(N3, "<patient>", par));
        let [constat] = constats.as_slice() else { panic!("{constats:#?}") };
        assert_eq!((constat.rule.as_str(), constat.location.line), ("cda.en-tete.patient", 24));
        assert!(constat.seen.starts_with(attendu), "{}", constat.seen);
    }
}

/// The N1 document, its file of another type.
fn n1_de(media: &str, octets: &[u8]) -> String {
    use base64::Engine as _;
    let (debut, reste) = N1
        .split_once("<text mediaType=\"application/pdf\" representation=\"B64\">")
        .unwrap();
    let (_, fin) = reste.split_once("</text>").unwrap();
    let b64 = base64::engine::general_purpose::STANDARD.encode(octets);
    format!("{debut}<text mediaType=\"{media}\" representation=\"B64\">{b64}</text>{fin}")
}

/// A media type, a file of it, and files that are none.
type Fichier = (&'static str, &'static [u8], &'static [&'static [u8]]);

#[test]
fn un_fichier_a_la_structure_la_plus_courte_de_son_type() {
    const TIFF: &[u8] = b"II*\0\x08\0\0\0\x01\0\x00\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0";
    let cas: [Fichier; 4] = [
        ("image/jpeg", b"\xFF\xD8\xFF\xE0\x00\x04ab\xFF\xD9", &[b"\xFF\xD8\xFF\xE0"]),
        ("image/tiff", TIFF, &[b"II*\0", b"II*\0\xFF\xFF\xFF\xFF", b"MM\0*\0\0\0\x08\0\x09"]),
        ("text/rtf", b"{\\rtf1 bonjour}\r\n\0", &[b"{\\rtf", b"{\\rtf1 coup"]),
        ("text/plain", b"Bonjour.\r\n", &[b"MZ\x90\0\x03", b" \r\n\t", b"\xC2\xA0"]),
    ];
    for (media, bon, mauvais) in cas {
        assert_eq!(juger(&n1_de(media, bon)), [], "{media}");
        for octets in mauvais {
            assert_eq!(regles(&juger(&n1_de(media, octets))), ["cda.corps.magie"], "{media} {octets:?}");
        }
    }
}

#[test]
fn les_copies_suivantes_sont_jointes() {
    use segur_dialecte::Lu as _;
    let deux = change(
        N3,
        "              </value>\n            </observationMedia>",
        "</value></observationMedia><observationMedia><value mediaType=\"application/pdf\" representation=\"B64\">JVBERi0xLjQ=</value></observationMedia>",
    );
    let document = Document::lire(deux.as_bytes(), None);
    assert_eq!(document.documents().len(), 2);
    assert_eq!(&document.documents()[1].octets[..], b"%PDF-1.4");
}

#[test]
fn plusieurs_encodages() {
    let latin1: Vec<u8> = change(N3, "UTF-8", "ISO-8859-1")
        .chars()
        .map(|c| u8::try_from(c).unwrap())
        .collect();
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(N3.replacen("encoding=\"UTF-8\"", "", 1).encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for octets in [latin1, utf16] {
        assert_eq!(regles(&juger_document(&octets)), ["cda.en-tete.encodage"]);
        assert_eq!(faits(&octets), faits(N3.as_bytes()));
    }
    let marque = [b"\xEF\xBB\xBF", N3.as_bytes()].concat();
    assert_eq!(juger_document(&marque), []);
}

#[test]
fn les_faits() {
    let remplacant = change(
        N3,
        "  <componentOf>",
        "  <inFulfillmentOf><order><id root=\"1.2.250.1.999.1.9\" extension=\"D7K\"/></order></inFulfillmentOf>\n  <relatedDocument typeCode=\"RPLC\"><parentDocument><id root=\"1.2.250.1.999.1.2.0\"/></parentDocument></relatedDocument>\n  <componentOf>",
    );
    let lus = faits(remplacant.as_bytes());
    for (fait, valeur) in [
        ("cda.niveau", "N3"),
        ("cda.id", "1.2.250.1.999.1.2.1"),
        ("cda.setId", "1.2.250.1.999.1.3.1"),
        ("cda.version", "1"),
        ("cda.statut", "completed"),
        ("cda.type", "11502-2"),
        ("cda.ins", "284057599900347"),
        ("cda.oid", "1.2.250.1.213.1.4.10"),
        ("cda.remplace", "1.2.250.1.999.1.2.0"),
        ("cda.demande", "D7K"),
    ] {
        assert_eq!(lus.get(fait), Some(&vec![valeur.to_owned()]), "{fait}");
    }
    assert_eq!(lus.len(), 10);
    assert!(!faits(N3.as_bytes()).contains_key("cda.remplace"), "absent, never empty");
    assert!(faits(b"%PDF-1.4").is_empty());
}

#[test]
fn une_longue_valeur_est_coupee_dans_le_constat() {
    let long = change(
        N3,
        "languageCode code=\"fr-FR\"",
        &format!("languageCode code=\"{}\"", "é".repeat(5_000)),
    );
    let constats = juger(&long);
    assert_eq!(regles(&constats), ["cda.en-tete.langue"]);
    assert!(constats[0].seen.chars().count() <= 301);
}

#[test]
fn une_meme_faute_mille_fois_n_est_pas_dite_mille_fois() {
    let mille = change(
        N3,
        "<effectiveTime><low",
        &format!("{}<effectiveTime><low", "<time value=\"hier\"/>".repeat(1_000)),
    );
    let constats = juger(&mille);
    assert_eq!(regles(&constats), ["cda.en-tete.horodatage"]);
    assert_eq!(constats.len(), 50);
    assert!(
        constats[49].seen.ends_with("(et 950 de plus pour cette règle)"),
        "{:?}",
        constats[49]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rien_ne_fait_paniquer(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        tout_juger(&octets);
    }

    #[test]
    fn ni_un_document_abime(
        ou in 0_usize..N3.len(),
        longueur in 0_usize..60,
        par in "[<>/\"'&=é0-9A-Z ]{0,6}",
        n1 in any::<bool>(),
    ) {
        let document = if n1 { N1 } else { N3 };
        let debut = document.floor_char_boundary(ou.min(document.len()));
        let fin = document.floor_char_boundary((debut + longueur).min(document.len()));
        tout_juger(format!("{}{par}{}", &document[..debut], &document[fin..]).as_bytes());
    }

    #[test]
    fn ni_une_valeur_quelconque(rang in 0_usize..200, valeur in "\\PC{0,20}") {
        // The value of one attribute, whichever, becomes anything.
        let valeur = segur_soap::echapper(&valeur);
        let mut morceaux: Vec<&str> = N3.split('"').collect();
        let place = (rang % (morceaux.len() / 2)) * 2 + 1;
        morceaux[place] = &valeur;
        tout_juger(morceaux.join("\"").as_bytes());
    }
}

fn tout_juger(octets: &[u8]) {
    let _ = lire(octets);
    let _ = faits(octets);
    for constat in Document::lire(octets, None).constats_seuls(Environnement::Production) {
        assert!(crate::REGLES.iter().any(|r| r.id == constat.rule), "{}", constat.rule);
    }
    let m = MetadonneesDocument {
        patient_id: Some("^^^&".to_owned()),
        creation: Some("é".to_owned()),
        responsable_legal: Some("^^^^^^^^&".to_owned()),
        confidentialite: vec![String::new()],
        remplace: Some(true),
        ..MetadonneesDocument::default()
    };
    let _ = juger_coherence(octets, &m);
}
