//! `export`: the workbook of a dossier, or that of an import in the form that is asked for.

use std::io::Read as _;
use std::path::Path;

use segur_model::classeur::{FICHIER, LignesDuClasseur, OCTETS_MAX};
use segur_rem::{Forme, en_forme};

use crate::cli::Export;
use crate::erreur::Erreur;

/// Exports. Nothing that exists is replaced.
pub fn executer(a: &Export) -> Result<u8, Erreur> {
    if !a.dossier.is_dir() {
        return du_dossier_de_preuves(a);
    }
    let lues = lire(&a.dossier)?;
    let demandes = [(Forme::Convergence, &a.convergence), (Forme::Rem, &a.rem)];
    for (forme, sortie) in demandes.into_iter().filter_map(|(f, s)| Some((f, s.as_deref()?))) {
        let faite = en_forme(&lues, forme)?;
        segur_dossier::ecrire_classeur(&faite.lignes, sortie)?;
        dire!("{}", sortie.display());
        for dit in &faite.dits {
            dire!("  {dit}");
        }
    }
    Ok(0)
}

/// A signed dossier holds one workbook: it is taken out as it is.
fn du_dossier_de_preuves(a: &Export) -> Result<u8, Erreur> {
    if a.rem.is_some() {
        return Err(Erreur::dit(format!(
            "{} n'est pas le dossier d'un import : --rem ne se demande que d'un dossier écrit par « segur-bench import ». D'un dossier de preuves (.zip), \
             demandez --convergence",
            a.dossier.display()
        )));
    }
    if let Some(sortie) = &a.convergence {
        segur_dossier::extraire_convergence(&a.dossier, sortie)?;
        dire!("{}", sortie.display());
    }
    Ok(0)
}

/// The rows that an import kept.
pub fn lire(dossier: &Path) -> Result<LignesDuClasseur, Erreur> {
    let chemin = dossier.join(FICHIER);
    if !chemin.is_file() {
        return Err(Erreur::dit(format!(
            "{} n'a pas de {FICHIER} : ce n'est pas un dossier d'import, ou une version plus ancienne l'a écrit. Importez de nouveau le classeur \
             (segur-bench import), ou donnez un dossier de preuves (.zip) tel qu'il a été écrit",
            dossier.display()
        )));
    }
    let illisible = |e: std::io::Error| Erreur::fichier("lecture des lignes du classeur", &chemin, &e);
    let mut octets = Vec::new();
    let fichier = std::fs::File::open(&chemin).map_err(illisible)?;
    fichier.take(OCTETS_MAX + 1).read_to_end(&mut octets).map_err(illisible)?;
    Ok(LignesDuClasseur::lire(&octets)?)
}
