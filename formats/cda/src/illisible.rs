//! Why bytes are no clinical document.

use segur_model::Location;
use segur_soap::XmlRefuse;

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CdaIllisible {
    /// Not XML, or refused XML.
    #[error(transparent)]
    Xml(#[from] XmlRefuse),
    /// XML, without a clinical document.
    #[error(
        "« {nom} » n'est pas un document clinique : fournir ClinicalDocument (espace de noms urn:hl7-org:v3), \
         seul ou dans une feuille de style qui le porte"
    )]
    PasUnCda {
        /// Qualified name of the root.
        nom: String,
        /// Where.
        lieu: Location,
    },
}

impl CdaIllisible {
    /// Where.
    #[must_use]
    pub fn lieu(&self) -> Location {
        match self {
            Self::Xml(e) => e.lieu(),
            Self::PasUnCda { lieu, .. } => lieu.clone(),
        }
    }
}
