//! Workbooks in every shape, and what is no workbook.

use std::io::Write as _;

use rust_xlsxwriter::{Format, Formula};
use segur_model::catalogue::{Nature, NaturePreuve};
use segur_rem::{Demande, Forme, RemError, changements, importer};

use crate::fabrique::{CONVERGENCE, avec, classeur, dit, glissements, ligne, lu, remplir};

fn deux_lignes() -> Vec<Vec<String>> {
    vec![
        ligne("ABC/a.01", "ABC/a.01.01", "1. Ouvrir\n2. Fermer", "ABC/a.01.01.01", "Une vidéo"),
        ligne(
            "ABC/a.01",
            "ABC/a.01.01",
            "1. Ouvrir\n2. Fermer",
            "ABC/a.01.01.02",
            "Capture d'écran de l'étape 1",
        ),
    ]
}

#[test]
fn the_form_of_convergence_has_one_row_for_each_proof() {
    let i = lu(&classeur(&CONVERGENCE, &deux_lignes()), "REM-MDV-LGC-Va2.xlsx").unwrap();
    assert_eq!(i.forme, Forme::Convergence);
    assert_eq!(
        (i.catalogue.exigences.len(), i.scenarios.len(), i.etapes(), i.preuves()),
        (1, 1, 2, 2)
    );
    assert_eq!((i.catalogue.code.as_str(), i.catalogue.vague), ("REM-MDV-LGC-Va2", 2));
    let e = &i.catalogue.exigences[0];
    assert_eq!(
        (e.nature, e.bloc.as_str(), e.perimetre.as_str()),
        (Nature::Exigence, "Un chapitre", "Vague 2")
    );
    assert_eq!(e.scenarios[0].plan, ["1 : Ouvrir", "2 : Fermer"]);
    assert_eq!(e.scenarios[0].preuves[1].natures, [NaturePreuve::Screenshot]);
    assert!(i.glissements.is_empty(), "{:?}", glissements(&i));
}

#[test]
fn the_forms_of_the_rem_have_proofs_in_columns() {
    let mut titres = vec![
        "Périmètre",
        "ID",
        "Chapitre",
        "Fonction",
        "Exigence",
        "Commentaire",
        "Nature de l'exigence",
        "Profil",
        "N° scénario",
        "Scénario de conformité",
    ];
    titres.extend([
        "N° preuve 1",
        "Preuve 1",
        "N° preuve 2",
        "Preuve 2",
        "N° preuve 3",
        "Preuve 3",
        "N° preuve 4",
        "Preuve 4",
    ]);
    titres.extend(["VA N-1", "Criticité", "Ordre"]);
    assert_eq!(titres.len(), 21);
    let rangee = [
        "Vague 1",
        "SC.ABC/va1.01",
        "C",
        "F",
        "Le système PEUT faire.",
        "",
        "PRECONISATION (PEUT)",
        "",
        "SC.ABC/va1.01.01",
        "Ouvrir",
        "SC.ABC/va1.01.01.01",
        "Vidéo",
        "SC.ABC/va1.01.01.02",
        "Log",
    ];
    let mut rangee: Vec<String> = rangee.map(str::to_owned).to_vec();
    rangee.resize(18, String::new());
    rangee.push("SGL.ABC.01".to_owned());
    let i = lu(&classeur(&titres, &[rangee]), "x.xlsx").unwrap();
    assert_eq!(i.forme, Forme::Rem);
    let e = &i.catalogue.exigences[0];
    assert_eq!((e.nature, e.profil.as_str(), i.preuves()), (Nature::Preconisation, "Général", 2));
    assert_eq!(e.alias, ["ABC/va1.01", "SGL.ABC.01"]);

    let titres = [
        "Exigence conditionnelle\nOUI/NON",
        "Profil",
        "ID Section",
        "Section",
        "Bloc",
        "Fonction",
        "Nature de l'exigence",
        "N° exigence",
        "Énoncé de l'exigence (DOIT) ou de la préconisation (PEUT)",
        "N° scénario",
        "Scénario de conformité",
        "N° preuve 1",
        "Preuve 1",
        "référence exigence",
        "points de vérification",
    ];
    let rangee = [
        "NON",
        "Général",
        "ABC",
        "Une section",
        "Un bloc",
        "F",
        "EXIGENCE",
        "ABC.01",
        "Il DOIT.",
        "ABC.01.01",
        "Ouvrir",
        "ABC.01.01.01",
        "Vidéo",
        "ABC.01",
        "",
    ]
    .map(str::to_owned)
    .to_vec();
    let i = lu(&classeur(&titres, &[rangee]), "x.xlsx").unwrap();
    assert_eq!(i.forme, Forme::RemAncienne);
    let e = &i.catalogue.exigences[0];
    assert_eq!(
        (e.id.as_str(), e.chapitre.as_str(), e.bloc.as_str()),
        ("ABC.01", "Une section", "Un bloc")
    );
}

