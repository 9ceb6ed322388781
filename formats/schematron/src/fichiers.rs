//! The files that a schema names: found next to it, never outside the folder that bounds it, whatever the case of their name.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::avertissement::Avertissement;

/// Bytes of one file of a schema.
pub(crate) const FICHIER_MAX: u64 = 32 << 20;
/// Folders above the schema from which its files may be read: value sets stand beside the schemas, up to three levels above a profile.
const NIVEAUX: usize = 3;

/// Why a file of a schema was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FichierRefuse {
    /// A URL, or an absolute path.
    #[error("« {nom} » n'est pas un chemin relatif : aucun accès au réseau ni hors du dossier des schémas")]
    PasRelatif {
        /// As written.
        nom: String,
    },
    /// Outside of the folder that bounds the schema.
    #[error("« {nom} » sort du dossier des schémas ({racine})")]
    Dehors {
        /// As written.
        nom: String,
        /// The folder.
        racine: String,
    },
    /// A document that a schema names, outside of where one may be.
    #[error("« {nom} » sort du dossier du schéma et de celui du document : il n'est pas lu")]
    HorsDesDossiers {
        /// As written.
        nom: String,
    },
    /// No such file, in any case.
    #[error("« {nom} » manque dans {dossier}")]
    Absent {
        /// As written.
        nom: String,
        /// Where it was sought.
        dossier: String,
    },
    /// Reading failed.
    #[error("« {nom} » est illisible : {cause}")]
    Illisible {
        /// As written.
        nom: String,
        /// What the system says.
        cause: String,
    },
    /// Too many bytes.
    #[error("« {nom} » fait plus de {} Mio", FICHIER_MAX >> 20)]
    TropGros {
        /// As written.
        nom: String,
    },
}

/// Folder from which the files of a schema may be read.
pub(crate) fn racine(schema: &Path) -> PathBuf {
    let dossier = schema.parent().unwrap_or(Path::new(""));
    let absolu = std::path::absolute(dossier).unwrap_or_else(|_| dossier.to_owned());
    // Never the root of the disk, which a schema three folders deep would otherwise reach.
    let dessus = absolu.ancestors().take(NIVEAUX + 1).filter(|a| a.parent().is_some());
    dessus.last().unwrap_or(&absolu).to_owned()
}

/// The file that a name leads to, from a folder.
pub(crate) fn trouver(nom: &str, depuis: &Path, racine: &Path) -> Result<(PathBuf, Option<Avertissement>), FichierRefuse> {
    // Published schemas write some separators the Windows way.
    let ecrit = nom.replace('\\', "/");
    let chemin = Path::new(&ecrit);
    if ecrit.contains("://") || chemin.is_absolute() || ecrit.starts_with("file:") {
        return Err(FichierRefuse::PasRelatif { nom: nom.to_owned() });
    }
    let mut ici = std::path::absolute(depuis).unwrap_or_else(|_| depuis.to_owned());
    let mut casse = false;
    for composant in chemin.components() {
        match composant {
            Component::CurDir => {}
            Component::ParentDir => {
                ici.pop();
            }
            Component::Normal(c) => {
                let exact = ici.join(c);
                if exact.exists() {
                    ici = exact;
                } else {
                    let voulu = c.to_string_lossy().to_lowercase();
                    let autre = autre_casse(&ici, &voulu).ok_or_else(|| FichierRefuse::Absent {
                        nom: nom.to_owned(),
                        dossier: {
                            let relatif = self::depuis(&ici, &std::path::absolute(depuis).unwrap_or_else(|_| depuis.to_owned()));
                            if relatif.is_empty() { ".".to_owned() } else { relatif }
                        },
                    })?;
                    casse = true;
                    ici = autre;
                }
            }
            Component::RootDir | Component::Prefix(_) => return Err(FichierRefuse::PasRelatif { nom: nom.to_owned() }),
        }
    }
    if !ici.starts_with(racine) {
        return Err(FichierRefuse::Dehors {
            nom: nom.to_owned(),
            racine: racine.display().to_string(),
        });
    }
    let avertissement = casse.then(|| Avertissement::Casse {
        ecrit: nom.to_owned(),
        lu: self::depuis(&ici, &std::path::absolute(depuis).unwrap_or_else(|_| depuis.to_owned())),
    });
    Ok((ici, avertissement))
}

/// A path as seen from a folder: no report says where a user keeps the files.
pub(crate) fn depuis(chemin: &Path, dossier: &Path) -> String {
    let communs = chemin.components().zip(dossier.components()).take_while(|(a, b)| a == b).count();
    let montees = dossier.components().skip(communs).map(|_| "..".to_owned());
    let descentes = chemin
        .components()
        .skip(communs)
        .map(|c| c.as_os_str().to_string_lossy().into_owned());
    montees.chain(descentes).collect::<Vec<_>>().join("/")
}

fn autre_casse(dossier: &Path, voulu: &str) -> Option<PathBuf> {
    let mut trouves: Vec<PathBuf> = std::fs::read_dir(dossier)
        .ok()?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().to_lowercase() == voulu))
        .collect();
    trouves.sort();
    trouves.into_iter().next()
}

/// The bytes of a file, within the cap.
pub(crate) fn lire(chemin: &Path, nom: &str) -> Result<Vec<u8>, FichierRefuse> {
    let illisible = |e: std::io::Error| FichierRefuse::Illisible {
        nom: nom.to_owned(),
        cause: e.to_string(),
    };
    if !chemin.is_file() {
        return Err(FichierRefuse::Illisible {
            nom: nom.to_owned(),
            cause: "ce n'est pas un fichier".to_owned(),
        });
    }
    let mut octets = Vec::new();
    std::fs::File::open(chemin)
        .map_err(illisible)?
        .take(FICHIER_MAX + 1)
        .read_to_end(&mut octets)
        .map_err(illisible)?;
    if octets.len() as u64 > FICHIER_MAX {
        return Err(FichierRefuse::TropGros { nom: nom.to_owned() });
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_that_bounds_a_schema_is_three_levels_up_and_never_the_root_of_the_disk() {
        for (schema, attendu) in [
            ("/a/b/c/d/e/s.sch", "/a/b"),
            ("/a/b/c/s.sch", "/a"),
            ("/a/s.sch", "/a"),
            ("/s.sch", "/"),
        ] {
            assert_eq!(racine(Path::new(schema)), Path::new(attendu), "{schema}");
        }
    }
}
