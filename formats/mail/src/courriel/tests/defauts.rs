//! Each defect of a mail without a fault turns its rule, and no other of mails.

use std::collections::BTreeSet;

use segur_model::{Rule, Severity, Trust};
use time::macros::datetime;

use super::fabrique::{INS, METADATA, N1, Recette, adresse, archive, pdf};
use super::*;
use crate::courriel::regles as r;
use crate::rapport::{Action, ErreurIntegration, Mode, NouveauDsn, NouveauMdn, Rendu, SortDsn, Timbre, Traitement, ecrire_dsn, ecrire_mdn};

/// What is told of the document that the laboratory sends, changed.
fn document(changer: impl FnOnce(&mut Recette)) -> Vec<Finding> {
    let mut recette = Recette::document();
    changer(&mut recette);
    juger(&recette.octets())
}

fn texte(changer: impl FnOnce(&mut Recette)) -> Vec<Finding> {
    let mut recette = Recette::texte();
    changer(&mut recette);
    juger(&recette.octets())
}

/// What is told of a mail of which one passage is changed.
fn brut(octets: &[u8], avant: &[u8], apres: &[u8]) -> Vec<Finding> {
    juger(&change(octets, avant, apres))
}

fn change(octets: &[u8], avant: &[u8], apres: &[u8]) -> Vec<u8> {
    let ici = octets.windows(avant.len()).position(|f| f == avant);
    let ici = ici.unwrap_or_else(|| panic!("nothing to change: {}", String::from_utf8_lossy(avant)));
    [&octets[..ici], apres, &octets[ici + avant.len()..]].concat()
}

/// A text mail written by hand, its type and its body given.
fn simple(entetes: &str, corps: &[u8]) -> Vec<u8> {
    let debut = format!(
        "Date: Thu, 15 Jan 2026 10:20:00 +0100\r\nFrom: Laboratoire <labo@op-a.mssante.fr>\r\nTo: medecin@op-b.mssante.fr\r\n\
         Subject: Bonjour\r\nMessage-ID: <1@op-a.mssante.fr>\r\nX-MSS-NIL: AAA-TEST-0001\r\nMIME-Version: 1.0\r\n{entetes}\r\n"
    );
    [debut.as_bytes(), corps].concat()
}

fn mdn() -> Vec<u8> {
    mdn_de(Some(&ErreurIntegration::connue("902").unwrap()))
}

fn mdn_de(erreur: Option<&ErreurIntegration>) -> Vec<u8> {
    ecrire_mdn(&NouveauMdn {
        timbre: timbre(),
        original: &Bytes::from(Recette::document().octets()),
        lecteur: &adresse(None, "pfi@op-b.mssante.fr"),
        destinataire_d_origine: Some("medecin@op-b.mssante.fr"),
        traitement: Traitement::Traite,
        mode: Mode::Automatique,
        erreur,
        texte: None,
        entier: true,
        logiciel: Some("op-b.mssante.fr; PFI"),
    })
}

fn dsn() -> Vec<u8> {
    ecrire_dsn(&NouveauDsn {
        timbre: timbre(),
        mta: "smtp.op-a.mssante.fr",
        de: &adresse(None, "MAILER-DAEMON@op-a.mssante.fr"),
        a: "labo@op-a.mssante.fr",
        original: &Bytes::from(Recette::texte().octets()),
        rendu: Rendu::Entier,
        envid: Some("QQ1"),
        arrivee: Some(datetime!(2026-01-15 10:20:30 +1)),
        sorts: &[SortDsn {
            destinataire: "inconnu@op-b.mssante.fr",
            orcpt: Some("rfc822;inconnu@op-b.mssante.fr"),
            action: Action::Echec,
            statut: "5.1.1",
            reponse: Some("550 5.1.1 inconnu"),
            serveur: Some("smtp.op-b.mssante.fr"),
        }],
        objet: None,
        texte: None,
    })
}

fn timbre() -> Timbre<'static> {
    Timbre {
        message_id: "<0002.20260115@op-b.mssante.fr>",
        date: datetime!(2026-01-15 10:21:00 +1),
        graine: "rapport",
    }
}

fn exige(lu: &CourrielLu, regle: Rule) -> Vec<Finding> {
    juger_exigeant(lu, &[regle.id.to_owned()])
}

