//! The count of what was skipped, common to the test binaries of one `cargo test`: a file beside them, a line for each test and want.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::Besoin;

/// One test at a time reads and writes the file: `cargo test` runs its binaries one after the other.
static VERROU: Mutex<()> = Mutex::new(());

/// Counts this test, and says on the real standard error what it lacks and how many were skipped so far: the last of these lines
/// tells it for the whole run.
pub(crate) fn compter(besoin: Besoin, quoi: &str) {
    let fil = std::thread::current();
    let programme = std::env::current_exe().unwrap_or_default();
    let binaire = programme.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let test = format!("{binaire} {}", fil.name().unwrap_or("?"));
    let verrou = VERROU.lock().unwrap_or_else(PoisonError::into_inner);
    let total = ajouter(&fichier(&programme), lanceur(), besoin, &test);
    let _ = writeln!(std::io::stderr(), "SAUTÉ {test} : {quoi} [{total}]");
    drop(verrou);
}

/// `sautes`, beside the folder of the test binaries (`target/debug/sautes`).
fn fichier(programme: &Path) -> PathBuf {
    programme.ancestors().nth(2).unwrap_or(Path::new(".")).join("sautes")
}

/// What tells one run from another: the process that runs the binaries.
#[cfg(unix)]
fn lanceur() -> u32 {
    std::os::unix::process::parent_id()
}
#[cfg(not(unix))]
fn lanceur() -> u32 {
    std::process::id()
}

/// Adds a line to the file, which is begun again when another run made it, and gives the total.
fn ajouter(fichier: &Path, lanceur: u32, besoin: Besoin, test: &str) -> String {
    let premiere = format!("lanceur\t{lanceur}");
    let lu = std::fs::read_to_string(fichier).unwrap_or_default();
    let du_passage = lu.lines().next() == Some(&premiere);
    let mut lignes: BTreeSet<&str> = lu.lines().skip(1).filter(|_| du_passage).collect();
    let nouvelle = format!("{}\t{test}", besoin.nom());
    lignes.insert(&nouvelle);
    let texte: String = std::iter::once(&premiere.as_str())
        .chain(&lignes)
        .flat_map(|l| [*l, "\n"])
        .collect();
    let ecrit = std::fs::write(fichier, texte);
    assert!(ecrit.is_ok(), "{} : {ecrit:?}", fichier.display());
    total(&lignes)
}

/// « sautés : 12 ; corpus 10, outils 3 »: a test that lacks two things is one.
fn total(lignes: &BTreeSet<&str>) -> String {
    let paires = || lignes.iter().filter_map(|l| l.split_once('\t'));
    let tests: BTreeSet<&str> = paires().map(|(_, test)| test).collect();
    let mut par_besoin: BTreeMap<&str, usize> = BTreeMap::new();
    for (besoin, _) in paires() {
        *par_besoin.entry(besoin).or_default() += 1;
    }
    let detail: Vec<String> = par_besoin.iter().map(|(besoin, n)| format!("{besoin} {n}")).collect();
    format!("sautés : {} ; {}", tests.len(), detail.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_test_compte_une_fois_et_un_autre_passage_recommence() {
        let programme = std::env::current_exe().unwrap();
        let fichier = programme.with_file_name("sautes-essai");
        let _ = std::fs::remove_file(&fichier);
        assert_eq!(ajouter(&fichier, 7, Besoin::Corpus, "it a"), "sautés : 1 ; corpus 1");
        assert_eq!(ajouter(&fichier, 7, Besoin::Corpus, "it a"), "sautés : 1 ; corpus 1");
        assert_eq!(ajouter(&fichier, 7, Besoin::Outils, "it a"), "sautés : 1 ; corpus 1, outils 1");
        assert_eq!(ajouter(&fichier, 7, Besoin::Outils, "it b"), "sautés : 2 ; corpus 1, outils 2");
        assert_eq!(ajouter(&fichier, 8, Besoin::Moteur, "it a"), "sautés : 1 ; moteur 1");
        std::fs::remove_file(&fichier).unwrap();
    }
}
