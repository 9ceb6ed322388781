//! The example that the project holds, `conformance-reports/exemples/demo`, is the demo's own dossier, unpacked: file for file, byte for byte.
//!
//! After a change that the demo shows, one command makes it again:
//! `SEGUR_BENCH_EXEMPLES=refaire cargo test --test it exemples`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::outils::{code, deballer, demo_entiere, lancer, sortie, zip};

/// Where the example is.
fn dossier() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance-reports/exemples/demo")
}

/// Every file of the demo's dossier, by its path.
fn faits() -> BTreeMap<String, Vec<u8>> {
    deballer(&zip(demo_entiere())).into_iter().collect()
}

/// Every file of the example, by its path.
fn gardes(racine: &Path, sous: &Path, tous: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entrees) = std::fs::read_dir(sous) else { return };
    for e in entrees.map(|e| e.unwrap().path()) {
        if e.is_dir() {
            gardes(racine, &e, tous);
        } else {
            let nom = e.strip_prefix(racine).unwrap().to_str().unwrap().replace('\\', "/");
            tous.insert(nom, std::fs::read(&e).unwrap());
        }
    }
}

#[test]
fn the_report_that_is_printed_holds_to_what_the_bench_asks_of_a_pdf() {
    let o = lancer(&["check", "pdf", dossier().join("rapport.pdf").to_str().unwrap()]);
    code(&o, 0);
    assert!(!sortie(&o).contains("pdf.a1"), "{}", sortie(&o));
    assert!(!sortie(&o).contains("non évalué "), "{}", sortie(&o));
}

#[test]
fn the_example_is_the_dossier_of_the_demo() {
    let faits = faits();
    let racine = dossier();
    if std::env::var("SEGUR_BENCH_EXEMPLES").is_ok_and(|v| v == "refaire") {
        let _ = std::fs::remove_dir_all(&racine);
        for (nom, octets) in &faits {
            let chemin = racine.join(nom);
            std::fs::create_dir_all(chemin.parent().unwrap()).unwrap();
            std::fs::write(chemin, octets).unwrap();
        }
    }
    let mut gardes_ici = BTreeMap::new();
    gardes(&racine, &racine, &mut gardes_ici);
    let noms = faits.keys().chain(gardes_ici.keys());
    let autres: std::collections::BTreeSet<&String> = noms.filter(|n| faits.get(*n) != gardes_ici.get(*n)).collect();
    assert!(
        autres.is_empty(),
        "{} fichier(s) de conformance-reports/exemples/demo ne sont plus ceux de la démonstration, dont {:?} : \
         SEGUR_BENCH_EXEMPLES=refaire cargo test --test it exemples, puis relisez ce qui change",
        autres.len(),
        autres.iter().take(5).collect::<Vec<_>>()
    );
}
