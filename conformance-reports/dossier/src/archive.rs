//! Writing the zip: sorted entries, fixed timestamps, a file that appears whole or not at all.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::DossierError;
use crate::plan::{Acces, Corps, FichierPlan, Plan, Source, Vue, suivre};
use crate::structure::{MAX_ENTREES, MAX_TOTAL, TAILLE_JUGEE};

/// What was written.
pub(crate) struct Depot {
    pub(crate) empreinte: String,
    pub(crate) taille: u64,
    pub(crate) fichiers: usize,
}

/// Says early that the name is taken; [`deposer`] makes sure of it.
pub(crate) fn refuser_existant(chemin: &Path) -> Result<(), DossierError> {
    match chemin.symlink_metadata() {
        Ok(_) => Err(DossierError::Existe { chemin: chemin.to_owned() }),
        Err(_) => Ok(()),
    }
}

/// Writes the pack at `chemin`.
pub(crate) fn deposer(chemin: &Path, vues: Vec<Vue>, plan: &Plan, acces: Acces<'_>) -> Result<Depot, DossierError> {
    let mut entrees: Vec<(&str, Contenu<'_>)> = vues.iter().map(|(nom, _, _, octets)| (*nom, Contenu::Vue(octets))).collect();
    entrees.extend(plan.fichiers.iter().map(|f| (f.cite.chemin.as_str(), Contenu::Fichier(f))));
    entrees.sort_by(|a, b| a.0.cmp(b.0));
    controler_taille(&entrees)?;

    let fichiers = entrees.len();
    let mut resume = (String::new(), 0);
    atomique(chemin, |sortie| {
        composer(&mut *sortie, entrees, acces, chemin)?;
        resume = mesurer(sortie).map_err(|e| DossierError::ecriture(chemin, e))?;
        Ok(())
    })?;
    Ok(Depot {
        empreinte: resume.0,
        taille: resume.1,
        fichiers,
    })
}

/// Makes a file through a temporary one beside it: written, synchronised, then given its name, which must be free.
pub(crate) fn atomique(chemin: &Path, remplir: impl FnOnce(&mut File) -> Result<(), DossierError>) -> Result<(), DossierError> {
    let parent = chemin.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut constructeur = tempfile::Builder::new();
    constructeur.prefix(".segur-dossier-").suffix(".partiel");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // An ordinary file: the umask decides, not the secrecy of temporary files.
        constructeur.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut temporaire = constructeur.tempfile_in(parent).map_err(|e| DossierError::ecriture(chemin, e))?;
    remplir(temporaire.as_file_mut())?;
    temporaire.as_file().sync_all().map_err(|e| DossierError::ecriture(chemin, e))?;
    temporaire.persist_noclobber(chemin).map_err(|e| match e.error.kind() {
        io::ErrorKind::AlreadyExists => DossierError::Existe { chemin: chemin.to_owned() },
        _ => DossierError::ecriture(chemin, e.error),
    })?;
    // The name itself must survive a power cut. Not every system lets a folder be opened: best effort.
    if let Ok(dossier) = File::open(parent) {
        let _ = dossier.sync_all();
    }
    Ok(())
}

enum Contenu<'a> {
    Vue(&'a [u8]),
    Fichier(&'a FichierPlan),
}

impl Contenu<'_> {
    fn taille(&self) -> u64 {
        match self {
            Self::Vue(octets) => octets.len() as u64,
            Self::Fichier(f) => f.cite.taille,
        }
    }
}

/// A pack that our own reader would refuse must not be written.
fn controler_taille(entrees: &[(&str, Contenu<'_>)]) -> Result<(), DossierError> {
    if entrees.len() > MAX_ENTREES {
        return Err(DossierError::TropVolumineux(format!(
            "{} fichiers, {MAX_ENTREES} au plus",
            entrees.len()
        )));
    }
    let total: u64 = entrees.iter().map(|(_, c)| c.taille()).sum();
    if total > MAX_TOTAL {
        return Err(DossierError::TropVolumineux(format!("{total} octets, {MAX_TOTAL} au plus")));
    }
    Ok(())
}

fn composer<W: Write + Seek>(sortie: W, entrees: Vec<(&str, Contenu<'_>)>, acces: Acces<'_>, chemin: &Path) -> Result<(), DossierError> {
    let mut zip = ZipWriter::new(sortie);
    if let Err(erreur) = remplir(&mut zip, entrees, acces, chemin) {
        // Dropping it would try to end an archive that goes to the bin, and complain on standard error.
        std::mem::forget(zip);
        return Err(erreur);
    }
    zip.finish()
        .map_err(io::Error::from)
        .and_then(|mut sortie| sortie.flush())
        .map_err(|e| DossierError::ecriture(chemin, e))
}

fn remplir<W: Write + Seek>(
    zip: &mut ZipWriter<W>,
    entrees: Vec<(&str, Contenu<'_>)>,
    acces: Acces<'_>,
    chemin: &Path,
) -> Result<(), DossierError> {
    let ecriture = |e: io::Error| DossierError::ecriture(chemin, e);
    for (nom, contenu) in entrees {
        let produit;
        let corps: &[u8] = match contenu {
            Contenu::Vue(octets) => octets,
            Contenu::Fichier(f) => {
                produit = match f.produire(acces)? {
                    Corps::Entier(octets) => octets,
                    Corps::Flux(flux) => {
                        film(zip, nom, f, flux).map_err(|e| match e {
                            DossierError::Sortie(e) => ecriture(e),
                            autre => autre,
                        })?;
                        continue;
                    }
                };
                &produit
            }
        };
        let options = options(corps).map_err(|e| ecriture(e.into()))?;
        zip.start_file(nom, options).map_err(|e| ecriture(e.into()))?;
        zip.write_all(corps).map_err(ecriture)?;
    }
    Ok(())
}

/// A big film goes through as it is: it does not shrink.
fn film<W: Write + Seek>(zip: &mut ZipWriter<W>, nom: &str, f: &FichierPlan, flux: Box<dyn Read>) -> Result<(), DossierError> {
    let Source::Campagne(o) = &f.source else { return Ok(()) };
    let options = communes().compression_method(CompressionMethod::Stored);
    zip.start_file(nom, options).map_err(|e| DossierError::Sortie(e.into()))?;
    suivre(o, flux, zip)
}

fn communes() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

fn options(corps: &[u8]) -> zip::result::ZipResult<SimpleFileOptions> {
    let deflate = communes()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6));
    // Readers refuse what looks like a bomb: a large content that shrinks too well is stored as it is.
    if corps.len() as u64 >= TAILLE_JUGEE {
        let mut essai = ZipWriter::new(Cursor::new(Vec::new()));
        essai.start_file("x", deflate)?;
        essai.write_all(corps)?;
        if essai.finish()?.into_inner().len() < corps.len() / 100 {
            return Ok(communes().compression_method(CompressionMethod::Stored));
        }
    }
    Ok(deflate)
}

fn mesurer(fichier: &mut File) -> io::Result<(String, u64)> {
    fichier.seek(SeekFrom::Start(0))?;
    let mut condense = Sha256::new();
    let mut tampon = vec![0; 64 * 1024];
    let mut taille = 0;
    loop {
        match fichier.read(&mut tampon)? {
            0 => return Ok((hex::encode(condense.finalize()), taille)),
            n => {
                condense.update(&tampon[..n]);
                taille += n as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_disque_plein_ne_laisse_rien() {
        let tmp = tempfile::tempdir().unwrap();
        let chemin = tmp.path().join("d.zip");
        let corps = vec![7; 300_000];
        let erreur = atomique(&chemin, |_| {
            let plein = File::options()
                .write(true)
                .open("/dev/full")
                .map_err(|e| DossierError::ecriture(&chemin, e))?;
            let acces = Acces {
                octets: &|_| Ok(Vec::new()),
                flux: None,
            };
            composer(plein, vec![("a", Contenu::Vue(&corps))], acces, &chemin)
        })
        .unwrap_err();
        assert!(matches!(erreur, DossierError::Ecriture { .. }), "{erreur}");
        assert_eq!(std::fs::read_dir(tmp.path()).unwrap().count(), 0);
    }

    #[test]
    fn un_nom_pris_entre_temps_n_est_pas_ecrase() {
        let tmp = tempfile::tempdir().unwrap();
        let chemin = tmp.path().join("d.zip");
        let erreur = atomique(&chemin, |_| {
            std::fs::write(&chemin, "un autre").unwrap();
            Ok(())
        })
        .unwrap_err();
        assert!(matches!(erreur, DossierError::Existe { .. }), "{erreur}");
        assert_eq!(std::fs::read_to_string(&chemin).unwrap(), "un autre");
        assert_eq!(std::fs::read_dir(tmp.path()).unwrap().count(), 1);
    }
}
