//! A file as the manifest cites it.

use segur_model::Numero;
use serde::{Deserialize, Serialize};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FichierCite {
    /// Path in the pack.
    pub chemin: String,
    /// SHA-256, lower-case hexadecimal.
    pub empreinte: String,
    /// Size in bytes.
    pub taille: u64,
    /// Media type.
    #[serde(rename = "type")]
    pub media: String,
    /// What it proves, in French.
    pub prouve: String,
    /// Proof number that it answers, or supports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preuve: Option<String>,
    /// Scenario that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// Étape that gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etape: Option<Numero>,
    /// Which repetition of it, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
    /// Whether secrets were masked in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub masque: bool,
    /// Digest of the content before masking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empreinte_original: Option<String>,
    /// A remark (what was masked, and what that breaks).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
