//! The coherence of a document with its metadata: each rule is turned by one metadata changed.

use super::{N1, N3, auto_presentable, change, juger_coherence, regles};
use crate::MetadonneesDocument;

fn texte(valeur: &str) -> Option<String> {
    Some(valeur.to_owned())
}

fn infos(valeurs: &[&str]) -> Vec<String> {
    valeurs.iter().map(|v| (*v).to_owned()).collect()
}

/// The metadata that go with the structured document.
fn metadonnees() -> MetadonneesDocument {
    MetadonneesDocument {
        unique_id: texte("1.2.250.1.999.1.2.1"),
        patient_id: texte("284057599900347^^^&1.2.250.1.213.1.4.10&ISO^NH"),
        source_patient_id: texte("IPP-0042^^^&1.2.250.1.999.1.7&ISO^PI"),
        source_patient_info: infos(&["PID-5|BANCDESSAI^AGATHE^^^^^L", "PID-7|19840517", "PID-8|F"]),
        type_code: texte("11502-2"),
        type_code_systeme: texte("2.16.840.1.113883.6.1"),
        titre: texte("Compte rendu d'examens biologiques"),
        confidentialite: vec!["N".to_owned(), "MASQUE_PS".to_owned()],
        langue: texte("fr-FR"),
        creation: texte("20260115090000"),
        debut_acte: texte("20260115073000"),
        fin_acte: texte("20260115085500"),
        cadre_exercice: texte("AMBULATOIRE"),
        secteur: texte("SA25"),
        auteurs: infos(&["899900000045^EPROUVETTE^Ambroise^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"]),
        institutions: infos(&["LABORATOIRE DES TILLEULS^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1999900038"]),
        evenements: vec![("18719-5".to_owned(), "2.16.840.1.113883.6.1".to_owned())],
        responsable_legal: texte("899900000045^EPROUVETTE^Ambroise^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"),
        format_code: texte("urn:ihe:lab:xd-lab:2008"),
        mime_type: texte("text/xml"),
        remplace: Some(false),
    }
}

type Changement = (&'static str, fn(&mut MetadonneesDocument));

const CHANGEMENTS: &[Changement] = &[
    ("cda-xds.coherence.unique-id", |m| m.unique_id = texte("1.2.250.1.999.1.2.2")),
    ("cda-xds.coherence.unique-id", |m| m.unique_id = texte("1.2.250.1.999.1.2.1^42")),
    ("cda-xds.coherence.patient", |m| {
        m.patient_id = texte("291036399900492^^^&1.2.250.1.213.1.4.10&ISO^NH")
    }),
    ("cda-xds.coherence.patient", |m| {
        m.patient_id = texte("284057599900347^^^&1.2.250.1.213.1.4.8&ISO^NH")
    }),
    ("cda-xds.coherence.patient", |m| {
        m.patient_id = texte("IPP-0042^^^&1.2.250.1.999.1.7&ISO^PI")
    }),
    ("cda-xds.coherence.source-patient", |m| {
        m.source_patient_id = texte("IPP-0043^^^&1.2.250.1.999.1.7&ISO^PI")
    }),
    ("cda-xds.coherence.traits", |m| {
        m.source_patient_info = infos(&["PID-5|AUTRE^AGATHE^^^^^L"])
    }),
    ("cda-xds.coherence.prenom", |m| {
        m.source_patient_info = infos(&["PID-5|BANCDESSAI^ROSE^^^^^L"])
    }),
    ("cda-xds.coherence.traits", |m| m.source_patient_info = infos(&["PID-7|19991231"])),
    ("cda-xds.coherence.traits", |m| m.source_patient_info = infos(&["PID-8|M"])),
    ("cda-xds.coherence.type", |m| m.type_code = texte("11490-0")),
    ("cda-xds.coherence.type", |m| m.type_code_systeme = texte("1.2.250.1.213.1.1.4.12")),
    ("cda-xds.coherence.titre", |m| m.titre = texte("Compte rendu")),
    ("cda-xds.coherence.confidentialite", |m| m.confidentialite = vec!["R".to_owned()]),
    ("cda-xds.coherence.confidentialite", |m| {
        m.confidentialite = vec!["MASQUE_PS".to_owned()]
    }),
    ("cda-xds.coherence.langue", |m| m.langue = texte("fr")),
    ("cda-xds.coherence.creation", |m| m.creation = texte("20260115100000")),
    ("cda-xds.coherence.debut-acte", |m| m.debut_acte = texte("20260115083000")),
    ("cda-xds.coherence.fin-acte", |m| m.fin_acte = texte("20260115095500")),
    ("cda-xds.coherence.cadre-exercice", |m| m.cadre_exercice = texte("ETABLISSEMENT")),
    ("cda-xds.coherence.secteur", |m| m.secteur = texte("SA01")),
    ("cda-xds.coherence.auteur", |m| {
        m.auteurs = infos(&["899900000060^X^Y^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"])
    }),
    ("cda-xds.coherence.auteur", |m| {
        m.auteurs = infos(&["899900000045^X^Y^^^^^^&1.2.250.1.215.300.5&ISO^D"])
    }),
    ("cda-xds.coherence.institution", |m| {
        m.institutions = infos(&["X^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1999900046"])
    }),
    ("cda-xds.coherence.evenement", |m| {
        m.evenements.push(("HHFA001".to_owned(), "1.2.250.1.213.2.5".to_owned()));
    }),
    ("cda-xds.coherence.evenement", |m| {
        m.evenements[0].1 = "1.2.250.1.213.2.5".to_owned()
    }),
    ("cda-xds.coherence.responsable", |m| {
        m.responsable_legal = texte("899900000060^X^Y^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS")
    }),
    ("cda-xds.coherence.responsable", |m| {
        m.responsable_legal = texte("899900000045^X^Y^^^^^^&1.2.250.1.215.300.5&ISO^D")
    }),
    ("cda-xds.coherence.format", |m| m.format_code = texte("urn:ihe:iti:xds-sd:pdf:2008")),
    ("cda-xds.coherence.mime-type", |m| m.mime_type = texte("application/pdf")),
    ("cda-xds.coherence.remplacement", |m| m.remplace = Some(true)),
];

/// Rules that the cases of this module turn.
pub(super) fn regles_vues() -> impl Iterator<Item = &'static str> {
    CHANGEMENTS.iter().map(|(regle, _)| *regle).chain(["cda-xds.coherence.lisible"])
}

