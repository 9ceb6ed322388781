//! The answer to a submission: `RegistryResponse`.

use roxmltree::{Document, Node};
use segur_soap::{echapper, enfant, enfants, est};

use crate::ns;

/// How a submission ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statut {
    /// Registered.
    Success,
    /// Some of what was asked: documents that were found beside others that were not (ITI-43).
    PartialSuccess,
    /// Refused.
    Failure,
}

impl Statut {
    /// Its name in the fact `statut`, and the end of its URN.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::PartialSuccess => "PartialSuccess",
            Self::Failure => "Failure",
        }
    }

    /// Its URN.
    #[must_use]
    pub fn urn(self) -> String {
        let prefixe = if self == Self::PartialSuccess { ns::STATUT_IHE } else { ns::STATUT };
        format!("{prefixe}{}", self.nom())
    }

    /// That of a URN.
    #[must_use]
    pub fn lire(urn: &str) -> Option<Self> {
        [Self::Success, Self::PartialSuccess, Self::Failure]
            .into_iter()
            .find(|s| s.urn() == urn)
    }
}

/// One error of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErreurRegistre {
    /// `@errorCode` (`XDSRegistryMetadataError`).
    pub code: String,
    /// `@codeContext`: what is wrong, for a person.
    pub contexte: String,
    /// Whether it is a warning (`@severity`).
    pub avertissement: bool,
    /// `@location`.
    pub lieu: Option<String>,
}

/// The answer to a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReponseRegistre {
    /// `@status`.
    pub statut: Statut,
    /// `RegistryErrorList`.
    pub erreurs: Vec<ErreurRegistre>,
}

impl ReponseRegistre {
    /// Everything was registered.
    #[must_use]
    pub fn succes() -> Self {
        Self {
            statut: Statut::Success,
            erreurs: Vec::new(),
        }
    }

    /// Nothing was.
    #[must_use]
    pub fn echec(erreurs: Vec<ErreurRegistre>) -> Self {
        Self {
            statut: Statut::Failure,
            erreurs,
        }
    }
}

/// Writes `rs:RegistryResponse`, without its envelope.
#[must_use]
pub fn ecrire_reponse(reponse: &ReponseRegistre) -> String {
    let debut = format!("<rs:RegistryResponse xmlns:rs=\"{}\" status=\"{}\"", ns::RS, reponse.statut.urn());
    if reponse.erreurs.is_empty() {
        return format!("{debut}/>");
    }
    format!("{debut}>{}</rs:RegistryResponse>", ecrire_erreurs(&reponse.erreurs))
}

/// `RegistryErrorList`, prefix `rs`; nothing when there is no error.
pub(crate) fn ecrire_erreurs(erreurs: &[ErreurRegistre]) -> String {
    if erreurs.is_empty() {
        return String::new();
    }
    let gravite = |avertissement: bool| format!("{}{}", ns::SEVERITE, if avertissement { "Warning" } else { "Error" });
    let pire = gravite(erreurs.iter().all(|e| e.avertissement));
    let lignes: String = erreurs
        .iter()
        .map(|e| {
            format!(
                "<rs:RegistryError errorCode=\"{}\" codeContext=\"{}\" severity=\"{}\" location=\"{}\"/>",
                echapper(&e.code),
                echapper(&e.contexte),
                gravite(e.avertissement),
                echapper(e.lieu.as_deref().unwrap_or_default())
            )
        })
        .collect();
    format!("<rs:RegistryErrorList highestSeverity=\"{pire}\">{lignes}</rs:RegistryErrorList>")
}

/// Reads a registry answer, in an envelope or alone. None when the document holds none, or one whose status is not known.
#[must_use]
pub fn lire_reponse(document: &Document<'_>) -> Option<ReponseRegistre> {
    let reponse = document.descendants().find(|n| est(*n, ns::RS, "RegistryResponse"))?;
    Some(ReponseRegistre {
        statut: reponse.attribute("status").and_then(Statut::lire)?,
        erreurs: lire_erreurs(reponse),
    })
}

/// The errors below an answer.
pub(crate) fn lire_erreurs(reponse: Node<'_, '_>) -> Vec<ErreurRegistre> {
    enfant(reponse, ns::RS, "RegistryErrorList")
        .into_iter()
        .flat_map(|l| enfants(l, ns::RS, "RegistryError"))
        .map(erreur)
        .collect()
}

fn erreur(noeud: Node<'_, '_>) -> ErreurRegistre {
    let attribut = |n: &str| noeud.attribute(n).unwrap_or_default().to_owned();
    ErreurRegistre {
        code: attribut("errorCode"),
        contexte: attribut("codeContext"),
        avertissement: noeud.attribute("severity").is_some_and(|s| s.ends_with("Warning")),
        lieu: noeud.attribute("location").filter(|l| !l.is_empty()).map(str::to_owned),
    }
}
