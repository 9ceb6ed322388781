//! Which espaces are open, kept in the folder of data: a bench that starts again opens them again, whether it was stopped or killed.

use std::path::{Path, PathBuf};

use segur_certs::Acces;
use segur_kit::{Banc, ESPACE_DEFAUT};

use crate::erreur::Erreur;

fn fichier(donnees: &Path) -> PathBuf {
    donnees.join("espaces.json")
}

/// Those of the last time whose folder is still there: one that was carried elsewhere is no more of this bench.
pub fn lire(donnees: &Path) -> Result<Vec<String>, Erreur> {
    let chemin = fichier(donnees);
    if !chemin.is_file() {
        return Ok(Vec::new());
    }
    let lu = std::fs::read(&chemin).map_err(|e| Erreur::fichier("lecture des espaces ouverts", &chemin, &e))?;
    let noms: Vec<String> = serde_json::from_slice(&lu)
        .map_err(|_| Erreur::dit(format!("{} ne tient pas de noms d'espaces : ôtez ce fichier", chemin.display())))?;
    Ok(noms
        .into_iter()
        .filter(|e| donnees.join("espaces").join(e).join("espace.sqlite").is_file())
        .collect())
}

/// Keeps those that are open now.
pub fn garder(donnees: &Path, banc: &Banc) -> Result<(), Erreur> {
    let chemin = fichier(donnees);
    let etat = banc.etat();
    let noms: Vec<&str> = etat.espaces.iter().map(|e| e.id.as_str()).filter(|e| *e != ESPACE_DEFAUT).collect();
    let json = serde_json::to_string(&noms).map_err(|e| Erreur::dit(e.to_string()))?;
    segur_certs::poser(&chemin, json.as_bytes(), Acces::Secret).map_err(|e| Erreur::fichier("écriture des espaces ouverts", &chemin, &e))
}
