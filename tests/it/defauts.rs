//! The matrix defect × exigence: without a defect nothing is non-conform; with one, exactly the exigences that it names
//! turn, and nothing else moves. The table is `scenarios/temoin/defauts.toml`, written before it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use crate::outils::{code, demo, manifeste, zip};

fn constats(dossier: &Path) -> BTreeMap<String, String> {
    manifeste(&zip(dossier))
        .exigences
        .into_iter()
        .map(|c| (c.id, format!("{:?}", c.constat)))
        .collect()
}

#[test]
fn each_defect_turns_the_exigences_that_it_names_and_nothing_else() {
    let racine = tempfile::tempdir().unwrap();
    let sans = racine.path().join("sans");
    code(&demo(&sans, &[]), 0);
    let temoin = constats(&sans);
    assert!(temoin.values().all(|c| c != "NonConforme"), "{temoin:?}");
    let conformes: BTreeSet<&String> = temoin.iter().filter(|(_, c)| *c == "Conforme").map(|(e, _)| e).collect();
    assert!(conformes.len() >= 13, "{conformes:?}");

    let file = Mutex::new(segur_temoin::defauts().iter());
    let retournees = Mutex::new(BTreeSet::new());
    let fautes = Mutex::new(Vec::new());
    std::thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                loop {
                    let Some(d) = file.lock().unwrap().next() else { return };
                    let dossier = racine.path().join(&d.nom);
                    let o = demo(&dossier, &["--defaut", &d.nom]);
                    let vus = constats(&dossier);
                    let attendus: BTreeSet<&str> = d.attendus.iter().map(String::as_str).collect();
                    let tournees: BTreeSet<&str> = vus.iter().filter(|(_, c)| *c == "NonConforme").map(|(e, _)| e.as_str()).collect();
                    let bougees: Vec<&String> = vus
                        .iter()
                        .filter(|(e, c)| !attendus.contains(e.as_str()) && temoin.get(*e) != Some(c))
                        .map(|(e, _)| e)
                        .collect();
                    if o.status.code() != Some(1) || tournees != attendus || !bougees.is_empty() {
                        fautes.lock().unwrap().push(format!(
                            "{} : code {:?}, non conformes {tournees:?}, attendues {attendus:?}, ont bougé {bougees:?}",
                            d.nom,
                            o.status.code()
                        ));
                    }
                    retournees.lock().unwrap().extend(d.attendus.iter().cloned());
                }
            });
        }
    });
    let fautes = fautes.into_inner().unwrap();
    assert!(fautes.is_empty(), "{}", fautes.join("\n"));
    let retournees = retournees.into_inner().unwrap();
    let inertes: Vec<_> = conformes.iter().filter(|e| !retournees.contains(**e)).collect();
    assert!(
        inertes.is_empty(),
        "aucun défaut ne retourne {inertes:?} : ce n'est pas une vérification"
    );
}

#[test]
fn an_unknown_defect_is_refused_with_a_suggestion() {
    let racine = tempfile::tempdir().unwrap();
    let o = demo(&racine.path().join("x"), &["--defaut", "date-zero-accepte"]);
    code(&o, 2);
    assert!(
        crate::outils::erreurs(&o).contains("date-zero-acceptee"),
        "{}",
        crate::outils::erreurs(&o)
    );
}
