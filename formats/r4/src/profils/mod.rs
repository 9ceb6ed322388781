//! Profiles that are given in a folder, never shipped: StructureDefinition, ValueSet, CodeSystem in JSON. A resource is judged by each
//! profile that it says it follows (`meta.profile`) and that is there. FHIRPath constraints are not evaluated, and that is told.

mod definition;
mod extensions;
mod jeux;
mod juger;
mod motif;

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use segur_dialecte::Constateur;

use crate::chemin::Chemin;
use crate::json::{self, Noeud};
use crate::lu::ressources;
use definition::{Definition, nue};
use jeux::Jeux;

/// How deep folders may be in each other.
const DOSSIERS_MAX: usize = 8;
/// Files of a folder.
const FICHIERS_MAX: usize = 20_000;
/// Mebibytes of all of them, and bytes of one.
const MIO_MAX: u64 = 512;
const FICHIER_MAX: u64 = 64 << 20;

/// The definitions of a folder.
#[derive(Debug, Default)]
pub struct Profils {
    definitions: HashMap<String, Definition>,
    jeux: Jeux,
    ignores: Vec<String>,
}

/// Why a folder gives no profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfilsIllisibles {
    /// It cannot be listed.
    #[error("lecture du dossier de profils {0} impossible : {1}")]
    Dossier(PathBuf, String),
    /// None in it.
    #[error("{0} ne contient aucun profil : il y faut des StructureDefinition en JSON (le paquet d'un guide de l'ANS, décompressé)")]
    Aucun(PathBuf),
    /// Too much in it.
    #[error(
        "{0} dépasse {FICHIERS_MAX} fichiers, {MIO_MAX} Mio ou {DOSSIERS_MAX} niveaux (limite du banc) : donnez le dossier des seuls profils"
    )]
    Trop(PathBuf),
}

impl Profils {
    /// Reads a folder, and those in it.
    ///
    /// # Errors
    /// [`ProfilsIllisibles`].
    pub fn ouvrir(dossier: &Path) -> Result<Self, ProfilsIllisibles> {
        let mut fichiers = Vec::new();
        lister(dossier, 0, &mut fichiers)?;
        fichiers.sort();
        let (mut profils, mut lus) = (Self::default(), 0);
        for f in &fichiers {
            let Some(octets) = lire(f) else {
                profils.ignores.push(f.display().to_string());
                continue;
            };
            lus += octets.len() as u64;
            if lus > MIO_MAX << 20 {
                return Err(ProfilsIllisibles::Trop(dossier.to_owned()));
            }
            match json::lire(&octets) {
                Ok(j) => profils.ajouter(j.racine),
                Err(e) => profils.ignores.push(format!("{} ({e})", f.display())),
            }
        }
        if profils.definitions.is_empty() {
            return Err(ProfilsIllisibles::Aucun(dossier.to_owned()));
        }
        Ok(profils)
    }

    /// Adds a definition, or those of a Bundle.
    fn ajouter(&mut self, n: Noeud) {
        match n.dit("resourceType") {
            "StructureDefinition" => {
                if let Some(d) = Definition::lire(&n).filter(|d| !d.url.is_empty()) {
                    self.definitions.insert(d.url.clone(), d);
                }
            }
            "ValueSet" | "CodeSystem" => self.jeux.ajouter(n),
            "Bundle" => n
                .chacun("entry")
                .filter_map(|e| e.get("resource"))
                .for_each(|r| self.ajouter(r.clone())),
            _ => {}
        }
    }

    /// How many profiles and extensions, then value sets and code systems.
    #[must_use]
    pub fn nombres(&self) -> (usize, usize) {
        (self.definitions.len(), self.jeux.nombre())
    }

    /// The files that could not be read.
    #[must_use]
    pub fn ignores(&self) -> &[String] {
        &self.ignores
    }

    fn definition(&self, canonique: &str) -> Option<&Definition> {
        self.definitions.get(nue(canonique))
    }

    /// Judges every resource by the profiles that it says it follows.
    pub(crate) fn juger(&self, c: &mut Constateur, racine: &Noeud) {
        let chemin = Chemin::racine(racine.dit("resourceType"));
        ressources(racine, &chemin, &mut |n, ici| juger::ressource(self, c, n, ici));
    }
}

fn lister(dossier: &Path, niveau: usize, fichiers: &mut Vec<PathBuf>) -> Result<(), ProfilsIllisibles> {
    if niveau > DOSSIERS_MAX || fichiers.len() > FICHIERS_MAX {
        return Err(ProfilsIllisibles::Trop(dossier.to_owned()));
    }
    let entrees = std::fs::read_dir(dossier).map_err(|e| ProfilsIllisibles::Dossier(dossier.to_owned(), e.kind().to_string()))?;
    for chemin in entrees.filter_map(|e| e.ok().map(|e| e.path())) {
        if chemin.is_dir() {
            lister(&chemin, niveau + 1, fichiers)?;
        } else if chemin.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
            fichiers.push(chemin);
        }
    }
    Ok(())
}

fn lire(chemin: &Path) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let fichier = std::fs::File::open(chemin).ok()?;
    fichier.take(FICHIER_MAX + 1).read_to_end(&mut octets).ok()?;
    (octets.len() as u64 <= FICHIER_MAX).then_some(octets)
}
