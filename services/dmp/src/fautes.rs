//! The SOAP faults of the service.
//!
//! | subcode | whose | when | known from |
//! | --- | --- | --- | --- |
//! | `DMPInvalidCertificate` | Sender | the VIHF is signed by a certificate that is not one of signature | integrators |
//! | `banc_vihf` | Sender | VIHF missing or refused | ours |
//! | `banc_illisible` | Sender | not a message of the DMP | ours |
//! | `banc_mtom` | Sender | a multipart body that cannot be read | ours |
//! | `banc_retiree` | Sender | a transaction that the DMP no longer takes | ours |
//! | `ActionNotSupported` | Sender | `wsa:Action` names no transaction | WS-Addressing |
//! | `banc_technique` | Receiver | asked for by a scenario | ours |
//!
//! The list of the real DMP is not public: names that begin with `DMP` are not invented here. Refusals of a lot are no faults: they
//! are `RegistryError`, see `alimentation`.

use segur_soap::{CodeFaute, echapper};

/// The certificate that signs the VIHF is not one of signature.
pub const CERTIFICAT: &str = "DMPInvalidCertificate";
/// VIHF missing or refused (ours).
pub const VIHF: &str = "banc_vihf";
/// Not a message of the DMP (ours).
pub const ILLISIBLE: &str = "banc_illisible";
/// Multipart body that cannot be read (ours).
pub const MTOM: &str = "banc_mtom";
/// Transaction that the DMP no longer takes (ours).
pub const RETIREE: &str = "banc_retiree";
/// `wsa:Action` that names no transaction (W3C, WS-Addressing 1.0, SOAP Binding, § 6.4.4).
pub const ACTION: &str = "ActionNotSupported";
/// Technical error asked for by a scenario (ours).
pub const TECHNIQUE: &str = "banc_technique";

/// A fault to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FauteDmp {
    /// Whose mistake.
    pub code: CodeFaute,
    /// Subcode.
    pub sous_code: String,
    /// What is wrong and what to do, French.
    pub raison: String,
}

/// The fault of this subcode. `precision`, when it is not empty, follows the reason. A subcode that is not in the table keeps its
/// name: the caller's mistake when it begins with `DMP` or `XDS`, else the service's.
#[must_use]
pub fn faute(sous_code: &str, precision: &str) -> FauteDmp {
    let (code, raison) = match sous_code {
        CERTIFICAT => (CodeFaute::Sender, "Not a valid signature certificate"),
        VIHF => (CodeFaute::Sender, "VIHF absent ou refusé (code du banc d'essai)"),
        ILLISIBLE => (CodeFaute::Sender, "Requête illisible (code du banc d'essai)"),
        MTOM => (CodeFaute::Sender, "Message MTOM illisible (code du banc d'essai)"),
        RETIREE => (
            CodeFaute::Sender,
            "Transaction retirée, ou que le DMP ne prend pas (code du banc d'essai)",
        ),
        ACTION => (CodeFaute::Sender, "The action cannot be processed at the receiver"),
        metier if metier.starts_with("DMP") || metier.starts_with("XDS") => (CodeFaute::Sender, "Requête refusée"),
        _ => (CodeFaute::Receiver, "Service temporairement inaccessible"),
    };
    FauteDmp {
        code,
        sous_code: sous_code.to_owned(),
        raison: if precision.is_empty() {
            format!("{raison}.")
        } else {
            format!("{raison}. {precision}")
        },
    }
}

impl FauteDmp {
    /// The element `Fault`, for an envelope that has WS-Addressing headers.
    pub(crate) fn corps(&self) -> String {
        format!(
            "<soap:Fault><soap:Code><soap:Value>soap:{}</soap:Value><soap:Subcode><soap:Value>soap:{}</soap:Value></soap:Subcode></soap:Code>\
             <soap:Reason><soap:Text xml:lang=\"fr\">{}</soap:Text></soap:Reason></soap:Fault>",
            self.code.nom(),
            echapper(&nom_xml(&self.sous_code)),
            echapper(&self.raison)
        )
    }
}

/// A subcode is a qualified name: a scenario may ask for anything.
fn nom_xml(texte: &str) -> String {
    let propre: String = texte
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') {
                c
            } else {
                '_'
            }
        })
        .take(80)
        .collect();
    if propre.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        propre
    } else {
        format!("_{propre}")
    }
}
