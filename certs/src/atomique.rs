//! Files that are whole or absent: written under another name, then renamed.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acces {
    /// Everyone.
    Public,
    /// Its owner only (mode 0600 where there are modes).
    Secret,
}

/// Writes a file that must not exist yet.
pub(crate) fn creer(fichier: &Path, octets: &[u8], acces: Acces) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if acces == Acces::Secret {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = acces;
    let mut f = options.open(fichier)?;
    f.write_all(octets)?;
    f.sync_all()
}

/// Puts a file in place, instead of the one of that name if there is one.
///
/// # Errors
/// When it cannot be written: what was there stays.
pub fn poser(fichier: &Path, octets: &[u8], acces: Acces) -> io::Result<()> {
    let provisoire = provisoire(fichier)?;
    let fait = creer(&provisoire, octets, acces).and_then(|()| fs::rename(&provisoire, fichier));
    if fait.is_err() {
        // The error to tell is the first one.
        let _ = fs::remove_file(&provisoire);
    }
    fait
}

/// A name beside this one that nobody else uses.
pub(crate) fn provisoire(chemin: &Path) -> io::Result<PathBuf> {
    static RANG: AtomicU64 = AtomicU64::new(0);
    let sans_nom = || io::Error::new(io::ErrorKind::InvalidInput, "chemin sans nom de fichier");
    let nom = chemin.file_name().ok_or_else(sans_nom)?;
    let mut nouveau = std::ffi::OsString::from(".");
    nouveau.push(nom);
    nouveau.push(format!(".{}-{}.tmp", std::process::id(), RANG.fetch_add(1, Ordering::Relaxed)));
    Ok(chemin.with_file_name(nouveau))
}
