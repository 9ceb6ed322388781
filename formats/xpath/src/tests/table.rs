//! The table « expression → value ». `tests/saxon` says how its values were checked.

use std::collections::BTreeSet;

use super::banc::valeur;
use crate::fonctions::noms_des_fonctions;

const TABLE: &str = include_str!("../../tests/donnees/table.tsv");

fn lignes() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(|l| {
        let mut cases = l.split('\t');
        (cases.next().unwrap(), cases.next().unwrap())
    })
}

#[test]
fn every_expression_of_the_table_has_its_value() {
    let mut ecarts = Vec::new();
    for (expression, attendu) in lignes() {
        let vu = valeur(expression);
        // Which code an error has is told where the table names one.
        if vu != attendu && !(attendu == "!" && vu.starts_with('!')) {
            ecarts.push(format!("{expression}\n    attendu {attendu}\n    vu      {vu}"));
        }
    }
    assert!(ecarts.is_empty(), "{} écarts\n{}", ecarts.len(), ecarts.join("\n"));
    assert!(lignes().count() > 800);
}

#[test]
fn every_function_has_a_line_that_gives_a_value() {
    let appeles: BTreeSet<&str> = lignes()
        .filter(|(_, v)| !v.starts_with('!'))
        .flat_map(|(e, _)| e.split(|c: char| !(c.is_alphanumeric() || c == '-')))
        .collect();
    // These need a document or never give a value: they have tests of their own.
    let ailleurs = ["doc", "doc-available", "document", "error"];
    let sans: Vec<&str> = noms_des_fonctions()
        .filter(|n| !appeles.contains(n) && !ailleurs.contains(n))
        .collect();
    assert!(sans.is_empty(), "sans ligne dans la table : {sans:?}");
}
