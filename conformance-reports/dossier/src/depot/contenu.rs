//! Where a piece comes from, and what is read of it: all of a small one, the beginning of a big one.

use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use segur_dialecte::media::{self, Media};
use segur_model::francais::systeme;
use time::OffsetDateTime;

use super::{Refus, Remise};
use crate::examen::lecture::{self, DEBUT, Lue, MAX_PIECE};

/// Where a piece is.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// In a file.
    Fichier(&'a Path),
    /// On the command line: a link, a number.
    Texte(&'a str),
}

/// A piece, as far as it was read.
pub(super) struct Lecture {
    pub(super) taille: u64,
    pub(super) media: Media,
    /// Extension of its container, when it is a film.
    pub(super) video: Option<&'static str>,
    pub(super) lue: Lue,
    /// Its first bytes.
    pub(super) debut: Vec<u8>,
    /// All of its bytes; empty: it is a film, or too big to be read whole.
    pub(super) entier: Vec<u8>,
    /// Still open, at its beginning.
    pub(super) fichier: Option<File>,
    /// When its file was last changed.
    pub(super) modifie: Option<OffsetDateTime>,
}

pub(super) fn lire(r: &Remise<'_>) -> Result<Lecture, Refus> {
    match r.contenu {
        Source::Texte(t) => {
            peser(r, t.len() as u64)?;
            Ok(lecture(t.len() as u64, t.as_bytes().to_vec()))
        }
        Source::Fichier(chemin) => du_fichier(r, chemin),
    }
}

fn du_fichier(r: &Remise<'_>, chemin: &Path) -> Result<Lecture, Refus> {
    let illisible = |e: std::io::Error| Refus::Lecture {
        nom: nom(r),
        raison: systeme(&e),
    };
    // Looked at before it is opened: a pipe would wait for ever.
    match std::fs::metadata(chemin) {
        Ok(m) => ordinaire(r, &m)?,
        Err(_) if chemin.symlink_metadata().is_ok_and(|m| m.file_type().is_symlink()) => {
            return Err(Refus::PasUnFichier {
                nom: nom(r),
                quoi: "un lien symbolique qui ne mène à rien",
            });
        }
        Err(e) => return Err(illisible(e)),
    }
    let mut fichier = File::open(chemin).map_err(illisible)?;
    let meta = fichier.metadata().map_err(illisible)?;
    ordinaire(r, &meta)?;
    peser(r, meta.len())?;
    let mut octets = Vec::new();
    (&mut fichier).take(DEBUT).read_to_end(&mut octets).map_err(illisible)?;
    let film = matches!(media::reconnaitre(&octets), Media::Video(_));
    if !film && meta.len() <= MAX_PIECE {
        // It may grow while it is read: never past what was looked at.
        (&mut fichier)
            .take(MAX_PIECE.saturating_sub(DEBUT))
            .read_to_end(&mut octets)
            .map_err(illisible)?;
    }
    fichier.seek(SeekFrom::Start(0)).map_err(illisible)?;
    Ok(Lecture {
        modifie: meta.modified().ok().map(OffsetDateTime::from),
        fichier: Some(fichier),
        ..lecture(meta.len(), octets)
    })
}

fn lecture(taille: u64, octets: Vec<u8>) -> Lecture {
    let media = media::reconnaitre(&octets);
    let video = match media {
        Media::Video(ext) => Some(ext),
        _ => None,
    };
    let tout = octets.len() as u64 >= taille;
    let fin = octets.len().min(usize::try_from(DEBUT).unwrap_or(usize::MAX));
    Lecture {
        taille,
        media,
        video,
        lue: lecture::lire(&octets, tout),
        debut: octets.get(..fin).unwrap_or_default().to_vec(),
        entier: if tout && video.is_none() { octets } else { Vec::new() },
        fichier: None,
        modifie: None,
    }
}

fn ordinaire(r: &Remise<'_>, meta: &Metadata) -> Result<(), Refus> {
    let quoi = match meta.file_type() {
        t if t.is_file() => return Ok(()),
        t if t.is_dir() => "un dossier",
        _ => "un tube, un périphérique ou une prise",
    };
    Err(Refus::PasUnFichier { nom: nom(r), quoi })
}

fn peser(r: &Remise<'_>, taille: u64) -> Result<(), Refus> {
    if taille > r.taille_max {
        return Err(Refus::TropGros {
            nom: nom(r),
            taille,
            max: r.taille_max,
        });
    }
    Ok(())
}

/// Its name, for a message: without what would command a terminal.
fn nom(r: &Remise<'_>) -> String {
    super::propre(r.nom, &mut Vec::new())
}
