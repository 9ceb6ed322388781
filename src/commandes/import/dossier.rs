//! The folder of an import: written whole or not at all, over what an import wrote and nothing else. What a person put or changed there stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use segur_model::catalogue::Catalogue;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::erreur::Erreur;

/// The mark of an import: what it wrote, and its digests.
const MARQUE: &str = "import.json";
/// Where what a person changed goes, when the import writes another file in its place.
const GARDES: &str = "gardes";
/// What an import writes for its owner to change: once changed, it is theirs and stays in place.
const A_SON_PROPRIETAIRE: &[&str] = &[segur_engine::correspondance::fiches::FICHIER];
/// Files looked at in a folder.
const FICHIERS_MAX: usize = 50_000;

#[derive(Serialize, Deserialize)]
struct Marque {
    /// `segur-bench import`.
    par: String,
    /// Digest of each file that was written.
    fichiers: BTreeMap<String, String>,
    /// Digest of what the catalogue asks, its couloir and wave apart: its owner may say these.
    #[serde(default)]
    catalogue: String,
}

/// What the owner of a folder changed of what an import wrote there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Modifies {
    /// Files, but those that are written for its owner to change.
    pub fichiers: BTreeSet<String>,
    /// Whether the catalogue asks something else than the workbook.
    pub catalogue: bool,
}

/// Compares a folder with what its import wrote. One without a mark is all its owner's.
pub(crate) fn modifies(dans: &Path, catalogue: &Catalogue) -> Modifies {
    let marque = fs::read(dans.join(MARQUE))
        .ok()
        .and_then(|o| serde_json::from_slice::<Marque>(&o).ok());
    let Some(marque) = marque else {
        return Modifies {
            fichiers: BTreeSet::from([MARQUE.to_owned()]),
            catalogue: true,
        };
    };
    let change = |(chemin, e): &(&String, &String)| fs::read(dans.join(chemin)).ok().is_none_or(|o| empreinte(&o) != **e);
    Modifies {
        catalogue: marque.catalogue != empreinte_du_catalogue(catalogue),
        fichiers: marque
            .fichiers
            .iter()
            .filter(change)
            .map(|(c, _)| c.clone())
            .filter(|c| !A_SON_PROPRIETAIRE.contains(&c.as_str()))
            .collect(),
    }
}

/// Digest of what a catalogue asks.
fn empreinte_du_catalogue(c: &Catalogue) -> String {
    let mut nu = c.clone();
    nu.couloir.clear();
    nu.vague = 0;
    // What cannot be written is no catalogue of an import.
    toml::to_string(&nu).map(|t| empreinte(t.as_bytes())).unwrap_or_default()
}

/// What writing did.
pub(super) struct Ecrit {
    /// The catalogue that was there.
    pub avant: Option<String>,
    /// What a person changed, and where it was put aside.
    pub gardes: Vec<String>,
}

/// Writes the files of an import.
pub(super) fn ecrire(dans: &Path, fichiers: &BTreeMap<String, Vec<u8>>) -> Result<Ecrit, Erreur> {
    let lu = fichiers
        .get(super::REFERENTIEL)
        .and_then(|o| segur_engine::catalogues::lire(super::REFERENTIEL, std::str::from_utf8(o).ok()?).ok());
    let catalogue = lu.as_ref().map(empreinte_du_catalogue).unwrap_or_default();
    let ancienne = ancienne(dans)?;
    let parent = dans.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|e| ecriture(parent, &e))?;
    let nom = dans
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .ok_or_else(|| Erreur::dit(format!("--dans {} ne nomme pas un dossier : donnez-lui un nom", dans.display())))?;
    let neuf = parent.join(format!(".{nom}.import-{}", std::process::id()));
    let vieux = parent.join(format!(".{nom}.avant-{}", std::process::id()));
    let _ = fs::remove_dir_all(&neuf);
    let ecrit = preparer(&neuf, dans, fichiers, ancienne.as_ref(), catalogue).inspect_err(|_| {
        let _ = fs::remove_dir_all(&neuf);
    })?;
    if dans.exists() {
        fs::rename(dans, &vieux).map_err(|e| ecriture(dans, &e))?;
    }
    if let Err(e) = fs::rename(&neuf, dans) {
        // The former folder comes back as it was.
        let _ = fs::rename(&vieux, dans);
        let _ = fs::remove_dir_all(&neuf);
        return Err(ecriture(dans, &e));
    }
    let _ = fs::remove_dir_all(&vieux);
    Ok(ecrit)
}

