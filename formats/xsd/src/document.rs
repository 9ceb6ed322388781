//! The clinical document of a file, alone or in the style sheet that shows it.

use roxmltree::{Document, Node};
use segur_model::Location;
use segur_soap::{XmlRefuse, est};

const HL7: &str = "urn:hl7-org:v3";

/// Why a document is not judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XsdNonJuge {
    /// Not XML, or refused XML: a DTD, too deep, too big.
    #[error(transparent)]
    Xml(#[from] XmlRefuse),
    /// XML, without a clinical document.
    #[error("« {nom} » n'est pas un document clinique : fournir ClinicalDocument ({HL7}), seul ou dans une feuille de style qui le porte")]
    PasUnCda {
        /// Name of the root.
        nom: String,
        /// Where.
        lieu: Box<Location>,
    },
}

/// The clinical document of a tree: its root or, in a style sheet that shows its own document, the one within.
pub(crate) fn racine<'a, 'i>(document: &'a Document<'i>) -> Result<Node<'a, 'i>, XsdNonJuge> {
    let racine = document.root_element();
    let cda = |n: &Node<'a, 'i>| est(*n, HL7, "ClinicalDocument");
    if cda(&racine) {
        return Ok(racine);
    }
    let feuille = matches!(racine.tag_name().name(), "stylesheet" | "transform");
    let dedans = feuille.then(|| racine.descendants().find(cda)).flatten();
    dedans.ok_or_else(|| XsdNonJuge::PasUnCda {
        nom: racine.tag_name().name().to_owned(),
        lieu: Box::new(segur_soap::lieu(document, racine)),
    })
}
