//! Tests of the reports: what is written is read back, and what others write too.

use bytes::Bytes;
use proptest::prelude::*;
use time::macros::datetime;

use super::*;
use crate::courriel::{Adresse, Courriel};

const ORIGINAL: &str = "Date: Thu, 15 Jan 2026 10:20:00 +0100\r\nFrom: Labo <labo@op-a.mssante.fr>\r\nTo: medecin@op-b.mssante.fr\r\n\
    Subject: =?utf-8?Q?XDM/1.0/DDM+R=C3=A9sultat?= NOM PRENOM\r\nMessage-ID: <1@op-a.mssante.fr>\r\n\
    Disposition-Notification-To: Labo <retour@op-a.mssante.fr>\r\n\r\nBonjour, é.\r\n";

fn adresse(adresse: &str) -> Adresse {
    Adresse {
        libelle: None,
        adresse: adresse.to_owned(),
    }
}

fn timbre() -> Timbre<'static> {
    Timbre {
        message_id: "<2@op-b.mssante.fr>",
        date: datetime!(2026-01-15 10:21:00 +1),
        graine: "g1",
    }
}

fn lire(octets: &[u8]) -> Courriel {
    Courriel::lire(&Bytes::copy_from_slice(octets)).unwrap()
}

fn un_mdn(original: &Bytes, lecteur: &Adresse, erreur: Option<&ErreurIntegration>, mode: Mode, entier: bool) -> Vec<u8> {
    ecrire_mdn(&NouveauMdn {
        timbre: timbre(),
        original,
        lecteur,
        destinataire_d_origine: None,
        traitement: Traitement::Affiche,
        mode,
        erreur,
        texte: None,
        entier,
        logiciel: None,
    })
}

#[test]
fn an_mdn_is_read_back() {
    let original = Bytes::from(ORIGINAL);
    let lecteur = adresse("medecin@op-b.mssante.fr");
    let octets = un_mdn(&original, &lecteur, None, Mode::Manuel, true);
    assert_eq!(
        octets,
        un_mdn(&original, &lecteur, None, Mode::Manuel, true),
        "the same bytes twice"
    );
    let lu = lire(&octets);
    // Whom the original asks to be told.
    assert_eq!(lu.a[0].adresse, "retour@op-a.mssante.fr");
    assert_eq!(lu.objet.as_deref(), Some("XDM/1.0/DDM+Résultat NOM PRENOM"));
    assert_eq!(lu.auto_submitted.as_deref(), Some("auto-replied"));
    let Some(Rapport::Mdn(m)) = Rapport::lire(&lu) else {
        panic!("no MDN")
    };
    assert_eq!(m.original_message_id.as_deref(), Some("<1@op-a.mssante.fr>"));
    assert_eq!(m.original_recipient.as_deref(), Some("medecin@op-b.mssante.fr"));
    assert_eq!(m.final_recipient.as_deref(), Some("medecin@op-b.mssante.fr"));
    let d = m.disposition.unwrap();
    assert_eq!(
        (d.mode.as_str(), d.envoi.as_str(), d.traitement.as_str()),
        ("manual-action", "mdn-sent-manually", "displayed")
    );
    assert!(d.selon_la_rfc() && !d.en_erreur() && m.erreur.is_none() && m.rend_l_original);
    // The original comes back byte for byte.
    let rendu = lu.sienne("message", "rfc822").unwrap();
    assert_eq!(rendu.corps, original);
    let court = lire(&un_mdn(&original, &lecteur, None, Mode::Automatique, false));
    assert!(
        court
            .sienne("text", "rfc822-headers")
            .unwrap()
            .corps
            .ends_with(b"<retour@op-a.mssante.fr>\r\n")
    );
}

#[test]
fn an_error_is_written_as_the_rfc_says_and_read_as_the_ig_shows() {
    let erreur = ErreurIntegration::connue("902").unwrap();
    let octets = un_mdn(
        &Bytes::from(ORIGINAL),
        &adresse("pfi@op-b.mssante.fr"),
        Some(&erreur),
        Mode::Automatique,
        true,
    );
    let texte = String::from_utf8_lossy(&octets).into_owned();
    assert!(
        texte.contains(
            "Disposition: automatic-action/MDN-sent-automatically; displayed/error\r\nError: 902^Identifiant patient inconnu\r\n"
        )
    );
    let lu = lire(&octets);
    assert_eq!(
        lu.objet.as_deref(),
        Some("[KO Intégration système !][902] XDM/1.0/DDM+Résultat NOM PRENOM")
    );
    let Some(Rapport::Mdn(m)) = Rapport::lire(&lu) else {
        panic!("no MDN")
    };
    assert_eq!(m.erreur, Some(erreur));
    // As the IG writes it: in the disposition, the first part without a header, a boundary of the report badly closed.
    let ig = "From: a@b.fr\r\nSubject: x\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=\"R/e\"\r\n\r\n\
        --R/e\r\nLe document n'a pas pu.\r\n--R/e\r\nContent-Type: message/disposition-notification\r\n\r\n\
        Original-Recipient: rfc822;c@d.fr \r\nFinal-Recipient: rfc822; c@d.fr \r\nOriginal-Message-ID: <1.2 >\r\n\
        Disposition:automatic-action/MDN-sent-automatically; processed/Error: 904^INS different^messageErrorCondition| E^Error^errorSeverity\r\n\
        --R/e\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n--R/e\u{2014}\r\n";
    let Some(Rapport::Mdn(m)) = Rapport::lire(&lire(ig.as_bytes())) else {
        panic!("no MDN")
    };
    assert_eq!(
        m.erreur.unwrap(),
        ErreurIntegration {
            code: "904".to_owned(),
            libelle: "INS different".to_owned()
        }
    );
    assert_eq!(
        (m.original_message_id.as_deref(), m.final_recipient.as_deref()),
        (Some("<1.2>"), Some("c@d.fr"))
    );
    let d = m.disposition.unwrap();
    assert!(d.en_erreur() && d.selon_la_rfc() && d.erreur.is_some());
}

