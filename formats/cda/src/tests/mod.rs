//! Tests of the rules: on documents of our own, each changed in one place, and on the published examples.

mod coherence;
mod corpus;
mod identite;
mod lecture;
mod modeles;
mod mutations;
mod natives;
mod remplacement;
mod rendu;
mod robustesse;

use segur_dialecte::Lu;
use segur_model::{Environnement, Faits, Finding};

use crate::{Cda, CdaIllisible, Document, MetadonneesDocument};

/// A structured biology report without a fault.
const N3: &str = include_str!("../../tests/donnees/cr-bio-n3.xml");
/// An unstructured report without a fault.
const N1: &str = include_str!("../../tests/donnees/cr-bio-n1.xml");

fn juger_en(environnement: Environnement, document: &str) -> Vec<Finding> {
    Document::lire(document.as_bytes(), None).constats_seuls(environnement)
}

fn juger_document(octets: &[u8]) -> Vec<Finding> {
    Document::lire(octets, None).constats_seuls(Environnement::Test)
}

/// The findings of a document that its metadata alone bring.
pub(crate) fn juger_coherence(octets: &[u8], m: &MetadonneesDocument) -> Vec<Finding> {
    let mut avec = Document::lire(octets, Some(m)).constats_seuls(Environnement::Test);
    avec.retain(|c| c.rule.starts_with("cda-xds."));
    avec
}

fn lire(octets: &[u8]) -> Result<Cda, CdaIllisible> {
    Document::lire(octets, None).cda().cloned().map_err(Clone::clone)
}

fn faits(octets: &[u8]) -> Faits {
    Document::lire(octets, None).faits().faits.clone()
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
