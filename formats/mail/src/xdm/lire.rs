//! Sorting the files of an archive.

use super::archive::{ArchiveXdm, Fichier, SousEnsemble};
use super::refus::XdmIllisible;
use super::zip_sur;

/// Name of the folder of submission sets.
pub(super) const RACINE: &str = "IHE_XDM";
/// Name of the metadata of a submission set.
pub(super) const METADATA: &str = "METADATA.XML";
/// Page that shows the archive in a browser.
pub(super) const INDEX: &str = "INDEX.HTM";
/// Who made the archive, and with what.
pub(super) const LISEZ_MOI: &str = "README.TXT";

/// Reads an archive, within the bounds of [`super::bornes`].
///
/// # Errors
/// [`XdmIllisible`] when the bytes are not a sound zip, or go past a bound. What the archive lacks is not an error: it is judged.
pub fn lire(octets: &[u8]) -> Result<ArchiveXdm, XdmIllisible> {
    let mut archive = ArchiveXdm::default();
    for fichier in zip_sur::fichiers(octets)? {
        ranger(&mut archive, fichier);
    }
    Ok(archive)
}

fn ranger(archive: &mut ArchiveXdm, fichier: Fichier) {
    let parties: Vec<&str> = fichier.chemin.split('/').collect();
    match parties[..] {
        [nom] if nom.eq_ignore_ascii_case(INDEX) => archive.index = Some(fichier),
        [nom] if nom.eq_ignore_ascii_case(LISEZ_MOI) => archive.lisez_moi = Some(fichier),
        [racine, dossier, ref reste @ ..] if racine.eq_ignore_ascii_case(RACINE) && !reste.is_empty() => {
            let metadonnees = matches!(reste, [nom] if nom.eq_ignore_ascii_case(METADATA));
            let dossier = format!("{racine}/{dossier}");
            let lot = sous_ensemble(archive, dossier);
            if metadonnees {
                lot.metadonnees = Some(fichier);
            } else {
                lot.documents.push(fichier);
            }
        }
        _ => archive.autres.push(fichier),
    }
}

fn sous_ensemble(archive: &mut ArchiveXdm, dossier: String) -> &mut SousEnsemble {
    let rang = archive.sous_ensembles.iter().position(|s| s.dossier.eq_ignore_ascii_case(&dossier));
    let rang = rang.unwrap_or_else(|| {
        archive.sous_ensembles.push(SousEnsemble {
            dossier,
            metadonnees: None,
            documents: Vec::new(),
        });
        archive.sous_ensembles.len() - 1
    });
    &mut archive.sous_ensembles[rang]
}
