//! The rows of an imported workbook, written back: alone, or as the first sheet of `convergence.xlsx`. Every cell says what was read: a text
//! is a text, a number a number, a date a date.

use std::io::Write as _;
use std::path::Path;

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use segur_model::classeur::{CELLULES_MAX, COLONNES_MAX, Cellule, FEUILLE, LigneDuClasseur, LignesDuClasseur};

use crate::feuille::{self, HAUTEUR_LIGNE, HAUTEUR_MAX, corps, entetes, hauteur, texte};
use crate::{DossierError, archive};

/// Widths of the public exporters, in characters, by title.
const LARGEURS: [(&str, f64); 15] = [
    ("Périmètre", 13.4),
    ("ID", 14.0),
    ("Chapitre", 37.9),
    ("Bloc", 37.9),
    ("Fonction", 35.2),
    ("Exigence", 66.4),
    ("Commentaire", 32.8),
    ("Profil", 17.2),
    ("N° scénario", 18.6),
    ("Scénario de conformité", 66.4),
    ("Profil historique", 17.2),
    ("Criticité", 12.4),
    ("Ordre", 9.2),
    ("Nature de l'exigence", 17.2),
    ("VA N-1", 12.4),
];
const LARGEUR_NUMERO: f64 = 18.6;
const LARGEUR_PREUVE: f64 = 48.0;
/// Of a column that is not known, and of one that is empty in every row.
const LARGEUR_AUTRE: f64 = 20.0;
const LARGEUR_VIDE: f64 = 14.0;
/// No column is wider, however long its texts.
const LARGEUR_MAX: f64 = 130.0;
/// What a page of paper takes across, and stays readable.
const LARGEUR_PAGE: f64 = 400.0;
/// What the button of the filter takes of a title.
const BOUTON: f64 = 3.0;
/// Margins, in inches.
const MARGE: f64 = 0.35;

/// Writes the rows as a workbook of one sheet, « Exigences ». Another file is never replaced.
///
/// # Errors
/// A cell holds what no spreadsheet does, or the disk refuses: nothing is left.
pub fn ecrire_classeur(lues: &LignesDuClasseur, chemin: &Path) -> Result<(), DossierError> {
    lues.verifier().map_err(DossierError::Classeur)?;
    let octets = composer(lues).map_err(|e| DossierError::vue("le classeur", e))?;
    archive::refuser_existant(chemin)?;
    archive::atomique(chemin, |fichier| {
        fichier.write_all(&octets).map_err(|e| DossierError::ecriture(chemin, e))
    })
}

fn composer(lues: &LignesDuClasseur) -> Result<Vec<u8>, XlsxError> {
    let mut livre = Workbook::new();
    poser(lues, livre.add_worksheet().set_name(FEUILLE)?)?;
    livre.save_to_buffer()
}

/// The titles and the rows of these exigences, each with all that it says: what merged cells gave it is in it.
pub(crate) fn des_exigences(lues: &LignesDuClasseur, garder: impl Fn(&str) -> bool) -> LignesDuClasseur {
    let mut entieres = lues.clone();
    etendre(&mut entieres);
    let titres = entieres.ligne_de_titres().cloned().unwrap_or_default();
    let lignes = entieres
        .lignes
        .into_iter()
        .filter(|l| !l.exigence.is_empty() && garder(&l.exigence));
    LignesDuClasseur {
        feuille: lues.feuille.clone(),
        titres: 0,
        fusions: Vec::new(),
        lignes: std::iter::once(titres).chain(lignes).collect(),
    }
}

/// Gives every cell of a merged region what its first one holds.
fn etendre(lues: &mut LignesDuClasseur) {
    let mut reste = CELLULES_MAX;
    for [haut, gauche, bas, droite] in std::mem::take(&mut lues.fusions) {
        let premiere = lues.lignes.get(haut).and_then(|l| l.cellules.get(gauche)).cloned().flatten();
        let Some(premiere) = premiere else { continue };
        for ligne in lues.lignes.iter_mut().take(bas.saturating_add(1)).skip(haut) {
            for colonne in gauche..=droite.min(COLONNES_MAX - 1) {
                if reste == 0 {
                    return;
                }
                reste -= 1;
                if ligne.cellules.len() <= colonne {
                    ligne.cellules.resize(colonne + 1, None);
                }
                if let Some(vide @ None) = ligne.cellules.get_mut(colonne) {
                    *vide = Some(premiere.clone());
                }
            }
        }
    }
}