fn ecriture(chemin: &Path, e: &std::io::Error) -> Erreur {
    Erreur::fichier("écriture de l'import", chemin, e)
}

/// The mark of a folder that an import wrote; none where there is nothing yet. Another folder is not touched.
fn ancienne(dans: &Path) -> Result<Option<Marque>, Erreur> {
    let etranger = || {
        Erreur::dit(format!(
            "{} existe, et « import » ne l'a pas écrit : rien n'y est touché. Choisissez un autre dossier avec --dans",
            dans.display()
        ))
    };
    if dans.symlink_metadata().is_err() {
        return Ok(None);
    }
    if !dans.is_dir() || dans.is_symlink() {
        return Err(etranger());
    }
    match fs::read(dans.join(MARQUE)) {
        Ok(octets) => serde_json::from_slice(&octets).map(Some).map_err(|_| etranger()),
        Err(_) => {
            let vide = fs::read_dir(dans).is_ok_and(|mut d| d.next().is_none());
            if vide { Ok(None) } else { Err(etranger()) }
        }
    }
}

/// Writes the new folder beside the old one, with what a person had in it.
fn preparer(
    neuf: &Path,
    dans: &Path,
    fichiers: &BTreeMap<String, Vec<u8>>,
    ancienne: Option<&Marque>,
    catalogue: String,
) -> Result<Ecrit, Erreur> {
    for (chemin, octets) in fichiers {
        poser(neuf, chemin, octets)?;
    }
    let marque = Marque {
        par: "segur-bench import".to_owned(),
        fichiers: fichiers.iter().map(|(c, o)| (c.clone(), empreinte(o))).collect(),
        catalogue,
    };
    let marque = serde_json::to_vec_pretty(&marque).map_err(|e| Erreur::dit(segur_model::francais::json(&e)))?;
    poser(neuf, MARQUE, &marque)?;
    let Some(ancienne) = ancienne else {
        return Ok(Ecrit {
            avant: None,
            gardes: Vec::new(),
        });
    };
    let mut gardes = Vec::new();
    for chemin in parcourir(dans)? {
        let relatif = chemin.strip_prefix(dans).unwrap_or(&chemin).to_string_lossy().replace('\\', "/");
        if relatif == MARQUE {
            continue;
        }
        let octets = fs::read(&chemin).map_err(|e| Erreur::fichier("lecture", &chemin, &e))?;
        let sienne = ancienne.fichiers.get(&relatif).is_some_and(|e| *e == empreinte(&octets));
        if sienne || fichiers.get(&relatif).is_some_and(|o| *o == octets) {
            continue;
        }
        // What the workbook says of it did not change: what its owner made of it stays in place.
        let inchange = fichiers
            .get(&relatif)
            .is_some_and(|o| ancienne.fichiers.get(&relatif).is_some_and(|e| *e == empreinte(o)));
        if inchange || A_SON_PROPRIETAIRE.contains(&relatif.as_str()) {
            poser(neuf, &relatif, &octets)?;
            continue;
        }
        // A file of a person stays where it is; one of the import that a person changed is put aside.
        if ancienne.fichiers.contains_key(&relatif) || fichiers.contains_key(&relatif) {
            let place = (1..)
                .map(|n| {
                    if n == 1 {
                        format!("{GARDES}/{relatif}")
                    } else {
                        format!("{GARDES}/{relatif}.{n}")
                    }
                })
                .find(|p| !neuf.join(p).exists() && !dans.join(p).exists())
                .unwrap_or_default();
            poser(neuf, &place, &octets)?;
            gardes.push(place);
        } else {
            poser(neuf, &relatif, &octets)?;
        }
    }
    Ok(Ecrit {
        avant: fs::read_to_string(dans.join(super::REFERENTIEL)).ok(),
        gardes,
    })
}

fn poser(dossier: &Path, chemin: &str, octets: &[u8]) -> Result<(), Erreur> {
    let chemin = dossier.join(chemin);
    if let Some(parent) = chemin.parent() {
        fs::create_dir_all(parent).map_err(|e| ecriture(parent, &e))?;
    }
    fs::write(&chemin, octets).map_err(|e| ecriture(&chemin, &e))
}

