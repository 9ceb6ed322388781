//! An imported folder is read against its own catalogue, and its errors say where they are.

use std::fs;

use segur_engine::catalogues;
use segur_engine::dossier_importe::charger_dossier;
use segur_model::World;

const CATALOGUE: &str = "code = 'REM-BIO-SGL-Va1'\nversion = '1'\ntitre = 't'\ncouloir = 'biologie'\nvague = 1\nsource = 's'\n\n[[exigences]]\nid = 'X/1'\nchapitre = 'c'\nprofil = 'Général'\nnature = 'EXIGENCE'\nresume = 'r'\n";
const SCENARIO: &str =
    "scenario: X/1.01\ntitre: t\nreferentiel: [REM-BIO-SGL-Va1]\nexigences: [X/1]\netapes:\n  - etape: 1\n    voir: [\"a\"]\n";

fn dossier(catalogue: &str, scenario: &str) -> tempfile::TempDir {
    let d = tempfile::tempdir().unwrap();
    fs::create_dir(d.path().join("scenarios")).unwrap();
    fs::write(d.path().join("referentiel.toml"), catalogue).unwrap();
    fs::write(d.path().join("scenarios/X-1.01.yaml"), scenario).unwrap();
    d
}

#[test]
fn a_folder_stands_on_its_own_catalogue_whatever_its_code() {
    assert!(catalogues::embarques().unwrap().iter().any(|c| c.code == "REM-BIO-SGL-Va1"));
    let (c, s) = charger_dossier(dossier(CATALOGUE, SCENARIO).path(), &World::default()).unwrap();
    assert_eq!((c.exigences.len(), s.len()), (1, 1));
    // An exigence of the catalogue that ships is none of this one.
    let autre = SCENARIO.replace("[X/1]", "[INS/va1.28]");
    let e = charger_dossier(dossier(CATALOGUE, &autre).path(), &World::default())
        .unwrap_err()
        .to_string();
    assert!(e.contains("X-1.01.yaml:4:13: « INS/va1.28 » n'est pas une exigence"), "{e}");
}

#[test]
fn errors_have_a_file_and_a_line() {
    let dit = |c: &str, s: &str| charger_dossier(dossier(c, s).path(), &World::default()).unwrap_err().to_string();
    assert!(dit(&CATALOGUE.replace("vague = 1", "vague = 'une'"), SCENARIO).starts_with("referentiel.toml:5:9: "));
    assert!(dit(&CATALOGUE.replace("vague = 1", "vague = 1\ninclut = ['Z']"), SCENARIO).contains("« inclut » nomme Z"));
    let deux = dit(CATALOGUE, &SCENARIO.replace("titre: t", "titre:").replace("voir", "voire"));
    assert!(deux.contains("X-1.01.yaml:2:") && deux.contains("X-1.01.yaml:7:"), "{deux}");
    let vide = tempfile::tempdir().unwrap();
    let e = charger_dossier(vide.path(), &World::default()).unwrap_err().to_string();
    assert!(e.contains("referentiel.toml : ") && e.contains("segur-bench import"), "{e}");
}
