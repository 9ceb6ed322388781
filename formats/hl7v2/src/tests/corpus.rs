//! The published messages: read without loss, without an error, and what is remarked of them in a snapshot.

use std::path::{Path, PathBuf};

use segur_model::Severity;

use super::juger;
use crate::{Hl7Lu, Message};

fn tous(dossier: &Path, trouves: &mut Vec<PathBuf>) {
    for e in std::fs::read_dir(dossier).unwrap().map(|e| e.unwrap().path()) {
        if e.is_dir() {
            tous(&e, trouves);
        } else if e.extension().is_some_and(|x| x == "er7" || x == "hl7") {
            trouves.push(e);
        }
    }
}

#[test]
fn les_messages_publies() {
    let Some(racine) = segur_essais::corpus("hl7v2") else { return };
    let mut fichiers = Vec::new();
    tous(&racine, &mut fichiers);
    fichiers.sort();
    assert!(fichiers.len() >= 35, "{}", fichiers.len());
    let (mut dits, mut erreurs, mut documents) = (String::new(), Vec::new(), 0);
    for f in &fichiers {
        let octets = std::fs::read(f).unwrap();
        let nom = f.strip_prefix(&racine).unwrap().display().to_string();
        assert_eq!(Message::lire(&octets).unwrap().ecrire(), octets, "{nom}");
        documents += segur_dialecte::Lu::documents(&Hl7Lu::lire(&octets)).len();
        dits += &format!("{nom}\n");
        for c in juger(&octets).iter().filter(|c| c.severity > Severity::Info) {
            // What is seen is not ours to keep: the rule and the place are.
            dits += &format!("    {:?} {} ({})\n", c.severity, c.rule, c.location.path);
            // Two of them carry the document of another patient than their PID: that is an error, whoever published it.
            if c.severity == Severity::Error && c.rule != "hl7v2.document.patient" {
                erreurs.push(format!("{nom} : {} ; vu : {}", c.rule, c.seen));
            }
        }
    }
    println!("{} messages publiés, {documents} documents dedans", fichiers.len());
    insta::assert_snapshot!(dits);
    assert!(erreurs.is_empty(), "{erreurs:#?}");
}