#[test]
fn des_metadonnees_coherentes() {
    assert_eq!(juger_coherence(N3.as_bytes(), &metadonnees()), []);
    assert_eq!(
        juger_coherence(N3.as_bytes(), &MetadonneesDocument::default()),
        [],
        "what is absent is not judged here"
    );
    let n1 = MetadonneesDocument {
        unique_id: texte("1.2.250.1.999.1.2.2"),
        format_code: texte("urn:ihe:iti:xds-sd:pdf:2008"),
        ..metadonnees()
    };
    assert_eq!(juger_coherence(N1.as_bytes(), &n1), []);
}

#[test]
fn chaque_metadonnee_changee_fait_parler_sa_regle() {
    for (regle, changement) in CHANGEMENTS {
        let mut m = metadonnees();
        changement(&mut m);
        let constats = juger_coherence(N3.as_bytes(), &m);
        assert_eq!(regles(&constats), [*regle], "{constats:#?}");
        assert!(constats[0].location.line > 0);
    }
}

#[test]
fn ce_qui_est_la_meme_chose_autrement_ecrit() {
    let mut m = metadonnees();
    m.patient_id = texte("284057599900347^^^&1.2.250.1.213.1.4.10&ISO^NH^^20260101");
    m.source_patient_id = m.patient_id.clone();
    m.source_patient_info = infos(&[
        "PID-5|Banc d'Essai^Agathe^^^^^L",
        "PID-5|TILLEUL^AGATHE^^^^^D",
        "PID-7|198405171200",
        "PID-11|^^LYON",
    ]);
    m.confidentialite = vec!["INVISIBLE_PATIENT".to_owned(), "N".to_owned()];
    m.debut_acte = texte("202601150730");
    m.responsable_legal = texte("899900000045^Ambroise^EPROUVETTE");
    // An author without an identifier, as a device may be, is nobody that is looked for.
    m.auteurs = infos(&["899900000045^Ambroise^EPROUVETTE", "^AUTOMATE"]);
    m.institutions = infos(&["LABORATOIRE"]);
    assert_eq!(juger_coherence(N3.as_bytes(), &m), []);
}

#[test]
fn la_conversion_est_montree() {
    let mut m = metadonnees();
    m.creation = texte("20260115100000");
    let constats = juger_coherence(N3.as_bytes(), &m);
    assert!(constats[0].seen.contains("soit 20260115090000 en UTC"), "{}", constats[0].seen);
    assert_eq!(constats[0].location.path, "/ClinicalDocument/effectiveTime");
}

#[test]
fn un_document_auto_presentable_a_son_type() {
    let document = auto_presentable(N3);
    let constats = juger_coherence(document.as_bytes(), &metadonnees());
    assert_eq!(regles(&constats), ["cda-xds.coherence.mime-type"]);
    let m = MetadonneesDocument {
        mime_type: texte("application/xslt+xml"),
        ..metadonnees()
    };
    assert_eq!(juger_coherence(document.as_bytes(), &m), []);
}

#[test]
fn un_remplacement_est_dit_des_deux_cotes() {
    let relation =
        "<relatedDocument typeCode=\"RPLC\"><parentDocument><id root=\"1.2.3\"/></parentDocument></relatedDocument><componentOf>";
    let document = change(N3, "<componentOf>", relation);
    assert_eq!(
        regles(&juger_coherence(document.as_bytes(), &metadonnees())),
        ["cda-xds.coherence.remplacement"]
    );
    let m = MetadonneesDocument {
        remplace: Some(true),
        ..metadonnees()
    };
    assert_eq!(juger_coherence(document.as_bytes(), &m), []);
    let inconnu = MetadonneesDocument {
        remplace: None,
        ..metadonnees()
    };
    assert_eq!(juger_coherence(document.as_bytes(), &inconnu), []);
}

#[test]
fn une_metadonnee_sans_pendant_dans_le_document() {
    let sans_fin = change(N3, "<high value=\"20260115095500+0100\"/>", "");
    assert_eq!(
        regles(&juger_coherence(sans_fin.as_bytes(), &metadonnees())),
        ["cda-xds.coherence.fin-acte"]
    );
    let sans_titre = change(N3, "<title>Compte rendu d'examens biologiques</title>", "");
    let constats = juger_coherence(sans_titre.as_bytes(), &metadonnees());
    assert_eq!(regles(&constats), ["cda-xds.coherence.titre"]);
    assert_eq!(constats[0].seen, "(absent)");
}

#[test]
fn un_document_illisible_n_est_pas_juge() {
    let constats = juger_coherence(b"%PDF-1.4", &metadonnees());
    assert_eq!(regles(&constats), ["cda-xds.coherence.lisible"]);
    assert_eq!(constats[0].severity, segur_model::Severity::NotEvaluated);
}