#[test]
fn the_titles_are_found_wherever_they_are_and_however_they_are_spelled() {
    let octets = avec(|livre| {
        livre
            .add_worksheet()
            .set_name("Lisez-moi")
            .unwrap()
            .write_string(0, 0, "ID")
            .unwrap();
        let f = livre.add_worksheet().set_name("feuille 3").unwrap();
        f.write_string(0, 0, "Référentiel du jour").unwrap();
        let titres: Vec<String> = CONVERGENCE
            .iter()
            .map(|t| format!(" {} ", t.to_uppercase().replace("N° ", "Numéro\nde ")))
            .collect();
        remplir(f, 3, &titres.iter().map(String::as_str).collect::<Vec<_>>(), &deux_lignes());
        livre
            .add_worksheet()
            .set_name("Scénarios coeur de métier")
            .unwrap()
            .write_string(0, 0, "Profil")
            .unwrap();
    });
    let i = lu(&octets, "x.xlsx").unwrap();
    assert_eq!((i.feuille.as_str(), i.preuves()), ("feuille 3", 2));
    assert!(dit(&i, "Scénarios coeur de métier", "ne sont pas lus"));
}

#[test]
fn of_several_sheets_one_is_read_and_the_others_are_said() {
    let octets = avec(|livre| {
        remplir(livre.add_worksheet().set_name("Vague 1").unwrap(), 0, &CONVERGENCE, &deux_lignes());
        remplir(
            livre.add_worksheet().set_name("Exigences REM vague 2").unwrap(),
            0,
            &CONVERGENCE,
            &deux_lignes()[..1],
        );
    });
    let i = lu(&octets, "x.xlsx").unwrap();
    assert_eq!((i.feuille.as_str(), i.preuves()), ("Exigences REM vague 2", 1));
    assert!(dit(&i, "Vague 1", "--feuille"));
    let demande = |feuille| Demande {
        fichier: "x.xlsx",
        feuille: Some(feuille),
        connus: &[],
    };
    assert_eq!(importer(&octets, &demande("vague 1")).unwrap().preuves(), 2);
    let e = importer(&octets, &demande("absente")).unwrap_err();
    assert!(e.to_string().contains("« Vague 1 », « Exigences REM vague 2 »"), "{e}");
}