/// Every file of a folder. A link leads out of it: with one, nothing is replaced.
fn parcourir(dans: &Path) -> Result<Vec<PathBuf>, Erreur> {
    let mut trouves = Vec::new();
    let mut a_voir = vec![dans.to_owned()];
    while let Some(dossier) = a_voir.pop() {
        for entree in fs::read_dir(&dossier).map_err(|e| Erreur::fichier("lecture", &dossier, &e))? {
            let entree = entree.map_err(|e| Erreur::fichier("lecture", &dossier, &e))?;
            let genre = entree.file_type().map_err(|e| Erreur::fichier("lecture", &entree.path(), &e))?;
            if genre.is_dir() {
                a_voir.push(entree.path());
            } else if genre.is_file() {
                trouves.push(entree.path());
            } else {
                return Err(Erreur::dit(format!(
                    "{} n'est ni un fichier ni un dossier : ôtez-le de là, ou importez ailleurs avec --dans",
                    entree.path().display()
                )));
            }
            if trouves.len() > FICHIERS_MAX {
                return Err(Erreur::dit(format!(
                    "{} a plus de {FICHIERS_MAX} fichiers : importez ailleurs avec --dans",
                    dans.display()
                )));
            }
        }
    }
    trouves.sort();
    Ok(trouves)
}

fn empreinte(octets: &[u8]) -> String {
    hex::encode(Sha256::digest(octets))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn fichiers(paires: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        paires.iter().map(|(c, t)| ((*c).to_owned(), t.as_bytes().to_vec())).collect()
    }

    #[test]
    fn what_a_person_put_or_changed_is_never_lost() {
        let d = tempfile::tempdir().unwrap();
        let dans = d.path().join("imports/rem");
        ecrire(
            &dans,
            &fichiers(&[
                ("referentiel.toml", "un"),
                ("scenarios/a.yaml", "a"),
                ("scenarios/b.yaml", "b"),
                ("scenarios/c.yaml", "c"),
            ]),
        )
        .unwrap();
        fs::write(dans.join("notes.txt"), "les miennes").unwrap();
        fs::write(dans.join("scenarios/b.yaml"), "changé").unwrap();
        fs::write(dans.join("scenarios/c.yaml"), "changé aussi").unwrap();
        let e = ecrire(&dans, &fichiers(&[("referentiel.toml", "deux"), ("scenarios/b.yaml", "b neuf")])).unwrap();
        assert_eq!(e.avant.as_deref(), Some("un"));
        assert_eq!(e.gardes, ["gardes/scenarios/b.yaml", "gardes/scenarios/c.yaml"]);
        let lu = |c: &str| fs::read_to_string(dans.join(c)).ok();
        assert_eq!(lu("scenarios/b.yaml").as_deref(), Some("b neuf"));
        assert_eq!(lu("gardes/scenarios/b.yaml").as_deref(), Some("changé"));
        assert_eq!(lu("notes.txt").as_deref(), Some("les miennes"));
        assert_eq!(lu("scenarios/a.yaml"), None);
        // Once more, with what was put aside there.
        let e = ecrire(&dans, &fichiers(&[("referentiel.toml", "trois")])).unwrap();
        assert!(e.gardes.is_empty());
        assert_eq!(lu("gardes/scenarios/b.yaml").as_deref(), Some("changé"));
        assert_eq!(fs::read_dir(dans.parent().unwrap()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn what_is_written_to_be_changed_stays_changed() {
        let d = tempfile::tempdir().unwrap();
        let dans = d.path().join("rem");
        let livre = fichiers(&[("fiches.toml", "livré")]);
        ecrire(&dans, &livre).unwrap();
        fs::write(dans.join("fiches.toml"), "le mien").unwrap();
        for _ in 0..2 {
            assert!(ecrire(&dans, &livre).unwrap().gardes.is_empty());
            assert_eq!(fs::read_to_string(dans.join("fiches.toml")).unwrap(), "le mien");
        }
        fs::write(dans.join("fiches.toml"), "livré").unwrap();
        ecrire(&dans, &fichiers(&[("fiches.toml", "livré mieux")])).unwrap();
        assert_eq!(fs::read_to_string(dans.join("fiches.toml")).unwrap(), "livré mieux");
    }

    #[test]
    fn a_folder_of_somebody_else_is_not_touched() {
        let d = tempfile::tempdir().unwrap();
        fs::write(d.path().join("a"), "x").unwrap();
        assert!(ecrire(d.path(), &fichiers(&[("a", "y")])).is_err_and(|e| e.to_string().contains("ne l'a pas écrit")));
        assert_eq!(fs::read_to_string(d.path().join("a")).unwrap(), "x");
        fs::write(d.path().join(MARQUE), "{").unwrap();
        assert!(ecrire(d.path(), &fichiers(&[])).is_err());
    }
}
