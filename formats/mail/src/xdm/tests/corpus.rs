//! The archives of the corpus, when they are at hand: what they are told is listed, with its reason.

use std::collections::BTreeMap;

use segur_cda::Document;

use super::*;

fn lire_du_corpus(nom: &str) -> Option<Vec<u8>> {
    let chemin = segur_essais::corpus(&format!("mssante/xdm/{nom}"))?;
    Some(std::fs::read(chemin).unwrap())
}

/// What the archives are told, of each lot: rule, file, how many times, why. Their structure has no fault; their coded values are said
/// by their author to be only plausible, and so are the people that they name. What the documents are told by themselves is that of
/// the published examples (`segur-cda`).
const ATTENDUS: &[(&str, &str, &str, usize, &str)] = &[
    (
        "one-doc.zip",
        "xds.lot.xon.identifiant",
        "METADATA.XML",
        2,
        "FINESS of a fictitious structure, with a wrong key",
    ),
    (
        "one-doc.zip",
        "cda-xds.coherence.source-patient",
        "DOC0001.XML",
        1,
        "fictitious IPP, that the example does not have",
    ),
    (
        "one-doc.zip",
        "cda-xds.coherence.cadre-exercice",
        "DOC0001.XML",
        1,
        "setting not taken from the document",
    ),
    (
        "one-doc.zip",
        "cda-xds.coherence.secteur",
        "DOC0001.XML",
        1,
        "sector not taken from the document",
    ),
    (
        "one-doc.zip",
        "cda-xds.coherence.responsable",
        "DOC0001.XML",
        1,
        "another person than in the document",
    ),
    (
        "one-doc.zip",
        "cda-xds.coherence.format",
        "DOC0001.XML",
        1,
        "format of a biology report, for a rapid test",
    ),
    (
        "one-doc.zip",
        "cda-xds.coherence.auteur",
        "DOC0001.XML",
        1,
        "another person than in the document",
    ),
    (
        "one-doc.zip",
        "cda-xds.coherence.institution",
        "DOC0001.XML",
        1,
        "another structure than in the document",
    ),
    (
        "one-doc.zip",
        "xds.lot.classCode.couple.xdm",
        "METADATA.XML",
        1,
        "class of a report, for a rapid test",
    ),
    ("two-docs.zip", "xds.lot.xon.identifiant", "METADATA.XML", 3, "as above"),
    (
        "two-docs.zip",
        "xds.lot.classCode.couple.xdm",
        "METADATA.XML",
        2,
        "class of imaging, for a biology report, and as above",
    ),
    ("two-docs.zip", "cda-xds.coherence.source-patient", "DOC0001.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.cadre-exercice", "DOC0001.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.secteur", "DOC0001.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.responsable", "DOC0001.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.auteur", "DOC0001.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.institution", "DOC0001.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.format", "DOC0001.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.source-patient", "DOC0002.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.responsable", "DOC0002.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.auteur", "DOC0002.XML", 1, "as above"),
    ("two-docs.zip", "cda-xds.coherence.institution", "DOC0002.XML", 1, "as above"),
];

#[test]
fn les_archives_du_corpus() {
    for (nom, documents) in [("one-doc.zip", 1), ("two-docs.zip", 2)] {
        let Some(octets) = lire_du_corpus(nom) else { return };
        let lue = lire(&octets).unwrap();
        assert_eq!(lue.sous_ensembles[0].documents.len(), documents);
        let mut vus: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut des_documents = 0;
        for constat in juger(&octets) {
            if constat.rule.starts_with("cda.") {
                des_documents += 1;
                continue;
            }
            let chemin = constat.location.path.split(':').next().unwrap();
            let fichier = chemin.rsplit('/').next().unwrap().to_owned();
            *vus.entry((constat.rule, fichier)).or_default() += 1;
        }
        let attendus: BTreeMap<(String, String), usize> = ATTENDUS
            .iter()
            .filter(|(archive, ..)| *archive == nom)
            .map(|(_, regle, fichier, nombre, raison)| {
                assert!(!raison.is_empty());
                (((*regle).to_owned(), (*fichier).to_owned()), *nombre)
            })
            .collect();
        assert_eq!(vus, attendus, "{nom}");
        let seuls: usize = lue.sous_ensembles[0]
            .documents
            .iter()
            .map(|d| Document::lire(&d.octets, None).constats_seuls(Environnement::Test).len())
            .sum();
        assert_eq!(des_documents, seuls, "{nom}");
    }
}
