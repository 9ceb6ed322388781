//! Whether a file may answer a proof, by the kind that the proof asks.

use std::path::Path;

use segur_dialecte::media::{self, Media};
use segur_model::catalogue::NaturePreuve;

use super::Quoi;
use super::depot::{Demandee, Depot};
use crate::erreur::Erreur;

/// What was taken.
pub(super) struct Jugee {
    pub nature: NaturePreuve,
    pub media: String,
    pub nom: String,
    pub notes: Vec<String>,
}

pub(super) fn juger(_depot: &Depot, d: &Demandee<'_>, quoi: &Quoi, _reperes: &[(u32, u32)], _max: u64) -> Result<Jugee, Erreur> {
    let (debut, nom) = match quoi {
        Quoi::Court(t) => (t.clone().into_bytes(), "lien.txt".to_owned()),
        Quoi::Fichier(c) => {
            use std::io::Read as _;
            let mut o = Vec::new();
            std::fs::File::open(c)
                .and_then(|f| f.take(64 << 10).read_to_end(&mut o))
                .map_err(|e| Erreur::fichier("lecture de la pièce", c, &e))?;
            (
                o,
                Path::new(c)
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default(),
            )
        }
    };
    let (nature, media) = match media::reconnaitre(&debut) {
        Media::Video(_) => (NaturePreuve::Video, "video/mp4"),
        Media::Image(_) => (NaturePreuve::Screenshot, "image/png"),
        _ => (
            d.preuve.natures.first().copied().unwrap_or(NaturePreuve::Unclassified),
            "application/octet-stream",
        ),
    };
    Ok(Jugee {
        nature,
        media: media.to_owned(),
        nom,
        notes: Vec::new(),
    })
}
