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

/// The floors: where a crate stands, and where those may stand on which it depends to be built. The first that covers a crate is its own.
/// A new format or a new service has its place already. Tests may reach further (`dev-dependencies`).
const ETAGES: &[(&str, &[&str])] = &[
    // The words: they depend on nobody.
    ("model", &[]),
    // Bytes in, facts and findings out.
    ("formats/", &["model", "formats/"]),
    ("certs", &["model", "formats/"]),
    // The services: never another service.
    ("services/world", &["model", "formats/"]),
    ("services/kit", &["model", "formats/", "certs", "services/world"]),
    ("services/ecran", &["model", "formats/"]),
    // Convergence reads the dossiers that it is given.
    (
        "services/referencement",
        &[
            "model",
            "formats/",
            "certs",
            "services/world",
            "services/kit",
            "services/ecran",
            "conformance-reports/",
        ],
    ),
    (
        "services/",
        &["model", "formats/", "certs", "services/world", "services/kit", "services/ecran"],
    ),
    // What replays, what plays the candidate and what reports know the services by what they say on the network.
    ("scenarios/", &["model", "formats/"]),
    ("conformance-reports/", &["model", "formats/"]),
    // What tests want from outside.
    ("essais", &[]),
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

/// The folder of a package, from the root.
fn place(paquet: &Value) -> String {
    let manifeste = Path::new(paquet["manifest_path"].as_str().unwrap());
    let dossier = manifeste.parent().unwrap().strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    dossier.to_string_lossy().into_owned()
}

/// Whether a folder stands on a floor.
fn est_a(place: &str, etage: &str) -> bool {
    if etage.ends_with('/') {
        place.starts_with(etage)
    } else {
        place == etage
    }
}

#[test]
fn chaque_crate_a_sa_place() {
    let metadonnees = metadonnees();
    let membres = membres(&metadonnees);
    for (nom, paquet) in membres.iter().filter(|(nom, _)| **nom != RACINE) {
        let place = place(paquet);
        assert!(
            ETAGES.iter().any(|(etage, _)| est_a(&place, etage)),
            "{nom} ({place}) stands on no floor"
        );
    }
    for (etage, _) in ETAGES {
        assert!(membres.values().any(|p| est_a(&place(p), etage)), "nobody stands on {etage}");
    }
}

#[test]
fn les_imports_ne_font_que_descendre() {
    let metadonnees = metadonnees();
    let membres = membres(&metadonnees);
    let mut montent = Vec::new();
    for (nom, paquet) in membres.iter().filter(|(nom, _)| **nom != RACINE) {
        let ici = place(paquet);
        let admis = ETAGES
            .iter()
            .find(|(etage, _)| est_a(&ici, etage))
            .map_or(&[][..], |(_, admis)| admis);
        let siennes = dependances(paquet).into_iter().filter_map(|d| Some((d, place(membres.get(d)?))));
        montent.extend(
            siennes
                .filter(|(_, la)| !admis.iter().any(|etage| est_a(la, etage)))
                .map(|(d, _)| format!("{nom} → {d}")),
        );
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
    let purs = membres
        .iter()
        .filter(|(_, p)| est_a(&place(p), "model") || est_a(&place(p), "formats/"));
    for (nom, paquet) in purs {
        let dehors: Vec<_> = dependances(paquet).into_iter().filter(|d| DEHORS.contains(d)).collect();
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
