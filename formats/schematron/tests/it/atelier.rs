//! Schemas written by the tests, in a folder of their own.

use std::path::PathBuf;

use segur_schematron::{ErreurSchema, Issue, Options, Rapport, Schema};

pub struct Atelier {
    dossier: tempfile::TempDir,
}

impl Atelier {
    pub fn new() -> Self {
        let soi = Self {
            dossier: tempfile::tempdir().unwrap(),
        };
        // As deep as published schemas stand, so that what bounds them is inside of the folder of the test.
        std::fs::create_dir_all(soi.schemas()).unwrap();
        soi
    }

    pub fn schemas(&self) -> PathBuf {
        self.dossier.path().join("un/deux/trois")
    }

    /// Writes a file next to the schema.
    pub fn poser(&self, nom: &str, contenu: &str) {
        let chemin = self.schemas().join(nom);
        std::fs::create_dir_all(chemin.parent().unwrap()).unwrap();
        std::fs::write(chemin, contenu).unwrap();
    }

    pub fn chemin(&self) -> PathBuf {
        self.schemas().join("essai.sch")
    }

    /// Writes the schema made of these elements.
    pub fn schema(&self, contenu: &str) -> &Self {
        self.schema_avec("", contenu)
    }

    pub fn schema_avec(&self, attributs: &str, contenu: &str) -> &Self {
        self.poser("essai.sch", &entier(attributs, contenu));
        self
    }

    pub fn charger(&self) -> Result<Schema, ErreurSchema> {
        Schema::charger(&self.chemin())
    }

    pub fn erreur(&self) -> String {
        self.charger().unwrap_err().to_string()
    }
}

pub fn entier(attributs: &str, contenu: &str) -> String {
    format!("<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2' {attributs}>{contenu}</schema>")
}

pub fn valider(schema: &Schema, document: &str) -> Rapport {
    schema.valider(document.as_bytes(), &Options::default()).unwrap()
}

/// Runs the schema made of these elements.
pub fn essayer(contenu: &str, document: &str) -> Rapport {
    valider(&Atelier::new().schema(contenu).charger().unwrap(), document)
}

/// Messages of one kind.
pub fn dits(r: &Rapport, issue: Issue) -> Vec<String> {
    r.constats()
        .filter(|c| c.issue == issue)
        .map(|c| c.message.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

pub fn echecs(contenu: &str, document: &str) -> Vec<String> {
    dits(&essayer(contenu, document), Issue::Echec)
}
