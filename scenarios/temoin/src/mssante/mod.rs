//! MSSanté as the témoin speaks to it: mails composed, handed over by SMTP, read by IMAP, answered by reports. The clients are public
//! libraries (`lettre`, `async-imap`, `mail-builder`, `mail-parser`), as any vendor would take; nothing of the operator is shared.

pub(crate) mod archive;
pub(crate) mod canal;
pub(crate) mod ecrit;
pub(crate) mod objet;
pub(crate) mod rapport;
pub(crate) mod recu;
pub(crate) mod reglage;
pub(crate) mod releve;
pub(crate) mod soumission;
pub(crate) mod suivi;

use time::OffsetDateTime;

use crate::config::ConfigTemoin;
use crate::ecarts::Ecarts;
use crate::identifiants::Tirage;

/// What a call to the operator is made with.
#[derive(Clone, Copy)]
pub(crate) struct Appel<'a> {
    pub config: &'a ConfigTemoin,
    pub ecarts: &'a Ecarts,
    pub tirage: Tirage<'a>,
    pub maintenant: OffsetDateTime,
}

/// A mailbox of the software, open to who acts.
#[derive(Clone)]
pub(crate) struct Boite {
    pub adresse: String,
    /// What correspondents read beside the address.
    pub intitule: String,
    /// Where answers go, when nobody reads this mailbox.
    pub reponse: Option<String>,
    pub acces: Acces,
}

/// How a mailbox is opened.
#[derive(Clone)]
pub(crate) enum Acces {
    /// By the certificate of the structure: applicative mailboxes.
    Certificat,
    /// By the access token of Pro Santé Connect: mailboxes of people.
    Jeton(String),
}

impl Boite {
    pub(crate) fn applicative(&self) -> bool {
        matches!(self.acces, Acces::Certificat)
    }
}

/// Why the operator did not do what was asked: a refusal that it said, or no answer (French).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Echec {
    /// What was asked last, without content or secret.
    pub demande: String,
    /// What came back, for the trace.
    pub reponse: String,
}

impl Echec {
    pub(crate) fn nouveau(demande: impl Into<String>, reponse: impl Into<String>) -> Self {
        Self {
            demande: demande.into(),
            reponse: reponse.into(),
        }
    }

    /// For the user (French).
    pub(crate) fn dit(&self) -> String {
        format!("messagerie MSSanté, {} : {}", self.demande, self.reponse)
    }
}
