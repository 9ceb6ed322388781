//! What judging knows beyond the bytes.

use segur_model::{Environnement, Exchange, World};
use time::OffsetDateTime;

use crate::Confiance;

/// The identity that a document is about, as the world has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// Matricule INS and its key, 15 characters.
    pub matricule: String,
    /// OID of the matricule.
    pub oid: String,
    /// Birth name.
    pub nom_naissance: String,
    /// First names, separated by spaces; the first one is looked for in print.
    pub prenoms: String,
    /// `AAAA-MM-JJ`.
    pub date_naissance: String,
    /// `M`, `F` or `I`.
    pub sexe: String,
    /// Code of the place of birth.
    pub lieu_naissance: String,
}

/// What judging knows beyond the bytes of one message or file.
#[derive(Debug, Clone, Copy)]
pub struct Connu<'a> {
    /// The fictitious country: software, approvals, clients. What it lists none of is not compared.
    pub monde: &'a World,
    /// Who is trusted to issue certificates.
    pub confiance: &'a Confiance,
    /// Instant of reception, real time.
    pub recu: OffsetDateTime,
    /// Instant of reception on the bench clock: certificates are judged at it.
    pub instant: OffsetDateTime,
    /// Whether the candidate follows the bench clock: else what it dates is judged against real time.
    pub horloge_declaree: bool,
    /// Where the candidate is meant to send: production takes no test or demonstration OID.
    pub environnement: Environnement,
    /// The identity that a document is about; none: nothing is compared with it.
    pub traits: Option<&'a Traits>,
    /// What is asked of it (words of `verifier`): naming a rule of PDF/A-1, of the datamatrix or of the printed traits is asking for it.
    pub exige: &'a [String],
}

impl<'a> Connu<'a> {
    /// What a world and its IGC tell, of a message received at this instant: of test, by a candidate that follows no clock but its own, and
    /// of which nothing more is asked.
    #[must_use]
    pub fn du_monde(monde: &'a World, confiance: &'a Confiance, instant: OffsetDateTime) -> Self {
        Self {
            monde,
            confiance,
            recu: instant,
            instant,
            horloge_declaree: false,
            environnement: Environnement::Test,
            traits: None,
            exige: &[],
        }
    }

    /// The same, of an exchange: its instants.
    #[must_use]
    pub fn de(self, e: &Exchange) -> Self {
        Self {
            recu: e.recu,
            instant: e.instant,
            ..self
        }
    }

    /// When a message came, on the clock that the candidate follows.
    #[must_use]
    pub fn reception(&self) -> OffsetDateTime {
        if self.horloge_declaree { self.instant } else { self.recu }
    }

    /// The same, when it is known: what is judged alone came at no instant.
    #[must_use]
    pub fn reception_connue(&self) -> Option<OffsetDateTime> {
        Some(self.reception()).filter(|t| *t != OffsetDateTime::UNIX_EPOCH)
    }

    /// Whether a rule, or one of its family, is asked for by its name.
    #[must_use]
    pub fn exige(&self, famille: &str) -> bool {
        self.exige.iter().any(|m| nomme(famille, m))
    }
}

/// Whether a word names this rule: its id, or a prefix of it up to a dot.
#[must_use]
pub fn nomme(mot: &str, regle: &str) -> bool {
    regle
        .strip_prefix(mot)
        .is_some_and(|reste| reste.is_empty() || reste.starts_with('.'))
}
