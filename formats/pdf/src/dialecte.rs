//! A PDF, read once.

use segur_dialecte::{Connu, Constateur, Dialecte, Lu, Source};
use segur_model::vocabulaire::{Fait, Operation, f};
use segur_model::{Faits, FaitsLus, Location, Rule, mettre};

use crate::jugement::{ContextePdf, juger, regles};
use crate::{Pdf, PdfIllisible, lire, lire_ins};

/// Every fact of a PDF.
pub const FAITS: &[Fait] = &[
    f("pdf.pages", "nombre de pages"),
    f("pdf.datamatrix.ins", "matricule lu dans le datamatrix INS de chaque page"),
];

/// The dialect of PDF.
pub static DIALECTE: &dyn Dialecte = &Pdfs;

struct Pdfs;

impl Dialecte for Pdfs {
    fn nom(&self) -> &'static str {
        "pdf"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        crate::REGLES
    }

    fn operations(&self) -> &'static [Operation] {
        &[]
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Fichier { octets, .. } if octets.starts_with(b"%PDF-") => Some(Box::new(PdfLu::lire(octets))),
            _ => None,
        }
    }
}

/// A PDF, read: its pages were painted once.
#[derive(Debug, Clone)]
pub struct PdfLu {
    pdf: Result<Pdf, PdfIllisible>,
    faits: FaitsLus,
}

impl PdfLu {
    /// Reads a PDF.
    #[must_use]
    pub fn lire(octets: &[u8]) -> Self {
        let pdf = lire(octets);
        Self {
            faits: pdf.as_ref().map(faits).unwrap_or_default().into(),
            pdf,
        }
    }

    /// What is in it.
    ///
    /// # Errors
    /// [`PdfIllisible`] when no page can be found.
    pub fn pdf(&self) -> Result<&Pdf, &PdfIllisible> {
        self.pdf.as_ref()
    }
}

impl Lu for PdfLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn illisible(&self) -> Option<String> {
        self.pdf.as_ref().err().map(ToString::to_string)
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        match &self.pdf {
            Ok(pdf) => {
                let contexte = ContextePdf {
                    pdfa_exige: k.exige("pdf.a1"),
                    datamatrix_exige: k.exige("pdf.datamatrix"),
                    traits_imprimes: k.exige("pdf.traits-imprimes"),
                    // Without a name there is nobody to compare with.
                    traits: k.traits.filter(|t| !t.nom_naissance.is_empty()).cloned(),
                };
                juger(pdf, &contexte, c);
            }
            Err(raison) => c.dire(regles::LISIBLE, &Location::path("fichier"), "un document PDF qui se lit", raison),
        }
    }
}

fn faits(pdf: &Pdf) -> Faits {
    let mut faits = Faits::new();
    mettre(&mut faits, "pdf.pages", [pdf.nombre_de_pages.to_string()]);
    let symboles = pdf.pages.iter().flat_map(|p| &p.symboles);
    let matricules: Vec<String> = symboles.filter_map(|s| lire_ins(&s.texte).ok()).map(|i| i.matricule).collect();
    mettre(&mut faits, "pdf.datamatrix.ins", matricules);
    faits
}