const ENVELOPPE: &[&str] = &[
    "MAIL FROM:<labo@op-a.mssante.fr>",
    "RCPT TO:<medecin@op-b.mssante.fr> NOTIFY=SUCCESS,FAILURE",
];

fn envoye(enveloppe: &[&str], octets: &[u8]) -> Vec<Finding> {
    transaction(enveloppe, octets).constats_seuls(Environnement::Test)
}

/// A report that replaces another.
fn remplacant() -> String {
    let avant = "<custodian>";
    assert!(N1.contains(avant));
    // In the order of the schema it stands further down; what is judged here does not look at the order.
    let parent = "<relatedDocument typeCode=\"RPLC\"><parentDocument><id root=\"1.2.250.1.999.1.2.1\"/></parentDocument></relatedDocument>";
    N1.replacen("</ClinicalDocument>", &format!("{parent}</ClinicalDocument>"), 1)
}

fn automatique() -> Recette {
    let mut recette = Recette::texte();
    recette.poser("Auto-Submitted", "auto-generated");
    "Ceci est un envoi automatique. Pour nous joindre : secretariat@op-a.mssante.fr.\n".clone_into(&mut recette.texte);
    recette.reply_to = Some(adresse(None, "secretariat@op-a.mssante.fr"));
    recette
}

fn entetes() -> Vec<(Rule, Vec<Finding>)> {
    let usager = || Recette::document().a_l_usager(INS);
    let fin = |valeur: &str| {
        let mut recette = usager();
        recette.poser("X-MSS-MES", valeur);
        juger(&recette.octets())
    };
    vec![
        (r::X_NIL, texte(|m| m.oter("X-MSS-NIL"))),
        (r::X_CODECDA, document(|m| m.oter("X-MSS-CODECDA"))),
        (r::X_CODECDA_VALEUR, document(|m| m.poser("X-MSS-CODECDA", "11502-2,34112-3"))),
        (r::X_CODECDA_SANS, texte(|m| m.poser("X-MSS-CODECDA", "11502-2"))),
        (r::X_INS, document(|m| m.oter("X-MSS-INS"))),
        (r::X_INS_FORME, document(|m| m.poser("X-MSS-INS", "OUI"))),
        (r::X_INS_VALEUR, document(|m| m.poser("X-MSS-INS", "N"))),
        (r::X_INS_SANS, texte(|m| m.poser("X-MSS-INS", "O"))),
        (r::X_MES, fin("fin")),
        (r::X_MES_USAGER, document(|m| m.poser("X-MSS-MES", "FIN"))),
        (
            r::MESSAGE_ID,
            brut(&Recette::texte().octets(), b"Message-ID: <0001.20260115@op-a.mssante.fr>\r\n", b""),
        ),
        (
            r::IDENTIFIANT,
            brut(&Recette::texte().octets(), b"<0001.20260115@op-a.mssante.fr>", b"<0001.20260115>"),
        ),
        (r::REPONSE, texte(|m| m.in_reply_to = Some("a@b.fr".to_owned()))),
        (
            r::REPONSE,
            brut(
                &Recette::texte().octets(),
                b"MIME-Version",
                b"In-Reply-To: <0001.20260115@op-a.mssante.fr>\r\nMIME-Version",
            ),
        ),
        (r::DOMAINE, texte(|m| m.de = adresse(Some("Laboratoire"), "labo@gmail.com"))),
        (r::DOMAINE, texte(|m| m.a = vec![adresse(None, "medecin@exemple.fr")])),
        (r::DOMAINE, texte(|m| m.cc = vec![adresse(None, "medecin@mssante.fr.exemple.com")])),
        (
            r::DOMAINE,
            brut(&simple("", b"Bonjour\r\n"), b"Subject:", b"Bcc: a@gmail.com\r\nSubject:"),
        ),
        (r::REPONSE_ANNONCEE, texte(|m| "RE: Question".clone_into(&mut m.objet))),
        (r::LIBELLE, texte(|m| m.de.libelle = None)),
        (r::LIBELLE, texte(|m| m.de.libelle = Some("labo@op-a.mssante.fr".to_owned()))),
        (r::LIBELLE, texte(|m| m.de.libelle = Some("Labo".to_owned()))),
    ]
}

