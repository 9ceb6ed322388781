//! Tests of the archive: what is written reads and gives nothing, each defect turns its rule, hostile zips are refused.

mod corpus;
mod defauts;
mod ecriture;
mod hostiles;
mod zip_brut;

use std::io::{Cursor, Write as _};

use segur_cda::CodeDerive;
use segur_dialecte::Lu;
use segur_model::{Environnement, Finding};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{DocumentXdm, SoumissionXdm, XdmLu, ecrire, lire};

/// An unstructured report without a fault.
const N1: &str = include_str!("../../../../cda/tests/donnees/cr-bio-n1.xml");
/// A structured report without a fault, of the same patient.
const N3: &str = include_str!("../../../../cda/tests/donnees/cr-bio-n3.xml");

const METADATA: &str = "IHE_XDM/SUBSET01/METADATA.XML";
const DOC1: &str = "IHE_XDM/SUBSET01/DOC0001.XML";

fn juger(octets: &[u8]) -> Vec<Finding> {
    XdmLu::lire(octets).constats_seuls(Environnement::Test)
}

fn soumission() -> SoumissionXdm {
    SoumissionXdm {
        unique_id: "1.2.250.1.999.1.8.1".to_owned(),
        source_id: "1.2.250.1.999.1.1".to_owned(),
        heure_utc: "20260115091500".to_owned(),
        contenu: CodeDerive {
            code: "07".to_owned(),
            systeme: "1.2.250.1.213.2.2".to_owned(),
            libelle: "Consultation externe".to_owned(),
        },
        titre: Some("Résultats & comptes rendus".to_owned()),
        destinataires: Vec::new(),
        emetteur: "LABORATOIRE DES TILLEULS".to_owned(),
        logiciel: "segur-bench".to_owned(),
        contact: "contact@exemple.invalid".to_owned(),
    }
}

fn document(octets: &str) -> DocumentXdm<'_> {
    DocumentXdm {
        octets: octets.as_bytes(),
        classe: None,
        format: None,
    }
}

fn archive() -> Vec<u8> {
    ecrire(&soumission(), &[document(N1), document(N3)]).unwrap()
}

/// The files of the written archive, to be changed.
fn pieces() -> Vec<(String, Vec<u8>)> {
    let lue = lire(&archive()).unwrap();
    lue.fichiers().map(|f| (f.chemin.clone(), f.octets.clone())).collect()
}

fn zipper(pieces: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (chemin, octets) in pieces {
        zip.start_file(chemin.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(octets).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn regles(constats: &[Finding]) -> Vec<&str> {
    let mut regles: Vec<&str> = constats.iter().map(|c| c.rule.as_str()).collect();
    regles.sort_unstable();
    regles.dedup();
    regles
}

/// The rules told of the archive with its files changed.
fn juger_avec(changer: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<Finding> {
    let mut pieces = pieces();
    changer(&mut pieces);
    juger(&zipper(&pieces))
}

/// One passage of one file changed, the first time it is there.
fn remplacer(pieces: &mut [(String, Vec<u8>)], chemin: &str, avant: &str, apres: &str) {
    let (_, octets) = pieces.iter_mut().find(|(c, _)| c == chemin).unwrap();
    let texte = String::from_utf8(octets.clone()).unwrap();
    assert!(texte.contains(avant), "nothing to change: {avant}");
    *octets = texte.replacen(avant, apres, 1).into_bytes();
}
