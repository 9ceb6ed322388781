//! The real texts, read where they are: nothing of them is lost, and their kinds of proof agree with the index.

use std::collections::BTreeMap;
use std::fs;

use segur_model::catalogue::NaturePreuve;
use segur_rem::{Import, lisible};

use crate::fabrique::lu;

/// The workbooks of the corpus; none without it.
pub fn imports() -> Vec<(&'static str, Import)> {
    [
        "convergence-BIO-va1",
        "convergence-BIO-va2",
        "convergence-LGC-va2",
        "rem-BIO-va1",
        "rem-DB-va2",
    ]
    .into_iter()
    .filter_map(|nom| {
        let chemin = segur_essais::corpus(&format!("rem/workbooks/{nom}.xlsx"))?;
        Some((nom, lu(&fs::read(chemin).unwrap(), &format!("{nom}.xlsx")).unwrap()))
    })
    .collect()
}

/// Letters and digits of a text, counted.
fn signes(texte: &str) -> BTreeMap<char, usize> {
    let mut comptes = BTreeMap::new();
    for c in texte.chars().filter(|c| c.is_alphanumeric()) {
        *comptes.entry(c).or_default() += 1;
    }
    comptes
}

#[test]
fn the_real_workbooks_are_read_whole() {
    // Exigences, scenarios (what four exigences share is one), proofs (a cell may hold two).
    let attendus = [(137, 154, 228), (102, 125, 156), (123, 114, 144), (137, 154, 228), (198, 80, 98)];
    for ((nom, i), (exigences, scenarios, preuves)) in imports().iter().zip(attendus) {
        assert_eq!(
            (i.catalogue.exigences.len(), i.scenarios.len(), i.preuves()),
            (exigences, scenarios, preuves),
            "{nom}"
        );
        let fichiers: std::collections::BTreeSet<String> = i.scenarios.iter().map(|s| s.fichier.to_lowercase()).collect();
        assert_eq!(fichiers.len(), i.scenarios.len(), "{nom}: a file for each");
    }
}

#[test]
fn nothing_of_a_cell_is_lost() {
    for (nom, textes) in cellules() {
        for texte in textes {
            let d = segur_rem::decouper(&texte);
            let tenu: Vec<&String> = d
                .objectif
                .iter()
                .chain(&d.contexte)
                .chain(&d.tus)
                .chain(d.etapes.iter().flat_map(|e| std::iter::once(&e.texte).chain(&e.attendus)))
                .collect();
            let tenu: String = tenu.into_iter().map(String::as_str).collect();
            assert_eq!(signes(&lisible(&texte)), signes(&tenu), "{nom}: {texte}");
            // What is taken away is a mark, and no more.
            for tu in &d.tus {
                assert!(tu.chars().count() <= 80, "{nom}: {tu}");
            }
        }
    }
}

#[test]
fn every_word_of_a_workbook_is_in_its_files() {
    for (nom, i) in imports() {
        let catalogue: String = i
            .catalogue
            .exigences
            .iter()
            .map(|e| format!("{} {} {}", e.resume, e.remarque, e.bloc))
            .collect();
        let catalogue = signes(&catalogue);
        assert!(!catalogue.is_empty(), "{nom}");
        for s in &i.scenarios {
            let (_, _, lu) = i
                .catalogue
                .exigences
                .iter()
                .flat_map(|e| e.scenarios.iter().map(move |c| (e, 0, c)))
                .find(|(_, _, c)| c.id == s.numero)
                .unwrap();
            for p in &lu.preuves {
                assert!(s.preuves.contains(p), "{nom} {}", p.id);
            }
            // The plan says each étape whole.
            assert_eq!(lu.plan.len(), if lu.plan.is_empty() { 0 } else { s.etapes }, "{nom} {}", s.numero);
            for etape in &lu.plan {
                let dit = etape.split_once(" : ").unwrap().1;
                for mot in segur_rem::mots(dit) {
                    assert!(s.yaml.contains(mot), "{nom} {}: {mot}", s.numero);
                }
            }
        }
    }
}