fn rfc() -> Vec<(Rule, Vec<Finding>)> {
    let t = Recette::texte().octets();
    let avec = |ligne: &[u8]| brut(&t, b"MIME-Version", &[ligne, b"\r\nMIME-Version"].concat());
    let date = |valeur: &[u8]| brut(&t, b"Thu, 15 Jan 2026 10:20:00 +0100", valeur);
    let utf8 = "Content-Type: text/plain; charset=utf-8\r\n";
    vec![
        (r::LISIBLE, juger(b"\r\nBonjour\r\n")),
        (r::FIN_DE_LIGNE, brut(&t, b"Bonjour,\r\n", b"Bonjour,\n")),
        (r::FIN_DE_LIGNE, brut(&t, b"Bonjour,\r\n", b"Bonj\rour,\r\n")),
        (
            r::FIN_DE_LIGNE,
            envoye(ENVELOPPE, String::from_utf8(t.clone()).unwrap().replace("\r\n", "\n").as_bytes()),
        ),
        (r::LIGNE, avec(&[b"X-Long: ".to_vec(), vec![b'a'; 991]].concat())),
        (r::ENTETE, avec(b"pas un en-tete")),
        (r::ASCII, avec("X-Salle: café".as_bytes())),
        (r::CONTROLE, avec(b"X-Salle: caf\x07e")),
        (r::INJECTION, avec(b"X-Salle: =?utf-8?Q?a=0D=0ABcc:_b@c.fr?=")),
        (
            r::INJECTION,
            brut(
                &Recette::document().octets(),
                b"Content-Disposition: attachment;",
                b"Content-Disposition: attachment; filename*=utf-8''IHE_XDM%0D%0A.zip;",
            ),
        ),
        (r::UNIQUE, avec(b"Subject: un autre")),
        (r::UNIQUE_AUSSI, avec(b"X-MSS-NIL: BBB")),
        (
            r::DE,
            brut(&t, b"From: \"Laboratoire des tilleuls\" <labo@op-a.mssante.fr>\r\n", b""),
        ),
        (r::DATE, date(b"hier")),
        (r::DATE, date(b"Tue, 31 Feb 2026 10:20:00 +0100")),
        (r::DATE, date(b"29 Feb 2026 10:20:00 +0100")),
        (r::DATE, date(b"Mon, 15 Jan 2026 10:20:00 +0100")),
        (r::DATE, date(b"Thu, 15 Jan 2026 10:20:00 +01:00")),
        (r::DATE, date(b"15/01/2026 10:20:00 +0100")),
        (r::DATE, date(b"Thu, 15 Jan 2026 10:20:00 Europe/Paris")),
        (r::DATE, date(b"Thu, 15 Jan 2026 10:20:61 +0100")),
        (r::DATE, date(b"Thu, 15 Jan 2026 10:20:00 +0100 demain")),
        (r::ADRESSE, avec(b"Cc: Bureau des entrees")),
        (r::ADRESSE, avec(b"Cc: a@b.mssante.fr; c@d.mssante.fr")),
        (r::ADRESSE, avec(b"Cc: a..b@c.mssante.fr")),
        (r::ADRESSE, avec(b"Cc: a@b@c.mssante.fr")),
        (r::MIME, brut(&t, b"MIME-Version: 1.0", b"MIME-Version: 1.0bis")),
        (
            r::ASCII,
            brut(
                &Recette::document().octets(),
                b"Content-Disposition: attachment;",
                "Content-Disposition: attachment; x=\u{e9};".as_bytes(),
            ),
        ),
        (r::MIME, brut(&t, b"MIME-Version: 1.0\r\n", b"")),
        (
            r::ENCODAGE,
            juger(&simple(&format!("{utf8}Content-Transfer-Encoding: 7bits\r\n"), b"a\r\n")),
        ),
        (r::SEPT_BITS, juger(&simple(utf8, "é\r\n".as_bytes()))),
        (
            r::BASE64,
            juger(&simple(&format!("{utf8}Content-Transfer-Encoding: base64\r\n"), b"Qm9uam91cg=\r\n")),
        ),
        (
            r::JEU,
            juger(&simple(&format!("{utf8}Content-Transfer-Encoding: 8bit\r\n"), b"\xE9\r\n")),
        ),
        (
            r::UTF8,
            juger(&simple(
                "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n",
                b"\xE9\r\n",
            )),
        ),
        (
            r::CORPS,
            juger(&simple(
                "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n",
                b"iVBORw0KGgo=\r\n",
            )),
        ),
        (
            r::ALTERNATIVE,
            juger(&simple("Content-Type: text/html; charset=utf-8\r\n", b"<p>a</p>\r\n")),
        ),
        (
            r::ALTERNATIVE_TEXTE,
            texte(|m| m.html = Some("<p>Bonjour,<br>Veuillez trouver ci-joint ce que vous demandiez.</p>".to_owned())),
        ),
        (
            r::ALTERNATIVE_AUTRE,
            texte(|m| m.html = Some("<p>Bonjour,<br>Tout autre chose.</p>".to_owned())),
        ),
        (
            r::ALTERNATIVE_AUTRE,
            texte(|m| m.html = Some("<html><head><title>Bonjour</title></head><body><img src=\"a\"></body></html>".to_owned())),
        ),
        (
            r::ALTERNATIVE_AUTRE,
            texte(|m| {
                m.html = Some(format!("<p>{}</p>", m.texte));
                "-\n".clone_into(&mut m.texte);
            }),
        ),
    ]
}

