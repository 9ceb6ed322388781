//! What a clinical document is judged by beside the rules of the bench: the PDF that it carries, and on demand what the ANS publishes
//! (schematrons, XSD).

use std::path::Path;

use segur_cda::Cda;
use segur_dialecte::{Joint, Lu};
use segur_model::{Environnement, Finding, Severity};
use segur_pdf::PdfLu;
use segur_schematron::{JeuAns, Options};
use segur_xsd::Schemas;

use super::Jugement;
use crate::erreur::Erreur;

/// What the ANS publishes for clinical documents, in a folder of the user.
pub(super) struct Ans {
    pub(super) jeu: JeuAns,
    /// Its XSD, or why it is not applied.
    pub(super) xsd: Result<Schemas, String>,
}

impl Ans {
    pub(super) fn ouvrir(dossier: &Path) -> Result<Self, Erreur> {
        let jeu = JeuAns::ouvrir(dossier).map_err(|e| Erreur::dit(e.to_string()))?;
        let xsd = Schemas::charger(dossier).map_err(|e| e.to_string());
        Ok(Self { jeu, xsd })
    }

    pub(super) fn juger(&self, octets: &[u8], lu: &Cda, fils: usize) -> Jugement {
        let options = Options {
            fils,
            ..Options::default()
        };
        let mut findings = match &self.xsd {
            Ok(schemas) => schemas.juger(octets).map_err(|e| e.to_string())?,
            Err(_) => Vec::new(),
        };
        findings.extend(self.jeu.juger(octets, &lu.template_ids(), &options).map_err(|e| e.to_string())?);
        Ok(findings)
    }
}

/// The PDF that a document carries. What only counts for a PDF/A-1, which nobody asks here, is left to `check pdf`.
pub(super) fn pdf_incorpore(joint: &Joint) -> Vec<Finding> {
    if !joint.octets.starts_with(b"%PDF-") {
        return Vec::new();
    }
    let mut findings = PdfLu::lire(&joint.octets).constats_seuls(Environnement::Test);
    findings.retain(|f| f.severity > Severity::Info);
    for f in &mut findings {
        // A place in the PDF, under the place of the PDF in the document.
        f.location.path = format!("{} > PDF : {}", joint.lieu.path, f.location.path);
        f.location.line = joint.lieu.line;
        f.location.column = joint.lieu.column;
    }
    findings
}
