//! The public corpus of veraPDF for PDF/A-1b: documents that conform, and documents that each depart from one clause.
//!
//! `SEGUR_BENCH_VERAPDF` names a copy of `veraPDF/veraPDF-corpus`. The name of a file says its clause and what is expected.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{ContextePdf, juger, regles};

/// False errors that are tolerated, and faults that must be caught: what the README says.
const FAUSSES: usize = 1;
const PRISES: usize = 240;

#[derive(Default)]
struct Ligne {
    justes: usize,
    fausses: Vec<String>,
    fautes: usize,
    manquees: Vec<String>,
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
    let Some(dossier) = segur_essais::verapdf() else { return };
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
    println!("| clause | fautes prises | documents justes acceptés |\n| --- | ---: | ---: |");
    let (mut prises, mut fautes, mut fausses, mut justes) = (0, 0, 0, 0);
    for (clause, l) in &table {
        let clause: Vec<String> = clause.iter().map(u32::to_string).collect();
        let (p, a) = (l.fautes - l.manquees.len(), l.justes - l.fausses.len());
        println!("| {} | {p} / {} | {a} / {} |", clause.join("."), l.fautes, l.justes);
        prises += p;
        fautes += l.fautes;
        fausses += l.fausses.len();
        justes += l.justes;
    }
    println!("| **en tout** | **{prises} / {fautes}** | **{} / {justes}** |", justes - fausses);
    for l in table.values() {
        l.manquees.iter().for_each(|m| println!("manquée : {m}"));
        l.fausses.iter().for_each(|f| println!("fausse : {f}"));
    }
    assert!(fautes >= 305 && justes >= 263, "{fautes} {justes}: the corpus is not whole");
    assert!(fausses <= FAUSSES && prises >= PRISES, "{fausses} fausses, {prises} prises");
}
