//! Opening a file: its cross-references are followed, else its objects are looked for.

use super::fichier::Fichier;
use super::{reconstruction, xref};
use crate::erreur::PdfIllisible;
use crate::limites;

impl<'a> Fichier<'a> {
    /// Finds the objects of a file.
    pub(crate) fn ouvrir(octets: &'a [u8]) -> Result<Self, PdfIllisible> {
        if octets.len() > limites::TAILLE {
            return Err(PdfIllisible::TropGros {
                taille: octets.len(),
                limite: limites::TAILLE,
            });
        }
        let tete = octets.get(..1024).unwrap_or(octets);
        let decalage = memchr::memmem::find(tete, b"%PDF-").ok_or(PdfIllisible::PasUnPdf)?;
        let mut fichier = Self::nouveau(octets, decalage);
        if let Some(table) = xref::lire(&fichier) {
            fichier.prendre(table);
        }
        if !fichier.chiffre() && !fichier.a_un_catalogue() {
            fichier.reconstruit = true;
            reconstruction::parcourir(&mut fichier);
            if !fichier.chiffre() && !fichier.a_un_catalogue() {
                return Err(PdfIllisible::SansCatalogue);
            }
        }
        Ok(fichier)
    }

    fn a_un_catalogue(&self) -> bool {
        let racine = self.lire(&self.trailer, "Root");
        racine.dico().is_some_and(|d| self.lire(d, "Pages").dico().is_some())
    }
}
