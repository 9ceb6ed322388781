//! Bytes by content: written whole beside, then named. Two processes may write the same at once.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use segur_model::resultat::Octets;
use sha2::{Digest, Sha256};

use super::{CampagneError, disque, pour_soi};

/// Bytes that are read and written at a time.
const TRANCHE: usize = 1 << 20;

/// Folder of the bytes of a campaign.
pub(super) const DOSSIER: &str = "octets";

/// Where these bytes are.
pub(super) fn chemin(campagne: &Path, empreinte: &str) -> PathBuf {
    campagne.join(DOSSIER).join(empreinte)
}

/// Keeps bytes.
pub(super) fn deposer(campagne: &Path, octets: &[u8], media: &str) -> Result<Octets, CampagneError> {
    let empreinte = hex::encode(Sha256::digest(octets));
    let la = chemin(campagne, &empreinte);
    if !la.is_file() {
        let provisoire = provisoire(campagne);
        let mut fichier = nouveau(&provisoire)?;
        fichier.write_all(octets).map_err(disque("écriture d'une pièce", &provisoire))?;
        std::fs::rename(&provisoire, &la).map_err(disque("écriture d'une pièce", &la))?;
    }
    Ok(Octets {
        empreinte,
        taille: octets.len() as u64,
        media: media.to_owned(),
    })
}

/// Keeps what a reader gives, up to `taille_max` bytes, never all of it in memory, and on the disk for good before it returns. `None`: there
/// is more than that.
pub(super) fn recopier(campagne: &Path, de: &mut dyn Read, media: &str, taille_max: u64) -> Result<Option<Octets>, CampagneError> {
    let dossier = campagne.join(DOSSIER);
    std::fs::create_dir_all(&dossier).map_err(disque("écriture d'une pièce", &dossier))?;
    let provisoire = provisoire(campagne);
    let copie = copier(de, &provisoire, taille_max);
    let (empreinte, taille) = match copie {
        Ok(Some(lu)) => lu,
        autre => {
            let _ = std::fs::remove_file(&provisoire);
            return autre.map(|_| None);
        }
    };
    let la = chemin(campagne, &empreinte);
    std::fs::rename(&provisoire, &la).map_err(disque("écriture d'une pièce", &la))?;
    if let Ok(d) = File::open(&dossier) {
        // Not every system can.
        let _ = d.sync_all();
    }
    Ok(Some(Octets {
        empreinte,
        taille,
        media: media.to_owned(),
    }))
}

fn copier(de: &mut dyn Read, vers: &Path, taille_max: u64) -> Result<Option<(String, u64)>, CampagneError> {
    let mut fichier = nouveau(vers)?;
    let mut sha = Sha256::new();
    let mut tranche = vec![0; TRANCHE];
    let mut taille = 0u64;
    loop {
        let n = de.read(&mut tranche).map_err(disque("lecture de la pièce", vers))?;
        let lus = tranche.get(..n).unwrap_or_default();
        if lus.is_empty() {
            break;
        }
        taille = taille.saturating_add(lus.len() as u64);
        if taille > taille_max {
            return Ok(None);
        }
        sha.update(lus);
        fichier.write_all(lus).map_err(disque("écriture d'une pièce", vers))?;
    }
    fichier.sync_all().map_err(disque("écriture d'une pièce", vers))?;
    Ok(Some((hex::encode(sha.finalize()), taille)))
}

/// The digest of bytes as they are on the disk; `None`: they cannot be read.
pub(super) fn empreinte(campagne: &Path, octets: &Octets) -> Option<String> {
    let mut f = File::open(chemin(campagne, &octets.empreinte)).ok()?;
    let (mut sha, mut tranche) = (Sha256::new(), vec![0; TRANCHE]);
    loop {
        let n = f.read(&mut tranche).ok()?;
        match tranche.get(..n).filter(|t| !t.is_empty()) {
            Some(lus) => sha.update(lus),
            None => return Some(hex::encode(sha.finalize())),
        }
    }
}

/// Opens bytes to be read; `None`: they are gone.
pub(super) fn ouvrir(campagne: &Path, octets: &Octets) -> Option<BufReader<File>> {
    File::open(chemin(campagne, &octets.empreinte)).ok().map(BufReader::new)
}

fn provisoire(campagne: &Path) -> PathBuf {
    static RANG: AtomicU64 = AtomicU64::new(0);
    let rang = RANG.fetch_add(1, Ordering::Relaxed);
    campagne.join(DOSSIER).join(format!(".{}-{rang}.partiel", std::process::id()))
}

fn nouveau(chemin: &Path) -> Result<File, CampagneError> {
    pour_soi()
        .write(true)
        .create(true)
        .truncate(true)
        .open(chemin)
        .map_err(disque("écriture d'une pièce", chemin))
}
