//! The shared corpus: found by `SEGUR_BENCH_CORPUS`, skipped visibly where it is absent.

use std::path::{Path, PathBuf};

/// Folder of the CDA corpus; `None`, said, when it is absent.
pub fn cda(test: &str) -> Option<PathBuf> {
    let racine = std::env::var_os("SEGUR_BENCH_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let dossier = racine.join("cda/ans-testcontenucda-3-0");
    if dossier.is_dir() {
        return Some(dossier);
    }
    eprintln!(
        "SAUTÉ {test} : le corpus est absent ({}) ; SEGUR_BENCH_CORPUS le désigne",
        dossier.display()
    );
    None
}
