//! The certificate of a rehearsal: held by our own checker, one page, the same bytes twice, and no name breaks it or hides what it is.

use segur_dossier::{Attestation, attestation_pdf};
use segur_pdf::Pdf;
use time::macros::date;

use crate::rapport_pdf::{lu, texte};

const RESERVE: &str = "Ce document ne vaut pas référencement : il est produit par un banc d'essai";

fn attestation() -> Attestation {
    Attestation {
        numero: "SIMULE-VA2-C0001-5085".to_owned(),
        societe: "Tilleul Santé SAS".to_owned(),
        produit: "Tilleul SGL".to_owned(),
        version: "4.2.0".to_owned(),
        dispositif: "Logiciels de gestion de laboratoire de biologie médicale".to_owned(),
        referentiel: "REM-BIO-SGL-Va2 (2025-06-30)".to_owned(),
        vague: 2,
        profils: vec!["Alimentation DMP".to_owned(), "Messagerie".to_owned()],
        delivree_le: date!(2026 - 11 - 28),
        preuves: 142,
        tours: 2,
        suivi: vec!["version 4.2.1 déclarée".to_owned(), "Suspendu, depuis le 12/01/2027".to_owned()],
    }
}

/// Names made to run over the page, to command what shows them, or to hide what it says.
fn hostile() -> Attestation {
    Attestation {
        numero: "n".repeat(3_000),
        societe: "Société à responsabilité limitée ".repeat(300),
        produit: "\u{1b}[2J\u{202e}Til\u{0}leul\r\n中文 مرحبا 👩‍⚕️ A\u{301}".to_owned(),
        version: "9.".repeat(9_000),
        dispositif: "W".repeat(20_000),
        referentiel: "\u{feff}\u{fffe}\u{e000}\u{10ffff}\u{2028}".to_owned(),
        vague: u8::MAX,
        profils: (0..500).map(|n| format!("Profil numéro {n}")).collect(),
        delivree_le: time::Date::MIN,
        preuves: usize::MAX,
        tours: u32::MAX,
        suivi: (0..200).map(|n| format!("ligne {n} {}", "mot ".repeat(500))).collect(),
    }
}

/// What is read of one that nothing is found against.
fn saine(a: &Attestation) -> Pdf {
    let (pdf, constats) = lu(&attestation_pdf(a).unwrap());
    assert!(constats.is_empty(), "{constats:#?}");
    let annonce = pdf.annonce.clone().unwrap();
    assert_eq!((annonce.partie.as_str(), annonce.niveau.as_str()), ("1", "B"));
    assert_eq!(pdf.nombre_de_pages, 1);
    let page = &pdf.pages[0];
    // Nothing written out of the page: what is read is what is printed.
    assert_eq!(
        page.texte.split_whitespace().collect::<String>(),
        page.en_clair.split_whitespace().collect::<String>()
    );
    pdf
}

#[test]
fn it_says_what_it_is_and_what_it_is_not_worth() {
    let dit = texte(&saine(&attestation()));
    assert!(dit.matches("SIMULÉ").count() >= 6, "{dit}");
    assert_eq!(dit.matches(RESERVE).count(), 2, "{dit}");
    for attendu in [
        "SIMULE-VA2-C0001-5085",
        "Tilleul Santé SAS",
        "Tilleul SGL",
        "4.2.0",
        "Logiciels de gestion de laboratoire",
        "REM-BIO-SGL-Va2 (2025-06-30)",
        "Général, Alimentation DMP, Messagerie",
        "28/11/2026",
        "142 preuves examinées en 2 tours",
        "version 4.2.1 déclarée",
        "Suspendu, depuis le 12/01/2027",
    ] {
        assert!(dit.contains(attendu), "« {attendu} » : {dit}");
    }
    let sans_suite = Attestation {
        suivi: vec![],
        preuves: 1,
        tours: 1,
        profils: vec![],
        ..attestation()
    };
    let dit = texte(&saine(&sans_suite));
    assert!(dit.contains("1 preuve examinée en 1 tour") && !dit.contains("Suivi"), "{dit}");
}

#[test]
fn the_same_one_gives_the_same_bytes() {
    let octets = attestation_pdf(&attestation()).unwrap();
    assert!(octets == attestation_pdf(&attestation()).unwrap());
    let autre = Attestation {
        numero: "SIMULE-VA2-C0002-1".to_owned(),
        ..attestation()
    };
    assert!(octets != attestation_pdf(&autre).unwrap());
    assert!(octets.len() < 60_000, "{} bytes", octets.len());
}

#[test]
fn no_name_runs_over_commands_or_hides_what_it_is() {
    let dit = texte(&saine(&hostile()));
    assert!(!dit.contains(|c: char| segur_model::texte::dangereux(c)), "{dit:?}");
    assert!(dit.contains("[2JTilleul") && dit.contains('…'), "{dit}");
    assert_eq!(dit.matches(RESERVE).count(), 2, "{dit}");
    assert!(
        dit.contains("ligne 199") && dit.contains("196 autres lignes avant"),
        "the last ones count: {dit}"
    );
    let vide = Attestation {
        numero: String::new(),
        societe: " \n".to_owned(),
        delivree_le: time::Date::MAX,
        ..attestation()
    };
    assert!(texte(&saine(&vide)).contains("non dit"));
}

/// `ATTESTATION=/tmp cargo test … -- --ignored`
#[test]
#[ignore = "to be looked at"]
fn apercu() {
    if let Ok(dossier) = std::env::var("ATTESTATION") {
        for (nom, a) in [("juste", attestation()), ("hostile", hostile())] {
            std::fs::write(format!("{dossier}/{nom}.pdf"), attestation_pdf(&a).unwrap()).unwrap();
        }
    }
}
