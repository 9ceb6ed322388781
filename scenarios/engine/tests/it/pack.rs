//! What holds over the pack that ships, its catalogues and the people of the demonstration.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use segur_engine::catalogues::{embarques, pack_du_couloir, pack_embarque, packs_embarques};
use segur_engine::grammaire::ast::{Condition, Observation, Scenario};
use segur_engine::grammaire::{Lexique, charger_textes};
use segur_engine::regles;
use segur_model::catalogue::{Catalogue, CatalogueScenario};
use segur_model::etape::Sorte;
use segur_model::vocabulaire::fait_declare;
use segur_tous::{OPERATIONS, operations};

/// The `fiche` of every entry of a table, in the TOML files of a folder of the world.
pub fn fiches(sous: &str, table: &str) -> BTreeSet<String> {
    let racine = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../services/world/donnees")
        .join(sous);
    let fichiers: Vec<PathBuf> = if racine.is_dir() {
        fs::read_dir(&racine).unwrap().map(|e| e.unwrap().path()).collect()
    } else {
        vec![racine]
    };
    let lire = |f: &Path| -> toml::Table { fs::read_to_string(f).unwrap().parse().unwrap() };
    let entrees = fichiers
        .iter()
        .filter_map(|f| lire(f).get(table).and_then(|t| t.as_array().cloned()))
        .flatten();
    entrees.map(|e| e["fiche"].as_str().unwrap().to_owned()).collect()
}

/// The pack of the laboratory, loaded.
pub fn pack(catalogues: &[Catalogue]) -> Vec<Scenario> {
    charger("biologie", catalogues)
}

/// Every pack that ships, by name.
pub fn packs(catalogues: &[Catalogue]) -> Vec<(&'static str, Vec<Scenario>)> {
    packs_embarques().map(|nom| (nom, charger(nom, catalogues))).collect()
}

/// The scenarios of every pack that ships.
pub fn tous(catalogues: &[Catalogue]) -> Vec<Scenario> {
    packs(catalogues).into_iter().flat_map(|(_, scenarios)| scenarios).collect()
}

fn charger(nom: &str, catalogues: &[Catalogue]) -> Vec<Scenario> {
    let lexique = Lexique {
        patients: fiches("patients", "patients"),
        professionnels: fiches("professionnels.toml", "professionnels"),
        catalogues: catalogues.to_vec(),
        regles: regles::identifiants(),
    };
    charger_textes(pack_embarque(nom).unwrap(), &lexique).unwrap_or_else(|erreurs| {
        let messages: Vec<String> = erreurs.iter().map(ToString::to_string).collect();
        panic!("{}", messages.join("\n"))
    })
}

/// What a scenario asks of a declaration, the report can say.
#[test]
fn chaque_fait_declare_a_sa_phrase() {
    let tous = tous(&embarques().unwrap());
    let conditions = tous
        .iter()
        .flat_map(|s| s.si.iter().chain(s.etapes.iter().filter_map(|e| e.si.as_ref())));
    let mut vus = 0;
    for c in conditions {
        let Condition::Faits(faits) = c else { continue };
        for (fait, valeurs) in faits {
            let connu = fait_declare(fait).unwrap_or_else(|| panic!("{fait}"));
            for v in valeurs {
                assert!(connu.valeurs.iter().any(|(mot, _)| mot == v), "{fait} = {v}");
                vus += 1;
            }
        }
    }
    assert!(vus > 20, "{vus}");
}

#[test]
fn chaque_patient_sert_un_scenario() {
    for (nom, pack) in packs(&embarques().unwrap()) {
        let mut servis: BTreeMap<String, String> = BTreeMap::new();
        for s in pack {
            for fiche in s.donnees.into_values() {
                let deja = servis.insert(fiche.clone(), s.numero.clone());
                assert_eq!(
                    deja, None,
                    "{nom}, {fiche} : une requête tardive ne dirait pas si elle est à {}",
                    s.numero
                );
            }
        }
    }
}

/// A couloir has a pack of its own, which plays its catalogues and no other's.
#[test]
fn un_pack_est_d_un_couloir() {
    let catalogues = embarques().unwrap();
    for (nom, pack) in packs(&catalogues) {
        let siens: BTreeSet<&str> = catalogues
            .iter()
            .filter(|c| pack_du_couloir(&c.couloir) == nom)
            .map(|c| c.code.as_str())
            .collect();
        assert!(!siens.is_empty(), "{nom}");
        for s in &pack {
            assert!(s.referentiel.iter().all(|r| siens.contains(r.as_str())), "{nom} : {}", s.numero);
        }
    }
    for c in &catalogues {
        let pack = pack_du_couloir(&c.couloir);
        assert!(packs_embarques().any(|p| p == pack), "{} : pas de pack {pack}", c.code);
    }
}

