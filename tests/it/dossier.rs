//! The dossier as a reviewer has it: verified, altered, unpacked, compared.

use std::io::Write;
use std::path::Path;

use crate::outils::{bon_et_pire, code, deballer, demo_entiere, lancer, sortie, zip};

type Entrees = Vec<(String, Vec<u8>)>;

fn remballer(chemin: &Path, entrees: &Entrees) {
    let mut z = zip::ZipWriter::new(std::fs::File::create(chemin).unwrap());
    for (nom, octets) in entrees {
        z.start_file(nom.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        z.write_all(octets).unwrap();
    }
    z.finish().unwrap();
}

#[test]
fn an_altered_removed_added_or_doubled_entry_is_found() {
    let d = tempfile::tempdir().unwrap();
    let (entier, _) = bon_et_pire();
    let mal_tapee = lancer(&["verify", entier.to_str().unwrap(), "--empreinte", "abc"]);
    code(&mal_tapee, 2);
    let autre = lancer(&["verify", entier.to_str().unwrap(), "--empreinte", &"0".repeat(64)]);
    code(&autre, 1);
    let bon = &entier;
    code(&lancer(&["verify", bon.to_str().unwrap()]), 0);
    let entrees = deballer(bon);
    let autre = d.path().join("autre");
    std::fs::create_dir(&autre).unwrap();
    let essai = |nom: &str, f: &dyn Fn(&mut Entrees)| {
        let mut copie = entrees.clone();
        f(&mut copie);
        let chemin = autre.join(nom);
        remballer(&chemin, &copie);
        lancer(&["verify", chemin.to_str().unwrap()])
    };
    let rapport = entrees.iter().position(|(n, _)| n == "rapport.html").unwrap();
    code(&essai("meme.zip", &|_| {}), 0);
    let altere = essai("altere.zip", &|e| e[rapport].1[100] ^= 1);
    code(&altere, 1);
    assert!(sortie(&altere).contains("rapport.html"));
    code(&essai("retire.zip", &|e| drop(e.remove(rapport))), 1);
    code(&essai("ajoute.zip", &|e| e.push(("intrus.txt".to_owned(), b"x".to_vec()))), 1);
    // The library refuses to write a name twice: the bytes of another name are patched.
    let double = essai("double.zip", &|e| e.push(("rapport.htmm".to_owned(), b"x".to_vec())));
    code(&double, 1);
    let chemin = autre.join("double.zip");
    let mut octets = std::fs::read(&chemin).unwrap();
    let places: Vec<usize> = octets
        .windows(12)
        .enumerate()
        .filter(|(_, w)| *w == b"rapport.htmm")
        .map(|(i, _)| i)
        .collect();
    assert_eq!(places.len(), 2, "en-tête local et répertoire");
    for i in places {
        octets[i + 11] = b'l';
    }
    std::fs::write(&chemin, octets).unwrap();
    let double = lancer(&["verify", chemin.to_str().unwrap()]);
    code(&double, 1);
    assert!(sortie(&double).contains("rapport.html"), "{}", sortie(&double));
    code(&lancer(&["verify", autre.join("absent.zip").to_str().unwrap()]), 2);
}

#[test]
fn no_secret_enters_a_dossier() {
    let igc = segur_certs::Igc::demo().unwrap();
    for (nom, octets) in deballer(&zip(demo_entiere())) {
        let texte = String::from_utf8_lossy(&octets);
        for secret in [
            "PRIVATE KEY",
            "eyJhbGciOi",
            "Authorization:",
            "\"password\":",
            "secret-public-du-temoin",
        ] {
            assert!(!texte.contains(secret), "{nom} contient « {secret} »");
        }
        for i in igc.identites() {
            let corps = i.cle_pem.lines().nth(2).unwrap();
            assert!(!texte.contains(corps), "{nom} contient la clé de {}", i.nom);
        }
    }
}

#[test]
fn a_worse_dossier_is_told_from_a_better_one() {
    let d = tempfile::tempdir().unwrap();
    let (bon, pire) = bon_et_pire();
    let diff = |a: &Path, b: &Path| lancer(&["diff", a.to_str().unwrap(), b.to_str().unwrap()]);
    code(&diff(&bon, &bon), 0);
    let empire = diff(&bon, &pire);
    code(&empire, 1);
    assert!(sortie(&empire).contains("INS/va1.28"), "{}", sortie(&empire));
    code(&diff(&pire, &bon), 0);
    code(&diff(&bon, Path::new("/nulle/part.zip")), 2);
    let classeur = d.path().join("c.xlsx");
    code(
        &lancer(&["export", bon.to_str().unwrap(), "--convergence", classeur.to_str().unwrap()]),
        0,
    );
    assert!(std::fs::read(&classeur).unwrap().starts_with(b"PK"));
}

#[test]
fn the_day_before_the_deposit_a_dossier_is_examined() {
    let d = tempfile::tempdir().unwrap();
    let (bon, pire) = bon_et_pire();
    let examiner = |chemin: &Path, plus: &[&str]| lancer(&[&["examiner", chemin.to_str().unwrap()], plus].concat());
    let juste = examiner(&bon, &[]);
    code(&juste, 0);
    for dit in [
        "Aucune preuve sur",
        "CNDA : ",
        "Délai non publié",
        "L'éditeur : ",
        "SIMULÉ",
        "L'ANS ne publie pas de liste",
    ] {
        assert!(sortie(&juste).contains(dit), "{dit}\n{}", sortie(&juste));
    }
    let ecart = examiner(&pire, &["--format", "json"]);
    code(&ecart, 1);
    let json: serde_json::Value = serde_json::from_str(&sortie(&ecart)).unwrap();
    assert_eq!(json["exigences"][0]["id"], "INS/va1.28");
    assert_eq!(json["bilan"]["exigences_en_ecart"], 1);

    code(&examiner(&bon, &["--depot", "demain"]), 2);
    code(&examiner(d.path(), &[]), 2);
    let mut entrees = deballer(&bon);
    entrees.iter_mut().find(|(n, _)| n == "junit.xml").unwrap().1.push(b'\n');
    let altere = d.path().join("altere.zip");
    remballer(&altere, &entrees);
    code(&examiner(&altere, &[]), 2);
}
