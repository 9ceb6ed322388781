//! The matrix defect × exigence: without a defect nothing is non-conform; with one, exactly the exigences that it names
//! turn, and nothing else moves. The table is `scenarios/temoin/defauts.toml`, written before it runs.
//!
//! Each defect is played on the scenarios of the exigences that it names, and on one scenario for each act that the témoin
//! can do: the first of the pack. With `SEGUR_BENCH_MATRICE=entiere` (the continuous integration sets it), on every scenario.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;

use segur_engine::grammaire::{self, Lexique, ast::Scenario};
use segur_engine::{catalogues, regles};

use crate::outils::{code, demo, manifeste, zip};

/// The constat of each exigence.
fn constats(dossier: &Path) -> BTreeMap<String, String> {
    manifeste(&zip(dossier))
        .exigences
        .into_iter()
        .map(|c| (c.id, format!("{:?}", c.constat)))
        .collect()
}

/// The constat of each scenario played, as the JUnit of the dossier says it.
fn par_scenario(dossier: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(zip(dossier)).unwrap()).unwrap();
    let mut junit = String::new();
    archive.by_name("junit.xml").unwrap().read_to_string(&mut junit).unwrap();
    let cas = junit.split("<testcase name=\"").skip(1);
    cas.map(|c| {
        let numero = c.split(' ').next().unwrap_or_default();
        let dit = c
            .split_once(" message=\"")
            .map_or("Conforme", |(_, m)| m.split(" :").next().unwrap_or_default());
        (numero.to_owned(), dit.to_owned())
    })
    .collect()
}

fn pack() -> Vec<Scenario> {
    let monde = segur_world::monde_demo().unwrap();
    let lexique = Lexique {
        patients: monde.patients.keys().cloned().collect(),
        professionnels: monde.professionnels.keys().cloned().collect(),
        catalogues: catalogues::embarques().unwrap(),
        regles: regles::identifiants(),
    };
    grammaire::charger_textes(catalogues::pack_embarque("biologie").unwrap(), &lexique).unwrap()
}

/// The first scenario of the pack for each act, among those that apply to the témoin.
fn un_par_acte(pack: &[Scenario], temoin: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut premiers = BTreeMap::new();
    for s in pack.iter().filter(|s| temoin.get(&s.numero).is_some_and(|c| c != "Non applicable")) {
        for f in s.etapes.iter().filter_map(|e| e.faire.as_ref()) {
            premiers.entry(&f.acte).or_insert(&s.numero);
        }
    }
    premiers.into_values().cloned().collect()
}

#[test]
fn each_defect_turns_the_exigences_that_it_names_and_nothing_else() {
    let racine = tempfile::tempdir().unwrap();
    let sans = racine.path().join("sans");
    code(&demo(&sans, &[]), 0);
    let (temoin, temoin_scenarios) = (constats(&sans), par_scenario(&sans));
    assert!(temoin.values().all(|c| c != "NonConforme"), "{temoin:?}");
    let conformes: BTreeSet<&String> = temoin.iter().filter(|(_, c)| *c == "Conforme").map(|(e, _)| e).collect();
    assert!(conformes.len() >= 13, "{conformes:?}");

    let entiere = std::env::var("SEGUR_BENCH_MATRICE").is_ok_and(|v| v == "entiere");
    let pack = pack();
    let toujours = un_par_acte(&pack, &temoin_scenarios);
    let sert = |s: &Scenario, attendus: &BTreeSet<&str>| s.exigences.iter().any(|e| attendus.contains(e.as_str()));

    let file = Mutex::new(segur_temoin::defauts().iter());
    let retournees = Mutex::new(BTreeSet::new());
    let fautes = Mutex::new(Vec::new());
    std::thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                loop {
                    let Some(d) = file.lock().unwrap().next() else { return };
                    let dossier = racine.path().join(&d.nom);
                    let attendus: BTreeSet<&str> = d.attendus.iter().map(String::as_str).collect();
                    let choisis: Vec<&str> = pack
                        .iter()
                        .filter(|s| toujours.contains(&s.numero) || sert(s, &attendus))
                        .map(|s| s.numero.as_str())
                        .collect();
                    let choisis = choisis.join(",");
                    let mut arguments = vec!["--defaut", d.nom.as_str()];
                    if !entiere {
                        arguments.extend(["--seulement", &choisis]);
                    }
                    let o = demo(&dossier, &arguments);
                    let vus = constats(&dossier);
                    let tournees: BTreeSet<&str> = vus.iter().filter(|(_, c)| *c == "NonConforme").map(|(e, _)| e.as_str()).collect();
                    // What serves none of its exigences says the same as without it.
                    let joues = par_scenario(&dossier);
                    let bougees: Vec<&str> = pack
                        .iter()
                        .filter(|s| !sert(s, &attendus))
                        .map(|s| s.numero.as_str())
                        .filter(|n| joues.get(*n).is_some_and(|c| temoin_scenarios.get(*n) != Some(c)))
                        .collect();
                    if o.status.code() != Some(1) || tournees != attendus || !bougees.is_empty() {
                        fautes.lock().unwrap().push(format!(
                            "{} : code {:?}, non conformes {tournees:?}, attendues {attendus:?}, scénarios qui ont bougé {bougees:?}",
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
