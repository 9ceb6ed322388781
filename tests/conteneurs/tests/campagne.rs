//! A campaign across containers: the bytes are those of one process; a service that goes away, or a network that is cut, blocks what wants it, is
//! named, and condemns nobody.

mod banc;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Output;

use banc::{Banc, segur_bench};

/// Scenarios of every service, of a few seconds. `SEGUR_BENCH_ENTIERE`: the whole campaign.
const SEULEMENT: &[&str] = &["--seulement", "INS/va1.28*,DMP/va1.1*,PSC.0*,MSS/va1.1*,MSS/CONF.07*"];

fn choix() -> &'static [&'static str] {
    if std::env::var_os("SEGUR_BENCH_ENTIERE").is_some() { &[] } else { SEULEMENT }
}

fn dit(o: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&o.stdout), String::from_utf8_lossy(&o.stderr))
}

fn zip(dossier: &Path) -> PathBuf {
    let mut zips = std::fs::read_dir(dossier).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "zip"));
    zips.next().expect("un dossier de preuves")
}

/// The demo in one process.
fn seul(sortie: &Path) {
    let mut arguments = vec!["demo", "--out", sortie.to_str().unwrap()];
    arguments.extend(choix());
    let joue = segur_bench(&arguments);
    assert_eq!(joue.status.code(), Some(0), "{}", dit(&joue));
}

fn sans_difference(a: &Path, b: &Path) {
    let diff = segur_bench(&["diff", zip(a).to_str().unwrap(), zip(b).to_str().unwrap()]);
    assert!(diff.status.success() && dit(&diff).contains("Aucune différence"), "{}", dit(&diff));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_are_those_of_one_process() {
    let Some(banc) = Banc::demarrer("sb-octets").await else { return };
    let d = tempfile::tempdir().unwrap();
    let (un, plusieurs) = (d.path().join("un"), d.path().join("plusieurs"));
    seul(&un);
    let joue = banc.demo(&plusieurs, choix());
    assert_eq!(joue.status.code(), Some(0), "{}", dit(&joue));
    assert!(std::fs::read(zip(&un)).unwrap() == std::fs::read(zip(&plusieurs)).unwrap(), "d'autres octets");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_stops_in_the_middle_is_named_and_the_rest_goes_on() {
    let Some(banc) = Banc::demarrer("sb-arret").await else { return };
    let d = tempfile::tempdir().unwrap();
    let (un, coupee) = (d.path().join("un"), d.path().join("coupee"));
    seul(&un);
    let mut enfant = banc.demo_en_cours(&coupee, choix());
    let mut lignes = BufReader::new(enfant.stderr.take().unwrap()).lines().map(Result::unwrap);
    lignes.find(|l| l.contains("DMP/")).expect("un scénario du DMP");
    banc.tuer("dmp");
    lignes.for_each(drop);
    let fini = enfant.wait_with_output().unwrap();
    assert_eq!(fini.status.code(), Some(1), "{}", dit(&fini));
    assert!(dit(&fini).contains("le service dmp du banc ne répond") && dit(&fini).contains(" 0 non conforme"), "{}", dit(&fini));

    banc.relancer("dmp");
    std::fs::remove_file(zip(&coupee)).unwrap();
    let reprise = banc.demo(&coupee, &["--reprendre", "demo-1"]);
    assert_eq!(reprise.status.code(), Some(0), "{}", dit(&reprise));
    sans_difference(&un, &coupee);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_cut_between_two_services_condemns_nobody() {
    let Some(banc) = Banc::demarrer("sb-reseau").await else { return };
    let d = tempfile::tempdir().unwrap();
    let (un, coupee, apres) = (d.path().join("un"), d.path().join("coupee"), d.path().join("apres"));
    seul(&un);
    // The operator asks Pro Santé Connect, which owns the keys, over this network and no other.
    banc.couper("psc");
    let joue = banc.demo(&coupee, choix());
    assert_eq!(joue.status.code(), Some(1), "{}", dit(&joue));
    assert!(dit(&joue).contains("mssante.operateur.cles-psc") && dit(&joue).contains(" 0 non conforme"), "{}", dit(&joue));
    banc.relier("psc");
    let joue = banc.demo(&apres, choix());
    assert_eq!(joue.status.code(), Some(0), "{}", dit(&joue));
    sans_difference(&un, &apres);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bench_that_was_killed_keeps_what_it_acknowledged() {
    let Some(banc) = Banc::demarrer("sb-durable").await else { return };
    let d = tempfile::tempdir().unwrap();
    let joue = banc.demo(d.path(), &["--seulement", "INS/va1.28*"]);
    assert_eq!(joue.status.code(), Some(0), "{}", dit(&joue));
    let acces = banc.acces().join("insi.json");
    let journal = || {
        let lu = segur_bench(&["journal", "--banc", acces.to_str().unwrap()]);
        assert!(lu.status.success(), "{}", dit(&lu));
        lu.stdout
    };
    let avant = journal();
    assert!(!avant.is_empty());
    banc.tuer("insi");
    banc.relancer("insi");
    assert_eq!(String::from_utf8_lossy(&avant), String::from_utf8_lossy(&journal()));
}
