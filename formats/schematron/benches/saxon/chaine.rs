//! Saxon's side: `tests/saxon/mesure.py`, which is told what to measure when its turn comes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

pub struct Chaine {
    processus: Child,
    ordres: ChildStdin,
    reponses: BufReader<ChildStdout>,
    pub version: String,
    /// Peak of the whole process, all schemas together.
    pub memoire_kio: u64,
}

/// What Saxon does before it has judged one document.
#[derive(Clone, Copy)]
pub struct Froid {
    /// The three passes of the pipeline.
    pub chaine: Duration,
    /// The stylesheet that they make, compiled.
    pub compilation: Duration,
    pub document: Duration,
}

/// Saxon, ready; `None`, said, when something is missing.
pub fn ouvrir(cda: &Path) -> Option<Chaine> {
    let manque = |quoi: &str| eprintln!("Saxon n'est pas mesuré : {quoi} (tests/saxon/LISEZMOI.md).");
    let Some(ans) = std::env::var_os("SEGUR_BENCH_ANS") else {
        manque("SEGUR_BENCH_ANS ne désigne pas de copie de travail de ansforge/TestContenuCDA-3-0");
        return None;
    };
    let python = std::env::var_os("SEGUR_BENCH_PYTHON").unwrap_or_else(|| "python3".into());
    // From the crate of the schematrons, and from that of the command.
    let dossiers = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let script = dossiers
        .map(|d| d.join("formats/schematron/tests/saxon/mesure.py"))
        .find(|s| s.is_file())
        .unwrap();
    let lance = Command::new(&python)
        .arg(script)
        .args([
            "--travail".as_ref(),
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("saxon-mesure").as_os_str(),
        ])
        .args(["--corpus".as_ref(), cda.join("../..").as_os_str(), "--ans".as_ref(), &ans])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut processus) = lance else {
        manque(&format!("{} ne démarre pas", python.display()));
        return None;
    };
    let (ordres, reponses) = (processus.stdin.take().unwrap(), processus.stdout.take().unwrap());
    let mut reponses = BufReader::new(reponses);
    let mut bonjour = String::new();
    reponses.read_line(&mut bonjour).unwrap();
    let Ok(bonjour) = serde_json::from_str::<Value>(&bonjour) else {
        manque("mesure.py s'est arrêté ; il lui faut saxonche (pip install saxonche==13.1.1), dans le Python de SEGUR_BENCH_PYTHON");
        return None;
    };
    Some(Chaine {
        processus,
        ordres,
        reponses,
        version: bonjour["version"].as_str().unwrap().to_owned(),
        memoire_kio: 0,
    })
}

impl Chaine {
    /// `None` when Saxon gives up.
    pub fn froid(&mut self, schema: &str, document: &str) -> Option<Froid> {
        let dit = self.demander("froid", schema, document)?;
        Some(Froid {
            chaine: duree(&dit["chaine"]),
            compilation: duree(&dit["compilation"]),
            document: duree(&dit["document"]),
        })
    }

    /// `None` when Saxon gives up.
    pub fn tiede(&mut self, schema: &str, document: &str) -> Option<Duration> {
        Some(duree(&self.demander("tiede", schema, document)?["document"]))
    }

    fn demander(&mut self, ordre: &str, schema: &str, document: &str) -> Option<Value> {
        writeln!(self.ordres, "{ordre}\t{schema}\t{document}").unwrap();
        self.ordres.flush().unwrap();
        let mut ligne = String::new();
        self.reponses.read_line(&mut ligne).unwrap();
        let dit: Value = serde_json::from_str(&ligne).expect("mesure.py s'est arrêté");
        self.memoire_kio = dit["memoire_kio"].as_u64().unwrap();
        if let Some(erreur) = dit["erreur"].as_str() {
            eprintln!("{schema} {document} : Saxon abandonne : {erreur}");
            return None;
        }
        Some(dit)
    }
}

impl Drop for Chaine {
    fn drop(&mut self) {
        let _ = self.processus.kill();
        let _ = self.processus.wait();
    }
}

fn duree(secondes: &Value) -> Duration {
    Duration::from_secs_f64(secondes.as_f64().unwrap())
}
