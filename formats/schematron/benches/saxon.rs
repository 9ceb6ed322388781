//! What judging a document costs, beside SaxonC running the ISO pipeline of the ANS on the same machine, in the same run: cold (from
//! the schema as published to the result of one document) and warm (one document more), each time from bytes to SVRL.
//!
//! `SEGUR_BENCH_ANS=TestContenuCDA-3-0 SEGUR_BENCH_PYTHON=venv/bin/python cargo bench -p segur-schematron`. Without one of them, ours
//! alone is measured and what is missing is said. Without `--bench` (so under `cargo test --all-targets`) a few times only, ours
//! alone, to know that it runs: its figures then mean nothing. No figure fails the run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a bench stops at the first surprise

#[path = "saxon/chaine.rs"]
mod chaine;
#[path = "saxon/nous.rs"]
mod nous;
#[path = "saxon/tableau.rs"]
mod tableau;

use std::path::Path;
use std::time::Duration;

use chaine::{Chaine, Froid};
use nous::Nous;

/// None of what is measured here is given up by Saxon.
const ABANDON: &str = "Saxon abandonne";

/// How much is measured.
struct Campagne {
    documents: usize,
    froids: usize,
    /// Ours for one of theirs: so short that one bad moment would make it.
    froids_par_tour: usize,
    tiedes: usize,
}

const ENTIERE: Campagne = Campagne {
    documents: 4,
    froids: 3,
    froids_par_tour: 5,
    tiedes: 9,
};
const RAPIDE: Campagne = Campagne {
    documents: 1,
    froids: 1,
    froids_par_tour: 1,
    tiedes: 1,
};

/// A document schematron, then the four profiles that every document is judged by.
const SCHEMAS: [(&str, &str); 5] = [
    ("BIO-CR-BIO_2024.01", "CI-SIS_BIO-CR-BIO_2024.01.sch"),
    (
        "structurationMinimale",
        "profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch",
    ),
    ("IHE", "profils/IHE.sch"),
    ("ModelesDeContenusCDA", "profils/CI-SIS_ModelesDeContenusCDA.sch"),
    ("Modeles_ANS", "profils/CI-SIS_Modeles_ANS.sch"),
];

/// Examples that a document schematron of biology judges, from the lightest on; the profiles judge others too.
const BIOLOGIE: [&str; 4] = [
    "BIO-CR-BIO_2024.01_TSH_1.xml",
    "BIO-CR-BIO_2024.01_Electrophorese.xml",
    "BIO-CR-BIO_2024.01_Microbiologie_V1.xml",
    "BIO-CR-BIO_2024.01_CR-2nde-intention-PDF.xml",
];
const DIVERS: [&str; 4] = [
    "BIO-CR-BIO_2024.01_TSH_1.xml",
    "SDM-MR_2022.01.xml",
    "CSE-CS8_2025.01.xml",
    "IPS-FR_2024.01.xml",
];

/// What was measured of a schema.
pub struct Mesure {
    nom: &'static str,
    memoire_kio: Option<u64>,
    froid: Duration,
    froid_saxon: Option<Froid>,
    documents: Vec<Document>,
}

/// Medians of a document.
pub struct Document {
    nom: &'static str,
    octets: usize,
    un_fil: Duration,
    tous_fils: Duration,
    saxon: Option<Duration>,
}

fn main() {
    if nous::enfant() {
        return;
    }
    let entiere = std::env::args().any(|a| a == "--bench");
    let campagne = if entiere { ENTIERE } else { RAPIDE };
    let Some(cda) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let mut saxon = if entiere { chaine::ouvrir(&cda) } else { None };
    tableau::presenter(entiere, saxon.as_ref().map(|s| s.version.as_str()));
    let mesures: Vec<Mesure> = SCHEMAS.into_iter().map(|s| mesurer(s, &cda, &campagne, saxon.as_mut())).collect();
    tableau::imprimer(&mesures, saxon.map(|s| s.memoire_kio));
}

/// From the schema as published to the result of one document.
fn total(froid: &Froid) -> Duration {
    froid.chaine + froid.compilation + froid.document
}

fn mesurer((nom, schema): (&'static str, &'static str), cda: &Path, campagne: &Campagne, mut saxon: Option<&mut Chaine>) -> Mesure {
    let choisis = if schema.starts_with("profils/") { DIVERS } else { BIOLOGIE };
    let lire = |d: &str| std::fs::read(cda.join("ExemplesCDA").join(d)).unwrap();
    let chemin = cda.join("schematrons").join(schema);
    let premier = lire(choisis[0]);

    // In turns, so that a noisy moment of the machine falls on all.
    let (mut froids, mut leurs_froids) = (Vec::new(), Vec::new());
    for _ in 0..campagne.froids {
        froids.extend((0..campagne.froids_par_tour).map(|_| nous::froid(&chemin, &premier)));
        leurs_froids.extend(saxon.as_mut().map(|s| s.froid(schema, choisis[0]).expect(ABANDON)));
    }
    let memoire_kio = nous::memoire(&chemin, &cda.join("ExemplesCDA").join(choisis[0]));

    let nous = Nous::charger(&chemin);
    let documents = choisis[..campagne.documents].iter().map(|d| {
        let octets = lire(d);
        // Value sets that only this document asks for are read here, and there.
        nous.juger(&octets, 1);
        saxon.as_mut().map(|s| s.tiede(schema, d).expect(ABANDON));
        let (mut un, mut tous, mut les_siens) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..campagne.tiedes {
            un.push(nous.juger(&octets, 1));
            tous.push(nous.juger(&octets, 0));
            les_siens.extend(saxon.as_mut().map(|s| s.tiede(schema, d).expect(ABANDON)));
        }
        Document {
            nom: d,
            octets: octets.len(),
            un_fil: mediane(un),
            tous_fils: mediane(tous),
            saxon: (!les_siens.is_empty()).then(|| mediane(les_siens)),
        }
    });
    leurs_froids.sort_unstable_by_key(total);
    Mesure {
        nom,
        memoire_kio,
        documents: documents.collect(),
        froid: mediane(froids),
        froid_saxon: leurs_froids.get(leurs_froids.len() / 2).copied(),
    }
}

fn mediane(mut durees: Vec<Duration>) -> Duration {
    durees.sort_unstable();
    durees[durees.len() / 2]
}
