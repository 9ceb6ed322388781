//! The rows of a workbook in the form that is asked for: its own, as they stand, or the other one, cell by cell. Nothing is made up, and what
//! has no place there is said.

mod lues;

use std::collections::BTreeMap;

use segur_model::classeur::{CONVERGENCE, Cellule, FEUILLE, LigneDuClasseur, LignesDuClasseur};

use crate::classeur::Feuille;
use crate::colonnes::{self, Colonne, Entete, Forme, lire};
use crate::erreur::RemError;
use crate::texte::plat;
use lues::{Lue, Paire};

/// Proofs that a row of a REM has columns for.
const PREUVES: usize = 10;

/// Titles of a REM, before its proofs.
const REM_AVANT: [&str; 10] = [
    "Périmètre",
    "ID",
    "Chapitre",
    "Fonction",
    "Exigence",
    "Commentaire",
    "Nature de l'exigence",
    "Profil",
    "N° scénario",
    "Scénario de conformité",
];

/// Titles of a REM, after its proofs.
const REM_APRES: [&str; 4] = ["Statut publication", "VA N-1", "Criticité", "Ordre"];

/// Rows in a form, and what a person must know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnForme {
    /// The rows.
    pub lignes: LignesDuClasseur,
    /// What has no place in this form, what it has and the workbook had not (French).
    pub dits: Vec<String>,
}

/// Puts rows in a form. Their own form changes nothing in them.
///
/// # Errors
/// No row of them has the titles of a REM.
pub fn en_forme(lues: &LignesDuClasseur, voulue: Forme) -> Result<EnForme, RemError> {
    let feuille = Feuille::des(lues);
    let entete = colonnes::entete(&feuille).ok_or_else(|| RemError::SansColonnes {
        feuilles: format!("« {} »", lues.feuille),
    })?;
    let mut dits = Vec::new();
    if lues.feuille != FEUILLE {
        dits.push(format!("la feuille « {} » y est nommée « {FEUILLE} »", lues.feuille));
    }
    let par_preuve = |f: Forme| f == Forme::Convergence;
    if par_preuve(entete.forme()) == par_preuve(voulue) {
        let mut lignes = lues.clone();
        FEUILLE.clone_into(&mut lignes.feuille);
        return Ok(EnForme { lignes, dits });
    }
    let titres = titres(voulue);
    let source: Vec<Option<u32>> = titres.iter().map(|t| colonne(&entete, t)).collect();
    let mut lignes = vec![LigneDuClasseur {
        exigence: String::new(),
        cellules: titres.iter().map(|t| Some(Cellule::Texte((*t).clone()))).collect(),
    }];
    let toutes = lues::lire(lues, &feuille, &entete, &source);
    lues::dire_le_reste(lues, &feuille, &entete, &source, &mut dits);
    if par_preuve(voulue) {
        lues::dire_les_serrees(&feuille, &entete, &mut dits);
    }
    dire_les_vides(&titres, &source, &mut dits);
    if par_preuve(voulue) {
        lignes.extend(toutes.iter().flat_map(|l| une_par_preuve(l, &titres)));
    } else {
        let (ecrites, suites) = une_par_scenario(&toutes, &titres);
        lignes.extend(ecrites);
        dits.extend(suites);
    }
    Ok(EnForme {
        lignes: LignesDuClasseur {
            feuille: FEUILLE.to_owned(),
            titres: 0,
            fusions: Vec::new(),
            lignes,
        },
        dits,
    })
}

fn titres(forme: Forme) -> Vec<String> {
    if forme == Forme::Convergence {
        return CONVERGENCE.map(str::to_owned).to_vec();
    }
    let preuves = (1..=PREUVES).flat_map(|k| [format!("N° preuve {k}"), format!("Preuve {k}")]);
    let avant = REM_AVANT.iter().map(|t| (*t).to_owned());
    avant.chain(preuves).chain(REM_APRES.iter().map(|t| (*t).to_owned())).collect()
}

