//! The claim of conformity in the XMP metadata.

use roxmltree::Node;
use segur_soap::{Limites, decoder_borne, lire_borne};

use crate::pdf::Annonce;

const PDFAID: &str = "http://www.aiim.org/pdfa/ns/id/";

/// Bounds of a metadata packet.
const LIMITES: Limites = Limites {
    taille: 4 * 1024 * 1024,
    profondeur: 64,
    noeuds: 50_000,
    attributs: 256,
    espaces: 1_000_000,
};

/// `pdfaid:part` and `pdfaid:conformance`, as attributes or as elements.
pub(crate) fn annonce(octets: &[u8]) -> Result<Option<Annonce>, String> {
    // A packet is padded with white space, and its end of stream may add some.
    let fin = octets
        .iter()
        .rposition(|o| !o.is_ascii_whitespace() && *o != 0)
        .map_or(0, |i| i + 1);
    let texte = decoder_borne(octets.get(..fin).unwrap_or_default(), &LIMITES).map_err(|e| e.to_string())?;
    let texte = texte.trim_start();
    let document = lire_borne(texte, &LIMITES).map_err(|e| e.to_string())?;
    let valeur = |nom: &str| {
        document.descendants().find_map(|n: Node<'_, '_>| {
            let element = n.is_element() && n.tag_name().namespace() == Some(PDFAID) && n.tag_name().name() == nom;
            if element {
                return n.text().map(|t| t.trim().to_owned());
            }
            n.attribute((PDFAID, nom)).map(|t| t.trim().to_owned())
        })
    };
    Ok(valeur("part").map(|partie| Annonce {
        partie,
        niveau: valeur("conformance").unwrap_or_default(),
    }))
}
