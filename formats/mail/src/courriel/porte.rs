//! What a mail carries, opened: its archives at once, its PDF when somebody looks at their pages.

use std::sync::OnceLock;

use bytes::Bytes;
use segur_pdf::PdfLu;

use super::bornes::{ARCHIVES_MAX, PDF_MAX};
use super::lire::Courriel;
use super::parties::Partie;
use crate::xdm::XdmLu;

/// An archive that is attached.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Rank of its part.
    pub partie: usize,
    /// Its name; that of the profile without one.
    pub nom: String,
    /// What is in it.
    pub lu: XdmLu,
}

/// A PDF that is attached.
#[derive(Debug, Clone)]
pub struct PdfJoint {
    /// Rank of its part.
    pub partie: usize,
    /// Its name.
    pub nom: Option<String>,
    /// Its bytes.
    pub octets: Bytes,
    lu: OnceLock<PdfLu>,
}

impl PdfJoint {
    /// What is in it, read the first time it is asked: painting its pages costs, and few ask.
    pub fn lu(&self) -> &PdfLu {
        self.lu.get_or_init(|| PdfLu::lire(&self.octets))
    }

    /// Its text, page after page.
    #[must_use]
    pub fn texte(&self) -> String {
        let pages = self.lu().pdf().map(|p| p.pages.as_slice()).unwrap_or_default();
        pages.iter().map(|p| p.texte.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// The archives and the PDF of a mail: its own, not those of a mail that it gives back.
pub(super) fn ouvrir(courriel: &Courriel) -> (Vec<Archive>, Vec<PdfJoint>) {
    let (mut archives, mut pdfs) = (Vec::new(), Vec::new());
    for partie in courriel.pieces() {
        let Some(rang) = courriel.parties.iter().position(|p| std::ptr::eq(p, partie)) else {
            continue;
        };
        if courriel.est_archive(partie) {
            if archives.len() < ARCHIVES_MAX {
                archives.push(Archive {
                    partie: rang,
                    nom: partie.nom().unwrap_or_else(|| "IHE_XDM.ZIP".to_owned()),
                    lu: XdmLu::lire(&partie.octets()),
                });
            }
        } else if est_pdf(partie) && pdfs.len() < PDF_MAX {
            pdfs.push(PdfJoint {
                partie: rang,
                nom: partie.nom(),
                octets: partie.octets(),
                lu: OnceLock::new(),
            });
        }
    }
    (archives, pdfs)
}

/// Whether a part is a PDF: it says so, is named so, or begins so.
fn est_pdf(partie: &Partie) -> bool {
    let dit = partie.mime.est("application", "pdf");
    let nomme = partie.nom().is_some_and(|n| n.to_ascii_lowercase().ends_with(".pdf"));
    // The base64 of « %PDF- ».
    dit || nomme || partie.corps.trim_ascii_start().starts_with(b"JVBERi")
}
