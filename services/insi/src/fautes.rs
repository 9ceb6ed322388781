//! The faults of the service.
//!
//! | code | subcode | whose | when | known from |
//! | --- | --- | --- | --- | --- |
//! | `insi_101` | `siram_40` | Receiver | technical error of the search by carte Vitale; on the vendors' platform, also an unknown person | integrators |
//! | `insi_102` | `siram_40` | Receiver | the same of the search by traits | integrators |
//! | `desir_550` | `siram_100` | Sender | IDAM missing or unknown; echoes the message id | integrators |
//! | `desir_560` | none known | Sender | CN that is not INSI-AUTO or INSI-MANU, OU that is not `Emetteur` | integrators |
//! | `banc_contexte` | `siram_banc` | Sender | a context, `MessageID`, or what they must hold, is missing or too long | ours |
//! | `banc_action` | `siram_banc` | Sender | the action of another operation | ours |
//! | `banc_assertion` | `siram_banc` | Sender | assertion missing or refused | ours |
//! | `banc_psc` | `siram_banc` | Sender | a token in `Authorization`: Pro Santé Connect, of which nothing is public | ours |
//! | `banc_traits` | `siram_banc` | Sender | a mandatory trait is missing | ours |
//! | `banc_alphabet` | `siram_banc` | Sender | a character that INSi does not take | ours |
//! | `banc_forme` | `siram_banc` | Sender | a date, a sex, a COG, a matricule or a length that INSi does not take | ours |
//! | `banc_vitale` | `siram_banc` | Sender | `RECVITALE` that designates nobody | ours |
//! | `banc_verification` | `siram_banc` | Sender | verification in another namespace than that of the settings | ours |
//! | `banc_illisible` | `siram_banc` | Sender | not a request of INSi | ours |

use segur_insi_messages::FauteInsi;
use segur_soap::CodeFaute;

/// Technical error of the search by traits.
pub const TECHNIQUE: &str = "insi_102";
/// Technical error of the search by carte Vitale.
pub const TECHNIQUE_VITALE: &str = "insi_101";
/// IDAM missing or unknown.
pub const IDAM: &str = "desir_550";
/// Insufficient rights.
pub const DROITS: &str = "desir_560";
/// Context or `MessageID` missing (ours).
pub const CONTEXTE: &str = "banc_contexte";
/// Action of another operation (ours).
pub const ACTION: &str = "banc_action";
/// Assertion refused (ours).
pub const ASSERTION: &str = "banc_assertion";
/// Token of Pro Santé Connect (ours).
pub const PSC: &str = "banc_psc";
/// Trait missing (ours).
pub const TRAITS: &str = "banc_traits";
/// Character refused (ours).
pub const ALPHABET: &str = "banc_alphabet";
/// Form or length refused (ours).
pub const FORME: &str = "banc_forme";
/// Search by carte Vitale that designates nobody (ours).
pub const VITALE: &str = "banc_vitale";
/// Verification in another namespace (ours).
pub const VERIFICATION: &str = "banc_verification";
/// Not a request of INSi (ours).
pub const ILLISIBLE: &str = "banc_illisible";

/// What is wrong, for each fault of ours. The person reads that the code is.
const DU_BANC: [(&str, &str); 10] = [
    (CONTEXTE, "Contexte absent ou incomplet dans l'en-tête SOAP"),
    (ACTION, "Action d'une autre opération"),
    (ASSERTION, "Assertion PS absente ou refusée"),
    (
        PSC,
        "Appel par Pro Santé Connect : ses détails ne sont pas publics, le banc d'essai ne le joue pas",
    ),
    (TRAITS, "Trait d'identité obligatoire absent"),
    (ALPHABET, "Caractère non admis dans un trait d'identité"),
    (FORME, "Valeur hors de la forme ou de la longueur attendue"),
    (VITALE, "Recherche par carte Vitale qui ne désigne personne"),
    (
        VERIFICATION,
        "Vérification dans un autre espace de noms que celui des réglages du banc d'essai",
    ),
    (ILLISIBLE, "Requête illisible"),
];

/// The fault of this code. `precision`, when it is not empty, is the text of the detail. A code that is not in the table keeps its
/// name and takes the form of the nearest one: of `desir_550` when it begins with `desir_`, else of `insi_102`.
#[must_use]
pub fn faute(code: &str, message_id: Option<&str>, precision: &str) -> FauteInsi {
    let du_banc = DU_BANC.iter().find(|(c, _)| *c == code);
    let (cote, sous_code, severite, raison) = match (code, du_banc) {
        (_, Some((_, raison))) => (
            CodeFaute::Sender,
            Some("siram_banc"),
            "erreur",
            format!("{raison} (code du banc d'essai)."),
        ),
        (IDAM, _) => (
            CodeFaute::Sender,
            Some("siram_100"),
            "erreur",
            "Logiciel non autorisé : numéro d'autorisation absent ou inconnu.".to_owned(),
        ),
        (DROITS, _) => (CodeFaute::Sender, None, "erreur", "Droits insuffisants.".to_owned()),
        (desir, _) if desir.starts_with("desir_") => (CodeFaute::Sender, Some("siram_100"), "erreur", "Requête refusée.".to_owned()),
        // `fatal`, where the schema of the real service lists `fatale`: what it is seen to send.
        _ => (
            CodeFaute::Receiver,
            Some("siram_40"),
            "fatal",
            "Service temporairement inaccessible.".to_owned(),
        ),
    };
    FauteInsi {
        code: cote,
        sous_code: sous_code.map(str::to_owned),
        erreur: code.to_owned(),
        severite: severite.to_owned(),
        texte: if precision.is_empty() {
            raison.clone()
        } else {
            precision.to_owned()
        },
        raison,
        message_id: message_id.filter(|_| cote != CodeFaute::Receiver).map(str::to_owned),
    }
}
