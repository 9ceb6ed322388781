//! The loader of scenarios: broken files against the messages that people read, good files against the AST, and any
//! bytes at all against panics.

mod bons;
mod erreurs;
mod hasard;
mod schemas;

use std::path::PathBuf;

use segur_engine::grammaire::Lexique;
use segur_model::catalogue::{Catalogue, CatalogueScenario, Nature, NaturePreuve, Proof, Requirement};

/// A folder of this corpus.
fn dossier(nom: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/grammaire").join(nom)
}

fn exigence(id: &str, alias: &str, profil: &str) -> Requirement {
    let preuve = |n: u32| Proof {
        id: format!("{id}.01.0{n}"),
        natures: vec![NaturePreuve::Video],
        demande: String::new(),
        du_systeme: false,
        nommage: String::new(),
        toutes: false,
    };
    Requirement {
        id: id.to_owned(),
        alias: vec![alias.to_owned()],
        chapitre: "INS".to_owned(),
        bloc: String::new(),
        perimetre: String::new(),
        fonction: String::new(),
        profil: profil.to_owned(),
        nature: Nature::Exigence,
        resume: "Exigence d'essai.".to_owned(),
        regle: String::new(),
        remarque: String::new(),
        scenarios: vec![CatalogueScenario {
            id: format!("{id}.01"),
            etapes: None,
            plan: Vec::new(),
            empreinte: String::new(),
            preuves: vec![preuve(1), preuve(2)],
        }],
    }
}

/// What the scenarios of this corpus may name.
fn lexique() -> Lexique {
    let mots = |mots: &[&str]| mots.iter().map(|m| (*m).to_owned()).collect();
    Lexique {
        patients: mots(&["QUALIFIEE_SIMPLE", "RECUPEREE", "INCONNUE", "DATE_ZERO"]),
        professionnels: mots(&["BIOLOGISTE_1", "BIOLOGISTE_2"]),
        catalogues: vec![Catalogue {
            code: "REM-BIO-SGL-Va1".to_owned(),
            version: "2023-03".to_owned(),
            titre: "Catalogue d'essai".to_owned(),
            couloir: "biologie".to_owned(),
            vague: 1,
            source: "essai".to_owned(),
            inclut: Vec::new(),
            proprietaires: Vec::new(),
            exigences: vec![
                exigence("INS/va1.27", "SGL.INS.27", "Général"),
                exigence("INS/va1.28", "SGL.INS.15", "Général"),
                exigence("INS/va1.60", "SGL.INS.60", "Dépôt de sang"),
            ],
        }],
        regles: mots(&[
            "insi.prenom-isole",
            "insi.contexte.idam",
            "insi.requete.un-prenom",
            "soap.enveloppe",
            "soap.action",
        ]),
    }
}
