//! A person at a terminal: one shell for a page, in a folder of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::page::Commande;
use super::racine;
use super::transcription::Ports;

/// What a page may call that the project does not hold. Without one of these nothing that follows is what the page shows: it is left there.
const OUTILS: [&str; 4] = ["curl", "openssl", "jq", "unzip"];
/// Those whose commands are skipped alone: nothing else needs what they make.
const OUTILS_A_PART: [&str; 3] = ["keytool", "certutil", "pk12util"];

/// What ends the output of a command.
const FIN: &str = "--- fin de la commande ";

/// The last line that `serve` prints when it is ready.
const SERVE_PRET: &str = "Arrêt : Ctrl-C";

pub struct Session {
    dossier: tempfile::TempDir,
    ports: Ports,
    interprete: Child,
    entree: ChildStdin,
    sortie: BufReader<ChildStdout>,
    /// The bench of the page, and what it prints.
    banc: Option<(Child, BufReader<ChildStdout>)>,
}

impl Session {
    pub fn ouvrir() -> Self {
        let dossier = tempfile::tempdir().unwrap();
        let bin = dossier.path().join(".bin");
        std::fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_segur-bench"), bin.join("segur-bench")).unwrap();
        // What a person who read the page has beside it.
        std::os::unix::fs::symlink(racine().join("docs"), dossier.path().join("docs")).unwrap();
        let cda = dossier.path().join("mes-cda");
        std::fs::create_dir(&cda).unwrap();
        let n3 = std::fs::read_to_string(racine().join("formats/cda/tests/donnees/cr-bio-n3.xml")).unwrap();
        std::fs::write(cda.join("compte-rendu.xml"), n3).unwrap();
        let mut interprete = interprete(dossier.path()).arg("-s").stdin(Stdio::piped()).spawn().unwrap();
        let mut entree = interprete.stdin.take().unwrap();
        writeln!(entree, "exec 2>&1").unwrap();
        Self {
            dossier,
            ports: Ports::default(),
            sortie: BufReader::new(interprete.stdout.take().unwrap()),
            interprete,
            entree,
            banc: None,
        }
    }

    /// Where the page is typed.
    pub fn dossier(&self) -> &Path {
        self.dossier.path()
    }

    pub fn ecrire(&mut self, nom: &str, texte: &str) {
        std::fs::write(self.dossier.path().join(nom), texte).unwrap();
    }

    /// Types a command, and holds what it prints to what the page shows. Gives whether the page can go on.
    pub fn taper(&mut self, page: &str, c: &Commande) -> bool {
        let manque = |outil: &&str| c.texte.split_whitespace().any(|mot| mot == *outil) && segur_essais::outil(outil).is_none();
        if OUTILS_A_PART.iter().any(&manque) {
            return true;
        }
        if OUTILS.iter().any(manque) {
            return false;
        }
        let commande = self.ports.traduire(&c.texte.replace("cargo run -- ", "segur-bench "));
        let (dit, code) = if commande.starts_with("segur-bench serve") {
            (self.servir(&commande), 0)
        } else {
            self.lancer(&commande)
        };
        let ou = format!("{page}, ligne {} : {commande}", c.ligne);
        assert!(c.issue.est(code), "{ou}\nsort en {code}, et non {:?}\n{}", c.issue, fin(&dit));
        if !c.attendu.is_empty()
            && let Some(difference) = self.ports.difference(&c.attendu, &dit)
        {
            let imprime = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.txt", page.replace('/', "-")));
            std::fs::write(&imprime, &dit).unwrap();
            panic!("{ou}\n{difference}\n(tout ce qui a été imprimé : {})", imprime.display());
        }
        true
    }

    fn lancer(&mut self, commande: &str) -> (String, i32) {
        writeln!(self.entree, "{{ {commande}\n}} < /dev/null; code=$?; echo; echo '{FIN}'$code").unwrap();
        let mut dit = String::new();
        loop {
            let mut ligne = String::new();
            assert_ne!(self.sortie.read_line(&mut ligne).unwrap(), 0, "l'interpréteur s'est arrêté\n{dit}");
            if let Some(code) = ligne.strip_prefix(FIN) {
                // The line break that was put before the mark.
                return (dit.strip_suffix('\n').unwrap_or(&dit).to_owned(), code.trim().parse().unwrap());
            }
            dit.push_str(&ligne);
        }
    }

    /// Starts the bench of the page, in place of the former one, and waits until it is ready.
    fn servir(&mut self, commande: &str) -> String {
        self.arreter();
        let _garde = crate::outils::PORTS.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut enfant = interprete(self.dossier.path())
            .args(["-c", &format!("exec 2>&1; exec {commande}")])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut sortie = BufReader::new(enfant.stdout.take().unwrap());
        let mut dit = String::new();
        while !dit.ends_with(&format!("{SERVE_PRET}\n")) {
            assert_ne!(
                sortie.read_line(&mut dit).unwrap(),
                0,
                "serve s'est arrêté avant d'être prêt\n{dit}"
            );
        }
        self.banc = Some((enfant, sortie));
        dit
    }

    fn arreter(&mut self) {
        if let Some((mut enfant, _)) = self.banc.take() {
            let _ = enfant.kill();
            let _ = enfant.wait();
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.arreter();
        let _ = self.interprete.kill();
        let _ = self.interprete.wait();
    }
}

/// The end of what was printed: where commands say what stopped them.
fn fin(dit: &str) -> String {
    let lignes: Vec<&str> = dit.lines().collect();
    lignes[lignes.len().saturating_sub(20)..].join("\n")
}

/// `bash`, with the command of this build and without the proxies of this machine.
fn interprete(dossier: &Path) -> Command {
    let mut bash = Command::new("bash");
    let chemins = std::env::var_os("PATH").unwrap_or_default();
    let chemins = std::iter::once(dossier.join(".bin")).chain(std::env::split_paths(&chemins));
    bash.current_dir(dossier)
        .env("PATH", std::env::join_paths(chemins).unwrap())
        .env("LC_ALL", "C.UTF-8")
        .stdout(Stdio::piped());
    for nom in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        bash.env_remove(nom).env_remove(nom.to_uppercase());
    }
    bash
}
