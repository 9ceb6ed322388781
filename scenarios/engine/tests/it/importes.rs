//! What an import writes is read by the grammar: the real workbooks where they are, and texts made to be misread.

use std::fs;

use segur_engine::catalogues;
use segur_engine::grammaire::{Lexique, charger_textes};
use segur_rem::{Demande, Import, importer};

/// Loads all that an import writes, its catalogue read again from its file.
fn charger(nom: &str, i: &Import) -> usize {
    let relu = catalogues::lire("referentiel.toml", &toml::to_string(&i.catalogue).unwrap()).unwrap();
    assert_eq!(relu.exigences.len(), i.catalogue.exigences.len(), "{nom}");
    let catalogues = catalogues::resoudre(&[relu]).unwrap();
    let lexique = Lexique {
        catalogues,
        ..Lexique::default()
    };
    let fichiers: Vec<(&str, &str)> = i.scenarios.iter().map(|s| (s.fichier.as_str(), s.yaml.as_str())).collect();
    let charges = charger_textes(&fichiers, &lexique).unwrap_or_else(|e| panic!("{nom} : {} erreurs, {:#?}", e.len(), e.first()));
    assert_eq!(charges.len(), i.scenarios.len(), "{nom}");
    charges.len()
}

#[test]
fn every_scenario_of_the_real_workbooks_is_read() {
    let mut lus = 0;
    for nom in [
        "convergence-BIO-va1",
        "convergence-BIO-va2",
        "convergence-LGC-va2",
        "rem-BIO-va1",
        "rem-DB-va2",
    ] {
        let Some(chemin) = segur_essais::corpus(&format!("rem/workbooks/{nom}.xlsx")) else {
            return;
        };
        let fichier = format!("{nom}.xlsx");
        let demande = Demande {
            fichier: &fichier,
            ..Demande::default()
        };
        lus += charger(nom, &importer(&fs::read(chemin).unwrap(), &demande).unwrap());
    }
    assert_eq!(lus, 627);
}

#[test]
fn a_text_made_to_be_misread_is_shown_as_it_is() {
    let texte =
        "Vérifier « {patient.ins} » : \"a\" \\ 'b' # c.Etapes du scénario :\n1. Saisir {{x}} et { y : & *z ! %\n* {seul\n2. - Fermer }";
    let lignes = format!(
        "ID\tExigence\tProfil\tN° scénario\tScénario de conformité\tN° preuve\tPreuve\nABC.01\tDOIT {{x}}\tUn \"profil\" : {{}}\tABC.01.01\t\"{}\"\tABC.01.01.01\tCapture d'écran de {{patient}}\n",
        texte.replace('"', "\"\"")
    );
    let demande = Demande {
        fichier: "x.csv",
        ..Demande::default()
    };
    let i = importer(lignes.as_bytes(), &demande).unwrap();
    assert_eq!(charger("x", &i), 1);
    let catalogues = vec![i.catalogue.clone()];
    let lexique = Lexique {
        catalogues,
        ..Lexique::default()
    };
    let s = &charger_textes(&[(i.scenarios[0].fichier.as_str(), i.scenarios[0].yaml.as_str())], &lexique).unwrap()[0];
    let vus: Vec<String> = s
        .etapes
        .iter()
        .flat_map(|e| &e.voir)
        .map(|g| {
            use segur_engine::grammaire::ast::Morceau;
            g.morceaux
                .iter()
                .map(|m| if let Morceau::Texte(t) = m { t.as_str() } else { panic!("{m:?}") })
                .collect()
        })
        .collect();
    assert_eq!(vus, ["Saisir {{x}} et { y : & *z ! %", "{seul", "Fermer }"]);
    assert_eq!(s.titre, "Vérifier « {patient.ins} » : \"a\" \\ 'b' # c.");
}
