//! Our side.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use segur_schematron::{Options, Schema, svrl};

/// First argument of the process that measures its own memory.
const ENFANT: &str = "--memoire-de";

pub struct Nous(Schema);

impl Nous {
    pub fn charger(schema: &Path) -> Self {
        Self(Schema::charger(schema).unwrap())
    }

    /// From bytes to SVRL; 0 threads for all.
    pub fn juger(&self, octets: &[u8], fils: usize) -> Duration {
        let debut = Instant::now();
        let options = Options {
            fils,
            ..Options::default()
        };
        let rapport = self.0.valider(octets, &options).unwrap();
        let ecrit = svrl::ecrire(&rapport, "document.xml").unwrap();
        std::hint::black_box(ecrit);
        debut.elapsed()
    }
}

/// From the schema as published to the result of one document, one thread.
pub fn froid(schema: &Path, octets: &[u8]) -> Duration {
    let debut = Instant::now();
    Nous::charger(schema).juger(octets, 1);
    debut.elapsed()
}

/// Peak memory of a process that loads one schema and judges one document, where the system says it.
pub fn memoire(schema: &Path, document: &Path) -> Option<u64> {
    let sortie = Command::new(std::env::current_exe().unwrap())
        .arg(ENFANT)
        .args([schema, document])
        .output()
        .unwrap();
    assert!(sortie.status.success(), "{}", String::from_utf8_lossy(&sortie.stderr));
    String::from_utf8_lossy(&sortie.stdout).trim().parse().ok()
}

/// The life of that process. False in any other.
pub fn enfant() -> bool {
    let arguments: Vec<_> = std::env::args_os().collect();
    let [_, ordre, schema, document] = arguments.as_slice() else {
        return false;
    };
    if ordre != ENFANT {
        return false;
    }
    froid(Path::new(schema), &std::fs::read(document).unwrap());
    let statut = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let pic = statut.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    println!("{}", pic.map_or("", |p| p.trim().trim_end_matches(" kB")));
    true
}