/// Étapes of the REM have its numbers, all of them; what is ours has others.
#[test]
fn les_numeros_sont_ceux_du_referentiel() {
    let catalogues = embarques().unwrap();
    let publie = |s: &Scenario| {
        let siens = catalogues.iter().filter(|c| s.referentiel.contains(&c.code));
        let connus = siens.flat_map(|c| &c.exigences).flat_map(|e| &e.scenarios);
        connus.into_iter().find(|x| x.id == s.numero)
    };
    for s in tous(&catalogues) {
        let joues: BTreeSet<u32> = s
            .etapes
            .iter()
            .filter(|e| e.numero.est_rem())
            .flat_map(|e| e.numero.de..=e.numero.a)
            .collect();
        // One that begins at 0 says so in its plan.
        let premiere = |x: &CatalogueScenario| u32::from(!x.plan.first().is_some_and(|l| l.starts_with("0 :")));
        let attendus: BTreeSet<u32> = publie(&s)
            .and_then(|x| Some((premiere(x)..=x.etapes?).collect()))
            .unwrap_or_default();
        assert_eq!(joues, attendus, "{}", s.numero);
        if s.numero.starts_with("BENCH.") {
            assert!(s.etapes.iter().all(|e| e.numero.sorte == Sorte::Banc), "{}", s.numero);
        }
    }
}

/// A counter-proof condemns nobody: it only says what an absence is worth.
#[test]
fn une_absence_decisive_a_sa_contre_preuve() {
    let scenarios = pack(&embarques().unwrap());
    for numero in ["INS/va1.20.01", "INS/va1.20.02", "DMP/va1.22.01", "INS/va1.59.01", "BENCH.DMP.03"] {
        let s = scenarios.iter().find(|s| s.numero == numero).unwrap();
        let jamais = |o: &Observation| matches!(o, Observation::Jamais(_));
        let verrou = s.etapes.iter().position(|e| e.observer.iter().any(jamais)).unwrap();
        let levee = s.etapes.last().unwrap();
        let (tenu, leve) = (s.etapes[verrou].faire.as_ref().unwrap(), levee.faire.as_ref().unwrap());
        assert_eq!((levee.prealable, &tenu.acte), (Some(true), &leve.acte), "{numero}");
        let differents: Vec<&String> = tenu.avec.keys().filter(|k| brut(tenu, k) != brut(leve, k)).collect();
        assert!(differents.len() <= 1, "{numero} : {differents:?}");
    }
}

fn brut(faire: &segur_engine::grammaire::ast::Faire, cle: &str) -> Option<String> {
    match faire.avec.get(cle)? {
        segur_engine::grammaire::ast::Valeur::Texte(g) => Some(g.brut.clone()),
        autre => Some(format!("{autre:?}")),
    }
}

#[test]
fn une_operation_a_une_exigence_qui_existe() {
    for c in embarques().unwrap() {
        assert!(!c.proprietaires.is_empty(), "{}", c.code);
        for p in &c.proprietaires {
            assert!(operations(&p.operation).next().is_some(), "{} : {}", c.code, p.operation);
            assert!(c.exigence(&p.exigence).is_some(), "{} : {}", c.code, p.exigence);
        }
    }
    let catalogues = embarques().unwrap();
    let va2 = catalogues.iter().find(|c| c.code == "REM-BIO-SGL-Va2").unwrap();
    for (operation, exigence) in [
        ("insi.recherche-traits", Some("INS/va1.34")),
        ("dmp.TD2.1", Some("DOC/va1.21")),
        ("psc.echange", Some("PSC.10")),
        ("psc.token", Some("PSC.01")),
        ("annuaire.extraction", Some("ANN/va1.01")),
        ("annuaire.recherche", Some("ANN/va1.05")),
        ("igc.crl", None),
    ] {
        assert!(OPERATIONS.iter().any(|o| o.nom == operation));
        assert_eq!(va2.proprietaire(operation), exigence, "{operation}");
    }
}

/// What only prepares, scenario by scenario: not met, it blocks what follows and condemns nobody. Read the list when it changes.
#[test]
fn les_prealables_du_pack() {
    let mut lignes = Vec::new();
    for (pack, s) in packs(&embarques().unwrap())
        .into_iter()
        .flat_map(|(nom, p)| p.into_iter().map(move |s| (nom, s)))
    {
        for (e, _) in s.etapes.iter().zip(s.prealables()).filter(|(_, prealable)| *prealable) {
            let attendus: Vec<String> = e
                .observer
                .iter()
                .map(|o| match o {
                    Observation::Attendu(a) => a.operations.join(" ou "),
                    Observation::Jamais(j) => format!("jamais {}", j.operations.join(" ou ")),
                    Observation::Fichier(f) => format!("fichier {}", f.nom),
                })
                .collect();
            let acte = e.faire.as_ref().map_or("", |f| f.acte.as_str());
            let dit = if e.prealable == Some(true) { " (dit)" } else { "" };
            lignes.push(format!("{pack} {} {}{dit} : {acte} → {}", s.numero, e.numero, attendus.join(", ")));
        }
    }
    insta::assert_snapshot!("prealables", lignes.join("\n"));
}
