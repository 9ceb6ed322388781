//! `export`, as its users run it on the folder of an import.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::outils::{code, erreurs, lancer, sortie};

/// A workbook of ours, with a column that the bench does not read, and a scenario of eleven proofs.
fn importe(dossier: &Path) -> String {
    let mut texte = String::from(
        "ID;Exigence;Profil;N° scénario;Scénario de conformité;N° preuve;Preuve;Note interne\n\
         INS/va1.28;Il DOIT.;Général;INS/va1.28.01;\"1. Appeler\n2. Regarder\";INS/va1.28.01.01;=Une vidéo;à nous\n",
    );
    for n in 1..=11 {
        texte.push_str(&format!("ABC.01;Il PEUT.;Général;ABC.01.01;Lire;ABC.01.01.{n:02};Log {n};\n"));
    }
    let chemin = dossier.join("REM-MDV-LGC-Va2.csv");
    fs::write(&chemin, texte).unwrap();
    let dans = dossier.join("import").to_str().unwrap().to_owned();
    code(&lancer(&["import", chemin.to_str().unwrap(), "--dans", &dans]), 0);
    dans
}

/// What an import says of a workbook, but for its slips.
fn relu(classeur: &Path, dans: &Path) -> Value {
    let o = lancer(&[
        "import",
        classeur.to_str().unwrap(),
        "--dans",
        dans.to_str().unwrap(),
        "--format",
        "json",
    ]);
    code(&o, 0);
    let mut json: Value = serde_json::from_str(&sortie(&o)).unwrap();
    json.as_object_mut().unwrap().remove("glissements");
    json.as_object_mut().unwrap().remove("referentiel");
    json
}

#[test]
fn an_import_is_exported_in_both_forms_and_says_what_has_no_place() {
    let d = tempfile::tempdir().unwrap();
    let dans = importe(d.path());
    assert!(
        fs::read_to_string(d.path().join("import/LISEZMOI.md"))
            .unwrap()
            .contains("lignes.json")
    );
    let (convergence, rem) = (d.path().join("c.xlsx"), d.path().join("r.xlsx"));
    let o = lancer(&[
        "export",
        &dans,
        "--convergence",
        convergence.to_str().unwrap(),
        "--rem",
        rem.to_str().unwrap(),
    ]);
    code(&o, 0);
    let dit = sortie(&o);
    for attendu in [
        "c.xlsx",
        "r.xlsx",
        "« Note interne » (1 cellule)",
        "ABC.01.01 : 11 preuves, et 10 par ligne : ce scénario est sur 2 lignes",
        "laissé vide",
    ] {
        assert!(dit.contains(attendu), "{attendu}\n{dit}");
    }
    let (c, r) = (relu(&convergence, &d.path().join("c")), relu(&rem, &d.path().join("r")));
    assert_eq!(c, r);
    assert_eq!((c["exigences"].as_u64(), c["preuves"].as_u64()), (Some(2), Some(12)));
    assert_eq!(c["detail"][1]["preuves"][10]["numero"], "ABC.01.01.11");
}

#[test]
fn an_export_replaces_nothing_and_says_what_it_wants() {
    let d = tempfile::tempdir().unwrap();
    let dans = importe(d.path());
    let pris = d.path().join("pris.xlsx");
    fs::write(&pris, "à garder").unwrap();
    let pris = pris.to_str().unwrap();
    let vide = d.path().join("vide");
    fs::create_dir(&vide).unwrap();
    let vide = vide.to_str().unwrap();
    let neuf = d.path().join("neuf.xlsx");
    let neuf = neuf.to_str().unwrap();
    for (arguments, attendu) in [
        (vec!["export", &dans, "--rem", pris], "existe déjà"),
        (vec!["export", vide, "--convergence", neuf], "n'a pas de lignes.json"),
        (vec!["export", "dossier.zip", "--rem", neuf], "--convergence"),
        (vec!["export", &dans], "--convergence"),
    ] {
        let o = lancer(&arguments);
        code(&o, 2);
        assert!(erreurs(&o).contains(attendu), "{}", erreurs(&o));
    }
    fs::write(Path::new(&dans).join("lignes.json"), r#"{"feuille":"x","titres":3,"lignes":[]}"#).unwrap();
    let o = lancer(&["export", &dans, "--rem", neuf]);
    code(&o, 2);
    assert!(erreurs(&o).contains("importez de nouveau le classeur"), "{}", erreurs(&o));
    assert!(!Path::new(neuf).exists());
    assert_eq!(fs::read_to_string(pris).unwrap(), "à garder");
}
