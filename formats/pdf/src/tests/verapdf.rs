//! The public corpus of veraPDF for PDF/A-1b: documents that conform, and documents that each depart from one clause.
//!
//! `SEGUR_BENCH_VERAPDF` names a copy of `veraPDF/veraPDF-corpus`. The name of a file says its clause and what is expected.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{ContextePdf, juger, regles};

/// Faults that must be caught. No document that conforms may have an error.
const PRISES: usize = 304;
/// The page that holds the table.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
const MARQUES: [&str; 2] = ["<!-- verapdf -->\n", "<!-- /verapdf -->"];

#[derive(Default)]
struct Ligne {
    justes: usize,
    fausses: Vec<String>,
    fautes: usize,
    manquees: Vec<String>,
    /// What took the faults: rules, and how often.
    par: BTreeMap<String, usize>,
}

fn documents(dossier: &Path) -> Vec<PathBuf> {
    let mut trouves = Vec::new();
    let mut a_voir = vec![dossier.to_owned()];
    while let Some(chemin) = a_voir.pop() {
        if chemin.is_dir() {
            a_voir.extend(std::fs::read_dir(chemin).unwrap().map(|e| e.unwrap().path()));
        } else if chemin.extension().is_some_and(|e| e == "pdf") {
            trouves.push(chemin);
        }
    }
    trouves.sort();
    trouves
}

/// `6-7-2-t03-fail-a`: the clause as it is sorted and as it is read, and whether the document is at fault.
fn nom(chemin: &Path) -> (String, Vec<u32>, bool) {
    let nom = chemin.file_stem().unwrap().to_string_lossy().replace("veraPDF test suite ", "");
    let (clause, reste) = nom.split_once("-t").unwrap_or_else(|| panic!("{nom}: no clause"));
    let clause = clause.split('-').map(|n| n.parse().unwrap()).collect();
    (nom.clone(), clause, reste.contains("fail"))
}

#[test]
fn le_corpus_de_verapdf_se_juge() {
    let Some(dossier) = segur_essais::suite("SEGUR_BENCH_VERAPDF", "veraPDF/veraPDF-corpus") else {
        return;
    };
    let exigeant = ContextePdf {
        pdfa_exige: true,
        ..ContextePdf::default()
    };
    let mut table: BTreeMap<Vec<u32>, Ligne> = BTreeMap::new();
    for chemin in documents(&dossier.join("PDF_A-1b")) {
        let (nom, clause, en_faute) = nom(&chemin);
        let ligne = table.entry(clause).or_default();
        let constats = juger(&std::fs::read(&chemin).unwrap(), &exigeant);
        let erreurs: Vec<_> = constats.into_iter().filter(segur_model::Finding::is_error).collect();
        if en_faute {
            ligne.fautes += 1;
            for regle in regles(&erreurs) {
                *ligne.par.entry(regle.to_owned()).or_default() += 1;
            }
            if erreurs.is_empty() {
                ligne.manquees.push(nom);
            }
        } else {
            ligne.justes += 1;
            if !erreurs.is_empty() {
                ligne.fausses.push(format!("{nom} ({})", regles(&erreurs).join(" ")));
                eprintln!("{nom}: {erreurs:#?}");
            }
        }
    }
    let mut page = String::from("| Clause | Fautes vues | Documents justes acceptés |\n| --- | ---: | ---: |\n");
    let (mut prises, mut fautes, mut fausses, mut justes) = (0, 0, 0, 0);
    for (clause, l) in &table {
        let clause: Vec<String> = clause.iter().map(u32::to_string).collect();
        let (p, a) = (l.fautes - l.manquees.len(), l.justes - l.fausses.len());
        let _ = writeln!(page, "| {} | {} | {} |", clause.join("."), sur(p, l.fautes), sur(a, l.justes));
        prises += p;
        fautes += l.fautes;
        fausses += l.fausses.len();
        justes += l.justes;
    }
    let _ = writeln!(
        page,
        "| **en tout** | **{}** | **{}** |",
        sur(prises, fautes),
        sur(justes - fausses, justes)
    );
    println!("{page}");
    for (clause, l) in table.iter().filter(|(_, l)| l.fautes > 0) {
        let par: Vec<String> = l.par.iter().map(|(r, n)| format!("{r} {n}")).collect();
        println!("{clause:?} par {}", par.join(", "));
    }
    for l in table.values() {
        l.manquees.iter().for_each(|m| println!("manquée : {m}"));
        l.fausses.iter().for_each(|f| println!("fausse : {f}"));
    }
    assert!(fautes >= 305 && justes >= 263, "{fautes} {justes}: the corpus is not whole");
    assert!(fausses == 0 && prises >= PRISES, "{fausses} fausses, {prises} prises");
    let readme = std::fs::read_to_string(PAGE).unwrap();
    let dit = format!("{prises} fautes vues sur {fautes}, aucune fausse erreur sur {justes} documents justes");
    assert!(readme.contains(&dit), "the README does not say « {dit} »");
    tenir_la_page(&page);
}

fn sur(combien: usize, tous: usize) -> String {
    if tous == 0 {
        "–".to_owned()
    } else {
        format!("{combien} sur {tous}")
    }
}

/// The page says what was measured; `SEGUR_BENCH_TABLES=ecrire` writes it.
fn tenir_la_page(table: &str) {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let [debut, fin] = MARQUES;
    let (avant, reste) = page.split_once(debut).unwrap();
    let (dite, apres) = reste.split_once(fin).unwrap();
    if std::env::var("SEGUR_BENCH_TABLES").is_ok_and(|v| v == "ecrire") {
        std::fs::write(PAGE, format!("{avant}{debut}{table}{fin}{apres}")).unwrap();
    } else {
        assert_eq!(dite, table, "SEGUR_BENCH_TABLES=ecrire récrit la table du README");
    }
}
