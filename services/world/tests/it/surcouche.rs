//! What a vendor adds to the country, and how it is told what is wrong.

use segur_world::{WorldError, charger_surcouche, monde_demo, verifier};

const BONNE: &str = r#"idam = ["AAA17AA21AA0", "BN17SG26LA01"]
nil = ["12345"]
homologations_dmp = ["DMP-BANC-0001", "DMP-EDITEUR-7"]

[[professionnels]]
fiche = "MON_BIOLOGISTE"
rpps = "99700427885"
id_national = "899700427885"
nom = "DOC0042788"
prenom = "KIT"
profession = "10"
structures = ["MON_LABO", "LABO_1"]

[[structures]]
fiche = "MON_LABO"
nom = "LABORATOIRE DE TEST DE L'EDITEUR"
id_national = "300000001815646"
secteur = "SA25"
departement = "Gironde (33)"

[[patients]]
fiche = "ADRUN_ZOE"
remplace = true
nom_naissance = "ADRUN"
prenoms = ["ZOE", "LEA"]
sexe = "F"
date_naissance = "1975-12-31"
ins = { matricule = "2751263220749", cle = "74", oid = "1.2.250.1.213.1.4.8" }
environnement = "production"
note = "La nôtre a deux prénoms."
"#;

#[test]
fn adds_and_replaces() {
    let mut monde = monde_demo().unwrap();
    let avant = monde.patients.len();
    charger_surcouche(&mut monde, BONNE, "monde.toml").unwrap();
    assert_eq!(monde.idam, ["BN17SG26LA01", "AAA17AA21AA0"], "added once");
    assert_eq!(monde.nil, ["12345"]);
    assert_eq!(monde.homologations_dmp, ["DMP-BANC-0001", "DMP-EDITEUR-7"], "added once");
    assert_eq!(monde.patients.len(), avant);
    assert_eq!(monde.patients["ADRUN_ZOE"].prenoms, ["ZOE", "LEA"]);
    assert_eq!(
        monde.professionnels["MON_BIOLOGISTE"].structures,
        ["MON_LABO", "LABO_1"],
        "its own structure, whatever the order in the file"
    );
    assert_eq!(verifier(&monde), Vec::<String>::new());
}

/// What is said of this file; the country must not have moved.
fn refus(texte: &str) -> WorldError {
    let mut monde = monde_demo().unwrap();
    let erreur = charger_surcouche(&mut monde, texte, "monde.toml").unwrap_err();
    assert_eq!(monde, monde_demo().unwrap(), "a file refused leaves the country as it was");
    erreur
}

#[test]
fn a_fiche_taken_is_refused() {
    let erreur = refus(&BONNE.replace("remplace = true", "remplace = false"));
    assert!(
        matches!(&erreur, WorldError::Doublon { fiche, ligne: 21, colonne: 1, .. } if fiche == "ADRUN_ZOE"),
        "{erreur:?}"
    );
    assert!(
        erreur.to_string().starts_with("monde.toml:21:1 : la fiche ADRUN_ZOE existe déjà"),
        "{erreur}"
    );

    let (_, structure) = BONNE.split_once("[[structures]]").unwrap();
    let (structure, _) = structure.split_once("[[patients]]").unwrap();
    let erreur = refus(&format!("{BONNE}\n[[structures]]\nremplace = true{structure}"));
    assert!(
        matches!(&erreur, WorldError::Doublon { fiche, .. } if fiche == "MON_LABO"),
        "twice in one file is never a replacement: {erreur:?}"
    );
}

#[test]
fn a_structure_that_nobody_describes_is_refused() {
    let erreur = refus(&BONNE.replace(r#"["MON_LABO", "LABO_1"]"#, r#"["MON_LABOO"]"#)).to_string();
    assert!(
        erreur.starts_with("monde.toml:5:1 : le professionnel MON_BIOLOGISTE exerce dans la structure MON_LABOO"),
        "{erreur}"
    );
    assert!(erreur.contains("LABO_1, LABO_2, MON_LABO, MSP, PHARMACIE"), "{erreur}");
}

#[test]
fn errors_say_where_and_what() {
    for (texte, ou, quoi) in [
        ("idam = [", "monde.toml:1:9", "ce n'est pas du TOML"),
        (
            "\n\npatient = 3",
            "monde.toml:3:1",
            "clé inconnue « patient » ; vouliez-vous dire « patients » ?",
        ),
        ("couleur = 3", "monde.toml:1:1", "« couleur » n'a pas de sens ici"),
        ("patients = 3", "monde.toml:1:12", "[[patients]]"),
        ("patients = [3]", "monde.toml:1:13", "une entrée est attendue"),
        (
            "nil = [\"é\", 3]",
            "monde.toml:1:13",
            "un texte entre guillemets est attendu ici, et non le nombre 3",
        ),
        (&BONNE.replace("prenom = ", "prénon = "), "monde.toml:10:3", "ce n'est pas du TOML"),
        (
            &BONNE.replace("prenom = ", "prenon = "),
            "monde.toml:10:1",
            "clé inconnue « prenon » ; vouliez-vous dire « prenom » ?",
        ),
        (
            &BONNE.replace("profession = \"10\"\n", ""),
            "monde.toml:5:1",
            "il manque « profession »",
        ),
        (
            &BONNE.replace("profession = \"10\"", "profession = 10"),
            "monde.toml:11:14",
            "est attendu ici, et non",
        ),
        (
            &BONNE.replace("\"production\"", "\"prod\""),
            "monde.toml:29:17",
            "« prod » n'est pas admis ; au choix : ",
        ),
        (
            &BONNE.replace("cle = \"74\"", "clef = \"74\""),
            "monde.toml:28:38",
            "clé inconnue « clef » ; vouliez-vous dire « cle » ?",
        ),
        (
            &BONNE.replace("remplace = true", "remplace = \"oui\""),
            "monde.toml:23:12",
            "est attendu ici, et non",
        ),
        (
            &BONNE.replace("MON_LABO\"\nnom", "mon labo\"\nnom"),
            "monde.toml:14:1",
            "en capitales",
        ),
    ] {
        let erreur = refus(texte).to_string();
        assert!(
            erreur.starts_with(&format!("{ou} : ")) && erreur.contains(quoi),
            "{erreur}\nexpected {ou} … {quoi}"
        );
    }
}

#[test]
fn a_huge_file_and_a_deep_one_are_refused() {
    let erreur = refus(&"# remplissage\n".repeat(100_000));
    assert!(matches!(erreur, WorldError::TropGrand { .. }), "{erreur:?}");
    let profond = format!("idam = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(refus(&profond), WorldError::Lecture { .. }));
}
