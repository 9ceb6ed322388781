//! What judging every published example costs, by its schematron and the four profiles: cold (schemas read as they are met) and warm,
//! on one thread, and what reading the documents alone costs.
//!
//! `SEGUR_BENCH_CORPUS=… cargo bench -p segur-schematron --bench corpus`. Without `--bench` one pass only, to know that it runs. No
//! figure fails the run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a bench stops at the first surprise

use std::path::Path;
use std::time::{Duration, Instant};

use segur_schematron::{JeuAns, Options};

struct Document {
    octets: Vec<u8>,
    modeles: Vec<(String, Option<String>)>,
}

fn main() {
    let Some(ans) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let tours = if std::env::args().any(|a| a == "--bench") { 5 } else { 1 };
    let documents = documents(&ans.join("ExemplesCDA"));
    let (mut froids, mut tiedes, mut lectures) = (Vec::new(), Vec::new(), Vec::new());
    let mut findings = 0;
    for _ in 0..tours {
        let jeu = JeuAns::ouvrir(&ans).unwrap();
        let (duree, n) = passe(&jeu, &documents);
        froids.push(duree);
        tiedes.push(passe(&jeu, &documents).0);
        lectures.push(lire_tous(&documents));
        findings = n;
    }
    froids.sort();
    tiedes.sort();
    lectures.sort();
    let milieu = |durees: &[Duration]| durees[durees.len() / 2].as_secs_f64();
    println!(
        "{} documents, {findings} constats ; médiane de {tours} : à froid {:.3} s, tiède {:.3} s, dont lire les documents {:.3} s",
        documents.len(),
        milieu(&froids),
        milieu(&tiedes),
        milieu(&lectures)
    );
}

fn passe(jeu: &JeuAns, documents: &[Document]) -> (Duration, usize) {
    let debut = Instant::now();
    let options = Options::default();
    let combien = documents
        .iter()
        .map(|d| jeu.juger(&d.octets, &d.modeles, &options).unwrap().len())
        .sum();
    (debut.elapsed(), combien)
}

/// Decoding, bounds and parser, once for each document: what each schema would pay again.
fn lire_tous(documents: &[Document]) -> Duration {
    let debut = Instant::now();
    for d in documents {
        let texte = segur_soap::decoder(&d.octets).unwrap();
        std::hint::black_box(segur_soap::lire(&texte).unwrap());
    }
    debut.elapsed()
}

fn documents(dossier: &Path) -> Vec<Document> {
    let mut chemins: Vec<_> = std::fs::read_dir(dossier).unwrap().map(|e| e.unwrap().path()).collect();
    chemins.retain(|c| c.extension().is_some_and(|e| e == "xml"));
    chemins.sort();
    chemins.iter().filter_map(|c| lire(std::fs::read(c).unwrap())).collect()
}

/// A document and the models that it names; none for what is no clinical document.
fn lire(octets: Vec<u8>) -> Option<Document> {
    let modeles = {
        let texte = segur_soap::decoder(&octets).ok()?;
        let document = segur_soap::lire(&texte).ok()?;
        let modeles = document.root_element().children().filter(|n| n.tag_name().name() == "templateId");
        modeles
            .filter_map(|n| Some((n.attribute("root")?.to_owned(), n.attribute("extension").map(str::to_owned))))
            .collect()
    };
    Some(Document { octets, modeles })
}
