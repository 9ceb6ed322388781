//! Why bytes are no clinical document.

use segur_model::Location;
use segur_soap::XmlRefuse;

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CdaIllisible {
    /// Not XML, or refused XML.
    #[error(transparent)]
    Xml(#[from] XmlRefuse),
    /// An archive.
    #[error("c'est un zip, non un document clinique : une archive IHE_XDM se juge par check xdm, un document en est sorti d'abord")]
    Zip,
    /// A page of the Web.
    #[error("c'est une page HTML, non un document clinique : fournir le XML du document, non ce qu'un navigateur en montre")]
    Html,
    /// A PDF.
    #[error("c'est un PDF, non un document clinique : un PDF seul se juge par check pdf ; dans un CDA de niveau 1 il est en base64")]
    Pdf,
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
    /// What bytes are, when they are of another sort that a person takes for a document.
    pub(crate) fn autre_genre(octets: &[u8]) -> Option<Self> {
        let debut = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets).trim_ascii_start();
        let commence = |par: &[u8]| debut.get(..par.len()).is_some_and(|d| d.eq_ignore_ascii_case(par));
        if octets.starts_with(b"PK\x03\x04") || octets.starts_with(b"PK\x05\x06") {
            Some(Self::Zip)
        } else if octets.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else if commence(b"<!DOCTYPE html") || commence(b"<html") {
            Some(Self::Html)
        } else {
            None
        }
    }

    /// Where.
    #[must_use]
    pub fn lieu(&self) -> Location {
        match self {
            Self::Xml(e) => e.lieu(),
            Self::Zip | Self::Html | Self::Pdf => Location {
                line: 1,
                column: 1,
                path: "/".to_owned(),
            },
            Self::PasUnCda { lieu, .. } => lieu.clone(),
        }
    }
}