/// Fills a sheet with rows.
pub(crate) fn poser(lues: &LignesDuClasseur, feuille: &mut Worksheet) -> Result<(), XlsxError> {
    let colonnes = colonnes(lues);
    let titres = rang(lues.titres);
    fusionner(lues, feuille);
    let noms: Vec<(&str, f64)> = colonnes.iter().map(|(t, l)| (t.as_str(), *l)).collect();
    entetes(feuille, titres, &noms)?;
    let hauts = noms.iter().map(|(t, l)| feuille::lignes(t, l - BOUTON));
    hauteur(feuille, titres, hauts.max().unwrap_or(1))?;
    for (r, ligne) in (0..).zip(&lues.lignes).filter(|(r, _)| *r != titres) {
        une(feuille, r, ligne, &colonnes)?;
    }
    let derniere = rang(lues.lignes.len()).saturating_sub(1).max(titres);
    feuille.autofilter(titres, 0, derniere, feuille::derniere(&noms))?;
    paginer(&colonnes, feuille)
}

fn une(feuille: &mut Worksheet, r: u32, ligne: &LigneDuClasseur, colonnes: &[(String, f64)]) -> Result<(), XlsxError> {
    let cellules = || {
        (0..)
            .zip(colonnes)
            .zip(ligne.cellules.iter().map(Some).chain(std::iter::repeat(None)))
    };
    let lignes = cellules().filter_map(|((_, (_, largeur)), c)| Some(feuille::lignes(c?.as_ref()?.texte(), *largeur)));
    hauteur(feuille, r, lignes.max().unwrap_or(1))?;
    for ((colonne, _), cellule) in cellules() {
        match cellule.and_then(Option::as_ref) {
            None => texte(feuille, r, colonne, "")?,
            Some(c) => ecrire(feuille, r, colonne, c)?,
        }
    }
    Ok(())
}

fn ecrire(feuille: &mut Worksheet, r: u32, colonne: u16, cellule: &Cellule) -> Result<(), XlsxError> {
    let format = match cellule {
        Cellule::Date { .. } if cellule.nombre().is_some_and(|n| n.fract() == 0.0) => corps().set_num_format("dd/mm/yyyy"),
        Cellule::Date { .. } => corps().set_num_format("dd/mm/yyyy hh:mm:ss"),
        Cellule::Duree { .. } => corps().set_num_format("[h]:mm:ss"),
        _ => corps(),
    };
    match (cellule, cellule.nombre()) {
        (_, Some(n)) => feuille.write_number_with_format(r, colonne, n, &format)?,
        (Cellule::Booleen(b), _) => feuille.write_boolean_with_format(r, colonne, *b, &format)?,
        (autre, _) => return texte(feuille, r, colonne, autre.texte()),
    };
    Ok(())
}

/// Merges what was merged. Regions that overlap are of no spreadsheet: their cells are written all the same.
fn fusionner(lues: &LignesDuClasseur, feuille: &mut Worksheet) {
    let mut reste = CELLULES_MAX;
    for [haut, gauche, bas, droite] in &lues.fusions {
        let cellules = (bas.saturating_sub(*haut) + 1).saturating_mul(droite.saturating_sub(*gauche) + 1);
        if *bas >= lues.lignes.len() || *droite >= COLONNES_MAX || cellules > reste {
            continue;
        }
        reste -= cellules;
        let colonne = |c: usize| u16::try_from(c).unwrap_or(u16::MAX);
        let _ = feuille.merge_range(rang(*haut), colonne(*gauche), rang(*bas), colonne(*droite), "", &corps());
    }
}

/// The title and the width of each column.
fn colonnes(lues: &LignesDuClasseur) -> Vec<(String, f64)> {
    let titres = lues.ligne_de_titres();
    (0..lues.largeur())
        .map(|c| {
            let titre = titres.and_then(|l| l.cellules.get(c)?.as_ref()).map_or("", Cellule::texte);
            let sous = lues.lignes.iter().enumerate().filter(|(r, _)| *r != lues.titres);
            let textes = sous.filter_map(|(_, l)| Some(l.cellules.get(c)?.as_ref()?.texte()));
            (titre.to_owned(), largeur(titre, textes))
        })
        .collect()
}

