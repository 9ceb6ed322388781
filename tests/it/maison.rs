//! How the house is laid out: which crate may depend on which (imports only go down), what every crate has, and the one
//! crypto provider.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The root package: the command line. It may reach everything, and nothing reaches it.
const RACINE: &str = "segur-bench";

/// For tests only: nothing depends on it to be built, the root package included.
const ESSAIS: &str = "segur-essais";

const MODELE: &[&str] = &["segur-model"];
const FORMATS: &[&str] = &[
    "segur-ids",
    "segur-soap",
    "segur-x509",
    "segur-dsig",
    "segur-saml",
    "segur-insi-messages",
    "segur-xds",
    "segur-cda",
    "segur-mail",
    "segur-xpath",
    "segur-schematron",
    "segur-xsd",
    "segur-pdf",
    "segur-oidc",
    "segur-fhir",
];
const CERTS: &[&str] = &["segur-certs"];
const MONDE: &[&str] = &["segur-world"];
const KIT: &[&str] = &["segur-kit"];

/// Each crate, and the crates that it may depend on to be built. Tests may reach further (`dev-dependencies`).
const MAISON: &[(&str, &[&[&str]])] = &[
    // The words: they depend on nobody.
    ("segur-model", &[]),
    ("segur-certs", &[MODELE, FORMATS]),
    // Bytes in, facts and findings out.
    ("segur-ids", &[MODELE, FORMATS]),
    ("segur-soap", &[MODELE, FORMATS]),
    ("segur-x509", &[MODELE]),
    ("segur-dsig", &[FORMATS]),
    ("segur-saml", &[MODELE, FORMATS]),
    ("segur-insi-messages", &[MODELE, FORMATS]),
    ("segur-xds", &[MODELE, FORMATS]),
    ("segur-cda", &[MODELE, FORMATS]),
    ("segur-mail", &[MODELE, FORMATS]),
    ("segur-xpath", &[FORMATS]),
    ("segur-schematron", &[MODELE, FORMATS]),
    ("segur-xsd", &[MODELE, FORMATS]),
    ("segur-pdf", &[MODELE, FORMATS]),
    ("segur-oidc", &[MODELE, FORMATS]),
    ("segur-fhir", &[MODELE, FORMATS]),
    // The services: never another service.
    ("segur-world", &[MODELE, FORMATS]),
    ("segur-kit", &[MODELE, FORMATS, CERTS, MONDE]),
    ("segur-insi", &[MODELE, FORMATS, CERTS, MONDE, KIT]),
    ("segur-dmp", &[MODELE, FORMATS, CERTS, MONDE, KIT]),
    ("segur-psc", &[MODELE, FORMATS, CERTS, MONDE, KIT]),
    ("segur-annuaire", &[MODELE, FORMATS, CERTS, MONDE, KIT]),
    // What replays, what plays the candidate and what reports know the services by what they say on the network.
    ("segur-engine", &[MODELE, FORMATS]),
    ("segur-temoin", &[MODELE, FORMATS]),
    ("segur-dossier", &[MODELE, FORMATS]),
    // What tests want from outside.
    (ESSAIS, &[]),
];

/// Crates by which the outside enters. The words and the formats are pure: none of these, directly.
const DEHORS: &[&str] = &[
    "axum",
    "hyper",
    "hyper-util",
    "reqwest",
    "rusqlite",
    "rustls",
    "tokio",
    "tokio-rustls",
];

/// Crates that have one door, and who is behind it. `segur-certs` writes certificates; `segur-saml` and the témoin sign.
const PORTES: &[(&str, &[&str])] = &[
    ("x509-parser", &["segur-certs", "segur-x509"]),
    ("bergshamra-c14n", &["segur-dsig", "segur-temoin"]),
    ("bergshamra-dsig", &["segur-saml", "segur-temoin"]),
];

fn cargo(arguments: &[&str]) -> String {
    let sortie = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        sortie.status.success(),
        "cargo {arguments:?} :\n{}",
        String::from_utf8_lossy(&sortie.stderr)
    );
    String::from_utf8(sortie.stdout).unwrap()
}

fn metadonnees() -> Value {
    serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1", "--offline", "--locked"])).unwrap()
}