fn documents() -> Vec<(Rule, Vec<Finding>)> {
    let d = Recette::document().octets();
    let objet = |o: &str| document(|m| o.clone_into(&mut m.objet));
    let limite: Vec<u8> = {
        let texte = String::from_utf8(d.clone()).unwrap();
        let fin = texte.trim_end().rsplit("\r\n").next().unwrap().to_owned();
        assert!(fin.ends_with("--"));
        fin.into_bytes()
    };
    let archive_base64 = b"Content-Transfer-Encoding: base64".as_slice();
    vec![
        (r::LIMITE, brut(&d, &limite, b"")),
        (r::OBJET_XDM, objet("Un compte rendu")),
        (r::OBJET_XDM, objet("XDM/1.0/DDM CR d'examens biologiques BANCDESSAI AGATHE")),
        (
            r::OBJET_PREFIXE,
            objet("[Urgent] XDM/1.0/DDM+CR d'examens biologiques BANCDESSAI AGATHE"),
        ),
        (
            r::OBJET_ESPACE,
            objet("XDM/1.0/DDM+ CR d'examens biologiques BANCDESSAI AGATHE 17/05/1984"),
        ),
        (
            r::OBJET_PATIENT,
            objet("XDM/1.0/DDM+CR d'examens biologiques TILLEUL AGATHE 17/05/1984"),
        ),
        (
            r::OBJET_CASSE,
            objet("XDM/1.0/DDM+CR d'examens biologiques Bancdessai AGATHE 17/05/1984"),
        ),
        (
            r::OBJET_CASSE,
            objet("XDM/1.0/DDM+CR d'examens biologiques BANCDESSAI ÀGATHE 17/05/1984"),
        ),
        (
            r::OBJET_DATE,
            objet("XDM/1.0/DDM+CR d'examens biologiques BANCDESSAI AGATHE 18/05/1984"),
        ),
        (
            r::OBJET_DATE,
            objet("XDM/1.0/DDM+CR d'examens biologiques BANCDESSAI AGATHE 1984-05-17"),
        ),
        (r::OBJET_LIBELLE, objet("XDM/1.0/DDM+2 documents BANCDESSAI AGATHE 17/05/1984")),
        (r::MIXTE, brut(&d, b"multipart/mixed", b"multipart/related")),
        (
            r::ARCHIVE_UNE,
            document(|m| {
                m.pieces.extend([archive(N1), m.pieces[1].clone()]);
                m.objet = m.objet.replace("CR d'examens biologiques", "2 documents");
            }),
        ),
        (
            r::ARCHIVE_TYPE,
            document(|m| "application/octet-stream".clone_into(&mut m.pieces[0].media)),
        ),
        (r::ARCHIVE_BASE64, en_clair(&d, archive_base64)),
        (r::PDF_PRESENT, document(|m| m.pieces.truncate(1))),
        (
            r::PDF_TYPE,
            document(|m| "application/octet-stream".clone_into(&mut m.pieces[1].media)),
        ),
        (
            r::PDF_INS,
            document(|m| m.pieces[1] = pdf(&m.pieces[1].nom.clone(), &["279035121518989"])),
        ),
        (r::REMPLACE_DIT, juger(&Recette::avec(&remplacant()).octets())),
        (
            r::REMPLACE_FAIT,
            document(|m| "Ce compte rendu annule et remplace le précédent.".clone_into(&mut m.texte)),
        ),
    ]
}

