//! What a clinical document is, and the PDF that it carries.

use segur_cda::{Cda, Document, Niveau};
use segur_dialecte::{Joint, Lu};
use segur_model::{Environnement, Finding, Severity};
use segur_pdf::PdfLu;
use serde::Serialize;

/// What a clinical document is.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Nature {
    /// The code of its type.
    code: String,
    /// French name of its type; none when the code is not of the set.
    #[serde(rename = "type")]
    nom: Option<&'static str>,
    niveau: Option<&'static str>,
    /// The model that it follows, when its own rules are known.
    volet: Option<&'static str>,
}

impl Nature {
    /// None of a document without a code.
    pub(super) fn de(cda: &Cda) -> Option<Self> {
        Some(Self {
            code: cda.code.as_ref().map(|c| c.code.clone()).filter(|c| !c.is_empty())?,
            nom: cda.nom_du_type(),
            niveau: cda.niveau.map(Niveau::nom),
            volet: cda.volet(),
        })
    }

    /// « CR d'examens biologiques (11502-2), N3 ».
    pub(super) fn dit(&self) -> String {
        let type_dit = self.nom.unwrap_or("type qui n'est pas de JDV_J07");
        let niveau = self.niveau.map(|n| format!(", {n}")).unwrap_or_default();
        let volet = self.volet.map(|v| format!(", volet {v}")).unwrap_or_default();
        format!("{type_dit} ({}){niveau}{volet}", self.code)
    }
}

/// Why a file that is no XML is no clinical document, when its bytes tell.
pub(super) fn autre(octets: &[u8]) -> Option<&'static str> {
    (octets.get(128..132) == Some(b"DICM")).then_some(
        "c'est un objet DICOM (une image, ou la référence d'objets d'un examen : KOS), pas un document clinique : il se verse tel quel (application/dicom), et \
         n'est pas jugé ici",
    )
}

/// The PDF that the documents of an archive or of a message carry, each at its place.
pub(super) fn pdf_du_document(chemin: &str, document: &Document) -> Vec<Finding> {
    segur_mail::xdm::situer(chemin, document.documents().iter().flat_map(pdf_incorpore).collect())
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
