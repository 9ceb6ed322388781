//! What tests want that the project does not hold: published samples, tools, a container engine. For tests only: no crate depends on
//! this one to be built.
//!
//! Where what is wanted is absent, the test says so on the real standard error (what a passing test prints is hidden), is counted with
//! those of the other test binaries of the same `cargo test`, and returns. Where `SEGUR_BENCH_EXIGE` names its kind (`corpus`, `outils`,
//! `moteur`, `suites`, between commas), it fails. A file that is missing from a corpus that is there fails always.

mod sautes;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a test may want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Besoin {
    /// Published samples, which are not ours to copy.
    Corpus,
    /// A program, or a package of one.
    Outils,
    /// A container engine that answers.
    Moteur,
    /// A public suite of conformance, which a variable of its own names.
    Suites,
}

impl Besoin {
    /// Its name in `SEGUR_BENCH_EXIGE`.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::Corpus => "corpus",
            Self::Outils => "outils",
            Self::Moteur => "moteur",
            Self::Suites => "suites",
        }
    }
}

/// A file or a folder of the corpus that `SEGUR_BENCH_CORPUS` names (`../shared/data` beside the project, without it); none, said and
/// counted, without a corpus.
///
/// # Panics
/// The corpus is there and lacks this one, or is not and `SEGUR_BENCH_EXIGE` wants it.
#[must_use]
pub fn corpus(chemin: &str) -> Option<PathBuf> {
    let racine = std::env::var_os("SEGUR_BENCH_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    if !racine.is_dir() {
        let quoi = format!("corpus absent ({}) ; SEGUR_BENCH_CORPUS le désigne", racine.display());
        manque(Besoin::Corpus, &quoi);
        return None;
    }
    let voulu = racine.join(chemin);
    assert!(voulu.exists(), "le corpus est là, et {} y manque", voulu.display());
    Some(voulu)
}

/// The copy of a public suite of conformance that a variable names; none, said and counted, without it.
///
/// # Panics
/// The variable names no folder, or is not set and `SEGUR_BENCH_EXIGE` wants it.
#[must_use]
pub fn suite(variable: &str, depot: &str) -> Option<PathBuf> {
    let Some(nommee) = std::env::var_os(variable).filter(|v| !v.is_empty()) else {
        manque(Besoin::Suites, &format!("{variable} ne désigne pas de copie de {depot}"));
        return None;
    };
    let dossier = PathBuf::from(nommee);
    assert!(
        dossier.is_dir(),
        "{variable} désigne {}, qui n'est pas un dossier",
        dossier.display()
    );
    Some(dossier)
}

/// A program of the search path, or the one that `SEGUR_BENCH_` and its name in capitals without a number designates
/// (`SEGUR_BENCH_PYTHON` for `python3`); none, said and counted, without it.
///
/// # Panics
/// It is absent and `SEGUR_BENCH_EXIGE` wants it.
#[must_use]
pub fn outil(nom: &str) -> Option<PathBuf> {
    let variable = format!("SEGUR_BENCH_{}", nom.trim_end_matches(char::is_numeric).to_uppercase());
    let nomme = std::env::var_os(&variable).unwrap_or_else(|| nom.into());
    let trouve = trouver(&nomme);
    if trouve.is_none() {
        manque(Besoin::Outils, &format!("{nom} absent ; {variable} le désigne s'il est ailleurs"));
    }
    trouve
}

/// A Python that has these modules; none, said and counted, without it.
///
/// # Panics
/// It is absent and `SEGUR_BENCH_EXIGE` wants it.
#[must_use]
pub fn python(modules: &[&str]) -> Option<PathBuf> {
    let python = outil("python3")?;
    let importe = format!("import {}", modules.join(", "));
    if modules.is_empty() || reussit(Command::new(&python).args(["-c", &importe])) {
        return Some(python);
    }
    let quoi = format!("« {importe} » échoue avec {} ; .ci/run installe ce qu'il faut", python.display());
    manque(Besoin::Outils, &quoi);
    None
}

/// A container engine that answers (`docker` or `podman`); none, said and counted, without it.
///
/// # Panics
/// It is absent and `SEGUR_BENCH_EXIGE` wants it.
#[must_use]
pub fn moteur() -> Option<PathBuf> {
    let moteurs = ["docker", "podman"].into_iter().filter_map(|nom| trouver(nom.as_ref()));
    let trouve = moteurs.into_iter().find(|m| reussit(Command::new(m).arg("info")));
    if trouve.is_none() {
        manque(Besoin::Moteur, "ni docker ni podman ne répond");
    }
    trouve
}

/// Says, and counts, that the test does not do all that it should for want of this.
///
/// # Panics
/// `SEGUR_BENCH_EXIGE` wants it, or has a word that it does not know.
pub fn manque(besoin: Besoin, quoi: &str) {
    let exige = std::env::var("SEGUR_BENCH_EXIGE").unwrap_or_default();
    for mot in exige.split(',').filter(|m| !m.is_empty()) {
        let connu = [Besoin::Corpus, Besoin::Outils, Besoin::Moteur, Besoin::Suites]
            .iter()
            .any(|b| b.nom() == mot);
        assert!(
            connu,
            "SEGUR_BENCH_EXIGE ne connaît que corpus, outils, moteur et suites, pas « {mot} »"
        );
        assert!(mot != besoin.nom(), "SEGUR_BENCH_EXIGE le veut : {quoi}");
    }
    sautes::compter(besoin, quoi);
}

fn trouver(nom: &OsStr) -> Option<PathBuf> {
    let chemins = std::env::var_os("PATH").unwrap_or_default();
    // A path is left as it is by `join`, wherever it is joined.
    let noms = std::env::split_paths(&chemins).map(|d| d.join(nom));
    noms.into_iter().find(|c| c.is_file())
}

fn reussit(commande: &mut Command) -> bool {
    let muette = commande.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    muette.status().is_ok_and(|s| s.success())
}
