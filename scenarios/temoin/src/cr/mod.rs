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

use crate::config::Utilisateur;

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

/// A document that a user writes: no report of the laboratory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Libre {
    /// typeCode.
    pub type_: String,
    pub titre: String,
    pub texte: String,
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
    /// RPPS of the correspondents to whom it goes by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub correspondants: Vec<String>,
    /// Whether a copy goes to the patient by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub usager: bool,
    /// When this version was validated, and by whom: the same document is written again for each who receives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Validation>,
    /// The mails that carried it, all versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub envoyes: Vec<Envoye>,
    /// Whether it was taken out of the record.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub supprime: bool,
    /// Where the DMP keeps the latest version that it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_uuid: Option<String>,
    /// What it says, when it is no report of the laboratory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub libre: Option<Libre>,
    /// Whether the DMP keeps it as archived.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archive: bool,
}

impl CompteRendu {
    /// Its title: the model fixes that of a report.
    pub(crate) fn titre(&self) -> &str {
        self.libre.as_ref().map_or(redaction::TITRE, |l| &l.titre)
    }

    /// Whether it goes to somebody by mail, or did.
    pub(crate) fn se_diffuse(&self) -> bool {
        !self.correspondants.is_empty() || self.usager || !self.envoyes.is_empty()
    }
}

/// The validation of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validation {
    #[serde(with = "time::serde::rfc3339")]
    pub quand: OffsetDateTime,
    pub qui: Utilisateur,
}

/// A mail that carried a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Envoye {
    pub adresse: String,
    pub message_id: String,
    pub version: u32,
}
