//! Each rule of a document is turned by one change in a document without a fault, and turns alone.

mod corps;
mod entete;
mod personnes;
mod resultats;

use std::collections::BTreeSet;

use segur_model::{Environnement, Severity, Trust};

use super::{N1, N3, change, juger, juger_en, regles};
use crate::REGLES;

/// A change: the document, the passage, what replaces it, and every rule then told.
type Cas = (&'static str, &'static str, &'static str, &'static [&'static str]);

const RELATION: &str = "  <relatedDocument typeCode=\"RPLC\"><parentDocument><id root=\"1.2.250.1.999.1.2.0\"/></parentDocument></relatedDocument>\n  <componentOf>";

fn cas() -> impl Iterator<Item = &'static Cas> {
    [
        entete::ENTETE,
        personnes::PATIENT,
        personnes::PARTICIPANTS,
        corps::CORPS,
        corps::BIO,
        resultats::TEXTES,
        resultats::RESULTATS,
        resultats::VALEURS,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn chaque_changement_fait_parler_ses_regles_et_elles_seules() {
    for (document, avant, apres, attendues) in cas() {
        let constats = juger(&change(document, avant, apres));
        assert_eq!(regles(&constats), *attendues, "« {avant} » → « {apres} » : {constats:#?}");
    }
}

/// What one replacement cannot make: whole blocks away, two changes, a context.
fn autres() -> Vec<(&'static [&'static str], Vec<segur_model::Finding>)> {
    let sans = |document: &str, balise: &str| {
        let (debut, reste) = document.split_once(&format!("<{balise}>")).unwrap();
        let (_, fin) = reste.split_once(&format!("</{balise}>")).unwrap();
        juger(&format!("{debut}{fin}"))
    };
    let seconde = change(N3, "<versionNumber value=\"1\"/>", "<versionNumber value=\"2\"/>");
    let sur_soi = change(
        &change(&seconde, "  <componentOf>", RELATION),
        "1.2.250.1.999.1.2.0",
        "1.2.250.1.999.1.2.1",
    );
    let copie = N3.rfind("<entry>").unwrap();
    let sans_copie = format!("{}{}", &N3[..copie], N3[copie..].split_once("</entry>").unwrap().1);
    vec![
        (&["cda.en-tete.encodage"], juger_utf16(N1)),
        (&["cda.en-tete.patient"], sans(N3, "recordTarget")),
        (&["cda.en-tete.auteur"], sans(N3, "author")),
        (&["cda.en-tete.conservation"], sans(N3, "custodian")),
        (&["cda.en-tete.responsable"], sans(N3, "legalAuthenticator")),
        (&["cda.en-tete.acte"], sans(N1, "documentationOf")),
        (&["cda.en-tete.prise-en-charge"], sans(N1, "componentOf")),
        (&["cda.corps.un"], sans(N1, "component")),
        (&["cda.corps.copie-pdf", "cda.corps.multimedia"], juger(&sans_copie)),
        (&[], juger(&change(&seconde, "  <componentOf>", RELATION))),
        (&["cda.en-tete.relation.id"], juger(&sur_soi)),
        (&["cda.en-tete.patient.ins.environnement"], juger_en(Environnement::Production, N3)),
        (&["cda.en-tete.patient.ins"], juger(&change(N3, INS, ""))),
        (
            &["cda.en-tete.patient.ins.environnement"],
            juger_en(
                Environnement::Production,
                &change(N3, "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11"),
            ),
        ),
        (
            &[],
            juger_en(
                Environnement::Production,
                &change(N3, "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.9"),
            ),
        ),
    ]
}

const INS: &str = "<id root=\"1.2.250.1.213.1.4.10\" extension=\"284057599900347\"/>";

fn juger_utf16(document: &str) -> Vec<segur_model::Finding> {
    let texte = change(document, " encoding=\"UTF-8\"", "");
    let octets: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain(texte.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    super::juger_document(&octets)
}

#[test]
fn les_autres_changements() {
    for (rang, (attendues, constats)) in autres().into_iter().enumerate() {
        assert_eq!(regles(&constats), attendues, "case {rang}: {constats:#?}");
    }
}

#[test]
fn chaque_regle_a_un_cas_qui_la_fait_parler() {
    let mut vues: BTreeSet<&str> = cas().flat_map(|c| c.3.iter().copied()).collect();
    vues.extend(autres().iter().flat_map(|(regles, _)| regles.iter().copied()));
    vues.extend(super::identite::regles_vues());
    vues.extend(super::coherence::regles_vues());
    vues.extend(super::modeles::regles_vues());
    vues.extend(super::remplacement::regles_vues());
    let toutes: BTreeSet<&str> = REGLES.iter().map(|r| r.id).collect();
    assert_eq!(toutes.len(), REGLES.len(), "an identifier is given twice");
    assert_eq!(vues, toutes);
}

#[test]
fn seules_les_regles_verifiees_sont_des_erreurs() {
    for regle in REGLES {
        assert!(!regle.dit.is_empty() && !regle.source.is_empty(), "{}", regle.id);
        if regle.trust != Trust::Verified {
            assert!(regle.severity_effective() < Severity::Error, "{}", regle.id);
        }
    }
    let severite = |id: &str| REGLES.iter().find(|r| r.id == id).map(|r| r.severity_effective());
    assert_eq!(severite("cda.en-tete.horodatage.decalage"), Some(Severity::Error));
    assert_eq!(severite("cda.en-tete.patient.qualificatif.ancien"), Some(Severity::Warning));
    assert_eq!(severite("cda.en-tete.id.longueur"), Some(Severity::Warning));
    assert_eq!(severite("cda-xds.coherence.lisible"), Some(Severity::NotEvaluated));
}

#[test]
fn un_document_d_un_volet_ancien_est_seulement_averti() {
    let changements = [
        ("<setId root=\"1.2.250.1.999.1.3.2\"/>", "cda.en-tete.set-id"),
        ("<versionNumber value=\"1\"/>", "cda.en-tete.version"),
        ("<family qualifier=\"BR\">BANCDESSAI</family>", "cda.en-tete.traits.nom"),
        ("<county>75112</county>", "cda.en-tete.traits.lieu-naissance"),
    ];
    let amoindri = changements.iter().fold(N1.to_owned(), |d, (passage, _)| change(&d, passage, ""));
    let severites = |document: &str| juger(document).iter().map(|c| c.severity).collect::<BTreeSet<_>>();
    assert_eq!(severites(&amoindri), BTreeSet::from([Severity::Error]), "dated 2026");
    let de_2021 = change(&amoindri, "20260115100000+0100", "20210115100000+0100");
    let constats = juger(&de_2021);
    assert_eq!(regles(&constats).len(), changements.len());
    assert!(
        changements.iter().all(|(_, regle)| regles(&constats).contains(regle)),
        "{constats:#?}"
    );
    assert_eq!(severites(&de_2021), BTreeSet::from([Severity::Warning]));
    assert!(
        constats[0].expected.ends_with("(non exigé avant les volets de 2022)"),
        "{}",
        constats[0].expected
    );

    // The version of the model, when it says one, is what counts: here 2024.01.
    let n3_de_2021 = change(
        &change(N3, "20260115100000+0100", "20210115100000+0100"),
        "<county>75112</county>",
        "",
    );
    assert_eq!(severites(&n3_de_2021), BTreeSet::from([Severity::Error]));
    let ancien_modele = change(&n3_de_2021, "2024.01", "2021.01");
    assert_eq!(severites(&ancien_modele), BTreeSet::from([Severity::Warning]));
    // What the model itself asks stays an error.
    let sans_set_id = change(&ancien_modele, "<setId root=\"1.2.250.1.999.1.3.1\"/>", "");
    assert!(juger(&sans_set_id).iter().any(|c| c.is_error() && c.rule == "cda.cr-bio.set-id"));
    assert!(!juger(&sans_set_id).iter().any(|c| c.is_error() && c.rule == "cda.en-tete.set-id"));
}

#[test]
fn un_constat_a_sa_place() {
    let constats = juger(&change(N3, "284057599900347", "284057599900348"));
    let [constat] = constats.as_slice() else { panic!("{constats:#?}") };
    assert_eq!((constat.location.line, constat.location.column), (20, 39));
    assert_eq!(constat.location.path, "/ClinicalDocument/recordTarget/patientRole/id[1]/@extension");
    assert_eq!(
        (constat.expected.as_str(), constat.seen.as_str()),
        ("la clé 47", "« 284057599900348 »")
    );

    let constats = juger(&change(N3, "<county>75112</county>", ""));
    let [constat] = constats.as_slice() else { panic!("{constats:#?}") };
    assert_eq!(
        constat.location.line, 36,
        "an absent element is told at the element that should hold it"
    );
    assert!(
        constat.location.path.ends_with("/patient/birthplace/place/addr/county"),
        "{}",
        constat.location.path
    );
}