#[test]
fn merged_hidden_computed_and_repeated_are_read_and_said() {
    let octets = avec(|livre| {
        let f = livre.add_worksheet().set_name("Exigences").unwrap();
        let mut lignes = deux_lignes();
        for c in [1, 4, 7, 8] {
            lignes[1][c].clear();
        }
        lignes.push(CONVERGENCE.map(str::to_owned).to_vec());
        lignes.push(vec![String::new(); 14]);
        lignes.push(ligne("ABC/a.02", "ABC/a.02.01", "Ouvrir", "ABC/a.02.01.01", ""));
        remplir(f, 0, &CONVERGENCE, &lignes);
        let format = Format::new();
        for (c, t) in [(1, "ABC/a.01"), (7, "ABC/a.01.01"), (8, "1. Ouvrir\n2. Fermer")] {
            f.merge_range(1, c, 2, c, t, &format).unwrap();
        }
        f.write_formula(5, 10, Formula::new("=\"Une \"&\"vidéo\"").set_result("Une vidéo"))
            .unwrap();
        f.set_row_hidden(2).unwrap();
        f.set_column_hidden(8).unwrap();
        f.protect();
    });
    let i = lu(&octets, "x.xlsx").unwrap();
    assert_eq!((i.catalogue.exigences.len(), i.preuves()), (2, 3), "{:?}", glissements(&i));
    assert_eq!(i.scenarios[1].preuves[0].natures, [NaturePreuve::Video]);
    assert!(dit(&i, "Exigences!B2", "fusionnées jusqu'à B3"), "{:?}", glissements(&i));
    assert!(dit(&i, "Exigences!K6", "formule"));
    assert!(dit(&i, "Exigences", "1 ligne(s) masquée(s)") && dit(&i, "Exigences", "colonne(s) masquée(s), lues comme les autres : I"));
    assert!(dit(&i, "Exigences!A4", "titres est répétée"));
}

#[test]
fn slips_are_tolerated_and_each_is_at_its_cell() {
    let mut lignes = vec![
        ligne(" ABC/UX.15 ", "ABC/UX.15.01", "Ouvrir", "ABC/UX.15.01.01", "Vidéo"),
        ligne("ABC/UX.15", "ABC/UX.15.02", "Fermer", "ABC/UX.15.01.01", "Vidéo"),
        ligne("ABC/UX.16", "ABC/UX.15.03", "Ouvrir", "ABC/UX.15.03.01", "Vidéo"),
        ligne("VI-SO.05", "VI-SO.05.01", "Ouvrir", "VI-SO.05.01.01", "Vidéo"),
        ligne("VI-SO.06", "VI_SO.06.01", "Ouvrir", "VI-SO.06.01.01", "Vidéo"),
        ligne("ABC/UX.17", "", "Ouvrir", "", "Vidéo"),
        ligne("ABC/UX.18", "01", "Ouvrir", "", "18.01.01 : Vidéo"),
        ligne("ABC/UX,19", "ABC/UX.19.01", "Ouvrir", "ABC/UX.19.01.01", "Vidéo"),
        ligne("SC.ABC/UX.20", "ABC/UX.20.01", "Ouvrir", "ABC/UX.20.01.01", "Vidéo"),
    ];
    lignes[2][0] = "V2".to_owned();
    lignes.push(ligne("ABC/UX.18", "01", "Ouvrir", "ABC/UX.18.01.02", "Log"));
    lignes.push(ligne("ABC/UX.18", "01", "Ouvrir", "ABC/UX.18.01.02", "Vidéo"));
    lignes.push(ligne("ABC/UX.21", "01", "Ouvrir", "", ""));
    let i = lu(&classeur(&CONVERGENCE, &lignes), "x.xlsx").unwrap();
    for (cellule, mots) in [
        ("Exigences!B2", "espaces en trop"),
        ("Exigences!K3", "déjà au scénario ABC/UX.15.01"),
        ("Exigences!K3", "son numéro est de ABC/UX.15.01"),
        ("Exigences!H4", "est sous l'exigence ABC/UX.16"),
        ("Exigences!B4", "« V2 » est lu « Vague 2 »"),
        ("Exigences!H6", "« VI_SO » s'écrit ailleurs « VI-SO »"),
        ("Exigences!H7", "prend BENCH.ABC/UX.17.01"),
        ("Exigences!K7", "prend BENCH.ABC/UX.17.01.01"),
        ("Exigences!H8", "vouliez-vous dire « ABC/UX.18.01 »"),
        ("Exigences!K8", "« 18.01.01 » est dans le texte"),
        ("Exigences!B9", "n'a pas la forme d'un numéro ; vouliez-vous dire"),
        ("Exigences!H10", "la portée « SC. »"),
        ("Exigences!K12", "avec deux textes : la seconde est nommée « ABC/UX.18.01.02 (2) »"),
        ("Exigences!H13", "sert aussi ABC/UX.18"),
    ] {
        assert!(dit(&i, cellule, mots), "{cellule} {mots}\n{}", glissements(&i).join("\n"));
    }
    // As published, in what is written.
    let preuves: Vec<&str> = i.scenarios.iter().flat_map(|s| &s.preuves).map(|p| p.id.as_str()).collect();
    assert!(
        preuves.contains(&"18.01.01") && preuves.contains(&"ABC/UX.15.01.01 (2)"),
        "{preuves:?}"
    );
    assert!(
        i.scenarios
            .iter()
            .any(|s| s.numero == "VI_SO.06.01" && s.fichier == "VI_SO.06.01.yaml")
    );
}