/// The archive attached byte for byte, as no mail can carry it but in `binary`.
fn en_clair(octets: &[u8], avant: &[u8]) -> Vec<Finding> {
    let zip = &Recette::document().pieces[0].octets;
    let ici = octets.windows(avant.len()).position(|f| f == avant).unwrap();
    let corps = octets[ici..].windows(4).position(|f| f == b"\r\n\r\n").unwrap() + ici + 4;
    let fin = octets[corps..].windows(4).position(|f| f == b"\r\n--").unwrap() + corps;
    let nu = [&octets[..corps], zip, &octets[fin..]].concat();
    let mut constats = brut(&nu, avant, b"Content-Transfer-Encoding: binary");
    // Bytes of a zip look like ends of lines, and like long ones.
    constats.retain(|f| f.rule != r::FIN_DE_LIGNE.id && f.rule != r::LIGNE.id);
    constats
}

fn usagers() -> Vec<(Rule, Vec<Finding>)> {
    let vers = |matricule: &str| juger(&Recette::document().a_l_usager(matricule).octets());
    let masque = |recette: Recette, code: &str| {
        let mut recette = recette;
        recette.masquer(code);
        juger(&recette.octets())
    };
    let usager = || Recette::document().a_l_usager(INS);
    let sans_sexe = N1.replacen(
        "<administrativeGenderCode code=\"F\" codeSystem=\"2.16.840.1.113883.5.1\"/>",
        "<administrativeGenderCode nullFlavor=\"UNK\"/>",
        1,
    );
    assert_ne!(sans_sexe, N1);
    let mut non_qualifie = Recette::avec(&sans_sexe).a_l_usager(INS);
    non_qualifie.poser("X-MSS-INS", "N");
    vec![
        (r::USAGER_ADRESSE, vers("2840575999003")),
        (r::USAGER_ADRESSE, vers("284057599900348")),
        (r::USAGER_INS, vers("279035121518989")),
        (r::USAGER_QUALIFIE, juger(&non_qualifie.octets())),
        (
            r::PATIENT,
            texte(|m| {
                m.a = [INS, "279035121518989"]
                    .iter()
                    .map(|i| adresse(None, &format!("{i}@patient.mssante.fr")))
                    .collect();
            }),
        ),
        (r::MASQUE_PATIENT, masque(usager(), "INVISIBLE_PATIENT")),
        (r::MASQUE_PS, masque(Recette::document(), "MASQUE_PS")),
        (
            r::MASQUE_REPRESENTANTS,
            masque(Recette::document(), "INVISIBLE_REPRESENTANTS_LEGAUX"),
        ),
    ]
}

fn expediteurs() -> Vec<(Rule, Vec<Finding>)> {
    let t = Recette::texte().octets();
    let auto = |changer: fn(&mut Recette)| {
        let mut recette = automatique();
        changer(&mut recette);
        juger(&recette.octets())
    };
    let mut demande = Recette::texte();
    demande.poser("Disposition-Notification-To", "ailleurs@op-a.mssante.fr");
    let sans_notify = ["MAIL FROM:<labo@op-a.mssante.fr>", "RCPT TO:<medecin@op-b.mssante.fr>"];
    vec![
        (r::FORGE, envoye(&["MAIL FROM:<autre@op-a.mssante.fr>", ENVELOPPE[1]], &t)),
        (
            r::AUTOMATIQUE_MENTION,
            auto(|m| "Pour nous joindre : secretariat@op-a.mssante.fr.\n".clone_into(&mut m.texte)),
        ),
        (
            r::AUTOMATIQUE_ADRESSE,
            auto(|m| "Ceci est un envoi automatique.\n".clone_into(&mut m.texte)),
        ),
        (r::SEPT_BITS, brut(&t, b"Bonjour,", b"Bonjour\0")),
        (r::AUTOMATIQUE_REPLY_TO, auto(|m| m.reply_to = None)),
        (
            r::AUTOMATIQUE_REPLY_TO,
            auto(|m| m.reply_to = Some(adresse(None, "labo@op-a.mssante.fr"))),
        ),
        (r::DSN_DEMANDE, exige(&transaction(&sans_notify, &t), r::DSN_DEMANDE)),
        (r::MDN_DEMANDE, exige(&transaction(ENVELOPPE, &t), r::MDN_DEMANDE)),
        (r::MDN_ADRESSE, envoye(ENVELOPPE, &demande.octets())),
    ]
}

