//! What a proof asks, and what is given for it, in the words of the examination: as the manifest of a dossier would say it.

use segur_dialecte::media::Media;
use segur_model::EtatPreuve;

use super::Demande;
use super::contenu::Lecture;
use crate::GenrePiece;
use crate::examen::affaire::{self, Cadre, Piece};
use crate::examen::lecture::Lue;
use crate::fichier::FichierCite;
use crate::manifeste::EtatDePreuve;

/// What is judged against.
pub(super) fn cadre<'a>(d: &Demande<'a>) -> Cadre<'a> {
    Cadre {
        produit: d.produit,
        profils: d.profils,
        campagne: d.campagne,
        jour: d.jour,
    }
}

/// The proof, without a piece.
pub(super) fn etat(d: &Demande<'_>, etat: EtatPreuve) -> EtatDePreuve {
    EtatDePreuve {
        id: d.preuve.id.clone(),
        exigence: d.exigence.to_owned(),
        scenario: d.scenario.id.clone(),
        etat,
        raison: String::new(),
        natures: d.preuve.natures.clone(),
        du_systeme: d.preuve.du_systeme,
        nommage: d.preuve.nommage.clone(),
        pieces: Vec::new(),
    }
}

/// What it asks.
pub(super) fn demande(d: &Demande<'_>) -> affaire::Demande {
    affaire::Demande {
        natures: d.preuve.natures.clone(),
        du_systeme: d.preuve.du_systeme,
        nommage: d.preuve.nommage.clone(),
    }
}

/// A file, cited under the name that it was given with.
pub(super) fn cite(d: &Demande<'_>, nom: &str, lecture: &Lecture<'_>) -> FichierCite {
    FichierCite {
        chemin: nom.to_owned(),
        empreinte: String::new(),
        taille: lecture.taille,
        media: media(lecture).to_owned(),
        prouve: String::new(),
        preuve: Some(d.preuve.id.clone()),
        scenario: Some(d.scenario.id.clone()),
        etape: None,
        repetition: None,
        masque: false,
        empreinte_original: None,
        note: None,
    }
}

/// The same with its content, which is taken out of what was read.
pub(super) fn piece<'a>(cite: &'a FichierCite, genre: GenrePiece, lecture: &mut Lecture<'_>) -> Piece<'a> {
    Piece {
        cite,
        genre,
        nom: Some(&cite.chemin),
        refus: "",
        lue: std::mem::replace(&mut lecture.lue, Lue::Autre),
        debut: lecture.debut.clone(),
    }
}

/// Media type, from its bytes.
pub(super) fn media(l: &Lecture<'_>) -> &'static str {
    type_de(l.media)
}

/// The media type of what was recognised.
pub(super) fn type_de(media: Media) -> &'static str {
    match media {
        Media::Video(ext) => match ext {
            "mp4" => "video/mp4",
            "mov" => "video/quicktime",
            "mkv" => "video/x-matroska",
            "webm" => "video/webm",
            "avi" => "video/x-msvideo",
            "3gp" => "video/3gpp",
            "wmv" => "video/x-ms-wmv",
            "flv" => "video/x-flv",
            "ogv" => "video/ogg",
            "ts" => "video/mp2t",
            _ => "video/mpeg",
        },
        Media::Image(ext) => match ext {
            "png" => "image/png",
            "jpg" => "image/jpeg",
            "gif" => "image/gif",
            "webp" => "image/webp",
            "bmp" => "image/bmp",
            "tiff" => "image/tiff",
            "avif" => "image/avif",
            _ => "image/heic",
        },
        Media::Pdf => "application/pdf",
        Media::Zip => "application/zip",
        Media::Xml => "text/xml",
        Media::Html => "text/html",
        Media::Texte | Media::Vide => "text/plain",
        Media::Autre => "application/octet-stream",
    }
}