#[test]
fn numbers_cannot_lead_out_of_their_folder() {
    let lignes = [
        ligne("ABC.01", "../../etc/x.01", "Ouvrir", "a\\b.01", "Vidéo"),
        ligne("ABC.02", "ABC-01.01", "Ouvrir", "", ""),
        ligne("ABC.03", "ABC/01.01", "Lire", "", ""),
    ];
    let i = lu(&classeur(&CONVERGENCE, &lignes), "x.xlsx").unwrap();
    let fichiers: Vec<&str> = i.scenarios.iter().map(|s| s.fichier.as_str()).collect();
    assert_eq!(fichiers, ["..-..-etc-x.01.yaml", "ABC-01.01.yaml", "ABC-01.01 (2).yaml"]);
    assert!(i.scenarios[0].preuves[0].id.starts_with("BENCH."));
}

#[test]
fn what_is_no_workbook_is_refused_by_its_name() {
    let zip = |entrees: &[(&str, &[u8])]| {
        let mut z = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (nom, octets) in entrees {
            z.start_file(*nom, zip::write::SimpleFileOptions::default()).unwrap();
            z.write_all(octets).unwrap();
        }
        z.finish().unwrap().into_inner()
    };
    let mut chiffre = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let ancien = chiffre.clone();
    chiffre.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    for (octets, nom, mots) in [
        (Vec::new(), "x.xlsx", "est vide"),
        (chiffre, "x.xlsx", "chiffré par un mot de passe"),
        (ancien, "x.xls", "ancien format .xls"),
        (zip(&[("content.xml", b"<a/>")]), "x.ods", "LibreOffice .ods"),
        (zip(&[("xl/workbook.bin", b"a")]), "x.xlsb", "binaire .xlsb"),
        (zip(&[("autre.txt", b"a")]), "x.zip", "une archive zip"),
        (b"%PDF-1.7".to_vec(), "x.pdf", "un PDF"),
        (b"<html><table></table></html>".to_vec(), "x.xls", "une page HTML"),
        (b"PK\x03\x04 rien".to_vec(), "x.xlsx", "archive abîmée"),
        (b"bonjour".to_vec(), "x.docx", "n'est pas un classeur"),
        (vec![b'P'; 65 << 20], "x.xlsx", "pèse 65 Mo, et le banc n'en lit pas plus de 64"),
        (
            zip(&[
                ("xl/workbook.xml", b"<workbook/>"),
                ("xl/worksheets/sheet1.xml", &vec![b' '; 40 << 20]),
            ]),
            "x.xlsx",
            "se déplie en plus de",
        ),
        (
            zip(&[
                ("xl/workbook.xml", b"<workbook/>"),
                ("xl/sharedStrings.xml", b"<sst count=\"1\" uniqueCount=\"99999999999\"/>"),
            ]),
            "x.xlsx",
            "textes annoncés",
        ),
        (classeur(&["Nom", "Prénom"], &[]), "x.xlsx", "aucune feuille n'a les colonnes"),
        (classeur(&CONVERGENCE, &[]), "x.xlsx", "aucune exigence dessous"),
        ("a;b\nc;d".encode_utf16().flat_map(u16::to_le_bytes).collect(), "x.csv", "CSV"),
    ] {
        let octets: Vec<u8> = if nom == "x.csv" {
            [vec![0xff, 0xfe], octets].concat()
        } else {
            octets
        };
        let e = lu(&octets, nom).unwrap_err().to_string();
        assert!(e.contains(mots), "{nom} : {e}");
    }
}

