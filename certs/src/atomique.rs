//! Files that are whole or absent: written under another name, then renamed.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::CertsError;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Acces {
    /// Everyone.
    Public,
    /// Its owner only (mode 0600 where there are modes).
    Secret,
}

/// Writes a file that must not exist yet.
pub(crate) fn creer(fichier: &Path, octets: &[u8], acces: Acces) -> Result<(), CertsError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if acces == Acces::Secret {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = acces;
    let ecrire = || {
        let mut f = options.open(fichier)?;
        f.write_all(octets)?;
        f.sync_all()
    };
    ecrire().map_err(CertsError::ecriture(fichier))
}

/// Puts a file in place, instead of the one of that name if there is one.
pub(crate) fn poser(fichier: &Path, octets: &[u8], acces: Acces) -> Result<(), CertsError> {
    let provisoire = provisoire(fichier)?;
    let fait = creer(&provisoire, octets, acces).and_then(|()| fs::rename(&provisoire, fichier).map_err(CertsError::ecriture(fichier)));
    if fait.is_err() {
        // The error to tell is the first one.
        let _ = fs::remove_file(&provisoire);
    }
    fait
}

/// A name beside this one that nobody else uses.
pub(crate) fn provisoire(chemin: &Path) -> Result<PathBuf, CertsError> {
    static RANG: AtomicU64 = AtomicU64::new(0);
    let sans_nom = || std::io::Error::new(std::io::ErrorKind::InvalidInput, "chemin sans nom de fichier");
    let nom = chemin.file_name().ok_or_else(sans_nom).map_err(CertsError::ecriture(chemin))?;
    let mut nouveau = std::ffi::OsString::from(".");
    nouveau.push(nom);
    nouveau.push(format!(".{}-{}.tmp", std::process::id(), RANG.fetch_add(1, Ordering::Relaxed)));
    Ok(chemin.with_file_name(nouveau))
}
