//! The report of the laboratory: what is validated, the CDA document that it becomes, and what a CDA document says of itself.

pub(crate) mod cda;
pub(crate) mod corps;
pub(crate) mod entete;
pub(crate) mod examens;
pub(crate) mod pdf;
pub(crate) mod redaction;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use examens::Modele;

/// Level of the CDA document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Niveau {
    /// A PDF in a CDA.
    N1,
    /// Structured.
    #[default]
    N3,
}

/// Whether every result is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Etat {
    Partiel,
    #[default]
    Complet,
}

/// Who sees the document in the DMP, besides the rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Visibilite {
    #[default]
    Normale,
    MasquePs,
    InvisiblePatient,
    InvisibleRepresentants,
}

impl Visibilite {
    /// Its code in the metadata, and what it says.
    pub(crate) fn code(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Normale => None,
            Self::MasquePs => Some(("MASQUE_PS", "Masqué aux professionnels de santé")),
            Self::InvisiblePatient => Some(("INVISIBLE_PATIENT", "Non visible par le patient")),
            Self::InvisibleRepresentants => Some((
                "INVISIBLE_REPRESENTANTS_LEGAUX",
                "Non visible par les représentants légaux du patient",
            )),
        }
    }
}

/// A report validated by the laboratory, in its latest version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CompteRendu {
    pub modele: Modele,
    pub etat: Etat,
    pub niveau: Niveau,
    pub visibilite: Visibilite,
    /// The user keeps it out of the DMP.
    pub bloque: bool,
    /// Whether a result was corrected after the report was complete.
    pub corrige: bool,
    /// Number of the order that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demande: Option<String>,
    /// When the samples came: does not change from one version to the next.
    #[serde(with = "time::serde::rfc3339")]
    pub recu: OffsetDateTime,
    /// Identifier of this version of the document.
    pub id: String,
    /// Identifier of all its versions.
    pub set_id: String,
    pub version: u32,
    /// The version that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remplace: Option<String>,
    /// Where the DMP keeps the latest version that it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_uuid: Option<String>,
}