#[test]
fn an_mdn_leaves_by_itself_only_where_the_mail_came_from() {
    let lu = lire(ORIGINAL.as_bytes());
    assert!(envoi_automatique_admis(&lu, Some("Retour@op-a.mssante.fr")));
    assert!(!envoi_automatique_admis(&lu, Some("labo@op-a.mssante.fr")));
    assert!(!envoi_automatique_admis(&lu, None));
    let muet = lire(b"From: a@b.fr\r\n\r\n");
    assert!(!envoi_automatique_admis(&muet, Some("a@b.fr")));
}

fn un_dsn(original: &Bytes, rendu: Rendu, sorts: &[SortDsn<'_>]) -> Courriel {
    lire(&ecrire_dsn(&NouveauDsn {
        timbre: timbre(),
        mta: "smtp.op-a.mssante.fr",
        de: &adresse("MAILER-DAEMON@op-a.mssante.fr"),
        a: "labo@op-a.mssante.fr",
        original,
        rendu,
        envid: Some("QQ1"),
        arrivee: None,
        sorts,
        objet: None,
        texte: None,
    }))
}

#[test]
fn a_dsn_is_read_back() {
    let original = Bytes::from(ORIGINAL);
    let sort = |destinataire, action, statut| SortDsn {
        destinataire,
        orcpt: None,
        action,
        statut,
        reponse: None,
        serveur: None,
    };
    let deux = [sort("a@b.fr", Action::Remis, "2.1.5"), sort("c@b.fr", Action::Echec, "5.1.1")];
    let lu = un_dsn(&original, Rendu::Entier, &deux);
    assert_eq!(lu.objet.as_deref(), Some("Undelivered Mail Returned to Sender"));
    let Some(Rapport::Dsn(d)) = Rapport::lire(&lu) else {
        panic!("no DSN")
    };
    assert_eq!(
        (d.envid.as_deref(), d.mta.as_deref()),
        (Some("QQ1"), Some("dns; smtp.op-a.mssante.fr"))
    );
    assert_eq!(d.original_message_id.as_deref(), Some("<1@op-a.mssante.fr>"));
    let vus: Vec<_> = d
        .destinataires
        .iter()
        .map(|r| (r.final_recipient.as_deref(), r.action.as_deref(), r.statut.as_deref()))
        .collect();
    assert_eq!(
        vus,
        [
            (Some("a@b.fr"), Some("delivered"), Some("2.1.5")),
            (Some("c@b.fr"), Some("failed"), Some("5.1.1"))
        ]
    );
    assert_eq!(lu.sienne("message", "rfc822").unwrap().corps, original);
    // What is delivered gives its headers back, whatever was asked.
    let remis = un_dsn(&original, Rendu::Entier, &deux[..1]);
    assert!(remis.sienne("message", "rfc822").is_none() && remis.sienne("text", "rfc822-headers").is_some());
    let retard = un_dsn(&original, Rendu::EnTetes, &[sort("a@b.fr", Action::Retard, "4.4.1")]);
    assert_eq!(retard.objet.as_deref(), Some("Delayed Mail (still being retried)"));
}

/// A boundary is in none of the parts, even of a mail that holds what boundaries are made of.
#[test]
fn a_boundary_is_nowhere_else() {
    let piege = Bytes::from(format!("{ORIGINAL}--=_g1_0\r\n--=_g1_1--\r\n"));
    let lu = lire(&un_mdn(&piege, &adresse("a@b.fr"), None, Mode::Automatique, true));
    assert_eq!(lu.sienne("message", "rfc822").unwrap().corps, piege);
}

proptest! {
    #[test]
    fn any_mail_comes_back_in_its_reports(octets in prop::collection::vec(any::<u8>(), 0..300), libelle in "\\PC{0,30}") {
        let original = Bytes::from([ORIGINAL.as_bytes(), &octets[..]].concat());
        let erreur = ErreurIntegration { code: "906".to_owned(), libelle };
        let lu = lire(&un_mdn(&original, &adresse("a@b.fr"), Some(&erreur), Mode::Automatique, true));
        prop_assert_eq!(&lu.sienne("message", "rfc822").unwrap().corps, &original);
        let Some(Rapport::Mdn(m)) = Rapport::lire(&lu) else { panic!("no MDN") };
        prop_assert_eq!(m.erreur.unwrap().code, "906");
    }
}
