//! A workbook as a campaign: people play it in turns and over days, proofs come in beside it, and a change says what falls.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::outils::{code, commande, deballer, erreurs, sortie};

const EXIGENCES: &str = "\
ID;Chapitre;Exigence;Profil;N° scénario;Scénario de conformité;N° preuve;Preuve
ABC.01;Agenda;Il DOIT afficher.;Général;ABC.01.01;\"1. Ouvrir l'agenda
2. Choisir la date
* Les rendez-vous s'affichent
3. Fermer\";ABC.01.01.01;Capture d'écran de l'agenda
ABC.02;Agenda;Il DOIT imprimer.;Général;ABC.02.01;1. Demander l'impression;ABC.02.01.01;Capture d'écran de l'impression
XYZ.01;Messagerie;Il DOIT envoyer.;Module Messagerie;XYZ.01.01;1. Envoyer;XYZ.01.01.01;Numéro d'exécution du cas de test
QRS.01;Messagerie;Il PEUT trier.;Général;;;;
";

/// A folder with an imported workbook and a candidate.
fn campagne(texte: &str, version: &str) -> tempfile::TempDir {
    let d = tempfile::tempdir().unwrap();
    importer(d.path(), texte);
    declarer(d.path(), version, "");
    d
}

fn importer(d: &Path, texte: &str) -> Output {
    fs::write(d.join("REM-X-LGC-Va2.csv"), texte).unwrap();
    let o = ici(d, &["import", "REM-X-LGC-Va2.csv"]).output().unwrap();
    code(&o, 0);
    o
}

fn declarer(d: &Path, version: &str, profils: &str) {
    let texte = format!("[produit]\nnom = \"Cabinet\"\nversion = \"{version}\"\n[campagne]\nprofils = [{profils}]\n");
    fs::write(d.join("candidat.toml"), texte).unwrap();
}

fn ici(d: &Path, arguments: &[&str]) -> Command {
    let mut c = commande(arguments);
    c.current_dir(d);
    c
}

/// Plays with these answers.
fn jouer(d: &Path, plus: &[&str], reponses: &str) -> Output {
    let mut arguments = vec![
        "run",
        "--candidat",
        "candidat.toml",
        "--referentiel",
        "imports/REM-X-LGC-Va2",
        "--out",
        "out",
    ];
    arguments.extend(plus);
    let mut enfant = ici(d, &arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    enfant.stdin.take().unwrap().write_all(reponses.as_bytes()).unwrap();
    enfant.wait_with_output().unwrap()
}

fn preuve(d: &Path, arguments: &[&str]) -> Output {
    let mut tous = vec!["preuve"];
    tous.extend(arguments);
    tous.extend(["--out", "out"]);
    ici(d, &tous).output().unwrap()
}

fn etat(d: &Path, numero: &str) -> Value {
    let o = preuve(d, &["lister", "cabinet-1", numero, "--format", "json"]);
    code(&o, 0);
    let json: Value = serde_json::from_str(&sortie(&o)).unwrap();
    json["preuves"][0].clone()
}

/// A picture of 800 × 600, grey.
fn capture(d: &Path, nom: &str, gris: u8) -> PathBuf {
    let mut brut = Vec::new();
    for _ in 0..600 {
        brut.push(0);
        brut.extend([gris; 800]);
    }
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(&brut).unwrap();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut bloc = |genre: &[u8], contenu: &[u8]| {
        png.extend(u32::try_from(contenu.len()).unwrap().to_be_bytes());
        let corps = [genre, contenu].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&corps);
        png.extend(&corps);
        png.extend(crc.sum().to_be_bytes());
    };
    let taille = [800u32.to_be_bytes(), 600u32.to_be_bytes()].concat();
    bloc(b"IHDR", &[taille, vec![8, 0, 0, 0, 0]].concat());
    bloc(b"IDAT", &zlib.finish().unwrap());
    bloc(b"IEND", b"");
    let chemin = d.join(nom);
    fs::write(&chemin, png).unwrap();
    chemin
}