/// The scenario cells of each workbook, as they stand.
fn cellules() -> Vec<(&'static str, Vec<String>)> {
    let Some(dossier) = segur_essais::corpus("rem/workbooks") else {
        return Vec::new();
    };
    ["convergence-BIO-va1", "convergence-BIO-va2", "convergence-LGC-va2", "rem-DB-va2"]
        .into_iter()
        .map(|nom| {
            use calamine::{Reader as _, Xlsx};
            let mut livre: Xlsx<_> = Xlsx::new(std::io::Cursor::new(fs::read(dossier.join(format!("{nom}.xlsx"))).unwrap())).unwrap();
            let feuille = livre.worksheet_range("Exigences").unwrap();
            let titres: Vec<String> = feuille.rows().next().unwrap().iter().map(ToString::to_string).collect();
            let colonne = titres.iter().position(|t| t == "Scénario de conformité").unwrap();
            let mut textes: Vec<String> = feuille
                .rows()
                .skip(1)
                .map(|l| l[colonne].to_string())
                .filter(|t| !t.is_empty())
                .collect();
            textes.sort();
            textes.dedup();
            (nom, textes)
        })
        .collect()
}

/// The index classes by words found anywhere; an import, by what is asked for. So one is rarely more than the other: what agrees is that a
/// kind is in both, and what differs is printed.
#[test]
fn kinds_of_proof_agree_with_the_index() {
    let Some(index) = segur_essais::corpus("rem/proof_index.csv") else {
        return;
    };
    let texte = fs::read_to_string(index).unwrap();
    let mut connus: BTreeMap<(String, String, String), String> = BTreeMap::new();
    for l in texte.lines().skip(1) {
        let c: Vec<&str> = l.split(',').collect();
        if let [vague, couloir, _, _, preuve, genres] = c.as_slice() {
            connus.insert(
                ((*vague).to_owned(), (*couloir).to_owned(), (*preuve).to_owned()),
                (*genres).to_owned(),
            );
        }
    }
    let (mut egales, mut incluses, mut communes, mut total) = (0, 0, 0, 0);
    let mut autres: Vec<String> = Vec::new();
    for (nom, i) in imports() {
        let (couloir, vague) = (nom.split('-').nth(1).unwrap(), nom.chars().last().unwrap().to_string());
        for p in i.scenarios.iter().flat_map(|s| &s.preuves) {
            let Some(genres) = connus.get(&(vague.clone(), couloir.to_owned(), p.id.clone())) else {
                continue;
            };
            let la: Vec<&str> = genres.split('|').collect();
            let ici: Vec<String> = p.natures.iter().map(|n| genre(*n)).collect();
            total += 1;
            let dedans = ici.iter().all(|g| la.contains(&g.as_str()));
            egales += usize::from(dedans && ici.len() == la.len());
            incluses += usize::from(dedans);
            if ici.iter().any(|g| la.contains(&g.as_str())) {
                communes += 1;
            } else {
                autres.push(format!("{couloir} {} : ici {}, index {}", p.id, ici.join("|"), la.join("|")));
            }
        }
    }
    println!("genres : {egales} égaux, {incluses} inclus, {communes} avec un genre commun, sur {total}");
    autres.sort();
    autres.dedup();
    for a in &autres {
        println!("  {a}");
    }
    assert!(communes * 100 >= total * 94, "{communes} of {total}");
    assert!(incluses * 100 >= total * 88, "{incluses} of {total}");
}

/// The name of a kind in the index.
fn genre(n: NaturePreuve) -> String {
    format!("{n:?}").chars().fold(String::new(), |mut nom, c| {
        if c.is_uppercase() && !nom.is_empty() {
            nom.push('_');
        }
        nom.extend(c.to_lowercase());
        nom
    })
}

/// Few texts ask for several pieces, each due: those that do are printed, and were read by eye. The one below has three lines: the logs of
/// two étapes, and a screenshot.
#[test]
fn few_proofs_ask_for_several_pieces() {
    for (nom, i) in imports() {
        let preuves = || i.catalogue.exigences.iter().flat_map(|e| &e.scenarios).flat_map(|s| &s.preuves);
        let dues: Vec<&str> = preuves().filter(|p| p.toutes).map(|p| p.id.as_str()).collect();
        println!(
            "{nom} : {} preuves, {} à plusieurs pièces : {}",
            preuves().count(),
            dues.len(),
            dues.join(", ")
        );
        let attendues: &[&str] = if nom == "rem-DB-va2" { &["01.04"] } else { &[] };
        assert_eq!(dues, attendues, "{nom}");
    }
}
