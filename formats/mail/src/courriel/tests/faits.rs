//! The facts of a mail, and of its transaction.

use segur_dialecte::Source;
use segur_model::FaitsLus;

use super::fabrique::{INS, Recette};
use super::*;
use crate::mssante::{DIALECTE, operations};

fn un<'f>(faits: &'f FaitsLus, nom: &str) -> &'f str {
    let valeurs = faits.valeurs(nom);
    assert_eq!(valeurs.len(), 1, "{nom}: {valeurs:?}");
    &valeurs[0]
}

#[test]
fn les_faits_d_un_document_envoye() {
    let mut recette = Recette::document().a_l_usager(INS);
    recette.poser("X-MSS-MES", "FIN");
    recette.poser("Disposition-Notification-To", "labo@op-a.mssante.fr");
    recette.poser("return-receipt-TO", "labo@op-a.mssante.fr");
    let enveloppe = [
        "MAIL FROM:<Labo@OP-A.mssante.fr> RET=HDRS ENVID=QQ1 SIZE=12000",
        "RCPT TO:<284057599900347@patient.mssante.fr> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;284057599900347@patient.mssante.fr",
    ];
    let lu = transaction(&enveloppe, &recette.octets());
    let f = lu.faits();
    for (nom, valeur) in [
        ("genre", "document"),
        ("expediteur", "labo@op-a.mssante.fr"),
        ("destinataire", "284057599900347@patient.mssante.fr"),
        ("ret", "HDRS"),
        ("envid", "QQ1"),
        ("size", "12000"),
        ("reponse.detail", "2.0.0"),
        ("objet", "XDM/1.0/DDM+CR d'examens biologiques BANCDESSAI AGATHE 17/05/1984"),
        ("objet.libelle", "CR d'examens biologiques"),
        ("objet.patient", "BANCDESSAI AGATHE 17/05/1984"),
        ("message_id", "<0001.20260115@op-a.mssante.fr>"),
        ("date", "Thu, 15 Jan 2026 10:20:00 +0100"),
        ("de", "labo@op-a.mssante.fr"),
        ("de.libelle", "Laboratoire des tilleuls"),
        ("a", "284057599900347@patient.mssante.fr"),
        ("x_mss_nil", "AAA-TEST-0001"),
        ("x_mss_codecda", "11502-2"),
        ("x_mss_ins", "O"),
        ("x_mss_mes", "FIN"),
        ("mdn_demande", "labo@op-a.mssante.fr"),
        ("return_receipt_to", "labo@op-a.mssante.fr"),
        ("html", "non"),
        ("pieces.pdf", "1"),
        ("patient.ins", INS),
        ("patient.oid", "1.2.250.1.213.1.4.10"),
        ("usager.ins", INS),
        ("confidentialite", "N"),
        ("xdm.documents", "1"),
        ("cda.type", "11502-2"),
        ("cda.ins", INS),
    ] {
        assert_eq!(un(f, nom), valeur, "{nom}");
    }
    assert_eq!(f.valeurs("notify"), ["FAILURE", "SUCCESS"]);
    assert_eq!(f.valeurs("pieces.type"), ["application/zip", "application/pdf"]);
    assert_eq!(f.entrees[crate::xdm::LISTE].len(), 1);
    assert_eq!(lu.documents().len(), 2);
    assert!(
        lu.documents()[0]
            .lieu
            .path
            .starts_with("IHE_XDM.ZIP > IHE_XDM/SUBSET01/DOC0001.XML")
    );
    assert_eq!(lu.documents()[1].media, "application/pdf");
    // Each fact is one of the vocabulary.
    let connus: Vec<&str> = operations::OPERATIONS
        .iter()
        .find(|o| o.nom == operations::MESSAGE)
        .unwrap()
        .faits
        .iter()
        .map(|f| f.nom)
        .collect();
    for nom in f.faits.keys() {
        assert!(connus.contains(&nom.as_str()), "{nom}");
    }
}

#[test]
fn un_courriel_est_un_fichier_du_dialecte() {
    let octets = Bytes::from(Recette::texte().octets());
    for (nom, octets, sien) in [
        (None, octets.clone(), true),
        (Some("courriel"), Bytes::from_static(b"ni l'un ni l'autre"), true),
        (None, Bytes::from_static(b"ni l'un ni l'autre"), false),
        (None, Bytes::from_static(b"{\"Date\": 1}"), false),
        (None, Bytes::from_static(b"nom: valeur\nautre: valeur\n"), false),
        (None, Bytes::from_static(b"Return-Path: <a@b.fr>\nX: y\n\n"), true),
    ] {
        assert_eq!(DIALECTE.lire(&Source::fichier(nom, &octets)).is_some(), sien, "{octets:?}");
    }
    let lu = CourrielLu::lire(&octets);
    assert_eq!(un(lu.faits(), "genre"), "texte");
    assert_eq!(un(lu.faits(), "texte"), "Bonjour,\r\nVeuillez trouver ce que vous demandez.");
    assert!(lu.faits().valeurs("return_receipt_to").is_empty());
    let mut double = Recette::texte();
    double.html = Some("<p>Bonjour</p>".to_owned());
    assert_eq!(un(CourrielLu::lire(&double.octets().into()).faits(), "html"), "oui");
    assert!(lu.enveloppe().is_none() && lu.illisible().is_none());
}