#[test]
fn people_play_in_any_order_and_their_names_are_kept() {
    let d = campagne(EXIGENCES, "1.0");
    // The second scenario of the first chapter, then the first one, of which the second étape is not seen.
    let o = jouer(
        d.path(),
        &["--testeur", "Anne"],
        "2\no\n\nt\nBruno\nABC.01.01\no\nn\n2\nla liste est vide\np\n\nq\n",
    );
    code(&o, 1);
    let dit = sortie(&o);
    assert!(
        dit.contains("ABC.02  aucun écart · 1 déclarée ") && dit.contains("Déclaré "),
        "{dit}"
    );
    assert!(
        dit.contains("Bruno n'a pas vu : « Les rendez-vous s'affichent » (la liste est vide)"),
        "{dit}"
    );
    assert!(
        !dit.to_lowercase().contains("aucun scénario") && !dit.contains("le banc n'a pas de scénario"),
        "{dit}"
    );
    let zip = fs::read_dir(d.path().join("out"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().is_some_and(|e| e == "zip"));
    let fichiers = deballer(&zip.unwrap());
    let texte = |nom: &str| String::from_utf8(fichiers.iter().find(|(n, _)| n == nom).unwrap().1.clone()).unwrap();
    let rapport = texte("rapport.html");
    assert!(
        rapport.contains("Anne") && rapport.contains("Bruno"),
        "who attested is in the report"
    );
    for page in [&rapport, &texte("a-completer.md")] {
        assert!(!page.contains("aucun scénario") && !page.contains("n&#39;a pas de scénario") && !page.contains("n'a pas de scénario"));
    }
    // What was left stays, and is all that is asked again: the third étape, that was passed.
    let o = jouer(d.path(), &["--testeur", "Anne", "--reprendre", "cabinet-1"], "ABC.01.01\no\n\nq\n");
    code(&o, 1);
    assert!(sortie(&o).contains("ABC.01  1 écart · 2 déclarées"), "{}", sortie(&o));
}

#[test]
fn a_kill_loses_nothing_that_was_answered_and_proofs_come_in_meanwhile() {
    let d = campagne(EXIGENCES, "1.0");
    let mut enfant = ici(
        d.path(),
        &[
            "run",
            "--candidat",
            "candidat.toml",
            "--referentiel",
            "imports/REM-X-LGC-Va2",
            "--out",
            "out",
            "--testeur",
            "Anne",
        ],
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::null())
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    let mut entree = enfant.stdin.take().unwrap();
    let mut lignes = BufReader::new(enfant.stderr.take().unwrap());
    entree.write_all(b"ABC.01.01\no\n").unwrap();
    // The second étape is shown once the first answer is kept.
    let mut vu = String::new();
    while !vu.contains("étape 2 (2 sur 3)") {
        assert!(lignes.read_line(&mut vu).unwrap() > 0, "{vu}");
    }
    let png = capture(d.path(), "agenda.png", 200);
    let o = preuve(
        d.path(),
        &["ajouter", "cabinet-1", "ABC.01.01.01", png.to_str().unwrap(), "--par", "Zoé"],
    );
    code(&o, 0);
    assert!(sortie(&o).contains("ABC.01.01.01 : Produite"), "{}", sortie(&o));
    enfant.kill().unwrap();
    enfant.wait().unwrap();
    drop(lignes.read_to_string(&mut vu));
    let o = jouer(d.path(), &["--testeur", "Anne", "--reprendre", "cabinet-1"], "ABC.01.01\no\no\nq\n");
    code(&o, 0);
    let dit = erreurs(&o);
    assert!(!dit.contains("étape 1 (1 sur 3)"), "the first is not asked again\n{dit}");
    assert!(sortie(&o).contains("ABC.01  aucun écart · 3 déclarées"), "{}", sortie(&o));
    assert!(sortie(&o).contains("1 produite"), "{}", sortie(&o));
    let zip = d.path().join("out/dossier-cabinet-1.0-cabinet-1.zip");
    let noms: Vec<String> = deballer(&zip).into_iter().map(|(n, _)| n).collect();
    assert!(
        noms.iter().any(|n| n.starts_with("preuves/ABC.01.01.01/") && n.ends_with(".png")),
        "{noms:#?}"
    );
}

#[test]
fn a_change_says_what_falls() {
    let d = campagne(EXIGENCES, "1.0");
    let o = jouer(d.path(), &["--testeur", "Anne"], "ABC.01.01\no\no\no\n\nABC.02.01\no\n\nq\n");
    code(&o, 0);
    let (un, deux) = (capture(d.path(), "un.png", 10), capture(d.path(), "deux.png", 20));
    for (n, f) in [("ABC.01.01.01", &un), ("ABC.02.01.01", &deux)] {
        code(&preuve(d.path(), &["ajouter", "cabinet-1", n, f.to_str().unwrap()]), 0);
    }
    code(&preuve(d.path(), &["verifier", "cabinet-1"]), 0);
    // The text of a scenario and what a proof asks change.
    let change = EXIGENCES
        .replace("2. Choisir la date", "2. Choisir le jour")
        .replace("Capture d'écran de l'impression", "Capture d'écran de l'impression, en couleurs");
    let o = importer(d.path(), &change);
    assert!(
        sortie(&o).contains("au texte changé (ABC.01.01)") && sortie(&o).contains("au texte changé (ABC.02.01.01)"),
        "{}",
        sortie(&o)
    );
    let o = jouer(d.path(), &["--reprendre", "cabinet-1", "--sans-personne"], "");
    code(&o, 0);
    let dit = erreurs(&o);
    assert!(dit.contains("ABC.01.01 : son texte a changé"), "{dit}");
    assert!(
        dit.contains("ABC.02.01.01 : ce que la preuve demande a changé") && dit.contains("(« deux.png »)"),
        "{dit}"
    );
    assert!(
        !dit.contains("ABC.02.01 : son texte"),
        "what a proof asks is not what was played\n{dit}"
    );
    assert!(
        dit.contains("ABC.01.01.01 : ") && dit.contains("(« un.png »)"),
        "it shows the former étapes\n{dit}"
    );
    assert_eq!(etat(d.path(), "ABC.01.01.01")["etat"], "ACompleter");
    assert_eq!(etat(d.path(), "ABC.02.01.01")["etat"], "ACompleter");
    let o = preuve(d.path(), &["verifier", "cabinet-1"]);
    code(&o, 1);
    assert!(sortie(&o).contains("2 à revoir"), "{}", sortie(&o));
    // Another version: all of it falls; the former one back: all of it stands.
    importer(d.path(), EXIGENCES);
    declarer(d.path(), "1.1", "");
    let o = jouer(d.path(), &["--reprendre", "cabinet-1", "--sans-personne"], "");
    assert!(erreurs(&o).contains("joué avec la version 1.0, et non 1.1"), "{}", erreurs(&o));
    assert_eq!(etat(d.path(), "ABC.01.01.01")["etat"], "ACompleter");
    declarer(d.path(), "1.0", "\"Module Messagerie\"");
    let o = jouer(d.path(), &["--reprendre", "cabinet-1", "--testeur", "Anne"], "q\n");
    assert!(
        sortie(&o).contains("ABC.01  aucun écart · 3 déclarées"),
        "what was answered counts again\n{}",
        sortie(&o)
    );
    assert_eq!(etat(d.path(), "ABC.02.01.01")["etat"], "Produite");
    assert!(sortie(&o).contains("XYZ"), "a profile brings its exigences\n{}", sortie(&o));
    code(&preuve(d.path(), &["ajouter", "cabinet-1", "XYZ.01.01.01", "4711"]), 0);
    declarer(d.path(), "1.0", "");
    let o = jouer(d.path(), &["--reprendre", "cabinet-1", "--testeur", "Anne"], "q\n");
    assert!(erreurs(&o).contains("XYZ.01.01.01 : XYZ.01 ne s'applique plus"), "{}", erreurs(&o));
}

#[test]
fn what_is_not_what_it_says_does_not_come_in() {
    let d = campagne(EXIGENCES, "1.0");
    code(&jouer(d.path(), &["--sans-personne"], ""), 0);
    let refuse = |arguments: &[&str], attendu: &str| {
        let o = preuve(d.path(), arguments);
        code(&o, 2);
        assert!(erreurs(&o).contains(attendu), "{arguments:?}\n{}", erreurs(&o));
    };
    fs::write(d.path().join("faux.png"), "<html><body>non</body></html>").unwrap();
    fs::write(d.path().join("vide.png"), "").unwrap();
    let ici = |n: &str| d.path().join(n).to_str().unwrap().to_owned();
    refuse(&["ajouter", "cabinet-1", "ABC.01.01.01", &ici("faux.png")], "Rien n'a été gardé");
    refuse(&["ajouter", "cabinet-1", "ABC.01.01.01", &ici("vide.png")], "Rien n'a été gardé");
    refuse(&["ajouter", "cabinet-1", "ABC.01.01.01", &ici("absent.png")], "Rien n'a été gardé");
    refuse(&["ajouter", "cabinet-1", "ABC.01.01.01", d.path().to_str().unwrap()], "dossier");
    refuse(&["ajouter", "cabinet-1", "ABC.01.01.02", &ici("faux.png")], "ABC.01.01.01");
    refuse(
        &["ajouter", "cabinet-1", "ABC.01.01", &ici("faux.png")],
        "Ses preuves : ABC.01.01.01",
    );
    refuse(&["ajouter", "cabinet-1", "XYZ.01.01.01", "4711"], "Module Messagerie");
    refuse(
        &["ajouter", "cabinet-2", "ABC.01.01.01", &ici("faux.png")],
        "aucune campagne « cabinet-2 »",
    );
    refuse(&["ajouter", "cabinet-1", "ABC.01.01.01", "--sans-objet", "non"], "une phrase");
    refuse(&["ajouter", "cabinet-1", "ABC.01.01.01"], "donnez un fichier");
    let png = capture(d.path(), "bon.png", 1);
    refuse(
        &["ajouter", "cabinet-1", "ABC.01.01.01", png.to_str().unwrap(), "--etapes", "1=00:05"],
        "repères",
    );
    code(
        &preuve(d.path(), &["ajouter", "cabinet-1", "ABC.01.01.01", png.to_str().unwrap()]),
        0,
    );
    refuse(&["ajouter", "cabinet-1", "ABC.01.01.01", png.to_str().unwrap()], "déjà donné");
    // The same picture may serve two proofs, and it is said.
    let o = preuve(d.path(), &["ajouter", "cabinet-1", "ABC.02.01.01", png.to_str().unwrap()]);
    code(&o, 0);
    assert!(sortie(&o).contains("sert aussi ABC.01.01.01"), "{}", sortie(&o));
    code(
        &preuve(d.path(), &["retirer", "cabinet-1", "ABC.02.01.01", "bon.png", "--par", "Anne"]),
        0,
    );
    assert_eq!(etat(d.path(), "ABC.02.01.01")["etat"], "ACompleter");
    let justifie = [
        "ajouter",
        "cabinet-1",
        "ABC.02.01.01",
        "--sans-objet",
        "L'impression n'est pas vendue",
        "--par",
        "Anne",
    ];
    code(&preuve(d.path(), &justifie), 0);
    assert_eq!(etat(d.path(), "ABC.02.01.01")["etat"], "SansObjet");
    // Bytes that were changed behind the back of the campaign are seen.
    let octets = d.path().join("out/etat-cabinet-1/campagne/octets");
    for f in fs::read_dir(&octets).unwrap().map(|e| e.unwrap().path()) {
        let mut lus = fs::read(&f).unwrap();
        lus.push(b'x');
        fs::write(&f, lus).unwrap();
    }
    let o = preuve(d.path(), &["verifier", "cabinet-1"]);
    code(&o, 1);
    assert!(sortie(&o).contains("ses octets ont changé"), "{}", sortie(&o));
}

#[test]
fn a_campaign_stays_that_of_its_product_and_a_rewritten_scenario_says_so() {
    let d = campagne(EXIGENCES, "1.0");
    code(&jouer(d.path(), &["--testeur", "Anne"], "ABC.01.01\no\no\no\n\nq\n"), 0);
    let candidat = fs::read_to_string(d.path().join("candidat.toml")).unwrap();
    fs::write(d.path().join("candidat.toml"), candidat.replace("Cabinet", "Laboratoire")).unwrap();
    let o = jouer(d.path(), &["--reprendre", "cabinet-1", "--sans-personne"], "");
    code(&o, 2);
    assert!(erreurs(&o).contains("celle de « Cabinet »"), "{}", erreurs(&o));
    declarer(d.path(), "1.0", "");
    // An étape less: it is another text, and the dossier says it.
    let yaml = d.path().join("imports/REM-X-LGC-Va2/scenarios/ABC.01.01.yaml");
    let texte = fs::read_to_string(&yaml).unwrap();
    fs::write(&yaml, texte.replace("Ouvrir l'agenda", "Ouvrir tout")).unwrap();
    let o = jouer(
        d.path(),
        &["--reprendre", "cabinet-1", "--testeur", "Anne"],
        "ABC.01.01\no\no\no\n\nq\n",
    );
    code(&o, 0);
    assert!(
        erreurs(&o).contains("Modifié par l'éditeur depuis l'import : scenarios/ABC.01.01.yaml"),
        "{}",
        erreurs(&o)
    );
    let fichiers = deballer(&d.path().join("out/dossier-cabinet-1.0-cabinet-1.zip"));
    let rapport = fichiers
        .iter()
        .find(|(n, _)| n == "rapport.html")
        .map(|(_, o)| String::from_utf8_lossy(o).into_owned())
        .unwrap();
    assert!(
        rapport.contains("Ce scénario n'est plus celui du classeur") || rapport.contains("Ce scénario n&#39;est plus celui du classeur")
    );
    assert!(rapport.contains("Modifié par l"));
    let joue = fichiers
        .iter()
        .find(|(n, _)| n == "appui/ABC.01.01/00_scenario.yaml")
        .map(|(_, o)| o.as_slice());
    assert!(
        String::from_utf8_lossy(joue.unwrap()).contains("Ouvrir tout"),
        "the text that was played is there"
    );
    // The same workbook again leaves what its owner corrected; another text puts it aside, and says so.
    importer(d.path(), EXIGENCES);
    assert!(fs::read_to_string(&yaml).unwrap().contains("Ouvrir tout"));
    let o = importer(d.path(), &EXIGENCES.replace("Ouvrir l'agenda", "Ouvrir l'agenda du jour"));
    assert!(sortie(&o).contains("gardes/scenarios/ABC.01.01.yaml"), "{}", sortie(&o));
}

#[test]
fn an_answer_is_mended_and_what_has_no_object_says_why() {
    let d = campagne(EXIGENCES, "1.0");
    let o = jouer(
        d.path(),
        &["--testeur", "Anne"],
        "ABC.02.01\nn\nrien\nq\nABC.02.01\no\no\n\ns ABC.01.01\ntrop court\ns ABC.01.01\nL'agenda n'est pas vendu avec ce produit\nq\n",
    );
    code(&o, 0);
    let dit = sortie(&o);
    assert!(dit.contains("ABC.02  aucun écart · 1 déclarée"), "{dit}\n{}", erreurs(&o));
    assert!(erreurs(&o).contains("Rien n'est changé"), "{}", erreurs(&o));
    assert_eq!(etat(d.path(), "ABC.01.01.01")["etat"], "SansObjet");
    let raison = etat(d.path(), "ABC.01.01.01")["raison"].as_str().unwrap().to_owned();
    assert!(raison.contains("déclaré sans objet par Anne : L'agenda"), "{raison}");
}

#[test]
fn one_bad_piece_does_not_take_the_dossier_away() {
    let d = campagne(EXIGENCES, "1.0");
    code(&jouer(d.path(), &["--sans-personne"], ""), 0);
    let (un, deux) = (capture(d.path(), "un.png", 10), capture(d.path(), "deux.png", 20));
    for (n, f) in [("ABC.01.01.01", &un), ("ABC.02.01.01", &deux)] {
        code(&preuve(d.path(), &["ajouter", "cabinet-1", n, f.to_str().unwrap()]), 0);
    }
    let octets = d.path().join("out/etat-cabinet-1/campagne/octets");
    let empreinte = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(fs::read(&un).unwrap()));
    fs::write(octets.join(&empreinte), b"autre").unwrap();
    let o = jouer(d.path(), &["--reprendre", "cabinet-1", "--sans-personne"], "");
    code(&o, 0);
    assert!(sortie(&o).contains("1 produite, 1 à compléter"), "{}", sortie(&o));
    // Given again, it stands.
    code(
        &preuve(d.path(), &["ajouter", "cabinet-1", "ABC.01.01.01", un.to_str().unwrap()]),
        0,
    );
    code(&preuve(d.path(), &["verifier", "cabinet-1"]), 0);
    assert_eq!(etat(d.path(), "ABC.01.01.01")["etat"], "Produite");
}
