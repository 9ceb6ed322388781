//! Tests: on a schema of our own, and, when the corpus is at hand, on that of the ANS, against another validator.

mod accord;
mod chargement;
mod documents;
mod schema;

use std::path::{Path, PathBuf};

use segur_model::Finding;

use crate::Schemas;

/// A little of what a clinical document is, in two files.
const ENTREE: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:hl7-org:v3" targetNamespace="urn:hl7-org:v3" elementFormDefault="qualified">
  <xs:include schemaLocation="general/types.xsd"/>
  <xs:element name="ClinicalDocument" type="Document"/>
</xs:schema>"#;
const TYPES: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:hl7-org:v3" targetNamespace="urn:hl7-org:v3" elementFormDefault="qualified">
  <xs:complexType name="Document">
    <xs:sequence>
      <xs:element name="title" type="xs:string"/>
      <xs:element name="versionNumber" type="xs:integer" minOccurs="0"/>
      <xs:element name="entry" type="Entry" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
    <xs:attribute name="classCode" type="xs:string"/>
  </xs:complexType>
  <xs:complexType name="Entry">
    <xs:sequence><xs:element name="entry" type="Entry" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="code" type="xs:string" use="required"/>
  </xs:complexType>
</xs:schema>"#;

fn ecrire(dossier: &Path, chemin: &str, texte: &str) {
    let fichier = dossier.join(chemin);
    std::fs::create_dir_all(fichier.parent().unwrap()).unwrap();
    std::fs::write(fichier, texte).unwrap();
}

/// A checkout with a schema of our own.
fn depot() -> tempfile::TempDir {
    let dossier = tempfile::tempdir().unwrap();
    ecrire(dossier.path(), "infrastructure/cda/CDA_extended.xsd", ENTREE);
    ecrire(dossier.path(), "infrastructure/cda/general/types.xsd", TYPES);
    dossier
}

fn schemas() -> Schemas {
    Schemas::charger(depot().path()).unwrap()
}

fn document(contenu: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\">\n{contenu}\n</ClinicalDocument>")
}

fn juger(document: &str) -> Vec<Finding> {
    schemas().juger(document.as_bytes()).unwrap()
}
