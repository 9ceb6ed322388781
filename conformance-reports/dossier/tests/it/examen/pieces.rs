//! What is found in the pieces themselves: words, dates, links, and what a file is.

use segur_dossier::examen::{Consequence, Sort};
use segur_model::EtatPreuve;

use super::examen;
use super::juste::*;
use super::regles::dites;

/// What a rule finds in one file put in place of the right one.
fn issue(exigence: &str, octets: &[u8], regle: &str) -> Option<Consequence> {
    let mut c = juste();
    remplacer(&mut c, exigence, octets);
    examen(&c).remarques().find(|r| r.regle == regle).map(|r| r.consequence)
}

#[test]
fn a_refused_piece_beside_one_that_answers_is_seen() {
    let mut c = juste();
    fichier(&mut c, "TXT/1", None, &pdf_ecrit(&["Autre"], false), "application/pdf");
    let piece = &mut pieces(&mut c, "TXT/1")[1];
    (piece.recevable, piece.refus) = (false, "elle n'est pas datée".to_owned());
    assert!(dites(&examen(&c)).contains("examen.piece.refusee"));
}

#[test]
fn what_the_campaign_says_to_complete_is_not_without_remark() {
    let mut c = juste();
    let p = c.resultat.preuves.iter_mut().find(|p| p.exigence == "CDA/1").unwrap();
    (p.etat, p.raison) = (EtatPreuve::ACompleter, "il manque le second document".to_owned());
    let e = examen(&c);
    let p = e.preuves.iter().find(|p| p.exigence == "CDA/1").unwrap();
    assert_eq!((p.sort, p.reste.as_str()), (Sort::AFournir, "il manque le second document"));
}

#[test]
fn a_sample_document_is_a_document() {
    const AUTRE: &str = "examen.piece.autre-nature";
    for octets in [&b"<html><p>bonjour</p></html>"[..], MP4] {
        assert_eq!(issue("CDA/1", octets, AUTRE), Some(Consequence::Revient));
    }
    // A table, or the scan of a letter.
    for octets in [&b"nom;date"[..], PNG] {
        assert_eq!(issue("CDA/1", octets, AUTRE), None);
    }
    assert_eq!(issue("CDA/1", b"", "examen.piece.vide"), Some(Consequence::Revient));
    assert_eq!(issue("CDA/1", br#"{"resourceType": "Bundle"}"#, AUTRE), None);
    // A document is named in a trace or in a manual without being one.
    assert_eq!(issue("TXT/1", b"<a><ClinicalDocument></a>", "examen.document.cda-illisible"), None);
}

#[test]
fn an_homologation_is_read_to_its_last_word() {
    const REGLE: &str = "examen.homologation.en-attente";
    for (dit, attendu) in [
        ("demande en attente\nde décision", Some(Consequence::Revient)),
        ("demande en attente d\u{2019}homologation", Some(Consequence::Revient)),
        ("homologation refusée", Some(Consequence::Revient)),
        ("demande rejetée", Some(Consequence::Revient)),
        (
            "à l'issue du pré-examen, l'homologation est prononcée",
            Some(Consequence::NeSaitPas),
        ),
        ("l'homologation est prononcée", None),
    ] {
        let texte = format!("Tilleul SGL v4.2.0, NIL LA9999 : {dit}");
        assert_eq!(issue("CND/1", texte.as_bytes(), REGLE), attendu, "{dit}");
        assert_eq!(issue("CND/1", texte.as_bytes(), "examen.homologation.produit"), None);
    }
}

#[test]
fn the_age_of_a_penetration_test_is_told_only_of_whole_dates() {
    for (ligne, attendu) in [
        ("Test d'intrusion de mars 2024", Some(Consequence::NeSaitPas)),
        ("Test realise le 12/03/26", None),
        ("Test realise le 12/03/2024, imprime le 01/11/2026", Some(Consequence::NeSaitPas)),
        ("Referentiel du 01/11/2022. Test realise le 12/03/2026", None),
        ("Test realise le 12/03/2024", Some(Consequence::Revient)),
    ] {
        assert_eq!(
            issue("PEN/1", &pdf_ecrit(&[ligne], true), "examen.pentest.perime"),
            attendu,
            "{ligne}"
        );
    }
}

#[test]
fn every_link_is_looked_at() {
    for (lien, regle, attendu) in [
        ("HTTPS://INTEROPSEGUR.ESANTE.GOUV.FR/evs/1", "examen.lien.instance", None),
        (
            "https://interopsegur.esante.gouv.fr",
            "examen.lien.absent",
            Some(Consequence::Revient),
        ),
        (
            "https://interopsegur.esante.gouv.fr/x https://interop.esante.gouv.fr/y",
            "examen.lien.instance",
            Some(Consequence::Revient),
        ),
        (
            "http://schema.org puis https://interopsegur.esante.gouv.fr/x",
            "examen.lien.instance",
            Some(Consequence::NeSaitPas),
        ),
    ] {
        assert_eq!(issue("LIE/1", lien.as_bytes(), regle), attendu, "{lien}");
    }
    assert_eq!(issue("EXE/1", "\u{feff}12345".as_bytes(), "examen.execution.numero"), None);
}

#[test]
fn the_source_of_a_mail_may_be_in_any_alphabet() {
    let latin: Vec<u8> = COURRIEL.replace("Bonjour", "R\u{e9}sultat").chars().map(|c| c as u8).collect();
    assert_eq!(issue("SMT/1", &latin, "examen.courriel.pas-la-source"), None);
    let sans_date = COURRIEL.replace("Thu, 15 Jan 2026 09:00:00 +0000", "x");
    assert_eq!(
        issue("SMT/1", sans_date.as_bytes(), "examen.courriel.pas-la-source"),
        Some(Consequence::Revient)
    );
}
