//! The published samples: what each gets is kept. Those that have an error have one that R4 itself makes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use segur_model::Severity;

use super::{erreurs, juger};

/// The published samples, by name.
pub(super) fn exemples() -> Option<BTreeMap<String, PathBuf>> {
    let mut tous = BTreeMap::new();
    for dossier in ["annuaire/fhir", "other/eprescription-fhir/json"] {
        for f in std::fs::read_dir(segur_essais::corpus(dossier)?).unwrap() {
            let chemin = f.unwrap().path();
            tous.insert(chemin.file_name().unwrap().to_string_lossy().into_owned(), chemin);
        }
    }
    Some(tous)
}

#[test]
fn les_exemples_publies() {
    let Some(tous) = exemples() else { return };
    assert_eq!(tous.len(), 57 + 19);
    let mut vus = String::new();
    for (nom, chemin) in &tous {
        let constats = juger(&std::fs::read(chemin).unwrap());
        let mut comptes: BTreeMap<(&str, bool), usize> = BTreeMap::new();
        for f in &constats {
            *comptes.entry((&f.rule, f.severity == Severity::Error)).or_default() += 1;
        }
        writeln!(vus, "{nom}").unwrap();
        for ((regle, erreur), n) in comptes {
            writeln!(vus, "  {} {regle} × {n}", if erreur { "erreur" } else { "avertissement" }).unwrap();
        }
        for e in constats.iter().filter(|f| f.is_error()) {
            println!("ERR {nom} {} {} {}", e.rule, e.location.path, e.seen);
        }
    }
    insta::assert_snapshot!(vus);
}
