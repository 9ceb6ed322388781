//! The reports of delivery that the operator makes (RFC 3461, 3464).

use bytes::Bytes;
use segur_smtp::{Destinataire, Expediteur, Retour};
use time::OffsetDateTime;

use crate::remise::Rebond;

/// What became of a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sort {
    /// In its mailbox.
    Remis,
    /// Handed to another operator.
    Relaye,
    /// It came back.
    Rebondi(Rebond),
}

/// A report to make.
pub(crate) struct Avis<'a> {
    /// Name of the operator.
    pub operateur: &'a str,
    /// To whom.
    pub a: &'a str,
    /// What the sender asked for.
    pub envoi: &'a Expediteur,
    /// Recipients, all of one kind of fate.
    pub sorts: &'a [(&'a Destinataire, Sort)],
    /// The mail.
    pub courriel: &'a [u8],
    /// When.
    pub instant: OffsetDateTime,
    /// What its identifiers are drawn from.
    pub graine: &'a str,
}

/// Writes it.
pub(crate) fn dsn(_: &Avis<'_>) -> Bytes {
    Bytes::new()
}
