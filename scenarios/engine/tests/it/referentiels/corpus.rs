//! The catalogues beside the public working set: the same facts, other sentences. It is not ours to copy, so it is read where it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use segur_model::catalogue::{Catalogue, NaturePreuve, Requirement};

use super::{preuves, propres, scenarios};

/// A sentence of ours that has this many words in a row in common with the public set is a copy.
const SUITE: usize = 8;

/// Chapters that the source writes otherwise, or in two ways: its word, ours.
const CHAPITRES: [(&str, &str); 2] = [
    ("Production du document", "Production de document"),
    ("Flux de résutlats", "Flux de résultats"),
];

/// Exigences kept under the profile that the LGC gives them: obsolete for a laboratory (header of the catalogue).
const DU_LGC: [&str; 11] = [
    "MSS/CONF.07",
    "MSS/CONF.08",
    "MSS/CONF.10",
    "MSS/CONF.11",
    "MSS/CONF.20",
    "MSS/UX.25",
    "MSS/UX.28",
    "MSS/UX.31",
    "MSS/UX.33",
    "MSS/UX.34",
    "MSS/UX.39",
];

/// The fields of a line of CSV, quotes removed.
fn champs(ligne: &str) -> Vec<String> {
    let mut champs = vec![String::new()];
    let mut cite = false;
    for c in ligne.chars() {
        match c {
            '"' => cite = !cite,
            ',' if !cite => champs.push(String::new()),
            _ => champs.last_mut().unwrap().push(c),
        }
    }
    champs
}

/// The lines of a table, each by the names of its columns.
fn table(fichier: &Path) -> Vec<BTreeMap<String, String>> {
    let texte = fs::read_to_string(fichier).unwrap();
    let mut lignes = texte.lines().map(champs);
    let noms = lignes.next().unwrap();
    lignes.map(|l| noms.iter().cloned().zip(l).collect()).collect()
}

/// The couloir of a catalogue, as the indexes write it.
fn code(c: &Catalogue) -> &'static str {
    match c.couloir.as_str() {
        "biologie" => "BIO",
        "médecine de ville" => "LGC",
        "hôpital" => "DPI",
        autre => panic!("{autre} : quel couloir des index ?"),
    }
}

/// The lines of an index for the couloir and the wave of a catalogue.
fn index(fichier: &Path, c: &Catalogue) -> Vec<BTreeMap<String, String>> {
    let couloir = code(c);
    let mut lignes = table(fichier);
    lignes.retain(|l| l["corridor"] == couloir && l["wave"] == c.vague.to_string());
    lignes
}

fn comparer(c: &Catalogue, e: &Requirement, ligne: &BTreeMap<String, String>) {
    let section = ligne["section"].as_str();
    let chapitre = CHAPITRES.iter().find(|(lu, _)| *lu == section).map_or(section, |(_, dit)| dit);
    let profil = match e.id.as_str() {
        id if DU_LGC.contains(&id) => "BAL PER-ORG",
        // Two versions in the index; that of the general profile is obsolete.
        "DMP/HISTO.07" => "Environnement hospitalier",
        _ => &ligne["profiles"],
    };
    assert_eq!(
        (e.chapitre.as_str(), e.bloc.as_str(), e.fonction.as_str(), e.profil.as_str()),
        (chapitre, ligne["bloc"].as_str(), ligne["fonction"].as_str(), profil),
        "{} : {}",
        c.code,
        e.id
    );
}

#[test]
fn chapitres_blocs_fonctions_et_profils_sont_ceux_de_l_index() {
    let Some(fichier) = segur_essais::corpus("rem/rem_index.csv") else {
        return;
    };
    for c in propres() {
        let lignes = index(&fichier, &c);
        for e in c.exigences.iter().filter(|e| !du_socle(e)) {
            let ligne = lignes.iter().find(|l| l["req_id"] == e.id);
            comparer(&c, e, ligne.unwrap_or_else(|| panic!("{} n'est pas dans l'index", e.id)));
        }
    }
}

/// An exigence that the couloir takes from the socle, and of which its own index has no line.
fn du_socle(e: &Requirement) -> bool {
    e.id.starts_with("DMP/ALI/PROG.")
}

