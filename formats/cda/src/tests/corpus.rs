//! The published examples of the ANS, when they are at hand: no error but those explained, line by line, in
//! `tests/donnees/exemples-en-faute.tsv`.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::Severity;

use super::{faits, juger_document, lire};
use crate::Niveau;

const EN_FAUTE: &str = include_str!("../../tests/donnees/exemples-en-faute.tsv");

/// What the examples are known to raise besides errors, and in how many of them.
const AVERTISSEMENTS: [(&str, usize); 7] = [
    ("cda.corps.horodatage", 26),
    ("cda.corps.media.octets", 4),
    ("cda.corps.reference", 55),
    ("cda.en-tete.null-flavor.na", 22),
    ("cda.en-tete.patient.qualificatif.ancien", 1),
    ("cda.en-tete.responsable.id.racine", 2),
    ("cda.modele.version", 1),
];

fn exemples() -> Option<Vec<(String, Vec<u8>)>> {
    let dossier = segur_essais::corpus("cda/ans-testcontenucda-3-0/ExemplesCDA")?;
    let mut exemples: Vec<(String, Vec<u8>)> = std::fs::read_dir(dossier)
        .unwrap()
        .filter_map(Result::ok)
        .filter(|e| e.path().extension().is_some_and(|x| x == "xml"))
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).unwrap()))
        .collect();
    exemples.sort();
    Some(exemples)
}

fn fautes_connues() -> BTreeMap<(String, String), usize> {
    let lignes = EN_FAUTE.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    lignes
        .map(|ligne| {
            let [exemple, regle, nombre, raison] = ligne.split('\t').collect::<Vec<_>>().try_into().unwrap();
            assert!(!raison.is_empty(), "{ligne}");
            ((exemple.to_owned(), regle.to_owned()), nombre.parse().unwrap())
        })
        .collect()
}

#[test]
fn seules_les_vraies_fautes_des_exemples_sont_des_erreurs() {
    let Some(exemples) = exemples() else { return };
    assert!(exemples.len() >= 62, "{} examples", exemples.len());
    let mut erreurs: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut avertis: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (nom, octets) in &exemples {
        for constat in juger_document(octets) {
            assert!(constat.location.line > 0 && !constat.location.path.is_empty(), "{nom}: {constat:?}");
            if constat.severity == Severity::Error {
                *erreurs.entry((nom.clone(), constat.rule)).or_default() += 1;
            } else {
                avertis.entry(constat.rule).or_default().insert(nom.clone());
            }
        }
    }
    assert_eq!(erreurs, fautes_connues());
    let avertis: Vec<(&str, usize)> = avertis.iter().map(|(regle, noms)| (regle.as_str(), noms.len())).collect();
    assert_eq!(avertis, AVERTISSEMENTS);
}

#[test]
fn les_exemples_se_lisent() {
    let Some(exemples) = exemples() else { return };
    let mut auto_presentables = 0;
    for (nom, octets) in &exemples {
        let cda = lire(octets).unwrap_or_else(|e| panic!("{nom}: {e}"));
        auto_presentables += usize::from(cda.auto_presentable);
        let faits = faits(octets);
        for fait in ["cda.niveau", "cda.id", "cda.setId", "cda.version", "cda.type", "cda.ins", "cda.oid"] {
            assert_eq!(faits.get(fait).map(Vec::len), Some(1), "{nom}: {fait}");
        }
        if cda.niveau == Some(Niveau::N1) {
            assert!(cda.incorpore.is_some_and(|i| i.octets.starts_with(b"%PDF-")), "{nom}");
        }
        let bio = cda.modeles.iter().any(|m| m.racine == crate::ns::MODELE_XD_LAB);
        let bio = bio || nom.starts_with("BIO-CR-BIO");
        assert_eq!(faits.contains_key("cda.statut"), bio, "{nom}");
    }
    assert_eq!(auto_presentables, 2);
}

/// Of 2019, level 1, without setId nor the traits of the INS: it is warned, and nothing more.
#[test]
fn l_exemple_officiel_du_dmp_est_seulement_averti() {
    let Some(fichier) = segur_essais::corpus("xds/dmp-samples-v2.05/TD2.1-DocumentME2.xml") else {
        return;
    };
    let constats = juger_document(&std::fs::read(fichier).unwrap());
    assert!(constats.iter().all(|c| c.severity == Severity::Warning), "{constats:#?}");
    for regle in [
        "cda.en-tete.set-id",
        "cda.en-tete.patient.qualificatif.ancien",
        "cda.en-tete.code.jdv",
    ] {
        assert!(constats.iter().any(|c| c.rule == regle), "{regle}");
    }
}
