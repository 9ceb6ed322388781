//! Saxon itself, live: the ISO pipeline of an ANS checkout still says what the golden file keeps. So the file is what Saxon says,
//! and not what we would like it to say.
//!
//! `SEGUR_BENCH_ANS` names the checkout of `ansforge/TestContenuCDA-3-0`; `SEGUR_BENCH_PYTHON` the Python, `python3` by default,
//! with `saxonche` or with what it takes to install it. A drawn part of the pairs; all with `SEGUR_BENCH_SAXON=tout` (ten minutes).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The version that made the golden file.
const SAXONCHE: &str = "13.1.1";
/// What the draw starts from: another one draws other pairs.
const GRAINE: &str = "saxon 1";
/// Pairs drawn in each family: each profile, and the schematrons of the documents together.
const PAR_FAMILLE: usize = 24;

#[test]
#[ignore = "veut SEGUR_BENCH_ANS, une copie de travail de ansforge/TestContenuCDA-3-0 ; .ci/nuit le passe"]
fn saxon_still_says_what_is_kept() {
    let ans = std::env::var_os("SEGUR_BENCH_ANS").expect("SEGUR_BENCH_ANS désigne une copie de travail de ansforge/TestContenuCDA-3-0");
    let Some(cda) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let Some(nomme) = segur_essais::outil("python3") else { return };
    let python = python(nomme).unwrap();
    let dossier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let gardees = dossier.join("donnees/saxon.jsonl");
    let paires = paires(&std::fs::read_to_string(&gardees).unwrap());
    // Made anew: a copy of the schemas kept from another day would hide what has changed.
    let travail = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let neuves = travail.path().join("neuf.jsonl");
    let option = |nom: &str, valeur: &Path| [OsString::from(nom), valeur.as_os_str().to_owned()];
    let faite = Command::new(python)
        .arg(dossier.join("saxon/saxon.py"))
        .args(option("--ans", Path::new(&ans)))
        .args(option("--corpus", &cda.join("../..")))
        .args(option("--travail", travail.path()))
        .args(option("--sortie", &neuves))
        .args(option("--contre", &gardees))
        .args(["--seulement", &retenir(&paires)])
        .output()
        .unwrap();
    let dit = String::from_utf8_lossy(&faite.stderr);
    assert!(faite.status.success(), "Saxon ne dit plus ce qui est gardé :\n{dit}");
    // All of them were run: an expression that keeps less would prove less.
    assert_eq!(std::fs::read_to_string(neuves).unwrap().lines().count(), paires.len(), "{dit}");
}

/// The pairs to run, as `saxon.py` names them.
fn paires(gardees: &str) -> Vec<String> {
    let mut familles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ligne in gardees.lines() {
        let l: Value = serde_json::from_str(ligne).unwrap();
        let (document, schema) = (l["document"].as_str().unwrap(), l["schema"].as_str().unwrap());
        let mutation = l["mutation"].as_str().unwrap_or("-");
        let famille = if schema.starts_with("profils/") { schema } else { "" };
        familles
            .entry(famille.to_owned())
            .or_default()
            .push(format!("{document}\t{mutation}\t{schema}"));
    }
    assert_eq!(familles.len(), 5, "un schématron de document et quatre profils");
    let toutes = std::env::var_os("SEGUR_BENCH_SAXON").is_some_and(|s| s == "tout");
    let combien = if toutes { usize::MAX } else { PAR_FAMILLE };
    familles
        .into_values()
        .flat_map(|mut famille| {
            famille.sort_by_cached_key(|p| Sha256::digest(format!("{GRAINE}\t{p}")).to_vec());
            famille.into_iter().take(combien)
        })
        .collect()
}

/// An expression that these pairs answer to, and no other. Beyond a few hundred they are all of them: no filter.
fn retenir(paires: &[String]) -> String {
    if paires.len() > 5 * PAR_FAMILLE {
        return String::new();
    }
    let litterale = |p: &String| -> String {
        p.chars()
            .map(|c| match c {
                c if c.is_ascii_punctuation() || c == ' ' => format!("\\{c}"),
                c => c.to_string(),
            })
            .collect()
    };
    format!("^(?:{})$", paires.iter().map(litterale).collect::<Vec<_>>().join("|"))
}

/// A Python that has `saxonche`: the one that is named, or one made from it in the folder of the build; or why there is none.
fn python(nomme: PathBuf) -> Result<PathBuf, String> {
    if a_saxonche(&nomme) {
        return Ok(nomme);
    }
    let dossier = Path::new(env!("CARGO_TARGET_TMPDIR")).join("saxonche");
    let fait = dossier.join("bin/python");
    if !a_saxonche(&fait) {
        lancer(Command::new(&nomme).args(["-m", "venv", "--clear"]).arg(&dossier))?;
        let paquet = format!("saxonche=={SAXONCHE}");
        lancer(Command::new(&fait).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", &paquet]))?;
    }
    Ok(fait)
}

fn a_saxonche(python: &Path) -> bool {
    let demande = format!("import saxonche; from importlib.metadata import version; assert version('saxonche') == '{SAXONCHE}'");
    lancer(Command::new(python).args(["-c", &demande])).is_ok()
}

fn lancer(commande: &mut Command) -> Result<(), String> {
    match commande.output() {
        Ok(faite) if faite.status.success() => Ok(()),
        Ok(faite) => Err(format!(
            "saxonche {SAXONCHE} ne s'installe pas : {}",
            String::from_utf8_lossy(&faite.stderr).lines().last().unwrap_or_default()
        )),
        Err(e) => Err(format!("{} ne démarre pas ({e})", commande.get_program().display())),
    }
}
