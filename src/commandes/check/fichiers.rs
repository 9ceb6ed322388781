//! Which files are judged: those that are named, and in a folder and all under it those that their name says to be of the kind.

use std::path::{Path, PathBuf};

use super::Genre;
use crate::erreur::Erreur;

/// The name of the standard input.
const ENTREE: &str = "-";

/// Deepest folder that is walked, from the one that is given.
const PROFONDEUR_MAX: usize = 16;

/// Whether it is the standard input: a file without a name.
pub(in crate::commandes) fn est_entree(chemin: &Path) -> bool {
    chemin.as_os_str() == ENTREE
}

/// The files to judge, and how many others their folders hold.
#[derive(Debug, Default)]
pub(super) struct Trouves {
    pub(super) fichiers: Vec<PathBuf>,
    /// Files of a folder that do not end as the kind does.
    pub(super) autres: usize,
    /// Folders that are too deep, that could not be read, that are links or that give nothing: why.
    pub(super) non_lus: Vec<String>,
}

impl Trouves {
    pub(super) fn dire_les_non_lus(&self) {
        for cause in &self.non_lus {
            segur_model::avertir!("Non lu : {cause}");
        }
    }
}

/// What is judged of what was given. Folders give the files under them, in the order of their names.
pub(super) fn trouver(genre: Genre, donnes: &[PathBuf]) -> Result<Trouves, Erreur> {
    let mut trouves = Trouves::default();
    for chemin in donnes {
        if est_entree(chemin) && trouves.fichiers.iter().any(|f| est_entree(f)) {
            return Err(Erreur::dit(
                "« - », l'entrée standard, ne se lit qu'une fois : ne la donnez qu'une fois",
            ));
        }
        if est_entree(chemin) || !chemin.is_dir() {
            trouves.fichiers.push(chemin.clone());
            continue;
        }
        // The folder that was named must be read; one in it that cannot be is told.
        std::fs::read_dir(chemin).map_err(|e| Erreur::fichier("lecture du dossier", chemin, &e))?;
        let avant = (trouves.fichiers.len(), trouves.non_lus.len());
        parcourir(genre, chemin, 0, &mut trouves);
        // Beside others, a folder that gives nothing would not be missed.
        if donnes.len() > 1 && avant == (trouves.fichiers.len(), trouves.non_lus.len()) {
            let noms = genre.extensions().join(", ");
            trouves
                .non_lus
                .push(format!("{} : aucun fichier à juger ({noms})", chemin.display()));
        }
    }
    Ok(trouves)
}

fn parcourir(genre: Genre, dossier: &Path, profondeur: usize, trouves: &mut Trouves) {
    if profondeur > PROFONDEUR_MAX {
        trouves.non_lus.push(format!(
            "{} : plus de {PROFONDEUR_MAX} dossiers l'un dans l'autre",
            dossier.display()
        ));
        return;
    }
    let entrees = match std::fs::read_dir(dossier) {
        Ok(entrees) => entrees,
        Err(e) => {
            trouves.non_lus.push(Erreur::fichier("lecture du dossier", dossier, &e).to_string());
            return;
        }
    };
    let mut dedans: Vec<PathBuf> = entrees.filter_map(|e| e.ok().map(|e| e.path())).collect();
    dedans.sort();
    for chemin in dedans {
        // A link is followed to a file, and never to a folder: it could lead back here.
        if chemin.is_dir() {
            if cache(&chemin) {
                continue;
            }
            if chemin.is_symlink() {
                let dit = format!("{} : un lien vers un dossier n'est pas suivi, donnez le dossier", chemin.display());
                trouves.non_lus.push(dit);
            } else {
                parcourir(genre, &chemin, profondeur + 1, trouves);
            }
        } else if genre.porte_son_nom(&chemin) {
            trouves.fichiers.push(chemin);
        } else if !cache(&chemin) {
            trouves.autres += 1;
        }
    }
}

fn cache(chemin: &Path) -> bool {
    chemin.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'))
}