/// Where the workbook has what this title is of; proofs are looked at apart.
fn colonne(entete: &Entete, titre: &str) -> Option<u32> {
    match lire(&plat(titre)) {
        Some(Colonne::Preuve(_) | Colonne::NumeroPreuve(_)) => None,
        // Where section and bloc are apart, the exporters write the bloc as chapter.
        Some(Colonne::Chapitre) => [Colonne::Chapitre, Colonne::Bloc]
            .iter()
            .find_map(|c| entete.colonnes.get(c))
            .copied(),
        Some(connue) => entete.colonnes.get(&connue).copied(),
        None => entete
            .autres
            .iter()
            .find(|(_, t)| plat(t) == plat(titre))
            .map(|(colonne, _)| *colonne),
    }
}

/// Whether a column of proofs, and of which rank.
fn rang_de_preuve(titre: &str) -> Option<usize> {
    match lire(&plat(titre)) {
        Some(Colonne::Preuve(k) | Colonne::NumeroPreuve(k)) => Some(usize::from(k)),
        _ => None,
    }
}

fn est_numero(titre: &str) -> bool {
    matches!(lire(&plat(titre)), Some(Colonne::NumeroPreuve(_)))
}

/// A row of the form: its own cells, and these proofs where it has columns for them.
fn composer(ligne: &Lue, preuves: &[Paire], titres: &[String]) -> LigneDuClasseur {
    let cellules = titres.iter().zip(&ligne.cellules).map(|(titre, sienne)| {
        let Some(rang) = rang_de_preuve(titre) else {
            return sienne.clone();
        };
        let paire = preuves.get(rang.saturating_sub(1))?;
        if est_numero(titre) {
            paire.numero.clone()
        } else {
            paire.texte.clone()
        }
    });
    LigneDuClasseur {
        exigence: ligne.exigence.clone(),
        cellules: cellules.collect(),
    }
}

fn une_par_preuve(ligne: &Lue, titres: &[String]) -> Vec<LigneDuClasseur> {
    if ligne.preuves.is_empty() {
        return vec![composer(ligne, &[], titres)];
    }
    ligne
        .preuves
        .iter()
        .map(|p| composer(ligne, std::slice::from_ref(p), titres))
        .collect()
}

/// One row for each scenario of an exigence. A row that says anything else beside its proofs stays apart, and so do proofs beyond ten.
fn une_par_scenario(toutes: &[Lue], titres: &[String]) -> (Vec<LigneDuClasseur>, Vec<String>) {
    let mut groupes: Vec<Lue> = Vec::new();
    let mut places: BTreeMap<(&str, &[Option<Cellule>]), usize> = BTreeMap::new();
    for ligne in toutes {
        let place = *places.entry((&ligne.exigence, &ligne.cellules)).or_insert(groupes.len());
        match groupes.get_mut(place) {
            Some(groupe) => groupe.preuves.extend(ligne.preuves.iter().cloned()),
            None => groupes.push(ligne.clone()),
        }
    }
    let mut lignes = Vec::new();
    let mut dits = Vec::new();
    for groupe in &groupes {
        if groupe.preuves.is_empty() {
            lignes.push(composer(groupe, &[], titres));
        }
        let suites = groupe.preuves.chunks(PREUVES);
        if suites.len() > 1 {
            dits.push(format!(
                "{} : {} preuves, et {PREUVES} par ligne : ce scénario est sur {} lignes",
                groupe.scenario(titres),
                groupe.preuves.len(),
                suites.len()
            ));
        }
        lignes.extend(suites.map(|p| composer(groupe, p, titres)));
    }
    (lignes, dits)
}

/// What the form has columns for, and the workbook had not.
fn dire_les_vides(titres: &[String], source: &[Option<u32>], dits: &mut Vec<String>) {
    let vides: Vec<String> = titres
        .iter()
        .zip(source)
        .filter(|(t, s)| s.is_none() && rang_de_preuve(t).is_none())
        .map(|(t, _)| format!("« {t} »"))
        .collect();
    if !vides.is_empty() {
        dits.push(format!(
            "laissé vide, car le classeur importé n'a pas ces colonnes : {}",
            vides.join(", ")
        ));
    }
}
