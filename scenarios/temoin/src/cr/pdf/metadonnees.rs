//! What the PDF says of itself, twice: in /Info, and in XMP.

use super::{Feuille, echapper};
use crate::ecarts::Ecart;
use crate::identifiants::{instant, utc};
use crate::xml::Plume;

const PRODUCTEUR: &str = "segur-bench, témoin";

/// What /Info says is what the metadata say (6.7.3).
pub(super) fn info(f: &Feuille<'_>) -> Vec<u8> {
    let mut o = b"<< /Title (".to_vec();
    o.extend(echapper(f.titre));
    o.extend(b") /Producer (");
    o.extend(echapper(PRODUCTEUR));
    o.extend(format!(") /CreationDate (D:{}+00'00') >>", utc(f.cree)).bytes());
    o
}

/// The metadata, and in them the claim of conformity (6.7.11).
pub(super) fn xmp(f: &Feuille<'_>) -> String {
    let mut p = Plume::fragment();
    let description = [
        ("rdf:about", ""),
        ("xmlns:pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:pdf", "http://ns.adobe.com/pdf/1.3/"),
        ("xmlns:xmp", "http://ns.adobe.com/xap/1.0/"),
    ];
    p.dans("x:xmpmeta", &[("xmlns:x", "adobe:ns:meta/")], |p| {
        p.dans("rdf:RDF", &[("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")], |p| {
            p.dans("rdf:Description", &description, |p| {
                if !f.ecarts.a(Ecart::PdfSansAnnoncePdfa) {
                    p.texte("pdfaid:part", &[], "1");
                    p.texte("pdfaid:conformance", &[], "B");
                }
                p.dans("dc:title", &[], |p| {
                    p.dans("rdf:Alt", &[], |p| p.texte("rdf:li", &[("xml:lang", "x-default")], f.titre));
                });
                p.texte("pdf:Producer", &[], PRODUCTEUR);
                p.texte("xmp:CreateDate", &[], &instant(f.cree));
            });
        });
    });
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n{}\n<?xpacket end=\"w\"?>",
        p.finir()
    )
}