/// The width of a column: that of its title, more where a text would not fit in the highest row.
fn largeur<'t>(titre: &str, textes: impl Iterator<Item = &'t str>) -> f64 {
    let propre = titre.split_whitespace().collect::<Vec<_>>().join(" ");
    let connue = LARGEURS.iter().find(|(t, _)| *t == propre).map(|(_, l)| *l);
    let mut base = connue.unwrap_or(if propre.starts_with("N° preuve") {
        LARGEUR_NUMERO
    } else if propre.starts_with("Preuve") {
        LARGEUR_PREUVE
    } else {
        LARGEUR_AUTRE
    });
    let mut vide = true;
    for t in textes {
        vide = false;
        while base < LARGEUR_MAX && f64::from(feuille::lignes(t, base)) * HAUTEUR_LIGNE > HAUTEUR_MAX {
            base = (base + 8.0).min(LARGEUR_MAX);
        }
    }
    if vide && connue.is_none_or(|c| c > LARGEUR_AUTRE) {
        LARGEUR_VIDE
    } else {
        base
    }
}

/// How it is printed: as many pages across as it takes to be read, side by side, the exigence in sight on each.
fn paginer(colonnes: &[(String, f64)], feuille: &mut Worksheet) -> Result<(), XlsxError> {
    let id = colonnes.iter().take(3).position(|(t, _)| t.trim() == "ID");
    let pages = pages(colonnes, id.map_or(0, |id| id + 1));
    feuille
        .set_print_fit_to_pages(pages, 0)
        .set_page_order(false)
        .set_margins(MARGE, MARGE, MARGE, 0.6, 0.2, 0.2)
        .set_footer("&L&F&RPage &P / &N");
    if let Some(id) = id.filter(|_| pages > 1) {
        feuille.set_repeat_columns(0, u16::try_from(id).unwrap_or(0))?;
    }
    Ok(())
}

/// Pages across: no column is cut, and the first ones are on each.
fn pages(colonnes: &[(String, f64)], repetees: usize) -> u16 {
    let repete: f64 = colonnes.iter().take(repetees).map(|(_, l)| *l).sum();
    let mut pages = 1;
    let mut prise = repete;
    for (_, largeur) in colonnes.iter().skip(repetees) {
        if prise + largeur > LARGEUR_PAGE && prise > repete {
            pages += 1;
            prise = repete;
        }
        prise += largeur;
    }
    pages
}

fn rang(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ligne(exigence: &str, cellules: &[&str]) -> LigneDuClasseur {
        LigneDuClasseur {
            exigence: exigence.to_owned(),
            cellules: cellules
                .iter()
                .map(|t| (!t.is_empty()).then(|| Cellule::Texte((*t).to_owned())))
                .collect(),
        }
    }

    #[test]
    fn the_rows_of_some_exigences_keep_their_order_and_what_merged_cells_say() {
        let lues = LignesDuClasseur {
            feuille: "REM".to_owned(),
            titres: 1,
            fusions: vec![[2, 0, 3, 0]],
            lignes: vec![
                ligne("", &["Un bandeau"]),
                ligne("", &["ID", "Preuve"]),
                ligne("B", &["B", "1"]),
                ligne("B", &["", "2"]),
                ligne("", &[]),
                ligne("A", &["A"]),
                ligne("C", &["C"]),
            ],
        };
        let gardees = des_exigences(&lues, |id| id != "C");
        assert_eq!(
            gardees.lignes,
            [
                ligne("", &["ID", "Preuve"]),
                ligne("B", &["B", "1"]),
                ligne("B", &["B", "2"]),
                ligne("A", &["A"]),
            ]
        );
        assert_eq!((gardees.titres, gardees.fusions.len()), (0, 0));
    }

    #[test]
    fn no_column_is_cut_by_the_end_of_a_page() {
        let larges = |l: &[f64]| l.iter().map(|l| (String::new(), *l)).collect::<Vec<_>>();
        assert_eq!(pages(&larges(&[20.0, 180.0, 180.0]), 1), 1);
        assert_eq!(pages(&larges(&[20.0, 180.0, 180.0, 30.0, 180.0, 180.0]), 1), 3);
        assert_eq!(pages(&larges(&[500.0, 500.0]), 0), 2);
        assert_eq!(pages(&[], 0), 1);
    }

    #[test]
    fn a_column_is_wide_enough_for_its_longest_text() {
        assert!((largeur("Ordre", ["1"].into_iter()) - 9.2).abs() < 0.01);
        assert!((largeur("Preuve 7", std::iter::empty()) - LARGEUR_VIDE).abs() < 0.01);
        let long = "mot ".repeat(700);
        let l = largeur("Exigence", [long.as_str()].into_iter());
        assert!(f64::from(feuille::lignes(&long, l)) * HAUTEUR_LIGNE <= HAUTEUR_MAX, "{l}");
    }
}
