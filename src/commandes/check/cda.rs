//! The PDF that a clinical document carries.

use segur_dialecte::{Joint, Lu};
use segur_model::{Environnement, Finding, Severity};
use segur_pdf::PdfLu;

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
