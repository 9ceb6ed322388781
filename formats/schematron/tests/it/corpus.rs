//! The shared corpus: found by `SEGUR_BENCH_CORPUS`, skipped visibly where it is absent.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Folder of the CDA corpus; `None`, said, when it is absent.
pub fn cda(test: &str) -> Option<PathBuf> {
    let racine = std::env::var_os("SEGUR_BENCH_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let dossier = racine.join("cda/ans-testcontenucda-3-0");
    if dossier.is_dir() {
        return Some(dossier);
    }
    saute(
        test,
        &format!("le corpus est absent ({}) ; SEGUR_BENCH_CORPUS le désigne", dossier.display()),
    );
    None
}

/// Says why a test does nothing. Written to the terminal itself: what a test prints is hidden when it passes.
pub fn saute(test: &str, pourquoi: &str) {
    let _ = writeln!(std::io::stderr(), "SAUTÉ {test} : {pourquoi}");
}