fn rapports() -> Vec<(Rule, Vec<Finding>)> {
    let (m, d) = (mdn(), dsn());
    vec![
        (
            r::RAPPORT_ENVELOPPE,
            envoye(&["MAIL FROM:<pfi@op-b.mssante.fr>", "RCPT TO:<labo@op-a.mssante.fr>"], &m),
        ),
        (r::RAPPORT_STRUCTURE, brut(&m, b"multipart/report", b"multipart/mixed")),
        (
            r::RAPPORT_STRUCTURE,
            brut(&d, b"report-type=\"delivery-status\"", b"report-type=\"autre\""),
        ),
        (r::MDN_CHAMPS, brut(&m, b"Final-Recipient: rfc822;pfi@op-b.mssante.fr\r\n", b"")),
        (
            r::MDN_CHAMPS_IG,
            brut(&m, b"Original-Recipient: rfc822;medecin@op-b.mssante.fr\r\n", b""),
        ),
        (
            r::MDN_DISPOSITION,
            brut(&m, b"MDN-sent-automatically; processed", b"MDN-sent-automatically; integre"),
        ),
        (r::MDN_FORME_IG, brut(&m, b"processed/error\r\nError: 902", b"processed/Error: 902")),
        (
            r::MDN_CODE,
            juger(&mdn_de(Some(&ErreurIntegration {
                code: "950".to_owned(),
                libelle: "autre".to_owned(),
            }))),
        ),
        (r::MDN_OBJET, brut(&mdn_de(None), b"; processed", b"; processed/error")),
        (
            r::MDN_ORIGINAL,
            brut(&m, b"Content-Type: message/rfc822", b"Content-Type: text/plain"),
        ),
        (
            r::MDN_BOUCLE,
            brut(
                &m,
                b"MIME-Version",
                b"Disposition-Notification-To: pfi@op-b.mssante.fr\r\nMIME-Version",
            ),
        ),
        (r::DSN_CHAMPS, brut(&d, b"Reporting-MTA: dns; smtp.op-a.mssante.fr\r\n", b"")),
        (r::DSN_CHAMPS, brut(&d, b"Status: 5.1.1\r\n", b"")),
        (r::DSN_ACTION, brut(&d, b"Action: failed", b"Action: refused")),
        (r::DSN_STATUT, brut(&d, b"Status: 5.1.1", b"Status: 2.1.1")),
        (r::DSN_STATUT, brut(&d, b"Status: 5.1.1", b"Status: 5.1")),
    ]
}

/// Right, and written as few write it.
#[test]
fn ce_qui_est_rare_et_juste() {
    let t = Recette::texte().octets();
    let avec = |ligne: &str| change(&t, b"MIME-Version", format!("{ligne}\r\nMIME-Version").as_bytes());
    for octets in [
        change(&t, b"MIME-Version: 1.0", b"MIME-Version: (Outil v2) 1.(essai)0"),
        change(&t, b"Thu, 15 Jan 2026 10:20:00 +0100", b"Sat, 31 Dec 2016 23:59:60 +0000"),
        change(&t, b"Thu, 15 Jan 2026 10:20:00 +0100", b"15 Jan 26 10:20 GMT (UTC)"),
        avec("Cc: \"jean dupont\"@op-b.mssante.fr"),
        avec("Cc: test.medecin(Dr Test)@op-b.mssante.fr"),
        avec("Cc: Destinataires caches:(personne);"),
        avec("Cc: Equipe: a@b.mssante.fr, \"Dr. B\" <b@b.mssante.fr>;"),
        avec("In-Reply-To: <p1@b.fr> <p2@b.fr>\r\nReferences: <p2@b.fr>"),
        change(&dsn(), b"Action: failed", b"ACTION: Failed (abandon)"),
        change(&dsn(), b"Status: 5.1.1", b"Status: 4.4.7"),
    ] {
        let constats = juger(&octets);
        let erreurs: Vec<&Finding> = constats.iter().filter(|f| f.severity == segur_model::Severity::Error).collect();
        assert!(erreurs.is_empty(), "{}\n{erreurs:#?}", String::from_utf8_lossy(&octets));
    }
}

fn bornes() -> Vec<(Rule, Vec<Finding>)> {
    vec![(r::BORNES, juger(&vec![b'a'; crate::courriel::bornes::COURRIEL_MAX + 1]))]
}

