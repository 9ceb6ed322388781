//! The published examples of the ANS, when they are at hand: no error but those explained, line by line, in
//! `tests/donnees/exemples-en-faute.tsv`.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::Severity;

use super::{faits, juger_document, lire};
use crate::Niveau;

const EN_FAUTE: &str = include_str!("../../tests/donnees/exemples-en-faute.tsv");

/// How many of the published examples the corpus has; the repository has 94.
const SELECTION: usize = 62;

/// What the examples are known to raise besides errors, and in how many of that selection.
const AVERTISSEMENTS: [(&str, usize); 12] = [
    ("cda.corps.horodatage", 26),
    ("cda.corps.media.octets", 4),
    ("cda.corps.reference", 55),
    ("cda.corps.section.texte", 2),
    ("cda.en-tete.identifiant.national", 19),
    ("cda.en-tete.null-flavor.na", 22),
    ("cda.en-tete.patient.qualificatif.ancien", 1),
    ("cda.en-tete.responsable.id.racine", 2),
    ("cda.en-tete.traits.alphabet", 10),
    ("cda.en-tete.traits.date-naissance.plausible", 3),
    ("cda.en-tete.traits.matricule", 1),
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
    assert!(exemples.len() >= SELECTION, "{} examples", exemples.len());
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
    let mut connues = fautes_connues();
    connues.retain(|(nom, _), _| exemples.iter().any(|(present, _)| present == nom));
    assert_eq!(erreurs, connues);
    let avertis: Vec<(&str, usize)> = avertis.iter().map(|(regle, noms)| (regle.as_str(), noms.len())).collect();
    if exemples.len() == SELECTION {
        assert_eq!(avertis, AVERTISSEMENTS);
    }
    println!("{} exemples lus", exemples.len());
}

/// How the name of an example begins, the name of its type, and that of its model when its own rules are known.
const NOMMES: &[(&str, &str, Option<&str>)] = &[
    (
        "ANEST-CR-ANEST_2022",
        "CR d'anesthésie",
        Some("CR d'anesthésie 2022.01 (ANEST-CR-ANEST)"),
    ),
    (
        "ANEST-CR-CPA_2022",
        "CR de consultation pré-anesthésique",
        Some("CR de consultation pré-anesthésique 2022.01 (ANEST-CR-CPA)"),
    ),
    ("BIO-CR-BIO_", "CR d'examens biologiques", None),
    (
        "BIO-TROD_2024",
        "Test rapide d'orientation diagnostique",
        Some("Test rapide d'orientation diagnostique 2024.01 (BIO-TROD)"),
    ),
    (
        "IMG-DA-IMG_2024",
        "Demande d'actes d'imagerie",
        Some("Demande d'imagerie 2024.01 (IMG-DA-IMG)"),
    ),
    (
        "IMG_CR_IMG_2024.01.xml",
        "CR d'imagerie médicale",
        Some("CR d'imagerie 2024.01 (IMG-CR-IMG)"),
    ),
    ("IMG_CR_IMG_2024.01_CDA-R2-Niveau-1.xml", "CR d'imagerie médicale", None),
    (
        "IPS-FR_2024.01.xml",
        "Synthèse médicale",
        Some("Synthèse médicale 2024.01 (IPS-FR)"),
    ),
    (
        "IPS-FR_2024.01_DLU.xml",
        "Document de liaison d'urgence",
        Some("Synthèse médicale 2024.01 (IPS-FR)"),
    ),
    (
        "LDL-EES_2022",
        "Note de transfert (dont lettre de liaison à l'entrée en établissement de soins)",
        Some("Lettre de liaison d'entrée 2022.01 (LDL-EES)"),
    ),
    (
        "LDL-SES_2022",
        "Lettre de liaison à la sortie d'un établissement de soins",
        Some("Lettre de liaison de sortie 2022.01 (LDL-SES)"),
    ),
    ("TLM-CR_2022", "CR de télémédecine", None),
    (
        "VAC-NOTE_2023",
        "Note de vaccination",
        Some("Note de vaccination 2023.01 (VAC-NOTE)"),
    ),
    (
        "VAC_2023",
        "Historique des vaccinations",
        Some("Historique des vaccinations 2023.01 (VAC)"),
    ),
    ("VSM_1.4", "Synthèse", Some("Volet de synthèse médicale (VSM 1.4 et 2023)")),
    (
        "eDISP-MED_2024",
        "Dispensation médicamenteuse",
        Some("e-Dispensation 2024.01 (eDISP-MED)"),
    ),
    (
        "eP-MED-DM_2022",
        "Prescription de produits de santé",
        Some("e-Prescription 2022.01 et 2023.01 (EP-MED-DM)"),
    ),
    (
        "eP-MED-DM_2023",
        "Prescription de produits de santé",
        Some("e-Prescription 2022.01 et 2023.01 (EP-MED-DM)"),
    ),
    (
        "eP-MED-DM_2024",
        "Prescription de produits de santé",
        Some("e-Prescription 2024.01 (EP-MED-DM)"),
    ),
];

