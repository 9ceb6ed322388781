//! The files of a mail: what each is, and the clinical documents in them.

use bytes::Bytes;
use segur_mail::courriel::bornes::ARCHIVES_MAX;
use segur_mail::courriel::{Courriel, Partie};
use segur_mail::xdm;

use super::bornes::{DOCUMENTS_MAX, PIECES_MAX, RENDUS_MAX};
use super::{Document, GenrePiece, Piece};
use crate::cda;

/// Bytes among which a PDF says that it is one.
const ENTETE_PDF: usize = 1_024;

/// What the files of a mail are.
#[derive(Default)]
pub(super) struct Ouvertes {
    pub(super) pieces: Vec<Piece>,
    pub(super) de_plus: usize,
    pub(super) documents: Vec<Document>,
    archives: usize,
}

/// Opens them.
pub(super) fn ouvrir(lu: &Courriel) -> Ouvertes {
    let mut ouvertes = Ouvertes::default();
    for partie in lu.pieces() {
        if ouvertes.pieces.len() < PIECES_MAX {
            ouvertes.ajouter(lu, partie);
        } else {
            ouvertes.de_plus += 1;
        }
    }
    ouvertes
}

impl Ouvertes {
    fn ajouter(&mut self, lu: &Courriel, partie: &Partie) {
        let octets = partie.octets();
        let genre = self.genre(lu, partie, &octets);
        if genre == GenrePiece::Cda {
            self.document(&partie.nom().unwrap_or_else(|| format!("partie {}", partie.numero)), &octets);
        }
        self.pieces.push(Piece {
            nom: partie.nom(),
            media: partie.mime.nom(),
            taille: octets.len(),
            genre,
        });
    }

    fn genre(&mut self, lu: &Courriel, partie: &Partie, octets: &Bytes) -> GenrePiece {
        let tete = octets.get(..ENTETE_PDF).unwrap_or(octets);
        if lu.est_archive(partie) {
            GenrePiece::Xdm(self.archive(octets))
        } else if tete.windows(5).any(|o| o == b"%PDF-") {
            GenrePiece::Pdf
        } else if partie.mime.est("message", "rfc822") {
            GenrePiece::Courriel
        } else if cda::est(octets) {
            GenrePiece::Cda
        } else {
            GenrePiece::Autre
        }
    }

    /// What is in an archive. Its documents are kept.
    fn archive(&mut self, octets: &[u8]) -> Result<Vec<(String, usize)>, String> {
        if self.archives >= ARCHIVES_MAX {
            return Err(format!("{ARCHIVES_MAX} archives sont ouvertes, pas davantage"));
        }
        self.archives += 1;
        let archive = xdm::lire(octets).map_err(|e| e.to_string())?;
        for fichier in archive.documents().filter(|f| cda::est(&f.octets)) {
            self.document(&fichier.chemin, &fichier.octets);
        }
        Ok(archive.fichiers().map(|f| (f.chemin.clone(), f.octets.len())).collect())
    }

    fn document(&mut self, nom: &str, octets: &[u8]) {
        if self.documents.len() < DOCUMENTS_MAX {
            let rendu = (self.documents.len() < RENDUS_MAX).then(|| cda::lire(octets)).flatten();
            self.documents.push(Document {
                nom: nom.to_owned(),
                taille: octets.len(),
                rendu,
            });
        }
    }
}