#[test]
fn ce_qui_est_juste_ne_dit_rien() {
    let remplace = |changer: fn(&mut Recette)| {
        let mut recette = Recette::avec(&remplacant());
        changer(&mut recette);
        recette.octets()
    };
    let mut usager = Recette::document().a_l_usager(INS);
    usager.poser("X-MSS-MES", "FIN");
    let mut reponse = Recette::texte();
    (reponse.in_reply_to, reponse.references) = (Some("<a@b.fr>".to_owned()), vec!["<z@b.fr>".to_owned(), "<a@b.fr>".to_owned()]);
    let mut html = Recette::document();
    html.html = Some("<html><body><p>Bonjour,</p><p>Veuillez trouver ce que vous demandez.</p></body></html>".to_owned());
    let mut tableau = Recette::texte();
    "Glycémie 0,9\nSodium 140\nhttps://labo.exemple.fr/resultats/1234\n".clone_into(&mut tableau.texte);
    let cellules = "<tr><td>Glyc<b>é</b>mie</td><td>0,9</td></tr><tr><td>Sodium</td><td>140</td></tr>";
    tableau.html = Some(format!(
        "<style>td {{ color: red }}</style><table>{cellules}</table><div>https://labo.exemple.fr/</div>"
    ));
    let date = |valeur: &[u8]| change(&Recette::texte().octets(), b"Thu, 15 Jan 2026 10:20:00 +0100", valeur);
    let mut masque = Recette::document();
    masque.masquer("INVISIBLE_PATIENT");
    let mut masque_ps = Recette::document().a_l_usager(INS);
    masque_ps.masquer("MASQUE_PS");
    let mut bon_symbole = Recette::document();
    bon_symbole.pieces[1] = pdf(&bon_symbole.pieces[1].nom.clone(), &[INS]);
    for (quoi, octets) in [
        ("document", Recette::document().octets()),
        ("texte", Recette::texte().octets()),
        ("usager", usager.octets()),
        ("reponse", reponse.octets()),
        ("html", html.octets()),
        (
            "annonce dans le corps",
            remplace(|m| "Ce document annule et remplace le précédent.".clone_into(&mut m.texte)),
        ),
        ("tableau", tableau.octets()),
        ("date sans jour", date(b"15 Jan 2026 10:20 +0100")),
        ("date commentée", date(b"(jeudi) Thu, 29 Feb 2024 10:20:00 +0100 (CET, Paris)")),
        ("masqué au patient, à un professionnel", masque.octets()),
        ("masqué aux professionnels, au patient", masque_ps.octets()),
        ("datamatrix du patient", bon_symbole.octets()),
        ("automatique", automatique().octets()),
        (
            "commentaires, identifiants collés",
            simple(
                "In-Reply-To: (votre courriel) <a@b.fr>\r\nReferences: <z@b.fr><a@b.fr> (fil)\r\nContent-Type: text/plain; charset=utf-8\r\n\
                 Content-Transfer-Encoding: quoted-printable (qp)\r\n",
                b"bonjour\r\n",
            ),
        ),
        ("MDN", mdn_de(None)),
        ("MDN en erreur", mdn()),
        ("DSN", dsn()),
    ] {
        let constats = juger(&octets);
        assert_eq!(regles(&constats), [""; 0], "{quoi}: {constats:#?}");
        assert!(
            !constats.iter().any(|f| f.rule.starts_with("xdm.") || f.rule.starts_with("pdf.")),
            "{quoi}: {constats:#?}"
        );
    }
    assert_eq!(envoye(ENVELOPPE, &Recette::document().octets()), []);
    assert_eq!(envoye(&["MAIL FROM:<>", "RCPT TO:<labo@op-a.mssante.fr>"], &mdn()), []);
    assert_eq!(exige(&transaction(ENVELOPPE, &Recette::texte().octets()), r::DSN_DEMANDE), []);
}

#[test]
fn chaque_regle_se_tourne() {
    let cas = [entetes(), rfc(), documents(), usagers(), expediteurs(), rapports(), bornes()].concat();
    for (regle, constats) in &cas {
        assert_eq!(regles(constats), [regle.id], "{constats:#?}");
        let constat = constats.iter().find(|f| f.rule == regle.id).unwrap();
        assert_eq!(constat.severity, regle.severity_effective());
        assert!(!constat.source.is_empty() && !constat.location.path.is_empty(), "{constat:?}");
    }
    let tournees: BTreeSet<&str> = cas.iter().map(|c| c.0.id).collect();
    let toutes: BTreeSet<&str> = r::REGLES.iter().map(|r| r.id).collect();
    assert_eq!(tournees, toutes);
    assert!(
        r::REGLES
            .iter()
            .any(|r| r.severity == Severity::Error && r.trust == Trust::Verified)
    );
}

