//! `import`, as its users run it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::outils::{code, commande, erreurs, lancer, sortie};

/// A workbook of ours, as text: three exigences, one that the bench knows and plays.
fn classeur(dossier: &Path, plus: &str) -> String {
    let chemin = dossier.join("REM-MDV-LGC-Va2.csv");
    let texte = format!(
        "ID;Exigence;Profil;N° scénario;Scénario de conformité;N° preuve;Preuve\n\
         INS/va1.28;Il DOIT.;Général;INS/va1.28.01;\"1. Appeler\n2. Regarder\";INS/va1.28.01.01;Une vidéo des étapes 1 et 2\n\
         SC.INS/va1.41;Il DOIT.;Général;SC.INS/va1.41.01;Ouvrir le {{dossier}};SC.INS/va1.41.01.01;Capture d'écran\n\
         ABC.01;Il PEUT.;Général;ABC.01.01;Lire;;Attestation sur l'honneur\n{plus}"
    );
    fs::write(&chemin, texte).unwrap();
    chemin.to_str().unwrap().to_owned()
}

#[test]
fn a_workbook_becomes_a_folder_that_says_what_it_is() {
    let d = tempfile::tempdir().unwrap();
    let chemin = classeur(d.path(), "");
    let o = commande(&["import", &chemin]).current_dir(d.path()).output().unwrap();
    code(&o, 0);
    let dit = sortie(&o);
    for attendu in [
        "REM-MDV-LGC-Va2",
        "3 exigences, 3 scénarios, 4 étapes, 3 preuves",
        "2 exigences que le banc connaît",
        "BENCH.ABC.01.01.01",
        "Ensuite",
    ] {
        assert!(dit.contains(attendu), "{attendu}\n{dit}");
    }
    let dans = d.path().join("imports/REM-MDV-LGC-Va2");
    for fichier in [
        "referentiel.toml",
        "scenarios/INS-va1.28.01.yaml",
        "lignes.json",
        "fiches.toml",
        "glissements.tsv",
        "LISEZMOI.md",
        "import.json",
    ] {
        assert!(dans.join(fichier).is_file(), "{fichier}");
    }
    // The same again, in the form of the contract.
    let o = commande(&["import", &chemin, "--format", "json"])
        .current_dir(d.path())
        .output()
        .unwrap();
    code(&o, 0);
    let json: Value = serde_json::from_str(&sortie(&o)).unwrap();
    let cles: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        cles,
        [
            "referentiel",
            "exigences",
            "scenarios",
            "etapes",
            "preuves",
            "reconnues",
            "automatiques",
            "glissements",
            "detail"
        ]
    );
    assert_eq!(
        (json["reconnues"].as_u64(), json["automatiques"].as_u64()),
        (Some(2), Some(0)),
        "a text of ours is none that the bench knows: {json:#}"
    );
    assert_eq!(json["detail"][0]["scenario"], "INS/va1.28.01");
    assert_eq!(json["detail"][0]["preuves"][0]["genres"][0], "video");
    assert!(json["glissements"][0]["cellule"].as_str().unwrap().contains('!'));
}

#[test]
fn importing_again_says_what_changed_and_loses_nothing_of_a_person() {
    let d = tempfile::tempdir().unwrap();
    let dans = d.path().join("ma-campagne");
    let dans_texte = dans.to_str().unwrap();
    code(&lancer(&["import", &classeur(d.path(), ""), "--dans", dans_texte]), 0);
    fs::write(dans.join("notes.md"), "à moi").unwrap();
    fs::write(dans.join("scenarios/ABC.01.01.yaml"), "à moi aussi").unwrap();
    let o = lancer(&[
        "import",
        &classeur(d.path(), "ABC.02;Il DOIT.;Général;ABC.02.01;Lire;ABC.02.01.01;Log\n"),
        "--dans",
        dans_texte,
    ]);
    code(&o, 0);
    let dit = sortie(&o);
    for attendu in ["exigences : 1 de plus (ABC.02)", "preuves : 1 de plus (ABC.02.01.01)"] {
        assert!(dit.contains(attendu), "{attendu}\n{dit}");
    }
    assert_eq!(fs::read_to_string(dans.join("notes.md")).unwrap(), "à moi");
    // The workbook says the same of it: what its owner made of it stays where it is played.
    assert_eq!(fs::read_to_string(dans.join("scenarios/ABC.01.01.yaml")).unwrap(), "à moi aussi");
    assert!(!dans.join("gardes").exists(), "{dit}");
}

#[test]
fn what_is_no_workbook_or_no_folder_of_an_import_is_refused() {
    let d = tempfile::tempdir().unwrap();
    let o = lancer(&["import", &classeur(d.path(), ""), "--dans", d.path().to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("rien n'y est touché"), "{}", erreurs(&o));
    let gros = d.path().join("gros.xlsx");
    fs::File::create(&gros).unwrap().set_len(200 << 20).unwrap();
    for (chemin, attendu) in [(gros.to_str().unwrap(), "pèse 200 Mo"), ("absent.xlsx", "introuvable")] {
        let o = lancer(&["import", chemin]);
        code(&o, 2);
        assert!(erreurs(&o).contains(attendu), "{}", erreurs(&o));
    }
}
