//! Documents: those that nobody here wrote (`demo --documents`, the CR-BIO examples of the ANS), and those of the témoin.

use std::io::Read as _;
use std::path::PathBuf;

use segur_model::Constat;

use crate::outils::{code, demo, erreurs, lancer, manifeste, sortie, zip};

/// The CR-BIO examples of the corpus, when it is at hand.
fn exemples() -> Option<Vec<PathBuf>> {
    let dossier = segur_essais::corpus("cda/ans-testcontenucda-3-0/ExemplesCDA")?;
    let mut trouves: Vec<PathBuf> = std::fs::read_dir(&dossier)
        .unwrap()
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|p| {
            p.file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with("BIO-CR-BIO_") && n.to_string_lossy().ends_with(".xml"))
        })
        .collect();
    trouves.sort();
    assert!(!trouves.is_empty(), "{}", dossier.display());
    Some(trouves)
}

#[test]
fn the_examples_of_the_ans_go_through_and_one_byte_of_a_key_turns_them() {
    let Some(exemples) = exemples() else { return };
    let racine = tempfile::tempdir().unwrap();
    let documents = racine.path().join("documents");
    std::fs::create_dir(&documents).unwrap();
    for chemin in &exemples {
        std::fs::write(documents.join(chemin.file_name().unwrap()), std::fs::read(chemin).unwrap()).unwrap();
    }
    let sains = racine.path().join("sains");
    code(
        &demo(&sains, &["--documents", documents.to_str().unwrap(), "--seulement", "BENCH.DOC.*"]),
        0,
    );
    assert!(
        manifeste(&zip(&sains)).exigences.iter().all(|c| c.constat != Constat::NonConforme),
        "aucun exemple ne rend non conforme"
    );

    let alteres = racine.path().join("alteres");
    std::fs::create_dir(&alteres).unwrap();
    let texte = std::fs::read_to_string(exemples.last().unwrap()).unwrap();
    let altere = texte.replacen("279035121518989", "279035121518988", 1);
    assert_ne!(texte, altere);
    std::fs::write(alteres.join("altere.xml"), altere).unwrap();
    let sortie = racine.path().join("sortie");
    let o = demo(&sortie, &["--documents", alteres.to_str().unwrap(), "--seulement", "BENCH.DOC.*"]);
    code(&o, 1);
    let manifeste = manifeste(&zip(&sortie));
    let tourne = manifeste.exigences.iter().find(|c| c.constat == Constat::NonConforme).unwrap();
    assert!(tourne.raison.contains("cda.en-tete.patient.ins.cle (ligne "), "{}", tourne.raison);
}

#[test]
fn the_schematrons_judge_the_given_documents() {
    let Some(ans) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let racine = tempfile::tempdir().unwrap();
    let documents = racine.path().join("documents");
    std::fs::create_dir(&documents).unwrap();
    let texte = std::fs::read_to_string(ans.join("ExemplesCDA/BIO-CR-BIO_2024.01_Microbiologie_V1.xml")).unwrap();
    // What only the schematrons hold.
    let altere = texte.replacen("<observation classCode=\"OBS\"", "<observation classCode=\"OBX\"", 1);
    assert_ne!(texte, altere);
    std::fs::write(documents.join("sain.xml"), &texte).unwrap();
    std::fs::write(documents.join("altere.xml"), &altere).unwrap();
    let jouer = |nom: &str, plus: &[&str], attendu: i32| {
        let sortie = racine.path().join(nom);
        let fixes = ["--documents", documents.to_str().unwrap(), "--seulement", "BENCH.DOC.*"];
        code(&demo(&sortie, &[&fixes, plus].concat()), attendu);
        let tous = manifeste(&zip(&sortie)).exigences;
        tous.into_iter().find(|c| c.constat == Constat::NonConforme).map(|c| c.raison)
    };
    assert_eq!(jouer("sans", &[], 0), None);
    let raison = jouer("avec", &["--schematron", ans.to_str().unwrap()], 1).unwrap();
    assert!(raison.contains("schematron.ihe."), "{raison}");
}

#[test]
fn a_folder_without_documents_is_refused() {
    let racine = tempfile::tempdir().unwrap();
    let vide = racine.path().join("vide");
    std::fs::create_dir(&vide).unwrap();
    let o = demo(&racine.path().join("x"), &["--documents", vide.to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("0 fichier(s) .xml"), "{}", erreurs(&o));
}

#[test]
fn nothing_is_said_of_the_documents_of_the_temoin() {
    let racine = tempfile::tempdir().unwrap();
    code(&demo(racine.path(), &["--seulement", "DOC/va1.*"]), 0);
    let mut archive = zip::ZipArchive::new(std::fs::File::open(zip(racine.path())).unwrap()).unwrap();
    let (mut pdf, mut cda) = (Vec::new(), Vec::new());
    for i in 0..archive.len() {
        let mut octets = Vec::new();
        let mut f = archive.by_index(i).unwrap();
        // The report is the bench's, not a document of the témoin.
        if f.name().unwrap() == "rapport.pdf" {
            continue;
        }
        f.read_to_end(&mut octets).unwrap();
        drop(f);
        let (vus, nom) = if octets.starts_with(b"%PDF-") {
            // The name is judged too: this one says nothing wrong.
            (&mut pdf, format!("20260115_CRBIO_NOM_PRENOM_{i}.pdf"))
        } else if octets.windows(17).take(200).any(|f| f == b"<ClinicalDocument") {
            (&mut cda, format!("{i}.xml"))
        } else {
            continue;
        };
        let chemin = racine.path().join(nom);
        std::fs::write(&chemin, octets).unwrap();
        vus.push(chemin);
    }
    for (genre, chemins, au_moins) in [("pdf", pdf, 1), ("cda", cda, 3)] {
        assert!(chemins.len() >= au_moins, "{genre} : {chemins:?}");
        for chemin in chemins {
            let o = lancer(&["check", genre, chemin.to_str().unwrap()]);
            code(&o, 0);
            assert!(sortie(&o).contains("rien à signaler"), "{}", sortie(&o));
        }
    }
}
