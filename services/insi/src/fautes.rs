//! The faults of the service.
//!
//! | code | subcode | whose | when | known from |
//! | --- | --- | --- | --- | --- |
//! | `insi_101`, `insi_102` | `siram_40` | Receiver | technical error; on the vendors' platform, also an unknown person | integrators |
//! | `desir_550` | `siram_100` | Sender | IDAM missing or unknown; echoes the message id | integrators |
//! | `desir_560` | none known | Sender | CN that is not INSI-AUTO or INSI-MANU, OU that is not `Emetteur` | integrators |
//! | `banc_assertion` | `siram_banc` | Sender | assertion missing or refused | ours |
//! | `banc_traits` | `siram_banc` | Sender | a mandatory trait is missing | ours |
//! | `banc_alphabet` | `siram_banc` | Sender | a character that INSi does not take | ours |
//! | `banc_illisible` | `siram_banc` | Sender | not a request of INSi | ours |
//! | `banc_vitale` | `siram_banc` | Receiver | search by carte Vitale: not in this version | ours |

use segur_insi_messages::FauteInsi;
use segur_soap::CodeFaute;

/// Technical error of the search by traits.
pub const TECHNIQUE: &str = "insi_102";
/// IDAM missing or unknown.
pub const IDAM: &str = "desir_550";
/// Insufficient rights.
pub const DROITS: &str = "desir_560";
/// Assertion refused (ours).
pub const ASSERTION: &str = "banc_assertion";
/// Trait missing (ours).
pub const TRAITS: &str = "banc_traits";
/// Character refused (ours).
pub const ALPHABET: &str = "banc_alphabet";
/// Not a request of INSi (ours).
pub const ILLISIBLE: &str = "banc_illisible";
/// Search by carte Vitale (ours).
pub const VITALE: &str = "banc_vitale";

/// The fault of this code. `precision`, when it is not empty, is the text of the detail. A code that is not in the table keeps its
/// name and takes the form of the nearest one: of `desir_550` when it begins with `desir_`, else of `insi_102`.
#[must_use]
pub fn faute(code: &str, message_id: Option<&str>, precision: &str) -> FauteInsi {
    let (cote, sous_code, severite, raison) = match code {
        IDAM => (
            CodeFaute::Sender,
            Some("siram_100"),
            "erreur",
            "Logiciel non autorisé : numéro d'autorisation absent ou inconnu.",
        ),
        DROITS => (CodeFaute::Sender, None, "erreur", "Droits insuffisants."),
        ASSERTION => (
            CodeFaute::Sender,
            Some("siram_banc"),
            "erreur",
            "Assertion PS absente ou refusée (code du banc d'essai).",
        ),
        TRAITS => (
            CodeFaute::Sender,
            Some("siram_banc"),
            "erreur",
            "Trait d'identité obligatoire absent (code du banc d'essai).",
        ),
        ALPHABET => (
            CodeFaute::Sender,
            Some("siram_banc"),
            "erreur",
            "Caractère non admis dans un trait d'identité (code du banc d'essai).",
        ),
        ILLISIBLE => (
            CodeFaute::Sender,
            Some("siram_banc"),
            "erreur",
            "Requête illisible (code du banc d'essai).",
        ),
        VITALE => (
            CodeFaute::Receiver,
            Some("siram_banc"),
            "erreur",
            "La recherche par carte Vitale n'est pas simulée par cette version du banc d'essai (code du banc d'essai).",
        ),
        desir if desir.starts_with("desir_") => (CodeFaute::Sender, Some("siram_100"), "erreur", "Requête refusée."),
        // `fatal`, where the schema of the real service lists `fatale`: what it is seen to send.
        _ => (
            CodeFaute::Receiver,
            Some("siram_40"),
            "fatal",
            "Service temporairement inaccessible.",
        ),
    };
    let technique = cote == CodeFaute::Receiver && code != VITALE;
    FauteInsi {
        code: cote,
        sous_code: sous_code.map(str::to_owned),
        erreur: code.to_owned(),
        severite: severite.to_owned(),
        raison: raison.to_owned(),
        texte: if precision.is_empty() {
            raison.to_owned()
        } else {
            precision.to_owned()
        },
        message_id: message_id.filter(|_| !technique).map(str::to_owned),
    }
}
