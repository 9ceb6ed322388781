//! The command as its users run it: a process, its exit code, what it prints.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use segur_dossier::Manifeste;

/// The command.
pub fn commande(arguments: &[&str]) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_segur-bench"));
    c.args(arguments).stdin(Stdio::null()).env_remove("NO_COLOR");
    c
}

/// Runs it to its end.
pub fn lancer(arguments: &[&str]) -> Output {
    commande(arguments).output().unwrap()
}

/// Its standard output.
pub fn sortie(o: &Output) -> String {
    String::from_utf8(o.stdout.clone()).unwrap()
}

/// Its error output.
pub fn erreurs(o: &Output) -> String {
    String::from_utf8(o.stderr.clone()).unwrap()
}

/// Its exit code; what it printed is shown when it is not the one expected.
#[track_caller]
pub fn code(o: &Output, attendu: i32) {
    assert_eq!(o.status.code(), Some(attendu), "sortie :\n{}\nerreurs :\n{}", sortie(o), erreurs(o));
}

/// A demo in this folder.
pub fn demo(dossier: &Path, plus: &[&str]) -> Output {
    let mut arguments = vec!["demo", "--out", dossier.to_str().unwrap()];
    arguments.extend(plus);
    lancer(&arguments)
}

/// The only dossier of a folder.
pub fn zip(dossier: &Path) -> PathBuf {
    let mut zips = std::fs::read_dir(dossier)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "zip"));
    let un = zips.next().expect("un dossier");
    assert!(zips.next().is_none(), "un seul dossier");
    un
}

/// The manifest of an intact dossier.
pub fn manifeste(zip: &Path) -> Manifeste {
    let v = segur_dossier::verifier(zip).unwrap();
    assert!(v.intact, "{:?}", v.problemes);
    v.manifeste
}

/// A running process, ended when dropped.
pub struct Service {
    enfant: Child,
}

impl Service {
    /// Starts `serve` in this folder and waits until it is ready; gives the path of its `banc.json`.
    pub fn demarrer(donnees: &Path, plus: &[&str]) -> (Self, PathBuf) {
        let mut arguments = vec!["serve", "--data", donnees.to_str().unwrap()];
        arguments.extend(plus);
        let mut service = Self {
            enfant: commande(&arguments).stdout(Stdio::piped()).spawn().unwrap(),
        };
        let lignes = BufReader::new(service.enfant.stdout.take().unwrap()).lines();
        for ligne in lignes {
            if ligne.unwrap().starts_with("prêt controle") {
                return (service, donnees.join("banc.json"));
            }
        }
        panic!("serve s'est arrêté avant d'être prêt");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
        let _ = self.enfant.wait();
    }
}