#[test]
fn text_files_are_read_in_their_encoding() {
    let lignes = [
        CONVERGENCE.join(";"),
        ligne("ABC.01", "ABC.01.01", "\"1. Ouvrir\n2. Fermer ; été\"", "ABC.01.01.01", "Vidéo").join(";"),
    ]
    .join("\r\n");
    let i = lu(lignes.as_bytes(), "x.csv").unwrap();
    assert_eq!((i.etapes(), i.feuille.as_str()), (2, "x.csv"));
    let ansi: Vec<u8> = lignes.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let i = lu(&ansi, "x.csv").unwrap();
    assert!(i.scenarios[0].yaml.contains("été"));
}

#[test]
fn a_cell_as_large_as_they_come_and_a_wide_sheet_are_read() {
    let long = format!("Ouvrir {}", "a ".repeat(16_000));
    let octets = avec(|livre| {
        let f = livre.add_worksheet().set_name("Exigences").unwrap();
        remplir(f, 0, &CONVERGENCE, &[ligne("ABC.01", "ABC.01.01", &long, "ABC.01.01.01", "Vidéo")]);
        f.write_string(1, 300, "loin").unwrap();
    });
    let i = lu(&octets, "x.xlsx").unwrap();
    assert!(i.scenarios[0].yaml.len() > 32_000);
    assert!(dit(&i, "Exigences", "plus de 256 colonnes"));
}

#[test]
fn what_changed_since_is_told() {
    let avant = lu(&classeur(&CONVERGENCE, &deux_lignes()), "x.xlsx").unwrap();
    let mut lignes = deux_lignes();
    lignes[1][10] = "Une capture d'écran".to_owned();
    lignes[0][9] = "ABC/a.01.01.03".to_owned();
    lignes.push(ligne("ABC/a.02", "ABC/a.02.01", "Lire", "", ""));
    let apres = lu(&classeur(&CONVERGENCE, &lignes), "x.xlsx").unwrap();
    let c = changements(&avant.catalogue, &apres.catalogue);
    assert_eq!(c.exigences.ajoutes, ["ABC/a.02"]);
    assert!(c.scenarios.reformules.is_empty());
    assert_eq!(
        (c.preuves.ajoutes, c.preuves.retires, c.preuves.reformules),
        (
            vec!["ABC/a.01.01.03".into()],
            vec!["ABC/a.01.01.01".into()],
            vec!["ABC/a.01.01.02".into()]
        )
    );
    assert!(matches!(lu(b"", "x"), Err(RemError::Vide)));
}

/// One number, again and again.
#[test]
fn a_workbook_that_repeats_itself_ends() {
    let entete = CONVERGENCE.join("\t");
    let rang = |n: usize| match n % 3 {
        0 => format!("V2\tABC.01\t\t\tDOIT {n}\t\t\tABC.01.01\tOuvrir {n}\tABC.01.01.01\tVidéo {n}"),
        1 => format!("V2\t\t\t\tDOIT {n}\t\t\t\tOuvrir {n}\t\tVidéo {n}"),
        _ => format!("V2\tABC,{n}\t\t\tDOIT\t\t\tX{n}\tOuvrir\tY.{n}.01.01\tVidéo"),
    };
    let lignes: Vec<String> = std::iter::once(entete).chain((0..3_000).map(rang)).collect();
    let i = lu(lignes.join("\n").as_bytes(), "x.csv").unwrap();
    assert!(i.glissements.len() > 1_900 && i.scenarios.len() > 2_500, "{}", i.scenarios.len());
}
