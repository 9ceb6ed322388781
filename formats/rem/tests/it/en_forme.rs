//! Rows put in one form and in the other: what is spread, what is gathered, what is said.

use segur_model::classeur::{Cellule, LignesDuClasseur};
use segur_rem::{EnForme, Forme, en_forme};

use crate::fabrique::{CONVERGENCE, classeur, ligne, lu};

/// The texts of the rows, titles first.
fn textes(lignes: &LignesDuClasseur) -> Vec<Vec<&str>> {
    lignes
        .lignes
        .iter()
        .map(|l| l.cellules.iter().map(|c| c.as_ref().map_or("", Cellule::texte)).collect())
        .collect()
}

/// What these columns say, under their titles.
fn colonnes<'a>(f: &'a EnForme, titres: &[&str]) -> Vec<Vec<&'a str>> {
    let lignes = textes(&f.lignes);
    let places: Vec<usize> = titres.iter().map(|t| lignes[0].iter().position(|x| x == t).unwrap()).collect();
    lignes.iter().skip(1).map(|l| places.iter().map(|p| l[*p]).collect()).collect()
}

fn rem(lignes: &[[&str; 8]]) -> LignesDuClasseur {
    let titres = [
        "ID",
        "Exigence",
        "N° scénario",
        "Scénario de conformité",
        "N° preuve 1",
        "Preuve 1",
        "N° preuve 2",
        "Preuve 2",
    ];
    let lignes: Vec<Vec<String>> = lignes.iter().map(|l| l.map(str::to_owned).to_vec()).collect();
    lu(&classeur(&titres, &lignes), "REM-MDV-LGC-Va2.xlsx").unwrap().lignes
}

#[test]
fn a_scenario_of_several_exigences_is_under_each() {
    let lignes = rem(&[
        ["ABC.01", "Il DOIT.", "S.01", "Ouvrir", "S.01.01", "Une vidéo", "S.01.02", "Un log"],
        ["ABC.02", "Il PEUT.", "S.01", "Ouvrir", "S.01.01", "Une vidéo", "S.01.02", "Un log"],
        ["ABC.03", "Il PEUT.", "", "", "", "", "", ""],
    ]);
    let f = en_forme(&lignes, Forme::Convergence).unwrap();
    assert_eq!(textes(&f.lignes)[0], CONVERGENCE);
    assert_eq!(
        colonnes(&f, &["ID", "N° scénario", "N° preuve", "Preuve"]),
        [
            ["ABC.01", "S.01", "S.01.01", "Une vidéo"],
            ["ABC.01", "S.01", "S.01.02", "Un log"],
            ["ABC.02", "S.01", "S.01.01", "Une vidéo"],
            ["ABC.02", "S.01", "S.01.02", "Un log"],
            ["ABC.03", "", "", ""],
        ]
    );
}

#[test]
fn a_row_without_a_number_takes_that_of_the_one_above() {
    let lignes = rem(&[
        ["ABC.01", "Il DOIT.", "S.01", "Ouvrir", "S.01.01", "Une vidéo", "", ""],
        ["", "", "", "", "S.01.02", "Un log", "", ""],
        ["", "", "S.02", "Fermer", "", "Un écran", "", ""],
        ["", "Il PEUT.", "S.03", "Lire", "", "", "", ""],
    ]);
    let f = en_forme(&lignes, Forme::Convergence).unwrap();
    assert_eq!(
        colonnes(&f, &["ID", "Exigence", "N° scénario", "N° preuve"]),
        [
            ["ABC.01", "Il DOIT.", "S.01", "S.01.01"],
            ["ABC.01", "Il DOIT.", "S.01", "S.01.02"],
            ["ABC.01", "Il DOIT.", "S.02", ""],
            // No number was given, and none is made up.
            ["", "Il PEUT.", "S.03", ""],
        ]
    );
}

#[test]
fn proofs_are_gathered_by_ten_and_what_differs_stays_apart() {
    let mut lignes: Vec<Vec<String>> = (1..=12)
        .map(|n| ligne("ABC.01", "ABC.01.01", "Ouvrir", &format!("ABC.01.01.{n:02}"), &format!("Log {n}")))
        .collect();
    // The same scenario, with a comment of its own: gathered, it would be lost.
    let mut autre = ligne("ABC.01", "ABC.01.02", "Fermer", "ABC.01.02.01", "Un log");
    lignes.push(autre.clone());
    autre[5] = "à part".to_owned();
    autre[9] = "ABC.01.02.02".to_owned();
    lignes.push(autre);
    let i = lu(&classeur(&CONVERGENCE, &lignes), "REM-MDV-LGC-Va2.xlsx").unwrap();
    let f = en_forme(&i.lignes, Forme::Rem).unwrap();
    assert_eq!(textes(&f.lignes)[0].len(), 34);
    assert_eq!(
        colonnes(&f, &["N° scénario", "Commentaire", "N° preuve 1", "Preuve 2", "N° preuve 10"]),
        [
            ["ABC.01.01", "", "ABC.01.01.01", "Log 2", "ABC.01.01.10"],
            ["ABC.01.01", "", "ABC.01.01.11", "Log 12", ""],
            ["ABC.01.02", "", "ABC.01.02.01", "", ""],
            ["ABC.01.02", "à part", "ABC.01.02.02", "", ""],
        ]
    );
    assert!(f.dits.iter().any(|d| d.starts_with("ABC.01.01 : 12 preuves")), "{:?}", f.dits);
    let avant = lu(&classeur(&CONVERGENCE, &lignes), "REM-MDV-LGC-Va2.xlsx").unwrap();
    assert_eq!(avant.lignes, en_forme(&avant.lignes, Forme::Convergence).unwrap().lignes);
}

#[test]
fn an_older_form_is_kept_as_it_is_and_its_bloc_is_the_chapter_of_convergence() {
    let titres = [
        "Profil",
        "Section",
        "Bloc",
        "N° exigence",
        "Énoncé de l'exigence (DOIT) ou de la préconisation (PEUT)",
        "N° scénario",
        "Scénario de conformité",
        "N° preuve 1",
        "Preuve 1",
        "N° preuve 2",
        "Preuve 2",
        "points de vérification",
        "",
    ];
    let lignes = vec![
        [
            "Général",
            "INS",
            "Qualifier",
            "ABC.01",
            "Il DOIT.",
            "ABC.01.01",
            "Ouvrir",
            "",
            "Un log",
            "",
            "",
            "à cocher",
            "seul",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let i = lu(&classeur(&titres, &lignes), "REM-MDV-LGC-Va2.xlsx").unwrap();
    assert_eq!(i.forme, Forme::RemAncienne);
    assert_eq!(en_forme(&i.lignes, Forme::Rem).unwrap().lignes, i.lignes);
    let f = en_forme(&i.lignes, Forme::Convergence).unwrap();
    assert_eq!(
        colonnes(&f, &["ID", "Chapitre", "Exigence", "N° preuve", "Preuve", "Périmètre"]),
        [["ABC.01", "Qualifier", "Il DOIT.", "", "Un log", ""]]
    );
    let dit = f.dits.join("\n");
    for attendu in [
        "« Section » (1 cellule)",
        "« points de vérification » (1 cellule)",
        "M (1 cellule)",
        "« Périmètre »",
    ] {
        assert!(dit.contains(attendu), "{attendu}\n{dit}");
    }
}