/// Every example has a name in French, and no rule of its model, of its form, of its numbers nor of the types of its values has anything to
/// say of any of them.
#[test]
fn les_exemples_se_nomment_et_tiennent_a_leur_volet() {
    let Some(exemples) = exemples() else { return };
    let (mut attendus, mut volets) = (0, 0);
    for (nom, octets) in &exemples {
        let cda = lire(octets).unwrap();
        assert!(cda.nom_du_type().is_some(), "{nom}: {:?}", cda.code);
        volets += usize::from(cda.volet().is_some());
        for (_, dit, volet) in NOMMES.iter().filter(|(debut, ..)| nom.starts_with(debut)) {
            assert_eq!((cda.nom_du_type(), cda.volet()), (Some(*dit), *volet), "{nom}");
            attendus += 1;
        }
        let mut constats = juger_document(octets);
        constats.retain(|c| {
            let nouvelles = ["cda.corps.nombre", "cda.corps.valeur", "cda.modele."];
            nouvelles.iter().any(|n| c.rule.starts_with(n)) && c.rule != "cda.modele.version"
        });
        assert_eq!(constats, [], "{nom}");
    }
    println!(
        "{} exemples lus et nommés, dont {attendus} des types attendus, {volets} d'un volet connu",
        exemples.len()
    );
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
    let dits = exemples.iter().filter(|(nom, _)| nom.to_ascii_lowercase().contains("auto"));
    assert_eq!(
        auto_presentables,
        dits.filter(|(nom, _)| nom.to_ascii_lowercase().contains("presentable")).count()
    );
}

/// What the field has sent: a comma, and a « lower than ».
#[test]
fn les_nombres_du_terrain_sont_des_erreurs() {
    for cas in ["C09-pq-virgule.xml", "C10-pq-inferieur.xml"] {
        let Some(fichier) = segur_essais::corpus(&format!("cases/documents/{cas}")) else {
            return;
        };
        let constats = juger_document(&std::fs::read(fichier).unwrap());
        let erreurs: Vec<&str> = constats.iter().filter(|c| c.is_error()).map(|c| c.rule.as_str()).collect();
        assert_eq!(erreurs, ["cda.corps.nombre"], "{cas}");
    }
}

/// Of 2019, level 1, without setId nor the traits of the INS: it is warned, and nothing more.
#[test]
fn l_exemple_officiel_du_dmp_est_seulement_averti() {
    let Some(fichier) = segur_essais::corpus("xds/dmp-samples-v2.05/TD2.1-DocumentME2.xml") else {
        return;
    };
    let constats = juger_document(&std::fs::read(fichier).unwrap());
    assert!(constats.iter().all(|c| c.severity <= Severity::Warning), "{constats:#?}");
    for regle in [
        "cda.en-tete.set-id",
        "cda.en-tete.patient.qualificatif.ancien",
        "cda.en-tete.code.jdv",
    ] {
        assert!(constats.iter().any(|c| c.rule == regle), "{regle}");
    }
}
