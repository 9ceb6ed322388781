//! Beside two peers: FHIR.js, which has the definitions of R4, and fhir.resources, whose models are of R4B. The published samples, and
//! mutations of each of their elements.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use segur_model::Finding;
use serde_json::{Value, json};

use super::corpus::exemples;
use super::juger;

/// What this crate refuses and both peers take, by rule, and why R4 refuses it all the same. Beside invariants, which neither evaluates.
const NOUS_SEULS: [(&str, &str); 5] = [
    ("fhir.annuaire.", "rules of the directory"),
    ("fhir.eprescription.", "rules of e-prescription"),
    (
        "fhir.element.vide",
        "json.html: an array cannot be empty, an object neither (ele-1), a string neither; both take []",
    ),
    ("fhir.compagnon", "json.html: as many items as the list beside; both take []"),
    (
        "fhir.valeur.",
        "datatypes.html: a code or a URI with a blank at its end; a boolean for a number, which a model turns into 1",
    ),
];

fn racine() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn jouer(programme: &Path, script: &str, documents: &Path) -> Vec<Value> {
    let modules = racine().join("target/ci/node/node_modules");
    let dossier = documents.parent().unwrap();
    // Node looks for packages beside the script.
    let copie = dossier.join(script);
    std::fs::copy(racine().join("tests/tiers").join(script), &copie).unwrap();
    if !dossier.join("node_modules").exists() && modules.exists() {
        std::os::unix::fs::symlink(std::fs::canonicalize(modules).unwrap(), dossier.join("node_modules")).unwrap();
    }
    let o = Command::new(programme)
        .arg(&copie)
        .arg(documents)
        .current_dir(dossier)
        .output()
        .unwrap();
    assert!(o.status.success(), "{script} : {}", String::from_utf8_lossy(&o.stderr));
    serde_json::from_slice(&o.stdout).unwrap()
}

/// Every document with one of its values changed.
fn mutants(v: &Value) -> Vec<Value> {
    fn chemins(v: &Value, ici: String, tous: &mut Vec<String>) {
        tous.push(ici.clone());
        match v {
            Value::Object(o) => o.iter().for_each(|(k, x)| chemins(x, format!("{ici}/{k}"), tous)),
            Value::Array(l) => l.iter().enumerate().for_each(|(i, x)| chemins(x, format!("{ici}/{i}"), tous)),
            _ => {}
        }
    }
    let mut tous = Vec::new();
    chemins(v, String::new(), &mut tous);
    let mut sortis = Vec::new();
    for c in tous.iter().filter(|c| !c.is_empty()) {
        let ancien = v.pointer(c).unwrap();
        let mut remplacants = vec![
            json!(""),
            json!({}),
            json!([]),
            json!(12),
            json!("a b "),
            json!(true),
            json!([ancien]),
        ];
        if let Value::Object(o) = ancien {
            let mut plus = o.clone();
            plus.insert("inconnu".to_owned(), json!("x"));
            remplacants.push(plus.into());
        }
        for r in remplacants {
            let mut m = v.clone();
            *m.pointer_mut(c).unwrap() = r;
            sortis.push(m);
        }
        // Without it.
        let (parent, nom) = c.rsplit_once('/').unwrap();
        let mut m = v.clone();
        if let Some(Value::Object(o)) = m.pointer_mut(parent) {
            o.remove(nom);
            sortis.push(m);
        }
    }
    sortis
}

#[test]
fn avec_fhir_js_et_fhir_resources() {
    let (Some(node), Some(python)) = (segur_essais::outil("node"), segur_essais::python(&["fhir.resources"])) else {
        return;
    };
    if !racine().join("target/ci/node/node_modules/fhir").is_dir() {
        return segur_essais::manque(segur_essais::Besoin::Outils, "FHIR.js absent ; .ci/run l'installe");
    }
    let Some(tous) = exemples() else { return };
    let mut documents: Vec<String> = Vec::new();
    for chemin in tous.values() {
        documents.push(std::fs::read_to_string(chemin).unwrap());
    }
    let publies = documents.len();
    for nom in [
        "HAS-03-Presc-INNOHEP.json",
        "Presc-CLARADOL-TL6h-MedCodeableConcept.json",
        "Practitioner-3719500-dr-with-mailbox.json",
        "Organization-centre-de-sante-bal-ORG.json",
        "PractitionerRole-1578230DP.json",
        "OperationOutcome-404-read.json",
        "Device-eml.legacy-ig.json",
    ] {
        let v: Value = serde_json::from_slice(&std::fs::read(&tous[nom]).unwrap()).unwrap();
        documents.extend(mutants(&v).iter().map(Value::to_string));
    }
    let d = tempfile::tempdir().unwrap();
    let fichier = d.path().join("documents.json");
    std::fs::write(&fichier, serde_json::to_vec(&documents).unwrap()).unwrap();
    let (fhirjs, modeles) = (jouer(&node, "r4_fhirjs.mjs", &fichier), jouer(&python, "r4_modeles.py", &fichier));
    let (mut eux_seuls, mut nous_seuls): (Vec<String>, BTreeMap<String, usize>) = (Vec::new(), BTreeMap::new());
    let mut comptes: BTreeMap<(bool, bool, bool), usize> = BTreeMap::new();
    for (i, texte) in documents.iter().enumerate() {
        let lu = crate::R4Lu::lire(texte.as_bytes());
        let vus = if lu.racine().is_ok() { juger(texte.as_bytes()) } else { Vec::new() };
        let nous: Vec<&Finding> = vus.iter().filter(|f| f.is_error()).collect();
        let refuse = (
            lu.racine().is_err() || !nous.is_empty(),
            fhirjs[i].as_array().is_none_or(|l| !l.is_empty()),
            !modeles[i].is_null(),
        );
        *comptes.entry(refuse).or_default() += 1;
        if !refuse.0 && (refuse.1 || refuse.2) {
            eux_seuls.push(format!("FHIR.js : {} ; fhir.resources : {}\n{texte}", fhirjs[i], modeles[i]));
        }
        if !refuse.1 && !refuse.2 {
            for f in nous.iter().filter(|f| !f.rule.starts_with("fhir.invariant.")) {
                let argumente = NOUS_SEULS.iter().any(|(r, _)| f.rule.starts_with(r));
                assert!(argumente, "les deux pairs acceptent : {f:#?}\n{texte}");
                *nous_seuls.entry(f.rule.clone()).or_default() += 1;
            }
        }
    }
    println!(
        "{} documents ({publies} publiés) ; (nous, FHIR.js, fhir.resources) refusent : {comptes:?}",
        documents.len()
    );
    println!("refusés par nous seuls, hors invariants : {nous_seuls:?}");
    assert!(
        eux_seuls.is_empty(),
        "{} documents qu'un pair refuse et pas nous, dont\n{}",
        eux_seuls.len(),
        eux_seuls[0]
    );
    assert!(documents.len() > 3_000 && comptes.iter().any(|((nous, js, _), n)| *nous && *js && *n > 1_000));
}