#[test]
fn une_exigence_du_socle_est_reprise_par_le_couloir() {
    let Some(fichier) = segur_essais::corpus("rem/socle_index.csv") else {
        return;
    };
    let socle = table(&fichier);
    let mut lues = 0;
    for c in propres() {
        let couloir = code(&c);
        for e in c.exigences.iter().filter(|e| du_socle(e)) {
            let ligne = socle.iter().find(|l| l["socle_id"] == format!("SC.{}", e.id)).unwrap();
            let reprise = ligne["picked_in_rem"].split('|').any(|r| r == couloir);
            assert!(reprise && ligne["squash_status"] == "APPROVED", "{} : {}", c.code, e.id);
            assert_eq!(e.profil, ligne["profile"], "{} : {}", c.code, e.id);
            lues += 1;
        }
    }
    assert!(lues > 10, "{lues}");
}

/// The kinds of a proof are those of the index; only what the index leaves open may be said more precisely.
#[test]
fn les_natures_sont_celles_de_l_index() {
    let Some(fichier) = segur_essais::corpus("rem/proof_index.csv") else {
        return;
    };
    let mut precisees = Vec::new();
    for c in propres() {
        let lignes = index(&fichier, &c);
        for s in scenarios(&c) {
            for p in &s.preuves {
                let ligne = lignes.iter().find(|l| l["scenario_id"] == s.id && l["proof_id"] == p.id);
                let ligne = ligne.unwrap_or_else(|| panic!("{} n'est pas dans l'index", p.id));
                let lue = |n: &str| toml::Value::String(n.to_owned()).try_into::<NaturePreuve>().unwrap();
                let lues: BTreeSet<NaturePreuve> = ligne["proof_kinds_derived"].split('|').map(lue).collect();
                let ouverte = [NaturePreuve::Unclassified, NaturePreuve::ToBeDefined];
                if lues.iter().all(|n| ouverte.contains(n)) {
                    precisees.push(p.id.clone());
                } else {
                    assert_eq!(p.natures.iter().copied().collect::<BTreeSet<_>>(), lues, "{}", p.id);
                }
            }
        }
    }
    assert_eq!(precisees.len(), 15, "{precisees:?}");
}

/// The words of a text, in lower case; a number, an identifier, the name of a file is one word.
fn mots(texte: &str) -> Vec<String> {
    texte
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && !"-_./".contains(c))
        .map(|m| m.trim_matches(|c| "-_./".contains(c)).to_owned())
        .filter(|m| !m.is_empty())
        .collect()
}

/// The texts of the cells of a workbook, which has them in its one sheet.
fn cellules(classeur: &Path) -> Vec<String> {
    let mut xml = String::new();
    let mut zip = zip::ZipArchive::new(fs::File::open(classeur).unwrap()).unwrap();
    zip.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    let lu = roxmltree::Document::parse(&xml).unwrap();
    let cellule = |is: roxmltree::Node<'_, '_>| {
        is.descendants()
            .filter(|n| n.tag_name().name() == "t")
            .filter_map(|n| n.text())
            .collect()
    };
    lu.descendants().filter(|n| n.tag_name().name() == "is").map(cellule).collect()
}

#[test]
fn aucune_phrase_n_est_recopiee() {
    let Some(dossier) = segur_essais::corpus("rem/workbooks") else {
        return;
    };
    let mut publiees: BTreeSet<Vec<String>> = BTreeSet::new();
    for f in fs::read_dir(dossier).unwrap().map(|f| f.unwrap().path()) {
        if f.extension().is_some_and(|e| e == "xlsx") {
            for texte in cellules(&f) {
                publiees.extend(mots(&texte).windows(SUITE).map(<[String]>::to_vec));
            }
        }
    }
    assert!(publiees.len() > 10_000, "{} runs of words read", publiees.len());
    for c in propres() {
        let resumes = c.exigences.iter().map(|e| (&e.id, &e.resume));
        let plans = scenarios(&c).flat_map(|s| s.plan.iter().map(move |l| (&s.id, l)));
        let demandes = preuves(&c).map(|p| (&p.id, &p.demande));
        for (id, phrase) in resumes.chain(plans).chain(demandes) {
            for suite in mots(phrase).windows(SUITE) {
                assert!(!publiees.contains(suite), "{id} : « {} »", suite.join(" "));
            }
        }
    }
}
