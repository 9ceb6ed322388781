//! A document that replaces another: one change at a time in the new one.

use segur_model::Severity;

use super::{N1, change, regles};
use crate::juger_remplacement;

/// The second version of the level 1 report, as it should be.
fn seconde() -> String {
    let suite = change(N1, "<id root=\"1.2.250.1.999.1.2.2\"/>", "<id root=\"1.2.250.1.999.1.2.3\"/>");
    let suite = change(&suite, "<versionNumber value=\"1\"/>", "<versionNumber value=\"2\"/>");
    change(
        &suite,
        "  <componentOf>",
        "  <relatedDocument typeCode=\"RPLC\"><parentDocument><id root=\"1.2.250.1.999.1.2.2\"/></parentDocument></relatedDocument>\n  <componentOf>",
    )
}

const CAS: &[(&str, &str, &[&str])] = &[
    ("1.2.250.1.999.1.2.3", "1.2.250.1.999.1.2.2", &["cda.remplacement.id"]),
    ("1.2.250.1.999.1.3.2", "1.2.250.1.999.1.3.9", &["cda.remplacement.set-id"]),
    ("<setId root=\"1.2.250.1.999.1.3.2\"/>", "", &["cda.remplacement.set-id"]),
    (
        "<versionNumber value=\"2\"/>",
        "<versionNumber value=\"1\"/>",
        &["cda.remplacement.version"],
    ),
    (
        "<versionNumber value=\"2\"/>",
        "<versionNumber value=\"5\"/>",
        &["cda.remplacement.version.suivante"],
    ),
    ("typeCode=\"RPLC\"", "typeCode=\"XFRM\"", &["cda.remplacement.parent"]),
    (
        "<parentDocument><id root=\"1.2.250.1.999.1.2.2\"/>",
        "<parentDocument><id root=\"1.2.250.1.999.1.2.1\"/>",
        &["cda.remplacement.parent"],
    ),
    ("284057599900347", "185127599900123", &["cda.remplacement.patient.ins"]),
    (
        "<id root=\"1.2.250.1.213.1.4.10\" extension=\"284057599900347\"/>\n      <id root=\"1.2.250.1.999.1.7\" extension=\"IPP-0042\"/>",
        "<id root=\"1.2.250.1.213.1.4.10\" extension=\"185127599900123\"/>",
        &["cda.remplacement.patient"],
    ),
    // The INS came, or went from one nature to another, after the first version: nothing tells that the patient is another.
    ("1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.9", &[]),
    ("IPP-0042", "IPP-0043", &[]),
    ("</ClinicalDocument>", "", &["cda.remplacement.lisible"]),
];

#[test]
fn un_remplacement_en_regle_ne_dit_rien() {
    assert_eq!(juger_remplacement(N1.as_bytes(), seconde().as_bytes()), []);
    assert_eq!(super::juger(&seconde()), []);
}

#[test]
fn chaque_changement_fait_parler_sa_regle() {
    for (avant, apres, attendues) in CAS {
        let constats = juger_remplacement(N1.as_bytes(), change(&seconde(), avant, apres).as_bytes());
        assert_eq!(regles(&constats), *attendues, "« {avant} » → « {apres} » : {constats:#?}");
        assert!(constats.iter().all(|c| !c.location.path.is_empty()), "{constats:#?}");
    }
    let illisible = juger_remplacement(b"%PDF-1.4", seconde().as_bytes());
    assert_eq!(regles(&illisible), ["cda.remplacement.lisible"]);
    assert_eq!(illisible[0].severity, Severity::NotEvaluated);
}

#[test]
fn le_meme_document_ne_se_remplace_pas() {
    let constats = juger_remplacement(N1.as_bytes(), N1.as_bytes());
    assert_eq!(
        regles(&constats),
        ["cda.remplacement.id", "cda.remplacement.parent", "cda.remplacement.version"]
    );
}

pub(super) fn regles_vues() -> impl Iterator<Item = &'static str> {
    CAS.iter().flat_map(|(_, _, regles)| regles.iter().copied())
}
