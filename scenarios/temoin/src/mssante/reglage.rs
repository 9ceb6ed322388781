//! What the témoin is told of its mailboxes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// MSSanté, as the operator of the laboratory opened it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigMssante {
    /// Submission: `smtp://hôte:port` (STARTTLS) or `smtps://hôte:port` (TLS at once).
    pub soumission: String,
    /// Reading: `imap://hôte:port` (STARTTLS) or `imaps://hôte:port`.
    pub imap: String,
    /// Reference of the product, given at its declaration: `X-MSS-NIL` of every mail.
    pub nil: String,
    /// Mailbox of the software itself, opened by `auth_certificat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicative: Option<BoiteApplicative>,
    /// Mailboxes of people, by RPPS.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personnelles: BTreeMap<String, String>,
    /// Domain of the citizens.
    #[serde(default = "domaine_des_usagers")]
    pub domaine_usagers: String,
}

/// A mailbox that no person reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoiteApplicative {
    /// Its address.
    pub adresse: String,
    /// What correspondents read beside the address.
    pub intitule: String,
    /// Mailbox in which people read the answers.
    pub reponse: String,
}

fn domaine_des_usagers() -> String {
    "patient.mssante.fr".to_owned()
}