/// Two headers that contradict each other: both are judged.
#[test]
fn chaque_en_tete_mssante_est_juge() {
    for (regle, premier, second) in [
        (r::X_INS_VALEUR, "X-MSS-INS: O", "X-MSS-INS: N"),
        (r::X_INS_FORME, "X-MSS-INS: O", "x-mss-ins: oui"),
        (r::X_CODECDA_VALEUR, "X-MSS-CODECDA: 11502-2", "X-MSS-CODECDA: 34112-3"),
    ] {
        let deux = format!("{premier}\r\n{second}");
        let constats = brut(&Recette::document().octets(), premier.as_bytes(), deux.as_bytes());
        let mut attendues = [r::UNIQUE_AUSSI.id, regle.id];
        attendues.sort_unstable();
        assert_eq!(regles(&constats), attendues, "{constats:#?}");
        assert!(constats.iter().any(|f| f.rule == regle.id && f.is_error()));
    }
    let mut usager = Recette::document().a_l_usager(INS);
    usager.poser("X-MSS-MES", "FIN");
    let constats = brut(&usager.octets(), b"X-MSS-MES: FIN", b"X-MSS-MES: FIN\r\nX-MSS-MES: non");
    assert_eq!(regles(&constats), [r::UNIQUE_AUSSI.id, r::X_MES.id]);
}

/// That a mail comes from an application mailbox is not in its bytes: who knows it asks.
#[test]
fn ce_qui_n_est_juge_que_si_on_le_demande() {
    let lu = transaction(ENVELOPPE, &Recette::texte().octets());
    assert_eq!(juger_exigeant(&lu, &["mssante".to_owned()]), []);
    for mot in ["mssante.automatique", r::AUTOMATIQUE_MENTION.id] {
        let constats = juger_exigeant(&lu, &[mot.to_owned(), r::DSN_DEMANDE.id.to_owned()]);
        assert_eq!(
            regles(&constats),
            [r::AUTOMATIQUE_ADRESSE.id, r::AUTOMATIQUE_MENTION.id, r::AUTOMATIQUE_REPLY_TO.id]
        );
    }
    // Whoever looks at the rules of reports does not ask one for itself.
    let rapport = transaction(&["MAIL FROM:<>", "RCPT TO:<labo@op-a.mssante.fr>"], &mdn());
    assert_eq!(
        juger_exigeant(&rapport, &["mssante.mdn".to_owned(), r::MDN_DEMANDE.id.to_owned()]),
        []
    );
}

/// What the archive is told is told of the mail, at its place in it.
#[test]
fn ce_que_porte_le_courriel_est_juge_a_sa_place() {
    let mut recette = Recette::document();
    recette.changer(METADATA, "DOC0001.XML", "DOC0009.XML");
    let constats = juger(&recette.octets());
    let uri = constats.iter().find(|f| f.rule == "xdm.uri.fichier").unwrap();
    assert!(
        uri.location.path.starts_with("IHE_XDM.ZIP > IHE_XDM/SUBSET01/METADATA.XML:"),
        "{uri:?}"
    );
    recette = Recette::document();
    recette.pieces[1].octets = change(&recette.pieces[1].octets, b"<pdfaid:part>1", b"<pdfaid:part>2");
    let constats = juger(&recette.octets());
    let annonce = constats.iter().find(|f| f.rule == "pdf.a1.annonce-exigee").unwrap();
    assert!(annonce.is_error() && annonce.location.path.starts_with("partie 3 ("), "{annonce:?}");
    // Its line is that of the part, in the record of the transaction too.
    let ligne = |enveloppe: &[&str]| {
        let constats = envoye(enveloppe, &recette.octets());
        constats.iter().find(|f| f.rule == "pdf.a1.annonce-exigee").unwrap().location.line
    };
    assert_eq!(ligne(ENVELOPPE), annonce.location.line + 3);
    // A name that is not that of the person.
    recette = Recette::document();
    "20260115_CR_TILLEUL_AGATHE_1.pdf".clone_into(&mut recette.pieces[1].nom);
    assert!(juger(&recette.octets()).iter().any(|f| f.rule == "pdf.nom.identite"));
}
