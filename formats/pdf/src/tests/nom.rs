//! The name of the file.

use segur_model::Severity;

use super::regles;
use crate::{NomAttendu, juger_nom};

#[test]
fn un_nom_juste_ne_dit_rien() {
    let attendu = NomAttendu {
        date: "2024-03-09".to_owned(),
        nom: "D'ESSAI-BANC".to_owned(),
        prenom: "Zoé".to_owned(),
        dossier: "42".to_owned(),
    };
    for nom in [
        "20240309_CR-BIO_D'ESSAI-BANC_Zoé_42.pdf",
        "2024-03-09_CR-BIO_D'ESSAI-BANC_ZOE_42.PDF",
        "09-03-2024_CR BIO_D'ESSAI-BANC_zoe_42.pdf",
        "202403091230_CR-BIO_D'ESSAI-BANC_zoe_42.pdf",
    ] {
        assert!(juger_nom(nom, Some(&attendu)).is_empty(), "{nom}");
        assert!(juger_nom(nom, None).is_empty(), "{nom}");
    }
}

#[test]
fn chaque_defaut_du_nom_a_sa_regle() {
    let attendu = NomAttendu {
        date: "2024-03-09".to_owned(),
        nom: "BANC".to_owned(),
        prenom: "ZOE".to_owned(),
        dossier: "42".to_owned(),
    };
    for (nom, regle) in [
        ("20240309_CR_BANC_ZOE_42.xml", "pdf.nom.extension"),
        ("20240309_CR_BANC_ZOE_42", "pdf.nom.extension"),
        ("20240309_CR_BANC_ZOE.pdf", "pdf.nom.champs"),
        ("20240309_CR_BANC_ZOE_42_1.pdf", "pdf.nom.champs"),
        ("20240309__BANC_ZOE_42.pdf", "pdf.nom.champs"),
        ("20240309_CR_banc_ZOE_42.pdf", "pdf.nom.majuscules"),
        ("20240310_CR_BANC_ZOE_42.pdf", "pdf.nom.identite"),
        ("20240309_CR_BANG_ZOE_42.pdf", "pdf.nom.identite"),
        ("20240309_CR_BANC_ZOA_42.pdf", "pdf.nom.identite"),
        ("20240309_CR_BANC_ZOE_43.pdf", "pdf.nom.identite"),
    ] {
        let constats = juger_nom(nom, Some(&attendu));
        assert_eq!(regles(&constats), [regle], "{nom}");
        assert!(constats.iter().all(|c| c.severity == Severity::Warning), "{nom}");
    }
    assert_eq!(regles(&juger_nom("hier_CR_BANC_ZOE_42.pdf", None)), ["pdf.nom.date"]);
    assert_eq!(regles(&juger_nom("20241309_CR_BANC_ZOE_42.pdf", None)), ["pdf.nom.date"]);
}
