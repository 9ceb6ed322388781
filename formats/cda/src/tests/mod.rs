//! Tests of the rules: on documents of our own, each changed in one place, and on the published examples.

mod coherence;
mod corpus;
mod lecture;
mod modeles;
mod mutations;
mod natives;
mod remplacement;
mod robustesse;

use segur_model::{Environnement, Finding};

use crate::{ContexteCda, juger_document};

/// A structured biology report without a fault.
const N3: &str = include_str!("../../tests/donnees/cr-bio-n3.xml");
/// An unstructured report without a fault.
const N1: &str = include_str!("../../tests/donnees/cr-bio-n1.xml");

fn juger_en(environnement: Environnement, document: &str) -> Vec<Finding> {
    juger_dans(
        document,
        &ContexteCda {
            environnement,
            ..ContexteCda::default()
        },
    )
}

fn juger_dans(document: &str, ctx: &ContexteCda) -> Vec<Finding> {
    juger_document(document.as_bytes(), ctx)
}

fn juger(document: &str) -> Vec<Finding> {
    juger_en(Environnement::Test, document)
}

fn regles(constats: &[Finding]) -> Vec<&str> {
    let mut regles: Vec<&str> = constats.iter().map(|c| c.rule.as_str()).collect();
    regles.sort_unstable();
    regles.dedup();
    regles
}

/// The document with one passage changed; the passage must be there, and its first occurrence is changed.
fn change(document: &str, avant: &str, apres: &str) -> String {
    assert!(document.contains(avant), "nothing to change: {avant}");
    document.replacen(avant, apres, 1)
}

/// The document within a style sheet, as an auto-presentable one.
fn auto_presentable(document: &str) -> String {
    let corps = document.split_once("?>").unwrap().1;
    format!(
        "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"><xsl:template match=\"/\"><html/></xsl:template>\
         <xsl:variable name=\"cda\">{corps}</xsl:variable></xsl:stylesheet>"
    )
}
