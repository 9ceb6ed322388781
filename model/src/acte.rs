//! The acts that a candidate can be asked (**contract**): what a driver sends, and what it gets back. The list of acts
//! and of their parameters is [`crate::vocabulaire::ACTES`]; the guide for vendors is `docs/actes.md`.

use serde::{Deserialize, Serialize};

use crate::etape::Numero;

/// Version of the contract of actes.
pub const VERSION_ACTES: u32 = 1;

/// One act asked of the candidate. Sent as JSON: `POST {url}/actes/{acte}` by the driver `http`, on standard input by
/// the driver `commande`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandeActe {
    /// Version of this contract, [`VERSION_ACTES`].
    pub version: u32,
    /// Name of the act (`rechercher-ins`).
    pub acte: String,
    /// Identifies this act within the campaign, the same when the scenario is played again after a crash:
    /// `<scénario>#<étape>.<rang>`.
    pub cle: String,
    /// Scenario number.
    pub scenario: String,
    /// Étape number, a whole number; `p1` or `b1`, a text, for an étape that the bench adds to those of the référentiel.
    #[serde(with = "numero")]
    pub etape: Numero,
    /// The professional who acts, when the scenario says `par`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acteur: Option<serde_json::Value>,
    /// Parameters, values already replaced.
    #[serde(default)]
    pub parametres: serde_json::Map<String, serde_json::Value>,
}

/// How the act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Issue {
    /// The candidate did it.
    Fait,
    /// The candidate's own rules refused it: nothing was sent.
    Refuse,
    /// The candidate tried and could not.
    Erreur,
}

impl Issue {
    /// The word of the contract.
    #[must_use]
    pub fn mot(self) -> &'static str {
        match self {
            Self::Fait => "fait",
            Self::Refuse => "refuse",
            Self::Erreur => "erreur",
        }
    }
}

/// What the candidate answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReponseActe {
    /// How it ended.
    pub issue: Issue,
    /// A sentence for the tester: why it was refused, what failed.
    #[serde(default)]
    pub message: String,
    /// Files that the act produced.
    #[serde(default)]
    pub fichiers: Vec<Fichier>,
}

/// One file answered by the candidate: its content inline, or (driver `commande` and `manuel` only) a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fichier {
    /// Name by which scenarios call it (`identite`, `traces`).
    pub nom: String,
    /// Media type.
    #[serde(rename = "type", default = "octets")]
    pub media: String,
    /// Content, base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// Content, as JSON, for `application/json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<serde_json::Value>,
    /// Path of a file readable by the bench, relative to the working folder of the adapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chemin: Option<String>,
    /// Name under which the software gives the document to its users, where a rule says what it must be (`ECO.2.1.6`). Without it, that of
    /// `chemin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nom_fichier: Option<String>,
}

impl Fichier {
    /// The name of the file, without its folder, where it has one.
    #[must_use]
    pub fn nom_donne(&self) -> Option<&str> {
        let donne = self.nom_fichier.as_deref().or(self.chemin.as_deref())?;
        donne.rsplit(['/', '\\']).next().filter(|n| !n.is_empty())
    }
}

/// The first number of an étape of the référentiel stays the whole number that adapters have always read.
mod numero {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::etape::Numero;

    pub(super) fn serialize<S: Serializer>(n: &Numero, s: S) -> Result<S::Ok, S::Error> {
        if n.est_rem() { s.serialize_u32(n.de) } else { s.collect_str(n) }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Numero, D::Error> {
        match serde_json::Value::deserialize(d)? {
            serde_json::Value::Number(n) => {
                let n = n
                    .as_u64()
                    .and_then(|n| u32::try_from(n).ok())
                    .ok_or_else(|| D::Error::custom("numéro d'étape"))?;
                Ok(Numero::rem(n, n))
            }
            serde_json::Value::String(t) => t.parse().map_err(D::Error::custom),
            _ => Err(D::Error::custom("numéro d'étape")),
        }
    }
}

fn octets() -> String {
    "application/octet-stream".to_owned()
}
