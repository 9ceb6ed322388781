//! The published samples: what each gets is kept, and each error is one that R4 itself makes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::juger;

/// Samples that R4 refuses, beside those whose #id leads to no contained resource (ref-1: the medicine is another entry).
const INVALIDES: [(&str, &str); 5] = [
    // The files were made from FSH, of which a function stayed in a canonical.
    ("HAS-01-Presc-Pantoprazole-DC.json", "fhir.valeur.forme"),
    ("MultiLine-Presc-METFORMINE-GLICLAZIDE.json", "fhir.valeur.forme"),
    // when and timeOfDay together; countMax without count.
    ("HAS-15-Presc-Morphine.json", "fhir.invariant.tim-10"),
    ("HAS-30-1-Presc-Hydrocortisone.json", "fhir.invariant.tim-10"),
    ("HAS-16-Presc-Racecadotril.json", "fhir.invariant.tim-8"),
];

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
    let (mut vus, mut autres) = (String::new(), Vec::new());
    for (nom, chemin) in &tous {
        let constats = juger(&std::fs::read(chemin).unwrap());
        let mut comptes: BTreeMap<(&str, bool), usize> = BTreeMap::new();
        for f in &constats {
            *comptes.entry((&f.rule, f.is_error())).or_default() += 1;
        }
        writeln!(vus, "{nom}").unwrap();
        for ((regle, erreur), n) in comptes {
            writeln!(vus, "  {} {regle} × {n}", if erreur { "erreur" } else { "avertissement" }).unwrap();
            if erreur && regle != "fhir.invariant.ref-1" {
                autres.push((nom.as_str(), regle.to_owned()));
            }
        }
    }
    insta::assert_snapshot!(vus);
    let mut attendus: Vec<(&str, String)> = INVALIDES.iter().map(|(n, r)| (*n, (*r).to_owned())).collect();
    attendus.sort();
    assert_eq!(autres, attendus);
}
