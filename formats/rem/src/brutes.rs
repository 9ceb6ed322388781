//! The rows of a sheet kept as they stand, beside what an import makes of them.

use std::collections::BTreeMap;

use segur_model::classeur::{FUSIONS_MAX, LigneDuClasseur, LignesDuClasseur};

use crate::classeur::Feuille;
use crate::colonnes::Entete;

/// Every row of a sheet, each with its exigence.
pub(crate) fn garder(feuille: &Feuille, entete: &Entete, exigences: &BTreeMap<u32, String>) -> LignesDuClasseur {
    let mut lignes: Vec<LigneDuClasseur> = Vec::new();
    for ((rang, colonne), cellule) in &feuille.brutes {
        let (rang, colonne) = (*rang as usize, *colonne as usize);
        if lignes.len() <= rang {
            lignes.resize_with(rang + 1, LigneDuClasseur::default);
        }
        if let Some(ligne) = lignes.get_mut(rang) {
            ligne.cellules.resize(colonne, None);
            ligne.cellules.push(Some(cellule.clone()));
        }
    }
    // A row may have nothing of its own: merged cells give it all that it says.
    let derniere = exigences.keys().next_back().map_or(0, |r| *r as usize + 1);
    if lignes.len() < derniere {
        lignes.resize_with(derniere, LigneDuClasseur::default);
    }
    for (rang, id) in exigences {
        if let Some(ligne) = lignes.get_mut(*rang as usize) {
            ligne.exigence.clone_from(id);
        }
    }
    let largeur = lignes.iter().map(|l| l.cellules.len()).max().unwrap_or(0);
    LignesDuClasseur {
        feuille: feuille.nom.clone(),
        titres: entete.ligne as usize,
        fusions: fusions(feuille, lignes.len(), largeur),
        lignes,
    }
}

/// The merged regions, as far as the cells go.
fn fusions(feuille: &Feuille, hauteur: usize, largeur: usize) -> Vec<[usize; 4]> {
    feuille
        .fusions
        .iter()
        .map(|((haut, gauche), (bas, droite))| {
            [
                *haut as usize,
                *gauche as usize,
                (*bas as usize).min(hauteur.saturating_sub(1)),
                (*droite as usize).min(largeur.saturating_sub(1)),
            ]
        })
        .filter(|[haut, gauche, bas, droite]| haut <= bas && gauche <= droite && (haut, gauche) != (bas, droite))
        .take(FUSIONS_MAX)
        .collect()
}
