//! Imported scenarios and those of the bench: merged where the text is known, side by side where it is not.

mod classeurs;
mod couverture;
mod fusion;
mod table;

use std::sync::LazyLock;

use segur_engine::catalogues;
use segur_engine::grammaire::ast::Scenario;
use segur_engine::grammaire::{Lexique, charger_textes};
use segur_model::catalogue::Catalogue;
use segur_rem::{Demande, Import, importer};

/// The scenarios of the bench.
fn banc() -> &'static [Scenario] {
    static BANC: LazyLock<Vec<Scenario>> = LazyLock::new(|| crate::pack::tous(&catalogues::embarques().unwrap()));
    &BANC
}

fn du_banc(numero: &str) -> Scenario {
    banc().iter().find(|s| s.numero == numero).unwrap().clone()
}

/// A workbook, imported and read back.
fn lu(fichier: &str, octets: &[u8]) -> (Catalogue, Vec<Scenario>) {
    let demande = Demande {
        fichier,
        ..Demande::default()
    };
    let i = importer(octets, &demande).unwrap();
    (i.catalogue.clone(), scenarios(&i))
}

fn scenarios(i: &Import) -> Vec<Scenario> {
    let lexique = Lexique {
        catalogues: vec![i.catalogue.clone()],
        ..Lexique::default()
    };
    let fichiers: Vec<(&str, &str)> = i.scenarios.iter().map(|s| (s.fichier.as_str(), s.yaml.as_str())).collect();
    charger_textes(&fichiers, &lexique).unwrap()
}

/// A workbook of the corpus.
struct Classeur {
    nom: String,
    octets: Vec<u8>,
    catalogue: Catalogue,
    importes: Vec<Scenario>,
}

/// Every workbook of the corpus, read once; none without it.
fn classeurs() -> Option<&'static [Classeur]> {
    static LUS: LazyLock<Option<Vec<Classeur>>> = LazyLock::new(|| {
        let noms = [
            "convergence-BIO-va1",
            "convergence-BIO-va2",
            "convergence-LGC-va2",
            "rem-BIO-va1",
            "rem-DB-va2",
        ];
        let lire = |nom| {
            let octets = std::fs::read(segur_essais::corpus(&format!("rem/workbooks/{nom}.xlsx"))?).unwrap();
            let nom = format!("{nom}.xlsx");
            let (catalogue, importes) = lu(&nom, &octets);
            Some(Classeur {
                nom,
                octets,
                catalogue,
                importes,
            })
        };
        noms.into_iter().map(lire).collect()
    });
    LUS.as_deref()
}

/// A workbook made up: one exigence, one scenario of this number with these étapes, and proofs.
fn feuille(exigence: &str, scenario: &str, etapes: &str, preuves: &[(&str, &str)]) -> Vec<u8> {
    let mut lignes = String::from("ID\tExigence\tProfil\tN° scénario\tScénario de conformité\tN° preuve\tPreuve\n");
    for (numero, dit) in preuves {
        lignes += &format!("{exigence}\tDOIT tenir\tGénéral\t{scenario}\t\"{etapes}\"\t{numero}\t{dit}\n");
    }
    lignes.into_bytes()
}

/// The numbers of the étapes of a scenario.
fn numeros(s: &Scenario) -> Vec<String> {
    s.etapes.iter().map(|e| e.numero.to_string()).collect()
}
