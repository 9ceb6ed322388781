//! One broken scenario for each kind of error: `erreurs/<nom>.yaml`, its messages beside it in `<nom>.snap`.

use std::fs;

use segur_engine::grammaire::{charger, charger_pack, charger_textes};

use super::{dossier, lexique};

#[test]
fn chaque_faute_a_son_message() {
    let lexique = lexique();
    let mut fichiers: Vec<_> = fs::read_dir(dossier("erreurs")).unwrap().map(|e| e.unwrap().path()).collect();
    fichiers.retain(|f| f.extension().is_some_and(|e| e == "yaml"));
    fichiers.sort();
    assert!(fichiers.len() > 50, "the corpus of errors is not where the test looks");
    let mut reglages = insta::Settings::clone_current();
    reglages.set_snapshot_path(dossier("erreurs"));
    reglages.set_prepend_module_to_snapshot(false);
    reglages.set_omit_expression(true);
    for fichier in fichiers {
        let nom = fichier.file_name().unwrap().to_str().unwrap();
        let texte = fs::read_to_string(&fichier).unwrap();
        let erreurs = charger(nom, &texte, &lexique).expect_err(nom);
        assert!(
            erreurs
                .iter()
                .all(|e| e.place.fichier == nom && e.place.ligne > 0 && e.place.colonne > 0)
        );
        assert!(erreurs.is_sorted(), "{nom}: in file order");
        let messages: Vec<String> = erreurs.iter().map(ToString::to_string).collect();
        reglages.bind(|| insta::assert_snapshot!(nom.trim_end_matches(".yaml"), messages.join("\n")));
    }
}

#[test]
fn une_faute_est_dite_une_fois() {
    let texte = fs::read_to_string(dossier("erreurs").join("acte-inconnu.yaml")).unwrap();
    let erreurs = charger("acte-inconnu.yaml", &texte, &lexique()).unwrap_err();
    assert_eq!(erreurs.len(), 1, "{erreurs:?}");
    assert_eq!(
        erreurs[0].to_string(),
        "acte-inconnu.yaml:8:12: « créer_identité » n'est pas un acte (vouliez-vous dire « creer-identite » ?)"
    );
}

#[test]
fn bornes_de_taille() {
    let lexique = lexique();
    let gros = format!("scenario: x\n#{}\n", "x".repeat(300 * 1024));
    assert!(charger("x.yaml", &gros, &lexique).unwrap_err()[0].message.contains("trop gros"));
    let long = format!("etapes: [{}]\n", "a,".repeat(30_000));
    assert!(
        charger("x.yaml", &long, &lexique)
            .unwrap_err()
            .iter()
            .any(|e| e.message.contains("trop long"))
    );
    let fautes: String = (0..5_000).map(|i| format!("cle{i}: 1\n")).collect();
    assert_eq!(
        charger("x.yaml", &fautes, &lexique).unwrap_err().len(),
        200,
        "errors have a cap too"
    );
}

#[test]
fn un_pack_nomme_ses_fichiers_illisibles() {
    let dossier = tempfile::tempdir().unwrap();
    fs::write(dossier.path().join("A.yaml"), [0xff, 0xfe, b'a']).unwrap();
    fs::write(dossier.path().join("B.yml"), "scenario: B\n").unwrap();
    fs::create_dir(dossier.path().join("C.yaml")).unwrap();
    fs::write(dossier.path().join("D.yaml"), "x".repeat(300 * 1024)).unwrap();
    fs::write(dossier.path().join("notes.txt"), "rien").unwrap();
    let erreurs = charger_pack(dossier.path(), &lexique()).unwrap_err();
    let messages: Vec<String> = erreurs.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "A.yaml:1:1: le fichier n'est pas en UTF-8 (vérifiez le fichier et ses droits)",
            "B.yml:1:1: ce fichier ne serait pas lu (les scénarios finissent par .yaml)",
            "C.yaml:1:1: fichier illisible : c'est un dossier (vérifiez le fichier et ses droits)",
            "D.yaml:1:1: fichier trop gros : 256 Kio au plus (vérifiez le fichier et ses droits)",
        ]
    );

    let absent = charger_pack(&dossier.path().join("absent"), &lexique()).unwrap_err();
    assert!(absent[0].to_string().contains("dossier illisible : introuvable"), "{}", absent[0]);
}

#[test]
fn un_numero_ne_sert_qu_une_fois() {
    let texte = fs::read_to_string(dossier("bons").join("INS-va1.28.01.yaml")).unwrap();
    let erreurs = charger_textes(&[("a/INS-va1.28.01.yaml", &texte), ("b/INS-va1.28.01.yaml", &texte)], &lexique()).unwrap_err();
    assert_eq!(erreurs.len(), 1);
    assert!(
        erreurs[0].message.contains("INS/va1.28.01 est déjà dans INS-va1.28.01.yaml"),
        "{}",
        erreurs[0]
    );
}