/// The members of the workspace, by name.
fn membres(metadonnees: &Value) -> BTreeMap<&str, &Value> {
    metadonnees["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["name"].as_str().unwrap(), p))
        .collect()
}

/// What a package depends on to be built: normal and build dependencies, under their real names, whatever the platform.
fn dependances(paquet: &Value) -> BTreeSet<&str> {
    let toutes = paquet["dependencies"].as_array().unwrap().iter();
    toutes
        .filter(|d| d["kind"].as_str() != Some("dev"))
        .map(|d| d["name"].as_str().unwrap())
        .collect()
}

#[test]
fn chaque_crate_a_sa_place() {
    let metadonnees = metadonnees();
    let connus: BTreeSet<&str> = MAISON.iter().map(|(nom, _)| *nom).chain([RACINE]).collect();
    let trouves: BTreeSet<&str> = membres(&metadonnees).into_keys().collect();
    assert_eq!(
        trouves, connus,
        "a crate of the workspace must have its line in MAISON, and a line its crate"
    );
}

#[test]
fn les_imports_ne_font_que_descendre() {
    let metadonnees = metadonnees();
    let membres = membres(&metadonnees);
    let mut montent = Vec::new();
    for (nom, admises) in MAISON {
        let admises: BTreeSet<&str> = admises.concat().into_iter().collect();
        let siennes = dependances(membres[nom]).into_iter().filter(|d| membres.contains_key(d));
        montent.extend(siennes.filter(|d| !admises.contains(d)).map(|d| format!("{nom} → {d}")));
    }
    assert!(
        montent.is_empty(),
        "dependencies that the house does not allow:\n{}",
        montent.join("\n")
    );
    assert!(!dependances(membres[RACINE]).contains(ESSAIS), "{ESSAIS} is for tests");
    // The check reads something: these arrows are there.
    assert!(dependances(membres["segur-insi"]).contains("segur-kit"));
    assert!(dependances(membres[RACINE]).contains("segur-engine"));
}

#[test]
fn les_certificats_et_les_signatures_ont_une_porte() {
    let metadonnees = metadonnees();
    let membres = membres(&metadonnees);
    for (crate_externe, admises) in PORTES {
        let qui: Vec<&str> = membres
            .iter()
            .filter(|(_, p)| dependances(p).contains(crate_externe))
            .map(|(nom, _)| *nom)
            .collect();
        assert_eq!(qui, *admises, "{crate_externe}");
    }
}

#[test]
fn le_modele_et_les_formats_ne_touchent_pas_au_dehors() {
    let metadonnees = metadonnees();
    let membres = membres(&metadonnees);
    for nom in MODELE.iter().chain(FORMATS) {
        let dehors: Vec<_> = dependances(membres[nom]).into_iter().filter(|d| DEHORS.contains(d)).collect();
        assert!(dehors.is_empty(), "{nom} must stay pure, and depends on {dehors:?}");
    }
}

#[test]
fn chaque_crate_est_compile_par_defaut_et_suit_les_regles_communes() {
    let metadonnees = metadonnees();
    let ids = |cle: &str| -> BTreeSet<String> {
        metadonnees[cle]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids("workspace_members"),
        ids("workspace_default_members"),
        "`cargo test` alone must cover every member"
    );
    for (nom, paquet) in membres(&metadonnees) {
        let manifeste = std::fs::read_to_string(Path::new(paquet["manifest_path"].as_str().unwrap())).unwrap();
        let manifeste: toml::Table = manifeste.parse().unwrap();
        let communes = manifeste
            .get("lints")
            .and_then(|l| l.get("workspace"))
            .and_then(toml::Value::as_bool);
        assert_eq!(
            communes,
            Some(true),
            "{nom}: « [lints] workspace = true » is missing from its Cargo.toml"
        );
    }
}

/// `cargo metadata` also resolves what a weak feature names (`ring` under rustls-webpki) and nothing builds; `cargo tree`
/// shows what is built.
#[test]
fn un_seul_fournisseur_de_cryptographie() {
    let arbre = cargo(&[
        "tree",
        "--workspace",
        "--edges",
        "normal,build,dev",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--offline",
        "--locked",
    ]);
    let construits: BTreeSet<&str> = arbre.lines().filter_map(|l| l.split_whitespace().next()).collect();
    assert!(
        construits.contains("aws-lc-rs") && construits.contains("rustls"),
        "the tree was not read:\n{arbre}"
    );
    let refuses: Vec<_> = ["ring", "openssl", "openssl-sys", "native-tls"]
        .into_iter()
        .filter(|n| construits.contains(n))
        .collect();
    assert!(refuses.is_empty(), "{refuses:?} would be built: `cargo tree -i` says for whom");
}
