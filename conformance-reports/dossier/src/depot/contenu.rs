//! Where a piece comes from, and what is read of it: all of a small one, the beginning of a big one.

use std::borrow::Cow;
use std::fs::{File, Metadata};
use std::io::{Cursor, Read, Seek, SeekFrom};
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
    /// In memory.
    Octets(&'a [u8]),
}

/// What a film is read from.
pub(super) trait Flux: Read + Seek {}

impl<T: Read + Seek> Flux for T {}

/// A piece, as far as it was read.
pub(super) struct Lecture<'a> {
    pub(super) taille: u64,
    pub(super) media: Media,
    /// Extension of its container, when it is a film.
    pub(super) video: Option<&'static str>,
    pub(super) lue: Lue,
    /// Its first bytes.
    pub(super) debut: Vec<u8>,
    /// All of its bytes; empty: it is a film, or too big to be read whole.
    pub(super) entier: Vec<u8>,
    /// Still open, at its beginning; a text of the command line is not.
    pub(super) flux: Option<Box<dyn Flux + 'a>>,
    /// When its file was last changed.
    pub(super) modifie: Option<OffsetDateTime>,
}

pub(super) fn lire<'a>(r: &Remise<'a>) -> Result<Lecture<'a>, Refus> {
    match r.contenu {
        Source::Texte(t) => {
            peser(r, t.len() as u64)?;
            Ok(lecture(t.len() as u64, t.as_bytes().into()))
        }
        Source::Octets(octets) => {
            let taille = octets.len() as u64;
            peser(r, taille)?;
            let lus = debut(octets, a_lire(debut(octets, DEBUT), taille));
            Ok(Lecture {
                flux: Some(Box::new(Cursor::new(octets))),
                ..lecture(taille, lus.into())
            })
        }
        Source::Fichier(chemin) => du_fichier(r, chemin),
    }
}

fn du_fichier<'a>(r: &Remise<'_>, chemin: &Path) -> Result<Lecture<'a>, Refus> {
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
    // It may grow while it is read: never past what was looked at.
    let suite = a_lire(&octets, meta.len()).saturating_sub(DEBUT);
    (&mut fichier).take(suite).read_to_end(&mut octets).map_err(illisible)?;
    fichier.seek(SeekFrom::Start(0)).map_err(illisible)?;
    Ok(Lecture {
        modifie: meta.modified().ok().map(OffsetDateTime::from),
        flux: Some(Box::new(fichier)),
        ..lecture(meta.len(), octets.into())
    })
}

/// How much of a piece is read, from its beginning: all of a small one, which is no film.
fn a_lire(debut: &[u8], taille: u64) -> u64 {
    if taille > MAX_PIECE || matches!(media::reconnaitre(debut), Media::Video(_)) {
        DEBUT
    } else {
        MAX_PIECE
    }
}

fn debut(octets: &[u8], max: u64) -> &[u8] {
    usize::try_from(max).ok().and_then(|max| octets.get(..max)).unwrap_or(octets)
}

fn lecture<'a>(taille: u64, octets: Cow<'_, [u8]>) -> Lecture<'a> {
    let media = media::reconnaitre(&octets);
    let video = match media {
        Media::Video(ext) => Some(ext),
        _ => None,
    };
    let tout = octets.len() as u64 >= taille;
    Lecture {
        taille,
        media,
        video,
        lue: lecture::lire(&octets, tout),
        debut: debut(&octets, DEBUT).to_vec(),
        entier: if tout && video.is_none() { octets.into_owned() } else { Vec::new() },
        flux: None,
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
