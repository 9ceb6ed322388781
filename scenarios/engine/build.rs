//! Lists the packs so that the binary carries them: a new scenario is a file and nothing else.

use std::fmt::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let packs = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../packs");
    println!("cargo::rerun-if-changed={}", packs.display());
    let mut code = String::from("/// Embedded packs: name, then files.\nconst PACKS: &[(&str, &[(&str, &str)])] = &[\n");
    for pack in tries(&packs)? {
        if !pack.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", pack.display());
        writeln!(code, "    ({:?}, &[", nom(&pack))?;
        for f in tries(&pack)? {
            if f.extension().is_some_and(|e| e == "yaml") {
                println!("cargo::rerun-if-changed={}", f.display());
                writeln!(code, "        ({:?}, include_str!({:?})),", nom(&f), f.canonicalize()?)?;
            }
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("packs.rs"), code)?;
    Ok(())
}

fn tries(dossier: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
    let mut v = std::fs::read_dir(dossier)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()?;
    v.sort();
    Ok(v)
}

fn nom(p: &Path) -> String {
    p.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
